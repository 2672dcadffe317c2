package emit

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/width"

	"github.com/topgen/topgen/internal/visible"
)

// commentWidth is the display width to which comments are wrapped; a Han
// character counts 2.
const commentWidth = 100

// clean returns page text for use in a comment: on one line, with everything
// that could make an editor or a compiler see something other than the reader
// (control and bidirectional characters, invisible ones, bytes that are no
// UTF-8) written out as \uXXXX.
func clean(text string) string {
	if isClean(text) {
		return text
	}
	var b strings.Builder
	space := false
	for i, w := 0, 0; i < len(text); i += w {
		var r rune
		r, w = utf8.DecodeRuneInString(text[i:])
		if unicode.IsSpace(r) {
			space = b.Len() > 0
			continue
		}
		if space {
			b.WriteByte(' ')
			space = false
		}
		switch {
		case r == utf8.RuneError && w == 1:
			fmt.Fprintf(&b, `\x%02x`, text[i])
		default:
			writeVisible(&b, r)
		}
	}
	return b.String()
}

// writeVisible writes a character or, where that could not be seen, its escape.
func writeVisible(b *strings.Builder, r rune) {
	switch {
	case visible.Rune(r):
		b.WriteRune(r)
	case r > 0xffff:
		fmt.Fprintf(b, `\U%08x`, r)
	default:
		fmt.Fprintf(b, `\u%04x`, r)
	}
}

// isClean reports whether clean would return text as it is.
func isClean(text string) bool {
	if strings.HasPrefix(text, " ") || strings.HasSuffix(text, " ") || strings.Contains(text, "  ") || !utf8.ValidString(text) {
		return false
	}
	return !strings.ContainsFunc(text, func(r rune) bool { return !visible.Rune(r) })
}

// wrap breaks text, cleaned, into lines of at most the given display width.
// Lines break at spaces and beside wide characters, but never before a closing
// mark or after an opening one; a longer word stays whole.
func wrap(text string, max int) []string {
	text = clean(text)
	var lines []string
	for text != "" {
		n := lineLength(text, max)
		lines = append(lines, strings.TrimRight(text[:n], " "))
		text = strings.TrimLeft(text[n:], " ")
	}
	return lines
}

// lineLength returns how many bytes of text go on a line of the given width.
func lineLength(text string, max int) int {
	used, lastBreak := 0, 0
	var previous rune
	for i, r := range text {
		if i > 0 && mayBreak(previous, r) {
			lastBreak = i
		}
		used += columns(r)
		if used > max && lastBreak > 0 {
			return lastBreak
		}
		previous = r
	}
	return len(text)
}

const (
	closingMarks = ",.;:!?)]}>%\"'，。；：！？）】》」』、”’…~"
	openingMarks = "([{<\"'（【《「『“‘#$@"
)

// mayBreak reports whether a line may end between a and b.
func mayBreak(a, b rune) bool {
	if a == ' ' {
		return true
	}
	if b == ' ' || columns(a) == 1 && columns(b) == 1 {
		return false
	}
	return !strings.ContainsRune(closingMarks, b) && !strings.ContainsRune(openingMarks, a)
}

// columns returns the display width of a printable character.
func columns(r rune) int {
	if r < 0x1100 {
		return 1
	}
	switch width.LookupRune(r).Kind() {
	case width.EastAsianWide, width.EastAsianFullwidth:
		return 2
	}
	return 1
}

// paragraphs returns the lines of page text as a doc comment shows it: a list
// of values that the text enumerates becomes a list, everything else wrapped.
func paragraphs(text string, max int) []string {
	intro, values := enumeration(clean(text))
	if len(values) == 0 {
		return wrap(text, max)
	}
	lines := wrap(intro, max)
	for _, v := range values {
		for i, l := range wrap(v, max-4) {
			if i == 0 {
				lines = append(lines, "  - "+l)
			} else {
				lines = append(lines, "    "+l)
			}
		}
	}
	return lines
}

// enumeration splits text such as "交易状态 1: 已付款, 2: 已发货, 3: 已完成" or
// "INIT:初始状态;DONE:完成;FAILED:失败" into what stands before the values and
// the values. Values are recognised by small numbers or words that differ, each
// at the start or after a separator, each followed by a meaning; fewer than
// three are no enumeration.
func enumeration(text string) (intro string, values []string) {
	starts := valueStarts(text)
	if len(starts) < 3 {
		return "", nil
	}
	for i, s := range starts {
		end := len(text)
		if i+1 < len(starts) {
			end = starts[i+1]
		}
		values = append(values, strings.TrimRight(text[s:end], " ,，;；、"))
	}
	return strings.TrimRight(text[:starts[0]], " "), values
}

// valueStarts returns the offsets at which the values of an enumeration begin,
// nil if a number or word comes twice: then they are something else.
func valueStarts(text string) []int {
	var starts []int
	seen := map[string]bool{}
	for i := 0; i < len(text); i++ {
		if !isWordByte(text[i]) || i > 0 && !isSeparated(text[:i]) {
			continue
		}
		end := i
		for end < len(text) && isWordByte(text[end]) {
			end++
		}
		if key := text[i:end]; isValue(key, text[end:]) {
			if seen[key] {
				return nil
			}
			seen[key] = true
			starts = append(starts, i)
		}
		i = end
	}
	return starts
}

// isValue reports whether a word is a value of an enumeration, which after
// explains: a number of up to three digits, or a word with a colon behind it.
func isValue(word, after string) bool {
	if strings.Trim(word, "0123456789") == "" {
		return len(word) <= 3 && hasMeaning(after)
	}
	r, w := utf8.DecodeRuneInString(after)
	meaning, _ := utf8.DecodeRuneInString(strings.TrimLeft(after[w:], " "))
	return strings.ContainsRune(":：", r) && unicode.Is(unicode.Han, meaning)
}

// isWordByte reports whether c can be part of a value's number or word.
func isWordByte(c byte) bool {
	return isDigit(c) || c == '_' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z'
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

// isSeparated reports whether a value may begin after before.
func isSeparated(before string) bool {
	r, _ := utf8.DecodeLastRuneInString(before)
	return strings.ContainsRune(" ,，;；、。:：(（", r)
}

// hasMeaning reports whether what follows a number explains it: a Han character,
// or one of ":", "-", "=" and then something.
func hasMeaning(after string) bool {
	r, w := utf8.DecodeRuneInString(after)
	if unicode.Is(unicode.Han, r) {
		return !strings.ContainsRune("年月日天个张件条次位元分秒时小页种级%", r)
	}
	if !strings.ContainsRune(":：-=—", r) {
		return false
	}
	next, _ := utf8.DecodeRuneInString(strings.TrimLeft(after[w:], " "))
	return unicode.IsLetter(next)
}
