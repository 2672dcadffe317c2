package explorer

import (
	"runtime"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/topgen/topgen/internal/api"
	"github.com/topgen/topgen/internal/emit"
	"github.com/topgen/topgen/internal/mock"
	"github.com/topgen/topgen/internal/parallel"
	"github.com/topgen/topgen/internal/schema"
)

// kind is what can be found.
type kind int

const (
	methods kind = iota
	topics
	fields
	types
	values
	errorCodes
)

// kinds say of each kind how it is called in addresses, and over a list of them.
// What is to be found beside these gets a line here and entries in the finder.
var kinds = []struct{ key, title, one string }{
	methods:    {"method", "Methods", "method"},
	topics:     {"topic", "Messages", "message"},
	fields:     {"field", "Fields", "field"},
	types:      {"type", "Types", "type"},
	values:     {"value", "Values", "value"},
	errorCodes: {"error", "Error codes", "error code"},
}

// entry is something that can be found: it stands in the page of a method or topic.
type entry struct {
	kind   kind
	owner  int32 // the entry of the method or topic
	name   text  // as on the wire
	goName text
	about  text   // what the page says of it
	anchor string // in that page; "" is its beginning
	typ    string // of a field, for people
}

// text is the number of a text. The same words stand at thousands of fields, and
// are looked at once for each search.
type text int32

// finder finds entries by the words of their texts.
type finder struct {
	entries []entry
	texts   []string // as they are shown; the first is ""
	lower   string   // all of them in lower case, a line break behind each
	begins  []int    // where each begins in lower, and behind the last its end
}

// newFinder reads what there is to be found in methods and topics, on all cores: it takes
// seconds for thousands of them.
func newFinder(list []*mock.Method, opt emit.Options) *finder {
	f := &finder{}
	var lower strings.Builder
	known := make(map[string]text)
	number := func(s string) text {
		n, ok := known[s]
		if !ok {
			n = text(len(f.texts))
			known[s] = n
			f.texts = append(f.texts, s)
			f.begins = append(f.begins, lower.Len())
			lower.WriteString(strings.ToLower(s) + "\n")
		}
		return n
	}
	number("")
	parallel.Ordered(len(list), runtime.GOMAXPROCS(0), func(i int) []found { return entriesOf(list[i], opt) }, func(_ int, made []found) bool {
		owner := int32(len(f.entries))
		for _, e := range made {
			f.entries = append(f.entries, entry{e.kind, owner, number(e.name), number(e.goName), number(e.about), e.anchor, e.typ})
		}
		return true
	})
	f.lower, f.begins = lower.String(), append(f.begins, lower.Len())
	return f
}

// found is an entry with its texts.
type found struct {
	kind                             kind
	name, goName, about, anchor, typ string
}

// entriesOf returns what there is to be found in a method or topic: itself first.
func entriesOf(m *mock.Method, opt emit.Options) []found {
	meaning := api.Meaning(m.API) // not m.Meaning(), which would be kept for thousands of methods
	names, err := emit.NamesOf(meaning, opt)
	if err != nil {
		names = &emit.Names{} // there are no bindings: what is on the wire can be found all the same
	}
	title := strings.Join(nonEmpty(m.API.Title, m.API.Category, m.API.Description), "\n")
	list := []found{{kind: methods, name: m.API.Method, about: title}}
	switch {
	case m.API.Message:
		list[0].kind, list[0].goName = topics, names.Response
	case err == nil:
		list = append(list, found{kind: types, name: names.Request, anchor: "request"}, found{kind: types, name: names.Response, anchor: "response"})
	}
	seen := make(map[*api.Type]bool)
	for _, side := range []struct {
		name string
		rows []*schema.Field
	}{{"request", m.API.Request}, {"response", m.API.Response}} {
		eachRow(meaning, side.rows, side.name, func(r *schema.Field, u *api.Use, path string) {
			list = append(list, found{fields, r.Name, names.Field(u.Field), r.Description, path, typeText(r)})
			if u.Type != nil && !seen[u.Type] {
				seen[u.Type] = true
				list = append(list, found{kind: types, name: r.Type, goName: names.Type(u.Field), about: r.Description, anchor: path})
			}
			for _, v := range r.Values {
				list = append(list, found{values, v.Value, names.Value(u.Field, v.Value), v.Text, path, r.Name})
			}
		})
	}
	for _, e := range m.API.Errors {
		list = append(list, found{kind: errorCodes, name: e.Code, about: strings.Join(nonEmpty(e.Message, e.Solution), " · "), anchor: errorAnchor(e.Code)})
	}
	return list
}

// errorAnchor is where an error code stands in the page of its method.
func errorAnchor(code string) string { return "error." + code }

// eachRow calls do with every row of a table that counts for something, and its path.
// Of rows of one name in one object, the first is meant.
func eachRow(a *api.API, rows []*schema.Field, parent string, do func(*schema.Field, *api.Use, string)) {
	for _, r := range rows {
		u := a.Use(r)
		if u == nil {
			continue
		}
		path := api.Join(parent, r.Name)
		if u.Doc == r {
			do(r, u, path)
		}
		eachRow(a, r.Fields, path, do)
	}
}

// How well a word fits a text.
const (
	nowhere uint8 = iota
	inside
	beginning // of a word in it
	whole
)

// fit tells of each text how well a word fits it. All texts are one string to look
// through, which takes milliseconds for millions of letters.
func (f *finder) fit(word string) []uint8 {
	fits := make([]uint8, len(f.texts))
	n := 0
	for at := strings.Index(f.lower, word); at >= 0; {
		for f.begins[n+1] <= at {
			n++
		}
		begin, end := f.begins[n], f.begins[n+1]-1
		fits[n] = max(fits[n], fitAt(f.lower[begin:end], word, at-begin))
		from := at + len(word)
		if fits[n] >= beginning {
			from = end // it fits no better further on
		}
		at = nextFrom(f.lower, word, from)
	}
	return fits
}

// fitAt tells how well a word fits a text in which it stands at a place.
func fitAt(s, word string, at int) uint8 {
	switch before, _ := utf8.DecodeLastRuneInString(s[:at]); {
	case len(s) == len(word):
		return whole
	case at == 0 || !unicode.IsLetter(before) && !unicode.IsDigit(before):
		return beginning
	}
	return inside
}

// next returns where a word stands next in s, behind at; -1 if nowhere.
func next(s, word string, at int) int { return nextFrom(s, word, at+len(word)) }

func nextFrom(s, word string, from int) int {
	if i := strings.Index(s[from:], word); i >= 0 {
		return from + i
	}
	return -1
}

// What it costs a hit if a word fits its name no better, its description only, or only
// the method in which it stands.
const (
	costInside = 2
	costAbout  = 4
	costOwner  = 6
	maxWords   = 8 // of a query: nobody types more, and ranks are kept for each possible cost
)

// hits are the best of one kind.
type hits struct {
	kind  kind
	count int // of all
	best  []*entry
}

// find returns what has every word of the query, by kind, the best first: at most most
// of each.
func (f *finder) find(words []string, most int) []hits {
	words = words[:min(len(words), maxWords)]
	fits := make([][]uint8, len(words))
	for i, word := range words {
		fits[i] = f.fit(word)
	}
	ranked := make([][maxWords*costOwner + 1][]*entry, len(kinds))
	all := make([]hits, len(kinds))
	for i := range f.entries {
		e := &f.entries[i]
		cost, ok := f.cost(e, fits)
		if !ok {
			continue
		}
		all[e.kind].count++
		if rank := &ranked[e.kind][cost]; len(*rank) < most {
			*rank = append(*rank, e)
		}
	}
	for k := range all {
		all[k].kind = kind(k)
		all[k].best = slices.Concat(ranked[k][:]...)
		all[k].best = all[k].best[:min(len(all[k].best), most)]
	}
	return slices.DeleteFunc(all, func(h hits) bool { return h.count == 0 })
}

// cost returns how badly an entry fits words; it is not ok if one is nowhere, or none
// in the entry itself.
func (f *finder) cost(e *entry, fits [][]uint8) (cost int, ok bool) {
	owner := &f.entries[e.owner]
	for _, fit := range fits {
		switch best := max(fit[e.name], fit[e.goName]); {
		case best != nowhere:
			cost += min(int(whole-best), costInside)
			ok = true
		case fit[e.about] != nowhere:
			cost += costAbout
			ok = true
		case fit[owner.name] != nowhere || fit[owner.about] != nowhere:
			cost += costOwner
		default:
			return 0, false
		}
	}
	return cost, ok
}
