package api

import (
	"regexp"
	"strconv"
	"strings"
	"sync"

	"github.com/topgen/topgen/internal/schema"
)

// pattern is a regular expression that is compiled when it is first asked: most pages
// have no list in pages.
type pattern struct {
	expr string
	once sync.Once
	re   *regexp.Regexp
}

// find returns the match in a text and its groups, nil if there is none.
func (p *pattern) find(text string) []string {
	p.once.Do(func() { p.re = regexp.MustCompile(p.expr) })
	return p.re.FindStringSubmatch(text)
}

func (p *pattern) in(text string) bool { return p.find(text) != nil }

// What the texts of parameters say of pages, in Chinese and English. A number stands
// by itself: 从10开始 does not say that the first page is 0.
var (
	firstIs0 = &pattern{expr: `(?i)(从|由|以)\s*(0|零)\s*(页)?\s*(开始|起|计)|(^|[^\d])0\s*开始|起始(页|值|下标)?(为|是|:|：)\s*0([^\d]|$)|(首页|第一页)(为|是|传|:|：|=)?\s*0([^\d]|$)|(^|[^\d])0\s*(为|是|代表|表示|:|：|-|=)\s*(首页|第一页|第1页)|默认(值)?(为|是|:|：|=)?\s*(0|零)([^\d]|$)|defaults?( value)?( is| to|:|=)?\s*0([^\d]|$)|(start(s|ing|ed)?|begin(s|ning)?|counts?)( (from|at|with))+ (0|zero)([^\d]|$)|(0|zero)[- ]based|first page( number)?( is|:|=)? ?(0|zero)([^\d]|$)`}
	firstIs1 = &pattern{expr: `(?i)(从|由|以)\s*(1|一)\s*(页)?\s*(开始|起|计)|(^|[^\d])1\s*开始|起始(页|值|下标)?(为|是|:|：)\s*1([^\d]|$)|(首页|第一页)(为|是|传|:|：|=)?\s*1([^\d]|$)|(^|[^\d])1\s*(为|是|代表|表示|:|：|-|=)\s*(首页|第一页)|默认(值)?(为|是|:|：|=)?\s*第?\s*(1|一)([^\d]|$)|defaults?( value)?( is| to|:|=)?\s*1([^\d]|$)|(start(s|ing|ed)?|begin(s|ning)?|counts?)( (from|at|with))+ (1|one)([^\d]|$)|(1|one)[- ]based|first page( number)?( is|:|=)? ?(1|one)([^\d]|$)|大于\s*(0|零)|>\s*0|(>=|≥|不小于|最小(值)?(为|是|:|：)?)\s*1([^\d]|$)`}
	// Of a number that is not one of a page, all items come.
	givesAll = &pattern{expr: `(?i)(<=|≤|小于等于|小于|<|=|为)\s*0[^。；;]*(全部|所有|\ball\b)`}

	pagesCounted = &pattern{expr: `(?i)页码|页数|第几页|当前页|第\s*n\s*页|page (number|no|index)`}
	rowsCounted  = &pattern{expr: `(?i)偏移|下标|起始(位置|值|行|记录|条)|开始(位置|行|记录|条|index)|第几(条|行|个)|第\s*\d+\s*(条|行|个)|跳过|\bskip|\brows?\b|\brecords?\b`}

	lastPageFirst = &pattern{expr: `(?i)倒序的?(方式)?(分页|翻页)|从后(往|向)前(的)?(翻页|分页|取|读)|从(最后一|末|尾)页(往|向|开始|取)|最后一页(往|向)(回|前)|from the last page|pag(e|ing) backwards`}

	answerTaken   = &pattern{expr: `(?i)原样(返回|传)|(上一?次|前次|前一次|上一页|前一页)[^。；;]*返回|returned by the (last|previous)`}
	cursorFirst0  = &pattern{expr: `(首次|第一次|初次|第一页|首页)[^，,。；;]{0,8}?(传|为|填|是)\s*"?0([^\d]|$)`}
	cursorLast    = &pattern{expr: `(-\d+)\s*(时|则|表示|代表|为|是|:|：)?[^，,。；;]{0,6}(结束|没有|最后|无|完)`}
	goesOn        = &pattern{expr: `(?i)(-?\d+)\s*(:|：|-|=|表示|为|是)?\s*(向后翻|往后翻|下一页|后一页|next)`}
	countsElse    = &pattern{expr: `(?i)总?页数|总页|多少页|共几页|本次|本页|当前页|当页|\bpages\b|(this|current) page`}
	defaultNumber = &pattern{expr: `(?i)(默认|缺省)(值)?(为|是|:|：|=)?\s*(\d{1,6})|default( value)?( is|:|=)?\s*()(\d{1,6})`}
)

// firstNumber returns the number of the first page, or row, that a parameter
// documents; -1 if it says nothing of it. It is in doubt if it contradicts itself.
func firstNumber(doc *schema.Field) (first int64, why string) {
	text := doc.Description
	is0, is1 := firstIs0.in(text), firstIs1.in(text)
	if givesAll.in(text) {
		is0 = false
	}
	l := doc.Constraints()
	switch strings.TrimSpace(l.Default) {
	case "0":
		is0 = true
	case "1":
		is1 = true
	}
	if n, err := l.MinValue.Int64(); err == nil && n == 1 {
		is1 = true
	}
	switch {
	case is0 && is1:
		return -1, "the page says both 0 and 1 of the first page"
	case is0:
		return 0, ""
	case is1:
		return 1, ""
	}
	return -1, ""
}

// documentedDefault returns how many items a page has if the parameter is left out; 0
// if it does not say.
func documentedDefault(doc *schema.Field) int64 {
	if n, err := strconv.ParseInt(strings.TrimSpace(doc.Constraints().Default), 10, 64); err == nil && n >= 0 {
		return n
	}
	if m := defaultNumber.find(doc.Description); m != nil {
		n, _ := strconv.ParseInt(m[4]+m[8], 10, 64) // of no group but digits
		return n
	}
	return 0
}

func countsPages(text string) bool         { return pagesCounted.in(text) }
func countsRows(text string) bool          { return rowsCounted.in(text) }
func takesAnswer(text string) bool         { return answerTaken.in(text) }
func countsSomethingElse(text string) bool { return countsElse.in(text) }

// fromLastPage reports whether a page demands that pages are read from the last one
// back. That the platform sorts by time, the latest first, is no such demand.
func fromLastPage(texts ...string) bool {
	return lastPageFirst.in(strings.Join(texts, "\n"))
}

// isCursorName reports whether a parameter of that name, squashed, takes what an
// answer gave, or something of its last item.
func isCursorName(name string) bool {
	for _, part := range strings.Fields("scroll cursor pagetoken nexttoken positionindex queryindex resultkey nextkey nextid") {
		if strings.Contains(name, part) {
			return true
		}
	}
	for _, first := range strings.Fields("start last max pre next") {
		if rest, ok := strings.CutPrefix(name, first); ok && (strings.HasSuffix(rest, "id") || rest == "key" || rest == "token") {
			return true
		}
	}
	return false
}

// firstCursor returns the cursor that a parameter documents for the first call, "" if
// it is left out then.
func firstCursor(text string) string {
	if cursorFirst0.in(text) {
		return "0"
	}
	return ""
}

// lastCursor returns the cursor that says that nothing follows, where a text does.
func lastCursor(texts ...string) string {
	if m := cursorLast.find(strings.Join(texts, "\n")); m != nil {
		return m[1]
	}
	return ""
}

// forwardValue returns the value of a parameter that goes on from a cursor.
func forwardValue(text string) string {
	if m := goesOn.find(text); m != nil {
		return m[1]
	}
	return ""
}
