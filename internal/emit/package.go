package emit

import (
	"cmp"
	"fmt"
	"go/format"
	"go/token"
	"slices"
	"strings"

	"github.com/topgen/topgen/internal/naming"
)

// Package emits the files of the package to which all the units belong: its
// doc.go, and that of the package of its documented responses if any unit has
// one. The first unit says which package it is.
func Package(units []*Unit) ([]File, error) {
	first := units[0]
	units = slices.Clone(units)
	slices.SortFunc(units, func(a, b *Unit) int { return cmp.Compare(a.Method, b.Method) })
	doc, err := bindingsDoc(first, units)
	if err != nil {
		return nil, err
	}
	files := []File{doc}
	units = slices.DeleteFunc(units, func(u *Unit) bool { return !u.hasSample(first) })
	if len(units) > 0 {
		if doc, err = samplesDoc(first, units); err != nil {
			return nil, err
		}
		files = append(files, doc)
	}
	return files, nil
}

// Kept returns what Package needs to know of an API whose files, of those paths,
// are there, but whose page has an error now; nil if these are no names.
func Kept(method, response, title string, files []string) *Unit {
	if _, err := naming.Parse(method); err != nil || !token.IsExported(response) || !token.IsIdentifier(response) {
		return nil
	}
	u := &Unit{Method: method, Message: !strings.Contains(method, "."), Response: response, Title: title}
	for _, name := range files {
		u.Files = append(u.Files, File{Path: name})
	}
	return u
}

// bindingsDoc emits the doc.go of a package of bindings.
func bindingsDoc(first *Unit, units []*Unit) (File, error) {
	c := comment{width: commentWidth}
	if first.Message {
		c.text(fmt.Sprintf("Package %s has the %s_* messages of the Taobao Open Platform, which package tmc of the runtime receives. What a message leaves out is zero.", first.Package, first.Namespace))
	} else {
		c.text(fmt.Sprintf("Package %s calls the %s.* methods of the Taobao Open Platform.", first.Package, first.Namespace))
		c.paragraph("What a request leaves nil is not sent; so is a list whose setter gets no values. Absent parts of a response are zero.")
	}
	c.lines = append(c.lines, "//")
	for _, u := range units {
		for i, line := range wrap(u.Method+": "+u.Title, commentWidth-len("//   - ")) {
			mark := "//   - "
			if i > 0 {
				mark = "//     "
			}
			c.lines = append(c.lines, mark+line)
		}
	}
	if first.Message {
		c.lines = append(c.lines, "//", "// A program listens to them so:", "//", "//\terr := tmc.Listen(ctx, config, "+first.Package+"."+handlerOf(first.Response)+"(handle))")
	}
	return docFile(first.Dir, fmt.Sprintf("%s\npackage %s\n", commentText(c.lines), first.Package))
}

// docFile returns the doc.go of a folder: the header, and then the code.
func docFile(dir, code string) (File, error) {
	path := dir + "/doc.go"
	data, err := format.Source([]byte(header + "\n\n" + code))
	if err != nil {
		return File{}, fmt.Errorf("%s: %w", path, err)
	}
	return File{Path: path, Data: data}, nil
}
