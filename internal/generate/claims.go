package generate

import (
	"strconv"
	"strings"

	"github.com/topgen/topgen/internal/emit"
)

// claims are the claims of a unit in one string. There are some thirty a page,
// and they are needed only when a page of the package has changed: as a string
// they cost a warm run next to nothing.
type claims string

// The marks that part the fields of a claim, and the claims. Neither can be in
// an identifier or a path.
const (
	fieldMark = "\x00"
	claimMark = "\n"
)

func packClaims(list []emit.Claim) claims {
	var b strings.Builder
	for _, c := range list {
		b.WriteString(c.Name + fieldMark + c.What + fieldMark + strconv.Itoa(c.Line) + claimMark)
	}
	return claims(b.String())
}

func (c claims) unpack() []emit.Claim {
	var list []emit.Claim
	for claim := range strings.SplitSeq(strings.TrimSuffix(string(c), claimMark), claimMark) {
		name, rest, _ := strings.Cut(claim, fieldMark)
		what, number, _ := strings.Cut(rest, fieldMark)
		line, err := strconv.Atoi(number)
		if err != nil {
			continue // the string of no claims
		}
		list = append(list, emit.Claim{Name: name, What: what, Line: line})
	}
	return list
}

// unit returns the unit with its claims.
func (m *Made) unit() *emit.Unit {
	u := *m.Unit
	u.Claims = m.Claims.unpack()
	return &u
}
