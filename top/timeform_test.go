package top

import (
	"strings"
	"testing"
)

// A type with a zone of its own in a program that does not say that it has such types
// fails: its times would be taken for others.
func TestWithoutTimeFormats(t *testing.T) {
	known := newTimeForm
	defer func() { newTimeForm = known }()
	newTimeForm = nil
	var resp struct {
		At Time `json:"at" top:"zone=UTC"`
	}
	if err := Unmarshal([]byte(`{"at":"2026-11-26 00:00:00"}`), &resp); err == nil || !strings.Contains(err.Error(), "UseTimeFormats") {
		t.Errorf("decoded as %v, %v", resp.At, err)
	}
}
