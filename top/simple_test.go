package top

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

// simpleResponse has a field of every kind that simple.go reads, and of some others.
type simpleResponse struct {
	Name      string       `json:"name"`
	Count     int64        `json:"count"`
	Done      bool         `json:"done"`
	Fee       Decimal      `json:"fee"`
	At        Time         `json:"at"`
	Ext       RawJSON      `json:"ext"`
	Items     []simpleItem `json:"items" top:"element=item"`
	Tags      []string     `json:"tags" top:"element=string"`
	Object    simpleItem   `json:"object"`
	RequestID string       `json:"request_id" top:"root=simple_get_response"`
}

type simpleItem struct {
	ID    int64   `json:"id"`
	Title string  `json:"title"`
	Price Decimal `json:"price"`
	On    bool    `json:"on"`
	Since Time    `json:"since" top:"zone=UTC"`
}

// withoutSimple returns a copy of a plan by which nothing is read by simple.go.
func withoutSimple(p *plan) *plan {
	c := *p
	c.fields = slices.Clone(p.fields)
	for i := range c.fields {
		f := &c.fields[i]
		f.simple = false
		if f.object != nil {
			f.object = withoutSimple(f.object)
		}
		if &p.fields[i] == p.requestID {
			c.requestID = f
		}
	}
	return &c
}

// simpleValues are what values of all kinds may be written as, in JSON.
var simpleValues = []string{
	`"x"`, `"闲鱼验货宝"`, `"\u95f2\u9c7c\n"`, `"a\"b"`, `"\`, `"\u12`, `"\ud83d\ude00\ud83d"`, "\"\\\xff\"", "\"\xe4\xb8\"", "\"\xed\xa0\x80 eight\"", "\"\xe0\x80\x80 eight\"",
	`"한국어 글자 모음"`, `"` + "\u3000" + `"`, `"` + "\u3000" + `x"`, `"\u3000"`, `" x "`, `""`, `" "`, "\"a\tb\"", `"` + strings.Repeat("长", 500) + `"`,
	`1`, `0`, `-1`, `-0`, `"0"`, `"7"`, `" 7 "`, `+7`, `12345678`, `123456789012345678`, `9223372036854775807`, `9223372036854775808`, `-9223372036854775808`, `99999999999999999999`,
	`0000000000000000000000001`, `1234567:`, `1234567?`, `12345678/`, `1.5`, `"1.5"`, `1e3`, `1x`, `-`, `true`, `false`, `"true"`, `"0"`, `TRUE`, `truex`, `null`, `undefined`,
	`"2026-11-22 14:39:05"`, `"2026-11-22"`, `"2026-02-30"`, `"0001-01-01 08:00:00"`, `1606000000000`, `"1606000000"`, `{}`, `[]`, `{"a":[1]}`, `["a",1]`,
}

// simpleBody returns a body with random values in the fields of a response, the
// documented ones more often than not, now and then with a byte changed.
func simpleBody(r *rand.Rand, isXML bool) string {
	value := func() string {
		v := simpleValues[r.IntN(len(simpleValues))]
		if !isXML {
			return v
		}
		return []string{strings.Trim(v, `"`), "a&lt;b", "a\r\nb", "<![CDATA[x]]>", "a<!-- c -->b", "<x/>", "中&#x20;"}[max(0, r.IntN(20)-13)]
	}
	member := func(name, value string) string {
		switch {
		case !isXML:
			return fmt.Sprintf(`%s"%s":%s,`, []string{"", " "}[r.IntN(20)/19], name, value)
		case r.IntN(20) == 0:
			return "<" + name + "/>" + []string{"", "x</" + name + ">"}[r.IntN(4)/3]
		}
		return fmt.Sprintf(`<%s>%s</%[1]s>`, name, value)
	}
	object := func(names ...string) string {
		b := ""
		for _, name := range names {
			for range 1 + r.IntN(12)/11 - r.IntN(8)/7 {
				b += member(name, value())
			}
		}
		if isXML {
			return b
		}
		return "{" + strings.TrimSuffix(b, ",") + "}"
	}
	body := object("name", "count", "done", "fee", "at", "ext", "tags")
	item := object("id", "title", "price", "on", "since", "unknown")
	if isXML {
		body = "<simple_get_response>" + body + member("object", item) + member("items", member("item", item)) + "<request_id>r1</request_id></simple_get_response>"
	} else {
		body = strings.TrimSuffix(body, "}") + `,"object":` + item + `,"items":[` + item + `,` + item + `],"request_id":"r1"}`
	}
	if r.IntN(4) == 0 {
		i := r.IntN(len(body))
		body = body[:i] + []string{"", `"`, `\`, "<", "&", ",", "\xff", "1", "}"}[r.IntN(9)] + body[i+1:]
	}
	return body
}

// TestSimple decodes bodies with simple.go and without: it makes no difference, neither
// in what comes out nor in what is found wrong, where, and what has no field.
func TestSimple(t *testing.T) {
	p, err := planFor(reflect.TypeFor[simpleResponse]())
	if err != nil {
		t.Fatal(err)
	}
	slow := withoutSimple(p)
	decode := func(body string, p *plan) string {
		resp := new(simpleResponse)
		r := decodeBody(body, p, slotOf(reflect.ValueOf(resp).Elem()), p.root, wanted{unknown: true, sent: whatCame})
		text := fmt.Sprintf("%+q\n%q %v", fmt.Sprintf("%+v", *resp), r.unknown, r.err())
		for _, field := range []any{&resp.Name, &resp.Count, &resp.Done, &resp.Fee, &resp.At, &resp.Object.ID, &resp.Object.On, &resp.Object.Since} {
			text += fmt.Sprint(" ", r.sent.Known() && r.sent.Has(field))
		}
		if r.decErr != nil {
			text += fmt.Sprintf(" %q %q", r.decErr.Faults, r.decErr.RequestID)
		}
		return text
	}
	r := rand.New(rand.NewPCG(16, 1))
	for n := range 6000 {
		body := simpleBody(r, n%2 == 1)
		if got, want := decode(body, p), decode(body, slow); got != want {
			t.Fatalf("body %d, %q\nbecomes\n%s\nand without simple.go\n%s", n, body, got, want)
		}
	}
}

// TestUTF8 compares with package utf8, at the edges of what three bytes can hold,
// whatever is behind the text.
func TestUTF8(t *testing.T) {
	pieces := []string{"a", "12345678", "中", "\u0800", "\ud7ff", "\uffff", "é", "😀", "\xe0\x9f\xbf", "\xed\xa0\x80", "\xe4\xb8", "\xe4", "\xb8", "\xff", "\xe4a\x80", "\xe4\x80a"}
	r := rand.New(rand.NewPCG(16, 2))
	for range 40_000 {
		some := func() (text string) {
			for range r.IntN(6) {
				text += pieces[r.IntN(len(pieces))]
			}
			return text
		}
		text, behind := some(), some()
		if got, want := isUTF8(text+behind, len(text)), utf8.ValidString(text); got != want {
			t.Fatalf("isUTF8(%q) before %q = %v, want %v", text, behind, got, want)
		}
	}
	for c := rune(0); c <= utf8.MaxRune; c++ {
		if isPlain(string(c)) && unicode.IsSpace(c) {
			t.Errorf("isPlain says of %U that it is no white space", c)
		}
	}
}

// TestEscapes reads strings with escapes in them, whatever stands beside these.
func TestEscapes(t *testing.T) {
	long := strings.Repeat(`\u957f`, 2000)
	for source, want := range map[string]struct{ text, problem string }{
		`\u95f2\u9C7C\u00e9\u0041`:         {"闲鱼éA", ""},
		`a\n\t\r\b\f\"\\\/\qz`:             {"a\n\t\r\b\f\"\\/qz", ""},
		`中\u4e2d文`:                         {"中中文", ""},
		`\ud83d\ude00`:                     {"😀", ""},
		`\ud83dx`:                          {"\ufffdx", "half of a surrogate pair"},
		`\ud83d\u4e2d`:                     {"\ufffd中", "half of a surrogate pair"},
		`\u12`:                             {"u12", ""},
		`\u12g4\u4e2d`:                     {"u12g4中", ""},
		`\中`:                               {"中", ""},
		"\\\xff":                           {"\ufffd", "no valid UTF-8"},
		"\\u4e2d\xe4\xb8":                  {"中\ufffd", "no valid UTF-8"},
		"\xe4\\u4e2d":                      {"\ufffd中", "no valid UTF-8"},
		long:                               {strings.Repeat("长", 2000), ""},
		strings.Repeat("x", 90) + `\u4e2d`: {strings.Repeat("x", 90) + "中", ""},
	} {
		resp := new(simpleResponse)
		err := Unmarshal([]byte(`{"tags":["`+source+`","`+source+`"],"name":"`+source+`","request_id":"r1"}`), resp)
		for _, got := range []string{resp.Name, resp.Tags[0], resp.Tags[1]} {
			if got != want.text {
				t.Errorf("%.40q becomes %.40q, want %.40q", source, got, want.text)
			}
		}
		if (err == nil) != (want.problem == "") || err != nil && !strings.Contains(err.Error(), want.problem) {
			t.Errorf("%.40q: error %v, want one about %q", source, err, want.problem)
		}
	}
}

// BenchmarkSimple tells what simple.go brings: the same bodies are decoded with it and
// without.
func BenchmarkSimple(b *testing.B) {
	p, err := planFor(reflect.TypeFor[simpleResponse]())
	if err != nil {
		b.Fatal(err)
	}
	item := `{"id":4694123551994757272,"title":"闲鱼验货宝 示例店铺","price":"200.07","on":true,"since":"2026-11-22 14:39:05"}`
	list := strings.Repeat(item+",", 50)
	bodies := map[string]string{
		"JSON": `{"items":[` + list + item + `],"request_id":"r1"}`,
		"XML": "<r><items>" + strings.Repeat("<item><id>4694123551994757272</id><title>闲鱼验货宝 示例店铺</title><price>200.07</price><on>true</on><since>2026-11-22 14:39:05</since></item>", 51) +
			"</items><request_id>r1</request_id></r>",
	}
	for form, body := range bodies {
		for name, p := range map[string]*plan{"with": p, "without": withoutSimple(p)} {
			b.Run(form+"/"+name, func(b *testing.B) {
				b.SetBytes(int64(len(body)))
				for b.Loop() {
					if err := decodeBody(body, p, slotOf(reflect.ValueOf(new(simpleResponse)).Elem()), p.root, wanted{}).err(); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}

// TestAllocations: decoding takes what it makes, the texts of the response, and nothing
// for itself. A decoder that something could keep would be allocated for each body.
func TestAllocations(t *testing.T) {
	for _, body := range []string{`{"name":"a","count":1}`, `<r><name>a</name><count>1</count></r>`} {
		resp, src := new(simpleResponse), []byte(body)
		allocs := testing.AllocsPerRun(100, func() {
			if err := Unmarshal(src, resp); err != nil {
				t.Fatal(err)
			}
		})
		if allocs > 1 {
			t.Errorf("%s: %v allocations, want 1, for the text", body, allocs)
		}
	}
}
