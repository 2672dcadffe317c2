package guess

import (
	"strings"
	"testing"
)

// object makes an object of "name Type", what its description is, and fields
// "name Type description" before and behind the row; "!" ends a required name.
func object(name, text string, before, after []string) Object {
	o := Object{Field: row(name + " " + text)}
	for _, f := range before {
		o.Before = append(o.Before, row(f))
	}
	for _, f := range after {
		o.After = append(o.After, row(f))
	}
	return o
}

var lines int

func row(s string) *Field {
	words := append(strings.Fields(s), "", "")
	name, required := strings.CutSuffix(words[0], "!")
	lines++
	return NewField(name, words[1], strings.Join(words[2:], " "), required, lines)
}

func known(name string, fields ...string) *Known {
	k := &Known{Field: row(name)}
	for _, f := range fields {
		k.Fields = append(k.Fields, row(f))
	}
	return k
}

// TestFacts has a question for each fact: by that fact the outermost object is
// taken, and without it the innermost.
func TestFacts(t *testing.T) {
	questions := map[Fact]Question{
		Taken: {Field: row("id Number"), Objects: []Object{
			object("order Order", "", []string{"seller String"}, nil), object("item Item", "", []string{"id Number", "color String"}, nil),
		}},
		Relative: {
			Field: row("zip String"),
			Objects: []Object{
				object("order Order", "", []string{"city String", "street String"}, nil), object("item Item", "", []string{"color String", "size String"}, nil),
			},
			Page: NewPage([]*Known{known("seller Seller", "city String", "zip String")}),
		},
		Stranger: {
			Field: row("zip String"),
			Objects: []Object{
				object("order Order", "", []string{"seller String"}, nil), object("item Item", "", []string{"color String", "size String"}, nil),
			},
			Page: NewPage([]*Known{known("gift Item", "color String", "size String")}),
		},
		Subject: {Field: row("order_no String"), Objects: []Object{
			object("trade OrderDTO", "", []string{"seller String"}, nil), object("item Item", "", []string{"color String", "size String"}, nil),
		}},
		Topic: {Field: row("day Date 下单时间"), Objects: []Object{
			object("trade Trade", "", []string{"paid Date 付款时间"}, nil), object("item Item", "", []string{"color String 颜色", "size String 尺寸"}, nil),
		}},
		Prefix: {Field: row("buyer_zip String"), Objects: []Object{
			object("trade Trade", "", []string{"seller String"}, []string{"buyerCity String"}), object("item Item", "", []string{"color String", "size String"}, nil),
		}},
		Duty: {Request: true, Field: row("memo String"), Objects: []Object{
			object("trade Trade", "", []string{"seller String"}, nil), object("item Item", "", []string{"color! String", "size! String"}, nil),
		}},
		Extension: {Field: row("more Map"), Objects: []Object{
			object("trade Trade", "", []string{"seller String"}, nil), object("item Item", "", []string{"color String", "size String"}, nil),
		}},
	}
	for fact := range numFacts {
		t.Run(fact.String(), func(t *testing.T) {
			question := questions[fact]
			answer := Choose(&question)
			if answer.Object != 0 || answer.Reason != facts[fact].why {
				t.Errorf("took object %d (%s), want the outermost", answer.Object, answer.Reason)
			}
			without := Bits()
			without[fact] = 0
			if without.Choose(&question).Object == 0 {
				t.Error("the answer does not hang on this fact")
			}
		})
	}
}

// TestFactsAreSilent has the cases in which facts nearly hold.
func TestFactsAreSilent(t *testing.T) {
	page := NewPage([]*Known{known("a A", "x String"), known("b B", "y String", "new String")})
	q := Question{Field: row("new String 新的"), Page: page, Objects: []Object{
		object("a A", "", []string{"code! String", "new_code! String"}, []string{"y2 String"}),
		object("c C", "", []string{"x String"}, []string{"z String"}),
	}}
	for i, f := range q.Features() {
		want := Features{}
		if i == 0 {
			want[Stranger], want[Prefix] = 1, 1 // another A has no such field; new_code is beside it
		}
		if f != want {
			t.Errorf("object %d: %v, want %v", i, f, want)
		}
	}
	q.Objects[0].Line = page.byType["A"][0].Line // now that is the object itself
	if f := q.Features()[0]; f[Stranger] != 0 {
		t.Error("an object is a stranger to itself")
	}
	q.Page = nil
	if f := q.Features()[0]; f[Stranger] != 0 || f[Relative] != 0 {
		t.Error("nothing is known of a page, and yet it tells something")
	}
}

// TestTies: where nothing speaks for any object, the innermost is taken and no
// reason given.
func TestTies(t *testing.T) {
	q := Question{Field: row("zip String"), Objects: []Object{
		object("trade Trade", "", []string{"seller String", "day Date"}, nil), object("item Item", "", []string{"color String", "size String"}, nil),
	}}
	if got := Choose(&q); got != (Answer{Object: 1}) {
		t.Errorf("got %+v", got)
	}
}

func TestNameWords(t *testing.T) {
	for name, want := range map[string]string{
		"receiver_name": "receiver name", "itemCode": "item code", "OrderDTO": "order dto", "ac2buyer_no": "ac2buyer no", "": "", "名称_x": "名称 x",
	} {
		if got := strings.Join(nameWords(name), " "); got != want {
			t.Errorf("nameWords(%q) = %q, want %q", name, got, want)
		}
	}
}

func TestTextWords(t *testing.T) {
	for text, want := range map[string]string{
		"收件人":                        "件人 收件",
		"收 件人a":                      "a 件人",
		"The buyer's ID, the number": "buyer id number s the",
		"SKU编码（sku）":                 "sku 编码",
		"":                           "",
		strings.Repeat("x", longestText) + "收件": strings.Repeat("x", longestText),
		strings.Repeat("件", longestText):        "件件",
	} {
		if got := strings.Join(textWords(text), " "); got != want {
			t.Errorf("textWords(%.30q) = %q, want %q", text, got, want)
		}
	}
}
