package emit

import (
	"cmp"
	"fmt"
	"go/token"
	"slices"
	"strings"

	"github.com/topgen/topgen/internal/diag"
)

// check reports names that Go would refuse: only topgen.yaml can bring them in.
func (m *model) check() diag.List {
	var list diag.List
	bad := func(format string, args ...any) {
		list = append(list, pageError(m.api, diag.NameConflict, fmt.Sprintf(format, args...)+"; see topgen.yaml"))
	}
	taken := map[string]bool{}
	for _, o := range m.objects() {
		if !token.IsExported(o.Name) || !token.IsIdentifier(o.Name) {
			bad("%s is no exported Go name", o.Name)
		}
		for _, name := range o.names(o.Name) {
			if taken[name] {
				bad("two types or functions of %s would be named %s", m.api.Method, name)
			}
			taken[name] = true
		}
		o.checkFields(bad)
	}
	if !token.IsIdentifier(m.method.Package) {
		bad("%s is no package name", m.method.Package)
	}
	return list
}

// checkFields reports names of fields that Go would refuse, or that a method has.
func (o *object) checkFields(bad func(format string, args ...any)) {
	taken := map[string]bool{"Do": o.Top && o.Request, "Validate": o.Top && o.Request, "All": o.Top && o.Request, "MarshalJSON": o.hasTimes(), "UnmarshalJSON": o.hasTimes()}
	for _, f := range o.Fields {
		taken["Set"+f.Name] = o.Request
	}
	for _, f := range o.Fields {
		if !token.IsExported(f.Name) || !token.IsIdentifier(f.Name) {
			bad("%s is no exported Go name", f.Name)
		}
		if taken[f.Name] {
			bad("%s would have two things named %s", o.Name, f.Name)
		}
		taken[f.Name] = true
	}
}

// claims returns the names that the unit takes within its package.
func (w *writer) claims(files []File) []Claim {
	line := w.api.Source.Line
	response := Claim{w.response.Name, "type", line}
	claims := []Claim{response, {w.topicName(), "constant", line}, {w.handlerName(), "function", line}}
	if !w.api.Message {
		claims = []Claim{{w.request.Name, "type", line}, {"New" + w.request.Name, "function", line}, response, {w.descriptorName(), "variable", line}}
	}
	for _, o := range w.nested {
		claims = append(claims, Claim{o.Name, "type", line})
		if o.Request {
			claims = append(claims, Claim{"New" + o.Name, "function", line})
		}
	}
	for _, l := range w.values {
		claims = append(claims, Claim{l.Table, "variable", l.Line})
		for _, v := range l.Values {
			claims = append(claims, Claim{v.Name, "constant", l.Line})
		}
	}
	for _, e := range w.errors {
		claims = append(claims, Claim{e.Name, "variable", e.Line})
	}
	for _, f := range files {
		claims = append(claims, Claim{f.Path, "file", line})
	}
	return claims
}

// Conflicts reports every name that two pages claim, each at the later of the
// two pages, and namespaces that would share one package. Names of files are
// compared as a case-insensitive file system does.
func Conflicts(units []*Unit) diag.List {
	type claimed struct {
		unit  *Unit
		claim Claim
	}
	units = slices.Clone(units)
	slices.SortFunc(units, func(a, b *Unit) int { return cmp.Compare(a.Source.Path, b.Source.Path) })
	var list diag.List
	first := map[string]claimed{}
	for _, u := range units {
		for _, c := range append([]Claim{{Name: u.Namespace, What: "namespace", Line: u.Source.Line}}, u.Claims...) {
			key := u.Dir + " " + c.Name
			switch c.What {
			case "file":
				key = strings.ToLower(c.Name)
			case "namespace":
				key = "package " + strings.ToLower(u.Dir)
			}
			other, taken := first[key]
			if !taken {
				first[key] = claimed{u, c}
				continue
			}
			if other.unit == u || c.What == "namespace" && other.claim.Name == c.Name {
				continue
			}
			list = append(list, conflict(u, c, other.unit, other.claim))
		}
	}
	return list
}

func conflict(u *Unit, c Claim, other *Unit, o Claim) diag.Diagnostic {
	message := fmt.Sprintf("the %s %s of %s is also the %s of %s (%s:%d)", c.What, c.Name, u.Method, o.What, other.Method, other.Source.Path, o.Line)
	if c.What == "namespace" {
		message = fmt.Sprintf("the namespaces %s and %s (%s:%d) would share the package %s", c.Name, o.Name, other.Source.Path, o.Line, u.Dir)
	}
	return diag.Diagnostic{
		Code: diag.NameConflict, Severity: diag.Error, Message: message,
		Hint: "name one of the two in topgen.yaml",
		Pos:  diag.Position{File: u.Source.Path, Line: c.Line},
	}
}
