package config

import (
	"slices"
	"strings"

	"github.com/topgen/topgen/internal/diag"
)

// settles has the codes of what there is nothing left to say about a field for which
// topgen.yaml has an entry of a kind, or about an API.
var settles = map[Kind][]diag.Code{
	FieldUnder:    {diag.AmbiguousDepth, diag.SampleMismatch},
	FieldAdd:      {diag.SampleMismatch, diag.RealSample},
	FieldType:     {diag.ExampleType, diag.UnknownType, diag.DuplicateField, diag.RealSample},
	FieldRequired: {diag.StrayText},
	FieldLimit:    {diag.LimitValue},
	FieldExample:  {diag.ExampleType, diag.ExampleValue, diag.CellBorder},
	FieldName:     {diag.UnreadableName},
	Session:       {diag.SampleMismatch},
	Root:          {diag.SampleMismatch, diag.RealSample},
}

// Settle returns the diagnostics of the page of a method less those that topgen.yaml
// settles or accepts. The entries that do so are needed, which is added to uses.
func (c *Config) Settle(method string, list diag.List, uses *[]Use) diag.List {
	if c == nil || len(c.methods[method]) == 0 {
		return list
	}
	needed := make(map[int]bool)
	kept := slices.DeleteFunc(slices.Clone(list), func(d diag.Diagnostic) bool {
		settled := false
		if d.Severity != diag.Error {
			for _, i := range c.methods[method] {
				if c.Entries[i].settles(d) {
					needed[i], settled = true, true
				}
			}
		}
		return settled
	})
	for i := range c.Entries {
		if !needed[i] {
			continue
		}
		if at := slices.IndexFunc(*uses, func(u Use) bool { return u.Entry == i }); at >= 0 {
			(*uses)[at].Needed = true
		} else {
			*uses = append(*uses, Use{Entry: i, Needed: true})
		}
	}
	return kept
}

// sameSetter reports whether two paths name one field, the last name of which a sample
// in Java has as its setter: without the underscores, and with other capitals.
func sameSetter(a, b string) bool {
	i, j := strings.LastIndexByte(a, '.'), strings.LastIndexByte(b, '.')
	return i >= 0 && i == j && a[:i] == b[:j] && strings.EqualFold(strings.ReplaceAll(a[i:], "_", ""), strings.ReplaceAll(b[j:], "_", ""))
}

// settles reports whether nothing is left to say of what a diagnostic says.
func (e Entry) settles(d diag.Diagnostic) bool {
	switch e.Kind {
	case Accept:
		return e.Part == string(d.Code) && (e.Target == "" || e.Target == d.About)
	case FieldAdd:
		return slices.Contains(settles[e.Kind], d.Code) && sameSetter(e.Target, d.About)
	case FieldRemove:
		return d.About == e.Target || strings.HasPrefix(d.About, e.Target+".")
	case Session:
		return d.About == diag.AboutSession && slices.Contains(settles[e.Kind], d.Code)
	case Root:
		return d.About == diag.AboutRoot && slices.Contains(settles[e.Kind], d.Code)
	}
	return e.isField() && d.About == e.Target && slices.Contains(settles[e.Kind], d.Code)
}
