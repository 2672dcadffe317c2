package hostile

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"regexp"
	"strings"
)

// Mutator makes broken pages of good ones. The same seed and number give the
// same changes on every machine.
type Mutator struct {
	r   *rand.Rand
	how []string
}

// NewMutator returns the Mutator of that number in a series.
func NewMutator(seed, number uint64) *Mutator {
	return &Mutator{r: rand.New(rand.NewPCG(seed, number))}
}

// N returns a number from 0 up to n, for the choice of pages.
func (m *Mutator) N(n int) int { return m.r.IntN(n) }

// How says what was done to the last page.
func (m *Mutator) How() string { return strings.Join(m.how, ", ") }

// Mutate returns a copy of a page with one to four changes. The other page
// lends parts.
func (m *Mutator) Mutate(src, other []byte) []byte {
	m.how = nil
	out := bytes.Clone(src)
	for range 1 + m.r.IntN(4) {
		c := changes[m.r.IntN(len(changes))]
		m.how = append(m.how, c.name)
		out = c.do(m.r, out, other)
	}
	return out
}

type change struct {
	name string
	do   func(r *rand.Rand, src, other []byte) []byte
}

// pieces cuts a page into parts that are dropped, doubled, swapped and cut.
type pieces struct {
	name string
	cut  func([]byte) [][]byte
}

var changes = func() []change {
	var all []change
	for _, p := range []pieces{{"line", lines}, {"byte", nil}, {"tag", tags}, {"word", splitWords}} {
		all = append(all,
			change{"drop " + p.name, p.drop}, change{"double " + p.name, p.double}, change{"swap " + p.name + "s", p.swap},
			change{"move " + p.name + "s", p.move}, change{"cut in " + p.name, p.cutIn})
	}
	return append(all, change{"cut off", cutOff}, change{"cut out", cutOut}, change{"graft", graft}, change{"other byte", otherByte},
		change{"insert", insert}, change{"other number", otherNumber}, change{"other indent", otherIndent})
}()

func lines(src []byte) [][]byte { return bytes.SplitAfter(src, []byte("\n")) }

var tag = regexp.MustCompile(`<[^<>]*>`)

// tags cuts a page at its tags or, if it has none, at its bullets.
func tags(src []byte) [][]byte { return splitAt(src, tag.FindAllIndex(src, -1)) }

var word = regexp.MustCompile(`[\pL\pN_.]+`)

func splitWords(src []byte) [][]byte { return splitAt(src, word.FindAllIndex(src, -1)) }

// splitAt cuts src before and behind each of the ranges.
func splitAt(src []byte, ranges [][]int) [][]byte {
	var out [][]byte
	last := 0
	for _, r := range ranges {
		out = append(out, src[last:r[0]], src[r[0]:r[1]])
		last = r[1]
	}
	return append(out, src[last:])
}

// of returns the parts of a page: for bytes, one at a random place and what
// stands around it.
func (p pieces) of(r *rand.Rand, src []byte) [][]byte {
	if p.cut != nil {
		return p.cut(src)
	}
	if len(src) < 3 {
		return [][]byte{src}
	}
	i := r.IntN(len(src) - 2)
	return [][]byte{src[:i], src[i : i+1], src[i+1 : i+2], src[i+2:]}
}

func (p pieces) drop(r *rand.Rand, src, _ []byte) []byte {
	parts := p.of(r, src)
	i := r.IntN(len(parts))
	if p.cut == nil {
		i = min(1, len(parts)-1)
	}
	return join(parts[:i], parts[i+1:])
}

func (p pieces) double(r *rand.Rand, src, _ []byte) []byte {
	parts := p.of(r, src)
	i := r.IntN(len(parts))
	if p.cut == nil {
		i = min(1, len(parts)-1)
	}
	return join(parts[:i+1], parts[i:])
}

func (p pieces) swap(r *rand.Rand, src, _ []byte) []byte {
	parts := p.of(r, src)
	if len(parts) > 2 {
		i := 1 + r.IntN(len(parts)-2)
		parts[i-1], parts[i] = parts[i], parts[i-1]
	}
	return join(parts)
}

// move takes a run of parts elsewhere.
func (p pieces) move(r *rand.Rand, src, _ []byte) []byte {
	parts := p.of(r, src)
	from := r.IntN(len(parts))
	to := from + r.IntN(min(len(parts)-from, 30)+1)
	rest := append(append([][]byte(nil), parts[:from]...), parts[to:]...)
	at := r.IntN(len(rest) + 1)
	return join(rest[:at], parts[from:to], rest[at:])
}

// cutIn cuts a part short.
func (p pieces) cutIn(r *rand.Rand, src, _ []byte) []byte {
	parts := p.of(r, src)
	i := r.IntN(len(parts))
	parts[i] = parts[i][:r.IntN(len(parts[i])+1)]
	return join(parts)
}

func join(runs ...[][]byte) []byte {
	var out []byte
	for _, run := range runs {
		for _, part := range run {
			out = append(out, part...)
		}
	}
	return out
}

// span returns a random range within n bytes, mostly a short one.
func span(r *rand.Rand, n int) (from, to int) {
	from = r.IntN(n + 1)
	longest := n - from
	if r.IntN(4) > 0 {
		longest = min(longest, 200)
	}
	return from, from + r.IntN(longest+1)
}

func cutOff(r *rand.Rand, src, _ []byte) []byte { return src[:r.IntN(len(src)+1)] }

func cutOut(r *rand.Rand, src, _ []byte) []byte {
	from, to := span(r, len(src))
	return join([][]byte{src[:from], src[to:]})
}

// graft replaces a part of the page by one of the other.
func graft(r *rand.Rand, src, other []byte) []byte {
	from, to := span(r, len(src))
	a, b := span(r, len(other))
	return join([][]byte{src[:from], other[a:b], src[to:]})
}

func otherByte(r *rand.Rand, src, _ []byte) []byte {
	if len(src) == 0 {
		return src
	}
	out := bytes.Clone(src)
	out[r.IntN(len(out))] = byte(r.IntN(256))
	return out
}

// insertions are what gets in somewhere.
var insertions = []string{"\n", "\r\n", "\t", " ", "\x00", "\u202e", "\u3164", "\u2028", "`", `"`, `\`, "*/", "//", "<", ">", "&", "&lt;", "</", "<b>", "]]>", "<!--", "{", "}", "[", "]", "[]",
	",", ";", "|", "└ ", "  • ", "(", ")", "-", ".", "..", "1.01", "1e9", "null", "响应参数", "请求示例", "错误码解释", "• 最大长度:9", "\xff", "\xe4\xbd", "+build ignore", "{{", "%s", "$", "\ufeff"}

func insert(r *rand.Rand, src, _ []byte) []byte {
	at := r.IntN(len(src) + 1)
	text := strings.Repeat(insertions[r.IntN(len(insertions))], 1+r.IntN(3))
	return join([][]byte{src[:at], []byte(text), src[at:]})
}

var number = regexp.MustCompile(`[0-9]+`)

func otherNumber(r *rand.Rand, src, _ []byte) []byte {
	all := number.FindAllIndex(src, -1)
	if len(all) == 0 {
		return src
	}
	at := all[r.IntN(len(all))]
	values := []string{"0", "-1", "1.5", "9223372036854775808", "1e999", "", "０", fmt.Sprint(r.Uint64())}
	return join([][]byte{src[:at[0]], []byte(values[r.IntN(len(values))]), src[at[1]:]})
}

// otherIndent indents a run of lines, or takes their indentation away.
func otherIndent(r *rand.Rand, src, _ []byte) []byte {
	parts := lines(src)
	from := r.IntN(len(parts))
	to := from + r.IntN(min(len(parts)-from, 50)+1)
	indent := []byte("    ")
	out := r.IntN(2) == 0
	for i := from; i < to; i++ {
		if out {
			parts[i] = bytes.TrimLeft(parts[i], " ")
		} else {
			parts[i] = append(bytes.Clone(indent), parts[i]...)
		}
	}
	return join(parts)
}
