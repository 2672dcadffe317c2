package page

import (
	"cmp"
	"fmt"
	"maps"
	"slices"

	"github.com/topgen/topgen/internal/diag"
	"github.com/topgen/topgen/internal/sample"
	"github.com/topgen/topgen/internal/visible"
)

// member says what topgen does with a member of a parameter or an error.
type member int

const (
	memberUnknown member = iota
	memberText           // a text
	memberMarkup         // a fragment of HTML
	memberOther          // for the site itself, or read elsewhere
)

var (
	paramMembers = map[string]member{
		"name": memberText, "type": memberText, "required": memberText, "demoValue": memberText, "description": memberMarkup, "subParams": memberOther,
		"defaultValue": memberText, "maxLength": memberText, "maxListSize": memberText, "minValue": memberText, "maxValue": memberText, "fileExt": memberText,
		"paramOrder": memberOther, "parentId": memberOther, "needShortAuthority": memberOther, "fieldsReadLevel": memberOther,
		"writeLevel": memberOther, "version": memberOther, "encryptTag": memberOther, "id": memberOther,
	}
	// A response cannot lack what is required of it: there the member says nothing.
	responseMembers = without(paramMembers, "required")
	errorMembers    = map[string]member{"errorCode": memberText, "errorMsg": memberMarkup, "solution": memberMarkup, "id": memberOther}
)

// without returns members of which topgen reads one no more.
func without(members map[string]member, name string) map[string]member {
	members = maps.Clone(members)
	members[name] = memberOther
	return members
}

// items returns the items of an array, and reports what is none.
func (r *jsonReader) items(v *sample.Node) []*sample.Node {
	if v == nil || v.Kind == sample.NullNode {
		return nil
	}
	if v.Kind != sample.ArrayNode {
		r.report(diag.StrayText, diag.Warning, v.Pos, "here stands no list, so that nothing of it is read", "")
	}
	return v.Items
}

// sourceOf adds the texts of the members of a row to source, that of the member first
// first, and reports members that are not read.
func (r *jsonReader) sourceOf(row *sample.Node, first string, members map[string]member, source *[]Text) {
	order := slices.Clone(row.Members)
	slices.SortStableFunc(order, func(a, b sample.Member) int { return cmp.Compare(rank(a.Name, first), rank(b.Name, first)) })
	for _, m := range order {
		what := members[m.Name]
		once := m.Value == row.Get(m.Name)
		if once && what == memberOther || m.Value.Blank() {
			continue
		}
		switch {
		case what == memberUnknown:
			r.report(diag.StrayText, diag.Warning, m.Pos, fmt.Sprintf("topgen does not know the member %q", visible.Shown(m.Name)), "")
		case !once:
			r.report(diag.StrayText, diag.Warning, m.Pos, fmt.Sprintf("the member %q stands here for the second time", m.Name), "")
		case !m.Value.IsLeaf():
			r.report(diag.StrayText, diag.Warning, m.Pos, fmt.Sprintf("the member %q is no text", m.Name), "")
		case what == memberMarkup:
			*source = append(*source, r.markup(m.Value))
		default:
			*source = append(*source, r.text(m.Value).Trim())
		}
	}
}

// rank puts members in the order in which tables have them, as far as it counts.
func rank(name, first string) int {
	switch name {
	case first:
		return 0
	case "type":
		return 1
	case "required":
		return 2
	}
	return 3
}

func (r *jsonReader) table(data *sample.Node, name string) Table {
	v := data.Get(name)
	if v == nil {
		return Table{}
	}
	members := paramMembers
	if name == "responseParams" {
		members = responseMembers
	}
	t := Table{}
	t.Rows = r.rows(v, members, &t.Source)
	return t
}

// rows reads parameters, of whose members some are read, and adds these to source.
func (r *jsonReader) rows(v *sample.Node, members map[string]member, source *[]Text) []Row {
	var rows []Row
	for _, param := range r.items(v) {
		row := Row{
			Name: r.text(param.Get("name")).Trim(), Type: r.text(param.Get("type")).Trim(),
			Required: r.text(param.Get("required")).Trim(),
			Told:     true, Example: collapse(r.text(param.Get("demoValue"))), Description: r.markup(param.Get("description")),
			Limits: r.limits(param),
		}
		if row.Name.Line == 0 {
			row.Name.Line, row.Name.Column = param.Pos.Line, param.Pos.Column
		}
		r.sourceOf(param, "name", members, source)
		if fields := param.Get("subParams"); fields != nil {
			row.Rows = r.rows(fields, members, source)
		}
		rows = append(rows, row)
	}
	return rows
}

// limitMembers are the members of a parameter that limit it.
var limitMembers = []struct{ member, label string }{
	{"defaultValue", LabelDefault},
	{"maxLength", LabelMaxLength},
	{"maxListSize", LabelMaxListSize},
	{"minValue", LabelMinValue},
	{"maxValue", LabelMaxValue},
	{"fileExt", LabelFileTypes},
}

func (r *jsonReader) limits(param *sample.Node) []Limit {
	var limits []Limit
	for _, m := range limitMembers {
		if value := r.text(param.Get(m.member)).Trim(); value.S != "" {
			limits = append(limits, Limit{Label: Text{S: m.label, Line: value.Line, Column: value.Column}, Value: value})
		}
	}
	return limits
}
