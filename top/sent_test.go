package top_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/topgen/topgen/top"
)

// parcelResponse has what is difficult for Sent: objects that begin with an object,
// lists within lists, types of other names, an object that contains itself.
type parcelResponse struct {
	Parcel    parcel `json:"parcel,omitzero"`
	RequestID string `json:"request_id,omitzero" top:"root=parcel_get_response"`
}

type parcel struct {
	Route  route    `json:"route,omitzero"`
	State  state    `json:"state"`
	Hops   []hop    `json:"hops,omitzero" top:"element=hop"`
	Labels []string `json:"labels,omitzero" top:"element=string"`
	Counts []int64  `json:"counts,omitzero" top:"element=number"`
	Flags  []bool   `json:"flags,omitzero" top:"element=boolean"`
	Return *parcel  `json:"return,omitzero"`
}

type (
	route struct {
		From place `json:"from,omitzero"`
		Days int64 `json:"days"`
	}
	place struct {
		Number int64  `json:"number"`
		City   string `json:"city"`
	}
	hop struct {
		At    place   `json:"at,omitzero"`
		Cost  int64   `json:"cost"`
		Late  bool    `json:"late"`
		Scans []int64 `json:"scans,omitzero" top:"element=number"`
		Notes []place `json:"notes,omitzero" top:"element=note"`
	}
	state string
)

// has is a question to Sent, and the answer to it.
type has struct {
	name  string
	field func(r *parcelResponse) any
	want  bool
}

func parcelForms(jsonMembers, wrapped, xml string) map[string]string {
	return map[string]string{
		"simplified": `{"parcel":{` + jsonMembers + `},"request_id":"r"}`,
		"wrapped":    `{"parcel_get_response":{"parcel":{` + wrapped + `},"request_id":"r"}}`,
		"beside":     `{"request_id":"r","parcel_get_response":{"parcel":{` + wrapped + `}}}`,
		"other root": `{"odd_response":{"parcel":{` + wrapped + `},"request_id":"r"}}`,
		"XML":        `<?xml version="1.0"?><parcel_get_response><parcel>` + xml + `</parcel><request_id>r</request_id></parcel_get_response>`,
		"rootless":   `<parcel>` + xml + `</parcel><request_id>r</request_id>`,
	}
}

// TestSent tells zeros from absent values in every form of a body.
func TestSent(t *testing.T) {
	for form, body := range parcelForms(
		`"route":{"from":{"number":0},"days":"0"},"state":"","hops":[{"cost":0,"notes":[{"number":0},null,{}]},{"at":{"city":""}},{"late":false,"scans":[0,null,5]},null],"labels":["a",""],"counts":[0],"return":{"route":{}}`,
		`"route":{"from":{"number":0},"days":"0"},"state":null,"hops":{"hop":[{"cost":0,"notes":{"note":[{"number":0},null,{}]}},{"at":{"city":" "}},{"late":"0","scans":{"number":[0,null,5]}},null]},"labels":{"string":["a",""]},"counts":{"number":[0]},"return":{"route":{}}`,
		`<route><from><number>0</number></from><days>0</days></route><state/><hops><hop><cost>0</cost><notes><note><number>0</number></note><note/><note><city/></note></notes></hop><hop><at><city/></at></hop><hop><late>0</late><scans><number>0</number><number/><number>5</number></scans></hop><hop/></hops><labels><string>a</string><string/></labels><counts><number>0</number></counts><return><route><from/></route></return>`,
	) {
		var resp parcelResponse
		sent, err := top.UnmarshalSent([]byte(body), &resp)
		if err != nil || len(resp.Parcel.Hops) != 4 || len(resp.Parcel.Hops[0].Notes) != 3 || resp.Parcel.Return == nil {
			t.Fatalf("%s: %+v, %v", form, resp, err)
		}
		for _, q := range []has{
			{"request id", func(r *parcelResponse) any { return &r.RequestID }, true},
			{"object", func(r *parcelResponse) any { return &r.Parcel }, true},
			{"its first field, an object", func(r *parcelResponse) any { return &r.Parcel.Route }, true},
			{"the first field of that", func(r *parcelResponse) any { return &r.Parcel.Route.From }, true},
			{"and of that, a zero", func(r *parcelResponse) any { return &r.Parcel.Route.From.Number }, true},
			{"absent text", func(r *parcelResponse) any { return &r.Parcel.Route.From.City }, false},
			{"quoted zero", func(r *parcelResponse) any { return &r.Parcel.Route.Days }, true},
			{"blank text of another type", func(r *parcelResponse) any { return &r.Parcel.State }, false},
			{"list", func(r *parcelResponse) any { return &r.Parcel.Hops }, true},
			{"element", func(r *parcelResponse) any { return &r.Parcel.Hops[0] }, true},
			{"zero in an element", func(r *parcelResponse) any { return &r.Parcel.Hops[0].Cost }, true},
			{"absent in an element", func(r *parcelResponse) any { return &r.Parcel.Hops[0].Late }, false},
			{"absent list in an element", func(r *parcelResponse) any { return &r.Parcel.Hops[0].Scans }, false},
			{"absent object in an element", func(r *parcelResponse) any { return &r.Parcel.Hops[0].At }, false},
			{"list in an element", func(r *parcelResponse) any { return &r.Parcel.Hops[0].Notes }, true},
			{"element in an element", func(r *parcelResponse) any { return &r.Parcel.Hops[0].Notes[0] }, true},
			{"zero in an element in an element", func(r *parcelResponse) any { return &r.Parcel.Hops[0].Notes[0].Number }, true},
			{"null element in an element", func(r *parcelResponse) any { return &r.Parcel.Hops[0].Notes[1] }, false},
			{"absent in a null element", func(r *parcelResponse) any { return &r.Parcel.Hops[0].Notes[1].Number }, false},
			{"empty element in an element", func(r *parcelResponse) any { return &r.Parcel.Hops[0].Notes[2] }, true},
			{"object of blank texts", func(r *parcelResponse) any { return &r.Parcel.Hops[1].At }, true},
			{"blank text", func(r *parcelResponse) any { return &r.Parcel.Hops[1].At.City }, false},
			{"absent zero", func(r *parcelResponse) any { return &r.Parcel.Hops[1].Cost }, false},
			{"false", func(r *parcelResponse) any { return &r.Parcel.Hops[2].Late }, true},
			{"zero in a list", func(r *parcelResponse) any { return &r.Parcel.Hops[2].Scans[0] }, true},
			{"number in a list", func(r *parcelResponse) any { return &r.Parcel.Hops[2].Scans[1] }, true},
			{"null element", func(r *parcelResponse) any { return &r.Parcel.Hops[3] }, false},
			{"text in a list", func(r *parcelResponse) any { return &r.Parcel.Labels[0] }, true},
			{"blank text in a list", func(r *parcelResponse) any { return &r.Parcel.Labels[1] }, false},
			{"zero in a list of zeros", func(r *parcelResponse) any { return &r.Parcel.Counts[0] }, true},
			{"absent list", func(r *parcelResponse) any { return &r.Parcel.Flags }, false},
			{"object that contains itself", func(r *parcelResponse) any { return &r.Parcel.Return }, true},
			{"in an object that contains itself", func(r *parcelResponse) any { return &r.Parcel.Return.Route }, true},
			{"absent in an object that contains itself", func(r *parcelResponse) any { return &r.Parcel.Return.Hops }, false},
			{"absent object that contains itself", func(r *parcelResponse) any { return &r.Parcel.Return.Return }, false},
		} {
			if got := sent.Has(q.field(&resp)); got != q.want {
				t.Errorf("%s: %s: Has is %t", form, q.name, got)
			}
		}
	}
}

// TestSentEmpty: an object or a list without anything in it came, in JSON, where
// it can be told from an absent one; nothing else did.
func TestSentEmpty(t *testing.T) {
	for body, want := range map[string][3]bool{ // the object, the list in it, the object in it
		`{}`:                       {},
		`{"parcel":null}`:          {},
		`{"parcel":" "}`:           {},
		`{"parcel":[]}`:            {},
		`{"parcel":{}}`:            {true},
		`{"parcel":{"hops":[]}}`:   {true, true},
		`{"parcel":{"hops":{}}}`:   {true, true},
		`{"parcel":{"hops":null}}`: {true},
		`{"parcel":{"route":{}}}`:  {true, false, true},
		`<parcel_get_response/>`:   {},
		`<parcel_get_response><parcel><hops/><route/></parcel></parcel_get_response>`: {true},
		`{"parcel":{},"parcel":{"hops":[]}}`:                                          {true, true},
		`{"parcel":{"route":{}},"parcel":{}}`:                                         {true, false, true},
	} {
		var resp parcelResponse
		sent, err := top.UnmarshalSent([]byte(body), &resp)
		got := [3]bool{sent.Has(&resp.Parcel), sent.Has(&resp.Parcel.Hops), sent.Has(&resp.Parcel.Route)}
		if err != nil || got != want {
			t.Errorf("%s: %v, %v, want %v", body, got, err, want)
		}
	}
}

// TestSentTwice: what came twice and differs counts as the first time has it, however
// much more the second one has.
func TestSentTwice(t *testing.T) {
	for _, more := range []string{`{"cost":0}`, `{"notes":[{"number":0},{}]}`, `{"at":{"number":0}}`} {
		for _, second := range []string{`{"hops":[{"cost":1},` + more + `]}`, `{"hops":[` + strings.Repeat(more+",", 9) + `]}`, `{"return":{"hops":[` + more + `]}}`} {
			var resp parcelResponse
			sent, err := top.UnmarshalSent([]byte(`{"parcel":{"hops":[{"cost":1}]},"parcel":`+second+`}`), &resp)
			if !top.Partial(err) || len(resp.Parcel.Hops) != 1 || resp.Parcel.Return != nil {
				t.Fatalf("%s: %+v, %v", second, resp, err)
			}
			if h := &resp.Parcel.Hops[0]; !sent.Has(&h.Cost) || sent.Has(&h.Late) || sent.Has(&resp.Parcel.Return) {
				t.Errorf("%s: the answer is wrong", second)
			}
		}
	}
}

// TestSentGrowth: elements are found after lists have grown, those of one that comes
// in parts as well, and memory that a list has in reserve is no part of it.
func TestSentGrowth(t *testing.T) {
	var one, parts strings.Builder
	const n = 99
	for i := range n {
		hop := fmt.Sprintf(`{"cost":%d,"notes":[%s]}`, i%2, strings.Repeat(`{"number":0},{},`, i%7))
		if i%3 == 0 {
			hop = `{"late":false}`
		}
		one.WriteString(hop + ",")
		fmt.Fprintf(&parts, `"hops":[%s],`, hop)
	}
	for _, body := range []string{`{"parcel":{"hops":[` + one.String() + `]}}`, `{"parcel":{` + parts.String() + `}}`} {
		var resp parcelResponse
		sent, err := top.UnmarshalSent([]byte(body), &resp)
		hops := resp.Parcel.Hops
		if err != nil || len(hops) != n || cap(hops) == n {
			t.Fatalf("%d hops of %d, %v", len(hops), cap(hops), err)
		}
		for i := range hops {
			h := &hops[i]
			if late := i%3 == 0; sent.Has(&h.Late) != late || sent.Has(&h.Cost) == late || sent.Has(&h.Notes) == late {
				t.Errorf("hop %d is wrong", i)
			}
			for j := range h.Notes {
				if sent.Has(&h.Notes[j].Number) != (j%2 == 0) || !sent.Has(&h.Notes[j]) {
					t.Errorf("note %d of hop %d is wrong", j, i)
				}
			}
		}
		hops = append(hops, hop{}) // in the memory that the decoder had in reserve
		if text := panics(func() { sent.Has(&hops[n].Cost) }); !strings.Contains(text, "to nothing in the top_test.parcelResponse") {
			t.Errorf("an element that was appended: %q", text)
		}
	}
}

// panics returns what f panics with.
func panics(f func()) (text string) {
	defer func() { text = fmt.Sprint(recover()) }()
	f()
	return ""
}

// TestSentMistakes: a pointer to anything else than a field of the response panics
// whatever came, nothing included.
func TestSentMistakes(t *testing.T) {
	const (
		elsewhere = "points to nothing in the top_test.parcelResponse that was decoded"
		noField   = "points into the top_test.parcelResponse that was decoded, but to no field"
		noAddress = "wants the address of a field"
	)
	var other parcelResponse
	for _, body := range []string{`{}`, `{"parcel":{}}`, `{"parcel":{"route":{"from":{"number":0}},"state":"x","hops":[{},{"cost":0}],"counts":[1],"return":{}},"request_id":"r"}`} {
		resp := new(parcelResponse)
		sent, err := top.UnmarshalSent([]byte(body), resp)
		if err != nil {
			t.Fatal(err)
		}
		whole, object := *resp, resp.Parcel
		var nowhere *parcel
		for name, test := range map[string]struct {
			field any
			want  string
		}{
			"copy of the response":       {&whole.RequestID, elsewhere},
			"copy of an object":          {&object.State, elsewhere},
			"object in a copy":           {&object.Route, elsewhere},
			"another response":           {&other.Parcel.Route.Days, elsewhere},
			"something else":             {new(int64), elsewhere},
			"the response":               {resp, noField},
			"another type":               {(*string)(&resp.Parcel.State), noField},
			"nil pointer":                {nowhere, noAddress},
			"nil":                        {nil, noAddress},
			"value":                      {resp.Parcel.Route.Days, noAddress},
			"object, not its address":    {resp.Parcel, noAddress},
			"without size":               {new(struct{}), noAddress},
			"object behind its pointer":  {resp.Parcel.Return, map[bool]string{true: noAddress, false: noField}[resp.Parcel.Return == nil]},
			"pointer to another pointer": {&nowhere, elsewhere},
		} {
			if text := panics(func() { sent.Has(test.field) }); !strings.Contains(text, test.want) {
				t.Errorf("%s, %s: panics with %q", body, name, text)
			}
		}
		for _, h := range resp.Parcel.Hops {
			if text := panics(func() { sent.Has(&h.Cost) }); !strings.Contains(text, elsewhere) || !strings.Contains(text, "&list[i]") {
				t.Errorf("variable of a loop: panics with %q", text)
			}
		}
	}
	if text := panics(func() { top.Sent{}.Has(&other.RequestID) }); !strings.Contains(text, "no response has been decoded") {
		t.Errorf("no response: panics with %q", text)
	}
}

// TestSentMemory: a Sent tells what came, whatever the program has done to the
// response since; it may be asked by several goroutines.
func TestSentMemory(t *testing.T) {
	var resp parcelResponse
	sent, err := top.UnmarshalSent([]byte(`{"parcel":{"route":{"days":3},"state":"x","hops":[{"cost":1}]}}`), &resp)
	if err != nil {
		t.Fatal(err)
	}
	hops := resp.Parcel.Hops
	resp.Parcel.Route.Days, resp.Parcel.Route.From.Number, resp.Parcel.State, resp.Parcel.Hops = 0, 5, "", nil
	var wait sync.WaitGroup
	for range 4 {
		wait.Go(func() {
			for name, ok := range map[string]bool{
				"cleared number":   sent.Has(&resp.Parcel.Route.Days),
				"default":          !sent.Has(&resp.Parcel.Route.From.Number),
				"object around it": !sent.Has(&resp.Parcel.Route.From),
				"cleared text":     sent.Has(&resp.Parcel.State),
				"cleared list":     sent.Has(&resp.Parcel.Hops),
				"its element":      sent.Has(&hops[0].Cost) && !sent.Has(&hops[0].Late),
			} {
				if !ok {
					t.Errorf("%s: the answer is wrong", name)
				}
			}
		})
	}
	wait.Wait()
}

// TestSentSizes: fields without size, and more of them than a word has bits.
func TestSentSizes(t *testing.T) {
	type none struct{}
	type many struct {
		First  none     `json:"first,omitzero"`
		Number int64    `json:"number"`
		Empty  none     `json:"empty,omitzero"`
		Texts  [3]place `json:"-"`
		Flag   bool     `json:"flag"`
		Nones  []none   `json:"nones,omitzero"`
		Last   none     `json:"last,omitzero"`
	}
	type response struct {
		List []many `json:"list,omitzero" top:"element=many"`
	}
	body := `{"list":[` + strings.Repeat(`{"first":{},"number":0,"empty":{},"nones":[{},{}],"last":{}},{"flag":false},`, 50) + `]}`
	var resp response
	sent, err := top.UnmarshalSent([]byte(body), &resp)
	if err != nil || len(resp.List) != 100 {
		t.Fatalf("%d elements, %v", len(resp.List), err)
	}
	for i := range resp.List {
		m := &resp.List[i]
		if even := i%2 == 0; sent.Has(&m.Number) != even || sent.Has(&m.Nones) != even || sent.Has(&m.Flag) == even {
			t.Errorf("element %d is wrong", i)
		}
		if panics(func() { sent.Has(&m.Texts[0].Number) }) == "" || panics(func() { sent.Has(&m.Last) }) == "" {
			t.Error("no panic for what is no field of the response, or has no size")
		}
	}
	if sent, err := top.UnmarshalSent([]byte(`{}`), new(none)); err != nil || panics(func() { sent.Has(&resp.List) }) == "" {
		t.Errorf("a response without fields: %v", err)
	}
}
