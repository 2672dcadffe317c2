package schema

// Paging is how a method gives out a list in pages. Paths begin with "request." or
// "response.".
type Paging struct {
	// Kind is "page" (page numbers), "last-page-first" (page numbers, read from the
	// last one back), "offset" (rows), or "cursor".
	Kind         string `json:"kind"`
	Number       string `json:"number,omitempty"`       // parameter that is the page number or the offset
	First        *int64 `json:"first,omitempty"`        // number of the first page or row
	Size         string `json:"size,omitempty"`         // parameter that says how many items a page has
	Cursor       string `json:"cursor,omitempty"`       // parameter that takes a cursor
	FirstCursor  string `json:"firstCursor,omitempty"`  // cursor of the first page; without one it is left out
	NextCursor   string `json:"nextCursor,omitempty"`   // field that gives the next one: of the answer, or of its last item
	LastCursor   string `json:"lastCursor,omitempty"`   // cursor behind which nothing follows
	Forward      string `json:"forward,omitempty"`      // parameter that says which way to go from a cursor
	ForwardValue string `json:"forwardValue,omitempty"` // its value for what follows
	Items        string `json:"items,omitempty"`        // the list
	Total        string `json:"total,omitempty"`        // field that says how many items there are
	HasNext      string `json:"hasNext,omitempty"`      // field that says whether a page follows
	UseHasNext   string `json:"useHasNext,omitempty"`   // parameter that asks for it
	Success      string `json:"success,omitempty"`      // field that says whether the call succeeded
}

// NoPaging is what topgen.yaml says instead of a kind of paging where no loop is to be made.
const NoPaging = "none"

// PagingPart is a part of paging of which topgen.yaml can say something.
type PagingPart struct {
	Name string // in the JSON form of Paging
	// Side is that of the field that the part is, "request" or "response"; "" of a part
	// that is a value. The field has one of the kinds, and is a list or not.
	Side  string
	Kinds []Kind
	List  bool
	// Dispensable tells that there can be none.
	Dispensable bool
}

// PagingParts returns the parts of paging, in the order in which one settles them.
func PagingParts() []PagingPart {
	number, cursor, flag := []Kind{KindNumber}, []Kind{KindString, KindNumber}, []Kind{KindBoolean}
	return []PagingPart{
		{Name: "kind"},
		{Name: "items", Side: "response", List: true},
		{Name: "number", Side: "request", Kinds: number, Dispensable: true},
		{Name: "first"},
		{Name: "size", Side: "request", Kinds: number, Dispensable: true},
		{Name: "cursor", Side: "request", Kinds: cursor},
		{Name: "firstCursor", Dispensable: true},
		{Name: "nextCursor", Side: "response", Kinds: cursor},
		{Name: "lastCursor", Dispensable: true},
		{Name: "forward", Side: "request", Kinds: cursor, Dispensable: true},
		{Name: "forwardValue"},
		{Name: "total", Side: "response", Kinds: number, Dispensable: true},
		{Name: "hasNext", Side: "response", Kinds: flag, Dispensable: true},
		{Name: "useHasNext", Side: "request", Kinds: flag, Dispensable: true},
		{Name: "success", Side: "response", Kinds: flag, Dispensable: true},
	}
}

// PagingSaid is what became of a part of paging of which topgen.yaml says something.
type PagingSaid struct {
	Part   string
	Was    string // what holds without it; "" if nothing does
	Needed bool   // it makes a difference
	// Fault says why the part cannot be what topgen.yaml says, and Hint what to do; ""
	// if it can.
	Fault, Hint string
}
