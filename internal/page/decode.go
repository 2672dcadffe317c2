package page

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"

	"github.com/topgen/topgen/internal/diag"
)

const byteOrderMark = "\ufeff"

// decode returns a page's text as UTF-8 with "\n" at the end of each line. Old
// pages are in GBK (of which GB 18030 is the superset that is used today).
// Lines and columns are those of the file.
func decode(file string, src []byte) (string, diag.List) {
	if !utf8.Valid(src) {
		converted, err := simplifiedchinese.GB18030.NewDecoder().Bytes(src)
		if err != nil || bytes.ContainsRune(converted, utf8.RuneError) {
			return "", diag.List{{
				Code: diag.Unreadable, Severity: diag.Error, Pos: badByte(file, src),
				Message: "the page is neither UTF-8 nor GBK",
				Hint:    "save the page as UTF-8",
			}}
		}
		src = converted
	}
	return lineFeeds(strings.TrimPrefix(string(src), byteOrderMark)), nil
}

// lineFeeds makes every line end "\n": so a page gives the same whatever system
// it went through.
func lineFeeds(text string) string {
	if !strings.Contains(text, "\r") {
		return text
	}
	return strings.ReplaceAll(strings.ReplaceAll(text, "\r\n", "\n"), "\r", "\n")
}

// badByte returns the place of the first byte that is no UTF-8.
func badByte(file string, src []byte) diag.Position {
	good := 0
	for good < len(src) {
		r, size := utf8.DecodeRune(src[good:])
		if r == utf8.RuneError && size == 1 {
			break
		}
		good += size
	}
	line, column := advance(1, 1, lineFeeds(strings.TrimPrefix(string(src[:good]), byteOrderMark)))
	return diag.Position{File: file, Line: line, Column: column}
}
