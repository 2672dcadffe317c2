package api

import (
	"fmt"
	"strings"

	"github.com/topgen/topgen/internal/diag"
	"github.com/topgen/topgen/internal/schema"
)

// zones are words for zones other than that of the platform, GMT+8. What they
// mean is not always clear: PST may or may not have a summer time.
var zones = &pattern{expr: `(?i)\b(PST|PDT|PT|EST|EDT|CET|BST|UTC)\b|\bGMT\b(\s*[^\s+]|\s*$)|\bGMT\s*\+\s*0*([0-79]|1[0-4])\b|GMT\s*-|pacific time|los_angeles|太平洋(标准)?时间|美国时间|美西时间|格林(尼|威)治|当地时间|本地时间|local time`}

// forms are words for forms of a date that are shorter than that in which a Date is
// sent, or another one.
var forms = &pattern{expr: `(?i)毫秒|milliseconds|时间戳|timestamp|\byyyy-?mm-?dd(\s*hh:mm)?\s*([^\sh:]|$)`}

// checkDates reports dates whose texts name a zone or a form that is not that of the
// platform's dates, in which the bindings send and read them.
func (a *API) checkDates() diag.List {
	f := findings{file: a.Source.Path}
	f.dates(a.Request, "request", map[*Object]bool{})
	f.dates(a.Response, "response", map[*Object]bool{})
	return f.list
}

func (f *findings) dates(o *Object, path string, seen map[*Object]bool) {
	if o == nil || seen[o] {
		return // of an object that contains itself
	}
	seen[o] = true
	for _, u := range o.Fields {
		at := Join(path, u.Wire)
		if u.Kind == schema.KindDate {
			f.date(u, at)
		}
		if !u.Loop {
			f.dates(u.Object, at, seen)
		}
	}
}

func (f *findings) date(u *Use, path string) {
	const hint = "convert it yourself, or correct the type, and accept the warning in topgen.yaml"
	place := schema.Place{Line: u.Doc.Line, Column: u.Doc.Column}
	name := strings.TrimPrefix(strings.TrimPrefix(path, "request."), "response.")
	if m := zones.find(u.Doc.Description); m != nil {
		f.warn(diag.DateZone, path, place, fmt.Sprintf("%s: the text says %q, but the bindings take it for a time in GMT+8", name, strings.TrimSpace(m[0])), hint)
	} else if m := forms.find(u.Doc.Description); m != nil && strings.HasPrefix(path, "request.") && !strings.Contains(strings.ToLower(u.Doc.Description), "hh:mm:ss") {
		said := strings.TrimRight(m[0], " ,;.)，；。）")
		f.warn(diag.DateZone, path, place, fmt.Sprintf("%s: the text says %q, but the bindings send yyyy-MM-dd HH:mm:ss", name, said), hint)
	}
}
