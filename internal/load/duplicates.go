package load

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"github.com/topgen/topgen/internal/diag"
	"github.com/topgen/topgen/internal/schema"
	"github.com/topgen/topgen/internal/source"
)

// Entry is what Duplicates needs to know of a page that was read.
type Entry struct {
	File   source.File
	Method string
	Line   int    // of the title
	Format string // as schema.Source has it
}

// EntryOf returns the entry of a page with an API.
func EntryOf(f source.File, api *schema.API) Entry {
	return Entry{File: f, Method: api.Method, Line: api.Source.Line, Format: api.Source.Format}
}

// rank orders the forms of a page by how much they say: the JSON document has
// all samples, HTML has every cell, text has lost some.
var rank = map[string]int{"json": 0, "html": 1, "text": 2}

// Duplicates looks for methods that several pages document. If such pages say
// the same, the one that says most is kept and the others are in drop, by
// File.Path. If not, that is an error at each but the first, and all of them
// are in drop. The pages are read again for this, since that is rare.
func Duplicates(entries []Entry) (drop map[string]bool, diags diag.List) {
	byMethod := make(map[string][]Entry)
	for _, e := range entries {
		byMethod[e.Method] = append(byMethod[e.Method], e)
	}
	drop = make(map[string]bool)
	for _, method := range slices.Sorted(maps.Keys(byMethod)) {
		same := byMethod[method]
		if len(same) < 2 {
			continue
		}
		found := compare(same)
		diags = append(diags, found...)
		kept := slices.MinFunc(same, func(a, b Entry) int { return rank[a.Format] - rank[b.Format] })
		for _, e := range same {
			if len(found) > 0 || e.File.Path != kept.File.Path {
				drop[e.File.Path] = true
			}
		}
	}
	diags.Sort()
	return drop, diags
}

// compare holds every page of one method against the first.
func compare(same []Entry) diag.List {
	var diags diag.List
	first := One(same[0].File)
	for _, e := range same[1:] {
		other := One(e.File)
		if first.API == nil || other.API == nil {
			continue // the files have changed since; what is wrong with them now is not our question
		}
		where := firstDifference(first.API, other.API)
		if where == "" {
			continue
		}
		diags = append(diags, diag.Diagnostic{
			Code: diag.DuplicateMethod, Severity: diag.Error, Pos: diag.Position{File: e.File.Path, Line: e.Line},
			Message: fmt.Sprintf("%s is also documented in %s:%d, differently: %s", e.Method, same[0].File.Path, same[0].Line, where),
			Hint:    "remove the older of the two pages, or skip it in topgen.yaml",
		})
	}
	return diags
}

// firstDifference tells where b differs from a in what counts; "" if nowhere.
func firstDifference(a, b *schema.API) string {
	return difference("", comparable(a), comparable(b))
}

// comparable is the JSON form of an API without what depends on the form and
// place of its page.
func comparable(api *schema.API) any {
	bare := *api
	bare.Source, bare.Category, bare.Samples = schema.Source{}, "", schema.Samples{}
	bare.Request, bare.Response = bareFields(api.Request), bareFields(api.Response)
	bare.Errors = slices.Clone(api.Errors)
	for i := range bare.Errors {
		bare.Errors[i].Line = 0
	}
	data, err := json.Marshal(bare)
	if err != nil {
		panic(fmt.Sprintf("load: an API has no JSON form: %v", err)) // strings, bools and numbers always have one
	}
	var v any
	if err := json.Unmarshal(data, &v); err != nil {
		panic(fmt.Sprintf("load: the JSON form of an API does not read: %v", err))
	}
	return v
}

func bareFields(fields []*schema.Field) []*schema.Field {
	out := make([]*schema.Field, len(fields))
	for i, f := range fields {
		bare := *f
		bare.Line, bare.Column, bare.Ambiguous = 0, 0, false
		if f.Fields != nil {
			bare.Fields = bareFields(f.Fields)
		}
		out[i] = &bare
	}
	return out
}

// difference walks two JSON values and describes the first place where they
// part: "response.result.fee.type is Price there, Number here".
func difference(path string, a, b any) string {
	switch a := a.(type) {
	case map[string]any:
		b, ok := b.(map[string]any)
		if !ok {
			break
		}
		keys := maps.Clone(a)
		maps.Copy(keys, b)
		for _, k := range slices.Sorted(maps.Keys(keys)) {
			at := k
			if path != "" {
				at = path + "." + k
			}
			if d := difference(at, a[k], b[k]); d != "" {
				return d
			}
		}
		return ""
	case []any:
		b, ok := b.([]any)
		if !ok {
			break
		}
		for i := range min(len(a), len(b)) {
			if d := difference(path+elementName(a[i], i), a[i], b[i]); d != "" {
				return d
			}
		}
		if len(a) != len(b) {
			return fmt.Sprintf("%s has %d entries there, %d here", path, len(a), len(b))
		}
		return ""
	}
	if a == b {
		return ""
	}
	return fmt.Sprintf("%s is %s there, %s here", path, brief(a), brief(b))
}

// elementName names an element of a list by the name of the field that it is.
func elementName(v any, i int) string {
	if m, ok := v.(map[string]any); ok {
		if name, ok := m["name"].(string); ok {
			return "." + name
		}
	}
	return fmt.Sprintf("[%d]", i)
}

// brief is a JSON value in at most a few words.
func brief(v any) string {
	if v == nil {
		return "absent"
	}
	data, err := json.Marshal(v)
	if err != nil {
		return "unprintable"
	}
	if r := []rune(string(data)); len(r) > 60 {
		return string(r[:60]) + "…"
	}
	return string(data)
}
