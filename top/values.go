package top

import "iter"

// Values are the values that the page of a method documents of a field, in the order
// of the page. Generated packages have such a table beside the constants:
//
//	idle.RecycleOrderGetOrderStatusValues.Text(order.OrderStatus) // "货物已退回"
//
// They are what the page knew when it was written. The platform sends and takes others
// as well, and nothing here refuses one: treat a value without a text as unknown, not
// as wrong.
type Values[T int64 | string] []Value[T]

// Value is a documented value, and what the page says of it.
type Value[T int64 | string] struct {
	Value T
	Text  string // in Chinese, mostly
}

// Text returns what the page says of a value; "" if it does not mention it.
func (l Values[T]) Text(value T) string {
	for i := range l {
		if l[i].Value == value {
			return l[i].Text
		}
	}
	return ""
}

// All yields the values with their texts.
func (l Values[T]) All() iter.Seq2[T, string] {
	return func(yield func(T, string) bool) {
		for _, v := range l {
			if !yield(v.Value, v.Text) {
				return
			}
		}
	}
}
