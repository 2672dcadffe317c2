package top

import (
	"errors"
	"net/url"
	"strings"
)

// hidden holds text that no way of printing a value may show: fmt follows no
// pointer below the top level.
type hidden struct{ text *string }

//go:noinline
func hide(s string) hidden { return hidden{&s} }

func (h hidden) reveal() string {
	if h.text == nil {
		return ""
	}
	return *h.text
}

func (h hidden) bytes() []byte { return []byte(h.reveal()) }

// String and the methods below keep the text out of fmt, json and slog.
func (h hidden) String() string               { return redacted }
func (h hidden) GoString() string             { return redacted }
func (h hidden) MarshalText() ([]byte, error) { return []byte(redacted), nil }

const redacted = "[redacted]"

// scrubber takes secrets out of texts that come from elsewhere: a server may
// echo what it was sent.
type scrubber []string

// newScrubber knows the secrets of a call; short or empty ones are left out,
// since they could occur anywhere.
func newScrubber(secrets ...string) scrubber {
	var s scrubber
	for _, secret := range secrets {
		const shortest = 4
		if len(secret) < shortest {
			continue
		}
		s = append(s, secret)
		if escaped := url.QueryEscape(secret); escaped != secret {
			s = append(s, escaped)
		}
	}
	return s
}

func (s scrubber) scrub(text string) string {
	for _, secret := range s {
		text = strings.ReplaceAll(text, secret, redacted)
	}
	return text
}

// scrubError takes secrets out of what the platform says.
func (s scrubber) scrubError(e *Error) {
	for _, text := range []*string{&e.Code, &e.Msg, &e.SubCode, &e.SubMsg, &e.RequestID} {
		*text = s.scrub(*text)
	}
}

// masked is an error from elsewhere whose own text must not be seen, nor those
// of the errors in it; errors.Is and errors.As find them all the same.
type masked struct {
	err  *error // behind a pointer, which fmt does not follow
	text string
}

// mask returns err with that text.
func mask(err error, text string) error {
	if err.Error() == text {
		return err
	}
	return &masked{&err, text}
}

func (m *masked) Error() string        { return m.text }
func (m *masked) GoString() string     { return m.text }
func (m *masked) Is(target error) bool { return errors.Is(*m.err, target) }
func (m *masked) As(target any) bool   { return errors.As(*m.err, target) }
