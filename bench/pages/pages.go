// Package pages finds the pages that the commands of this module measure with.
package pages

import (
	"fmt"
	"path/filepath"
)

// In returns the page files of a folder, in the text form or, if there are none of
// those, in the JSON form. If there are neither, the error says how to get some.
func In(dir string) ([]string, error) { return matching(dir, "", "--all") }

// Of returns those of a namespace, such as alibaba.idle.
func Of(dir, namespace string) ([]string, error) { return matching(dir, namespace+".", namespace) }

func matching(dir, prefix, fetch string) ([]string, error) {
	dir, err := filepath.Abs(dir) // for the message, which is about another folder
	if err != nil {
		return nil, err
	}
	for _, extension := range []string{"txt", "json"} {
		names, err := filepath.Glob(filepath.Join(dir, prefix+"*."+extension))
		if len(names) > 0 || err != nil {
			return names, err
		}
	}
	return nil, fmt.Errorf(`no pages %s* in %s

This is measured with pages of the platform, which are no part of the repository.
If you have some, name their folder with -pages (of the Makefile: CORPUS=FOLDER, in
which a folder txt or json has them). If not, get them from the platform, which
lists some 7,000 (at two a second, all of them take an hour); in the folder of topgen:

	go run ./cmd/topgen fetch %s --out %s`, prefix, dir, fetch, dir)
}
