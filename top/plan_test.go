package top_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/topgen/topgen/top"
	"github.com/topgen/topgen/top/toptest"
)

// wideType returns a struct type of n text fields f0, f1, ...
func wideType(n int) reflect.Type {
	fields := make([]reflect.StructField, n)
	for i := range fields {
		fields[i] = reflect.StructField{
			Name: fmt.Sprintf("F%d", i), Type: reflect.TypeFor[string](), Tag: reflect.StructTag(fmt.Sprintf(`json:"f%d"`, i)),
		}
	}
	return reflect.StructOf(fields)
}

// TestManyTypes decodes into more types than planOf remembers, in turn, so that some
// take the place of others, into a response that held something before, and into none.
func TestManyTypes(t *testing.T) {
	var types []reflect.Type
	for n := range 200 {
		types = append(types, wideType(n+1))
	}
	for range 2 {
		for n, typ := range types {
			resp := reflect.New(typ)
			for i := range n + 1 {
				resp.Elem().Field(i).SetString("before")
			}
			last := fmt.Sprintf("f%d", n)
			if err := top.Unmarshal([]byte(`{"`+last+`":"x"}`), resp.Interface()); err != nil {
				t.Fatalf("%d fields: %v", n+1, err)
			}
			want := reflect.New(typ)
			want.Elem().Field(n).SetString("x")
			if diff := cmp.Diff(want.Interface(), resp.Interface()); diff != "" {
				t.Fatalf("%d fields (-want +got):\n%s", n+1, diff)
			}
			if err := top.Unmarshal([]byte(`{}`), reflect.Zero(resp.Type()).Interface()); err == nil {
				t.Fatalf("%d fields: decoding into a nil pointer succeeds", n+1)
			}
		}
	}
}

// TestWide decodes objects of more fields than a machine word has bits, in any
// order, and finds those that come twice.
func TestWide(t *testing.T) {
	for _, n := range []int{63, 64, 65, 128, 129, 300} {
		typ := wideType(n)
		var forward, backward, xml strings.Builder
		for i := range n {
			fmt.Fprintf(&forward, `,"f%d":"v%d"`, i, i)
			fmt.Fprintf(&backward, `,"f%d":"v%d"`, n-1-i, n-1-i)
			fmt.Fprintf(&xml, `<f%d>v%d</f%d>`, i, i, i)
		}
		for _, body := range []string{"{" + forward.String()[1:] + "}", "{" + backward.String()[1:] + "}", "<r>" + xml.String() + "</r>"} {
			got := reflect.New(typ)
			if err := top.Unmarshal([]byte(body), got.Interface()); err != nil {
				t.Fatalf("%d fields: %v", n, err)
			}
			for i := range n {
				if s := got.Elem().Field(i).String(); s != fmt.Sprintf("v%d", i) {
					t.Errorf("%d fields: field %d is %q", n, i, s)
				}
			}
		}
		twice := fmt.Sprintf(`{%s,"f%d":"x","f0":"v0"}`, forward.String()[1:], n-1)
		toptest.Decode(t, twice, reflect.New(typ).Interface(), toptest.Outcome{Misfits: []string{fmt.Sprintf("f%d", n-1)}})
	}
}

// TestPlansConcurrently has many goroutines meet a type for the first time.
func TestPlansConcurrently(t *testing.T) {
	for n := range 20 {
		typ := wideType(1000 + n)
		var wg sync.WaitGroup
		for range 10 {
			wg.Go(func() {
				got := reflect.New(typ)
				if err := top.Unmarshal([]byte(`{"f7":"x"}`), got.Interface()); err != nil || got.Elem().Field(7).String() != "x" {
					t.Errorf("%v, %v", got.Elem().Field(7), err)
				}
			})
		}
		wg.Wait()
	}
}

// TestOddNames uses names that are none in Go, in forms or in XML.
func TestOddNames(t *testing.T) {
	type request struct {
		A *string `json:"a.b-c,omitzero"`
		B *string `json:"$x y,omitzero"`
		C []int64 `json:"中文,omitzero"`
	}
	srv := toptest.NewServer(t)
	srv.Answer(addMethod, `{"id":1}`)
	req := &request{A: new("1"), B: new("2"), C: []int64{3, 4}}
	if err := srv.Client().Call(t.Context(), &apiTradeAdd, req, new(addResponse)); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(map[string]string{"a.b-c": "1", "$x y": "2", "中文": "3,4"}, srv.LastCall().Params); diff != "" {
		t.Error(diff)
	}
	type response struct {
		A string `json:"a.b-c"`
		B string `json:"$x y"`
		C string `json:"中文"`
	}
	want := response{"1", "2", "3"}
	for _, body := range []string{`{"a.b-c":"1","$x y":"2","中文":"3"}`, `{"中文":3,"$x\u0020y":2,"a.b-c":1}`} {
		var got response
		if err := top.Unmarshal([]byte(body), &got); err != nil || got != want {
			t.Errorf("%s: %+v, %v", body, got, err)
		}
	}
	var got response
	if err := top.Unmarshal([]byte(`<r><a.b-c>1</a.b-c><中文>3</中文></r>`), &got); err != nil || got != (response{A: "1", C: "3"}) {
		t.Errorf("XML: %+v, %v", got, err)
	}
}

// TestNestedFiles sends a file within an object in base64, and parses it back.
func TestNestedFiles(t *testing.T) {
	type part struct {
		Image *top.File `json:"image,omitzero"`
	}
	type request struct {
		Part   *part      `json:"part,omitzero"`
		Images []top.File `json:"images,omitzero"`
	}
	srv := toptest.NewServer(t)
	srv.Answer(addMethod, `{"id":1}`)
	req := &request{Part: &part{new(top.FileBytes("a", []byte("\x00中")))}, Images: []top.File{top.FileBytes("1.png", []byte("1")), top.FileBytes("2.png", []byte("2"))}}
	if err := srv.Client().Call(t.Context(), &apiTradeAdd, req, new(addResponse)); err != nil {
		t.Fatal(err)
	}
	call := srv.LastCall()
	if diff := cmp.Diff(map[string]string{"part": `{"image":"AOS4rQ=="}`}, call.Params); diff != "" {
		t.Error(diff)
	}
	if got := call.Files["images"]; got.Name != "1.png" || string(got.Data) != "1" {
		t.Errorf("the first file is %+v", got)
	}
	req.Part.Image = new(top.FileReader("a", brokenReader{}, -1))
	if err := srv.Client().Call(t.Context(), &apiTradeAdd, req, new(addResponse)); err == nil || !strings.Contains(err.Error(), "parameter part") {
		t.Errorf("a file that cannot be read: %v", err)
	}
	if b, err := json.Marshal(top.File{}); err != nil || string(b) != "null" {
		t.Errorf("no file is %s, %v", b, err)
	}
}

// TestListShapes: which object is a list, and which its only element.
func TestListShapes(t *testing.T) {
	type element struct {
		UnionID string   `json:"union_id"`
		OrgID   int64    `json:"org_id"`
		Item    *element `json:"item,omitzero"`
		Tags    []string `json:"tag,omitzero"`
	}
	type response struct {
		UnionIDs []element     `json:"union_ids,omitzero" top:"element=info"`
		Items    []element     `json:"items,omitzero" top:"element=info"`
		Tags     []element     `json:"tags,omitzero"`
		Results  []top.RawJSON `json:"results,omitzero" top:"element=json"`
		Total    int64         `json:"total"`
	}
	two := []element{{OrgID: 1}, {OrgID: 2}}
	for body, want := range map[string]response{
		`{"union_ids":{"union_id":[{"org_id":1},{"org_id":2}]}}`:                                        {UnionIDs: two},
		`{"union_ids":{"union_id":{"org_id":1}}}`:                                                       {UnionIDs: two[:1]},
		`{"union_ids":{"org_id":[{"org_id":1},{"org_id":2}]}}`:                                          {UnionIDs: two},
		`{"union_ids":{"union_id":"a","org_id":1}}`:                                                     {UnionIDs: []element{{UnionID: "a", OrgID: 1}}},
		`{"union_ids":{"union_id":"a"}}`:                                                                {UnionIDs: []element{{UnionID: "a"}}},
		`{"items":{"item":{"org_id":1}}}`:                                                               {Items: []element{{Item: &two[0]}}},
		`{"items":{"info":[{"org_id":1},{"org_id":2}]}}`:                                                {Items: two},
		`{"tags":{"tag":["a","b"]}}`:                                                                    {Tags: []element{{Tags: []string{"a", "b"}}}},
		`{"results":{"result":[{"k":1},{"k":2}]}}`:                                                      {Results: []top.RawJSON{`{"k":1}`, `{"k":2}`}},
		`{"results":{"result":1,"k":2}}`:                                                                {Results: []top.RawJSON{`{"result":1,"k":2}`}},
		`{"results":{"other":[1,2]}}`:                                                                   {Results: []top.RawJSON{`{"other":[1,2]}`}},
		`<r><union_ids><union_id><org_id>1</org_id></union_id><union_id/></union_ids></r>`:              {UnionIDs: []element{{OrgID: 1}, {}}},
		`<r><union_ids><union_id/><union_id><org_id>1</org_id></union_id></union_ids></r>`:              {UnionIDs: []element{{}, {OrgID: 1}}},
		`<r><union_ids><x><org_id>1</org_id></x><x></x></union_ids></r>`:                                {UnionIDs: []element{{OrgID: 1}, {}}},
		`<r><union_ids><x/><x><org_id>1</org_id></x></union_ids></r>`:                                   {UnionIDs: []element{{}, {OrgID: 1}}},
		`<r><union_ids><union_id>a</union_id><org_id>1</org_id></union_ids></r>`:                        {UnionIDs: []element{{UnionID: "a", OrgID: 1}}},
		`<r><results><result><k>1</k></result><result><k>2</k></result></results></r>`:                  {Results: []top.RawJSON{`{"k":"1"}`, `{"k":"2"}`}},
		`<r><union_ids><union_id>a</union_id></union_ids><union_ids><org_id>1</org_id></union_ids></r>`: {UnionIDs: []element{{UnionID: "a"}, {OrgID: 1}}},
	} {
		var got response
		if err := top.Unmarshal([]byte(body), &got); err != nil {
			t.Errorf("%s: %v", body, err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: the response differs (-want +got):\n%s", body, diff)
		}
	}
}

// TestDecodeIntoPointers decodes into the types of requests, too: that is how
// toptest reads what arrived.
func TestDecodeIntoPointers(t *testing.T) {
	want := fullRequest()
	body, err := json.Marshal(want)
	if err != nil {
		t.Fatal(err)
	}
	got := new(tradeRequest)
	if err := top.Unmarshal(body, got); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("the request differs (-want +got):\n%s", diff)
	}
	toptest.Decode(t, `{"id":"x","title":null,"urgent":true}`, got, toptest.Outcome{Misfits: []string{"id"}})
	if diff := cmp.Diff(&tradeRequest{Urgent: new(true)}, got); diff != "" {
		t.Errorf("the request differs (-want +got):\n%s", diff)
	}
}

func TestAppendForm(t *testing.T) {
	client, err := top.NewClient("k", "s", top.WithSession("session"))
	if err != nil {
		t.Fatal(err)
	}
	form, err := client.AppendForm([]byte("x?"), &apiTradeGet, oneTrade())
	if err != nil || !strings.HasPrefix(string(form), "x?app_key=k&format=json&id=1&method=taobao.test.trade.get&session=session&sign_method=hmac-sha256&timestamp=") {
		t.Errorf("got %s, %v", form, err)
	}
	withFile := oneTrade()
	withFile.Image = new(top.FileBytes("a.jpg", nil))
	for name, err := range map[string]error{
		"file":    second(client.AppendForm(nil, &apiTradeGet, withFile)),
		"Qimen":   second(client.AppendForm(nil, &apiStock, &stockRequest{})),
		"invalid": second(client.AppendForm(nil, &apiTradeGet, new(tradeRequest))),
		"option":  second(client.AppendForm(nil, &apiTradeGet, oneTrade(), top.WithParam("sign", "x"))),
	} {
		if err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	var v *top.ValidationError
	if err := second(client.AppendForm(nil, &apiTradeGet, new(tradeRequest))); !errors.As(err, &v) {
		t.Errorf("got %v", err)
	}
}

func second(_ []byte, err error) error { return err }

// TestBadTags checks that types which no page gives rise to are errors.
func TestBadTags(t *testing.T) {
	type unknownRule struct {
		A *string `json:"a" top:"nonsense"`
	}
	type badNumber struct {
		A *int64 `json:"a" top:"min=x"`
	}
	type badLimit struct {
		A *string `json:"a" top:"maxLength=x"`
	}
	type unexported struct {
		A   string `json:"a"`
		own float64
		Not float64 `json:"-"`
	}
	for _, v := range []any{new(unknownRule), new(badNumber), new(badLimit)} {
		if err := top.Unmarshal([]byte(`{"a":"1"}`), v); err == nil || !strings.Contains(err.Error(), "tag top") {
			t.Errorf("%T: %v", v, err)
		}
	}
	var got unexported
	if err := top.Unmarshal([]byte(`{"a":"1"}`), &got); err != nil || got.A != "1" || got.own != 0 {
		t.Errorf("%+v, %v", got, err)
	}
	for _, f := range []func(){func() { top.MustDecimal("x") }, func() { top.MustTime("x") }} {
		func() {
			defer func() {
				if recover() == nil {
					t.Error("a literal that is none: no panic")
				}
			}()
			f()
		}()
	}
}

// stamped has the methods of a Time, and is none: it has another field.
type stamped struct {
	top.Time
	Zone string `json:"zone"`
}

// TestEmbedded: a type in which one of ours is embedded is an object like any other.
func TestEmbedded(t *testing.T) {
	var resp struct {
		Created stamped `json:"created"`
	}
	if err := top.Unmarshal([]byte(`{"created":{"Time":"2026-11-22 14:39:05","zone":"GMT+8"}}`), &resp); err != nil {
		t.Fatal(err)
	}
	want := stamped{top.MustTime("2026-11-22 14:39:05"), "GMT+8"}
	if resp.Created != want {
		t.Errorf("got %v in zone %q, want %v in zone %q", resp.Created.Time, resp.Created.Zone, want.Time, want.Zone)
	}
}
