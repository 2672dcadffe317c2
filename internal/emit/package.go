package emit

import (
	"cmp"
	"fmt"
	"go/format"
	"slices"
	"strings"
)

// Package emits the doc.go of the package to which all the units belong.
func Package(units []*Unit) (File, error) {
	units = slices.Clone(units)
	slices.SortFunc(units, func(a, b *Unit) int { return cmp.Compare(a.Method, b.Method) })
	first := units[0]
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n\n", header)
	c := comment{width: commentWidth}
	c.text(fmt.Sprintf("Package %s calls the %s.* methods of the Taobao Open Platform.", first.Package, first.Namespace))
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
	fmt.Fprintf(&b, "%s\npackage %s\n", commentText(c.lines), first.Package)
	path := first.Dir + "/doc.go"
	data, err := format.Source([]byte(b.String()))
	if err != nil {
		return File{}, fmt.Errorf("%s: %w", path, err)
	}
	return File{Path: path, Data: data}, nil
}
