// Package toptest helps to test code that calls the platform, without keys and
// without a network.
//
// NewServer starts a gateway on a local socket. It checks what the platform
// checks, the app key, the timestamp and the signature, keeps every call for
// the test to look at, and answers what the test says:
//
//	srv := toptest.NewServer(t)
//	toptest.Respond(srv, func(req *idle.AppraiseOrderQueryRequest) (*idle.AppraiseOrderQueryResponse, error) {
//		return &idle.AppraiseOrderQueryResponse{...}, nil
//	})
//	err := shipOrder(ctx, srv.Client(), 12354) // the code under test
//
// Methods that the test says nothing about can answer what their pages show: a
// package of bindings, such as idle, has another one beside it, idletest, with
// the documented responses. Failures are a call away, too: see
// Server.AnswerSamples and Server.Fail.
package toptest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/topgen/topgen/internal/inbound"
	"github.com/topgen/topgen/top"
)

// What the clients of this package have, and its servers demand.
const (
	AppKey    = "12345678"
	AppSecret = "toptest-app-secret"
	Session   = "toptest-session"
)

// Body is a response body in one of the forms in which the platform sends it.
type Body struct {
	Name string // "xml", "json" or "simplified"
	Text string
}

// Outcome says what decoding a body must leave out.
type Outcome struct {
	Misfits []string // paths of values that their types cannot hold
	Unknown []string // paths of members without a field
}

// Decode decodes body into resp, and fails the test unless exactly what want
// names is left out.
func Decode(t testing.TB, body string, resp any, want Outcome) {
	t.Helper()
	unknown, err := top.UnmarshalReport([]byte(body), resp)
	want.check(t, unknown, err)
}

// check fails the test unless decoding left out what o names.
func (o Outcome) check(t testing.TB, unknown []string, err error) {
	t.Helper()
	var misfits []string
	var decodeErr *top.DecodeError
	switch {
	case errors.As(err, &decodeErr):
		for _, f := range decodeErr.Faults {
			misfits = append(misfits, f.Path)
		}
	case err != nil:
		t.Fatalf("the body does not decode: %v", err)
	}
	compare(t, "values that do not fit their types", o.Misfits, misfits)
	compare(t, "members without a field", o.Unknown, unknown)
}

// DecodeError decodes body into resp, and fails the test unless it is the
// error response that want describes.
func DecodeError(t testing.TB, body string, resp any, want top.Error) {
	t.Helper()
	err := top.Unmarshal([]byte(body), resp)
	var got *top.Error
	if !errors.As(err, &got) {
		t.Fatalf("decoding the error gave %v, not a *top.Error", err)
	}
	if !reflect.DeepEqual(*got, want) {
		t.Errorf("the error is\n%+v, want\n%+v", got, &want)
	}
}

// Faults fails the test unless err, which a Validate method returned, has
// exactly the faults that are named, each as "path rule", in any order.
func Faults(t testing.TB, err error, want ...string) {
	t.Helper()
	var got []string
	var v *top.ValidationError
	switch {
	case errors.As(err, &v):
		for _, f := range v.Faults {
			got = append(got, f.Path+" "+f.Rule)
		}
	case err != nil:
		t.Fatalf("Validate failed: %v", err)
	}
	compare(t, "broken rules", want, got)
}

// compare fails the test unless both lists have the same texts, in any order.
func compare(t testing.TB, what string, want, got []string) {
	t.Helper()
	want, got = slices.Sorted(slices.Values(want)), slices.Sorted(slices.Values(got))
	if slices.Equal(want, got) {
		return
	}
	var diff strings.Builder
	for _, w := range want {
		if !slices.Contains(got, w) {
			fmt.Fprintf(&diff, "\n  missing:    %s", w)
		}
	}
	for _, g := range got {
		if !slices.Contains(want, g) {
			fmt.Fprintf(&diff, "\n  unexpected: %s", g)
		}
	}
	if diff.Len() == 0 {
		fmt.Fprintf(&diff, "\n  want %q\n  got  %q", want, got) // the same texts, but not as often
	}
	t.Errorf("%s:%s", what, diff.String())
}

// Sample returns a client that needs no server: it checks every request as any
// client does, and gets body as the answer to all of them. Examples use it.
func Sample(body string) *top.Client {
	hc := &http.Client{Transport: roundTripper(func(r *http.Request) (*http.Response, error) {
		if r.Body != nil {
			io.Copy(io.Discard, r.Body)
			r.Body.Close()
		}
		return &http.Response{
			Status: "200 OK", StatusCode: http.StatusOK, Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
			Header: http.Header{"Content-Type": {inbound.ContentType(body)}}, Body: io.NopCloser(strings.NewReader(body)),
			ContentLength: int64(len(body)), Request: r,
		}, nil
	})}
	c, err := top.NewClient(AppKey, AppSecret, top.WithSession(Session), top.WithHTTPClient(hc))
	if err != nil {
		panic(err) // the options are constant
	}
	return c
}

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// apiOf returns what Do tells its Caller about the API of a request.
func apiOf(do func(context.Context, top.Caller, ...top.CallOption) error) *top.API {
	var found *top.API
	stop := errors.New("stop")
	_ = do(context.Background(), top.CallerFunc(func(_ context.Context, api *top.API, _, _ any, _ ...top.CallOption) error {
		found = api
		return stop
	}))
	return found
}
