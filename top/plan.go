package top

import (
	"fmt"
	"math"
	"reflect"
	"strconv"
	"strings"
	"sync/atomic"
)

// kind is what a field holds; the kind of a list is that of its elements.
type kind uint8

const (
	kindString kind = iota
	kindInt
	kindBool
	kindDecimal
	kindTime
	kindRaw
	kindFile
	kindStruct
)

// wants says in error messages what a kind is documented to be.
var wants = [...]string{
	kindString:  "a text",
	kindInt:     "an integer of 64 bits",
	kindBool:    "true or false",
	kindDecimal: "a decimal number",
	kindTime:    "a date",
	kindRaw:     "JSON",
	kindFile:    "a file",
	kindStruct:  "an object",
}

// plan is what the runtime knows about a generated struct type. It is built
// once for each type, from the struct tags, and serves encoding, validation and
// decoding alike.
//
// The tag json has the wire name. The tag top has the documented rules,
// separated by commas:
//
//	required       the parameter must be given
//	element=NAME   the inner element of a list on the wire
//	maxLength=N    UTF-16 units of a text, bytes of a file
//	maxListSize=N  elements
//	min=N, max=N   range of a number
//	fileTypes=A|B  file name extensions
//	zone=NAME      of times, where it is not GMT+8: see NewTimeFormat
//	layout=LAYOUT  of times, where it is not yyyy-MM-dd HH:mm:ss; it has no comma
//	root=NAME      on RequestID: the root of the response in JSON
type plan struct {
	typ       reflect.Type
	pointer   uintptr // the type of a pointer to typ: see parts
	size      uintptr // of a value in memory
	fields    []field
	byName    map[string]int
	sorted    []int  // indices of fields, by name
	clash     string // a field that has the name of a parameter of the protocol
	requestID *field // RequestID; nil if there is none
	bits      int    // how many fields the struct has, those of objects within it included
	qimen     *field // the field response, which documents the whole of a Qimen response; nil if there is none
	root      string // documented root of a response
}

// field is one field of a struct. Whoever walks the fields of a value, to decode,
// encode or check it, has a plan and a slot, the memory that the plan describes: see
// slot.go.
type field struct {
	name   string // on the wire
	escape bool   // a form escapes characters of the name
	quoted string // the name as a member of JSON begins with it, with its colon
	head   uint64 // the first eight bytes of quoted, if it has 8 to 16 of them: all of it is head and tail
	tail   uint64 // the last eight
	kind   kind
	list   bool
	ptr    bool   // a pointer to the value; lists hold values
	simple bool   // a single value, no list and no pointer
	start  string // the start tag in XML
	end    string // the end tag in XML
	typ    reflect.Type
	base   reflect.Type // of the value or of the element: typ without slice and pointer
	offset uintptr      // in the Go struct
	object *plan        // of kindStruct
	form   timeForm     // of kindTime
	codec  *codec       // nil for texts, integers, booleans and objects
	bit    int          // among those of the struct: its own, followed by those of the fields of an object that is within the struct
	rules
}

// rules are the documented constraints of a field.
type rules struct {
	required    bool
	element     string
	maxLength   int // -1 where there is none, as for maxListSize
	maxListSize int
	min, max    string
	fileTypes   []string
	root        string
	zone        string // of a time: see TimeFormat
	layout      string
}

var plans memo // reflect.Type of a struct -> *plan

// recent has plans of which one was asked for last, each where its pointer says. To
// look there takes a tenth of the time that plans takes, which must hash the type.
var recent [64]atomic.Pointer[plan]

// planOf returns the plan of the struct that v points to.
func planOf(v any) (*plan, slot, error) {
	const apart = 32 // bytes that descriptions of types lie apart at least
	address, at := parts(v)
	place := &recent[address/apart%uintptr(len(recent))]
	if pl := place.Load(); pl != nil && pl.pointer == address && !at.isNil() {
		return pl, at, nil
	}
	p := reflect.ValueOf(v)
	if p.Kind() != reflect.Pointer || p.IsNil() || p.Elem().Kind() != reflect.Struct {
		return nil, slot{}, fmt.Errorf("top: %T is no pointer to a generated struct", v)
	}
	pl, err := planFor(p.Type().Elem())
	if err == nil {
		place.Store(pl)
	}
	return pl, at, err
}

func planFor(t reflect.Type) (*plan, error) {
	if p := knownPlan(t); p != nil {
		return p, nil
	}
	b := planBuilder{}
	p, err := b.plan(t)
	if err != nil {
		return nil, err
	}
	for t, p := range b {
		plans.loadOrStore(t, p)
	}
	return p, nil
}

// knownPlan returns the plan of a type that has been met, or nil.
func knownPlan(t reflect.Type) *plan {
	p, _ := plans.load(t).(*plan)
	return p
}

// planBuilder has the plans under construction, so that a type which contains
// itself finds its own.
type planBuilder map[reflect.Type]*plan

func (b planBuilder) plan(t reflect.Type) (*plan, error) {
	if p, ok := b[t]; ok {
		return p, nil
	}
	if p := knownPlan(t); p != nil {
		return p, nil
	}
	pointer, _ := parts(reflect.Zero(reflect.PointerTo(t)).Interface())
	p := &plan{typ: t, pointer: pointer, size: t.Size(), byName: map[string]int{}, fields: make([]field, 0, t.NumField())}
	b[t] = p
	for i := range t.NumField() {
		sf := t.Field(i)
		name, _, more := strings.Cut(sf.Tag.Get("json"), ",")
		if !sf.IsExported() || name == "-" && !more {
			continue
		}
		if name == "" {
			name = sf.Name
		}
		p.byName[name] = len(p.fields)
		p.fields = p.fields[:len(p.fields)+1] // there is room for all
		f := &p.fields[len(p.fields)-1]
		if err := b.field(f, sf); err != nil {
			return nil, fmt.Errorf("top: %s.%s: %w", t, sf.Name, err)
		}
		f.bit = p.bits
		if p.bits++; f.inline() {
			p.bits += f.object.bits
		}
		f.name = name
		f.start, f.end = "<"+name+">", "</"+name+">"
		f.escape = isEscaped(name)
		f.quoted = string(append(appendQuoted(nil, name), ':'))
		if n := len(f.quoted); 8 <= n && n <= 16 {
			f.head, f.tail = wordOf(f.quoted), wordOf(f.quoted[n-8:])
		}
		if sf.Name == "RequestID" && f.kind == kindString {
			p.requestID, p.root = f, f.root
		}
		if name == qimenObject && f.kind == kindStruct && !f.list {
			p.qimen = f
		}
		if reserved(name) {
			p.clash = name
		}
	}
	p.sorted = p.sortFields()
	return p, nil
}

// inline reports whether the field is an object that lies within the struct.
func (f *field) inline() bool { return f.kind == kindStruct && !f.list && !f.ptr }

// requestIDOf returns the request id of a response; empty if it has none.
func (p *plan) requestIDOf(resp slot) string {
	if p.requestID == nil {
		return ""
	}
	return resp.field(p.requestID).string()
}

// named returns the field of a name on the wire, nil if there is none.
func (p *plan) named(name string) *field {
	if i, ok := p.byName[name]; ok {
		return &p.fields[i]
	}
	return nil
}

// hasOwn reports whether fields of the plan are in s, other than the request id: any
// response has that.
func (p *plan) hasOwn(s *fieldSet) bool {
	for i := range p.fields {
		if s.has(i) && &p.fields[i] != p.requestID {
			return true
		}
	}
	return false
}

// files returns the files that are parameters of a request.
func (p *plan) files(req slot) []formFile {
	var files []formFile
	for i := range p.fields {
		if f := &p.fields[i]; f.kind == kindFile {
			files = f.codec.files(files, f, req.field(f))
		}
	}
	return files
}

// appendFiles appends the files that v, of the field f, holds.
func appendFiles(files []formFile, f *field, v slot) []formFile {
	for i := range v.count(f) {
		if file := v.at(f, i).file(); file.open != nil {
			files = append(files, formFile{f.name, plainFile(file), f.maxLength})
		}
	}
	return files
}

// field fills in f for a field of a struct.
func (b planBuilder) field(f *field, sf reflect.StructField) error {
	f.typ, f.offset = sf.Type, sf.Offset
	t := sf.Type
	if t.Kind() == reflect.Slice {
		f.list, t = true, t.Elem()
	}
	if t.Kind() == reflect.Pointer {
		f.ptr, t = true, t.Elem()
	}
	f.base = t
	var ok bool
	if f.codec = codecOf(t); f.codec != nil {
		f.kind, ok = f.codec.kind, true
	} else {
		f.kind, ok = kindOf(t)
	}
	if !ok || f.list && f.ptr {
		return fmt.Errorf("a field of type %s is not supported", sf.Type)
	}
	if f.kind == kindStruct {
		var err error
		if f.object, err = b.plan(t); err != nil {
			return err
		}
	}
	f.simple = !f.list && !f.ptr && f.kind < kindRaw
	err := f.parse(sf.Tag.Get("top"))
	if err == nil && f.kind == kindTime {
		f.form, err = formOf(f)
	}
	return err
}

// kindOf returns the kind of values of a type without a codec.
func kindOf(t reflect.Type) (kind, bool) {
	switch t.Kind() {
	case reflect.String:
		return kindString, true
	case reflect.Int64:
		return kindInt, true
	case reflect.Bool:
		return kindBool, true
	case reflect.Struct:
		return kindStruct, true
	}
	return 0, false
}

// parse sets the rules, of which there are none yet, to those of a tag.
func (r *rules) parse(tag string) (err error) {
	r.maxLength, r.maxListSize = -1, -1
	if tag == "" {
		return nil
	}
	for _, rule := range strings.Split(tag, ",") { // less code than SplitSeq
		name, value, _ := strings.Cut(rule, "=")
		ok := true
		switch name {
		case "required":
			r.required = true
		case "element":
			r.element = value
		case "maxLength":
			r.maxLength, ok = parseLimit(value)
		case "maxListSize":
			r.maxListSize, ok = parseLimit(value)
		case "min":
			r.min, ok = value, isDecimal(value)
		case "max":
			r.max, ok = value, isDecimal(value)
		case "fileTypes":
			r.fileTypes = strings.Split(value, "|")
		case "root":
			r.root = value
		case "zone":
			r.zone = value
		case "layout":
			r.layout = value
		default:
			ok = false
		}
		if !ok {
			return fmt.Errorf("tag top: %q is no rule", rule)
		}
	}
	return nil
}

// parseLimit reads a documented limit, which may be written as 1e6 or 10.0;
// more than an int holds is no limit.
func parseLimit(s string) (int, bool) {
	n, err := strconv.ParseFloat(s, 64)
	if err != nil || n < 0 || n >= math.MaxInt {
		return -1, err == nil
	}
	return int(n), true
}

// takes reports whether name is a parameter of the request.
func (p *plan) takes(name string) bool {
	_, ok := p.byName[strings.TrimSpace(name)]
	return ok
}

// sortFields returns the indices of the fields in the order of their names.
func (p *plan) sortFields() []int {
	order := make([]int, len(p.fields))
	for i := range order {
		j := i
		for ; j > 0 && p.fields[i].name < p.fields[order[j-1]].name; j-- {
			order[j] = order[j-1]
		}
		order[j] = i
	}
	return order
}
