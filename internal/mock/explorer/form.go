package explorer

import (
	"cmp"
	"io"
	"net/http"
	"slices"
	"strings"

	"github.com/topgen/topgen/internal/api"
	"github.com/topgen/topgen/internal/inbound"
	"github.com/topgen/topgen/internal/mock"
	"github.com/topgen/topgen/top"
)

// maxForm bounds what the form of a page can make the gateway hold.
const maxForm = 64 << 20

// anotherValue is the choice of a value that the page does not document, which then
// stands in a field of its own.
const anotherValue = "…"

// readForm reads the form of a method's page.
func readForm(w http.ResponseWriter, r *http.Request, m *mock.Method) (*sending, error) {
	r.Body = http.MaxBytesReader(w, r.Body, maxForm)
	if err := r.ParseMultipartForm(maxForm); err != nil {
		return nil, err
	}
	defer r.MultipartForm.RemoveAll()
	c := newSending(m.Meaning(), r.FormValue("session"), r.FormValue("format"), r.FormValue("sign_method"), r.FormValue("fault"))
	for _, f := range m.Request().Fields {
		name := f.Doc.Name
		if !f.IsFile() {
			v := r.FormValue("p." + name)
			if v == anotherValue {
				v = r.FormValue("other." + name)
			}
			if !inbound.IsBlank(v) {
				// A browser ends lines by CR LF, whatever was there before.
				c.values[name] = strings.ReplaceAll(v, "\r\n", "\n")
			}
			continue
		}
		for _, part := range r.MultipartForm.File["p."+name] {
			if part.Filename == "" {
				continue
			}
			in, err := part.Open()
			if err != nil {
				return nil, err
			}
			data, err := io.ReadAll(in)
			in.Close()
			if err != nil {
				return nil, err
			}
			c.files = append(c.files, upload{name, part.Filename, cmp.Or(part.Header.Get("Content-Type"), "application/octet-stream"), data})
		}
	}
	c.addDocumentedFiles(m)
	return c, nil
}

// newSending returns a call without parameters of its own; words that are none
// of those on offer become the default.
func newSending(a *api.API, session, format, signMethod, fault string) *sending {
	c := &sending{api: a, values: make(map[string]string), session: session, format: "json", signMethod: top.SignHMACSHA256, fault: fault}
	if slices.Contains([]string{"json", "simplified", "xml"}, format) {
		c.format = format
	}
	if m := top.SignMethod(signMethod); m == top.SignMD5 || m == top.SignHMAC {
		c.signMethod = m
	}
	return c
}

// documented fills in the documented request.
func (c *sending) documented() {
	for _, p := range c.api.DocumentedRequest() {
		if !p.File {
			c.values[p.Name] = p.Text
		}
	}
}

// addDocumentedFiles adds a file for every required parameter that has none: a
// browser cannot be given one beforehand.
func (c *sending) addDocumentedFiles(m *mock.Method) {
	for _, p := range c.api.DocumentedRequest() {
		has := slices.ContainsFunc(c.files, func(f upload) bool { return f.param == p.Name })
		if f := m.Request().Field(p.Name); p.File && !has && f.Rules.Required {
			c.files = append(c.files, upload{p.Name, p.Text, "application/octet-stream", []byte(api.FileContent)})
		}
	}
}
