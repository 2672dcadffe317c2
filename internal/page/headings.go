package page

import (
	"iter"
	"slices"
	"strings"
	"unicode/utf8"
)

// section is a part of a page, numbered in the order of every page seen.
type section int

const (
	sectionHeader section = iota
	sectionCommon
	sectionRequest
	sectionResponse
	sectionRequestSample
	sectionResponseSample
	sectionErrorSample
	sectionErrors
	sectionTail
)

var sectionNames = [...]string{
	"the header", "公共参数", "请求参数", "响应参数", "请求示例", "响应示例", "异常示例", "错误码解释", "the end",
}

func (s section) String() string { return sectionNames[s] }

// headings are the headings that begin a section, and the lines that only
// stand behind the last of them.
var headings = map[string]section{
	"公共参数":          sectionCommon,
	"请求地址":          sectionCommon, // below 公共参数, which a copy can lack
	"公共请求参数":        sectionCommon,
	"公共响应参数":        sectionCommon,
	"请求参数":          sectionRequest,
	"响应参数":          sectionResponse,
	"返回参数":          sectionResponse,
	"返回结果":          sectionResponse,
	"请求示例":          sectionRequestSample,
	"响应示例":          sectionResponseSample,
	"返回示例":          sectionResponseSample,
	"异常示例":          sectionErrorSample,
	"验签示例":          sectionErrorSample, // Qimen
	"错误码解释":         sectionErrors,
	"错误码":           sectionErrors,
	"API工具":         sectionTail,
	"如何获得此API":      sectionTail,
	"FAQ":           sectionTail,
	"返回":            sectionTail,
	"返回 顶部":         sectionTail,
	"关于此文档暂时还没有FAQ": sectionTail,
}

// messageHeadings are those of a page that documents a message. Its fields stand where
// an API has its response.
var messageHeadings = map[string]section{
	"消息产生条件":        sectionCommon,
	"消息属性":          sectionResponse,
	"消息示例":          sectionResponseSample,
	"消息工具":          sectionTail,
	"SDK下载":         sectionTail,
	"使用文档":          sectionTail,
	"消息运维工具":        sectionTail,
	"如何获得此消息":       sectionTail,
	"FAQ":           sectionTail,
	"返回":            sectionTail,
	"返回 顶部":         sectionTail,
	"顶部":            sectionTail,
	"关于此文档暂时还没有FAQ": sectionTail,
}

// messageHeadingOf is headingOf for the page of a message.
func messageHeadingOf(line string, now section) (section, bool) {
	next, ok := messageHeadings[bareHeading(line)]
	if !ok || next <= now || next == sectionTail && now < sectionResponseSample {
		return 0, false
	}
	return next, true
}

// bareHeading takes off a heading what people and programs put around it.
func bareHeading(line string) string {
	line = strings.TrimLeft(line, "#•* \t")
	return strings.TrimRight(line, ":：* \t")
}

// isMessage reports whether a text has the headings of a page that documents a message,
// and none of a page of an API.
func isMessage(lines iter.Seq[string]) bool {
	found := false
	for line := range lines {
		line = strings.TrimSpace(line)
		switch headings[strings.TrimRight(line, ":：")] {
		case sectionRequest, sectionResponse:
			return false
		}
		switch messageHeadings[bareHeading(line)] {
		case sectionCommon, sectionResponse, sectionResponseSample:
			found = true
		}
	}
	return found
}

// headingOf returns the section that a line begins, if the page stands at
// section now. Sections have a fixed order; what looks like a heading out of
// order is text.
func headingOf(line string, now section) (section, bool) {
	next, ok := headings[strings.TrimRight(line, ":：")]
	if !ok || next <= now || next == sectionTail && now < sectionResponseSample {
		return 0, false
	}
	return next, true
}

// codeColumn has the words of the first column of the error table.
var codeColumn = []string{"错误码"}

// isTableHeader reports whether words are the header of a table of parameters.
func isTableHeader(words []string) bool {
	return len(words) > 1 && columnWords[words[0]] == columnName && columnWords[words[1]] == columnType
}

// isErrorHeader reports whether words are the header of the error table, or
// what is left of it at the end of a page.
func isErrorHeader(words []string) bool {
	return len(words) > 0 && slices.Contains(codeColumn, words[0])
}

// ParseTitle splits "method (title)"; the title may hold brackets itself. It
// is false where the line does not begin with a method name and go on with a
// bracket or end.
func ParseTitle(line string) (method, title string, ok bool) { return parseTitle(line, IsMethod) }

// parseTitle is ParseTitle for names of any kind.
func parseTitle(line string, isName func(string) bool) (name, title string, ok bool) {
	line = strings.TrimSpace(line)
	i := strings.IndexAny(line, " \t(（")
	if i < 0 {
		return line, "", isName(line)
	}
	name = line[:i]
	rest := strings.TrimSpace(line[i:])
	if inner, found := cutBrackets(rest); found {
		return name, inner, isName(name)
	}
	return "", "", false
}

// cutBrackets returns what stands in the brackets with which a text begins; the last
// one may be missing.
func cutBrackets(s string) (inner string, ok bool) {
	for _, pair := range [][2]string{{"(", ")"}, {"（", "）"}} {
		if inner, found := strings.CutPrefix(s, pair[0]); found {
			return strings.TrimSpace(strings.TrimSuffix(inner, pair[1])), true
		}
	}
	return "", false
}

// IsTopic reports whether s can be the topic of a message: three parts or more of
// ASCII letters and digits between "_", the first of which begins with a letter.
func IsTopic(s string) bool {
	if s == "" || !isLetter(s[0]) || strings.Contains(s, "__") || strings.HasSuffix(s, "_") {
		return false
	}
	for i := 0; i < len(s); i++ {
		if !isLetter(s[i]) && !isDigit(s[i]) && s[i] != '_' {
			return false
		}
	}
	return strings.Count(s, "_") >= 2
}

// Noun returns what a name is that a page is about: a method, or a topic.
func Noun(name string) string {
	if IsTopic(name) {
		return "topic"
	}
	return "method"
}

// IsMethod reports whether s can be the name of a method: at least two parts
// between dots, of ASCII letters, digits, "_" and "-", the first of which
// begins with a letter.
func IsMethod(s string) bool {
	parts := 0
	for part := range strings.SplitSeq(s, ".") {
		parts++
		for i := 0; i < len(part); i++ {
			c := part[i]
			if !isLetter(c) && (parts == 1 && i == 0 || !isDigit(c) && c != '_' && c != '-') {
				return false
			}
		}
		if part == "" {
			return false
		}
	}
	return parts > 1
}

func isLetter(c byte) bool { return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' }

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

// ParseLimit reads "默认值:1". A colon of full width counts only where wide
// says so: in a description it is prose.
func ParseLimit(t Text, wide bool) (Limit, bool) {
	i := strings.IndexAny(t.S, ":：")
	if i < 0 || t.S[i] != ':' && !wide {
		return Limit{}, false
	}
	label := t.Cut(0, i).Trim()
	if IsLimitLabel(label.S) {
		_, size := utf8.DecodeRuneInString(t.S[i:])
		return Limit{Label: label, Value: t.Cut(i+size, len(t.S)).Trim()}, true
	}
	return Limit{}, false
}

// IsLimitLabel reports whether s is the label of a limit.
func IsLimitLabel(s string) bool {
	switch s {
	case LabelDefault, LabelMaxLength, LabelMaxListSize, LabelMinValue, LabelMaxValue, LabelFileTypes:
		return true
	}
	return false
}
