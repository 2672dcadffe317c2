package page

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Label is a label of the title: "需要授权", "￥免费" and so on.
type Label struct {
	Text
	Key string // how the JSON form calls it, such as "required"
}

// labelWords are the labels of the title that say who may call a method, and
// buttons that stand among them.
var labelWords = []string{
	"需要授权", "需要用户授权", "必须授权", "必须用户授权", "可选授权", "可选用户授权",
	"不需要授权", "不需授权", "不需要用户授权", "不需用户授权", "无需授权", "无需用户授权",
	"聚石塔内调用", "点击申请接口", "免费", "收费",
}

// splitLabels splits a line that has nothing but labels of the title. Copies of the
// site join them: "¥开放平台免费API必须用户授权". It reports false for other lines.
func splitLabels(line Text) (labels []Label, ok bool) {
	const longest = 10 // characters of a word before a colon that says what the labels are
	rest := line
	if n := strings.IndexAny(line.S, ":："); n > 0 && utf8.RuneCountInString(line.S[:n]) <= longest {
		_, size := utf8.DecodeRuneInString(line.S[n:])
		rest = line.Cut(n+size, len(line.S)).Trim()
	}
	for rest.S != "" {
		n := labelLength(rest.S)
		if n == 0 {
			return nil, false
		}
		labels = append(labels, Label{Text: rest.Cut(0, n)})
		rest = rest.Cut(n, len(rest.S)).Trim()
	}
	return labels, len(labels) > 0
}

// labelLength returns the length of the label that s begins with, 0 if it begins
// with none. One that names a price goes on up to white space or another label.
func labelLength(s string) int {
	longest := 0
	for _, w := range labelWords {
		if strings.HasPrefix(s, w) {
			longest = max(longest, len(w))
		}
	}
	if longest > 0 || !strings.HasPrefix(s, "￥") && !strings.HasPrefix(s, "¥") {
		return longest
	}
	end := len(s)
	if n := strings.IndexFunc(s, unicode.IsSpace); n >= 0 {
		end = n
	}
	for _, w := range labelWords {
		if n := strings.Index(s, w); n >= 0 && n < end && w != "免费" && w != "收费" {
			end = n
		}
	}
	return end
}
