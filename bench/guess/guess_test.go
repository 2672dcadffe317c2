package main

import (
	"os"
	"strings"
	"testing"

	"github.com/topgen/topgen/internal/parser/guess"
)

const corpusDir = "../../../shared/corpus"

// TestBitsAreMeasured holds the weights of package guess against what the corpus
// tells, and the guesses against taking the innermost object always.
func TestBitsAreMeasured(t *testing.T) {
	if testing.Short() {
		t.Skip("parses 22,000 pages")
	}
	if _, err := os.Stat(corpusDir); err != nil {
		t.Skipf("no corpus in %s", corpusDir)
	}
	c, err := readCorpus(corpusDir)
	if err != nil {
		t.Fatal(err)
	}
	if got := measure(c.questions); got != guess.Bits() {
		t.Errorf("the corpus tells %v bits, package guess has %v", got, guess.Bits())
	}
	var none guess.Weights
	pages, _, _ := c.crossValidate()
	if innermost := c.right(&none); pages <= innermost {
		t.Errorf("by bits measured on other namespaces %d open pages are right, by none %d", pages, innermost)
	}
}

// TestMeasure counts a fact that is right in 4 of 5 cases, and in one more
// speaks for both objects.
func TestMeasure(t *testing.T) {
	var with, without guess.Features
	with[guess.Prefix] = 1
	var questions []question
	for _, right := range []int{1, 1, 1, 1, 0} {
		questions = append(questions, question{features: []guess.Features{without, with}, right: right})
	}
	questions = append(questions, question{features: []guess.Features{with, with}, right: 0})
	if got, want := count(questions, guess.Prefix), (tally{spoke: 5, right: 4}); got != want {
		t.Errorf("counted %+v, want %+v", got, want)
	}
	w := measure(questions)
	if want := (guess.Weights{guess.Prefix: 2}); w != want {
		t.Errorf("measured %v, want %v", w, want)
	}
	if got := answer(questions, &w); got != 4 {
		t.Errorf("%d answers are right, want 4: of equals the innermost is taken", got)
	}
}

func TestWithoutElements(t *testing.T) {
	const src = `<a>
    <id>1</id>
    <x>
        <y>1</y>
        <z>2</z>
    </x>
    <end>3</end>
    <more>3</more>
    <last>4</last>
</a>
obj1.setId(1L);
obj1.setName("n");
req.setItem(obj1);
req.setFields("f");
`
	var got []string
	for _, c := range withoutElements(src) {
		if strings.Count(c.src, "\n") != strings.Count(src, "\n")-1 {
			t.Errorf("%s: not one line less", c.name)
		}
		got = append(got, c.name)
	}
	if want := "z end last Name Fields"; strings.Join(got, " ") != want {
		t.Errorf("took %v, want %s", got, want)
	}
}
