package api

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"strconv"
	"strings"
	"time"

	"github.com/topgen/topgen/internal/protocol"
	"github.com/topgen/topgen/internal/schema"
)

// FileContent is what the files of documented requests hold: pages show none.
const FileContent = "x"

// Param is a parameter of a call.
type Param struct {
	Name string
	Text string // as it goes over the wire; of a file, its name
	File bool
}

// DocumentedRequest returns the request that the page's examples make, as a
// client sends it: see Shown. Where it breaks a documented rule it is repaired:
// see Repaired.
func (a *API) DocumentedRequest() []Param {
	v, _ := a.Repaired(a.Shown())
	return a.Params(v)
}

// Params returns the parameters of a request: objects and lists of objects as
// JSON, other lists as one text, files each as one of their own.
func (a *API) Params(v *Value) []Param {
	var params []Param
	for f, fv := range a.Request.Each(v) {
		name := f.Wire
		switch {
		case f.IsFile() && f.List:
			for _, item := range fv.Items {
				params = append(params, Param{name, item.Text, true})
			}
		case f.Joined():
			texts := make([]string, len(fv.Items))
			for i, item := range fv.Items {
				texts[i] = paramText(f.Field, item.Text)
			}
			params = append(params, Param{Name: name, Text: strings.Join(texts, ",")})
		case f.List || f.Kind == schema.KindStruct:
			params = append(params, Param{Name: name, Text: requestJSON(f, fv)})
		default:
			params = append(params, Param{name, paramText(f.Field, fv.Text), f.IsFile()})
		}
	}
	return params
}

// paramText returns a scalar, in whichever way the page writes it, as a client
// writes it.
func paramText(f *Field, text string) string {
	trimmed := strings.TrimSpace(text)
	switch {
	case f.Decimal():
		return trimmed
	case f.Kind == schema.KindNumber:
		n, _ := strconv.ParseInt(trimmed, 10, 64) // Holds has seen it
		return strconv.FormatInt(n, 10)
	case f.Kind == schema.KindBoolean:
		return strconv.FormatBool(IsTrue(trimmed))
	case f.Kind == schema.KindDate:
		return f.RequestDate(trimmed)
	}
	return text
}

// RequestDate returns a date as requests carry it. One that is in the platform's form stays
// as the page has it, with the time of day.
func (f *Field) RequestDate(text string) string {
	if f.Time == nil {
		return dateTime(text)
	}
	if at, ok := f.Time.Parse(text); ok {
		return f.Time.Format(at)
	}
	return text
}

// Instant returns a date as the platform writes the same point in time in GMT+8,
// whatever the zone and the layout of the field.
func (f *Field) Instant(text string) string {
	if f.Time == nil {
		return DateText(text)
	}
	if at, ok := f.Time.Parse(text); ok {
		return at.In(protocol.GMT8).Format("2006-01-02 15:04:05.999999999")
	}
	return text
}

// IsTrue reports whether a text that a Boolean holds is true.
func IsTrue(text string) bool {
	text = strings.TrimSpace(text)
	return text == "1" || strings.EqualFold(text, "true")
}

// DateText returns a text that a Date holds as a person writes it, also where
// the page has milliseconds since 1970.
func DateText(text string) string {
	text = strings.TrimSpace(text)
	ms, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return text
	}
	t := time.UnixMilli(ms).In(protocol.GMT8)
	if ms%1000 != 0 {
		return t.Format("2006-01-02 15:04:05.000")
	}
	return t.Format(time.DateTime)
}

// dateTime returns a date as requests carry it, with the time of day.
func dateTime(text string) string {
	text = DateText(text)
	if len(text) == len(time.DateOnly) {
		return text + " 00:00:00"
	}
	if day, fraction, ok := strings.Cut(text, "."); ok {
		if fraction = strings.TrimRight(fraction, "0"); fraction == "" {
			return day
		}
		return day + "." + fraction
	}
	return text
}

// requestJSON writes a value of a request as JSON.
func requestJSON(f *Use, v *Value) string {
	switch {
	case v.Items != nil:
		items := make([]string, len(v.Items))
		for i, item := range v.Items {
			items[i] = requestJSON(f, item)
		}
		return "[" + strings.Join(items, ",") + "]"
	case v.fields != nil:
		var members []string
		for inner, fv := range f.Object.Each(v) {
			members = append(members, encoded(inner.Wire)+":"+requestJSON(inner, fv))
		}
		return "{" + strings.Join(members, ",") + "}"
	case f.Kind == schema.KindNumber && !f.Decimal(), f.Kind == schema.KindBoolean, f.Time.LayoutOf() == schema.Milliseconds:
		return paramText(f.Field, v.Text)
	case f.HoldsJSON(v.Text):
		return encoded(json.RawMessage(v.Text))
	case f.IsFile():
		return encoded(base64.StdEncoding.EncodeToString([]byte(FileContent)))
	}
	return encoded(paramText(f.Field, v.Text))
}

// encoded returns v as encoding/json writes it, which is what clients write
// requests with, "<" and "&" as they are.
func encoded(v any) string {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		panic(err) // texts, and JSON that was seen to be valid, always encode
	}
	return strings.TrimSuffix(b.String(), "\n")
}
