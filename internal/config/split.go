package config

import (
	"fmt"
	"slices"
	"strings"

	"github.com/topgen/topgen/internal/diag"
	"github.com/topgen/topgen/internal/schema"
	"github.com/topgen/topgen/internal/visible"
)

// shapes are the objects of an API with what makes their uses one type.
type shapes map[*schema.Field]shaped

type shaped struct {
	side, path, typ, shape string
}

// shapesOf returns the shapes of all objects, as they are now.
func shapesOf(api *schema.API) shapes {
	s := make(shapes)
	var walk func(side, path string, fields []*schema.Field)
	walk = func(side, path string, fields []*schema.Field) {
		for _, f := range fields {
			at := path + "." + f.Name
			if len(f.Fields) > 0 {
				var b strings.Builder
				schema.Shape(&b, f.Fields)
				s[f] = shaped{side, at, f.Type, b.String()}
			}
			walk(side, at, f.Fields)
		}
	}
	walk(requestSide, requestSide, api.Request)
	walk(responseSide, responseSide, api.Response)
	return s
}

// noteSplit says which uses of a type an entry sets apart from the one that it is
// about: they were one type in Go before, and are two now.
func (a *applier) noteSplit(before shapes) {
	if len(a.typed) == 0 {
		return
	}
	now := shapesOf(a.api)
	for _, i := range a.typed {
		e := a.config.Entries[i]
		for f, was := range before {
			if was.path == e.Target[:strings.LastIndexByte(e.Target, '.')] {
				a.noteApart(e, f, was, before, now)
			}
		}
	}
}

// noteApart says which uses of the type of an object are another type than it is now.
func (a *applier) noteApart(e Entry, f *schema.Field, was shaped, before, now shapes) {
	var others []string
	for other, w := range before {
		same := other != f && w.side == was.side && w.typ == was.typ && w.shape == was.shape
		if same && now[other].shape != now[f].shape {
			others = append(others, w.path)
		}
	}
	if len(others) == 0 {
		return
	}
	slices.Sort(others)
	const most = 5 // objects that are named
	more := ""
	if n := len(others) - most; n > 0 {
		others, more = others[:most], fmt.Sprintf(" and %d more", n)
	}
	a.list = append(a.list, diag.Diagnostic{
		Code: diag.SplitType, Severity: diag.Note, Pos: e.Pos,
		Message: visible.Plain(fmt.Sprintf("the type %s of %s is set apart from that of %s%s by this entry", was.typ, was.path, strings.Join(others, ", "), more)),
		Hint:    "give the same entry to the other places, if it holds there too",
	})
}
