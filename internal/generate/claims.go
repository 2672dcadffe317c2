package generate

import (
	"strconv"
	"strings"

	"github.com/topgen/topgen/internal/emit"
)

// claims are the claims of a unit in one string. There are some thirty a page,
// and they are needed only when a page of the package has changed: as a string
// they cost a warm run next to nothing. What a claim is and its line stand where they
// are not those of the claim before.
type claims string

// The marks that part the fields of a claim, and the claims. Neither can be in
// an identifier or a path.
const (
	fieldMark = "\x00"
	claimMark = "\n"
)

func packClaims(list []emit.Claim) claims {
	var b strings.Builder
	var before emit.Claim
	for _, c := range list {
		b.WriteString(c.Name + fieldMark)
		if c.What != before.What {
			b.WriteString(c.What)
		}
		b.WriteString(fieldMark)
		if c.Line != before.Line {
			b.WriteString(strconv.Itoa(c.Line))
		}
		b.WriteString(claimMark)
		before = c
	}
	return claims(b.String())
}

func (c claims) unpack() []emit.Claim {
	var list []emit.Claim
	var before emit.Claim
	for claim := range strings.Lines(string(c)) {
		name, rest, _ := strings.Cut(strings.TrimSuffix(claim, claimMark), fieldMark)
		what, number, _ := strings.Cut(rest, fieldMark)
		if what == "" {
			what = before.What
		}
		line := before.Line
		if number != "" {
			line, _ = strconv.Atoi(number)
		}
		before = emit.Claim{Name: name, What: what, Line: line}
		list = append(list, before)
	}
	return list
}

// unit returns the unit with its claims, and the paths of its files.
func (m *made) unit() *emit.Unit {
	u := *m.Unit
	u.Claims = m.Claims.unpack()
	u.Files = nil
	for _, f := range m.Files {
		u.Files = append(u.Files, emit.File{Path: f.Path})
	}
	return &u
}
