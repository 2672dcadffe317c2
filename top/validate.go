package top

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// The rules that a Fault can name.
const (
	RuleRequired    = "required"    // a required parameter is missing
	RuleBlank       = "blank"       // a text parameter is set, but blank: it would not be sent
	RuleMaxLength   = "maxLength"   // a text (in UTF-16 units) or a file (in bytes) is too long
	RuleMaxListSize = "maxListSize" // a list has too many elements
	RuleMin         = "min"         // a number is too small
	RuleMax         = "max"         // a number is too large
	RuleFileTypes   = "fileTypes"   // the file name has another extension than those documented
	RuleComma       = "comma"       // an element of a list that is sent comma-joined holds a comma
	RuleText        = "text"        // a text is not UTF-8, or a RawJSON is not JSON
)

// Rule is a documented rule that holds in one place only of several in which a
// type is used, so that it cannot stand in a tag of the type.
type Rule struct {
	Path string // of wire names, without indices: "order.lines.sku"
	Rule string // as in the tag top: "required", "maxLength=60"
}

// Validate checks a request of the method, a pointer to a generated type, against
// the documented rules: those of its tags and a.Rules. It returns nil or a
// *ValidationError that lists every broken one. Generated requests have a method
// Validate that calls it.
func (a *API) Validate(req any) error {
	p, v, err := planOf(req)
	if err != nil {
		return err
	}
	for _, r := range a.Rules {
		if err := new(rules).parse(r.Rule); err != nil {
			return fmt.Errorf("top: rules of %s: %w", r.Path, err)
		}
	}
	c := checker{top: true, more: a.Rules}
	c.object(p, v, "")
	if len(c.faults) == 0 {
		return nil
	}
	return &ValidationError{Faults: c.faults}
}

// checker gathers the broken rules of a request. It walks the fields as encode.go
// does, by plan and slot.
type checker struct {
	top    bool   // the fields at hand are parameters of their own
	more   []Rule // that hold in one place
	faults []Fault
}

// rulesAt returns f with the rules that hold for it at path.
func (c *checker) rulesAt(f *field, path string) *field {
	if len(c.more) == 0 {
		return f
	}
	for _, r := range c.more {
		if isAt(path, r.Path) {
			own := *f
			f = &own
			f.parse(r.Rule) // Validate has looked for errors
		}
	}
	return f
}

// isAt reports whether a path leads to a place, which is a path without indices.
func isAt(path, place string) bool {
	for {
		name, rest, more := strings.Cut(path, "[")
		if !more {
			return name == place
		}
		if !strings.HasPrefix(place, name) {
			return false
		}
		place = place[len(name):]
		_, path, _ = strings.Cut(rest, "]")
	}
}

//go:noinline
func (c *checker) fault(path, rule, format string, args ...any) {
	c.faults = append(c.faults, Fault{Path: path, Rule: rule, Message: fmt.Sprintf(format, args...)})
}

func (c *checker) object(p *plan, v slot, path string) {
	for i := range p.fields {
		f := &p.fields[i]
		at := f.name
		if path != "" {
			at = path + "." + f.name
		}
		c.field(c.rulesAt(f, at), v.field(f), at)
	}
}

func (c *checker) field(f *field, v slot, path string) {
	if f.list {
		c.list(f, v, path)
		return
	}
	v, ok := v.pointed(f)
	switch absent := !ok || (f.required || c.top) && f.codec != nil && f.codec.absent(v); {
	case absent && f.required:
		c.fault(path, RuleRequired, "is required")
	case !ok:
	case absent:
		c.fault(path, RuleBlank, "is set to nothing, which is not sent: leave it out")
	default:
		c.value(f, v, path)
	}
}

func (c *checker) list(f *field, v slot, path string) {
	n := v.len()
	if f.required && n == 0 {
		c.fault(path, RuleRequired, "is required")
		return
	}
	if f.maxListSize >= 0 && n > f.maxListSize {
		c.fault(path, RuleMaxListSize, "has %d elements, at most %d are allowed", n, f.maxListSize)
	}
	joined := c.top && joins(f)
	if joined && n == 1 && f.kind == kindString && strings.TrimSpace(v.element(f, 0).string()) == "" {
		c.fault(path, RuleBlank, "holds nothing but blank texts")
		return
	}
	top := c.top
	c.top = false // to be blank is no fault of an element
	for i := range n {
		at := path + "[" + strconv.Itoa(i) + "]"
		e := v.element(f, i)
		if joined && f.kind == kindString && strings.Contains(e.string(), ",") {
			c.fault(at, RuleComma, "holds a comma, which would make two elements of it")
		}
		c.value(f, e, at)
	}
	c.top = top
}

// value checks a value of f that is set: a field, or an element of a list.
func (c *checker) value(f *field, v slot, path string) {
	switch f.kind {
	case kindString:
		c.text(f, v.string(), path)
	case kindInt:
		if f.min != "" || f.max != "" || f.maxLength >= 0 {
			c.number(f, strconv.FormatInt(v.int(), 10), path)
		}
	case kindStruct:
		top := c.top
		c.top = false
		c.object(f.object, v, path)
		c.top = top
	case kindBool:
	default:
		*c = f.codec.check(*c, f, v, path)
	}
}

func (c *checker) text(f *field, s, path string) {
	if c.top && strings.TrimSpace(s) == "" {
		c.fault(path, RuleBlank, "is blank, and a blank parameter is not sent: leave it out")
		return
	}
	if !utf8.ValidString(s) {
		c.fault(path, RuleText, "is no valid UTF-8")
	}
	c.length(f, s, path)
}

func (c *checker) length(f *field, s, path string) {
	if f.maxLength < 0 || len(s) <= f.maxLength {
		return // no text has more UTF-16 units than bytes
	}
	units := 0
	for _, r := range s {
		units++
		if r > 0xFFFF {
			units++
		}
	}
	if units > f.maxLength {
		c.fault(path, RuleMaxLength, "has %d characters (UTF-16 units), at most %d are allowed", units, f.maxLength)
	}
}

func (c *checker) number(f *field, text, path string) {
	c.length(f, text, path)
	if f.min != "" && compareDecimals(text, f.min) < 0 {
		c.fault(path, RuleMin, "is less than the minimum, %s", f.min)
	}
	if f.max != "" && compareDecimals(text, f.max) > 0 {
		c.fault(path, RuleMax, "is greater than the maximum, %s", f.max)
	}
}

func (c *checker) raw(f *field, r RawJSON, path string) {
	if strings.TrimSpace(string(r)) == "" {
		if c.top {
			c.fault(path, RuleBlank, "is blank, and a blank parameter is not sent: leave it out")
		}
		return
	}
	if _, err := r.MarshalJSON(); err != nil || !utf8.ValidString(string(r)) {
		c.fault(path, RuleText, "is no valid JSON; top.RawString makes a JSON string of any text")
		return
	}
	c.length(f, r.Text(), path)
}

func (c *checker) file(f *field, file File, path string) {
	if file.open == nil {
		c.fault(path, RuleRequired, "has no content: make a File with FileBytes, FileReader or OpenFile")
		return
	}
	if f.maxLength >= 0 && file.size > int64(f.maxLength) {
		c.fault(path, RuleMaxLength, "has %d bytes, at most %d are allowed", file.size, f.maxLength)
	}
	if len(f.fileTypes) == 0 {
		return
	}
	ext := file.extension()
	if !slices.ContainsFunc(f.fileTypes, func(t string) bool { return strings.ToLower(t) == ext }) {
		c.fault(path, RuleFileTypes, "has the extension %q, allowed are %s", ext, strings.Join(f.fileTypes, ", "))
	}
}
