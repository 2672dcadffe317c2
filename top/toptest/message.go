package toptest

import (
	"context"
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"github.com/topgen/topgen/internal/schema"
	"github.com/topgen/topgen/top"
)

// DocumentedMessage is what the page of a message says of it. The tests beside
// generated bindings are made of it: see TestMessage.
type DocumentedMessage[Message any] struct {
	Topic   string
	Sample  string // JSON, in which pages quote every value
	Want    Message
	Misfits []string // paths of values that their types cannot hold
	Unknown []string // members without a field

	// Recorded are contents that the platform really sent, by the names of their files.
	Recorded map[string]Recorded[Message]
}

// TestMessage holds the generated bindings of a message against its page: it has a
// handler that on makes handle the sample, as it is written and with numbers and
// booleans without quotes, as the platform sends them. Diff is as for Test.
func TestMessage[Message, Option any](t *testing.T, diff func(want, got any, opts ...Option) string,
	on func(func(context.Context, *Message, top.Message) error) top.MessageHandler, page DocumentedMessage[Message]) {
	t.Helper()
	for name, content := range page.forms() {
		t.Run(name, func(t *testing.T) {
			page.check(t, func(want, got any) string { return diff(want, got) }, on, content)
		})
	}
	for name, r := range page.Recorded {
		t.Run("recorded/"+name, func(t *testing.T) {
			sent := DocumentedMessage[Message]{Topic: page.Topic, Sample: r.Body, Want: r.Want, Misfits: r.Misfits, Unknown: r.Unknown}
			sent.check(t, func(want, got any) string { return diff(want, got) }, on, r.Body)
		})
	}
}

// forms returns the contents that a message comes as.
func (d *DocumentedMessage[Message]) forms() map[string]string {
	forms := map[string]string{"documented": d.Sample}
	if sent, ok := unquoted(d.Sample, rows[Message]()); ok && len(d.Misfits) == 0 {
		forms["sent"] = sent
	}
	return forms
}

func (d *DocumentedMessage[Message]) check(t testing.TB, differ differ, on func(func(context.Context, *Message, top.Message) error) top.MessageHandler, content string) {
	got := new(Message)
	unknown, err := top.UnmarshalMessageReport(content, got)
	Outcome{Misfits: d.Misfits, Unknown: d.Unknown}.check(t, unknown, err)
	if diff := differ(&d.Want, got); diff != "" {
		t.Errorf("the message differs (-want +got):\n%s\nof the content\n%s", diff, content)
	}
	d.handle(t, on, top.Message{ID: 1, Topic: d.Topic, Content: content})
}

// handle has a handler handle the message, unless its content does not fit.
func (d *DocumentedMessage[Message]) handle(t testing.TB, on func(func(context.Context, *Message, top.Message) error) top.MessageHandler, m top.Message) {
	wrong := errors.New("toptest: the error of the handler")
	h := on(func(_ context.Context, _ *Message, meta top.Message) error {
		if meta != m {
			t.Errorf("the handler got %#v", meta)
		}
		return wrong
	})
	if h.Topic() != d.Topic {
		t.Errorf("the handler is for the topic %q, the page is about %q", h.Topic(), d.Topic)
	}
	handle, err := h.Decode(m)
	switch {
	case len(d.Misfits) > 0:
		if !top.Partial(err) {
			t.Errorf("the handler takes a content that does not fit: %v", err)
		}
	case err != nil:
		t.Errorf("the handler does not take the content: %v", err)
	case handle(t.Context()) != wrong:
		t.Error("the error of the handler is lost")
	}
}

// unquoted returns the sample with the numbers, booleans and lists as the platform sends
// them; false if it has none in quotes.
func unquoted(sample string, rows []*schema.Field) (string, bool) {
	var members map[string]json.RawMessage
	if json.Unmarshal([]byte(sample), &members) != nil {
		return "", false
	}
	some := false
	for _, r := range rows {
		var text string
		kind := schema.KindOf(r)
		bare := kind == schema.KindNumber || kind == schema.KindDecimal || kind == schema.KindBoolean
		if json.Unmarshal(members[r.Name], &text) != nil || !json.Valid([]byte(text)) {
			continue
		}
		if isList := strings.HasPrefix(strings.TrimSpace(text), "["); r.List != isList || !r.List && !bare || text == "null" {
			continue
		}
		members[r.Name], some = json.RawMessage(text), true
	}
	sent, err := json.Marshal(members)
	return string(sent), some && err == nil
}
