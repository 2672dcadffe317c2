package fetch

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// catalogue is what the site's menu is drawn from.
type catalogue struct {
	TreeCategories []struct {
		CatelogTrees []struct {
			CatelogList []catalogueEntry `json:"catelogList"`
		} `json:"catelogTrees"`
	} `json:"treeCategories"`
}

type catalogueEntry struct {
	DocID    int64            `json:"docId"`
	ID       int64            `json:"id"`
	DocType  int64            `json:"docType"`
	Name     string           `json:"name"`
	SubName  string           `json:"subName"`
	Children []catalogueEntry `json:"children"`
}

// readCatalogue returns the API documents of a catalogue, by method. A document
// that stands in several categories is listed once.
func readCatalogue(data json.RawMessage) ([]Doc, error) {
	var c catalogue
	if err := json.Unmarshal(data, &c); err != nil {
		return nil, fmt.Errorf("it does not read as one: %w", err)
	}
	seen := make(map[int64]bool)
	var docs []Doc
	for _, category := range c.TreeCategories {
		for _, tree := range category.CatelogTrees {
			docs = addEntries(docs, tree.CatelogList, seen)
		}
	}
	if len(docs) == 0 {
		return nil, errors.New("it lists no API document")
	}
	slices.SortFunc(docs, func(a, b Doc) int { return cmp.Or(cmp.Compare(a.Method, b.Method), cmp.Compare(a.ID, b.ID)) })
	return docs, nil
}

func addEntries(docs []Doc, entries []catalogueEntry, seen map[int64]bool) []Doc {
	for _, e := range entries {
		d := Doc{ID: cmp.Or(e.DocID, e.ID), Method: strings.TrimSpace(e.Name), Title: strings.TrimSpace(e.SubName)}
		if !strings.Contains(d.Method, ".") && strings.Contains(d.Title, ".") {
			d.Method, d.Title = d.Title, d.Method // some menus have the two the other way round
		}
		if d.ID != 0 && strings.Contains(d.Method, ".") && (e.DocType == apiDocType || e.DocType == 0) && !seen[d.ID] {
			seen[d.ID] = true
			docs = append(docs, d)
		}
		docs = addEntries(docs, e.Children, seen)
	}
	return docs
}
