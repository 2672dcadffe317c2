package mock

import (
	"cmp"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/topgen/topgen/internal/load"
	"github.com/topgen/topgen/internal/mock/mocktest"
	"github.com/topgen/topgen/internal/source"
	"github.com/topgen/topgen/top"
	"github.com/topgen/topgen/top/binding"
)

type listItem struct {
	ID int64 `json:"id"`
}

type listRequest struct {
	PageNo *int64  `json:"page_no,omitzero"`
	Q      *string `json:"q,omitzero" top:"required"`
}

type listResponse struct {
	Items        []listItem `json:"items,omitzero" top:"element=item"`
	TotalResults int64      `json:"total_results"`
	RequestID    string     `json:"request_id,omitzero" top:"root=soak_items_get_response"`
}

// TestMovingLists: faults move the list of a session, as a loop has to stand it, and
// that of nobody else.
func TestMovingLists(t *testing.T) {
	files, err := source.Find([]string{"../../testdata/soak/taobao.soak.items.get.json"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	page := load.One(files[0])
	for _, way := range moves {
		server := New([]Page{{Path: "items.json", API: page.API}}, Options{Seed: 2, Faults: []*Fault{mustFault(t, "times=4,moves="+way)}})
		address := mocktest.Serve(t, server)
		read := func(session string, first int64) (ids []int64) {
			client, err := top.NewClient(DefaultAppKey, DefaultAppSecret, top.WithGateway(address), top.WithSession(session))
			if err != nil {
				t.Fatal(err)
			}
			api := &top.API{Method: "taobao.soak.items.get", Root: "soak_items_get_response"}
			for item, err := range binding.Pages(&listRequest{Q: new("x"), PageNo: &first}, binding.Pager[listRequest, listResponse, listItem]{
				Number: func(r *listRequest) **int64 { return &r.PageNo }, First: 1,
				Do: func(r *listRequest, opts ...top.CallOption) (*listResponse, error) {
					return binding.Do(t.Context(), client, api, r, new(listResponse), opts...)
				},
				Page: func(r *listResponse) binding.Page[listItem] {
					return binding.Page[listItem]{Items: r.Items, Total: &r.TotalResults}
				},
			}) {
				if err != nil {
					t.Fatalf("%s: %v", way, err)
				}
				ids = append(ids, item.ID)
			}
			return ids
		}
		whole := []int64{1, 2, 1002, 1003, 1004, 1005}
		read("a", 1)
		moved, other := read("a", 1), read("b", 1)
		if !slices.Equal(other, whole) {
			t.Errorf("%s: the list of another session is %v", way, other)
		}
		if want := map[string]int{"leave": -1, "join": 1, "front": 0}[way]; slices.Equal(moved, whole) || cmp.Compare(len(moved), len(whole)) != want {
			t.Errorf("%s: the list is %v", way, moved)
		}
	}
}

// TestNothingMoves: where a method gives out no list, that is said.
func TestNothingMoves(t *testing.T) {
	_, address := testServer(t, Options{})
	r := mocktest.Do(t, askFor(t, address, "moves=leave"))
	if note := r.Header.Get(NoteHeader); r.Status != http.StatusOK || !strings.Contains(note, "no list in pages that could move") {
		t.Errorf("%d with the note %q", r.Status, note)
	}
	if _, err := ParseFault("moves=away"); err == nil || !strings.Contains(err.Error(), "leave, join, front") {
		t.Errorf("a list that moves away: %v", err)
	}
}

// TestMovingListsAreBounded: of too many moved lists the oldest are forgotten.
func TestMovingListsAreBounded(t *testing.T) {
	var m movingLists
	server := New(testPages(), Options{})
	for i := range maxMoving + 5 {
		m.of(listKey{"m", strings.Repeat("s", i)}, server.sorted[0].list)
	}
	if len(m.lists) != maxMoving || len(m.order) != maxMoving {
		t.Errorf("there are %d lists", len(m.lists))
	}
}
