package top

import (
	"fmt"
	"reflect"
	"sort"
)

// Sent tells what the platform has sent of a response, where a field alone cannot:
// a zero of a field is one that came or stands for a value that did not.
//
//	var sent top.Sent
//	resp, err := idle.NewAppraiseOrderQueryRequest().SetBizOrderID(12354).Do(ctx, client, top.WithSent(&sent))
//	...
//	if sent.Has(&resp.Result.Module.BuyerInspectionFee) {
//
// It goes by the places of fields, as they were when the response was decoded, not
// by what they hold now: a default that the program has put into a field does not
// count as sent, and elements that it has sorted or shifted should be asked about
// before. A Sent may be copied, and used by several goroutines at once.
type Sent struct{ memory *memory }

// UnmarshalSent is Unmarshal, and also tells which fields of the response the body
// has, beside an error as well.
func UnmarshalSent(body []byte, resp any) (Sent, error) {
	p, v, err := planOf(resp)
	if err != nil {
		return Sent{}, err
	}
	r := decodeBytes(body, p, v, wanted{sent: whatCame, answers: answersOf})
	return r.sent, r.err()
}

// Has reports whether the platform has sent a value for a field, given the address
// of the field within the response: &resp.Result.Module.Fee. The field may hold a
// scalar, an object or a list, at any depth, and the address of an element of a list,
// or of a field of one, will do as well: &list[i].Fee. Null, blank text and a value
// that does not fit the field, for which there is a *DecodeError, are no values;
// an object or a list without anything in it is one.
//
// Has panics if it cannot know, since false would be a lie: if field is anything
// else than such an address, such as that of a copy (the variable of a loop over a
// list is one), or of a part of a value; or if no response came.
func (s Sent) Has(field any) bool {
	v := reflect.ValueOf(field)
	if v.Kind() != reflect.Pointer || v.IsNil() || v.Type().Elem().Size() == 0 {
		panic(fmt.Sprintf("top: Sent.Has wants the address of a field, such as &resp.RequestID; this is a %T", field))
	}
	if s.memory == nil {
		panic("top: Sent.Has: no response has been decoded for this Sent: either WithSent did not give it to the call, or the call failed, or its Caller does not decode responses")
	}
	part, bit := s.memory.find(v.Pointer(), v.Type().Elem())
	switch {
	case part == nil:
		panic(fmt.Sprintf("top: Sent.Has: this %T points to nothing in the %s that was decoded, but to a copy of a part of it, or to something else (of elements in a loop, take &list[i].Field)", field, s.memory.typ))
	case bit < 0:
		panic(fmt.Sprintf("top: Sent.Has: this %T points into the %s that was decoded, but to no field of that type", field, s.memory.typ))
	}
	return part.came.has(bit)
}

// Known reports whether a response was decoded for s, so that Has can be asked: it
// is false after a call that failed or whose Caller does not decode responses.
func (s Sent) Known() bool { return s.memory != nil }

// memory is where the values of a response are, and which of them came.
type memory struct {
	typ   reflect.Type // of the response
	start slot         // where the response is
	parts []memoryPart // by address
}

// memoryPart is a piece of memory: the response, the elements of a list, or an
// object that a pointer points to.
type memoryPart struct {
	start slot
	typ   reflect.Type // of an element; a single object is its only one
	plan  *plan        // of an element that is an object
	list  bool
	count int
	// came has a bit for each element, followed by those of the fields within it:
	// see field.bit.
	came fieldSet
}

// bits is how many bits an element has.
func (m *memoryPart) bits() int {
	if m.plan == nil {
		return 1
	}
	return 1 + m.plan.bits
}

func (m *memoryPart) element(i int) slot { return m.start.plus(uintptr(i) * m.typ.Size()) }

// whatCame works out what a response holds that has been decoded. Whatever is not
// zero came; zeros has the paths of what came and is zero nevertheless.
func whatCame(p *plan, resp slot, zeros []finding) Sent {
	m := &memory{typ: p.typ, start: resp}
	m.add(memoryPart{start: resp, typ: p.typ, plan: p, count: 1})
	sort.Slice(m.parts, func(i, j int) bool { return m.parts[i].start.address() < m.parts[j].start.address() })
	for _, z := range zeros {
		m.addZero(z.steps)
	}
	return Sent{m}
}

// add adds a part and all that its elements point to.
func (m *memory) add(part memoryPart) {
	if part.count == 0 || part.typ.Size() == 0 {
		return
	}
	// An absent number or boolean is no element: see decoder.listElement.
	all := part.typ.Kind() == reflect.Int64 || part.typ.Kind() == reflect.Bool
	for i := range part.count {
		v, bit := part.element(i), i*part.bits()
		if all || part.plan == nil && !v.isZero(part.typ) || part.plan != nil && m.object(&part.came, bit+1, part.plan, v) {
			part.came.add(bit)
		}
	}
	m.parts = append(m.parts, part)
}

// object adds the fields of an object, whose bits begin at first, and reports
// whether it is not zero.
func (m *memory) object(came *fieldSet, first int, p *plan, v slot) (some bool) {
	for i := range p.fields {
		f := &p.fields[i]
		at := v.field(f)
		if f.inline() {
			if !m.object(came, first+f.bit+1, f.object, at) {
				continue
			}
		} else if at.isZero(f.typ) {
			continue
		} else {
			m.apart(f, at)
		}
		came.add(first + f.bit)
		some = true
	}
	return some
}

// apart adds what the field f in v, which is not zero, points to.
func (m *memory) apart(f *field, v slot) {
	switch {
	case f.list:
		m.add(memoryPart{start: v.element(f, 0), typ: f.base, plan: f.object, list: true, count: v.len()})
	case f.ptr && f.kind == kindStruct:
		object, _ := v.pointed(f)
		m.add(memoryPart{start: object, typ: f.base, plan: f.object, count: 1})
	}
}

// partAt returns the part that has an address, and the offset of the address in
// there; nil if there is none.
func (m *memory) partAt(address uintptr) (*memoryPart, uintptr) {
	i := sort.Search(len(m.parts), func(i int) bool { return m.parts[i].start.address() > address })
	if i == 0 {
		return nil, 0
	}
	part := &m.parts[i-1]
	offset := address - part.start.address()
	if offset >= uintptr(part.count)*part.typ.Size() {
		return nil, 0
	}
	return part, offset
}

// find returns the part of the memory and the bit there of the value of type t at
// an address: nil if the address is not in the memory, -1 if there is no such value.
func (m *memory) find(address uintptr, t reflect.Type) (part *memoryPart, bit int) {
	part, offset := m.partAt(address)
	if part == nil {
		return nil, -1
	}
	bit = int(offset/part.typ.Size()) * part.bits()
	offset %= part.typ.Size()
	if part.list && offset == 0 && part.typ == t {
		return part, bit
	}
	for p := part.plan; p != nil; {
		f := p.fieldAt(offset)
		if f == nil {
			break
		}
		offset -= f.offset
		bit += 1 + f.bit
		if offset == 0 && f.typ == t {
			return part, bit
		}
		if !f.inline() {
			break
		}
		p = f.object
	}
	return part, -1
}

// fieldAt returns the field that has the byte at an offset, nil if none has. A field
// without size has none, and may only be where a later one begins.
func (p *plan) fieldAt(offset uintptr) *field {
	i := sort.Search(len(p.fields), func(i int) bool { return p.fields[i].offset > offset })
	if i == 0 {
		return nil
	}
	f := &p.fields[i-1]
	if offset >= f.offset+f.typ.Size() {
		return nil
	}
	return f
}

// addZero adds the value at a path, of which the last step comes first. Of a value
// that came twice, what the path leads to may be missing: the first one holds.
func (m *memory) addZero(steps []step) {
	part, _ := m.partAt(m.start.address())
	if part == nil {
		return // a response without size
	}
	p, v, bit := part.plan, m.start, 0
	var f *field // that v is
	for i := len(steps) - 1; i >= 0; i-- {
		s := steps[i]
		switch {
		case s.index >= 0:
			if s.index >= v.len() || f.base.Size() == 0 {
				return
			}
			if part, _ = m.partAt(v.element(f, 0).address()); part == nil {
				return
			}
			v, bit = part.element(s.index), s.index*part.bits()
			continue
		case f != nil && f.ptr:
			if v, _ = v.pointed(f); v.isNil() {
				return
			}
			part, _ = m.partAt(v.address())
			bit = 0
		}
		if f != nil {
			p = f.object
		}
		j, ok := p.byName[s.name]
		if !ok {
			return
		}
		f = &p.fields[j]
		v, bit = v.field(f), bit+1+f.bit
	}
	part.came.add(bit)
}

// fieldSet remembers which fields of an object have been met.
type fieldSet struct {
	small [2]uint64
	large []uint64
}

// has reports whether field i has been met.
func (s *fieldSet) has(i int) bool {
	bit := uint64(1) << (i & 63)
	if i < 128 {
		return s.small[i>>6]&bit != 0
	}
	return i>>6 < len(s.large) && s.large[i>>6]&bit != 0
}

// add reports whether field i is new.
func (s *fieldSet) add(i int) bool {
	word := &s.small[i>>6&1]
	if i >= 128 {
		for len(s.large) <= i>>6 {
			s.large = append(s.large, 0)
		}
		word = &s.large[i>>6]
	}
	bit := uint64(1) << (i & 63)
	isNew := *word&bit == 0
	*word |= bit
	return isNew
}
