package mock

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"github.com/topgen/topgen/internal/inbound"
	"github.com/topgen/topgen/internal/nearest"
	"github.com/topgen/topgen/internal/schema"
)

// FaultHeader is the request header that makes a call fail, in the words that
// ParseFault reads.
const FaultHeader = "Topgen-Mock-Fault"

// Fault is something that is to go wrong with calls.
type Fault struct {
	text   string
	method string  // "" is any; "alibaba.idle.*" is a namespace
	chance float64 // of hitting a call, from 0 to 1
	times  int64   // how many calls it hits at most; 0 is all
	hits   atomic.Int64

	delay  time.Duration
	code   string // error code to answer
	ban    int    // seconds of a flow control ban; 0 is none
	status int    // HTTP status of a proxy's page
	cut    int    // bytes of the answer before the connection breaks; -1 is none
	sample bool   // answer with the page's error sample
	move   string // how the list moves behind the answer; "" if it does not
}

// FaultHelp explains the words of ParseFault.
const FaultHelp = `a fault is a list of words, joined by commas:
  error=CODE     answer with an error: a code of the platform (15), one that the page
                 documents, a sub code (isp.service-unavailable), or "sample" for the
                 page's own error sample
  flow=SECONDS   answer with code 7, flow control, and its ban
  delay=TIME     wait before answering (200ms, 5s)
  reset          carry the call out, then break the connection
  cut=BYTES      break the connection after so many bytes of the answer
  status=CODE    answer with an HTTP status (300 to 599) and a web page, as a proxy does
  moves=WAY      answer, and then move the list that comes in pages: an item may leave it,
                 join it in front, or come to the front (leave, join, front)
  method=NAME    only calls of that method, or of a namespace: alibaba.idle.*
  times=N        only the first N calls
  chance=P       only that share of the calls (0.1)`

// faultValues has values that are worth trying for each word, for who completes them.
var faultValues = []struct {
	word   string
	values []string
}{
	{"error", []string{"sample", "7", "10", "15", "27", "isp.service-unavailable", "isp.top-remote-connection-timeout", "isv.invalid-parameter"}},
	{"flow", []string{"1", "30"}},
	{"delay", []string{"200ms", "5s"}},
	{"reset", nil},
	{"cut", []string{"0", "40"}},
	{"status", []string{"500", "502", "503", "504"}},
	{"moves", moves},
	{"method", nil}, // whichever there are
	{"times", []string{"1", "3"}},
	{"chance", []string{"0.1", "0.5"}},
}

// CompleteFault returns how a fault can go on of which somebody has typed begun:
// "flow=30,me". The methods are those that there are.
func CompleteFault(begun string, methods []string) []string {
	comma := strings.LastIndexByte(begun, ',')
	before, last := begun[:comma+1], begun[comma+1:]
	word, value, hasValue := strings.Cut(last, "=")
	var list []string
	for _, w := range faultValues {
		switch {
		case hasValue && w.word == word:
			values := w.values
			if word == "method" {
				values = methods
			}
			for _, v := range values {
				if strings.HasPrefix(v, value) {
					list = append(list, before+word+"="+v)
				}
			}
		case hasValue || !strings.HasPrefix(w.word, word) || strings.Contains(","+before, ","+w.word+"="):
		case w.word == "reset":
			list = append(list, before+w.word)
		default:
			list = append(list, before+w.word+"=")
		}
	}
	return list
}

// ParseFault reads a fault: "flow=30,method=taobao.*". See FaultHelp.
func ParseFault(text string) (*Fault, error) {
	f := &Fault{text: text, chance: 1, cut: -1}
	for word := range strings.SplitSeq(text, ",") {
		name, value, _ := strings.Cut(strings.TrimSpace(word), "=")
		if err := f.word(name, value); err != nil {
			return nil, fmt.Errorf("fault %q: %s: %w", text, cmp.Or(name, "an empty word"), err)
		}
	}
	if f.delay == 0 && f.code == "" && f.ban == 0 && f.status == 0 && f.cut < 0 && !f.sample && f.move == "" {
		return nil, fmt.Errorf("fault %q says when, but not what is to go wrong", text)
	}
	return f, nil
}

func (f *Fault) word(name, value string) (err error) {
	switch name {
	case "error":
		if f.code, f.sample = value, value == "sample"; value == "" {
			err = errors.New("the code is missing")
		}
	case "flow":
		f.ban, err = atLeast(1, value)
	case "delay":
		if f.delay, err = time.ParseDuration(value); err == nil && f.delay <= 0 {
			err = errors.New("the time must be positive")
		}
	case "reset":
		f.cut = 0
		if value != "" {
			err = errors.New("it takes no value")
		}
	case "cut":
		f.cut, err = atLeast(0, value)
	case "status":
		if f.status, err = atLeast(300, value); err == nil && f.status > 599 {
			err = errors.New("the highest HTTP status is 599")
		}
	case "moves":
		if f.move = value; !slices.Contains(moves, value) {
			err = errors.New("a list can " + strings.Join(moves, ", "))
		}
	case "method":
		f.method = value
	case "times":
		var n int
		n, err = atLeast(1, value)
		f.times = int64(n)
	case "chance":
		if f.chance, err = strconv.ParseFloat(value, 64); err == nil && !(f.chance > 0 && f.chance <= 1) {
			err = errors.New("the share must be more than 0 and at most 1")
		}
	default:
		err = errors.New("there is no such word" + nearestWord(name))
	}
	return err
}

// nearestWord asks for the word that somebody has meant who wrote this one.
func nearestWord(word string) string {
	known := func(yield func(string) bool) {
		for _, w := range faultValues {
			if !yield(w.word) {
				return
			}
		}
	}
	if n := nearest.Word(word, known); n != "" {
		return "; did you mean " + n + "?"
	}
	return ""
}

func atLeast(least int, value string) (int, error) {
	n, err := strconv.Atoi(value)
	if err == nil && n < least {
		err = fmt.Errorf("the number must be at least %d", least)
	}
	return n, err
}

// isDue reports whether the fault hits this call of a method.
func (f *Fault) isDue(method string, ids *idSource) bool {
	namespace, isNamespace := strings.CutSuffix(f.method, "*")
	switch {
	case isNamespace && !strings.HasPrefix(method, namespace):
		return false
	case !isNamespace && f.method != "" && f.method != method:
		return false
	case f.chance < 1 && ids.chance() >= f.chance:
		return false
	}
	return f.times == 0 || f.hits.Add(1) <= f.times
}

// failure returns the error that the fault answers with; nil if it answers
// with none.
func (f *Fault) failure(api *schema.API) *inbound.Failure {
	switch {
	case f.ban > 0:
		return inbound.FlowControl(f.ban)
	case f.code != "" && !f.sample:
		return documentedFailure(api, f.code)
	}
	return nil
}

// headerNotes says what is wrong with the headers that ask for a fault, which else
// would go unnoticed by a caller whose call is refused, or who misspelt the name.
func headerNotes(h http.Header) []string {
	var notes []string
	if text := h.Get(FaultHeader); text != "" {
		if _, err := ParseFault(text); err != nil {
			notes = append(notes, "header "+FaultHeader+": "+err.Error())
		}
	}
	for _, name := range slices.Sorted(maps.Keys(h)) {
		if isMisspelt(name) {
			notes = append(notes, "header "+name+" asks for nothing; did you mean "+FaultHeader+"?")
		}
	}
	return notes
}

// isMisspelt reports whether a header looks like one that is to ask for a fault: it
// begins like our own, is the end of our name, or is near to it.
func isMisspelt(name string) bool {
	if name == FaultHeader || name == NoteHeader {
		return false
	}
	name, ours := strings.TrimPrefix(strings.ToLower(name), "x-"), strings.ToLower(FaultHeader)
	return strings.HasPrefix(name, "topgen") || strings.HasSuffix(ours, "-"+name) || nearest.Word(name, slices.Values([]string{ours})) != ""
}

// fault returns what is to go wrong with a call of a method: what the request
// asks for, else the first of the configured faults that is due.
func (s *Server) fault(header, method string) (*Fault, error) {
	if header != "" {
		f, err := ParseFault(header)
		if err != nil {
			return nil, err
		}
		if !f.isDue(method, s.ids) {
			f = nil
		}
		return f, nil
	}
	i := slices.IndexFunc(s.opt.Faults, func(f *Fault) bool { return f.isDue(method, s.ids) })
	if i < 0 {
		return nil, nil
	}
	return s.opt.Faults[i], nil
}
