package main

import (
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/topgen/topgen/bench/pages"
	"github.com/topgen/topgen/internal/page"
	"github.com/topgen/topgen/internal/parser"
	"github.com/topgen/topgen/internal/schema"
)

// field is a field without fields of its own.
type field struct {
	*schema.Field
	key string // method, side and path, with tabs between
}

// readPages returns the fields of the pages of a folder.
func readPages(dir string) ([]field, error) {
	files, err := pages.In(dir)
	if err != nil {
		return nil, err
	}
	var fields []field
	for _, file := range files {
		src, err := os.ReadFile(file)
		if err != nil {
			return nil, err
		}
		p, diags := page.Read(filepath.Base(file), src)
		if diags.HasErrors() {
			continue
		}
		if api, _ := parser.Parse(p); api != nil {
			fields = appendFields(fields, api.Method+"\treq\t", api.Request)
			fields = appendFields(fields, api.Method+"\tres\t", api.Response)
		}
	}
	return fields, nil
}

func appendFields(all []field, prefix string, fields []*schema.Field) []field {
	for _, f := range fields {
		if len(f.Fields) == 0 {
			all = append(all, field{f, prefix + f.Name})
		}
		all = appendFields(all, prefix+f.Name+".", f.Fields)
	}
	return all
}

// judged is a line of a file of lists.
type judged struct {
	key, style string
	codes      []string // of accepted lists
}

func readJudged(name string) ([]judged, error) {
	data, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	var lines []judged
	for line := range strings.Lines(string(data)) {
		columns := strings.Split(strings.TrimRight(line, "\r\n"), "\t")
		if len(columns) < 6 {
			return nil, fmt.Errorf("%s:%d: %d columns, at least 6 are wanted", name, len(lines)+1, len(columns))
		}
		j := judged{key: strings.Join(columns[:3], "\t"), style: columns[4]}
		for item := range strings.SplitSeq(columns[5], " ; ") {
			if code, _, ok := strings.Cut(item, "="); ok {
				j.codes = append(j.codes, code)
			}
		}
		lines = append(lines, j)
	}
	return lines, nil
}

// tally counts accepted lists by what was read of them.
type tally struct{ same, other, none int }

// compareAccepted says of how many lists the same codes were read, in any order.
func compareAccepted(w io.Writer, lists []judged, fields map[string]field, wrong bool) {
	all, styles := new(tally), make(map[string]*tally)
	for _, j := range lists {
		if styles[j.style] == nil {
			styles[j.style] = new(tally)
		}
		f := fields[j.key]
		what := all.add(styles[j.style], f, j)
		if wrong && what != "same" && f.Field != nil {
			fmt.Fprintf(w, "%s\t%s\t%s\n\t%s\n\t%s\n\t%s\n", what, j.style, j.key, f.Description, written(f.Values), strings.Join(j.codes, " "))
		}
	}
	fmt.Fprintf(w, "\nof %d accepted lists %d were read with the same codes (%.1f %%), %d with others, %d not at all\n",
		len(lists), all.same, percent(all.same, len(lists)), all.other, all.none)
	for _, s := range slices.Sorted(maps.Keys(styles)) {
		fmt.Fprintf(w, "  %-16s same %4d, other %3d, none %4d\n", s, styles[s].same, styles[s].other, styles[s].none)
	}
}

// add counts a list here and in another tally, and returns as what.
func (t *tally) add(also *tally, f field, j judged) string {
	switch {
	case f.Field == nil || len(f.Values) == 0:
		t.none++
		also.none++
		return "none"
	case sameCodes(f.Values, j.codes):
		t.same++
		also.same++
		return "same"
	}
	t.other++
	also.other++
	return "other"
}

func sameCodes(list []schema.Value, codes []string) bool {
	read := make([]string, len(list))
	for i, v := range list {
		read[i] = v.Value
	}
	return slices.Equal(slices.Sorted(slices.Values(read)), slices.Sorted(slices.Values(codes)))
}

// compareRefused says how many texts that are no lists were taken for one.
func compareRefused(w io.Writer, lists []judged, fields map[string]field, wrong bool) {
	taken := 0
	for _, j := range lists {
		f := fields[j.key]
		if f.Field == nil || len(f.Values) == 0 {
			continue
		}
		taken++
		if wrong {
			fmt.Fprintf(w, "taken\t%s\t%s\n\t%s\n\t%s\n", j.style, j.key, f.Description, written(f.Values))
		}
	}
	fmt.Fprintf(w, "\nof %d refused texts %d were taken for lists (%.1f %%)\n", len(lists), taken, percent(taken, len(lists)))
}
