package top

import (
	"reflect"
	"unsafe"
)

// slot is the memory of a struct, a field or an element. It makes decoding fast:
// setting a field through package reflect takes about as long as reading it from
// JSON. With viewOf, offsetIn and parts, it is the only use of unsafe here.
//
// It is safe because a slot is only made from a pointer to a struct whose plan
// is at hand, and the plan has the offset and the type of each field from package
// reflect: kind, list and ptr of a field say which of the methods below fit, and
// they convert to the very types that planBuilder admitted (or, for a named string,
// int64 or bool, to a type of the same layout). A slot points into the object that
// it belongs to, which keeps that alive.
type slot struct{ p unsafe.Pointer }

// slotOf returns the slot of the struct v, which must be addressable.
func slotOf(v reflect.Value) slot { return slot{unsafe.Pointer(v.UnsafeAddr())} }

// address returns where the slot is.
func (s slot) address() uintptr { return uintptr(s.p) }

func (s slot) isNil() bool { return s.p == nil }

// plus returns the slot that is n bytes behind this one, in the same object.
func (s slot) plus(n uintptr) slot { return slot{unsafe.Add(s.p, n)} }

// field returns the slot of a field of the struct.
func (s slot) field(f *field) slot { return slot{unsafe.Add(s.p, f.offset)} }

func (s slot) setString(v string)   { *(*string)(s.p) = v }
func (s slot) setInt(v int64)       { *(*int64)(s.p) = v }
func (s slot) setBool(v bool)       { *(*bool)(s.p) = v }
func (s slot) setDecimal(v Decimal) { *(*Decimal)(s.p) = v }
func (s slot) setTime(v Time)       { *(*Time)(s.p) = v }
func (s slot) setFile(v File)       { *(*File)(s.p) = v }

func (s slot) string() string   { return *(*string)(s.p) }
func (s slot) int() int64       { return *(*int64)(s.p) }
func (s slot) bool() bool       { return *(*bool)(s.p) }
func (s slot) decimal() Decimal { return *(*Decimal)(s.p) }
func (s slot) time() Time       { return *(*Time)(s.p) }
func (s slot) file() File       { return *(*File)(s.p) }

// value returns the slot as a value of its type.
func (s slot) value(t reflect.Type) reflect.Value { return reflect.NewAt(t, s.p).Elem() }

// isZero reports whether the value of type t in the slot is zero.
func (s slot) isZero(t reflect.Type) bool {
	switch t.Kind() { // what most fields are, since package reflect takes its time
	case reflect.String:
		return s.string() == ""
	case reflect.Int64:
		return s.int() == 0
	case reflect.Bool:
		return !s.bool()
	case reflect.Slice:
		return s.isNilList()
	}
	return s.value(t).IsZero()
}

// clear makes the struct in the slot, which p describes, zero. Most are already, which is
// seen in half the time that package reflect takes to set one to zero, or less.
func (s slot) clear(p *plan) {
	if p.size > uintptr(len(zeros)) || unsafe.String((*byte)(s.p), p.size) != zeros[:p.size] {
		s.value(p.typ).SetZero()
	}
}

var zeros = string(make([]byte, 256))

// target returns the slot that holds the value of a field: itself, or what it
// points to, which is made if need be.
func (s slot) target(f *field) slot {
	if !f.ptr {
		return s
	}
	p := (*unsafe.Pointer)(s.p)
	if *p == nil {
		*p = reflect.New(f.base).UnsafePointer()
	}
	return slot{*p}
}

// pointed returns the slot that holds the value of a field, false if it points
// to nothing.
func (s slot) pointed(f *field) (slot, bool) {
	if !f.ptr {
		return s, true
	}
	p := *(*unsafe.Pointer)(s.p)
	return slot{p}, p != nil
}

// setNil makes the pointer in the slot nil.
func (s slot) setNil() { *(*unsafe.Pointer)(s.p) = nil }

// count returns how many values the field f in the slot holds: one or none, or the
// length of the list.
func (s slot) count(f *field) int {
	if f.list {
		return s.len()
	}
	if _, ok := s.pointed(f); !ok {
		return 0
	}
	return 1
}

// at returns the slot of value i of those that count counts.
func (s slot) at(f *field, i int) slot {
	if f.list {
		return s.element(f, i)
	}
	v, _ := s.pointed(f)
	return v
}

// incomparable makes a struct that has it one whose values cannot be compared by ==, so
// that no code for that is made, which programs would hold along with the type. It is the
// first field, where it takes no room.
type incomparable [0]func()

// viewOf returns b as a string, without copying it, for as long as b does not
// change.
func viewOf(b []byte) string { return unsafe.String(unsafe.SliceData(b), len(b)) }

// offsetIn returns where in whole the text s begins; no index of whole if s lies
// elsewhere.
func offsetIn(whole, s string) int {
	return int(uintptr(unsafe.Pointer(unsafe.StringData(s))) - uintptr(unsafe.Pointer(unsafe.StringData(whole))))
}

// parts returns the two words of an interface that holds a pointer: where the runtime
// describes the pointer's type, which is one place for each type, and where it points to.
// That place names the type for as long as the type is in the program, as one of a plan
// always is.
func parts(v any) (typ uintptr, at slot) {
	words := (*[2]unsafe.Pointer)(unsafe.Pointer(&v))
	return uintptr(words[0]), slot{words[1]}
}

// sliceHeader is the layout of a slice.
type sliceHeader struct {
	data     unsafe.Pointer
	len, cap int
}

// len returns the length of the slice in the slot.
func (s slot) len() int { return (*sliceHeader)(s.p).len }

// isNilList reports whether the slice in the slot is nil.
func (s slot) isNilList() bool { return (*sliceHeader)(s.p).data == nil }

// element returns the slot of element i of the slice in the slot.
func (s slot) element(f *field, i int) slot {
	return slot{unsafe.Add((*sliceHeader)(s.p).data, uintptr(i)*f.base.Size())}
}

// makeList makes the slice in the slot an empty one if it is nil.
func (s slot) makeList(f *field) {
	if s.isNilList() {
		s.value(f.typ).Set(reflect.MakeSlice(f.typ, 0, 0))
	}
}

// grow appends a zero element to the slice in the slot, and returns its slot.
func (s slot) grow(f *field) slot {
	h := (*sliceHeader)(s.p)
	if h.len == h.cap {
		const first = 2
		s.value(f.typ).Grow(max(first, h.len)) // new memory is zero
	}
	h.len++
	return s.element(f, h.len-1)
}

// shrink takes the last element from the slice in the slot, and makes its
// memory zero again.
func (s slot) shrink(f *field) {
	h := (*sliceHeader)(s.p)
	h.len--
	s.element(f, h.len).value(f.base).SetZero()
}
