package generate_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/topgen/topgen/internal/api"
	"github.com/topgen/topgen/internal/config"
	"github.com/topgen/topgen/internal/diag"
	"github.com/topgen/topgen/internal/emit"
	"github.com/topgen/topgen/internal/hostile"
	"github.com/topgen/topgen/internal/load"
	"github.com/topgen/topgen/internal/schema"
	"github.com/topgen/topgen/internal/source"
	"github.com/topgen/topgen/internal/testenv"
)

// override is an entry of topgen.yaml, and how it shows.
type override struct {
	kind, yaml string
	holds      func(o *overridden) bool
}

// overridden is a page with an override.
type overridden struct {
	meaning *api.API
	code    string // of the bindings
}

// field returns the row at a path, nil if there is none.
func (o *overridden) field(path string) *schema.Field {
	rows := o.meaning.API.Response
	if strings.HasPrefix(path, "request.") {
		rows = o.meaning.API.Request
	}
	var found *schema.Field
	for _, name := range strings.Split(path, ".")[1:] {
		i := slices.IndexFunc(rows, func(f *schema.Field) bool { return f.Name == name })
		if i < 0 {
			return nil
		}
		found, rows = rows[i], rows[i].Fields
	}
	return found
}

// use returns what a row means.
func (o *overridden) use(path string) *api.Use {
	if f := o.field(path); f != nil {
		return o.meaning.Use(f)
	}
	return nil
}

// someField is a field that an override can be about.
type someField struct {
	path, parent string
	*schema.Field
}

func fieldsOf(s *schema.API) (list []someField) {
	var walk func(path string, fields []*schema.Field)
	walk = func(path string, fields []*schema.Field) {
		for _, f := range fields {
			if !strings.Contains(f.Name, ".") {
				list = append(list, someField{path + "." + f.Name, path, f})
				walk(path+"."+f.Name, f.Fields)
			}
		}
	}
	walk("request", s.Request)
	walk("response", s.Response)
	return list
}

// randomOverride makes an override of a random field, or of the API.
func randomOverride(r *rand.Rand, s *schema.API) override {
	fields := fieldsOf(s)
	f := fields[r.IntN(len(fields))]
	entry := func(kind, rest string, holds func(o *overridden) bool) override {
		return override{kind, fmt.Sprintf("fields:\n- {method: %s, field: %q, %s, reason: r}\n", s.Method, f.path, rest), holds}
	}
	whole := func(kind, rest string, holds func(o *overridden) bool) override {
		return override{kind, fmt.Sprintf("apis:\n- {method: %s, %s, reason: r}\n", s.Method, rest), holds}
	}
	yes := r.IntN(2) == 0
	switch r.IntN(14) {
	case 0, 1, 2:
		typ := config.DocumentedTypes[r.IntN(len(config.DocumentedTypes))]
		if r.IntN(3) == 0 {
			typ += " []"
		}
		return entry("type", "type: '"+typ+"'", func(o *overridden) bool {
			u := o.use(f.path)
			return u != nil && o.field(f.path).DocumentedType() == typ && (typ != "Number" || !u.Decimal()) && (typ != "Price" || u.Decimal())
		})
	case 3, 4:
		side, _, _ := strings.Cut(f.path, ".")
		same := slices.DeleteFunc(slices.Clone(fields), func(x someField) bool { return !strings.HasPrefix(x.path, side+".") })
		at := same[r.IntN(len(same))].parent
		return entry("under", fmt.Sprintf("under: %q", at), func(o *overridden) bool {
			moved := o.field(at + "." + f.Name)
			return moved != nil && !moved.Ambiguous && (at == f.parent || o.field(f.path) == nil)
		})
	case 5:
		path := f.parent + ".a_new_field"
		return override{"add", fmt.Sprintf("fields:\n- {method: %s, field: %q, add: Price, reason: r}\n", s.Method, path), func(o *overridden) bool {
			added := o.field(path)
			return added != nil && added.From == schema.FromConfig && o.use(path).Decimal() && strings.Contains(o.code, "ANewField")
		}}
	case 6:
		return entry("remove", "remove: true", func(o *overridden) bool { return o.field(f.path) == nil })
	case 7:
		return entry("required", fmt.Sprintf("required: %v", yes), func(o *overridden) bool { u := o.use(f.path); return u.Loop || u.Rules.Required == yes })
	case 8:
		if params := slices.DeleteFunc(slices.Clone(fields), func(x someField) bool { return x.Required == nil }); len(params) > 0 {
			f = params[r.IntN(len(params))]
		}
		limit := r.IntN(5)
		return entry("limits", []string{"limits: {maxLength: 7}", "limits: {maxListSize: 7}", "limits: {minValue: -7.5}", "limits: {maxLength: ~}", "limits: {default: '7'}"}[limit], func(o *overridden) bool {
			rules := o.use(f.path).Rules
			return []bool{rules.MaxLength == 7, rules.MaxListSize == 7, rules.Min == "-7.5", rules.MaxLength == -1, o.field(f.path).Constraints().Default == "7"}[limit]
		})
	case 9:
		return entry("values", "values: {7: Lucky}", func(o *overridden) bool { return strings.Contains(o.code, "Lucky ") })
	case 10:
		return entry("name", "name: Lucky", func(o *overridden) bool { return strings.Contains(o.code, "\tLucky ") })
	case 11:
		return entry("example", "example: '7'", func(o *overridden) bool { return o.field(f.path).Example == "7" })
	case 12:
		zone := []string{"UTC", "America/Los_Angeles", "GMT-8"}[r.IntN(3)]
		return entry("zone", "type: Date, zone: "+zone, func(o *overridden) bool {
			return o.use(f.path).Time.ZoneOf() == zone && strings.Contains(o.code, "zone="+zone)
		})
	case 13:
		layout := []string{"2006-01-02", "20060102", "15:04", schema.Milliseconds}[r.IntN(4)]
		return entry("layout", "type: Date, layout: '"+layout+"'", func(o *overridden) bool {
			return o.use(f.path).Time.LayoutOf() == layout && strings.Contains(o.code, "layout="+layout)
		})
	case 14:
		return whole("api", fmt.Sprintf("name: Lucky, withdrawn: true, session: %v", yes), func(o *overridden) bool {
			return strings.Contains(o.code, "type LuckyRequest struct") && strings.Contains(o.code, "Deprecated: r") && o.meaning.Session == yes
		})
	}
	effect := []string{"read", "write"}[r.IntN(2)]
	return whole("api", "root: lucky_response, effect: "+effect, func(o *overridden) bool {
		return strings.Contains(o.code, `"lucky_response"`) && strings.Contains(o.code, "EffectRead") == (effect == "read")
	})
}

// randomPaging makes an override of how a list is read, in which a field plays a part.
func randomPaging(r *rand.Rand, method, path string) override {
	parts := map[string]string{}
	side, _, _ := strings.Cut(path, ".")
	for _, part := range schema.PagingParts() {
		switch {
		case part.Side == side && r.IntN(2) == 0:
			parts[part.Name] = path
		case part.Dispensable && r.IntN(4) == 0:
			parts[part.Name] = "~"
		case part.Name == "first" && r.IntN(2) == 0:
			parts[part.Name] = "0"
		case part.Name == "kind" && r.IntN(2) == 0:
			parts[part.Name] = []string{"page", "last-page-first", "offset", "cursor"}[r.IntN(4)]
		}
	}
	if r.IntN(2) == 0 { // of several, hardly ever all are right
		for _, name := range slices.Sorted(maps.Keys(parts))[min(1, len(parts)):] {
			delete(parts, name)
		}
	}
	var list []string
	for name, value := range parts {
		list = append(list, fmt.Sprintf("%s: %s", name, value))
	}
	return override{"paging", fmt.Sprintf("apis:\n- {method: %s, paging: {%s}, reason: r}\n", method, strings.Join(list, ", ")), func(o *overridden) bool {
		text, err := json.Marshal(o.meaning.Paging.Schema())
		var is map[string]any
		if err != nil || json.Unmarshal(text, &is) != nil || is == nil {
			return !strings.Contains(o.code, ") All(")
		}
		for name, value := range parts {
			if value != "~" && fmt.Sprint(is[name]) != value || value == "~" && is[name] != nil {
				return false
			}
		}
		return strings.Contains(o.code, ") All(")
	}}
}

func isError(d diag.Diagnostic) bool { return d.Severity == diag.Error }

// of returns the page of a file with an override, and its files; refused tells
// what speaks against the override.
func (o override) of(t *testing.T, f source.File) (_ *overridden, files []emit.File, refused string) {
	t.Helper()
	c, list := config.Parse("topgen.yaml", []byte(o.yaml))
	if len(list) > 0 {
		return nil, nil, list[0].Message
	}
	p := load.One(f)
	meaning, uses := p.Resolve(c, nil)
	if meaning == nil {
		return nil, nil, p.Diags[slices.IndexFunc(p.Diags, isError)].Message
	}
	unit, diags := emit.Page(meaning, emit.Options{Module: "example.com/gen", Config: c})
	if diags.HasErrors() {
		return nil, nil, diags[slices.IndexFunc(diags, isError)].Message
	}
	if unused := c.Unused(append(uses, unit.Uses...), config.Pages{Methods: []string{meaning.Method}}); len(unused) > 0 {
		return nil, nil, unused[0].Message
	}
	var code bytes.Buffer
	for _, file := range unit.Files {
		if !strings.HasSuffix(file.Path, "_test.go") {
			code.Write(file.Data)
		}
	}
	pkg, err := emit.Package([]*emit.Unit{unit})
	must(t, err)
	return &overridden{meaning, code.String()}, append(unit.Files, pkg...), ""
}

// Overrides of all kinds of random fields of real pages do what they say or are
// refused, and the bindings compile.
func TestRandomOverrides(t *testing.T) {
	names := testenv.Corpus(t, "txt")
	n, pages := 500, 300
	if testenv.CorpusStep() > 1 {
		n, pages = 150, min(100, len(names))
	}
	imports, err := hostile.LoadImports(".")
	must(t, err)
	checker := imports.NewChecker()
	r := rand.New(rand.NewPCG(13, 13))
	r.Shuffle(len(names), func(i, j int) { names[i], names[j] = names[j], names[i] })
	files, err := source.Find(names[:pages], nil)
	must(t, err)
	type tally struct{ done, refused int }
	kinds := make(map[string]*tally)
	try := func(f source.File, o override) {
		if kinds[o.kind] == nil {
			kinds[o.kind] = new(tally)
		}
		page, code, refused := o.of(t, f)
		if refused != "" {
			kinds[o.kind].refused++
			t.Logf("%s: %srefused: %s", f.Rel, o.yaml, refused)
			return
		}
		kinds[o.kind].done++
		if !o.holds(page) {
			t.Errorf("%s: this does not do what it says:\n%s", f.Rel, o.yaml)
		}
		if err := checker.Check("example.com/gen", code); err != nil {
			t.Errorf("%s: the bindings do not compile: %v with\n%s", f.Rel, err, o.yaml)
		}
	}
	ofLists := rand.New(rand.NewPCG(14, 14))
	for i := range n {
		f := files[i%len(files)]
		plain := load.One(f)
		if plain.API == nil || len(fieldsOf(plain.API)) == 0 {
			continue
		}
		try(f, randomOverride(r, plain.API))
		fields := fieldsOf(plain.API)
		for range 5 {
			if api.Meaning(plain.API).Paging != nil {
				try(f, randomPaging(ofLists, plain.API.Method, fields[ofLists.IntN(len(fields))].path))
			}
		}
	}
	for kind, k := range kinds {
		t.Logf("%s: %d done, %d refused", kind, k.done, k.refused)
		if k.done == 0 {
			t.Errorf("no override of the kind %s was done", kind)
		}
	}
}
