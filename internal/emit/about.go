package emit

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/topgen/topgen/internal/api"
	"github.com/topgen/topgen/internal/schema"
	"github.com/topgen/topgen/internal/tty"
)

// about is what a comment says of a field, a type or a method: the words of the
// page, then in brackets what they are about, then an example. The comment on a
// field and that on its setter are made of one about.
type about struct {
	text    string   // the page's own words; may be empty
	name    string   // on the wire
	facts   []string // what else stands in the brackets
	example string   // may be empty
}

// sentence returns all of it:
//
//	订单状态 (order_status, required, at most 20 characters), for example 2.
//
// What the page has no words for begins with its name. The name alone is no
// sentence, and has no full stop.
func (a about) sentence() string { return a.say(a.text) }

// short returns the sentence with no more than a line of the page's words, for
// what an editor shows beside the code that somebody writes.
func (a about) short() string { return a.say(abridge(a.text, commentWidth-len("// "))) }

func (a about) say(text string) string {
	text = withoutStop(text)
	facts := append([]string{clean(a.name)}, a.facts...)
	if a.name == "" {
		facts = a.facts
	}
	if text == "" {
		text, facts = facts[0], facts[1:]
	}
	if len(facts) > 0 {
		text += " (" + strings.Join(facts, ", ") + ")"
	}
	if a.example != "" {
		text += ", for example " + a.example
	}
	if text == clean(a.name) {
		return text
	}
	return text + "."
}

// withoutStop returns text without the marks at its end, behind which a sentence could
// not go on; that is all of some texts.
func withoutStop(text string) string { return strings.TrimRight(text, " 。.；;，,、：:") }

// abridge returns text if it is no wider than max columns, else its first
// sentence or, if that is too wide, what goes on a line. "…" stands for what is
// left out.
func abridge(text string, max int) string {
	if tty.Columns(text) <= max {
		return text
	}
	line := text[:lineLength(text, max-tty.Columns("…"))]
	for _, end := range []string{"。", "；", ";", ". "} {
		if i := strings.Index(line, end); i > 0 {
			line = line[:i]
		}
	}
	return strings.TrimRight(line, " ,，、:：") + "…"
}

// fieldComment returns the lines of a field's doc comment.
func (w *writer) fieldComment(o *object, f *field) []string {
	if f.Doc == nil {
		return []string{"// request_id"}
	}
	return f.comment(o, about.sentence)
}

// setterComment returns the lines of the doc comment of a field's setter.
func (f *field) setterComment(o *object) []string { return f.comment(o, about.short) }

func (f *field) comment(o *object, say func(about) string) []string {
	c := comment{width: commentWidth - 4}
	c.text(say(f.about(o)))
	if schema.Withdrawn(f.Doc.Description) {
		c.paragraph("Deprecated: the page says so.")
	}
	return c.lines
}

// about returns what there is to say of a field, at its first use.
func (f *field) about(o *object) about {
	a := about{name: f.Wire, facts: f.typeFacts()}
	if d := clean(f.Doc.Description); squash(d) != squash(f.Wire) {
		a.text = d
	}
	if o.Request {
		a.facts = append(a.facts, f.ruleFacts()...)
	} else if f.Time != nil {
		a.facts = append(a.facts, f.Time.String())
	}
	a.facts = append(a.facts, f.valueFacts()...)
	a.example = f.shortExample(a.text)
	return a
}

var squasher = strings.NewReplacer("_", "", " ", "")

// squash reduces a name or a description to what tells whether the description
// only repeats the name.
func squash(s string) string {
	return strings.ToLower(squasher.Replace(s))
}

// shortExample returns the documented example of a field, "" where it tells
// nothing: of a Boolean there are two values only; what is longer than half a
// line is looked up better in the documented response or in the tests.
func (f *field) shortExample(text string) string {
	example := clean(f.Doc.Example)
	if f.Kind == schema.KindBoolean || example == text || tty.Columns(example) > commentWidth/2 {
		return ""
	}
	return example
}

// typeFacts says what the Go type of a field does not tell.
func (f *field) typeFacts() []string {
	var facts []string
	if f.Kind == schema.KindRaw || f.Text {
		word := clean(f.Word)
		if f.List {
			word += "[]"
		}
		facts = append(facts, "of type "+word)
	}
	if f.Fraction != "" && clean(f.Fraction) != clean(f.Doc.Example) {
		facts = append(facts, "a decimal such as "+clean(f.Fraction))
	}
	return facts
}

// ruleFacts says in words what a request field must be and may be. What holds
// at some places of the page only is left to Validate.
func (f *field) ruleFacts() []string {
	var facts []string
	shared, more := f.commonRules()
	switch {
	case shared.Required:
		facts = append(facts, "required")
	case f.Doc.Ambiguous && f.Doc.IsRequired():
		facts = append(facts, "required at a place that the page leaves open, so that Validate does not ask for it")
	}
	if f.Kind == schema.KindDate {
		facts = append(facts, "sent "+f.Time.String())
	}
	facts = append(facts, f.limitFacts(shared)...)
	if d := f.Doc.Constraints().Default; d != "" {
		facts = append(facts, "default "+clean(d))
	}
	if more {
		facts = append(facts, "with further rules at some places")
	}
	return facts
}

// limitFacts says in words how much a request field may hold.
func (f *field) limitFacts(r api.Rules) []string {
	var facts []string
	if r.MaxLength >= 0 {
		unit, each := " characters", ""
		if f.IsFile() {
			unit = " bytes"
		}
		if f.List {
			each = " each"
		}
		facts = append(facts, "at most "+strconv.Itoa(r.MaxLength)+unit+each)
	}
	if r.MaxListSize >= 0 {
		facts = append(facts, fmt.Sprintf("at most %d elements", r.MaxListSize))
	}
	switch {
	case r.Min != "" && r.Max != "":
		facts = append(facts, r.Min+" to "+r.Max)
	case r.Min != "":
		facts = append(facts, "at least "+r.Min)
	case r.Max != "":
		facts = append(facts, "at most "+r.Max)
	}
	if len(r.FileTypes) > 0 {
		facts = append(facts, clean(strings.Join(r.FileTypes, " or ")))
	}
	return facts
}

// commonRules returns the rules that all uses of a request field have, and
// whether some have others.
func (f *field) commonRules() (common api.Rules, more bool) {
	common = f.Uses[0].Rules
	for _, u := range f.Uses[1:] {
		r := u.Rules
		same := r.Required == common.Required && r.MaxLength == common.MaxLength && r.MaxListSize == common.MaxListSize &&
			r.Min == common.Min && r.Max == common.Max && slices.Equal(r.FileTypes, common.FileTypes)
		if same {
			continue
		}
		more = true
		common.Required = common.Required && r.Required
		common.MaxLength = sameOr(common.MaxLength, r.MaxLength, -1)
		common.MaxListSize = sameOr(common.MaxListSize, r.MaxListSize, -1)
		common.Min, common.Max = sameOr(common.Min, r.Min, ""), sameOr(common.Max, r.Max, "")
		if !slices.Equal(common.FileTypes, r.FileTypes) {
			common.FileTypes = nil
		}
	}
	return common, more
}

// sameOr returns a if it is b, too, and none if not.
func sameOr[T comparable](a, b, none T) T {
	if a == b {
		return a
	}
	return none
}

// aboutMethod returns what there is to say of the method.
func (m *model) aboutMethod() about {
	return about{text: clean(m.api.Title), name: m.api.Method}
}

// requestComment returns the comment on the request: all that the page says of
// the method.
func (w *writer) requestComment() []string {
	c := comment{width: commentWidth}
	c.text(w.aboutMethod().sentence())
	if w.api.Description != w.api.Title {
		c.paragraph(w.api.Description)
	}
	c.paragraph(w.callFacts())
	if why := w.api.WithdrawnBecause(); why != "" {
		c.paragraph("Deprecated: " + why)
	}
	return c.lines
}

// callFacts says how the method is called, beside its parameters.
func (w *writer) callFacts() string {
	facts := []string{"It may change something, and is sent once."}
	if w.api.Effect == api.Read {
		facts = []string{"It only reads."}
	}
	if w.api.Session {
		facts = append(facts, "It needs a session: see [top.WithSession].")
	} else if w.api.Sessionless {
		facts = append(facts, "It needs no session, and gets none.")
	}
	if w.api.Category != "" {
		facts = append(facts, "Category: "+clean(w.api.Category)+".")
	}
	return strings.Join(facts, " ")
}

// responseComment returns the comment on the response.
func (w *writer) responseComment() []string {
	c := comment{width: commentWidth}
	c.text("The response of " + w.api.Method + ".")
	return c.lines
}

// nestedComment returns the comment on a nested type: what the page says of the
// field in which it stands first.
func (w *writer) nestedComment(o *object) []string {
	c := comment{width: commentWidth}
	c.text(w.aboutNested(o).sentence())
	if o.setters != nil {
		c.paragraph("Setters return a changed copy.")
	}
	c.paragraph(o.Note)
	return c.lines
}

func (w *writer) aboutNested(o *object) about {
	side := "response."
	if o.Request {
		side = "request."
	}
	a := about{name: side + o.Path}
	if f := o.holder; f != nil {
		a.text = f.about(o).text
	}
	return a
}

// constructorComment returns the comment on the function that makes a request, or
// a value of a nested type of it.
func (w *writer) constructorComment(o *object) []string {
	c := comment{width: commentWidth}
	a := w.aboutMethod()
	if !o.Top {
		a = w.aboutNested(o)
	}
	if withoutStop(a.text) != "" {
		a.name = "" // which stands at the type
	}
	text := a.short()
	var required []string
	for _, f := range o.Fields {
		if slices.Contains(f.sharedRules(), "required") {
			required = append(required, f.Name)
		}
	}
	if len(required) > 0 {
		text = strings.TrimSuffix(text, ".") + "; required: " + strings.Join(required, ", ") + "."
	}
	c.text(text)
	return c.lines
}

// errorCodeComment returns the comment on a documented error code. What to do about it
// stands beside it, in the code.
func errorCodeComment(e errorCode) []string {
	c := comment{width: commentWidth - 4}
	c.text(about{text: clean(e.Message), name: e.Code}.short())
	return c.lines
}
