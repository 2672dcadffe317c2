package guess

import "slices"

// Field is a row of a table as guesses compare it. It is made by NewField.
type Field struct {
	Name, Type string
	Required   bool
	Line       int // of the page; no two rows have the same

	words []string // of the name
	text  []string // words of the description, sorted
}

// NewField returns the field of a row; text is its description, as far as that
// can be told.
func NewField(name, typ, text string, required bool, line int) *Field {
	return &Field{Name: name, Type: typ, Required: required, Line: line, words: nameWords(name), text: textWords(text)}
}

// Object is an object in which a row can stand.
type Object struct {
	*Field
	// Before and After are those of its fields that precede and follow the row,
	// the nearest ones and as far as they are certain or guessed already.
	Before, After []*Field
}

// Question is a row whose object is to be guessed.
type Question struct {
	*Field
	Request bool     // the row is one of the request
	Objects []Object // where it can stand, the outermost first; two at least
	Page    *Page    // the other objects of the page; nil where nothing is known
}

// Features says of each object which facts hold.
func (q *Question) Features() []Features {
	features := make([]Features, len(q.Objects))
	for i := range q.Objects {
		features[i] = q.features(i)
	}
	q.topic(features)
	return features
}

// features says which facts hold of one object, but for Topic.
func (q *Question) features(i int) Features {
	o := &q.Objects[i]
	var f Features
	set := func(fact Fact, holds bool) {
		if holds {
			f[fact]++
		}
	}
	set(Taken, o.has(func(c *Field) bool { return c.Name == q.Name }))
	relative, stranger := q.Page.kin(q, o)
	set(Relative, relative)
	set(Stranger, stranger)
	set(Subject, share(q.words, o.words) || share(q.words, nameWords(o.Type)))
	set(Subject, common(q.text, o.text) > 0)
	set(Prefix, slices.ContainsFunc(o.neighbours(), func(c *Field) bool { return q.sharesPrefix(c) }))
	set(Duty, q.Request && len(o.Before)+len(o.After) > 1 && !o.has(func(c *Field) bool { return c.Required == q.Required }))
	set(Extension, i == 0 && q.Type == "Map")
	return f
}

// topic sets Topic for the objects whose fields use the most words of the row's
// description, unless all use as many.
func (q *Question) topic(features []Features) {
	used := make([]int, len(q.Objects))
	for i := range q.Objects {
		for _, word := range q.text {
			if q.Objects[i].has(func(c *Field) bool { return c.uses(word) }) {
				used[i]++
			}
		}
	}
	most := slices.Max(used)
	if most == slices.Min(used) {
		return
	}
	for i, n := range used {
		if n == most {
			features[i][Topic] = 1
		}
	}
}

// has reports whether a field of the object is such a one.
func (o *Object) has(such func(*Field) bool) bool {
	return slices.ContainsFunc(o.Before, such) || slices.ContainsFunc(o.After, such)
}

// neighbours returns the fields of the object right before and behind the row.
func (o *Object) neighbours() []*Field {
	var near []*Field
	if n := len(o.Before); n > 0 {
		near = append(near, o.Before[n-1])
	}
	if len(o.After) > 0 {
		near = append(near, o.After[0])
	}
	return near
}

// sharesPrefix reports whether both names begin with the same word.
func (f *Field) sharesPrefix(other *Field) bool {
	return len(f.words) > 0 && len(other.words) > 0 && f.words[0] == other.words[0]
}

// uses reports whether the description has a word.
func (f *Field) uses(word string) bool {
	_, ok := slices.BinarySearch(f.text, word)
	return ok
}
