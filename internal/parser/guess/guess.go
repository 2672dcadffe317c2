// Package guess guesses in which of several objects a row stands, where the
// samples of a page leave that open. It is a courtesy: the row is marked as
// ambiguous whatever comes out, and a person can settle it.
//
// Eight facts can speak for or against an object. Each has a weight, the number
// of bits that it tells, as a whole number: the logarithm to base 2 of how often
// the object for which it spoke was the right one, against how often another
// was. So a fact that is right in 4 cases of 5 has 2 bits, and one that is right
// in 16 of 17 has 4. Each was measured by itself, which anybody can do again
// (bench/guess); none was fitted to make the sum come out right. The object with
// the most bits is taken, of equals the innermost.
package guess

// Fact is something that speaks for or against an object.
type Fact int

// The facts.
const (
	Taken Fact = iota
	Relative
	Stranger
	Subject
	Topic
	Prefix
	Duty
	Extension

	numFacts
)

// facts has for each fact its name, its bits, negative where it speaks against
// an object, and why an object is taken because of it: one for which it speaks,
// or the only one against which it does not.
var facts = [numFacts]struct {
	name string
	bits int
	why  string
}{
	// The object has a field of that name already, and no object has two.
	Taken: {"Taken", -7, "the others have a field of that name"},
	// Another object of the page has a field of that name, and has the same type
	// as this one or a field that this one has, too.
	Relative: {"Relative", 4, "a related object has such a field"},
	// Another object of the page has the type of this one, and no field of that
	// name.
	Stranger: {"Stranger", -2, "objects of the type of the others have no such field"},
	// The name of the row has a word of the object's name or type, or its
	// description one of the object's; where both do, that counts twice.
	Subject: {"Subject", 2, "its name or description is about that"},
	// Of all objects, this is the one whose fields use the most words of the
	// row's description.
	Topic: {"Topic", 1, "the descriptions of its fields are the most alike"},
	// The field before or behind the row begins with the same word, as in
	// "receiver_name, receiver_phone".
	Prefix: {"Prefix", 2, "a field beside it begins with the same word"},
	// All fields of the object, two at least, must be set and the row need not,
	// or the other way round.
	Duty: {"Duty", -2, "unlike it, all fields of the others are required, or all are optional"},
	// The object is the outermost and the type is Map. That is extendProps of
	// Qimen, which has room for what a whole message lacks.
	Extension: {"Extension", 6, "a Map mostly extends the outermost object"},
}

// String returns the name of a fact.
func (f Fact) String() string { return facts[f].name }

// Weights are the bits of each fact.
type Weights [numFacts]int

// Bits returns the weights that Choose uses.
func Bits() Weights {
	var w Weights
	for f := range facts {
		w[f] = facts[f].bits
	}
	return w
}

// Features say which facts hold of an object: 1 for each that does, and up to 2
// for Subject.
type Features [numFacts]int

// Score returns the bits that speak for an object.
func (w *Weights) Score(f Features) int {
	sum := 0
	for fact, n := range f {
		sum += w[fact] * n
	}
	return sum
}

// Answer is a guess.
type Answer struct {
	Object int    // index among the objects of the question
	Reason string // in words; "" where nothing speaks for any
}

// Chooser answers questions.
type Chooser func(*Question) Answer

var bits = Bits()

// Choose answers a question by Bits.
func Choose(q *Question) Answer { return bits.Choose(q) }

// Choose answers a question by the weights w.
func (w *Weights) Choose(q *Question) Answer {
	features := q.Features()
	best := w.Best(features)
	return Answer{Object: best, Reason: w.reason(features, best)}
}

// Best returns the object for which the most bits speak, of equals the innermost.
func (w *Weights) Best(features []Features) int {
	best := len(features) - 1
	for i := best - 1; i >= 0; i-- {
		if w.Score(features[i]) > w.Score(features[best]) {
			best = i
		}
	}
	return best
}

// reason names the fact that tells the most between the object taken and the
// one that comes next.
func (w *Weights) reason(features []Features, taken int) string {
	next := -1
	for i := range features {
		if i != taken && (next < 0 || w.Score(features[i]) > w.Score(features[next])) {
			next = i
		}
	}
	if next < 0 {
		return ""
	}
	most, why := 0, ""
	for fact := range numFacts {
		if told := w[fact] * (features[taken][fact] - features[next][fact]); told > most {
			most, why = told, facts[fact].why
		}
	}
	return why
}
