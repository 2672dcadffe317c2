package top

import (
	"bytes"
	"errors"
	"fmt"
	"strings"
	"sync"
)

// param is a text parameter of a call. None is blank: those are not sent.
type param struct {
	_        incomparable
	name     string
	value    string
	from, to int  // where scratch has the value; to is 0 if it is not there
	escape   bool // the form escapes characters of the name
}

// form is a request on its way to the wire: its parameters as texts, and its
// files. Forms are used again, so nothing may keep what is in one.
type form struct {
	params  []param
	order   []int // indices of params, by name
	scratch []byte
	signed  []byte // text that was signed
	files   []formFile
}

// formFile is a file parameter.
type formFile struct {
	name  string
	file  plainFile
	limit int // bytes that are documented to be allowed, or -1
}

// plainFile is a File without its methods, which would stay in programs that send no
// file: see doc.go.
type plainFile File

var forms = sync.Pool{New: func() any { return new(form) }}

func newForm() *form { return forms.Get().(*form) }

// release gives the form back, without what was in it.
func (f *form) release() {
	clear(f.params)
	clear(f.files)
	clear(f.signed)
	clear(f.scratch)
	f.params, f.order, f.files = f.params[:0], f.order[:0], f.files[:0]
	f.signed, f.scratch = f.signed[:0], f.scratch[:0]
	const most = 1 << 16 // bytes that are worth keeping
	if cap(f.scratch) < most && cap(f.signed) < most {
		forms.Put(f)
	}
}

// add adds a parameter, unless it is blank.
//
//go:noinline
func (f *form) add(name, value string) {
	if !isBlank(value) {
		f.params = append(f.params, param{name: name, value: value})
	}
}

// addScratch adds a parameter whose value is scratch[from:], unless that is empty.
//
//go:noinline
func (f *form) addScratch(name string, from int) {
	if len(f.scratch) > from {
		f.params = append(f.params, param{name: name, from: from, to: len(f.scratch)})
	}
}

// text returns the value of a parameter.
func (f *form) text(p *param) string { return strings.Clone(f.view(p)) }

// view is text for as long as the form is not used again.
func (f *form) view(p *param) string {
	if p.to > 0 {
		return viewOf(f.scratch[p.from:p.to])
	}
	return p.value
}

// sort sorts the parameters by name. Those before own are sorted already, and so
// are those from own on: sort merges the two.
func (f *form) sort(own int) {
	f.order = f.order[:0]
	i, j := 0, own
	for range f.params {
		next := &j
		if i < own && (j == len(f.params) || f.params[i].name <= f.params[j].name) {
			next = &i
		}
		f.order = append(f.order, *next)
		*next++
	}
}

// sortFrom sorts params[from:] by name, which sort then relies on. They are few,
// and mostly sorted.
func (f *form) sortFrom(from int) {
	i := from
	for i++; i < len(f.params); i++ {
		for j := i; j > from && f.params[j].name < f.params[j-1].name; j-- {
			f.params[j], f.params[j-1] = f.params[j-1], f.params[j]
		}
	}
}

// request adds the parameters of a request, sorted by name: scalars as texts,
// lists of scalars comma-joined, objects and lists of objects as JSON.
func (f *form) request(p *plan, v slot) error {
	for _, i := range p.sorted {
		fd := &p.fields[i]
		n := len(f.params)
		if err := f.field(fd, v.field(fd)); err != nil {
			return fmt.Errorf("parameter %s: %w", fd.name, err)
		}
		if fd.escape && len(f.params) > n {
			f.params[n].escape = true
		}
	}
	return nil
}

func (f *form) field(fd *field, v slot) error {
	switch {
	case fd.list && v.len() == 0:
		return nil
	case joins(fd):
		f.join(fd, v)
		return nil
	case fd.kind == kindFile:
		f.files = fd.codec.files(f.files, fd, v)
		return nil
	case fd.list:
		return f.json(fd, v)
	}
	v, ok := v.pointed(fd)
	if !ok {
		return nil
	}
	switch fd.kind {
	case kindString:
		f.add(fd.name, v.string())
	case kindRaw:
		f.add(fd.name, string(fd.codec.append(nil, fd, v)))
	case kindStruct:
		return f.json(fd, v)
	default:
		from := len(f.scratch)
		f.scratch = appendScalar(f.scratch, fd, v)
		f.addScratch(fd.name, from)
	}
	return nil
}

func (f *form) join(fd *field, v slot) {
	from := len(f.scratch)
	for i := range v.len() {
		if i > 0 {
			f.scratch = append(f.scratch, ',')
		}
		f.scratch = appendScalar(f.scratch, fd, v.element(fd, i))
	}
	if len(bytes.TrimSpace(f.scratch[from:])) == 0 {
		f.scratch = f.scratch[:from]
	}
	f.addScratch(fd.name, from)
}

func (f *form) json(fd *field, v slot) error {
	from := len(f.scratch)
	var err error
	if f.scratch, err = appendJSON(f.scratch, fd, v, fd.list); err != nil {
		return err
	}
	f.addScratch(fd.name, from)
	return nil
}

// urlencode appends the parameters as an HTML form.
func (f *form) urlencode(b []byte) []byte {
	for n, i := range f.order {
		if n > 0 {
			b = append(b, '&')
		}
		p := &f.params[i]
		if p.escape {
			b = appendEscaped(b, p.name)
		} else {
			b = append(b, p.name...)
		}
		b = append(b, '=')
		b = appendEscaped(b, f.view(p))
	}
	return b
}

// unescaped tells which bytes stand for themselves in a form.
var unescaped = byteSet("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.~")

// isEscaped reports whether a form escapes characters of a name.
func isEscaped(name string) bool { return string(appendEscaped(nil, name)) != name }

// appendEscaped is url.QueryEscape without the string.
//
//go:noinline
func appendEscaped(b []byte, s string) []byte {
	const digits = "0123456789ABCDEF"
	start := 0
	for i := 0; i < len(s); i++ {
		c := s[i]
		if unescaped[c] {
			continue
		}
		if start < i {
			b = append(b, s[start:i]...)
		}
		start = i + 1
		if c == ' ' {
			b = append(b, '+')
		} else {
			b = append(b, '%', digits[c>>4], digits[c&15])
		}
	}
	return append(b, s[start:]...)
}

var errNoForm = errors.New("the call is not sent as a form")

// AppendForm appends the signed form of a call to dst, as it would be sent now:
// for a transport of one's own, or to look at. The session and the signature are
// in it. Requests with files, and methods that send no form, are an error.
func (c *Client) AppendForm(dst []byte, api *API, req any, opts ...CallOption) ([]byte, error) {
	k := &call{settings: &c.settings, client: c, api: api, skew: c.clockSkew()}
	if err := k.prepareRequest(req, opts); err != nil {
		return dst, err
	}
	if !api.NoSession {
		k.token = k.session.reveal()
	}
	f := newForm()
	defer f.release()
	err := k.fill(f)
	switch {
	case err != nil:
		return dst, k.fail(err)
	case len(f.files) > 0 || k.gateway.dialect == dialectQimen:
		return dst, k.fail(errNoForm)
	}
	return f.urlencode(dst), nil
}
