package schema

import "cmp"

// KeyAt returns the path by which topgen.yaml and diagnostics know a field that stands at
// a path.
func (f *Field) KeyAt(path string) string { return cmp.Or(f.Key, path) }

// Keep makes a field that moves away from a path, and the fields in it, be known by their
// paths as before.
func (f *Field) Keep(path string) {
	f.Key = f.KeyAt(path)
	for _, inner := range f.Fields {
		inner.Keep(path + "." + inner.Name)
	}
}
