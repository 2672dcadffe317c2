package top

import "strings"

// errorBody is the content of an error response, in the spellings of TOP and
// of Qimen.
type errorBody struct {
	_          incomparable
	Code       string `json:"code"`
	Msg        string `json:"msg"`
	Message    string `json:"message"`
	SubCode    string `json:"sub_code"`
	SubMsg     string `json:"sub_msg"`
	SubMessage string `json:"sub_message"`
	RequestID  string `json:"request_id"`
}

func (b *errorBody) err() *Error {
	e := &Error{Code: b.Code, Msg: b.Msg, SubCode: b.SubCode, SubMsg: b.SubMsg, RequestID: b.RequestID}
	if e.Msg == "" {
		e.Msg = b.Message
	}
	if e.SubMsg == "" {
		e.SubMsg = b.SubMessage
	}
	return e
}

// mustPlanOf is planOf for types of this package.
func mustPlanOf(v any) (*plan, slot) {
	p, value, err := planOf(v)
	if err != nil {
		panic(err)
	}
	return p, value
}

// errorResponse decodes the value at hand as an error, unless it is JSON that
// is null or blank. It returns false if the body is broken; there may be an error
// then, too.
func (d *document) errorResponse() bool {
	var body errorBody
	ok := true
	switch text, s := d.text(); s {
	case shapeObject:
		p, v := mustPlanOf(&body)
		var c contents
		ok = d.object(p, v, &c)
	case shapeText:
		if body.Msg = d.keep(strings.TrimSpace(text)); body.Msg == "" && !d.isXML {
			return true
		}
	case shapeArray:
		d.misfit(d.pos, "is a list where an error is documented")
		_, ok = d.skip()
		return ok
	default:
		return false
	}
	d.apiErr = body.err()
	return ok
}
