package schema

import "testing"

func example() *API {
	required := true
	return &API{
		Method: "taobao.x.y", Title: "t", Description: "d", Category: "c", Protocol: ProtocolTOP, Root: "x_y_response",
		Source:  Source{Path: "x.txt", Format: "text", Line: 3},
		Request: []*Field{{Name: "id", Type: "Number", Required: &required, Example: "1", Limits: &Limits{MaxValue: "9", FileTypes: []string{"jpg"}}, Line: 10}},
		Response: []*Field{{Name: "items", Type: "Item", List: true, Element: "item", Example: "{}", Description: "list", Fields: []*Field{
			{Name: "fee", Type: "Price", Ambiguous: true},
		}}},
		Errors:  []ErrorCode{{Code: "1", Message: "m", Solution: "s", Line: 9}},
		Samples: Samples{XML: "<x/>"},
	}
}

func TestDifference(t *testing.T) {
	for _, test := range []struct {
		name   string
		change func(*API)
		want   string
	}{
		{"nothing", func(*API) {}, ""},
		{"what does not count", func(a *API) {
			a.Source = Source{Path: "x.html", Format: "html", Line: 7}
			a.Category, a.Samples = "", Samples{}
			a.Request[0].Line, a.Errors[0].Line = 1, 1
			a.Response[0].Fields[0].Ambiguous = false
		}, ""},
		{"cells of a struct", func(a *API) { a.Response[0].Example, a.Response[0].Description = "", "{} list" }, ""},
		{"cells of a leaf", func(a *API) { a.Request[0].Example, a.Request[0].Description = "", "1" }, `request.id: texts "1" "", "" "1"`},
		{"title", func(a *API) { a.Title = "u" }, "title: t, u"},
		{"session", func(a *API) { a.Session = true }, "session: false, true"},
		{"root", func(a *API) { a.Root = "" }, "root: x_y_response, "},
		{"type", func(a *API) { a.Response[0].Fields[0].Type = "Number" }, "response.items.fee: type Price, Number"},
		{"list", func(a *API) { a.Response[0].List = false }, "response.items: list true, false"},
		{"element", func(a *API) { a.Response[0].Element = "items" }, "response.items: element item, items"},
		{"name", func(a *API) { a.Request[0].Name = "ids" }, "request.id: name id, ids"},
		{"required", func(a *API) { a.Request[0].Required = nil }, "request.id: required true, false"},
		{"limits", func(a *API) { a.Request[0].Limits = nil }, "request.id: limits {    9 [jpg]}, {     []}"},
		{"fields", func(a *API) { a.Response[0].Fields = nil }, "response.items: texts"},
		{"more fields", func(a *API) { a.Request = append(a.Request, &Field{Name: "b"}) }, "request: 1 fields, 2 fields"},
		{"errors", func(a *API) { a.Errors[0].Solution = "z" }, `errors.1: "m s", "m z"`},
		{"more errors", func(a *API) { a.Errors = nil }, "errors: 1 rows, 0 rows"},
	} {
		t.Run(test.name, func(t *testing.T) {
			a, b := example(), example()
			test.change(b)
			got := Difference(a, b)
			if test.want == "" && got != "" || test.want != "" && (len(got) < len(test.want) || got[:len(test.want)] != test.want) {
				t.Errorf("difference %q, want %q", got, test.want)
			}
		})
	}
}
