package explorer

import (
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/topgen/topgen/internal/api"
	"github.com/topgen/topgen/internal/mock"
	"github.com/topgen/topgen/internal/protocol"
)

// copy answers with a call in a form that people copy: a signed command, a program, or
// its parameters.
func (x *Explorer) copy(w http.ResponseWriter, r *http.Request, c *sending, as string) {
	var text string
	var err error
	switch as {
	case "curl":
		text, err = c.curl(&x.app, "http://"+r.Host)
	case "go":
		text, err = x.goCall(c, "http://"+r.Host)
	default:
		var v *api.Value
		if v, err = c.api.ReadRequest(c.params()); err == nil {
			text = pretty(c.api.JSON(v)) + "\n"
		}
	}
	h := w.Header()
	h.Set("Content-Type", "text/plain; charset=utf-8")
	h.Set("X-Content-Type-Options", "nosniff")
	if err != nil {
		w.WriteHeader(http.StatusUnprocessableEntity)
		text = err.Error() + "\n"
	}
	w.Write([]byte(text))
}

// goCall returns a program that makes the call.
func (x *Explorer) goCall(c *sending, base string) (string, error) {
	v, err := c.api.ReadRequest(c.params())
	if err != nil {
		return "", err
	}
	return x.goProgram(c.api, base, v)
}

// params returns the call's own parameters, as a client sends them.
func (c *sending) params() []api.Param {
	var params []api.Param
	for _, name := range slices.Sorted(maps.Keys(c.values)) {
		params = append(params, api.Param{Name: name, Text: c.values[name]})
	}
	for _, f := range c.files {
		params = append(params, api.Param{Name: f.param, Text: f.name, File: true})
	}
	return params
}

// curl returns a command that makes the call, signed. It holds for as long as its
// timestamp does.
func (c *sending) curl(app *mock.Options, base string) (string, error) {
	m, err := c.message(app, &exchange{})
	if err != nil {
		return "", err
	}
	address := base + m.path
	if len(m.query) > 0 {
		address += "?" + encode(m.query)
	}
	args := []string{"curl -sS " + shellQuoted(address)}
	if c.fault != "" {
		args = append(args, "-H "+shellQuoted(mock.FaultHeader+": "+c.fault))
	}
	if m.xml != "" {
		args = append(args, "-H "+shellQuoted("Content-Type: "+xmlType), "--data-binary "+shellQuoted(m.xml))
	}
	for _, name := range slices.Sorted(maps.Keys(m.form)) {
		if len(c.files) == 0 {
			args = append(args, "--data-urlencode "+shellQuoted(url.QueryEscape(name)+"="+m.form[name]))
		} else {
			args = append(args, "--form-string "+shellQuoted(name+"="+m.form[name]))
		}
	}
	if m.xml == "" {
		args = append(args, c.curlFiles()...)
	}
	return strings.Join(args, " \\\n  ") + "\n", nil
}

// curlFiles returns the arguments that send files. What a documented one holds stands in
// the command, and others are taken from the folder in which it runs.
func (c *sending) curlFiles() []string {
	args := make([]string, len(c.files))
	for i, f := range c.files {
		source := "@" + curlQuoted(f.name)
		if string(f.data) == api.FileContent {
			source = curlQuoted(api.FileContent)
		}
		args[i] = "-F " + shellQuoted(f.param+"="+source+";filename="+curlQuoted(f.name)+";type="+f.contentType)
	}
	return args
}

// shellQuoted returns text as one word of a POSIX shell.
func shellQuoted(text string) string { return "'" + strings.ReplaceAll(text, "'", `'\''`) + "'" }

// curlQuoted returns text as a part of a form in curl's own quotes.
func curlQuoted(text string) string {
	return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(text) + `"`
}

const xmlType = "text/xml;charset=utf-8"

// message is a call as it goes over the wire, but for the envelope.
type message struct {
	path        string
	query, form map[string]string
	xml         string // the body, of a call that is no form
}

// message signs the call, and notes what was signed.
func (c *sending) message(app *mock.Options, x *exchange) (*message, error) {
	g := c.api.Gateway
	p := c.protocolParams(app, g)
	if g != protocol.Qimen {
		maps.Copy(p, c.values)
		c.sign(app, p, nil, x)
		return &message{path: g.Path(), form: p}, nil
	}
	body, err := c.api.RequestXML(c.values)
	if err != nil {
		return nil, err
	}
	c.sign(app, p, []byte(body), x)
	return &message{path: g.Path(), query: p, xml: body}, nil
}
