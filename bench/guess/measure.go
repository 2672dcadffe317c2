package main

import (
	"hash/fnv"
	"math"

	"github.com/topgen/topgen/internal/parser/guess"
)

// tally is how often a fact spoke for some objects and not for others, and how
// often the right one was among those for which it spoke.
type tally struct{ spoke, right int }

// bits returns what a fact tells by that: the logarithm to base 2 of its odds.
// Half a case is added on either side, so that no fact is certain.
func (t tally) bits() float64 {
	return math.Log2((float64(t.right) + 0.5) / (float64(t.spoke-t.right) + 0.5))
}

// count tallies a fact over some questions.
func count(questions []question, fact guess.Fact) tally {
	var t tally
	for _, q := range questions {
		least, most := q.features[0][fact], q.features[0][fact]
		for _, f := range q.features {
			least, most = min(least, f[fact]), max(most, f[fact])
		}
		if least == most {
			continue
		}
		t.spoke++
		if q.features[q.right][fact] == most {
			t.right++
		}
	}
	return t
}

// measure returns for each fact the whole number of bits that it tells.
func measure(questions []question) guess.Weights {
	var w guess.Weights
	for fact := range guess.Fact(len(w)) {
		w[fact] = int(math.Round(count(questions, fact).bits()))
	}
	return w
}

// answer returns how many questions are answered rightly by w.
func answer(questions []question, w *guess.Weights) int {
	right := 0
	for _, q := range questions {
		if w.Best(q.features) == q.right {
			right++
		}
	}
	return right
}

// folds is into how many parts the namespaces are put.
const folds = 10

// foldOf returns the part of a namespace: any, but the same every time.
func foldOf(namespace string) int {
	h := fnv.New32a()
	h.Write([]byte(namespace))
	return int(h.Sum32() % folds)
}

// crossValidate answers what is asked about each tenth of the namespaces by the
// bits that the other nine tenths tell. It returns how many open pages, rows of
// them and other questions are answered rightly.
func (c *corpus) crossValidate() (pages, rows, others int) {
	for fold := range folds {
		var known, open, cut []question
		for _, q := range c.questions {
			switch {
			case foldOf(q.namespace) != fold:
				known = append(known, q)
			case q.open:
				open = append(open, q)
			default:
				cut = append(cut, q)
			}
		}
		w := measure(known)
		rows += answer(open, &w)
		others += answer(cut, &w)
		for i := range c.open {
			if p := &c.open[i]; foldOf(p.namespace) == fold && p.isRight(w.Choose) {
				pages++
			}
		}
	}
	return pages, rows, others
}
