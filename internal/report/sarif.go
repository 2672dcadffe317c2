package report

import (
	"bufio"
	"encoding/json"
	"net/url"
	"path"
	"slices"

	"github.com/topgen/topgen/internal/diag"
)

// The subset of SARIF 2.1.0 that topgen writes, in the order of the standard.
type (
	sarifLog struct {
		Schema  string     `json:"$schema"`
		Version string     `json:"version"`
		Runs    []sarifRun `json:"runs"`
	}
	sarifRun struct {
		Tool        sarifTool         `json:"tool"`
		Invocations []sarifInvocation `json:"invocations"`
		ColumnKind  string            `json:"columnKind"`
		Results     []sarifResult     `json:"results"`
	}
	sarifTool struct {
		Driver sarifDriver `json:"driver"`
	}
	sarifDriver struct {
		Name           string      `json:"name"`
		Version        string      `json:"version,omitempty"`
		InformationURI string      `json:"informationUri"`
		Rules          []sarifRule `json:"rules"`
	}
	sarifRule struct {
		ID      string `json:"id"`
		HelpURI string `json:"helpUri"`
	}
	sarifInvocation struct {
		ExecutionSuccessful        bool                `json:"executionSuccessful"`
		ToolExecutionNotifications []sarifNotification `json:"toolExecutionNotifications,omitempty"`
	}
	sarifNotification struct {
		Level   string       `json:"level"`
		Message sarifMessage `json:"message"`
	}
	sarifResult struct {
		RuleID    string          `json:"ruleId"`
		RuleIndex int             `json:"ruleIndex"`
		Level     string          `json:"level"`
		Message   sarifMessage    `json:"message"`
		Locations []sarifLocation `json:"locations,omitempty"`
	}
	sarifMessage struct {
		Text string `json:"text"`
	}
	sarifLocation struct {
		PhysicalLocation sarifPhysicalLocation `json:"physicalLocation"`
	}
	sarifPhysicalLocation struct {
		ArtifactLocation sarifArtifactLocation `json:"artifactLocation"`
		Region           *sarifRegion          `json:"region,omitempty"`
	}
	sarifArtifactLocation struct {
		URI string `json:"uri"`
	}
	sarifRegion struct {
		StartLine   int `json:"startLine"`
		StartColumn int `json:"startColumn,omitempty"`
	}
)

const (
	sarifSchema = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
	homepage    = "https://github.com/topgen/topgen"
	codesPage   = homepage + "/blob/main/docs/diagnostics.md#"
)

// sarifPrinter collects one run and writes it when it is closed.
type sarifPrinter struct {
	w   *bufio.Writer
	run sarifRun
}

func newSARIF(w *bufio.Writer, version string) *sarifPrinter {
	return &sarifPrinter{w: w, run: sarifRun{
		Tool:        sarifTool{sarifDriver{Name: "topgen", Version: version, InformationURI: homepage, Rules: []sarifRule{}}},
		Invocations: []sarifInvocation{{ExecutionSuccessful: true}},
		ColumnKind:  "unicodeCodePoints",
		Results:     []sarifResult{},
	}}
}

func (p *sarifPrinter) Print(list diag.List) {
	for _, d := range list {
		p.run.Results = append(p.run.Results, sarifResult{
			RuleID:    string(d.Code),
			RuleIndex: p.rule(string(d.Code)),
			Level:     d.Severity.String(),
			Message:   sarifMessage{withHint(d)},
			Locations: sarifLocations(d.Pos),
		})
	}
}

// rule returns the index of the rule with that id, which is added if it is new.
func (p *sarifPrinter) rule(id string) int {
	rules := &p.run.Tool.Driver.Rules
	if i := slices.IndexFunc(*rules, func(r sarifRule) bool { return r.ID == id }); i >= 0 {
		return i
	}
	*rules = append(*rules, sarifRule{ID: id, HelpURI: codesPage + id})
	return len(*rules) - 1
}

// sarifLocations is the one location of a diagnostic, or none if its page came
// from standard input.
func sarifLocations(pos diag.Position) []sarifLocation {
	if pos.File == "" || pos.File == "-" {
		return nil
	}
	uri := url.URL{Path: pos.File}
	if path.IsAbs(pos.File) {
		uri.Scheme = "file"
	}
	location := sarifPhysicalLocation{ArtifactLocation: sarifArtifactLocation{uri.String()}}
	if pos.Line > 0 {
		location.Region = &sarifRegion{pos.Line, pos.Column}
	}
	return []sarifLocation{{location}}
}

func (p *sarifPrinter) Fail(err error) {
	in := &p.run.Invocations[0]
	in.ExecutionSuccessful = false
	in.ToolExecutionNotifications = append(in.ToolExecutionNotifications, sarifNotification{"error", sarifMessage{err.Error()}})
}

// Flush has nothing to write: a log is one object.
func (p *sarifPrinter) Flush() error { return nil }

func (p *sarifPrinter) Close() error {
	enc := json.NewEncoder(p.w)
	enc.SetIndent("", "  ")
	enc.SetEscapeHTML(false)
	if err := enc.Encode(sarifLog{sarifSchema, "2.1.0", []sarifRun{p.run}}); err != nil {
		return err
	}
	return p.w.Flush()
}
