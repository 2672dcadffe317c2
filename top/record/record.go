// Package record keeps what the gateway really sends: redacted bodies in files, as
// evidence for topgen, which reads docs/samples/METHOD beside the pages.
//
//	recorder := record.New(record.Options{Dir: "docs/samples"})
//	client, err := top.NewClient(key, secret, top.WithMiddleware(recorder.Middleware()))
//	...
//	recorder.Wait() // before the program ends
//
// It can be left on in production: it never makes a call wait, keeps at most a few
// bodies of each structure of each method, and what it keeps has other values than the
// gateway sent: see Redact.
package record

import (
	"bytes"
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"hash/fnv"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/topgen/topgen/top"
)

// Options say what a Recorder keeps. The zero values are those that are named.
type Options struct {
	// Dir is the folder in which each method has a folder of its own: docs/samples
	// beside docs/pages. It must be set.
	Dir string
	// PerShape is how many bodies of one structure are kept of a method; 2. Those that
	// stand in Dir already count.
	PerShape int
	// Shapes is how many structures are kept of a method; 20.
	Shapes int
	// MaxBody is the length of the longest body that is kept, in bytes; 262,144.
	MaxBody int
	// Documented reports whether a page lists a value of a field, which then stays:
	// see Redaction. Error codes that the method's page lists stay anyway.
	Documented func(method, name, value string) bool
	// Failed is called with what could not be kept, and why. It may be nil.
	Failed func(method string, err error)
}

// The limits that Options leave out.
const (
	defaultPerShape = 2
	defaultShapes   = 20
	defaultMaxBody  = 256 << 10
)

// maxWaiting is how many bodies wait to be redacted; more are not kept. maxMethods is of
// how many methods the counts are remembered; of more, nothing is kept.
const (
	maxWaiting = 16
	maxMethods = 5_000
)

// Recorder keeps bodies. Its methods can be called by several goroutines.
type Recorder struct {
	opt Options

	mu      sync.Mutex
	idle    sync.Cond
	waiting []body
	working bool
	kept    map[string]map[string]int // by method and shape

	names sync.Map // of the types of responses: reflect.Type to map[string]bool
}

// body is a body that waits.
type body struct {
	api  *top.API
	resp reflect.Type
	text []byte
}

// New returns a Recorder.
func New(opt Options) *Recorder {
	for _, d := range []struct {
		limit *int
		usual int
	}{{&opt.PerShape, defaultPerShape}, {&opt.Shapes, defaultShapes}, {&opt.MaxBody, defaultMaxBody}} {
		if *d.limit <= 0 {
			*d.limit = d.usual
		}
	}
	r := &Recorder{opt: opt, kept: make(map[string]map[string]int)}
	r.idle.L = &r.mu
	return r
}

// Middleware returns a middleware that hands the bodies of calls to the Recorder,
// those of errors of the gateway, too.
func (r *Recorder) Middleware() top.Middleware {
	return func(next top.Caller) top.Caller {
		return top.CallerFunc(func(ctx context.Context, api *top.API, req, resp any, opts ...top.CallOption) error {
			if r.full(api.Method) {
				return next.Call(ctx, api, req, resp, opts...)
			}
			var text []byte
			err := next.Call(ctx, api, req, resp, append(opts[:len(opts):len(opts)], top.WithRaw(&text))...)
			if len(text) > 0 && len(text) <= r.opt.MaxBody {
				r.offer(body{api, reflect.TypeOf(resp), text})
			}
			return err
		})
	}
}

// full reports whether nothing more can be kept of a method, so that its bodies need
// not be copied, or whether too many bodies wait.
func (r *Recorder) full(method string) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	shapes := r.kept[method]
	if len(r.waiting) >= maxWaiting || shapes == nil && len(r.kept) >= maxMethods {
		return true
	}
	if len(shapes) < r.opt.Shapes {
		return false
	}
	for _, n := range shapes {
		if n < r.opt.PerShape {
			return false
		}
	}
	return true
}

// offer adds a body to those that wait, if there is room.
func (r *Recorder) offer(b body) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.waiting) >= maxWaiting {
		return
	}
	r.waiting = append(r.waiting, b)
	if !r.working {
		r.working = true
		go r.work()
	}
}

// work keeps the bodies that wait, until there are none.
func (r *Recorder) work() {
	r.mu.Lock()
	defer r.mu.Unlock()
	for len(r.waiting) > 0 {
		b := r.waiting[0]
		r.waiting = slices.Delete(r.waiting, 0, 1)
		r.mu.Unlock()
		err := r.keep(b)
		r.mu.Lock()
		if err != nil && r.opt.Failed != nil {
			r.mu.Unlock()
			r.opt.Failed(b.api.Method, err)
			r.mu.Lock()
		}
	}
	r.working = false
	r.idle.Broadcast()
}

// Wait returns when all bodies that were handed over are kept.
func (r *Recorder) Wait() {
	r.mu.Lock()
	defer r.mu.Unlock()
	for r.working {
		r.idle.Wait()
	}
}

// folderName is what the name of a method must be to be that of a folder.
var folderName = regexp.MustCompile(`^[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*$`)

// keep redacts a body and writes it, unless there are enough of its shape.
func (r *Recorder) keep(b body) (err error) {
	defer func() {
		if v := recover(); v != nil { // a body must never end the program
			err = fmt.Errorf("record: %v", v)
		}
	}()
	if !folderName.MatchString(b.api.Method) {
		return fmt.Errorf("record: %q cannot name a folder", b.api.Method)
	}
	names := r.namesOf(b.resp)
	text, err := Redact(b.text, Redaction{
		Known: func(name string) bool { return names[name] },
		Documented: func(name, value string) bool {
			return isErrorPart(name) && isErrorCode(b.api, value) || r.opt.Documented != nil && r.opt.Documented(b.api.Method, name, value)
		},
	})
	if err != nil {
		return fmt.Errorf("record: %w", err)
	}
	shape := Shape(text)
	for n := r.count(b.api.Method, shape); n < r.opt.PerShape; n = r.count(b.api.Method, shape) {
		r.add(b.api.Method, shape)
		name := filepath.Join(r.opt.Dir, b.api.Method, fmt.Sprintf("%s-%d%s", shape, n+1, Extension(text)))
		if err := writeNew(name, text); !errors.Is(err, fs.ErrExist) {
			return err
		}
	}
	return nil
}

// isErrorCode reports whether the page of a method lists an error code.
func isErrorCode(api *top.API, code string) bool {
	return slices.ContainsFunc(api.Errors, func(e *top.ErrorCode) bool { return e.Code == code })
}

// count returns how many bodies of a shape are kept of a method; of a shape for which
// there is no room, enough.
func (r *Recorder) count(method, shape string) int {
	r.mu.Lock()
	defer r.mu.Unlock()
	shapes := r.kept[method]
	if _, known := shapes[shape]; !known && len(shapes) >= r.opt.Shapes {
		return r.opt.PerShape
	}
	return shapes[shape]
}

func (r *Recorder) add(method, shape string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.kept[method] == nil {
		r.kept[method] = make(map[string]int)
	}
	r.kept[method][shape]++
}

// Extension returns the ending of the name of a file with a body.
func Extension(body []byte) string {
	if bytes.HasPrefix(bytes.TrimSpace(bytes.TrimPrefix(body, []byte("\ufeff"))), []byte("<")) {
		return ".xml"
	}
	return ".json"
}

// writeNew writes a file that is not there yet, wholly or not at all.
func writeNew(name string, data []byte) error {
	dir := filepath.Dir(name)
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	f, err := os.CreateTemp(dir, ".record-*")
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	_, err = f.Write(data)
	err = errors.Join(err, f.Chmod(0o644))
	if err = errors.Join(err, f.Close()); err != nil {
		return err
	}
	return os.Link(f.Name(), name) // fails where the name is taken
}

// Shape returns a short text that is the same for bodies of one structure: the names
// of their members and what kind of value these have, however many elements lists have.
func Shape(body []byte) string {
	d := &document{src: body, redaction: Redaction{Known: func(string) bool { return true }}}
	var err error
	if Extension(body) == ".xml" {
		err = d.readXML()
	} else {
		err = d.readJSON()
	}
	h := fnv.New64a()
	if err != nil {
		h.Write(body)
	}
	seen := make(map[string]bool)
	var lines []string
	for _, v := range d.values {
		if line := fmt.Sprintf("%s %d %s", v.path, v.kind, form(v.text)); !seen[line] {
			seen[line] = true
			lines = append(lines, line)
		}
	}
	slices.Sort(lines)
	h.Write([]byte(strings.Join(lines, "\n")))
	return hex.EncodeToString(h.Sum(nil)[:5])
}

// form says roughly what a text is.
func form(text string) string {
	text = strings.TrimSpace(text)
	switch {
	case text == "":
		return "blank"
	case dateTime.MatchString(text) && isDate(text):
		return "date"
	case decimal.MatchString(text) && strings.Contains(text, "."):
		return "decimal"
	case decimal.MatchString(text):
		return "integer"
	}
	return "text"
}

// namesOf returns the names on the wire in a type of response, with those of the
// elements around the items of lists.
func (r *Recorder) namesOf(t reflect.Type) map[string]bool {
	if known, ok := r.names.Load(t); ok {
		return known.(map[string]bool)
	}
	names := make(map[string]bool)
	collectNames(t, names, make(map[reflect.Type]bool))
	r.names.Store(t, names)
	return names
}

func collectNames(t reflect.Type, names map[string]bool, seen map[reflect.Type]bool) {
	for t != nil && (t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice) {
		t = t.Elem()
	}
	if t == nil || t.Kind() != reflect.Struct || seen[t] {
		return
	}
	seen[t] = true
	for i := range t.NumField() {
		f := t.Field(i)
		if name, _, _ := strings.Cut(f.Tag.Get("json"), ","); name != "" && name != "-" {
			names[name] = true
		}
		for rule := range strings.SplitSeq(f.Tag.Get("top"), ",") {
			if element, ok := strings.CutPrefix(rule, "element="); ok {
				names[element] = true
			}
		}
		collectNames(f.Type, names, seen)
	}
}
