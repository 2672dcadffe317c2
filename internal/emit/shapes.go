package emit

import (
	_ "embed"
	"fmt"
	"text/template"
)

//go:embed shapes.tmpl
var shapesText string

// shapes are the declarations that are alike in all bindings. What differs in its
// very form from API to API, the types above all, is built with jennifer.
var shapes = template.Must(template.New("").Funcs(template.FuncMap{
	"comment": func(format string, args ...any) string { return commentText(sentence(format, args...)) },
	"list":    func(texts ...string) []string { return texts },
}).Parse(shapesText))

// values are what differs in a shape from one API to the next: Go code, by name.
type values map[string]any

// shape adds a declaration to the file.
func (w *writer) shape(name string, v values) {
	if v == nil {
		v = values{}
	}
	v["w"] = shaper{w}
	w.file.body.WriteByte('\n')
	if err := shapes.ExecuteTemplate(&w.file.body, name, v); err != nil {
		panic(fmt.Sprintf("emit: %v", err)) // the shapes and their values are ours
	}
	w.file.body.WriteByte('\n')
}

// shaper is what shapes see of a writer. What names a package imports it into the
// file at hand.
type shaper struct{ w *writer }

// Std returns the name of a package of the standard library.
func (s shaper) Std(path string) string { return s.w.file.use(path) }

// Top returns the name of the runtime.
func (s shaper) Top() string { return s.w.file.use(s.w.opt.Runtime) }

// Binding returns the name of the package that bindings share.
func (s shaper) Binding() string { return s.w.file.use(s.w.opt.Runtime + "/binding") }

// Toptest returns the name of the package for tests.
func (s shaper) Toptest() string { return s.w.file.use(s.w.opt.Runtime + "/toptest") }

// Cmp imports the package that compares, and returns nothing.
func (s shaper) Cmp() string {
	s.w.file.use(cmpPackage)
	return ""
}

// Sample returns a reference to the documented response.
func (s shaper) Sample() string { return s.w.sample() }

// Tested returns the name of the package that is tested.
func (s shaper) Tested() string { return s.w.tested() }

// Method returns the method on the wire.
func (s shaper) Method() string { return s.w.api.Method }

// Prefix returns what the names of the API begin with.
func (s shaper) Prefix() string { return s.w.method.Prefix }

// Request returns the type of the request.
func (s shaper) Request() string { return s.w.request.Name }

// Response returns the type of the response.
func (s shaper) Response() string { return s.w.response.Name }

// Handler returns the function that makes handlers of a message.
func (s shaper) Handler() string { return s.w.handlerName() }

// TopicName returns the constant of the topic of a message.
func (s shaper) TopicName() string { return s.w.topicName() }

// Descriptor returns the variable that tells the runtime about the method.
func (s shaper) Descriptor() string { return s.w.descriptorName() }
