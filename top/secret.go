package top

import (
	"errors"
	"net/url"
	"reflect"
	"strings"
)

// hidden holds a text that must not show, however a value that contains it is
// printed. It is behind a pointer since fmt follows none below the top level.
type hidden struct{ text *string }

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
		s = append(s, secret, url.QueryEscape(secret))
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
	_    incomparable
	err  *error // behind a pointer, which fmt does not follow
	text string
}

// mask returns err with that text.
func mask(err error, text string) error {
	if err.Error() == text {
		return err
	}
	return &masked{err: &err, text: text}
}

func (m *masked) Error() string        { return m.text }
func (m *masked) GoString() string     { return m.text }
func (m *masked) Is(target error) bool { return errors.Is(*m.err, target) }
func (m *masked) As(target any) bool   { return findAs(*m.err, target, reflect.ValueOf(target).Elem()) }

// Timeout reports whether time ran out.
func (m *masked) Timeout() bool { return isTimeout(*m.err) }

func isTimeout(err error) bool {
	t, ok := err.(interface{ Timeout() bool })
	return ok && t.Timeout()
}

// findAs is errors.As, whose own would make every program 14 KB larger: it
// brings a second package reflect.
func findAs(err error, target any, to reflect.Value) bool {
	for ; err != nil; err = errors.Unwrap(err) {
		if reflect.TypeOf(err).AssignableTo(to.Type()) {
			to.Set(reflect.ValueOf(err))
			return true
		}
		if e, ok := err.(interface{ As(any) bool }); ok && e.As(target) {
			return true
		}
		if several, ok := err.(interface{ Unwrap() []error }); ok {
			for _, e := range several.Unwrap() {
				if findAs(e, target, to) {
					return true
				}
			}
			return false
		}
	}
	return false
}
