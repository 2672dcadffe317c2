package hostile_test

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/topgen/topgen/internal/diag"
	"github.com/topgen/topgen/internal/load"
	"github.com/topgen/topgen/internal/source"
)

// big pages, of about n bytes. Each would be dear to a reader that goes over
// its input more than once for each part of it.
var big = map[string]struct {
	file string
	make func(n int) string
}{
	"one line":         {"a.txt", func(n int) string { return slotPage{"description": strings.Repeat("字", n/3)}.text() }},
	"empty lines":      {"a.txt", func(n int) string { return slotPage{"description": strings.Repeat("\n", n)}.text() }},
	"request rows":     {"a.txt", func(n int) string { return rowsText(n, "") }},
	"equal rows":       {"a.txt", func(n int) string { return strings.ReplaceAll(rowsText(n, "same"), "same", "f") }},
	"bullets":          {"a.txt", func(n int) string { return slotPage{"description": strings.Repeat("  • └ x\n", n/12)}.text() }},
	"error rows":       {"a.txt", func(n int) string { return slotPage{"error solution": times(n/16, "x\nisv.e%d m s")}.text() }},
	"java calls":       {"a.txt", func(n int) string { return slotPage{"java line": times(n/24, "req.setX%d(\"v\");\n")}.text() }},
	"java quotes":      {"a.txt", func(n int) string { return slotPage{"java line": strings.Repeat(`"`, n)}.text() }},
	"sample elements":  {"a.txt", func(n int) string { return slotPage{"xml extra": times(n/24, "<x%d>1</x%[1]d>\n")}.text() }},
	"sample deep":      {"a.txt", func(n int) string { return slotPage{"xml extra": strings.Repeat("<a>", n/3)}.text() }},
	"sample end tags":  {"a.txt", func(n int) string { return slotPage{"xml extra": strings.Repeat("</a>", n/4)}.text() }},
	"sample half tags": {"a.txt", func(n int) string { return slotPage{"xml extra": strings.Repeat("<a ", n/3)}.text() }},
	"sample quotes":    {"a.txt", func(n int) string { return slotPage{"xml extra": strings.Repeat(`<a b="`, n/6)}.text() }},
	"sample entities":  {"a.txt", func(n int) string { return slotPage{"xml extra": strings.Repeat("&a", n/2)}.text() }},
	"entity bomb":      {"a.txt", func(n int) string { return slotPage{"xml extra": entityBomb(n)}.text() }},
	"HTML deep":        {"a.html", func(n int) string { return slotPage{"description": strings.Repeat("<div>", n/5)}.html(strings.Clone) }},
	"HTML formatting": {"a.html", func(n int) string {
		return slotPage{"description": strings.Repeat("<b><i><a>", n/9)}.html(strings.Clone)
	}},
	"HTML misnested": {"a.html", func(n int) string {
		return slotPage{"description": strings.Repeat("<b><p></b>", n/10)}.html(strings.Clone)
	}},
	"HTML foster": {"a.html", func(n int) string {
		return slotPage{"description": strings.Repeat("<table><a>", n/10)}.html(strings.Clone)
	}},
	"HTML attributes": {"a.html", func(n int) string {
		return slotPage{"description": "<p " + times(n/8, "a%d=1 ") + ">"}.html(strings.Clone)
	}},
	"HTML rows":      {"a.html", func(n int) string { return slotPage{"title": times(n/12, "<tr><td>%d")}.html(strings.Clone) }},
	"HTML half tags": {"a.html", func(n int) string { return slotPage{"description": strings.Repeat("<", n)}.html(strings.Clone) }},
	"HTML comments":  {"a.html", func(n int) string { return slotPage{"description": strings.Repeat("<!--", n/4)}.html(strings.Clone) }},
	"HTML entities":  {"a.html", func(n int) string { return slotPage{"description": strings.Repeat("&amp", n/4)}.html(strings.Clone) }},
	"JSON deep":      {"a.json", func(n int) string { return strings.Repeat("[", n) }},
	"JSON objects":   {"a.json", func(n int) string { return strings.Repeat(`{"a":`, n/5) }},
	"JSON members":   {"a.json", func(n int) string { return "{" + times(n/10, `"a%d":1,`) + `"name":"taobao.x.y.get"}` }},
	"JSON rows": {"a.json", func(n int) string {
		return `{"name":"taobao.x.y.get","requestParams":[` + times(n/28, `{"name":"a%d","type":"X"},`) + `{}]}`
	}},
	"JSON fields deep": {"a.json", func(n int) string {
		return `{"name":"taobao.x.y.get","responseParams":` + strings.Repeat(`[{"name":"a","type":"A","subParams":`, n/36)
	}},
	"JSON description": {"a.json", func(n int) string { return slotPage{"description": strings.Repeat("<b>&lt;", n/7)}.json() }},
	"JSON string":      {"a.json", func(n int) string { return slotPage{"description": strings.Repeat(`\`, n/2)}.json() }},
}

// times repeats a format n times, with the numbers from 0 on.
func times(n int, format string) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, format, i)
	}
	return b.String()
}

// rowsText is a page with as many request rows as fit in n bytes.
func rowsText(n int, name string) string {
	format := "f%d String 可选 x 字\n"
	if name != "" {
		format = name + " String 可选 x %d\n"
	}
	page := slotPage{}.text()
	at := strings.Index(page, "item_id Number")
	return page[:at] + times(n/28, format) + page[at:]
}

// entityBomb declares entities that would take ten to the power of n bytes.
func entityBomb(n int) string {
	return "<!DOCTYPE x [<!ENTITY a0 \"aaaaaaaaaa\">" + times(n/70, "<!ENTITY b%d \"&a0;&a0;&a0;&a0;&a0;&a0;&a0;&a0;&a0;&a0;\">\n") + "]><x>&b9;</x>"
}

// cost is what it takes to compile a page; the time is that of the processor.
type cost struct {
	bytes uint64
	time  time.Duration
}

func measure(file, text string) cost {
	var before, after runtime.MemStats
	src := []byte(text)
	runtime.GC()
	runtime.ReadMemStats(&before)
	began := spent()
	compile(file, src)
	took := spent() - began
	runtime.ReadMemStats(&after)
	return cost{after.TotalAlloc - before.TotalAlloc, took}
}

var size = flag.Int("size", 32<<10, "bytes of the smaller pages of TestSize")

// TestSize: four times the page takes about four times the memory. What is
// allocated is the same on every run, so it is held tightly; the time is in the
// log, since no test fails on time here (BenchmarkSize gives its ratio).
func TestSize(t *testing.T) {
	small := *size
	for name, b := range big {
		t.Run(name, func(t *testing.T) {
			one, four := b.make(small), b.make(4*small)
			if min(len(one), len(four)/4) < small/3 {
				t.Fatalf("pages of %d and %d bytes, want about %d and %d", len(one), len(four), small, 4*small)
			}
			measure(b.file, one) // what is done once for all pages
			c1, c4 := measure(b.file, one), measure(b.file, four)
			t.Logf("%7d bytes: %8d KiB in %v; %8d bytes: %8d KiB in %v: %.1f times", len(one), c1.bytes>>10, c1.time.Round(time.Millisecond),
				len(four), c4.bytes>>10, c4.time.Round(time.Millisecond), float64(c4.time)/max(1, float64(c1.time)))
			const slack = 4 << 20
			if c4.bytes > 6*c1.bytes+slack {
				t.Errorf("4 times the page takes %.1f times the memory", float64(c4.bytes)/float64(c1.bytes))
			}
		})
	}
}

// BenchmarkSize measures how many times the time of a page four times the page
// takes, for each kind of big page: about 4 is right, 16 would be a square.
func BenchmarkSize(b *testing.B) {
	for name, kind := range big {
		b.Run(name, func(b *testing.B) {
			one, four := kind.make(*size), kind.make(4**size)
			var t1, t4 time.Duration
			for b.Loop() {
				t1 += measure(kind.file, one).time
				t4 += measure(kind.file, four).time
			}
			b.ReportMetric(float64(t4)/float64(t1), "times")
		})
	}
}

// TestTooLarge: a page of 100 MB is refused by its size, without being read.
func TestTooLarge(t *testing.T) {
	name := filepath.Join(t.TempDir(), "big.txt")
	f, err := os.Create(name)
	must(t, err)
	must(t, f.Truncate(100<<20))
	must(t, f.Close())
	files, err := source.Find([]string{name}, nil)
	must(t, err)
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	p := load.One(files[0])
	runtime.ReadMemStats(&after)
	if len(p.Diags) != 1 || !strings.Contains(p.Diags[0].Message, "32 MiB") {
		t.Errorf("%v, want an error that names the limit", p.Diags)
	}
	if n := after.TotalAlloc - before.TotalAlloc; n > 1<<20 {
		t.Errorf("%d bytes were allocated for a page that is refused", n)
	}
}

// TestDeep: what is nested 10,000 deep is refused or cut, with the limit in
// the message.
func TestDeep(t *testing.T) {
	const depth = 10_000
	inJSON := func(member, value string) string {
		page := slotPage{}.json()
		var doc map[string]json.RawMessage
		must(t, json.Unmarshal([]byte(page), &doc))
		doc[member] = json.RawMessage(value)
		out, err := json.Marshal(doc)
		must(t, err)
		return string(out)
	}
	quoted := func(text string) string {
		out, err := json.Marshal(text)
		must(t, err)
		return string(out)
	}
	for name, page := range map[string]struct{ file, text, limit string }{
		"JSON":               {"a.json", strings.Repeat(`{"a":`, depth) + "1" + strings.Repeat("}", depth), "200 deep"},
		"JSON fields":        {"a.json", `{"name":"taobao.x.y.get","responseParams":` + strings.Repeat(`[{"name":"a","type":"A","subParams":`, depth) + "[]" + strings.Repeat("}]", depth) + "}", "200 deep"},
		"fields":             {"a.json", inJSON("responseParams", strings.Repeat(`[{"name":"a","type":"A","subParams":`, 90)+"[]"+strings.Repeat("}]", 90)), "50 deep"},
		"HTML":               {"a.html", slotPage{"description": strings.Repeat("<div>", depth)}.html(strings.Clone), "512 elements deep"},
		"XML sample":         {"a.txt", slotPage{"xml extra": strings.Repeat("<a>", depth) + strings.Repeat("</a>", depth)}.text(), "200 deep"},
		"XML sample, open":   {"a.json", inJSON("rspSampleXml", quoted(strings.Repeat("<a>", depth))), "200 deep"},
		"JSON sample":        {"a.json", inJSON("rspSampleJson", quoted(strings.Repeat(`{"a":`, depth)+"1"+strings.Repeat("}", depth))), "200 deep"},
		"JSON sample, lists": {"a.json", inJSON("rspSampleJson", quoted(strings.Repeat("[", depth))), "200 deep"},
	} {
		_, u, diags := compile(page.file, []byte(page.text))
		if !slices.ContainsFunc(diags, func(d diag.Diagnostic) bool { return d.Code == diag.TooDeep && strings.Contains(d.Message, page.limit) }) {
			t.Errorf("%s: accepted %t, %.300v; want a too-deep diagnostic with the limit, %s", name, u != nil, diags, page.limit)
		}
	}
}
