package top

import (
	"errors"
	"slices"
	"strconv"
	"strings"
	"time"
)

// The documented kinds of failure, for errors.Is. An *Error is of every kind
// that its codes tell.
var (
	// ErrOutcomeUnknown: a call that changes something was sent, and no answer
	// tells whether it took effect: none came, or one that is no response and no
	// refusal, such as that of a proxy, an empty document, or the failure of a service
	// of which nobody knows how far it got. Look the object up before you repeat it.
	ErrOutcomeUnknown = errors.New("top: the outcome of the call is unknown")
	// ErrSessionInvalid: the session is missing, wrong or expired (codes 26, 27).
	ErrSessionInvalid = errors.New("top: the session is not valid")
	// ErrFlowControl: a limit on the number of calls was hit (codes 4 to 8, HTTP
	// status 429).
	ErrFlowControl = errors.New("top: flow control")
	// ErrPermission: the app or the user may not call the API (codes 11 to 13, 42, 53).
	ErrPermission = errors.New("top: permission denied")
	// ErrSignature: app key, signature, timestamp or protocol parameters were
	// refused (codes 21 to 25 and 28 to 34).
	ErrSignature = errors.New("top: the platform refused the call's own parameters")
	// ErrInvalidArgument: parameters of the API were refused (codes 40, 41, 43
	// and sub codes isv.missing-parameter, isv.invalid-parameter).
	ErrInvalidArgument = errors.New("top: invalid arguments")
	// ErrUnavailable: the platform or the service behind it failed (code 10,
	// sub codes isp.*); a later call may succeed.
	ErrUnavailable = errors.New("top: service unavailable")
	// ErrNoSession: the API needs a session, and none was given. The call was
	// not sent.
	ErrNoSession = errors.New("top: the API needs a session: give one by WithSession or WithTokenSource")
	// ErrListIncomplete: a list in pages, which a method All reads, cannot be told to
	// have come whole: an answer repeated a page or said that the call failed, or the list
	// ended short of the number of items that it is said to have.
	ErrListIncomplete = errors.New("top: the list in pages is not complete")
	// ErrEmptyResponse: a response came that holds nothing but its request id, and the
	// API's page documents more.
	ErrEmptyResponse = errors.New("top: the response holds nothing but its request id")
	// ErrBodyTooLarge: the response is larger than WithMaxBody allows.
	ErrBodyTooLarge = errors.New("top: response body exceeds the size limit")
)

// Error is what the platform says when it refuses or fails a call.
type Error struct {
	Method    string // the API that was called; empty from Unmarshal
	Code      string // "50", or a word such as "IllegalAccessToken"
	Msg       string
	SubCode   string // such as "isv.invalid-parameter"; may be empty
	SubMsg    string // may be empty
	RequestID string // the platform's id of the call; may be empty

	documented []*ErrorCode
	write      bool          // the call changes something
	limited    bool          // it came with HTTP status 429
	broken     bool          // it came with an HTTP status from 500 on
	retryAfter time.Duration // for which the server asked to wait; 0 if it did not say
}

// Error names the method, the codes with their messages, and the request id.
func (e *Error) Error() string {
	code := "code " + e.Code
	if e.Code == "" {
		code = "an error without code"
	}
	s := "top: " + prefixed(e.Method, ": ") + code + inBrackets(e.Msg)
	if e.SubCode != "" {
		s += ", sub code " + e.SubCode
	}
	s += inBrackets(e.SubMsg)
	if e.RequestID != "" {
		s += ", request " + e.RequestID
	}
	return s
}

// prefixed returns s with what separates it from what follows, if there is any.
func prefixed(s, separator string) string {
	if s == "" {
		return ""
	}
	return s + separator
}

func inBrackets(s string) string {
	if s == "" {
		return ""
	}
	return " (" + s + ")"
}

// Retryable reports whether the same call may succeed later without a change:
// the service behind the platform failed (sub code isp.*), or the platform is
// unavailable (code 10). A call that changes something may have taken effect
// nevertheless; and for flow control, see FlowControl.
func (e *Error) Retryable() bool {
	return (strings.HasPrefix(e.SubCode, "isp.") || e.Code == "10" || e.Code == "ServiceUnavailable") && !e.flowControl()
}

// FlowControl reports whether a limit on the number of calls was hit, and how
// long the platform says the ban will last, or HTTP's Retry-After; 0 where neither says.
func (e *Error) FlowControl() (wait time.Duration, ok bool) {
	if !e.flowControl() {
		return 0, false
	}
	for _, msg := range []string{e.SubMsg, e.Msg} {
		if wait, ok := banSeconds(msg); ok {
			return wait, true
		}
	}
	return e.retryAfter, true
}

func (e *Error) flowControl() bool {
	if e.limited || isOneOf(e.Code, "4 5 6 7 8 ApiCallLimit AppCallLimit") {
		return true
	}
	return strings.HasPrefix(e.SubCode, "accesscontrol.limited-by-") || e.SubCode == "isp.call-limited"
}

// banSeconds finds N in "This ban will last for N more seconds".
func banSeconds(msg string) (time.Duration, bool) {
	_, rest, ok := strings.Cut(msg, "ban will last for ")
	if !ok {
		return 0, false
	}
	n, err := strconv.Atoi(rest[:skipDigits(rest, 0)])
	const year = 366 * 24 * 60 * 60 // more is nonsense, and might overflow
	if err != nil || n > year {
		return 0, false
	}
	return time.Duration(n) * time.Second, true
}

// SessionInvalid reports whether the session is missing, wrong or expired, so
// that a new one is needed.
func (e *Error) SessionInvalid() bool {
	return isOneOf(e.Code, "26 27 IllegalAccessToken") ||
		isOneOf(subCodeName(e.SubCode), "invalid-sessionkey sessionkey-not-generated-by-server")
}

// subCodeName returns a sub code without what follows its first colon, as in
// "isv.missing-parameter:iid-or-numIid".
func subCodeName(subCode string) string {
	name, _, _ := strings.Cut(subCode, ":")
	return name
}

// Is makes errors.Is find the documented kinds of failure and the error codes
// that a page documents (see ErrorCode).
func (e *Error) Is(target error) bool {
	switch target {
	case ErrSessionInvalid:
		return e.SessionInvalid()
	case ErrFlowControl:
		return e.flowControl()
	case ErrUnavailable:
		return e.Retryable()
	case ErrPermission:
		return e.permission()
	case ErrSignature:
		return e.signature()
	case ErrInvalidArgument:
		return e.invalidArgument()
	case ErrOutcomeUnknown:
		return e.outcomeUnknown()
	}
	code, ok := target.(*ErrorCode)
	return ok && code.matches(e)
}

func (e *Error) permission() bool {
	if isOneOf(e.Code, "11 12 13 42 53 InsufficientPermission AppWhiteIpLimit") {
		return true
	}
	return strings.HasPrefix(e.SubCode, "isv.permission-")
}

func (e *Error) signature() bool {
	if isOneOf(e.Code, "21 22 23 24 25 28 29 30 31 32 33 34 IncompleteSignature InvalidAppKey") {
		return true
	}
	return e.SubCode == "isv.timestamp-limit-error"
}

func (e *Error) invalidArgument() bool {
	return isOneOf(e.Code, "40 41 43") ||
		isOneOf(subCodeName(e.SubCode), "isv.missing-parameter isv.invalid-parameter invalid-parameter missing-parameter")
}

// isOneOf reports whether code is one of several, with spaces between them.
func isOneOf(code, codes string) bool { return slices.Contains(strings.Fields(codes), code) }

// outcomeUnknown reports whether the platform lost touch with the service behind it,
// did not understand its answer, or heard that it broke off: the service may have
// done its work. The sub code says so, of the platform (isp.*) or in the service's own
// words, but for those that put it down to the caller (isv.*); where there is none,
// AliExpress says so by the code. Code 15, of the service, says by itself only that it
// failed; no code at all says nothing; and behind an HTTP status from 500 on, only a code
// that is known for a refusal tells that nothing was done.
func (e *Error) outcomeUnknown() bool {
	if !e.write || strings.HasPrefix(e.SubCode, "isv.") {
		return false
	}
	if e.SubCode == "" && (e.Code == "15" || e.Code == "") || e.broken && !e.refused() {
		return true
	}
	said := strings.NewReplacer("-", "", "_", "", " ", "").Replace(strings.ToLower(e.Code + "." + e.SubCode))
	words := strings.Fields("timeout connectionerror unknownerror parseerror remoteserviceerror nullpointer exception systemerror internalerror")
	return slices.ContainsFunc(words, func(word string) bool { return strings.Contains(said, word) })
}

// refused reports whether the codes are of a kind that the platform turns a call away for.
func (e *Error) refused() bool {
	return e.flowControl() || e.SessionInvalid() || e.permission() || e.signature() || e.invalidArgument()
}

// As lets errors.As find which of the codes that the API's page documents this
// error has, with its meaning and solution.
func (e *Error) As(target any) bool {
	t, ok := target.(**ErrorCode)
	if !ok {
		return false
	}
	for _, code := range e.documented {
		if code.matches(e) {
			*t = code
			return true
		}
	}
	return false
}

// ErrorCode is an error code that the page of an API documents. Generated
// packages have one value for each; errors.Is(err, value) tells whether a call
// failed with it, and errors.As finds which of them it was.
type ErrorCode struct {
	Code     string // as it comes in the code or sub code of an Error
	Message  string // what the page says it means
	Solution string // what the page says to do
}

// Error gives the code, its meaning and the solution.
func (c *ErrorCode) Error() string {
	s := "top: error code " + c.Code
	if c.Message != "" {
		s += ": " + c.Message
	}
	return s + inBrackets(c.Solution)
}

func (c *ErrorCode) matches(e *Error) bool {
	return c.Code != "" && (c.Code == e.SubCode || c.Code == e.Code || c.Code == subCodeName(e.SubCode))
}
