package parser

import (
	"fmt"
	"strings"
	"testing"

	"github.com/topgen/topgen/internal/page"
	"github.com/topgen/topgen/internal/parser/guess"
)

func TestSetterName(t *testing.T) {
	for wire, want := range map[string]string{
		"biz_order_id": "BizOrderId", "refund_message_v_o": "RefundMessageVO", "address_d_t_os": "AddressDTOs", "totalPage": "TotalPage",
		"param0": "Param0", "ac2buyer_no": "Ac2buyerNo", "a.b-c": "ABC", "_x_": "X", "": "", "1688_id": "1688Id",
	} {
		if got := setterName(wire); got != want {
			t.Errorf("setterName(%q) = %q, want %q", wire, got, want)
		}
	}
}

func TestSplitType(t *testing.T) {
	for typ, want := range map[string]string{
		"String": "String false", "Item []": "Item true", "String[]": "String true", "byte[]": "byte false", "byte [][]": "byte true",
		"byte": "byte false", "A\n[]": "A true", "Field List": "Field List false", "": " false", "null []": "null true",
	} {
		name, list := splitType(typ)
		if got := fmt.Sprintf("%s %t", name, list); got != want {
			t.Errorf("splitType(%q) = %q, want %q", typ, got, want)
		}
	}
}

func TestIsWireName(t *testing.T) {
	for name, want := range map[string]bool{
		"biz_order_id": true, "1688_id": true, "名称": true, "a.b-c": true, "$ref": true,
		"": false, "a b": false, "a\u00a0b": false, `a"b`: false, "a'b": false, "a`b": false, `a\b`: false, "a,b": false, "a<b": false, "a&b": false,
		"a\nb": false, "a\x00b": false, "a\u202eb": false, "a\u200bb": false, "a\xff": false, strings.Repeat("a", maxName+1): false,
	} {
		if got := isWireName(name); got != want {
			t.Errorf("isWireName(%q) = %t, want %t", name, got, want)
		}
	}
}

func TestSplitError(t *testing.T) {
	for _, test := range []struct {
		text, message, solution string
		ok                      bool
	}{
		{"无 权限! 无 权限!", "无 权限!", "无 权限!", true},
		{"没有 请查", "没有", "请查", true},
		{"忙 忙", "忙", "忙", true},
		{"系统 正 忙", "系统 正 忙", "", false},
		{"忙", "忙", "", false},
		{"", "", "", true},
	} {
		message, solution, ok := splitError(test.text)
		if message != test.message || solution != test.solution || ok != test.ok {
			t.Errorf("splitError(%q) = %q, %q, %t", test.text, message, solution, ok)
		}
	}
}

func TestValueEnd(t *testing.T) {
	for _, test := range []struct {
		cell, value string
		loose       bool
		want        int
	}{
		{"12 号", "12", false, 2},
		{"12", "12", false, 2},
		{"123 号", "12", false, -1},
		{"a b c", "a  b", false, 3},
		{"a b c", "ab", false, -1},
		{"ab c", "a b", false, -1},
		{"a\tb", " a b ", false, 3},
		{"[1, 2] 号", "1,2", true, 6},
		{`["A","B"] 码`, `"A","B"`, true, 9},
		{"1,2 号", "[1,2]", true, 3},
		{"甲 乙", "甲", false, 3},
		{"甲 乙", "乙", false, -1},
		{"", "a", false, -1},
		{"a", "", false, -1},
	} {
		if got := valueEnd(test.cell, test.value, test.loose); got != test.want {
			t.Errorf("valueEnd(%q, %q, %t) = %d, want %d", test.cell, test.value, test.loose, got, test.want)
		}
	}
}

// testBullets makes bullets of cells between bars: "└ name" begins a leaf.
func testBullets(cells string) []page.Bullet {
	var bullets []page.Bullet
	for cell := range strings.SplitSeq(cells, "|") {
		name, leaf := strings.CutPrefix(cell, "└ ")
		bullets = append(bullets, page.Bullet{Text: page.Text{S: name, Line: 1, Column: 1}, Leaf: leaf})
	}
	return bullets
}

func TestBullets(t *testing.T) {
	for _, test := range []struct {
		cells    string
		required bool
		at       int
		want     string // per row: its end, and its cells behind name, type and required
	}{
		{"└ a|String|x|甲|└ b", false, 0, "4[x 甲]"},
		{"└ a|String|甲", false, 0, "3[甲]"},
		{"└ a|String", false, 0, "2[]"},
		{"└ a|x|甲|└ b", false, 0, "3[x 甲]"},
		// "items, Item []" may be a row, or example and description.
		{"└ a|String|items|Item []|└ b", false, 0, "2[] 4[items Item []]"},
		{"└ a|String|x|items|Item []|表|└ b", false, 0, "3[x]"},
		{"items|Item []|表|└ b|String", false, 0, "3[表]"},
		{"└ a|String|x|甲|乙|丙|└ b", false, 0, "6[x 甲 乙 丙]"},
		{"└ a|String|必须|x|甲|items|Item []|可选|└ b|String|可选", true, 0, "5[x 甲]"},
		{"└ a|String|必须|x|items|Item []|可选|表", true, 0, "4[x]"},
		{"└ a|Strnig?|必须|x|甲", true, 0, "5[x 甲]"},
		{"└ a|必须|x|甲", true, 0, "4[x 甲]"},
		{"└ a|Number|可选|5|默认值:1|甲", true, 0, "6[5 甲]"},
		{"└ a|Number|可选|默认值:1|甲", true, 0, "5[ 甲]"},
		{"└ a|Number|可选|5|默认值：1", true, 0, "5[5 默认值：1]"},
		{"└ a|Number|可选|5|默认值：1|甲", true, 0, "6[5 甲]"},
	} {
		required := ""
		if test.required {
			required = "必须"
		}
		b := newBullets(testBullets(test.cells), required)
		var got []string
		for _, r := range b.at(test.at) {
			var cells []string
			for _, c := range r.cells {
				cells = append(cells, c.S)
			}
			got = append(got, fmt.Sprintf("%d[%s]", r.end, strings.Join(cells, " ")))
		}
		if s := strings.Join(got, " "); s != test.want {
			t.Errorf("%s: rows %s, want %s", test.cells, s, test.want)
		}
	}
}

// testNodes makes nodes of "a b(c d(e)) f{}"; the last is an object without fields.
func testNodes(s string) []*node {
	var stack [][]*node
	var nodes []*node
	for len(s) > 0 {
		switch n := strings.IndexAny(s, " ()"); {
		case n > 0 || n < 0:
			if n < 0 {
				n = len(s)
			}
			name, object := strings.CutSuffix(s[:n], "{}")
			nodes = append(nodes, &node{name: name, object: object})
			s = s[n:]
			continue
		case s[0] == '(':
			stack = append(stack, nodes)
			nodes = nil
		case s[0] == ')':
			around := stack[len(stack)-1]
			stack = stack[:len(stack)-1]
			around[len(around)-1].children = nodes
			nodes = around
		}
		s = s[1:]
	}
	return nodes
}

func TestAlign(t *testing.T) {
	for _, test := range []struct{ name, cells, nodes, want string }{
		{"in order", "└ a|String|s|S|└ b|String|└ c|String", "a s(b) c", "a=0 s=1 b=2 c=3"},
		{"a list is missing", "└ a|String []|└ b|String", "b", "a=- b=0"},
		{"an element is extra", "└ a|String|└ b|String", "a x(y) b", "a=0 b=3"},
		{"a list and its items", "s|S []|└ a|String|└ b|String", "s(s(a)) b", "s=0 a=2 b=3"},
		{"a list without inner elements", "s|S []|└ a|String|└ b|String", "s(a b)", "s=0 a=1 b=2"},
		{"markup in a leaf", "└ a|String|└ b|String", "a(x(y)) b", "a=0 b=3"},
		{"one name twice", "└ a|String []|s|S|└ a|String|└ b|String", "s(a) b", "a=- s=0 a=1 b=2"},
		{"equally good", "└ a|String []|└ a|String []", "a", "a=0? a=-?"},
		{"nothing fits", "└ a|String|└ b|String", "x y", "a=- b=-"},
		{"no sample", "└ a|String|└ b|String", "", "a=- b=-"},
		{"no row", "", "a", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			ev := &evidence{present: true}
			var cells []page.Bullet
			if test.cells != "" {
				cells = testBullets(test.cells)
			}
			bl := newBullets(cells, "")
			flat := flatten(testNodes(test.nodes))
			p := newProblem(len(cells), bl.at, flat, ev)
			places, ok := p.align()
			if !ok {
				t.Fatal("no alignment")
			}
			var got []string
			for _, pl := range places {
				s := pl.row.name.S + "=-"
				if pl.node >= 0 {
					s = fmt.Sprintf("%s=%d", pl.row.name.S, pl.node)
				}
				if pl.contested {
					s += "?"
				}
				got = append(got, s)
			}
			if s := strings.Join(got, " "); s != test.want {
				t.Errorf("got  %s\nwant %s", s, test.want)
			}
		})
	}
}

// TestDepths says in which objects rows can stand: the innermost first.
func TestDepths(t *testing.T) {
	for _, test := range []struct{ name, cells, nodes, want string }{
		{"certain", "└ a|String|s|S|└ b|String|└ c|String", "a s(b) c", "a: head, s: head, b: s, c: head"},
		{"before the first element", "s|S|└ x|String []|└ b|String", "s(b)", "s: head, x: s, b: s"},
		{"between elements of one object", "s|S|└ a|String|└ x|String []|└ b|String", "s(a b)", "s: head, a: s, x: s, b: s"},
		{"behind the last element", "s|S|└ a|String|└ x|String []|└ c|String", "s(a) c", "s: head, a: s, x: s head?, c: head"},
		{"a run hangs on its first row", "s|S|└ a|String|└ x|String []|└ y|String []|└ c|String", "s(a) c", "s: head, a: s, x: s head?, y: s head?, c: head"},
		{"an object in a run", "s|S|└ a|String|1|甲|o|O|└ x|String []|└ c|String", "s(a) c", "s: head, a: s, o: s head?, x: o s head?, c: head"},
		{"an object without an element in one that has elements left", "s|S|└ a|String|1|甲|o|O|└ x|String []|└ b|String", "s(a b)", "s: head, a: s, o: s, x: o s?, b: s"},
		{"three deep", "s|S|r|R|└ a|String|└ x|String []", "s(r(a))", "s: head, r: s, a: r, x: r s head?"},
		{"up to what has elements left", "s|S|r|R|└ a|String|└ x|String []|└ b|String", "s(r(a) b)", "s: head, r: s, a: r, x: r s?, b: s"},
		{"an element without a row", "s|S|└ a|String|└ x|String []|└ c|String", "s(a z) c", "s: head, a: s, x: s head?, c: head"},
		{"an element without fields", "s|S|└ x|String []|└ c|String", "s c", "s: head, x: s head?, c: head"},
		{"an object without fields", "s|S|└ x|String []|└ c|String", "s{} c", "s: head, x: s, c: head"},
		{"no sample", "s|S|└ a|String|└ b|String", "", "s: head, a: s head?, b: s head?"},
		{"equally good alignments", "s|S|└ a|String []|└ a|String []", "s(a)", "s: head, a: s?, a: s head?"},
	} {
		t.Run(test.name, func(t *testing.T) {
			n := testNested(t, test.cells, test.nodes)
			var got []string
			for i, sp := range n.spans {
				s := n.places[i].row.name.S + ": " + n.nameOf(sp.inner)
				for o := sp.inner; o != sp.outer; {
					o = n.spans[o].inner
					s += " " + n.nameOf(o)
				}
				if sp.ambiguous {
					s += "?"
				}
				got = append(got, s)
			}
			if s := strings.Join(got, ", "); s != test.want {
				t.Errorf("got  %s\nwant %s", s, test.want)
			}
		})
	}
}

// TestSettle puts rows into objects by guesses that always take the outermost.
func TestSettle(t *testing.T) {
	for _, test := range []struct{ name, cells, nodes, want string }{
		{"a guess", "s|S|└ a|String|└ x|String []", "s(a)", "s: head, a: s, x: head"},
		{"a guess ends the object", "s|S|└ a|String|└ x|String []|└ y|String []", "s(a)", "s: head, a: s, x: head, y: head"},
		{"an object has fields", "s|S|└ a|String []", "", "s: head, a: s"},
		{"up to what has elements left", "s|S|r|R|└ a|String|└ x|String []|└ b|String", "s(r(a) b)", "s: head, r: s, a: r, x: s, b: s"},
		{"rows of one name", "s|S|└ a|String|└ x|String []|└ x|String []|└ c|String", "s(a) c", "s: head, a: s, x: s, x: head, c: head"},
		{"what is certain holds behind a guess", "p|P|└ a|String|└ x|String []|└ b|String", "p(a b) p(a b)", "p: head, a: p, x: head, b: p"},
	} {
		t.Run(test.name, func(t *testing.T) {
			n := testNested(t, test.cells, test.nodes)
			outermost := func(*guess.Question) guess.Answer { return guess.Answer{} }
			s := &settler{choose: outermost, page: func() *guess.Page { return nil }}
			s.settle(n)
			var got []string
			for i, at := range n.settled {
				got = append(got, n.places[i].row.name.S+": "+n.nameOf(at.object))
			}
			if s := strings.Join(got, ", "); s != test.want {
				t.Errorf("got  %s\nwant %s", s, test.want)
			}
		})
	}
}

// TestMaxGuesses settles more rows than are guessed: the rest goes to the
// innermost object.
func TestMaxGuesses(t *testing.T) {
	var cells strings.Builder
	cells.WriteString("s|S|└ a|String")
	for i := range maxGuesses + 9 {
		fmt.Fprintf(&cells, "|└ x%d|String []", i)
	}
	n := testNested(t, cells.String(), "s(a)")
	asked := 0
	s := &settler{page: func() *guess.Page { return nil }, choose: func(q *guess.Question) guess.Answer {
		asked++
		return guess.Answer{Object: 1}
	}}
	s.settle(n)
	if asked != maxGuesses {
		t.Errorf("%d guesses, want %d", asked, maxGuesses)
	}
	if last := n.settled[len(n.settled)-1]; last.object != 0 {
		t.Errorf("the last row stands in %s, want s", n.nameOf(last.object))
	}
}

// testNested aligns rows with nodes and finds in which objects they can stand.
func testNested(t *testing.T, cells, nodes string) *nested {
	t.Helper()
	b := newBullets(testBullets(cells), "")
	n := &nested{head: &row{name: page.Text{S: "head"}}, nodes: flatten(testNodes(nodes))}
	var ok bool
	if n.places, ok = newProblem(len(b.cells), b.at, n.nodes, &evidence{present: true}).align(); !ok {
		t.Fatal("no alignment")
	}
	n.spans = findDepths(n.places, n.nodes)
	return n
}

func (n *nested) nameOf(object int) string {
	if object == headRow {
		return n.head.name.S
	}
	return n.places[object].row.name.S
}

// TestAlignGivesUp gives the aligner a table and a sample that have nothing in
// common but one name, in every row.
func TestAlignGivesUp(t *testing.T) {
	const n = 3000
	ev := &evidence{present: true}
	bl := newBullets(testBullets(strings.TrimSuffix(strings.Repeat("└ a|String []|", n), "|")), "")
	flat := flatten(testNodes(strings.Repeat("a(x) b ", n)))
	p := newProblem(len(bl.cells), bl.at, flat, ev)
	if _, ok := p.align(); ok {
		t.Error("found an alignment: the test does not reach the limit")
	}
}

// TestDeepPages nests fields deeper than any page.
func TestDeepPages(t *testing.T) {
	const n = 10_000
	table := "a.b (c)\n\n公共参数\n\n请求参数\n\n响应参数\n\n名称 类型 示例值 描述\nr R 结\n" + strings.Repeat("  • s\n  • S\n", n) + "  • └ x\n  • String\n"
	end := "\n请求示例\n\n响应示例\n\n异常示例\n\n错误码解释\n\nFAQ\n"
	p, diags := page.Read("p.txt", []byte(table+end))
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	api, diags := Parse(p)
	if api != nil || strings.Count(dumpDiags(diags), "error: s: fields are nested more than 50 deep [too-deep]\n") != 1 {
		t.Errorf("got %.300s", dumpDiags(diags))
	}
	param := `{"name":"s","type":"S","subParams":[`
	p, diags = page.Read("p.json", []byte(`{"name":"a.b","requestParams":[],"responseParams":[`+strings.Repeat(param, 60)+strings.Repeat("]}", 60)+`]}`))
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	if _, diags = Parse(p); !strings.Contains(dumpDiags(diags), "fields are nested more than 50 deep [too-deep]") {
		t.Errorf("got %v", diags)
	}
	_, diags = page.Read("p.json", []byte(`{"name":"a.b","requestParams":[],"responseParams":[`+strings.Repeat(param, n)))
	if got, want := dumpDiags(diags), "p.json:1:3616: error: values are nested more than 200 deep [too-deep]\n"; got != want {
		t.Errorf("got %.200s, want %s", got, want)
	}
}
