package top

import (
	"errors"
	"fmt"
	"net/http"
	"time"
)

// ValidationError says which documented rules a request breaks. Nothing was sent.
type ValidationError struct {
	Faults []Fault // in the order of the page
}

// Fault is one broken rule.
type Fault struct {
	Path    string // such as "order.lines[2].sku", in the names of the wire
	Rule    string // one of the Rule constants
	Message string // for people; does not hold the value
}

// String says what is wrong, and where: "title is required".
func (f Fault) String() string { return f.Path + " " + f.Message }

// Error lists every fault.
func (e *ValidationError) Error() string {
	s := "top: invalid request: "
	for i, f := range e.Faults {
		if i > 0 {
			s += "; "
		}
		s += f.String()
	}
	return s
}

// Is makes a ValidationError an ErrInvalidArgument.
func (e *ValidationError) Is(target error) bool { return target == ErrInvalidArgument }

// DecodeError says that a response came but does not fit what is documented,
// or is no response at all. What could be decoded is returned beside it: the
// call itself may well have succeeded.
//
// The message holds nothing of the response; Body has it.
type DecodeError struct {
	Method      string   // the API that was called; empty from Unmarshal
	Status      int      // of HTTP; 0 from Unmarshal
	ContentType string   // as the server gave it; empty from Unmarshal
	RequestID   string   // the platform's id of the call; may be empty
	Path        string   // of the first value that does not fit, such as "result.items[3].amount"; empty if the body as a whole does not
	Faults      []Misfit // everything that does not fit, in the order of the body

	body    hidden
	unknown bool // whether a write may have taken effect
	empty   bool // nothing but a request id came
}

// Misfit is a value of a response that its documented type cannot hold.
type Misfit struct {
	Path    string // such as "result.items[3].amount"
	Problem string // what came and what is documented; does not hold the value
	Offset  int    // in Body, in bytes
}

// String says what does not fit, and where: "result.fee: …".
func (m Misfit) String() string { return prefixed(m.Path, ": ") + m.Problem }

// Error names the API, what came, and the first values that do not fit.
func (e *DecodeError) Error() string {
	s := "top: " + prefixed(e.Method, ": ") + "response does not decode"
	const most = 5
	separator := ": "
	for _, f := range e.Faults[:min(len(e.Faults), most)] {
		s += separator + f.String()
		separator = "; "
	}
	if more := len(e.Faults) - most; more > 0 {
		s += fmt.Sprintf("; and %d more", more)
	}
	if e.Status != 0 {
		s += fmt.Sprintf(" [HTTP %d, content type %q, %d bytes", e.Status, e.ContentType, len(e.body.reveal()))
		if e.RequestID != "" {
			s += ", request " + e.RequestID
		}
		s += "]"
	}
	return s + unknownSuffix(e.unknown)
}

// Is makes errors.Is find ErrOutcomeUnknown where a call that changes something
// was answered by what is no response at all, such as the page of a proxy, and
// ErrEmptyResponse where nothing but a request id came.
func (e *DecodeError) Is(target error) bool {
	return target == ErrOutcomeUnknown && e.unknown || target == ErrEmptyResponse && e.empty
}

// Body returns the response as it came, decompressed.
func (e *DecodeError) Body() []byte { return e.body.bytes() }

// GoString is Error: %#v must not show the response.
func (e *DecodeError) GoString() string { return goString("DecodeError", e) }

// goString returns an error as %#v shows it.
//
//go:noinline
func goString(name string, e error) string { return "&top." + name + "{" + e.Error() + "}" }

// Partial reports whether err is a *DecodeError, so that the response returned
// beside it holds what could be decoded.
func Partial(err error) bool {
	_, ok := errors.AsType[*DecodeError](err)
	return ok
}

// HTTPError says that a server answered with an HTTP status that is no answer
// of the platform, such as 502 from a proxy.
type HTTPError struct {
	_           incomparable
	Method      string // the API that was called
	Status      int
	ContentType string
	RetryAfter  time.Duration // for which the server asks to wait; 0 if it does not say

	body    hidden
	unknown bool // whether a write may have taken effect
}

// Error names the API, the status and the content type.
func (e *HTTPError) Error() string {
	wait := ""
	if e.RetryAfter > 0 {
		wait = ", to be repeated after " + e.RetryAfter.String()
	}
	return fmt.Sprintf("top: %s: HTTP status %d, content type %q, %d bytes%s%s", e.Method, e.Status, e.ContentType, len(e.body.reveal()), wait, unknownSuffix(e.unknown))
}

// Body returns what the server sent, decompressed, up to the size limit.
func (e *HTTPError) Body() []byte { return e.body.bytes() }

// GoString is Error: %#v must not show the response.
func (e *HTTPError) GoString() string { return goString("HTTPError", e) }

// Is makes errors.Is find ErrOutcomeUnknown, ErrUnavailable for a status from 500 on, and
// ErrFlowControl for status 429.
func (e *HTTPError) Is(target error) bool {
	switch target {
	case ErrOutcomeUnknown:
		return e.unknown
	case ErrUnavailable:
		return e.Status >= 500
	}
	return target == ErrFlowControl && e.Status == http.StatusTooManyRequests
}

// TransportError says that a call could not be sent, or was not answered.
type TransportError struct {
	_      incomparable
	Method string // the API that was called
	Sent   bool   // whether the server may have got the request

	err     error
	text    string // of err, without what the server or the URL put there
	unknown bool   // whether a write may have taken effect
}

// Error names the API and what went wrong, never the URL.
func (e *TransportError) Error() string {
	what := "could not be sent"
	if e.Sent {
		what = "was not answered"
	}
	return "top: " + e.Method + ": " + what + ": " + e.text + unknownSuffix(e.unknown)
}

// GoString is Error.
func (e *TransportError) GoString() string { return goString("TransportError", e) }

// Unwrap returns the error of the network or the context.
func (e *TransportError) Unwrap() error { return e.err }

// Is makes errors.Is find ErrOutcomeUnknown.
func (e *TransportError) Is(target error) bool { return target == ErrOutcomeUnknown && e.unknown }

// Timeout reports whether time ran out, as net.Error does.
func (e *TransportError) Timeout() bool {
	return isTimeout(e.err)
}

func unknownSuffix(unknown bool) string {
	if unknown {
		return " (the outcome of the call is unknown)"
	}
	return ""
}
