package top_test

import (
	"crypto/hmac"
	"crypto/md5"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"hash"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/topgen/topgen/top"
	"github.com/topgen/topgen/top/toptest"
)

// TestSign has the vectors that were published for the platform's signature,
// and those that follow from them for the other methods.
func TestSign(t *testing.T) {
	seller := map[string]string{
		"app_key": "12345678", "fields": "num_iid,title,nick,price,num", "format": "json", "method": "taobao.item.seller.get",
		"num_iid": "11223344", "session": "test", "timestamp": "2016-01-01 12:00:00", "v": "2.0",
	}
	user := map[string]string{
		"app_key": "test", "fields": "nick", "format": "xml", "method": "taobao.user.seller.get", "session": "test",
		"sign_method": "md5", "timestamp": "2013-05-06 13:52:03", "v": "2.0",
	}
	for _, test := range []struct {
		method top.SignMethod
		secret string
		params map[string]string
		want   string
	}{
		{top.SignMD5, "helloworld", seller, "66987CB115214E59E6EC978214934FB8"},
		{top.SignHMAC, "helloworld", seller, "D56D7858309C31B6251083A874D48273"},
		{top.SignHMACSHA256, "helloworld", seller, "04DB15AD0774D5CFCE2C837DE43E3FCEA9011ED74F3038FB6AB5F3C4CEA119E8"},
		{top.SignMD5, "test", user, "72CB4D809B375A54502C09360D879C64"},
	} {
		params := map[string]string{"sign": "does not count", "blank": " ", "empty": "", " ": "x"}
		for name, value := range test.params {
			params[name] = value
		}
		params["sign_method"] = string(test.method)
		if got := top.Sign(test.method, test.secret, params, nil); got != test.want {
			t.Errorf("Sign(%s) = %s, want %s", test.method, got, test.want)
		}
		if body := top.Sign(test.method, test.secret, params, []byte("body")); body != naiveSign(test.method, test.secret, params, "body") {
			t.Errorf("Sign(%s) with a body = %s", test.method, body)
		}
	}
}

// naiveSign is a second implementation of the signature, from its description.
func naiveSign(method top.SignMethod, secret string, params map[string]string, body string) string {
	var names []string
	for name, value := range params {
		if name != "sign" && strings.TrimSpace(name) != "" && strings.TrimSpace(value) != "" {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	text := ""
	for _, name := range names {
		text += name + params[name]
	}
	var h hash.Hash
	switch method {
	case top.SignMD5:
		h = md5.New()
		text, body = secret+text, body+secret
	case top.SignHMAC:
		h = hmac.New(md5.New, []byte(secret))
	case top.SignHMACSHA256:
		h = hmac.New(sha256.New, []byte(secret))
	}
	h.Write([]byte(text + body))
	return strings.ToUpper(hex.EncodeToString(h.Sum(nil)))
}

func FuzzSign(f *testing.F) {
	f.Add("secret", "a=1&b=2&sign=x&c=", "body")
	f.Add("", "%20=1&中=文&a=%0A", "")
	f.Fuzz(func(t *testing.T, secret, query, body string) {
		values, err := url.ParseQuery(query)
		if err != nil {
			return
		}
		params := map[string]string{}
		for name, v := range values {
			params[name] = v[0]
		}
		for _, method := range []top.SignMethod{top.SignMD5, top.SignHMAC, top.SignHMACSHA256} {
			if got, want := top.Sign(method, secret, params, []byte(body)), naiveSign(method, secret, params, body); got != want {
				t.Errorf("Sign(%s, %q) = %s, want %s", method, params, got, want)
			}
		}
	})
}

// fullRequest sets every parameter of a tradeRequest but the file.
func fullRequest() *tradeRequest {
	return &tradeRequest{
		ID: new(int64(7)), Title: new("A&B=<中>+ %"), Urgent: new(false), Created: new(top.NewTime(time.Date(2020, 11, 22, 0, 9, 5, 0, time.UTC))),
		Price: new(top.MustDecimal("1.50")), Ext: new(top.RawJSON(`{"a":[1]}`)), IDs: []int64{3, -1}, Tags: []string{"a b", "c"},
		Order: &orderParam{No: new(""), Gift: new(false), Lines: []lineParam{{SKU: new("<s>"), Num: new(int64(1))}}},
		Lines: []lineParam{{SKU: new("x")}},
	}
}

func fullParams() map[string]string {
	return map[string]string{
		"id": "7", "title": "A&B=<中>+ %", "urgent": "false", "created": "2020-11-22 08:09:05", "price": "1.50", "ext": `{"a":[1]}`,
		"ids": "3,-1", "tags": "a b,c", "order": `{"no":"","gift":false,"lines":[{"sku":"<s>","num":1}]}`, "lines": `[{"sku":"x"}]`,
	}
}

const tradeMethod = "taobao.test.trade.get"

// someTrade is a body that any trade call may get.
const someTrade = `{"test_trade_get_response":{"total":1,"request_id":"r1"}}`

// TestSend sends requests in every way, and checks what arrives.
func TestSend(t *testing.T) {
	srv := toptest.NewServer(t)
	srv.Answer(tradeMethod, someTrade)
	public := map[string]string{"app_key": toptest.AppKey, "method": tradeMethod, "v": "2.0", "format": "json", "session": toptest.Session, "sign_method": "hmac-sha256"}
	for _, test := range []struct {
		name   string
		req    *tradeRequest
		opts   []top.CallOption
		params map[string]string
		public map[string]string // beyond, or instead of the usual ones
	}{
		{name: "all parameters", req: fullRequest(), params: fullParams()},
		{name: "one parameter", req: &tradeRequest{ID: new(int64(1))}, params: map[string]string{"id": "1"}},
		{name: "JSON string", req: &tradeRequest{ID: new(int64(1)), Ext: new(top.RawString("a,b"))}, params: map[string]string{"id": "1", "ext": "a,b"}},
		{name: "md5", req: fullRequest(), params: fullParams(), opts: []top.CallOption{top.WithSignMethod(top.SignMD5)}, public: map[string]string{"sign_method": "md5"}},
		{name: "hmac", req: fullRequest(), params: fullParams(), opts: []top.CallOption{top.WithSignMethod(top.SignHMAC)}, public: map[string]string{"sign_method": "hmac"}},
		{name: "XML", req: fullRequest(), params: fullParams(), opts: []top.CallOption{top.WithXML(), top.WithSimplify()}, public: map[string]string{"format": "xml"}},
		{name: "simplify", req: fullRequest(), params: fullParams(), opts: []top.CallOption{top.WithSimplify()}, public: map[string]string{"simplify": "true"}},
		{
			name: "options", req: &tradeRequest{ID: new(int64(1))}, params: map[string]string{"id": "1", "zzz": "last & odd", "a name": "x"},
			opts:   []top.CallOption{top.WithSession("other"), top.WithPartnerID("p"), top.WithTargetAppKey("t"), top.WithParam("zzz", "last & odd"), top.WithParam("a name", "x"), top.WithParam("blank", " ")},
			public: map[string]string{"session": "other", "partner_id": "p", "target_app_key": "t"},
		},
		{name: "no session", req: &tradeRequest{ID: new(int64(1))}, params: map[string]string{"id": "1"}, opts: []top.CallOption{top.WithSession(""), top.WithoutSessionCheck()}, public: map[string]string{"session": ""}},
		{name: "no validation", req: &tradeRequest{Title: new(" "), Tags: []string{" "}}, params: map[string]string{}, opts: []top.CallOption{top.WithoutValidation()}},
	} {
		t.Run(test.name, func(t *testing.T) {
			resp, err := test.req.Do(t.Context(), srv.Client(), test.opts...)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(&tradeResponse{Total: 1, RequestID: "r1"}, resp); diff != "" {
				t.Errorf("the response differs (-want +got):\n%s", diff)
			}
			call := srv.LastCall()
			if diff := cmp.Diff(test.params, call.Params); diff != "" {
				t.Errorf("the parameters differ (-want +got):\n%s", diff)
			}
			want := map[string]string{}
			for _, m := range []map[string]string{public, test.public} {
				for name, value := range m {
					want[name] = value
					if value == "" {
						delete(want, name)
					}
				}
			}
			delete(call.Public, "timestamp") // the server has checked both
			delete(call.Public, "sign")
			if diff := cmp.Diff(want, call.Public); diff != "" {
				t.Errorf("the protocol's parameters differ (-want +got):\n%s", diff)
			}
		})
	}
}

func TestSendFiles(t *testing.T) {
	srv := toptest.NewServer(t)
	srv.Answer(tradeMethod, someTrade)
	for _, test := range []struct {
		name string
		file top.File
		want toptest.FilePart
	}{
		{"bytes", top.FileBytes("a.jpg", []byte("\x00\r\n--x")), toptest.FilePart{Name: "a.jpg", Type: "image/jpeg", Data: []byte("\x00\r\n--x")}},
		{"type", top.FileBytes("a.png", []byte("x")).WithType("image/webp"), toptest.FilePart{Name: "a.png", Type: "image/webp", Data: []byte("x")}},
		{"no known type", top.FileBytes("a.xyzzy", []byte("x")), toptest.FilePart{Name: "a.xyzzy", Type: "application/octet-stream", Data: []byte("x")}},
		{"no extension", top.FileBytes("a", []byte("x")), toptest.FilePart{Name: "a", Type: "application/octet-stream", Data: []byte("x")}},
		{"name", top.FileBytes("中 \"x\\y\".JPG", nil), toptest.FilePart{Name: "中 \"x\\y\".JPG", Type: "image/jpeg", Data: []byte{}}},
		{"reader", top.FileReader("a.jpg", strings.NewReader("12345678"), 8), toptest.FilePart{Name: "a.jpg", Type: "image/jpeg", Data: []byte("12345678")}},
		{"unknown size", top.FileReader("a.jpg", onlyReader{strings.NewReader("12345678")}, -1), toptest.FilePart{Name: "a.jpg", Type: "image/jpeg", Data: []byte("12345678")}},
	} {
		t.Run(test.name, func(t *testing.T) {
			req := fullRequest()
			req.Image = &test.file
			if _, err := req.Do(t.Context(), srv.Client(), top.WithoutValidation()); err != nil {
				t.Fatal(err)
			}
			call := srv.LastCall()
			if diff := cmp.Diff(fullParams(), call.Params); diff != "" {
				t.Errorf("the parameters differ (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(map[string]toptest.FilePart{"image": test.want}, call.Files); diff != "" {
				t.Errorf("the files differ (-want +got):\n%s", diff)
			}
		})
	}
}

type onlyReader struct{ r *strings.Reader }

func (o onlyReader) Read(p []byte) (int, error) { return o.r.Read(p) }

type brokenReader struct{}

func (brokenReader) Read([]byte) (int, error) { return 0, errors.New("disk on fire") }

func TestSendBrokenFiles(t *testing.T) {
	srv := toptest.NewServer(t)
	srv.Answer(tradeMethod, someTrade)
	used := top.FileReader("a.jpg", onlyReader{strings.NewReader("12")}, 2)
	client := srv.Client()
	if _, err := (&tradeRequest{ID: new(int64(1)), Image: &used}).Do(t.Context(), client); err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct {
		name string
		file top.File
		want string
	}{
		{"shorter", top.FileReader("a.jpg", strings.NewReader("12"), 3), "file image: it is shorter than the size that was given"},
		{"longer", top.FileReader("a.jpg", strings.NewReader("1234"), 3), "file image: it is longer than the size that was given"},
		{"broken", top.FileReader("a.jpg", brokenReader{}, 3), "disk on fire"},
		{"used", used, "file image: its reader can be read once, and has been"},
		{"over the limit", top.FileReader("a.jpg", onlyReader{strings.NewReader("123456789")}, -1), "file image: it has more than the 8 bytes that are allowed"},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, err := (&tradeRequest{ID: new(int64(1)), Image: &test.file}).Do(t.Context(), client)
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("got %v, want %s", err, test.want)
			}
		})
	}
	large := top.FileReader("a.jpg", strings.NewReader("123456789"), -1)
	if _, err := (&tradeRequest{ID: new(int64(1)), Image: &large}).Do(t.Context(), client, top.WithoutValidation()); err != nil {
		t.Errorf("over the limit, but not checked: %v", err)
	}
	if _, err := top.OpenFile("nothing.jpg"); err == nil {
		t.Error("a file that does not exist was opened")
	}
	if _, err := top.OpenFile("."); err == nil {
		t.Error("a folder was opened")
	}
	file, err := top.OpenFile("request_test.go")
	if err != nil {
		t.Fatal(err)
	}
	if file.Name != "request_test.go" || file.Size() < 1000 {
		t.Errorf("the file has the name %s and %d bytes", file.Name, file.Size())
	}
	if _, err := (&tradeRequest{ID: new(int64(1)), Image: &file}).Do(t.Context(), client, top.WithoutValidation()); err != nil {
		t.Fatal(err)
	}
	if got := srv.LastCall().Files["image"]; int64(len(got.Data)) != file.Size() {
		t.Errorf("%d bytes arrived of %d", len(got.Data), file.Size())
	}
}

// TestOpenFileType: a file on disk is sent with the content type of its name.
func TestOpenFileType(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.jpg")
	if err := os.WriteFile(path, []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	file, err := top.OpenFile(path)
	if err != nil {
		t.Fatal(err)
	}
	srv := toptest.NewServer(t)
	srv.Answer(tradeMethod, someTrade)
	if _, err := (&tradeRequest{ID: new(int64(1)), Image: &file}).Do(t.Context(), srv.Client()); err != nil {
		t.Fatal(err)
	}
	want := toptest.FilePart{Name: "a.jpg", Type: "image/jpeg", Data: []byte("x")}
	if diff := cmp.Diff(want, srv.LastCall().Files["image"]); diff != "" {
		t.Errorf("the file differs (-want +got):\n%s", diff)
	}
}

func TestSendClashes(t *testing.T) {
	client := toptest.Sample(someTrade)
	type clash struct {
		Session *string `json:"session,omitzero"`
	}
	err := client.Call(t.Context(), &top.API{Method: "x.y.get", Effect: top.EffectRead}, &clash{Session: new("s")}, new(tradeResponse))
	if err == nil || !strings.Contains(err.Error(), "parameter session") {
		t.Errorf("a parameter with the name of the protocol's gave %v", err)
	}
	if _, err := (&tradeRequest{ID: new(int64(1))}).Do(t.Context(), client, top.WithParam("title", "x")); err == nil {
		t.Error("WithParam replaced a parameter of the request")
	}
	for _, name := range []string{"", " ", "sign", "app_key", " session "} {
		if _, err := (&tradeRequest{ID: new(int64(1))}).Do(t.Context(), client, top.WithParam(name, "x")); err == nil {
			t.Errorf("WithParam(%q) was accepted", name)
		}
	}
	type odd struct {
		F []*string `json:"f"`
	}
	if err := client.Call(t.Context(), &top.API{Method: "x.y.get", Effect: top.EffectRead}, &odd{}, new(tradeResponse)); err == nil {
		t.Error("a request type that no page gives rise to was sent")
	}
}

// FuzzForm checks the form encoding against package net/url, and that what is
// sent is what arrives.
func FuzzForm(f *testing.F) {
	f.Add("a b&c=d", "x", int64(5), "extra name", "v")
	f.Add("中\x00", "%,+", int64(-1), "~._-", "\n")
	client, err := top.NewClient("k", "s", top.WithSignMethod(top.SignMD5))
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, title, tag string, id int64, name, value string) {
		req := &tradeRequest{Title: &title, Tags: []string{tag}, ID: &id}
		form, err := client.AppendForm(nil, &apiTradeGet, req, top.WithoutValidation(), top.WithParam("x"+name, value))
		if err != nil {
			return // the name is one that WithParam refuses
		}
		values, err := url.ParseQuery(string(form))
		if err != nil {
			t.Fatalf("%s: %v", form, err)
		}
		want := map[string]string{"title": title, "tags": tag, strings.TrimSpace("x" + name): value}
		for name, value := range want {
			if got, sent := values[name]; sent != (strings.TrimSpace(value) != "") || sent && (len(got) != 1 || got[0] != value) {
				t.Errorf("%q arrived as %q, not as %q", name, got, value)
			}
		}
		params := map[string]string{}
		for name, v := range values {
			params[name] = v[0]
		}
		if got := naiveSign(top.SignMD5, "s", params, ""); got != params["sign"] {
			t.Errorf("the signature is %s, want %s", params["sign"], got)
		}
		sign := "sign=" + params["sign"]
		delete(values, "sign")
		if want := values.Encode() + "&" + sign; want != string(form) {
			t.Errorf("the form is\n%s, want\n%s", form, want)
		}
	})
}
