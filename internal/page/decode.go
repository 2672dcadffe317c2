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
func decode(file string, format Format, src []byte) (string, diag.List) {
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
	text := strings.TrimPrefix(string(src), byteOrderMark)
	if strings.Contains(text, "\r") && format != FormatJSON {
		text = strings.ReplaceAll(text, "\r\n", "\n")
		text = strings.ReplaceAll(text, "\r", "\n")
	}
	return text, nil
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
	head := src[:good]
	return diag.Position{
		File:   file,
		Line:   1 + bytes.Count(head, []byte("\n")),
		Column: 1 + utf8.RuneCount(head[bytes.LastIndexByte(head, '\n')+1:]),
	}
}
