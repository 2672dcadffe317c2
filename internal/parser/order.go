package parser

import (
	"math"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// This file finds in what order the fields of a struct stand. The platform
// takes many tables from Java classes by reflection and keeps the fields in a
// java.util.HashMap or sorts them, so that a third of all structs have their
// fields in an order that can be computed: that of their names, or that of the
// buckets in which Java 7 or 8 puts them. A field that would break such an
// order does not belong to the struct; one that fits where few names would,
// does.

// rule is an order that structs may have. The shares are those of the
// 11,282 structs that the pages of the platform show, estimated by
// expectation maximisation.
type rule struct {
	share float64 // of structs whose fields are all in that order
	tail  float64 // of structs where later fields, few, were put behind those
	key   func(name string) uint32
	size  uint32 // of the table, as multiples of what the fields need; 0: keys are names
}

var rules = [numRules]rule{
	{share: 0.155, tail: 0.023},
	{share: 0.116, tail: 0.011, key: hash8, size: 1},
	{share: 0.014, tail: 0.002, key: hash8, size: 2},
	{share: 0.055, tail: 0.007, key: hash7, size: 1},
	{share: 0.005, tail: 0.001, key: hash7, size: 2},
}

// shareOther is the share of structs in an order that no rule tells.
const shareOther = 0.606

const (
	longestTail = 3
	// shortestHead is how many fields a rule must explain where it does not
	// explain all.
	shortestHead = 4
	// mostOrdered is how many fields are looked at; real structs have less,
	// and a page of the bulk of one struct would cost its square.
	mostOrdered = 1000
	// mostEvidence bounds what the order counts, since no rule is certain.
	mostEvidence = 8
)

// habits count the structs of a page by the rule that their order follows; the
// last is for those that follow none. One page was made from the classes of one
// system, which have one order for the most part.
type habits [numRules + 1]float64

const (
	numRules = 5
	// weightRules and weightPage are what the shares of all pages and a struct
	// of the page count.
	weightRules = 3
	weightPage  = 1.5
)

// add counts a struct whose fields have these names.
func (h *habits) add(names []string) {
	if len(names) < shortestHead || len(names) > mostOrdered {
		return
	}
	logs := orderLogs(names)
	sum := logSum(logs[:])
	for i, l := range logs {
		h[i] += math.Exp(l - sum)
	}
}

// gain returns how much likelier names are in their order with the one at index
// i than without it, as a logarithm, next to an order by chance.
func (h *habits) gain(names []string, i int) float64 {
	if len(names) > mostOrdered {
		return 0
	}
	gain := h.evidence(names) - h.evidence(slices.Delete(slices.Clone(names), i, i+1))
	return max(-mostEvidence, min(gain, mostEvidence))
}

// evidence returns the logarithm of how much likelier names are in their order
// than if structs had their fields in any order.
func (h *habits) evidence(names []string) float64 {
	total := 0.0
	for _, n := range h {
		total += n
	}
	logs := orderLogs(names)
	for i := range logs {
		share := shareOther
		if i < numRules {
			share = rules[i].share + rules[i].tail
		}
		logs[i] += math.Log((weightRules*share + weightPage*h[i]) / (weightRules + weightPage*total) / share)
	}
	return logSum(logs[:])
}

// orderLogs returns for each rule, and last for none, the logarithm of how
// likely it is that names are in their order for that, next to their being in
// it if structs had their fields in any order.
func orderLogs(names []string) habits {
	n := len(names)
	var logs habits
	for i, r := range rules {
		logs[i] = math.Inf(-1)
		head, ties := r.run(names)
		switch tail := n - head; {
		case tail == 0:
			logs[i] = math.Log(r.share) + logFactorial(n) - ties
		case tail <= longestTail && head >= shortestHead:
			logs[i] = math.Log(r.tail) + logFactorial(head) - ties
		}
	}
	logs[numRules] = math.Log(shareOther)
	return logs
}

// logSum returns the logarithm of a sum of which it is given the logarithms.
func logSum(logs []float64) float64 {
	top, sum := slices.Max(logs), 0.0
	for _, l := range logs {
		sum += math.Exp(l - top)
	}
	return top + math.Log(sum)
}

// run returns how many of the names, from the first on, follow the rule, and
// the logarithm of the number of orders of these that do.
func (r *rule) run(names []string) (head int, ties float64) {
	size := uint32(16) // as HashMap grows: so that it is full to three quarters
	for uint32(len(names))*4 > size*3 {
		size *= 2
	}
	same := 1
	var last uint32
	for i, name := range names {
		var key uint32
		if r.key != nil {
			key = r.key(name) & (size*r.size - 1)
		}
		switch {
		case i == 0:
		case key < last || r.key == nil && name < names[i-1]:
			return i, ties + logFactorial(same)
		case key == last && (r.key != nil || name == names[i-1]):
			same++
		default:
			ties += logFactorial(same)
			same = 1
		}
		last = key
	}
	return len(names), ties + logFactorial(same)
}

func logFactorial(n int) float64 {
	l, _ := math.Lgamma(float64(n) + 1)
	return l
}

// hash8 is the hash of a field in a HashMap of Java 8.
func hash8(name string) uint32 {
	h := javaHash(name)
	return h ^ h>>16
}

// hash7 is the hash of a field in a HashMap of Java 7.
func hash7(name string) uint32 {
	h := javaHash(name)
	h ^= h>>20 ^ h>>12
	return h ^ h>>7 ^ h>>4
}

// javaHash returns what String.hashCode gives for the Java name of a field:
// "start_time" is startTime there.
func javaHash(name string) uint32 {
	var h uint32
	for i, part := range strings.Split(name, "_") {
		for j, c := range part {
			if i > 0 && j == 0 && c < utf8.RuneSelf {
				c = unicode.ToUpper(c)
			}
			h = 31*h + uint32(c)
		}
	}
	return h
}
