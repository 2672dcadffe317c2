package mock

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"maps"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/topgen/topgen/internal/inbound"
	"github.com/topgen/topgen/internal/mock/mocktest"
	"github.com/topgen/topgen/internal/protocol"
	"github.com/topgen/topgen/internal/schema"
	"github.com/topgen/topgen/top"
)

func testPages() []Page {
	var pages []Page
	for _, api := range mocktest.APIs() {
		pages = append(pages, Page{Path: "docs/" + api.Method + ".txt", API: api})
	}
	return pages
}

func testServer(t *testing.T, opt Options) (*Server, string) {
	t.Helper()
	opt.Now = func() time.Time { return mocktest.Now }
	if opt.Seed == 0 {
		opt.Seed = 1
	}
	s := New(testPages(), opt)
	h := httptest.NewServer(s)
	t.Cleanup(h.Close)
	return s, h.URL
}

// params are the parameters of a call of a method, all in order but unsigned.
func params(method string, more ...string) map[string]string {
	p := map[string]string{
		"method": method, "app_key": DefaultAppKey, "timestamp": "2026-11-22 12:00:00", "v": "2.0", "sign_method": "md5", "format": "json", "session": "s",
	}
	for i := 0; i < len(more); i += 2 {
		if more[i+1] == "" {
			delete(p, more[i])
		} else {
			p[more[i]] = more[i+1]
		}
	}
	return p
}

// signed signs parameters.
func signed(p map[string]string, body []byte) map[string]string {
	method := top.SignMethod(p["sign_method"])
	if method == "sha256" {
		method = top.SignHMACSHA256
	}
	p = maps.Clone(p)
	p["sign"] = top.Sign(method, DefaultAppSecret, p, body)
	return p
}

// post sends parameters as a form.
func post(t *testing.T, address string, p map[string]string) mocktest.Reply {
	t.Helper()
	return mocktest.Do(t, mocktest.NewRequest(t, http.MethodPost, address, mocktest.FormType, mocktest.Encode(p)))
}

// failed is an error response.
type failed struct {
	Code    json.RawMessage `json:"code"`
	Msg     string          `json:"msg"`
	SubCode string          `json:"sub_code"`
	SubMsg  string          `json:"sub_msg"`
}

func errorOf(t *testing.T, r mocktest.Reply) failed {
	t.Helper()
	var e struct {
		Error failed `json:"error_response"`
	}
	if err := json.Unmarshal([]byte(r.Body), &e); err != nil {
		t.Fatalf("%v: %s", err, r.Body)
	}
	return e.Error
}

func TestCall(t *testing.T) {
	_, address := testServer(t, Options{})
	for _, tt := range []struct {
		name, path string
		params     map[string]string
		want       string // of the body, the request id replaced by ID
		typ        string
	}{
		{"json", "/router/rest", params("taobao.items.get", "q", "x"), `{"items_get_response":{"items":{"item":[{"id":1,"title":"a"}]},"request_id":"ID"}}`, "text/javascript;charset=UTF-8"},
		{"simplified", "/router/rest", params("taobao.items.get", "q", "x", "simplify", "true"), `{"items":[{"id":1,"title":"a"}],"request_id":"ID"}`, "text/javascript;charset=UTF-8"},
		{"xml by default", "/router/rest", params("taobao.items.get", "q", "x", "format", ""),
			`<?xml version="1.0" encoding="utf-8" ?><items_get_response><items><item><id>1</id><title>a</title></item></items><request_id>ID</request_id></items_get_response>`, "text/xml;charset=UTF-8"},
		{"simplify counts in JSON only", "/router/rest", params("taobao.time.get", "format", "xml", "simplify", "true"),
			`<?xml version="1.0" encoding="utf-8" ?><time_get_response><time>2000-01-01 00:00:00</time><request_id>ID</request_id></time_get_response>`, "text/xml;charset=UTF-8"},
		{"hmac", "/router/rest", params("taobao.time.get", "sign_method", "hmac"), `{"time_get_response":{"time":"2000-01-01 00:00:00","request_id":"ID"}}`, ""},
		{"hmac-sha256", "/router/rest", params("taobao.time.get", "sign_method", "hmac-sha256"), `{"time_get_response":{"time":"2000-01-01 00:00:00","request_id":"ID"}}`, ""},
		{"AliExpress", "/sync", params("aliexpress.issue.get", "id", "1", "session", "", "access_token", "s", "sign_method", "sha256", "timestamp", "1795320000000", "v", "", "format", ""),
			`{"aliexpress_issue_get_response":{"items":{"item":[{"id":1}]},"request_id":"ID"}}`, ""},
		{"AliExpress, as before it moved", "/router/rest", params("aliexpress.issue.get", "id", "1"), `{"aliexpress_issue_get_response":{"items":{"item":[{"id":1}]},"request_id":"ID"}}`, ""},
		{"Qimen cloud", "/router/qm", params("taobao.qimen.order.create", "request", `{"orderCode":"a"}`), `{"response":{"flag":"success","code":"0","request_id":"ID"}}`, ""},
		{"Qimen cloud, a scene of its own", "/router/qm", params("qimen.order.query", "orderCode", "a"), `{"response":{"flag":"success","lines":[{"count":2}],"request_id":"ID"}}`, ""},
		{"Qimen cloud, simplified", "/router/qm", params("qimen.order.query", "orderCode", "a", "simplify", "true"), `{"flag":"success","lines":[{"count":2}],"request_id":"ID"}`, ""},
		{"Qimen cloud, XML", "/router/qm", params("qimen.order.query", "orderCode", "a", "format", "xml"),
			`<?xml version="1.0" encoding="utf-8" ?><response><flag>success</flag><lines><line><count>2</count></line></lines><request_id>ID</request_id></response>`, ""},
		{"Qimen cloud, test", "/router/qmtest", params("taobao.qimen.order.create", "request", `{"orderCode":"a"}`, "format", "json2"), `{"response":{"flag":"success","code":"0","request_id":"ID"}}`, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := post(t, address+tt.path, signed(tt.params, nil))
			if got := hideID(r.Body); got != tt.want {
				t.Errorf("body %s\nwant %s", got, tt.want)
			}
			if typ := r.Header.Get("Content-Type"); tt.typ != "" && typ != tt.typ {
				t.Errorf("content type %q, want %q", typ, tt.typ)
			}
			if r.Status != 200 {
				t.Errorf("status %d", r.Status)
			}
		})
	}
}

// hideID replaces the request id.
func hideID(body string) string {
	for _, quotes := range [][2]string{{`"request_id":"`, `"`}, {"<request_id>", "<"}} {
		if head, rest, ok := strings.Cut(body, quotes[0]); ok {
			if id, tail, ok := strings.Cut(rest, quotes[1]); ok && len(id) == 12 {
				return head + quotes[0] + "ID" + quotes[1] + tail
			}
		}
	}
	return body
}

func TestGET(t *testing.T) {
	_, address := testServer(t, Options{})
	r := mocktest.Do(t, mocktest.NewRequest(t, http.MethodGet, address+"/router/rest?"+mocktest.Encode(signed(params("taobao.time.get"), nil)), "", ""))
	if !strings.HasPrefix(r.Body, `{"time_get_response":`) {
		t.Errorf("got %s", r.Body)
	}
}

// TestSplit has protocol parameters in the query and the method's own in the body.
func TestSplit(t *testing.T) {
	_, address := testServer(t, Options{})
	p := signed(params("taobao.items.get", "q", "x"), nil)
	delete(p, "q")
	r := mocktest.Do(t, mocktest.NewRequest(t, http.MethodPost, address+"/router/rest?"+mocktest.Encode(p), mocktest.FormType, "q=x"))
	if !strings.HasPrefix(r.Body, `{"items_get_response":`) {
		t.Errorf("got %s", r.Body)
	}
}

func TestPublishedSignature(t *testing.T) {
	api := &schema.API{Method: "taobao.item.seller.get", Protocol: schema.ProtocolTOP}
	s := New([]Page{{API: api}}, Options{Now: func() time.Time { return time.Date(2016, 1, 1, 12, 0, 0, 0, protocol.GMT8) }})
	h := httptest.NewServer(s)
	defer h.Close()
	p := map[string]string{
		"method": "taobao.item.seller.get", "app_key": "12345678", "session": "test", "timestamp": "2016-01-01 12:00:00", "format": "json", "v": "2.0",
		"sign_method": "md5", "fields": "num_iid,title,nick,price,num", "num_iid": "11223344", "sign": "66987CB115214E59E6EC978214934FB8",
	}
	if r := post(t, h.URL+"/router/rest", p); !strings.HasPrefix(r.Body, `{"item_seller_get_response":`) {
		t.Errorf("the platform's own example is refused: %s", r.Body)
	}
}

func TestRefusals(t *testing.T) {
	_, address := testServer(t, Options{})
	get := func(more ...string) map[string]string {
		return params("taobao.items.get", append([]string{"q", "x"}, more...)...)
	}
	for _, tt := range []struct {
		name   string
		params map[string]string
		code   string
		msg    string
		sub    string // sub code
		why    string // part of the sub message
	}{
		{"no method", params("", "method", ""), "21", "Missing Method", "", "method is missing"},
		{"unknown method", params("taobao.nothing.get"), "22", "Invalid method", "", "no page documents"},
		{"no signature", nil, "24", "Missing Signature", "", "sign is missing"},
		{"no session", get("session", ""), "26", "Missing session", "", "session of a user"},
		{"blank session", get("session", " "), "26", "Missing session", "", "session of a user"},
		{"no app key", get("app_key", ""), "28", "Missing App Key", "", "app_key"},
		{"other app key", get("app_key", "1"), "29", "Invalid app Key", "isv.appkey-not-exists", "12345678"},
		{"no timestamp", get("timestamp", ""), "30", "Missing Timestamp", "", "timestamp"},
		{"old timestamp", get("timestamp", "2026-11-22 11:49:59"), "31", "Invalid Timestamp", "isv.timestamp-limit-error", "2026-11-22 12:00:00"},
		{"timestamp in seconds", get("timestamp", "1795320000"), "31", "Invalid Timestamp", "isv.timestamp-limit-error", "GMT+8"},
		{"no version", get("v", ""), "32", "Missing Version", "", "v is missing"},
		{"other version", get("v", "3.0"), "33", "Invalid Version", "", "2.0"},
		{"old version", get("v", "1.0"), "34", "Unsupported Version", "", "2.0"},
		{"other sign method", get("sign_method", "sha1"), "25", "Invalid signature", "", "sign_method must be"},
		{"no sign method", get("sign_method", ""), "25", "Invalid signature", "", "sign_method must be"},

		{"required", params("taobao.items.get"), "40", "Missing required arguments:q", "", "required and missing: q"},
		{"required, blank", get("q", " "), "40", "Missing required arguments:q", "", "required and missing: q"},
		{"required, nested", get("filter", `{"n":1,"lines":[{"count":1},{}]}`), "40", "Missing required arguments:filter.lines[1].count", "", "filter.lines[1].count, filter.sku"},
		{"required, null", get("filter", `{"sku":null}`), "40", "Missing required arguments:filter.sku", "", ""},
		{"number", get("page_size", "ten"), "41", "Invalid arguments:page_size", "", "page_size must be an integer"},
		{"fraction", get("page_size", "1.5"), "41", "Invalid arguments:page_size", "", "an integer"},
		{"too small", get("page_size", "0"), "41", "Invalid arguments:page_size", "", "less than the minimum, 1"},
		{"too large", get("page_size", "101"), "41", "Invalid arguments:page_size", "", "greater than the maximum, 100"},
		{"too many", get("ids", "1,2,3,4"), "41", "Invalid arguments:ids", "", "has 4 elements, at most 3"},
		{"element", get("ids", "1,x"), "41", "Invalid arguments:ids[1]", "", "ids[1] must be an integer"},
		{"empty element", get("ids", "1,,2"), "41", "Invalid arguments:ids[1]", "", "is empty"},
		{"too long", get("title", "好好🎈x"), "41", "Invalid arguments:title", "", "has 5 characters"},
		{"date", get("since", "yesterday"), "41", "Invalid arguments:since", "", "yyyy-MM-dd HH:mm:ss"},
		{"date with a fraction", get("since", "2026-01-01 08:09:10.5"), "41", "Invalid arguments:since", "", "yyyy-MM-dd HH:mm:ss"},
		{"date in milliseconds", get("since", "1795320000000"), "41", "Invalid arguments:since", "", "yyyy-MM-dd HH:mm:ss"},
		{"boolean", get("hot", "yes"), "41", "Invalid arguments:hot", "", "true or false"},
		{"price", get("price", "1,5"), "41", "Invalid arguments:price", "", "a decimal number"},
		{"no JSON", get("filter", `{"sku"`), "41", "Invalid arguments:filter", "", "is no JSON"},
		{"no object", get("filter", `"x"`), "41", "Invalid arguments:filter", "", "is an object in the documentation"},
		{"no list", get("filter", `{"sku":"a","lines":{"count":1}}`), "41", "Invalid arguments:filter.lines", "", "is a list in the documentation"},
		{"object for a text", get("filter", `{"sku":{"a":1}}`), "41", "Invalid arguments:filter.sku", "", "an object or a list here"},
		{"nested maximum", get("filter", `{"sku":"a","lines":[{"count":10}]}`), "41", "Invalid arguments:filter.lines[0].count", "", "greater than the maximum, 9"},
		{"nested type", get("filter", `{"sku":"a","n":"x"}`), "41", "Invalid arguments:filter.n", "", "an integer"},
		{"two things", get("page_size", "0", "hot", "yes"), "41", "Invalid arguments:page_size", "", "; hot must be true or false"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p := tt.params
			if p == nil {
				p = get()
			} else {
				p = signed(p, nil)
			}
			e := errorOf(t, post(t, address+"/router/rest", p))
			if string(e.Code) != tt.code || e.Msg != tt.msg || e.SubCode != tt.sub || !strings.Contains(e.SubMsg, tt.why) {
				t.Errorf("got code %s, %q, sub code %q, %q", e.Code, e.Msg, e.SubCode, e.SubMsg)
			}
		})
	}
}

// TestAccepted has values that look odd, and that the platform takes.
func TestAccepted(t *testing.T) {
	_, address := testServer(t, Options{})
	for _, more := range [][]string{
		{"page_size", " 10 "}, {"page_size", "+7"}, {"ids", "1,2,3"}, {"title", "好好🎈"}, {"since", "2026-01-01"}, {"since", "2026-01-01 08:09:10"},
		{"hot", "1"}, {"hot", "TRUE"}, {"price", "1.50"}, {"ext", "any text"}, {"ext", "{"}, {"hot", " "}, {"filter", " "},
		{"filter", `{"sku":"","lines":[],"tags":["a",null],"n":"12"}`}, {"filter", `{"sku":"a","lines":null,"n":""}`},
	} {
		r := post(t, address+"/router/rest", signed(params("taobao.items.get", append([]string{"q", "x"}, more...)...), nil))
		if !strings.HasPrefix(r.Body, `{"items_get_response":`) {
			t.Errorf("%q: %s", more, r.Body)
		}
	}
}

func TestSignatureIsVerified(t *testing.T) {
	_, address := testServer(t, Options{})
	good := signed(params("taobao.items.get", "q", "x"), nil)
	for name, change := range map[string]func(p map[string]string){
		"another value":   func(p map[string]string) { p["q"] = "y" },
		"one more":        func(p map[string]string) { p["title"] = "t" },
		"one less":        func(p map[string]string) { delete(p, "q") },
		"another session": func(p map[string]string) { p["session"] = "z" },
		"lower case":      func(p map[string]string) { p["sign"] = strings.ToLower(p["sign"]) },
		"cut":             func(p map[string]string) { p["sign"] = p["sign"][1:] },
		"another method":  func(p map[string]string) { p["sign_method"] = "hmac" },
		"trailing secret": func(p map[string]string) { p["sign_method"] = "old" },
		"signature of hmac": func(p map[string]string) {
			p["sign"] = signed(params("taobao.items.get", "q", "x", "sign_method", "hmac"), nil)["sign"]
		},
	} {
		p := maps.Clone(good)
		change(p)
		e := errorOf(t, post(t, address+"/router/rest", p))
		if string(e.Code) != "25" {
			t.Errorf("%s: got code %s", name, e.Code)
		}
		if strings.Contains(e.SubMsg, DefaultAppSecret) {
			t.Errorf("%s: the answer has the secret: %s", name, e.SubMsg)
		}
	}
}

func TestFormats(t *testing.T) {
	_, address := testServer(t, Options{})
	const wantXML = `<?xml version="1.0" encoding="utf-8" ?><error_response><code>22</code><msg>Invalid method</msg><sub_msg>no page documents this method</sub_msg><request_id>ID</request_id></error_response>`
	for format, want := range map[string]string{
		"":     wantXML,
		"xml":  wantXML,
		"json": `{"error_response":{"code":22,"msg":"Invalid method","sub_msg":"no page documents this method","request_id":"ID"}}`,
		"yaml": `<?xml version="1.0" encoding="utf-8" ?><error_response><code>23</code><msg>Invalid Format</msg><sub_msg>format is &#34;yaml&#34;, it must be xml or json</sub_msg><request_id>ID</request_id></error_response>`,
	} {
		if got := hideID(post(t, address+"/router/rest", signed(params("x.y", "format", format), nil)).Body); got != want {
			t.Errorf("format %q: %s\nwant %s", format, got, want)
		}
	}
}

// TestOtherGateways has what is different in words at the other gateways.
func TestOtherGateways(t *testing.T) {
	_, address := testServer(t, Options{})
	sync := func(more ...string) map[string]string {
		return params("aliexpress.issue.get", append([]string{"id", "1", "sign_method", "sha256"}, more...)...)
	}
	for _, tt := range []struct {
		name, path string
		params     map[string]string
		want       string
	}{
		{"session", "/sync", sync("session", ""), `"code":"IllegalAccessToken","msg":"The specified access token is invalid or expired"`},
		{"argument", "/sync", sync("id", ""), `"code":"MissingParameter"`},
		{"timestamp", "/sync", sync("timestamp", "1795310000000"), `"code":"IllegalTimestamp"`},
		{"another namespace", "/sync", params("taobao.time.get"), `"code":"InvalidApiPath"`},
		{"Qimen", "/router/qm", params("taobao.qimen.order.create", "request", "{}"), `{"response":{"flag":"failure","code":"40","message":"Missing required arguments:request.orderCode","sub_message"`},
		{"Qimen, XML", "/router/qm", params("taobao.qimen.order.create", "format", "xml"), `<response><flag>failure</flag><code>40</code><message>Missing required arguments:request</message>`},
	} {
		if got := post(t, address+tt.path, signed(tt.params, nil)).Body; !strings.Contains(got, tt.want) {
			t.Errorf("%s: %s\nwant %s", tt.name, got, tt.want)
		}
	}
	p := signed(sync(), nil)
	p["sign"] = "X"
	if got := post(t, address+"/sync", p).Body; !strings.Contains(got, `"code":"IncompleteSignature"`) {
		t.Errorf("signature: %s", got)
	}
	p = signed(params("taobao.qimen.order.create"), nil)
	p["sign"] = "X"
	if got := post(t, address+"/router/qm", p).Body; !strings.Contains(got, `"sub_code":"sign-check-failure"`) {
		t.Errorf("signature of Qimen: %s", got)
	}
}

func TestQimenDocument(t *testing.T) {
	_, address := testServer(t, Options{})
	send := func(body string, more ...string) string {
		p := signed(params("taobao.qimen.order.create", append([]string{"format", "xml", "customerId", "c"}, more...)...), []byte(body))
		return hideID(mocktest.Do(t, mocktest.NewRequest(t, http.MethodPost, address+"/router/qimen/service?"+mocktest.Encode(p), "text/xml;charset=utf-8", body)).Body)
	}
	const good = `<?xml version="1.0" encoding="utf-8"?><request><orderCode>a</orderCode><lines><line><count>1</count></line></lines><extendProps><k>v</k></extendProps></request>`
	const want = `<?xml version="1.0" encoding="utf-8" ?><response><flag>success</flag><code>0</code><request_id>ID</request_id></response>`
	for _, version := range []string{"1.0", "2.0"} {
		if got := send(good, "v", version); got != want {
			t.Errorf("version %s: %s", version, got)
		}
	}
	for body, want := range map[string]string{
		`<request><lines><line><count>x</count></line></lines></request>`: "required and missing: request.orderCode; request.lines[0].count must be an integer",
		`<request></request>`:                     "required and missing: request.orderCode",
		`<request><orderCode>a</orderCode>`:       "must be an XML document",
		`<order><orderCode>a</orderCode></order>`: "must be an XML document",
		``:               "must be an XML document",
		`{"request":{}}`: "must be an XML document",
		`<request><orderCode><a/></orderCode></request>`: "request.orderCode is a String in the documentation, and an object or a list here",
	} {
		if got := send(body); !strings.Contains(got, want) || !strings.Contains(got, "<flag>failure</flag>") {
			t.Errorf("%s: %s\nwant %s", body, got, want)
		}
	}
	if got := send(good, "method", "taobao.time.get"); !strings.Contains(got, "is no Qimen method") {
		t.Errorf("a method of another protocol: %s", got)
	}
	p := signed(params("taobao.qimen.order.create", "format", "xml"), []byte(good+" "))
	if got := mocktest.Do(t, mocktest.NewRequest(t, http.MethodPost, address+"/router/qimen/service?"+mocktest.Encode(p), "text/xml", good)).Body; !strings.Contains(got, "<code>25</code>") {
		t.Errorf("a body that was not the signed one: %s", got)
	}
}

// multipartBody makes a form with files.
func multipartBody(t *testing.T, p map[string]string, files ...string) (contentType, body string) {
	t.Helper()
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for name, value := range p {
		if err := w.WriteField(name, value); err != nil {
			t.Fatal(err)
		}
	}
	for i := 0; i < len(files); i += 3 {
		part, err := w.CreateFormFile(files[i], files[i+1])
		if err != nil {
			t.Fatal(err)
		}
		part.Write([]byte(files[i+2]))
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return w.FormDataContentType(), b.String()
}

func TestFiles(t *testing.T) {
	_, address := testServer(t, Options{})
	p := signed(params("taobao.picture.upload", "title", "x"), nil)
	for _, tt := range []struct {
		name  string
		files []string
		want  string
	}{
		{"good", []string{"image", "a.JPG", "0123456789"}, `{"picture_upload_response":{"request_id":"ID"}}`},
		{"too large", []string{"image", "a.jpg", "0123456789A"}, "has 11 bytes, at most 10 are allowed"},
		{"another type", []string{"image", "a.gif", "x"}, "type that is not allowed: jpg, png"},
		{"missing", nil, "required and missing: image"},
		{"two", []string{"image", "a.jpg", "x", "image", "b.jpg", "y"}, "is one file, and 2 came"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			typ, body := multipartBody(t, p, tt.files...)
			if got := hideID(mocktest.Do(t, mocktest.NewRequest(t, http.MethodPost, address+"/router/rest", typ, body)).Body); !strings.Contains(got, tt.want) {
				t.Errorf("got %s, want %s", got, tt.want)
			}
		})
	}
	asText := post(t, address+"/router/rest", signed(params("taobao.picture.upload", "image", "x"), nil))
	if !strings.Contains(asText.Body, "is sent as a part of a multipart form") {
		t.Errorf("a file sent as text: %s", asText.Body)
	}
	typ, body := multipartBody(t, signed(params("taobao.items.get", "q", "x"), nil), "title", "t.txt", "x")
	if got := mocktest.Do(t, mocktest.NewRequest(t, http.MethodPost, address+"/router/rest", typ, body)).Body; !strings.Contains(got, "is no byte[]") {
		t.Errorf("a text sent as a file: %s", got)
	}
}

// TestFileDispositions has file parts as SDKs write them, and such as have no name.
func TestFileDispositions(t *testing.T) {
	_, address := testServer(t, Options{})
	p := signed(params("taobao.picture.upload"), nil)
	for disposition, want := range map[string]struct{ body, note string }{
		`form-data; name="image"; filename="a.jpg"`:  {`{"picture_upload_response":`, ""},
		`file; name="image"; filename="a.jpg"`:       {`{"picture_upload_response":`, ""},
		`attachment; name="image"; filename="图.jpg"`: {`{"picture_upload_response":`, ""},
		`form-data; filename="a.jpg"`:                {"required and missing: image", "the page does not document a file without a name"},
		`form-data`:                                  {"required and missing: image", "the page does not document a parameter without a name"},
		`form-data; name`:                            {`"code":3`, ""},
	} {
		body := "--b\r\nContent-Disposition: " + disposition + "\r\n\r\nabc\r\n--b--\r\n"
		r := mocktest.Do(t, mocktest.NewRequest(t, http.MethodPost, address+"/router/rest?"+mocktest.Encode(p), "multipart/form-data; boundary=b", body))
		if !strings.Contains(r.Body, want.body) || r.Header.Get(NoteHeader) != want.note {
			t.Errorf("%s: %s, note %q", disposition, r.Body, r.Header.Get(NoteHeader))
		}
	}
	r := post(t, address+"/router/rest", signed(params("taobao.items.get", "q", "x", "filter", `{"sku":"a","":1}`), nil))
	if got := r.Header.Get(NoteHeader); got != "the page does not document a member without a name in filter" {
		t.Errorf("note %q", got)
	}
}

func TestBatch(t *testing.T) {
	_, address := testServer(t, Options{})
	send := func(p map[string]string, separator, body string) []string {
		p = signed(p, []byte(body))
		req := mocktest.NewRequest(t, http.MethodPost, address+"/router/batch?"+mocktest.Encode(p), "text/plain;charset=utf-8", body)
		if separator == "" {
			separator = "\r\n-S-\r\n"
		} else {
			req.Header.Set("top-api-separator", separator)
		}
		parts := strings.Split(mocktest.Do(t, req).Body, separator)
		for i := range parts {
			parts[i] = hideID(parts[i])
		}
		return parts
	}
	const timeBody = `{"time_get_response":{"time":"2000-01-01 00:00:00","request_id":"ID"}}`
	const itemsBody = `{"items_get_response":{"items":{"item":[{"id":1,"title":"a"}]},"request_id":"ID"}}`
	common := params("", "method", "")
	for _, tt := range []struct {
		name, separator, body string
		want                  []string // beginnings of the parts
	}{
		{"mixed", "", "method=taobao.time.get\r\n-S-\r\nmethod=taobao.items.get&q=a%26b", []string{timeBody, itemsBody}},
		{"common method", "", "#PUBLIC#method=taobao.time.get\r\n-S-\r\nN\r\n-S-\r\nN", []string{timeBody, timeBody}},
		{"own separator", "|||", "method=taobao.time.get|||method=taobao.time.get", []string{timeBody, timeBody}},
		{"errors of their own", "", "method=taobao.time.get\r\n-S-\r\nmethod=taobao.items.get\r\n-S-\r\nmethod=x.y\r\n-S-\r\nN\r\n-S-\r\na=%zz",
			[]string{timeBody, `{"error_response":{"code":40,`, `{"error_response":{"code":22,`, `{"error_response":{"code":21,`, `{"error_response":{"code":43,`}},
		{"empty", "", "", []string{`{"error_response":{"code":40,`}},
		{"broken common", "", "#PUBLIC#a=%zz\r\n-S-\r\nN", []string{`{"error_response":{"code":43,`}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := send(common, tt.separator, tt.body)
			if len(got) != len(tt.want) {
				t.Fatalf("%d parts: %q", len(got), got)
			}
			for i := range got {
				if !strings.HasPrefix(got[i], tt.want[i]) {
					t.Errorf("part %d: %s\nwant %s", i, got[i], tt.want[i])
				}
			}
		})
	}
	if got := send(params("", "method", "", "session", ""), "", "method=taobao.items.get&q=x&session=own"); got[0] != itemsBody {
		t.Errorf("a session of its own: %s", got[0])
	}
	if got := send(params("", "method", "", "app_key", "1"), "", "method=taobao.time.get\r\n-S-\r\nN"); len(got) != 1 || !strings.HasPrefix(got[0], `{"error_response":{"code":29,`) {
		t.Errorf("a batch with a wrong app key: %q", got)
	}
}

func TestHTTPMethods(t *testing.T) {
	_, address := testServer(t, Options{})
	p := mocktest.Encode(signed(params("taobao.time.get"), nil))
	for _, method := range []string{http.MethodPut, http.MethodDelete, http.MethodPatch} {
		if got := mocktest.Do(t, mocktest.NewRequest(t, method, address+"/router/rest?"+p, "", "")).Body; !strings.Contains(got, `"code":9,"msg":"Http Action Not Allowed"`) {
			t.Errorf("%s: %s", method, got)
		}
	}
	if r := mocktest.Do(t, mocktest.NewRequest(t, http.MethodGet, address+"/no/such/path", "", "")); r.Status != http.StatusNotFound {
		t.Errorf("another path: status %d", r.Status)
	}
}

// TestBadInput has requests that no client sends, each of which must be
// answered with an error of the platform.
func TestBadInput(t *testing.T) {
	_, address := testServer(t, Options{})
	p := mocktest.Encode(signed(params("taobao.time.get"), nil))
	for _, tt := range []struct{ name, query, typ, body, want string }{
		{"escape in the query", "a=%zz", "", "", "<code>43</code>"},
		{"escape in the form", "", mocktest.FormType, "a=%zz", "<code>43</code>"},
		{"twice", p + "&v=2.0", "", "", "comes more than once"},
		{"content type", p, "text/plain; charset", "x", "the content type"},
		{"no boundary", p, "multipart/form-data", "x", "no boundary"},
		{"multipart cut short", p, "multipart/form-data; boundary=b", "--b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nx", `"code":3,"msg":"Upload Fail"`},
		{"too much text", p, mocktest.FormType, "a=" + strings.Repeat("x", inbound.MaxText+1), "MiB of text"},
		{"too much text in parts", p, "multipart/form-data; boundary=b",
			"--b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n" + strings.Repeat("x", inbound.MaxText/2+1) + "\r\n" +
				"--b\r\nContent-Disposition: form-data; name=\"c\"\r\n\r\n" + strings.Repeat("x", inbound.MaxText/2+1) + "\r\n--b--", "MiB of text"},
		{"deep JSON", mocktest.Encode(signed(params("taobao.items.get", "q", "x", "filter", strings.Repeat(`{"lines":[`, 3000)), nil)), "", "", "filter is no JSON"},
		{"NUL", mocktest.Encode(signed(params("taobao.items.get", "q", "\x00", "page_size", "\x00"), nil)), "", "", "page_size must be an integer"},
		{"invalid UTF-8", mocktest.Encode(signed(params("taobao.items.get", "q", "\xff", "filter", "{\"sku\":\"\xff\xfe\"}"), nil)), "", "", `{"items_get_response"`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got := mocktest.Do(t, mocktest.NewRequest(t, http.MethodPost, address+"/router/rest?"+tt.query, tt.typ, tt.body)).Body
			if !strings.Contains(got, tt.want) {
				t.Errorf("got %.300s\nwant %s", got, tt.want)
			}
		})
	}
	if got := post(t, address+"/router/rest", signed(params("taobao.time.get"), nil)).Body; !strings.HasPrefix(got, `{"time_get_response"`) {
		t.Errorf("after all that, the gateway says %s", got)
	}
}

func TestUnknownParameters(t *testing.T) {
	var calls []Call
	_, address := testServer(t, Options{Log: func(c Call) { calls = append(calls, c) }})
	r := post(t, address+"/router/rest", signed(params("taobao.items.get", "q", "x", "pagesize", "1", "名", "1", "filter", `{"sku":"a","nn":1}`), nil))
	const want = `the page does not document filter.nn, pagesize, 名`
	if got := r.Header.Get(NoteHeader); got != `the page does not document filter.nn, pagesize, \u540d` {
		t.Errorf("header %q", got)
	}
	if !strings.HasPrefix(r.Body, `{"items_get_response"`) {
		t.Errorf("body %s", r.Body)
	}
	if len(calls) != 1 || len(calls[0].Notes) != 1 || calls[0].Notes[0] != want {
		t.Errorf("calls %+v", calls)
	}
}

func TestSession(t *testing.T) {
	_, address := testServer(t, Options{Session: "only"})
	for session, code := range map[string]string{"only": "", "other": "27", "": "26"} {
		e := errorOf(t, post(t, address+"/router/rest", signed(params("taobao.items.get", "q", "x", "session", session), nil)))
		if string(e.Code) != code {
			t.Errorf("session %q: code %s, want %s", session, e.Code, code)
		}
		if strings.Contains(e.SubMsg, "only") && strings.Contains(e.SubMsg, session) && session == "only" {
			t.Errorf("the answer has the session: %s", e.SubMsg)
		}
	}
}

func TestCredentials(t *testing.T) {
	_, address := testServer(t, Options{AppKey: "mine", AppSecret: "secret"})
	p := params("taobao.time.get", "app_key", "mine")
	p["sign"] = top.Sign(top.SignMD5, "secret", p, nil)
	if got := post(t, address+"/router/rest", p).Body; !strings.HasPrefix(got, `{"time_get_response"`) {
		t.Errorf("got %s", got)
	}
	if e := errorOf(t, post(t, address+"/router/rest", signed(params("taobao.time.get"), nil))); string(e.Code) != "29" {
		t.Errorf("the default app: code %s", e.Code)
	}
}

// TestSeed has one seed give the same ids, and another one others.
func TestSeed(t *testing.T) {
	ids := func(seed uint64) (ids []string) {
		_, address := testServer(t, Options{Seed: seed})
		for range 3 {
			var body struct {
				Response struct {
					ID string `xml:"request_id"`
				}
			}
			r := post(t, address+"/router/rest", signed(params("taobao.time.get", "format", "xml"), nil))
			if err := xml.Unmarshal([]byte(r.Body), &body.Response); err != nil {
				t.Fatal(err)
			}
			ids = append(ids, body.Response.ID)
		}
		return ids
	}
	a, b, c := ids(7), ids(7), ids(8)
	if strings.Join(a, " ") != strings.Join(b, " ") || a[0] == c[0] || a[0] == a[1] || len(a[0]) != 12 {
		t.Errorf("ids of seed 7: %v and %v; of seed 8: %v", a, b, c)
	}
}

func TestDuplicateMethods(t *testing.T) {
	first, second := &schema.API{Method: "a.b.c", Title: "1"}, &schema.API{Method: "a.b.c", Title: "2"}
	s := New([]Page{{Path: "1", API: first}, {Path: "2", API: second}, {Path: "3"}}, Options{})
	if len(s.Methods()) != 1 || s.methods["a.b.c"].API != first || len(s.unread) != 1 {
		t.Errorf("%d methods, %d unread", len(s.Methods()), len(s.unread))
	}
}

// TestSampleOfTopic: a message that the platform really sent comes before the documented
// one, JSON before XML.
func TestSampleOfTopic(t *testing.T) {
	topic := &schema.API{Method: "a_b_C", Message: true, Response: []*schema.Field{{Name: "tid", Type: "Number", Example: "1"}}}
	sample := func(bodies ...schema.Body) string {
		shown := *topic
		shown.Recorded = bodies
		s := New([]Page{{API: &shown}}, Options{})
		content, sent := s.Topic("a_b_C").Sample()
		return fmt.Sprint(content, " ", sent)
	}
	xml, json := schema.Body{Text: "<c><tid>7</tid></c>", XML: true}, schema.Body{Text: `{"tid":8}`}
	for want, got := range map[string]string{
		`{"tid":1} false`:          sample(),
		"<c><tid>7</tid></c> true": sample(xml),
		`{"tid":8} true`:           sample(xml, json),
	} {
		if got != want {
			t.Errorf("the message is %s, want %s", got, want)
		}
	}
}
