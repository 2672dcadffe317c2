package compare

import (
	"encoding/json"
	"io"

	"github.com/topgen/topgen/internal/schema"
)

// Version is the number of the JSON form; it changes when a reader of the old
// form would misread the new one.
const Version = 1

// The JSON form of a report. Key order is fixed, and what does not apply is
// absent; "breaks" is always there.
type (
	jsonReport struct {
		Version int       `json:"diff"`
		Breaks  []string  `json:"breaks"`
		APIs    []jsonAPI `json:"apis"`
	}
	jsonAPI struct {
		Method  string         `json:"method"`
		Title   string         `json:"title,omitempty"`
		Status  Status         `json:"status"`
		Package string         `json:"package,omitempty"`
		Breaks  []string       `json:"breaks"`
		Old     *schema.Source `json:"old,omitempty"`
		New     *schema.Source `json:"new,omitempty"`
		Changes []jsonChange   `json:"changes,omitempty"`
		Go      []string       `json:"go,omitempty"`
		Errors  []string       `json:"errors,omitempty"`
	}
	jsonChange struct {
		Kind      Kind     `json:"kind"`
		Where     string   `json:"where,omitempty"`
		What      string   `json:"what,omitempty"`
		Old       string   `json:"old,omitempty"`
		New       string   `json:"new,omitempty"`
		Breaks    []string `json:"breaks"`
		Why       string   `json:"why,omitempty"`
		Go        []string `json:"go,omitempty"`
		Ambiguous bool     `json:"ambiguous,omitempty"`
	}
)

// WriteJSON writes the report for programs.
func WriteJSON(w io.Writer, r *Report) error {
	out := jsonReport{Version: Version, Breaks: r.Breaks().Names(), APIs: make([]jsonAPI, len(r.APIs))}
	for i, a := range r.APIs {
		out.APIs[i] = jsonAPI{
			Method: a.Method, Title: a.Title, Status: a.Status, Package: a.Package,
			Breaks: a.Breaks().Names(), Old: a.Old, New: a.New, Go: a.Go, Errors: a.Errors,
		}
		for _, c := range a.Changes {
			out.APIs[i].Changes = append(out.APIs[i].Changes, jsonChange{
				Kind: c.Kind, Where: c.Where, What: c.What, Old: c.Old, New: c.New,
				Breaks: c.Breaks.Names(), Why: c.Why, Go: c.Go, Ambiguous: c.Ambiguous,
			})
		}
	}
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(out)
}
