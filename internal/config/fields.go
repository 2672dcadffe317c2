package config

import (
	"cmp"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/topgen/topgen/internal/dates"
	"github.com/topgen/topgen/internal/naming"
	"github.com/topgen/topgen/internal/schema"
	"github.com/topgen/topgen/internal/values"
)

// field applies an entry that changes what a row says.
func (a *applier) field(i int, e Entry, f *schema.Field) {
	switch e.Kind {
	case FieldType:
		a.typeOf(i, e, f)
	case FieldRequired:
		a.required(i, e, f)
	case FieldLimit:
		a.limit(i, e, f)
	case FieldValue:
		a.value(i, e, f)
	case FieldExample:
		a.example(i, e, f)
	case FieldZone, FieldLayout:
		a.time(i, e, f)
	}
}

// typeOf gives a row another type. An object that gets a simple one loses its fields.
func (a *applier) typeOf(i int, e Entry, f *schema.Field) {
	was := f.DocumentedType()
	base := strings.TrimSuffix(e.Value, " []")
	_, simple := schema.SimpleKind(strings.TrimSuffix(base, "[]"))
	switch {
	case simple:
		for _, inner := range f.Fields {
			a.forget(e.Target + "." + inner.Name)
		}
		if len(f.Fields) > 0 {
			was += " with fields"
		}
		f.Fields = nil
	case len(f.Fields) == 0 || base != f.Type:
		a.fault(i, unknownType(e.Value), typesHint)
		return
	}
	f.SetType(e.Value)
	f.TypeSettled = true
	a.use(i, was, was != e.Value)
	if was != e.Value {
		a.typed = append(a.typed, i)
		f.Values = values.Read(f.Description, schema.KindOf(f))
		f.Time = dates.Of(f)
	}
}

func (a *applier) required(i int, e Entry, f *schema.Field) {
	switch wanted := e.Value == "true"; {
	case f.Required == nil:
		a.fault(i, "only parameters of requests can be required", "take out \"required\"")
	case wanted && f.Ambiguous && !a.settlesPlace(e):
		a.fault(i, "the page leaves open in which object the field stands, so it is demanded of none", `say with "under" where it stands`)
	default:
		a.use(i, fmt.Sprint(*f.Required), *f.Required != wanted)
		f.Required = &wanted
	}
}

// settlesPlace reports whether an entry says where the field of another stands.
func (a *applier) settlesPlace(e Entry) bool {
	return a.config.Has(Key{Kind: FieldUnder, Method: e.Method, Target: e.Target})
}

// limit sets a limit of a parameter, or takes it away.
func (a *applier) limit(i int, e Entry, f *schema.Field) {
	if f.Required == nil {
		a.fault(i, "only parameters of requests have limits", `take out "limits"`)
		return
	}
	if problem := limitFault(e.Part, f); problem != "" && e.Value != "" {
		a.fault(i, problem, "")
		return
	}
	if e.Part == "default" && e.Value != "" && !f.List && !f.Holds(e.Value, true) {
		a.fault(i, fmt.Sprintf("%q is no %s", e.Value, f.DocumentedType()), "")
		return
	}
	limits := f.Constraints()
	was := limitsText(&limits, e.Part)
	a.use(i, was, was != e.Value)
	setLimit(&limits, e.Part, e.Value)
	f.Limits = &limits
	if limitsText(&limits, "minValue") != "" && limitsText(&limits, "maxValue") != "" && schema.Less(limits.MaxValue, limits.MinValue) {
		a.fault(i, fmt.Sprintf("the least value, %s, is greater than the greatest, %s", limits.MinValue, limits.MaxValue), "")
	}
	if limits.IsZero() {
		f.Limits = nil
	}
}

// limitFault says why a field can have no such limit.
func limitFault(name string, f *schema.Field) string {
	kind := schema.KindOf(f)
	switch {
	case name == "maxListSize" && !f.List:
		return "the field is no list"
	case strings.HasSuffix(name, "Value") && !isNumber(kind):
		return "the field is no number"
	case name == "fileTypes" && kind != schema.KindBytes:
		return "the field is no file"
	case name == "maxLength" && !hasLength(kind):
		return fmt.Sprintf("the type %s has no length", f.Type)
	case name == "default" && (kind == schema.KindStruct || kind == schema.KindBytes):
		return fmt.Sprintf("the type %s has no default", f.Type)
	}
	return ""
}

func isNumber(k schema.Kind) bool { return k == schema.KindNumber || k == schema.KindDecimal }

// hasLength reports whether values of a kind have a length that Validate counts.
func hasLength(k schema.Kind) bool {
	return k != schema.KindBoolean && k != schema.KindDate && k != schema.KindStruct
}

func limitsText(l *schema.Limits, name string) string {
	switch name {
	case "default":
		return l.Default
	case "maxLength":
		return l.MaxLength.String()
	case "maxListSize":
		return l.MaxListSize.String()
	case "minValue":
		return l.MinValue.String()
	case "maxValue":
		return l.MaxValue.String()
	}
	return strings.Join(l.FileTypes, ",")
}

func setLimit(l *schema.Limits, name, text string) {
	switch name {
	case "default":
		l.Default = text
	case "maxLength":
		l.MaxLength = json.Number(text)
	case "maxListSize":
		l.MaxListSize = json.Number(text)
	case "minValue":
		l.MinValue = json.Number(text)
	case "maxValue":
		l.MaxValue = json.Number(text)
	default:
		l.FileTypes = nil
		if text != "" {
			l.FileTypes = strings.Split(text, ",")
		}
	}
}

// value names a value of a field, adds one that its description does not list, or
// takes one away.
func (a *applier) value(i int, e Entry, f *schema.Field) {
	at := slices.IndexFunc(f.Values, func(v schema.Value) bool { return v.Value == e.Part })
	kind := schema.KindOf(f)
	switch {
	case kind != schema.KindString && kind != schema.KindNumber:
		a.fault(i, fmt.Sprintf("values of type %s have no names", f.DocumentedType()), "only a String and a Number have constants")
	case e.Value == "" && at < 0:
		a.use(i, "not listed", false)
	case e.Value == "":
		f.Values = slices.Delete(slices.Clone(f.Values), at, at+1)
		a.use(i, "", true)
	case !kind.Holds(e.Part, false) || strings.TrimSpace(e.Part) == "":
		a.fault(i, fmt.Sprintf("%q is no %s", e.Part, f.Type), "")
	default:
		f.Values = slices.Clone(f.Values)
		if at < 0 {
			f.Values = append(f.Values, schema.Value{Value: e.Part, Text: e.Value})
			at = len(f.Values) - 1
		} else if naming.Value(e.Part) == e.Value {
			a.use(i, e.Value, false)
			return
		}
		f.Values[at].Name = e.Value // package emit says that it is needed
	}
}

// time gives a Date another zone or layout, or says that the one it has is right where
// its text leaves that open.
func (a *applier) time(i int, e Entry, f *schema.Field) {
	if schema.KindOf(f) != schema.KindDate {
		a.fault(i, fmt.Sprintf("only a Date has a zone and a layout, and this is %s", f.DocumentedType()), `make it a Date with "type" as well`)
		return
	}
	said := dates.Read(f.Description)
	zone, layout := f.Time.ZoneOf(), f.Time.LayoutOf()
	if e.Kind == FieldZone {
		a.use(i, f.Time.ZoneWord(), zone != e.Value || said.ZoneDoubt != nil)
		zone, f.ZoneSettled = e.Value, true
	} else {
		a.use(i, cmp.Or(layout, time.DateTime), layout != e.Value || said.LayoutDoubt != nil)
		layout, f.LayoutSettled = e.Value, true
	}
	f.Time = schema.TimeIn(zone, layout)
	a.typed = append(a.typed, i)
}

// example gives a field another example. Where the page did not show where the
// example ends, the description begins behind it.
func (a *applier) example(i int, e Entry, f *schema.Field) {
	kind := schema.KindOf(f)
	if kind == schema.KindStruct {
		a.fault(i, "an object has no example", "give its fields examples")
		return
	}
	if !f.List && !f.Holds(e.Value, true) {
		a.fault(i, fmt.Sprintf("%q is no %s", e.Value, f.DocumentedType()), "")
		return
	}
	a.use(i, f.Example, f.Example != e.Value)
	if rest, ok := strings.CutPrefix(f.Description, e.Value+" "); ok && f.Example == "" {
		f.Description = rest
	}
	f.Example = e.Value
}
