package toptest

import (
	"context"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/topgen/topgen/internal/api"
	"github.com/topgen/topgen/internal/protocol"
	"github.com/topgen/topgen/internal/sample"
	"github.com/topgen/topgen/internal/schema"
	"github.com/topgen/topgen/top"
)

// Documented is what the page of a method says of its calls. The tests beside
// generated bindings are made of it: see Test.
type Documented[Response any] struct {
	// Sample is the documented response, in XML. JSON and Simplified are those
	// that the page shows in these forms; where they are empty, the response in
	// these forms is made of Sample.
	Sample, JSON, Simplified string
	// Want is what the response decodes to in whichever form it comes. Misfits are
	// the paths of values that their types cannot hold, Unknown those of members
	// without a field.
	Want    Response
	Misfits []string
	Unknown []string
	// Otherwise is what it decodes to in forms ("json", "simplified") in which the
	// page shows something else.
	Otherwise map[string]Decoded[Response]

	// Request is the documented request. Where that breaks rules of its own page,
	// Shown is the request that the page shows, Faults are the rules that it breaks,
	// each as "path rule", and Request is mended.
	Request, Shown Request[Response]
	Faults         []string
	// Sent is what the gateway must get for Request: parameters by name, and files.
	// JSON and XML may stand in lines, for people.
	Sent  map[string]string
	Files map[string]FilePart

	// Error is the documented error response; the zero one if there is none.
	Error ErrorSample

	// Recorded are bodies that the gateway really sent, by the names of their files,
	// and RecordedErrors those of them that are errors.
	Recorded       map[string]Recorded[Response]
	RecordedErrors map[string]ErrorSample
}

// Recorded is a body that the gateway really sent, and what it decodes to.
type Recorded[Response any] struct {
	Body    string
	Want    Response
	Misfits []string
	Unknown []string
}

// Decoded is what a body decodes to: see Documented.
type Decoded[Response any] struct {
	Want    Response
	Misfits []string
	Unknown []string
}

// ErrorSample is a documented error response, and the error that it is.
type ErrorSample struct {
	Text string
	Want top.Error
}

// UsualError is the error response that pages show unless they have one of their own.
var UsualError = ErrorSample{
	Text: protocol.UsualError,
	Want: top.Error{Code: "50", Msg: "Remote service error", SubCode: "isv.invalid-parameter", SubMsg: "非法参数"},
}

// Request is a generated request.
type Request[Response any] interface {
	Do(ctx context.Context, c top.Caller, opts ...top.CallOption) (*Response, error)
	Validate() error
}

// Test holds generated bindings against their page: it decodes the response in XML,
// JSON and simplified JSON, sends the request to a local gateway, which checks the
// signature and every parameter, and decodes the error response. Diff returns how two
// values differ, "" if they do not: cmp.Diff does that.
func Test[Response, Option any](t *testing.T, diff func(want, got any, opts ...Option) string, page Documented[Response]) {
	t.Helper()
	method := apiOf(func(ctx context.Context, c top.Caller, opts ...top.CallOption) error {
		_, err := page.Request.Do(ctx, c, opts...)
		return err
	})
	if method == nil {
		t.Fatalf("toptest: Do of %T calls nothing", page.Request)
	}
	for _, c := range page.checks(method, func(want, got any) string { return diff(want, got) }) {
		t.Run(c.name, func(t *testing.T) { c.run(t) })
	}
}

// TestUsual is Test for a page that shows no more than most do: the documented response
// in XML, without anything that its types cannot hold, what it decodes to, the request
// and the parameters that the gateway must get for it, and UsualError.
func TestUsual[Response, Option any](t *testing.T, diff func(want, got any, opts ...Option) string,
	sample string, want Response, sent map[string]string, request Request[Response]) {
	t.Helper()
	Test(t, diff, usual(sample, want, sent, request))
}

// usual is what such a page says.
func usual[Response any](sample string, want Response, sent map[string]string, request Request[Response]) Documented[Response] {
	return Documented[Response]{Sample: sample, Want: want, Sent: sent, Request: request, Error: UsualError}
}

// differ returns how two values differ.
type differ func(want, got any) string

// check is a part of a test.
type check struct {
	name string
	run  func(testing.TB)
}

func (d Documented[Response]) checks(method *top.API, diff differ) []check {
	var checks []check
	for _, b := range bodies(method, reflect.TypeFor[Response](), schema.Samples{XML: d.Sample, JSON: d.JSON, Simplified: d.Simplified}) {
		checks = append(checks, check{"response/" + b.form, func(t testing.TB) { d.decode(t, diff, b) }})
	}
	checks = append(checks, check{"request", func(t testing.TB) { d.send(t, diff, method) }})
	if d.Error.Text != "" {
		checks = append(checks, check{"error", func(t testing.TB) { DecodeError(t, d.Error.Text, new(Response), d.Error.Want) }})
	}
	for _, name := range slices.Sorted(maps.Keys(d.Recorded)) {
		r := d.Recorded[name]
		checks = append(checks, check{"recorded/" + name, func(t testing.TB) {
			decode(t, diff, body{text: r.Body}, Decoded[Response]{r.Want, r.Misfits, r.Unknown})
		}})
	}
	for _, name := range slices.Sorted(maps.Keys(d.RecordedErrors)) {
		e := d.RecordedErrors[name]
		checks = append(checks, check{"recorded/" + name, func(t testing.TB) { DecodeError(t, e.Text, new(Response), e.Want) }})
	}
	return checks
}

// body is a response body in one of the forms in which the platform sends it.
type body struct{ form, text string }

// bodies returns the documented response of a method in all forms, given the type of
// its response.
func bodies(method *top.API, resp reflect.Type, samples schema.Samples) []body {
	documented := sampled(method, resp, samples)
	var list []body
	for _, answer := range documented.Answers() {
		list = append(list, body{answer.Form.String(), answer.Text()})
	}
	return list
}

// sampled returns what the page of a method means that shows such samples.
func sampled(method *top.API, resp reflect.Type, samples schema.Samples) *api.API {
	return api.Sampled(&schema.API{Method: method.Method, Root: rootOf(method, resp), Response: rowsOf(resp, []reflect.Type{resp})}, samples)
}

func (d *Documented[Response]) decode(t testing.TB, differ differ, b body) {
	want, other := d.Otherwise[b.form]
	if !other {
		want = Decoded[Response]{d.Want, d.Misfits, d.Unknown}
	}
	decode(t, differ, b, want)
}

// decode holds what a body decodes to against what is wanted.
func decode[Response any](t testing.TB, differ differ, b body, want Decoded[Response]) {
	got := new(Response)
	Decode(t, b.text, got, Outcome{Misfits: want.Misfits, Unknown: want.Unknown})
	if diff := differ(&want.Want, got); diff != "" {
		t.Errorf("the response differs (-want +got):\n%s\nof the body\n%s", diff, b.text)
	}
}

func (d *Documented[Response]) send(t testing.TB, differ differ, method *top.API) {
	if d.Shown != nil {
		Faults(t, d.Shown.Validate(), d.Faults...)
	}
	Faults(t, d.Request.Validate())
	srv := NewServer(t)
	srv.Answer(method.Method, d.Sample)
	if _, err := d.Request.Do(t.Context(), srv.Client()); d.failed(err) {
		t.Fatal(err)
	}
	call := srv.LastCall()
	if diff := differ(inLinesOf(d.Sent, call.Params), call.Params); diff != "" {
		t.Errorf("the parameters differ (-want +got):\n%s", diff)
	}
	want := make(map[string]FilePart)
	for name, part := range d.Files {
		if part.Type == "" {
			part.Type = call.Files[name].Type
		}
		want[name] = part
	}
	if diff := differ(want, map[string]FilePart(call.Files)); diff != "" && len(want)+len(call.Files) > 0 {
		t.Errorf("the files differ (-want +got):\n%s", diff)
	}
}

// failed reports whether err is about more than values of the sample that their
// documented types cannot hold.
func (d *Documented[Response]) failed(err error) bool {
	return err != nil && (len(d.Misfits) == 0 || !top.Partial(err))
}

// inLinesOf returns the parameters that are wanted as the gateway gets them: what
// stands in lines is on one, unless it came in lines, too.
func inLinesOf(want, got map[string]string) map[string]string {
	out := make(map[string]string, len(want))
	for name, text := range want {
		if text != got[name] && strings.Contains(text, "\n") {
			text = sample.OneLine(text)
		}
		out[name] = text
	}
	return out
}
