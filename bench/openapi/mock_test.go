package openapi_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/pb33f/libopenapi"
	validator "github.com/pb33f/libopenapi-validator"

	"github.com/topgen/topgen/bench/openapi/openapitest"
	"github.com/topgen/topgen/internal/mock"
	"github.com/topgen/topgen/internal/schema"
	"github.com/topgen/topgen/top"
)

// TestMock calls a gateway of internal/mock by what the document says and
// nothing else: parameters of the protocol, security, the form and how its
// values are written, with the example as the request. The gateway accepts the
// call, and what it answers fits the document, in every form.
func TestMock(t *testing.T) {
	apis := openapitest.Read(t, "../../docs/pages")
	apis = append(apis, everyProtocol()...)
	if _, err := os.Stat(corpus); err == nil {
		pages := openapitest.Read(t, filepath.Join(corpus, "json"))
		for i := 0; i < len(pages); i += 25 {
			apis = append(apis, pages[i])
		}
	}
	slices.SortFunc(apis, func(a, b *schema.API) int { return strings.Compare(a.Method, b.Method) })
	apis = slices.CompactFunc(apis, func(a, b *schema.API) bool { return a.Method == b.Method })

	var pages []mock.Page
	for _, api := range apis {
		pages = append(pages, mock.Page{API: api})
	}
	server := httptest.NewServer(mock.New(pages, mock.Options{}))
	defer server.Close()

	data := openapitest.Document(t, apis)
	var doc openAPI
	if err := json.Unmarshal(data, &doc); err != nil {
		t.Fatal(err)
	}
	parsed, err := libopenapi.NewDocument(data)
	if err != nil {
		t.Fatal(err)
	}
	v, errs := validator.NewValidator(parsed)
	if errs != nil {
		t.Fatal(errs)
	}
	for _, path := range slices.Sorted(maps.Keys(doc.Paths)) {
		for _, form := range []map[string]string{{"format": "json"}, {"format": "json", "simplify": "true"}, {"format": "xml"}} {
			c := &caller{doc: &doc, path: path, op: doc.Paths[path].Post, form: form}
			req, err := c.request(server.URL)
			if err != nil {
				t.Fatalf("%s: %v", path, err)
			}
			if ok, faults := v.GetParameterValidator().ValidateQueryParams(req); !ok {
				t.Errorf("%s: the query does not fit: %s", path, faultText(faults))
			}
			if ok, faults := v.GetParameterValidator().ValidateSecurity(req); !ok {
				t.Errorf("%s: the security does not fit: %s", path, faultText(faults))
			}
			resp, err := server.Client().Do(req)
			if err != nil {
				t.Fatal(err)
			}
			body, err := io.ReadAll(resp.Body)
			resp.Body.Close()
			if err != nil || resp.StatusCode != 200 || bytes.Contains(body, []byte("error_response")) || bytes.Contains(body, []byte("failure")) {
				t.Errorf("%s %v: status %d, error %v: %s", path, form, resp.StatusCode, err, body)
				continue
			}
			if strings.HasPrefix(resp.Header.Get("Content-Type"), "text/javascript") { // which the validator does not take for JSON
				resp.Header.Set("Content-Type", "application/json")
				body = withoutBlanks(t, body)
			}
			resp.Body = io.NopCloser(bytes.NewReader(body))
			if ok, faults := v.GetResponseBodyValidator().ValidateResponseBody(req, resp); !ok {
				t.Errorf("%s %v: the answer does not fit: %s\n%s", path, form, faultText(faults), body)
			}
		}
	}
}

// withoutBlanks leaves out members that are "": pages write that for absent
// values of every type, and the gateway of the mock sends the samples of pages as
// they are.
func withoutBlanks(t *testing.T, body []byte) []byte {
	t.Helper()
	var v any
	d := json.NewDecoder(bytes.NewReader(body))
	d.UseNumber()
	if err := d.Decode(&v); err != nil {
		t.Fatal(err)
	}
	var strip func(v any)
	strip = func(v any) {
		switch v := v.(type) {
		case map[string]any:
			maps.DeleteFunc(v, func(_ string, m any) bool { return m == "" })
			for _, m := range v {
				strip(m)
			}
		case []any:
			for _, item := range v {
				strip(item)
			}
		}
	}
	strip(v)
	out, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// everyProtocol returns an API for each protocol, with a file and every kind of
// parameter.
func everyProtocol() []*schema.API {
	field := func(name, typ, example string, fields ...*schema.Field) *schema.Field {
		f := &schema.Field{Name: name, Example: example, Fields: fields, Required: new(true)}
		f.SetType(typ)
		return f
	}
	kinds := func() []*schema.Field {
		return []*schema.Field{
			field("s", "String", "a&b, c"), field("n", "Number", "12"), field("f", "Number", "1.5"), field("p", "Price", "1.50"),
			field("b", "Boolean", "true"), field("d", "Date", "2018-01-01 00:00:00"), field("j", "Json", `{"a":1}`), field("m", "Map", `{"a":1}`),
			field("ids", "Number []", "1"), field("names", "String []", "x"),
			field("o", "ODto", "", field("x", "String", "1"), field("fee", "Price", "0.10"), field("list", "Number []", "3")),
			field("os", "ODto []", "", field("x", "String", "1")),
		}
	}
	api := func(method string, request ...*schema.Field) *schema.API {
		a := &schema.API{Method: method, Title: "t", Protocol: schema.ProtocolTOP, Session: true, Request: request, Response: kinds()}
		if strings.Contains(method, "qimen.") {
			a.Protocol = schema.ProtocolQimen
			a.Response = []*schema.Field{field("response", "Response", "", append(kinds(), field("flag", "String", "success"))...)}
		}
		for _, f := range a.Response {
			f.Required = nil
		}
		return a
	}
	return []*schema.API{
		api("taobao.kinds.get", kinds()...),
		api("taobao.kinds.upload", append(kinds(), field("image", "byte[]", "x.jpg"), field("images", "byte[] []", "x.jpg"))...),
		api("aliexpress.kinds.get", kinds()...),
		api("taobao.qimen.kinds.get", field("request", "KindsRequest", "", kinds()...)),
		api("taobao.qimen.kinds.list", kinds()...),
		api("qimen.kinds.get", kinds()...),
		api("taobao.none.get"),
	}
}

// openAPI is as much of a document as a client needs.
type openAPI struct {
	Paths      map[string]struct{ Post operationObject }
	Components struct {
		Parameters      map[string]parameterObject
		SecuritySchemes map[string]struct{ Name, In string }
		Schemas         map[string]schemaObject
	}
}

type operationObject struct {
	Parameters  []parameterObject
	RequestBody struct{ Content map[string]mediaObject }
	Security    []map[string][]string
}

type parameterObject struct {
	Ref      string `json:"$ref"`
	Name, In string
	Required bool
	Schema   struct {
		Const string
		Type  string
		Enum  []string
	}
}

type mediaObject struct {
	Schema   schemaObject
	Encoding map[string]struct {
		Style   string
		Explode *bool
	}
	Examples map[string]struct{ Value json.RawMessage }
}

type schemaObject struct {
	Ref              string `json:"$ref"`
	ContentMediaType string
	Items            *schemaObject
	Properties       map[string]schemaObject
}

// caller makes the call of an operation.
type caller struct {
	doc  *openAPI
	path string
	op   operationObject
	form map[string]string // format and simplify
}

func (c *caller) request(base string) (*http.Request, error) {
	query := url.Values{}
	for _, p := range c.op.Parameters {
		if name, ok := strings.CutPrefix(p.Ref, "#/components/parameters/"); ok {
			p = c.doc.Components.Parameters[name]
		}
		if value := c.parameter(p); value != "" {
			query.Set(p.Name, value)
		}
	}
	for name := range c.op.Security[0] {
		if s := c.doc.Components.SecuritySchemes[name]; name != "sign" {
			query.Set(s.Name, map[string]string{"app_key": mock.DefaultAppKey}[s.Name]+"")
			if name != "app_key" {
				query.Set(s.Name, "a session")
			}
		}
	}
	signed := map[string]string{}
	for name := range query {
		signed[name] = query.Get(name)
	}
	contentType, body, err := c.body(signed)
	if err != nil {
		return nil, err
	}
	var also []byte
	if contentType == "text/xml" {
		also = body
	}
	method := top.SignMethod(strings.Replace(query.Get("sign_method"), "sha256", "hmac-sha256", 1))
	query.Set("sign", top.Sign(method, mock.DefaultAppSecret, signed, also))
	address, fragment, _ := strings.Cut(c.path, "#")
	req, err := http.NewRequest("POST", base+address+"?"+query.Encode()+"#"+fragment, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	if contentType != "" {
		req.Header.Set("Content-Type", contentType)
	}
	return req, nil
}

func (c *caller) parameter(p parameterObject) string {
	switch {
	case c.form[p.Name] != "":
		return c.form[p.Name]
	case !p.Required:
		return ""
	case p.Schema.Const != "":
		return p.Schema.Const
	case len(p.Schema.Enum) > 0:
		return p.Schema.Enum[0]
	case p.Schema.Type == "integer":
		return fmt.Sprint(time.Now().UnixMilli())
	}
	return time.Now().In(time.FixedZone("", 8*60*60)).Format(time.DateTime)
}

// body writes the documented example as the document says, and adds its text
// parameters to those that are signed.
func (c *caller) body(signed map[string]string) (contentType string, body []byte, err error) {
	for mediaType, media := range c.op.RequestBody.Content {
		example := media.Examples["documented"].Value
		switch mediaType {
		case "text/xml":
			var text string
			err := json.Unmarshal(example, &text)
			return mediaType, []byte(text), err
		case "multipart/form-data":
			return c.multipart(media, example, signed)
		}
		texts, _, err := c.texts(media, example)
		form := url.Values{}
		for name, text := range texts {
			form.Set(name, text)
			signed[name] = text
		}
		return mediaType, []byte(form.Encode()), err
	}
	return "", nil, nil
}

func (c *caller) multipart(media mediaObject, example []byte, signed map[string]string) (string, []byte, error) {
	texts, files, err := c.texts(media, example)
	if err != nil {
		return "", nil, err
	}
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for name, text := range texts {
		signed[name] = text
		if err := w.WriteField(name, text); err != nil {
			return "", nil, err
		}
	}
	for name, content := range files {
		part, err := w.CreateFormFile(name, "file.jpg")
		if err != nil {
			return "", nil, err
		}
		if _, err := io.WriteString(part, content); err != nil {
			return "", nil, err
		}
	}
	err = w.Close()
	return w.FormDataContentType(), b.Bytes(), err
}

// texts returns the parameters of a form by their schemas and encoding.
func (c *caller) texts(media mediaObject, example []byte) (texts, files map[string]string, err error) {
	texts, files = map[string]string{}, map[string]string{}
	var values map[string]json.RawMessage
	if err := json.Unmarshal(example, &values); err != nil && len(example) > 0 {
		return nil, nil, err
	}
	properties := c.doc.Components.Schemas[strings.TrimPrefix(media.Schema.Ref, "#/components/schemas/")].Properties
	for name, value := range values {
		p, encoding := properties[name], media.Encoding[name]
		if p.Items != nil && p.Items.ContentMediaType != "" {
			p = *p.Items
		}
		switch {
		case p.ContentMediaType == "application/octet-stream":
			files[name] = strings.Trim(string(value), `[]" `+"\n")
		case encoding.Explode != nil && !*encoding.Explode:
			var items []json.RawMessage
			err = json.Unmarshal(value, &items)
			var parts []string
			for _, item := range items {
				parts = append(parts, plainText(item))
			}
			texts[name] = strings.Join(parts, ",")
		default:
			texts[name] = plainText(value)
		}
		if err != nil {
			return nil, nil, fmt.Errorf("%s: %w", name, err)
		}
	}
	return texts, files, nil
}

// plainText returns a JSON string without its quotes, anything else as it is.
func plainText(value json.RawMessage) string {
	var s string
	if json.Unmarshal(value, &s) == nil {
		return s
	}
	return string(value)
}
