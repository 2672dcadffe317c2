package parser

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/topgen/topgen/internal/page"
	"github.com/topgen/topgen/internal/testenv"
)

// BenchmarkParse reads and parses the five pages in docs.
func BenchmarkParse(b *testing.B) {
	files, err := filepath.Glob("../../docs/pages/*.txt")
	if err != nil || len(files) == 0 {
		b.Fatalf("no pages: %v", err)
	}
	var pages [][]byte
	size := 0
	for _, file := range files {
		src, err := os.ReadFile(file)
		if err != nil {
			b.Fatal(err)
		}
		pages = append(pages, src)
		size += len(src)
	}
	b.SetBytes(int64(size))
	b.ReportAllocs()
	for b.Loop() {
		for i, src := range pages {
			p, diags := page.Read(files[i], src)
			api, more := Parse(p)
			if api == nil {
				b.Fatal(append(diags, more...))
			}
		}
	}
}

// BenchmarkParseCorpus reads and parses text pages of the corpus.
func BenchmarkParseCorpus(b *testing.B) {
	files := testenv.Corpus(b, "txt")
	pages := make([][]byte, len(files))
	var err error
	size := 0
	for i, file := range files {
		if pages[i], err = os.ReadFile(file); err != nil {
			b.Fatal(err)
		}
		size += len(pages[i])
	}
	b.SetBytes(int64(size))
	b.ReportAllocs()
	for b.Loop() {
		for i, src := range pages {
			p, _ := page.Read(files[i], src)
			Parse(p)
		}
	}
}

// BenchmarkParseLarge shows that cost grows with the size of a page and not
// faster: each size is ten times the one before.
func BenchmarkParseLarge(b *testing.B) {
	for _, rows := range []int{1_000, 10_000, 100_000} {
		b.Run(fmt.Sprint(rows), func(b *testing.B) {
			src := []byte(largePage(rows))
			b.SetBytes(int64(len(src)))
			for b.Loop() {
				p, _ := page.Read("large.txt", src)
				Parse(p)
			}
		})
	}
}

// largePage returns a page with a response of so many rows, every tenth a
// struct, whose sample lacks a row in each.
func largePage(rows int) string {
	var table, xml strings.Builder
	for i := range rows {
		if i%10 == 0 {
			if i > 0 {
				fmt.Fprintf(&xml, "</s%d>\n", i-10)
			}
			fmt.Fprintf(&table, "  • s%d\n  • Struct\n  • 结构\n", i)
			fmt.Fprintf(&xml, "<s%d>", i)
			continue
		}
		fmt.Fprintf(&table, "  • └ field_%d\n  • String []\n  • 描述%d\n", i, i)
		if i%10 != 9 {
			fmt.Fprintf(&xml, "<field_%d></field_%d>", i, i)
		}
	}
	fmt.Fprintf(&xml, "</s%d>", (rows-1)/10*10)
	return "a.b (c)\n\n公共参数\n\n请求参数\n\n响应参数\n\n名称 类型 示例值 描述\nresult Result 结果\n" + table.String() +
		"\n请求示例\n\n响应示例\n\n<b_response><result>" + xml.String() + "</result></b_response>\n\n异常示例\n\n错误码解释\n\nFAQ\n"
}
