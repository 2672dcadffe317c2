package record_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/topgen/topgen/generated/taobao/pc"
	"github.com/topgen/topgen/generated/taobao/pc/pctest"
	"github.com/topgen/topgen/top"
	"github.com/topgen/topgen/top/record"
)

// order is a response as bindings have it.
type order struct {
	Result struct {
		ID       int64       `json:"id"`
		Price    top.Decimal `json:"price"`
		Paid     bool        `json:"paid"`
		Created  top.Time    `json:"created"`
		Nick     string      `json:"nick"`
		Again    string      `json:"again"`
		Status   string      `json:"status"`
		Features string      `json:"features"`
		Tags     []string    `json:"tags" top:"element=string"`
	} `json:"result"`
	RequestID string `json:"request_id,omitzero"`
}

var known = record.Redaction{
	Known: func(name string) bool {
		return slices.Contains(strings.Fields("result id price paid created nick again status features tags string"), name)
	},
	Documented: func(name, value string) bool { return name == "status" && value == "WAIT_SEND" },
}

const jsonBody = `{"order_get_response": {
	"result":{"id":6800123456789,"price":"1280.50","paid":true,"created":"2024-11-30 23:59:01","nick":"张三丰zhang88","again":"张三丰zhang88",
	"status":"WAIT_SEND","features":"{\"mobile\":\"13812345678\",\"n\":[12345,null]}","tags":{"string":["quick","fragile"]},
	"secret_note":"call 13812345678","secret_number":987654,"secrets":{"nick":"lisi"}},
	"request_id":"abc123xyz"}}`

const xmlBody = `<?xml version="1.0" encoding="UTF-8"?>
<!-- from 10.1.2.3 --><order_get_response host="secret-host"><result><id>6800123456789</id><price>1280.50</price><created>2024-11-30 23:59:01</created>
<nick><![CDATA[张三丰 & zhang88]]></nick><again>张三丰 &amp; zhang88</again><tags list="true"><string>quick</string><string>fragile</string></tags><empty/><secret_note>call 13812345678</secret_note></result></order_get_response>`

func redact(t *testing.T, body string, r record.Redaction) string {
	t.Helper()
	out, err := record.Redact([]byte(body), r)
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

// Nothing of the values is left, whatever the dice say.
func TestNothingIsLeft(t *testing.T) {
	both := []string{"6800123456789", "1280.50", "2024-11-30 23:59:01", "13812345678", "quick", "fragile"}
	for body, originals := range map[string][]string{
		jsonBody: append([]string{"张三丰zhang88", "12345", "987654", "lisi", "abc123xyz", "mobile"}, both...),
		xmlBody:  append([]string{"张三丰 &amp; zhang88", "张三丰 & zhang88", "secret-host", "10.1.2.3"}, both...),
	} {
		for range 300 {
			got := redact(t, body, known)
			for _, v := range originals {
				if strings.Contains(got, v) {
					t.Fatalf("%s stands in\n%s", v, got)
				}
			}
		}
	}
}

// What stands for a value holds no other value of the body either: of 200 short ones, some
// would come about by chance.
func TestNoOtherValueComesAbout(t *testing.T) {
	var originals []string
	for n := range 200 {
		originals = append(originals, strconv.Itoa(100+n))
	}
	got := redact(t, `{"order_get_response":{"result":{"id":6800123456789,"tags":{"string":["`+strings.Join(originals, `","`)+`"]}}}}`, known)
	for _, v := range originals {
		if strings.Contains(got, v) {
			t.Fatalf("%s stands in\n%s", v, got)
		}
	}
}

// What evidence needs stays: names, types, lengths, decimals, the layout of dates,
// documented values, and which values are equal.
func TestFormStays(t *testing.T) {
	for _, body := range []string{jsonBody, xmlBody} {
		got := redact(t, body, known)
		var was, is order
		if err := top.Unmarshal([]byte(body), &was); err != nil {
			t.Fatal(err)
		}
		if err := top.Unmarshal([]byte(got), &is); err != nil {
			t.Fatalf("%v in\n%s", err, got)
		}
		r := is.Result
		if n := len(fmt.Sprint(r.ID)); n != 13 {
			t.Errorf("the id has %d digits: %d", n, r.ID)
		}
		if !regexp.MustCompile(`^[1-9]\d{3}\.\d\d$`).MatchString(r.Price.String()) {
			t.Errorf("the price is %s", r.Price)
		}
		if r.Created.IsZero() {
			t.Error("there is no date")
		}
		if len([]rune(r.Nick)) != len([]rune(was.Result.Nick)) || r.Nick != r.Again || !regexp.MustCompile(`^\p{Han}{3}`).MatchString(r.Nick) {
			t.Errorf("the nick %q became %q and %q", was.Result.Nick, r.Nick, r.Again)
		}
		if len(r.Tags) != 2 || len(r.Tags[0]) != 5 {
			t.Errorf("the tags are %q", r.Tags)
		}
		if body != jsonBody {
			if !strings.Contains(got, `<tags list="true">`) || !strings.Contains(got, "<secret_note>x</secret_note>") || !strings.Contains(got, "<empty/>") {
				t.Errorf("elements have changed:\n%s", got)
			}
			continue
		}
		if r.Status != "WAIT_SEND" || !r.Paid || len(is.RequestID) != 9 {
			t.Errorf("status %q, paid %v, request id %q", r.Status, r.Paid, is.RequestID)
		}
		var features struct{ N []any }
		if err := json.Unmarshal([]byte(regexp.MustCompile(`"\w":\[`).ReplaceAllString(r.Features, `"n":[`)), &features); err != nil || len(features.N) != 2 || features.N[1] != nil {
			t.Errorf("the JSON within a text is %s: %v", r.Features, err)
		}
		for _, want := range []string{`"secret_note":"x"`, `"secret_number":0`, `"secrets":{"nick":"x"}`} {
			if !strings.Contains(got, want) {
				t.Errorf("no %s in\n%s", want, got)
			}
		}
	}
}

// Every value alone: what it can become.
func TestForms(t *testing.T) {
	for text, want := range map[string]string{
		"5": `[1-9]`, "0": `0`, "007": `00[1-9]`, "-12.50": `-[1-9]\d\.\d\d`, "0.05": `0\.\d\d`, "1e5": `[1-9]e5`,
		"9223372036854775807": `[1-8]\d{18}`, "9999999999999999999": `99\d{17}`, "12345678901234567890123": `[1-9]\d{22}`,
		"20240131": `20\d{2}(0[1-9]|1[0-2])([01]\d|2[0-8])`, "20240131235959": `20\d{12}`, "202401312359": `20\d{2}(0[1-9]|1[0-2])([01]\d|2[0-8])([01]\d|2[0-3])[0-5]\d`, "2024-01-31": `20\d\d-\d\d-\d\d`,
		"2024-01-31T10:00:00.123Z": `20\d\d-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z`, "2024-01-31 10:00:00+08:00": `20\d\d-\d\d-\d\d \d\d:\d\d:\d\d\+08:00`,
		"09:30": `([01]\d|2[0-3]):[0-5]\d`, "23:59:59": `([01]\d|2[0-3]):[0-5]\d:[0-5]\d`,
		"20241399": `[1-9]\d{7}`, "1706659200000": `[1-9]\d{12}`, "true": `true`, "---": `\*\*\*`, "--": `--`, "***": `---`, " ": ` `,
		"https://a.com/x?y=1": `[a-z]{5}://[a-z]\.[a-z]{3}/[a-z]\?[a-z]=\d`, "Ab1中": `[A-Z][a-z]\d\p{Han}`, "é😀": `ä🙂`,
	} {
		body, _ := json.Marshal(map[string]string{"v": text})
		var got struct{ V string }
		if err := json.Unmarshal([]byte(redact(t, string(body), record.Redaction{})), &got); err != nil {
			t.Fatal(err)
		}
		if !regexp.MustCompile(`^` + want + `$`).MatchString(got.V) {
			t.Errorf("%q became %q, want %s", text, got.V, want)
		}
	}
}

// What is not known is masked, wherever in a body it stands, and whatever is called like it.
func TestMasked(t *testing.T) {
	named := func(name string) bool { return name == "error_response" || known.Known(name) }
	for body, want := range map[string]string{
		`{"order_get_response":{"error_response":{"code":987654}}}`:                 `\{"order_get_response":\{"error_response":\{"code":0\}\}\}`,
		`{"error_response":{"extra":{"code":987654}}}`:                              `\{"error_response":\{"extra":\{"code":0\}\}\}`,
		`{"order_get_response":{"other_response":{"nick":"lisi"}}}`:                 `\{"order_get_response":\{"other_response":\{"nick":"x"\}\}\}`,
		`{"order_get_response":{"secrets":{"status":"WAIT_SEND"}}}`:                 `\{"order_get_response":\{"secrets":\{"status":"x"\}\}\}`,
		`{"order_get_response":{"nick":"a<b"}}`:                                     `\{"order_get_response":\{"nick":"[a-z]<[a-z]"\}\}`,
		`<rsp><nick>zhang</nick></rsp>`:                                             `<rsp><nick>[a-z]{5}</nick></rsp>`,
		`<result><nick>a&#xD;b</nick></result>`:                                     `<result><nick>[a-z]&#xD;[a-z]</nick></result>`,
		`<result><secret list="true" host="h">a</secret><empty host="h"/></result>`: `<result><secret>x</secret><empty/></result>`,
		`<result><secret list="h">a</secret></result>`:                              `<result><secret>x</secret></result>`,
	} {
		got := redact(t, body, record.Redaction{Known: named, Documented: known.Documented})
		if !regexp.MustCompile(`^` + want + `$`).MatchString(got) {
			t.Errorf("%s became %s, want %s", body, got, want)
		}
	}
}

// No value becomes one that another of the body was, though most of their form are taken.
func TestNoOtherValue(t *testing.T) {
	var was []string
	for n := 500; n < 1000; n++ {
		was = append(was, fmt.Sprint(n))
	}
	body, _ := json.Marshal(map[string][]string{"tags": was})
	var is struct{ Tags []string }
	if err := json.Unmarshal([]byte(redact(t, string(body), record.Redaction{})), &is); err != nil {
		t.Fatal(err)
	}
	for _, text := range is.Tags {
		if slices.Contains(was, text) {
			t.Fatalf("%s stands among what was %s to %s", text, was[0], was[len(was)-1])
		}
	}
}

// Codes that a page lists stay in an error, and its texts do not.
func TestErrors(t *testing.T) {
	body := `{"error_response":{"code":15,"msg":"Remote service error","sub_code":"isv.invalid-parameter","sub_msg":"用户 13812345678 不存在","extra":"abcdef"}}`
	got := redact(t, body, record.Redaction{
		Known:      func(string) bool { return false },
		Documented: func(name, value string) bool { return value == "isv.invalid-parameter" || value == "15" },
	})
	var e *top.Error
	if err := top.Unmarshal([]byte(got), new(order)); !asError(err, &e) || e.Code != "15" || e.SubCode != "isv.invalid-parameter" || len(e.Msg) != len("Remote service error") {
		t.Errorf("the error is %+v in %s", e, got)
	}
	if strings.Contains(got, "13812345678") || !strings.Contains(got, `"extra":"x"`) {
		t.Errorf("the body is %s", got)
	}
}

// What no page knows is masked whole, also where it is called like a part of an error.
func TestUnknownNamedLikeErrors(t *testing.T) {
	body := `{"order_get_response":{"msg":"call 13812345678","result":{"code":987654,"message":"lisi"}}}`
	got := redact(t, body, known)
	if want := `{"order_get_response":{"msg":"x","result":{"code":0,"message":"x"}}}`; got != want {
		t.Errorf("%s became %s, want %s", body, got, want)
	}
}

func asError(err error, e **top.Error) (ok bool) { *e, ok = err.(*top.Error); return ok }

func TestRefused(t *testing.T) {
	for _, body := range []string{"", "hello", "[1]", `{"a":1`, `{"a":1} x`, "<a><b></a>", "<a>", "\xff{}", "{\"a\":\"\xff\"}", strings.Repeat(`{"a":`, 300) + "1" + strings.Repeat("}", 300)} {
		if out, err := record.Redact([]byte(body), record.Redaction{}); err == nil {
			t.Errorf("%q became %q", body, out)
		}
	}
}

// Decoding a documented response and its redaction gives the same shape: the same
// fields are set, lists have as many elements, texts as many characters.
func TestSameShape(t *testing.T) {
	var was, is pc.RefundDetailResponse
	if err := top.Unmarshal([]byte(pctest.RefundDetailResponse), &was); err != nil && !top.Partial(err) {
		t.Fatal(err)
	}
	if err := top.Unmarshal([]byte(redact(t, pctest.RefundDetailResponse, record.Redaction{})), &is); err != nil && !top.Partial(err) {
		t.Fatal(err)
	}
	if diff := cmp.Diff(shapeOf(reflect.ValueOf(was)), shapeOf(reflect.ValueOf(is))); diff != "" {
		t.Errorf("the shape differs (-body +redacted):\n%s", diff)
	}
}

func shapeOf(v reflect.Value) any {
	switch x := v.Interface().(type) {
	case top.Time:
		return x.IsZero()
	case top.Decimal:
		return len(x.String())
	case string:
		return len([]rune(x))
	case int64:
		return len(fmt.Sprint(x))
	}
	switch v.Kind() {
	case reflect.Slice:
		list := []any{}
		for i := range v.Len() {
			list = append(list, shapeOf(v.Index(i)))
		}
		return list
	case reflect.Struct:
		fields := make(map[string]any)
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				fields[v.Type().Field(i).Name] = shapeOf(v.Field(i))
			}
		}
		return fields
	}
	return v.Kind().String()
}

func FuzzRedact(f *testing.F) {
	f.Add(jsonBody)
	f.Add(xmlBody)
	f.Fuzz(func(t *testing.T, body string) {
		out, err := record.Redact([]byte(body), known)
		if err != nil {
			return
		}
		if again, err := record.Redact(out, known); err != nil {
			t.Errorf("%q became %q, which does not read: %v", body, again, err)
		}
		if record.Shape([]byte(body)) == "" {
			t.Error("a body has no shape")
		}
	})
}

// files returns the names of the files below a folder.
func files(t *testing.T, dir string) (names []string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(path string, d os.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			names = append(names, filepath.ToSlash(path[len(dir)+1:]))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return names
}

// Names that are data, signs that are no letters, and what XML has beside its elements are
// of the original, too.
func TestNothingOfNamesAndSignsIsLeft(t *testing.T) {
	for _, test := range []struct {
		body   string
		gone   []string
		stays  []string
		length bool // the body is as long as before
	}{
		{`{"r_response":{"result":{"13912345678":{"id":1},"张三":2,"zhang@mail.example":3,"order_781293810231231":4}}}`, []string{"13912345678", "张三", "zhang@mail", "order_781", "781293810231231"}, []string{`"r_response"`, `"result"`, `"id"`}, true},
		{`{"r_response":{"nick":"13912345678","tags":{"13912345678":{}}}}`, []string{"13912345678"}, []string{`"tags"`, `"nick"`}, true},
		{`<r_response><result><张三>5</张三><order_781293810231231 x="y"/></result></r_response>`, []string{"张三", "order_781", `x="y"`}, []string{"<r_response>", "</result>"}, false},
		{`<r_response><?note for zhang?><id>1</id></r_response>`, []string{"zhang", "<?"}, []string{"<id>"}, false},
		{`{"r_response":{"nick":"😀😀","again":"☎☎","status":"ää","price":"①②","features":"é̀"}}`, []string{"😀", "☎", "ää", "①②", "é̀"}, []string{`"nick"`}, false},
		{`{"r_response":{"nick":"🙂","again":"☆","status":"ä"}}`, []string{"🙂", "☆", `"ä"`}, nil, false},
	} {
		out := redact(t, test.body, known)
		for _, text := range test.gone {
			if strings.Contains(out, text) {
				t.Errorf("%q is left of %s:\n%s", text, test.body, out)
			}
		}
		for _, text := range test.stays {
			if !strings.Contains(out, text) {
				t.Errorf("%q is gone from %s:\n%s", text, test.body, out)
			}
		}
		if test.length && len(out) != len(test.body) {
			t.Errorf("%d bytes became %d: %s\n%s", len(test.body), len(out), test.body, out)
		}
		if _, err := record.Redact([]byte(out), known); err != nil {
			t.Errorf("what became of %s does not read: %v\n%s", test.body, err, out)
		}
	}
	out := redact(t, `{"r_response":{"nick":"13912345678","tags":{"13912345678":{}}}}`, known)
	if all := regexp.MustCompile(`\d{11}`).FindAllString(out, -1); len(all) != 2 || all[0] != all[1] {
		t.Errorf("a name and a value that were equal are no more: %s", out)
	}
}
