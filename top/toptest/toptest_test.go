package toptest_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/topgen/topgen/top"
	"github.com/topgen/topgen/top/toptest"
)

// A generated API in small.

var apiGet = top.API{Method: "taobao.demo.item.get", Effect: top.EffectRead, Root: "demo_item_get_response", Session: true}

type itemGetRequest struct {
	ID    *int64       `json:"id,omitzero" top:"required"`
	Names []string     `json:"names,omitzero"`
	When  *top.Time    `json:"when,omitzero"`
	Price *top.Decimal `json:"price,omitzero"`
	Ext   *top.RawJSON `json:"ext,omitzero"`
	Owner *owner       `json:"owner,omitzero"`
	Parts []owner      `json:"parts,omitzero"`
	Image *top.File    `json:"image,omitzero"`
}

type owner struct {
	Nick *string `json:"nick,omitzero"`
}

func (r *itemGetRequest) Validate() error { return apiGet.Validate(r) }

func (r *itemGetRequest) Do(ctx context.Context, c top.Caller, opts ...top.CallOption) (*itemGetResponse, error) {
	resp := new(itemGetResponse)
	err := c.Call(ctx, &apiGet, r, resp, opts...)
	if err != nil && !top.Partial(err) {
		return nil, err
	}
	return resp, err
}

type itemGetResponse struct {
	Title     string `json:"title"`
	Stock     int64  `json:"stock"`
	RequestID string `json:"request_id,omitzero" top:"root=demo_item_get_response"`
}

// recorder is a testing.TB that notes what a helper reports instead of failing.
type recorder struct {
	testing.TB
	failed []string
}

func (r *recorder) Helper() {}
func (r *recorder) Errorf(format string, args ...any) {
	r.failed = append(r.failed, fmt.Sprintf(format, args...))
}
func (r *recorder) Fatal(args ...any)                 { r.stop(fmt.Sprint(args...)) }
func (r *recorder) Fatalf(format string, args ...any) { r.stop(fmt.Sprintf(format, args...)) }

type stopped struct{}

func (r *recorder) stop(text string) {
	r.failed = append(r.failed, text)
	panic(stopped{})
}

// failures returns what f reports to a test.
func failures(t *testing.T, f func(testing.TB)) string {
	r := &recorder{TB: t}
	func() {
		defer func() {
			if p := recover(); p != nil && p != (stopped{}) {
				panic(p)
			}
		}()
		f(r)
	}()
	return strings.Join(r.failed, "\n")
}

func TestHelpersFail(t *testing.T) {
	for _, test := range []struct {
		name string
		call func(testing.TB)
		want string // "" if the test must not fail
	}{
		{"Decode", func(t testing.TB) {
			toptest.Decode(t, `{"title":"x","stock":"y","new":1}`, new(itemGetResponse), toptest.Outcome{Misfits: []string{"stock"}, Unknown: []string{"new"}})
		}, ""},
		{"Decode, other misfits", func(t testing.TB) {
			toptest.Decode(t, `{"title":"x","stock":"y"}`, new(itemGetResponse), toptest.Outcome{Misfits: []string{"title"}})
		}, "values that do not fit their types:\n  missing:    title\n  unexpected: stock"},
		{"Decode, other members", func(t testing.TB) {
			toptest.Decode(t, `{"title":"x","a":1}`, new(itemGetResponse), toptest.Outcome{})
		}, "members without a field:\n  unexpected: a"},
		{"Decode, not as often", func(t testing.TB) {
			toptest.Decode(t, `{"title":"x","a":1}`, new(itemGetResponse), toptest.Outcome{Unknown: []string{"a", "a"}})
		}, "members without a field:\n  want [\"a\" \"a\"]\n  got  [\"a\"]"},
		{"Decode, error", func(t testing.TB) {
			toptest.Decode(t, `{"error_response":{"code":1}}`, new(itemGetResponse), toptest.Outcome{})
		}, "the body does not decode: top: code 1"},
		{"DecodeError", func(t testing.TB) {
			toptest.DecodeError(t, `{"error_response":{"code":1}}`, new(itemGetResponse), top.Error{Code: "1"})
		}, ""},
		{"DecodeError, other error", func(t testing.TB) {
			toptest.DecodeError(t, `{"error_response":{"code":1}}`, new(itemGetResponse), top.Error{Code: "2"})
		}, "the error is\ntop: code 1, want\ntop: code 2"},
		{"DecodeError, none", func(t testing.TB) {
			toptest.DecodeError(t, `{"title":"x"}`, new(itemGetResponse), top.Error{})
		}, "decoding the error gave <nil>, not a *top.Error"},
		{"Faults", func(t testing.TB) { toptest.Faults(t, new(itemGetRequest).Validate(), "id required") }, ""},
		{"Faults, none", func(t testing.TB) { toptest.Faults(t, nil) }, ""},
		{"Faults, other", func(t testing.TB) { toptest.Faults(t, new(itemGetRequest).Validate(), "id max") }, "broken rules:\n  missing:    id max\n  unexpected: id required"},
		{"Faults, other error", func(t testing.TB) { toptest.Faults(t, errors.New("x")) }, "Validate failed: x"},
		{"LastCall", func(t testing.TB) { toptest.NewServer(t).LastCall() }, "toptest: no call has arrived"},
		{"Client", func(t testing.TB) { toptest.NewServer(t).Client(top.WithMaxBody(0)) }, "toptest: top: WithMaxBody: the limit must be positive"},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := failures(t, test.call); got != test.want {
				t.Errorf("the test failed with\n%s\nwant\n%s", got, test.want)
			}
		})
	}
}

func TestRespond(t *testing.T) {
	srv := toptest.NewServer(t)
	want := &itemGetRequest{
		ID: new(int64(5)), Names: []string{"a", "b c"}, When: new(top.MustTime("2020-11-22 08:09:05")), Price: new(top.MustDecimal("1.50")),
		Ext: new(top.RawJSON(`{"a":1}`)), Owner: &owner{Nick: new("<n>")}, Parts: []owner{{Nick: new("p")}, {}},
	}
	toptest.Respond(srv, func(got *itemGetRequest) (*itemGetResponse, error) {
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("the request differs (-want +got):\n%s", diff)
		}
		return &itemGetResponse{Title: "t", Stock: *got.ID}, nil
	})
	for _, opts := range [][]top.CallOption{nil, {top.WithXML()}, {top.WithSimplify()}} {
		resp, err := want.Do(t.Context(), srv.Client(), opts...)
		if err != nil || resp.Title != "t" || resp.Stock != 5 || resp.RequestID == "" {
			t.Errorf("got %+v, %v", resp, err)
		}
	}
	calls := srv.Calls(apiGet.Method)
	if len(calls) != 3 || len(srv.Calls("other")) != 0 {
		t.Fatalf("%d calls", len(calls))
	}
	if got := calls[0].Params["names"]; got != "a,b c" || calls[0].Session != toptest.Session || calls[0].Public["method"] != apiGet.Method {
		t.Errorf("the call is %+v", calls[0])
	}
}

// TestRespondAsQimen has the root that Qimen's cloud puts around every response.
func TestRespondAsQimen(t *testing.T) {
	srv := toptest.NewServer(t)
	toptest.Respond(srv, func(*itemGetRequest) (*itemGetResponse, error) { return &itemGetResponse{Title: "t"}, nil })
	var body []byte
	resp, err := (&itemGetRequest{ID: new(int64(1))}).Do(t.Context(), srv.Client(), top.WithGateway(srv.URL+"/router/qm"), top.WithRaw(&body))
	if err != nil || resp.Title != "t" || !strings.HasPrefix(string(body), `{"response":{`) {
		t.Errorf("%+v, %v: %s", resp, err, body)
	}
}

func TestRespondWithErrors(t *testing.T) {
	srv := toptest.NewServer(t)
	var err error
	toptest.Respond(srv, func(*itemGetRequest) (*itemGetResponse, error) { return nil, err })
	for _, test := range []struct {
		err  error
		want string
	}{
		{&top.Error{Code: "7", Msg: "<&>", SubCode: "s", SubMsg: "m", RequestID: "r"}, "top: taobao.demo.item.get: code 7 (<&>), sub code s (m), request r"},
		{fmt.Errorf("wrapped: %w", &top.Error{Code: "7", RequestID: "r"}), "top: taobao.demo.item.get: code 7, request r"},
		{errors.New("broken"), "top: taobao.demo.item.get: code 50 (Remote service error) (broken), request toptest"},
	} {
		for _, opts := range [][]top.CallOption{nil, {top.WithXML()}} {
			err = test.err
			_, got := (&itemGetRequest{ID: new(int64(1))}).Do(t.Context(), srv.Client(), opts...)
			if got == nil || !strings.HasPrefix(got.Error(), test.want) {
				t.Errorf("got  %v\nwant %s", got, test.want)
			}
		}
	}
	// A call that the platform would refuse.
	if _, got := (&itemGetRequest{ID: new(int64(1))}).Do(t.Context(), srv.Client(), top.WithSession(""), top.WithoutSessionCheck()); !errors.Is(got, top.ErrSessionInvalid) {
		t.Errorf("without a session: %v", got)
	}
	if _, got := (&itemGetRequest{ID: new(int64(1))}).Do(t.Context(), srv.Client(), top.WithParam("more", "x")); !errors.Is(got, top.ErrInvalidArgument) || !strings.Contains(got.Error(), `no parameter "more"`) {
		t.Errorf("with a parameter that is not documented: %v", got)
	}
}

func TestAnswers(t *testing.T) {
	srv := toptest.NewServer(t)
	get := func() (*itemGetResponse, error) {
		return (&itemGetRequest{ID: new(int64(1))}).Do(t.Context(), srv.Client())
	}
	if _, err := get(); err == nil || !strings.Contains(err.Error(), "code 22 (Invalid method) (the test gives no answer to taobao.demo.item.get)") {
		t.Errorf("without an answer: %v", err)
	}
	srv.AnswerSamples(map[string]string{apiGet.Method: `<demo_item_get_response><title>sample</title></demo_item_get_response>`})
	if resp, err := get(); err != nil || resp.Title != "sample" {
		t.Errorf("the sample: %+v, %v", resp, err)
	}
	srv.Answer(apiGet.Method, `{"title":"answer"}`)
	if resp, err := get(); err != nil || resp.Title != "answer" {
		t.Errorf("the answer: %+v, %v", resp, err)
	}
	srv.AnswerFunc(apiGet.Method, func(c *toptest.Call) (string, error) { return `{"stock":` + c.Params["id"] + `}`, nil })
	if resp, err := get(); err != nil || resp.Stock != 1 {
		t.Errorf("the function's answer: %+v, %v", resp, err)
	}
}

// TestChecks sends calls that the platform would not let through; package
// inbound has tests of what those are.
func TestChecks(t *testing.T) {
	srv := toptest.NewServer(t)
	srv.Answer(apiGet.Method, `{"title":"x"}`)
	good := map[string]string{
		"method": apiGet.Method, "app_key": toptest.AppKey, "v": "2.0", "sign_method": "md5", "format": "json",
		"timestamp": top.NewTime(time.Now().Truncate(time.Second)).String(), "id": "1",
	}
	form := url.Values{}
	for name, value := range good {
		form.Set(name, value)
	}
	form.Set("sign", top.Sign(top.SignMD5, toptest.AppSecret, good, nil))
	send := func() string {
		return post(t, srv.URL+"/router/rest", "application/x-www-form-urlencoded", form.Encode())
	}
	if body := send(); body != `{"title":"x"}` {
		t.Errorf("the answer is %s", body)
	}
	form.Set("id", "2")
	if body := send(); !strings.Contains(body, `"code":25`) {
		t.Errorf("changed behind its signature: %s", body)
	}
	if body := post(t, srv.URL, "application/x-www-form-urlencoded", form.Encode()); !strings.Contains(body, "calls are taken at /router/batch, ") {
		t.Errorf("at a path of no gateway: %s", body)
	}
	if n := len(srv.Calls("")); n != 1 {
		t.Errorf("%d calls were recorded, want the one that was in order", n)
	}
}

// TestParseRequest has texts of parameters that fit, and such as do not.
func TestParseRequest(t *testing.T) {
	got := new(itemGetRequest)
	params := map[string]string{
		"id": "5", "names": "a,b c", "when": "2020-11-22 08:09:05", "price": "1.50", "ext": "no JSON", "owner": `{"nick":"<n>"}`, "parts": " ",
	}
	if err := toptest.ParseRequest(params, got); err != nil {
		t.Fatal(err)
	}
	want := &itemGetRequest{
		ID: new(int64(5)), Names: []string{"a", "b c"}, When: new(top.MustTime("2020-11-22 08:09:05")), Price: new(top.MustDecimal("1.50")),
		Ext: new(top.RawString("no JSON")), Owner: &owner{Nick: new("<n>")},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("the request differs (-want +got):\n%s", diff)
	}
	if err := toptest.ParseRequest(nil, got); err != nil || got.ID != nil {
		t.Errorf("without parameters: %+v, %v", got, err)
	}
	for _, test := range []struct{ name, text, want string }{
		{"more", "x", `has no parameter "more"`}, {"image", "x", "image: is a file"}, {"id", "five", "id: "}, {"when", "now", "when: "}, {"price", "1,5", "price: "},
		{"owner", "{", "owner: is no JSON"}, {"owner", "1", "owner: "}, {"parts", `[{"nick":"n"},1]`, "parts[1]: "},
	} {
		if err := toptest.ParseRequest(map[string]string{test.name: test.text}, got); err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s=%s: %v, want %s", test.name, test.text, err, test.want)
		}
	}
	if err := toptest.ParseRequest(nil, itemGetRequest{}); err == nil || !strings.Contains(err.Error(), "is no pointer to a generated request") {
		t.Errorf("a request that is no pointer: %v", err)
	}
}

// TestParseRequestXML has the documents of Qimen: a single parameter is the
// document itself, several stand in it.
func TestParseRequestXML(t *testing.T) {
	const prolog = `<?xml version="1.0" encoding="utf-8"?>`
	single := new(struct {
		Request *owner `json:"request,omitzero"`
	})
	if err := toptest.ParseRequestXML(prolog+`<request><nick>n</nick></request>`, single); err != nil || single.Request == nil || *single.Request.Nick != "n" {
		t.Errorf("a single parameter: %+v, %v", single.Request, err)
	}
	several := new(itemGetRequest)
	if err := toptest.ParseRequestXML(prolog+`<request><id>7</id><owner><nick>n</nick></owner></request>`, several); err != nil || *several.ID != 7 || *several.Owner.Nick != "n" {
		t.Errorf("several parameters: %+v, %v", several, err)
	}
	for document, want := range map[string]string{
		"text": "no XML document", `<request><id>x</id></request>`: "id: ",
	} {
		if err := toptest.ParseRequestXML(document, several); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %s", document, err, want)
		}
	}
}

func post(t *testing.T, address, contentType, body string) string {
	t.Helper()
	resp, err := http.Post(address, contentType, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func TestFail(t *testing.T) {
	srv := toptest.NewServer(t)
	srv.Answer(apiGet.Method, `{"title":"x"}`)
	var flow *top.Error
	for _, test := range []struct {
		name  string
		fault toptest.Fault
		check func(error) bool
	}{
		{"error", toptest.Error(top.Error{Code: "50", SubCode: "isv.x"}), func(err error) bool { return errors.As(err, &flow) && flow.SubCode == "isv.x" }},
		{"flow control", toptest.FlowControl(3), func(err error) bool {
			if !errors.As(err, &flow) {
				return false
			}
			wait, ok := flow.FlowControl()
			return ok && wait == 3*time.Second
		}},
		{"unavailable", toptest.Unavailable(), func(err error) bool { return errors.Is(err, top.ErrUnavailable) }},
		{"session", toptest.InvalidSession(), func(err error) bool { return errors.Is(err, top.ErrSessionInvalid) }},
		{"status", toptest.Status(502, "text/html", "<html>"), func(err error) bool { var h *top.HTTPError; return errors.As(err, &h) && h.Status == 502 }},
		{"raw", toptest.Raw("text/plain", "?"), top.Partial},
		{"lost", toptest.Lost(), func(err error) bool { var e *top.TransportError; return errors.As(err, &e) && e.Sent }},
		{"cut", toptest.Cut(30), func(err error) bool { var e *top.TransportError; return errors.As(err, &e) && e.Sent }},
		{"slow", toptest.Slow(0), func(err error) bool { return err == nil }},
		{"nothing", toptest.Fault{}, func(err error) bool { return err == nil }},
	} {
		t.Run(test.name, func(t *testing.T) {
			srv.Fail(apiGet.Method, test.fault)
			for _, check := range []func(error) bool{test.check, func(err error) bool { return err == nil }} {
				if _, err := (&itemGetRequest{ID: new(int64(1))}).Do(t.Context(), srv.Client()); !check(err) {
					t.Errorf("got %v", err)
				}
			}
		})
	}
	if n := len(srv.Calls("")); n != 20 {
		t.Errorf("%d calls were recorded", n)
	}
}

func TestSample(t *testing.T) {
	client := toptest.Sample(`{"demo_item_get_response":{"title":"x"}}`)
	resp, err := (&itemGetRequest{ID: new(int64(1))}).Do(t.Context(), client)
	if err != nil || resp.Title != "x" {
		t.Errorf("got %+v, %v", resp, err)
	}
	if _, err := new(itemGetRequest).Do(t.Context(), client); !errors.Is(err, top.ErrInvalidArgument) {
		t.Errorf("an invalid request gave %v", err)
	}
	if _, err := (&itemGetRequest{ID: new(int64(1)), Image: new(top.FileBytes("a", []byte("x")))}).Do(t.Context(), toptest.Sample(`<r><title>y</title></r>`)); err != nil {
		t.Error(err)
	}
}

// TestExample runs what the package's examples show.
func TestExample(t *testing.T) {
	t.Run("stubs", testShipper)
	t.Run("samples", testDocumentedOrder)
}
