package inbound

import (
	"fmt"
	"iter"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/topgen/topgen/internal/protocol"
	"github.com/topgen/topgen/top"
)

// Checker reads and checks the calls of one app.
type Checker struct {
	AppKey, AppSecret string
	Session           string // the only one that is valid; "" makes every one valid
	Now               func() time.Time
	KeepFiles         bool // what files hold; otherwise only their size is told
}

// Format is the form in which a call wants its answer.
type Format int

// The formats of answers.
const (
	XML        Format = iota // what the gateway takes for the default
	JSON                     // with a root, and with the inner elements of lists
	Simplified               // without both
)

// setFormat settles the form of the answer. What asks for one that there is
// not is answered in XML.
func (in *Request) setFormat() *Failure {
	format := strings.TrimSpace(in.Values["format"])
	if isQimen(in.Gateway) {
		format = strings.TrimSuffix(format, "2") // older clients ask for xml2 and json2
	}
	switch format {
	case "":
		if in.Gateway == protocol.AliExpress || in.Gateway == protocol.QimenCloud {
			in.Format = JSON
		}
	case "xml":
	case "json":
		in.Format = JSON
	default:
		return &Failure{Code: 23, SubMsg: fmt.Sprintf("format is %.40q, it must be xml or json", in.Values["format"])}
	}
	if in.Format == JSON && in.Values["simplify"] == "true" && in.Gateway != protocol.Qimen {
		in.Format = Simplified
	}
	return nil
}

// Check checks the parameters of the protocol itself; nil if nothing is wrong.
// Sessions are not checked: which methods need one is for their pages to say. Nor
// is there a method in a batch, each call of which names its own.
func (c *Checker) Check(in *Request) *Failure {
	for f := range c.failures(in) {
		return f
	}
	return nil
}

// Failures returns all that Check could say of a call: what it does say, and what
// it would if that were mended.
func (c *Checker) Failures(in *Request) []*Failure { return slices.Collect(c.failures(in)) }

// failures yields what is wrong with a call, in the order of the platform.
func (c *Checker) failures(in *Request) iter.Seq[*Failure] {
	return func(yield func(*Failure) bool) {
		for _, check := range []func(*Request) *Failure{
			(*Request).checkMethod, lacks("app_key", 28), lacks("timestamp", 30), lacks("v", 32), lacks("sign", 24),
			c.checkAppKey, c.checkTimestamp, (*Request).checkVersion, c.checkSign,
		} {
			if f := check(in); f != nil && !yield(f) {
				return
			}
		}
	}
}

// checkMethod checks that a call names its method. A batch does not, but each of its
// calls does.
func (in *Request) checkMethod() *Failure {
	if in.Batch || !IsBlank(in.Method()) {
		return nil
	}
	return &Failure{Code: 21, SubMsg: "parameter method is missing"}
}

// lacks returns a check for a parameter that calls must have, and the code of its
// absence.
func lacks(name string, code int) func(*Request) *Failure {
	return func(in *Request) *Failure {
		if !IsBlank(in.Values[name]) || name == "v" && in.Gateway == protocol.AliExpress {
			return nil
		}
		return &Failure{Code: code, SubMsg: "parameter " + name + " is missing"}
	}
}

func (c *Checker) checkAppKey(in *Request) *Failure {
	if IsBlank(in.Values["app_key"]) || in.Values["app_key"] == c.AppKey {
		return nil
	}
	return &Failure{Code: 29, SubCode: "isv.appkey-not-exists", SubMsg: "this gateway knows one app, with the key " + c.AppKey}
}

func (c *Checker) checkTimestamp(in *Request) *Failure {
	if IsBlank(in.Values["timestamp"]) || c.isTimely(in) {
		return nil
	}
	return &Failure{Code: 31, SubCode: "isv.timestamp-limit-error", SubMsg: c.timestampRule(in.Gateway)}
}

// CheckSession checks the session of a call, which needs one if its page says so.
func (c *Checker) CheckSession(in *Request, needed bool) *Failure {
	session := in.Session()
	switch {
	case IsBlank(session) && needed:
		return &Failure{Code: 26, SubMsg: "the method needs the session of a user"}
	case !IsBlank(session) && c.Session != "" && session != c.Session:
		return InvalidSession("the session is not the one that this gateway was started with")
	}
	return nil
}

// checkVersion checks v, which AliExpress does not have.
func (in *Request) checkVersion() *Failure {
	v := in.Values["v"]
	switch {
	case IsBlank(in.Values["v"]), v == "2.0", in.Gateway == protocol.AliExpress, in.Gateway == protocol.Qimen && v == "1.0":
		return nil
	case v == "1.0":
		return &Failure{Code: 34, SubMsg: "v is 1.0, which was withdrawn; it must be 2.0"}
	}
	return &Failure{Code: 33, SubMsg: "v must be 2.0"}
}

// checkSign verifies the signature. That of another app cannot be right.
func (c *Checker) checkSign(in *Request) *Failure {
	if IsBlank(in.Values["sign"]) || in.Values["app_key"] != c.AppKey {
		return nil
	}
	method := top.SignMethod(in.Values["sign_method"])
	switch method {
	case "sha256": // what AliExpress calls it
		method = top.SignHMACSHA256
	case top.SignMD5, top.SignHMAC, top.SignHMACSHA256:
	default:
		return &Failure{Code: 25, SubMsg: "sign_method must be md5, hmac or hmac-sha256"}
	}
	if VerifySign(in.Values["sign"], method, c.AppSecret, in.Values, in.Body) {
		return nil
	}
	// What the platform does not tell, and everybody asks: in which order, and
	// of what, the signature is made. The values are the caller's own.
	return &Failure{Code: 25, SubMsg: fmt.Sprintf("the %s signature does not fit: it is made with the secret of app %s over all %d text parameters but sign (blank ones may be left out), sorted by name, names and values run together%s, in upper case hex",
		method, c.AppKey, len(in.Values)-1, bodyNote(in.Body))}
}

func bodyNote(body []byte) string {
	if body == nil {
		return ""
	}
	return ", followed by the body of " + strconv.Itoa(len(body)) + " bytes"
}

// isTimely reports whether a call's timestamp is near enough to now.
func (c *Checker) isTimely(in *Request) bool {
	sent, ok := in.timestamp()
	return ok && c.Now().Sub(sent).Abs() <= in.Gateway.MaxSkew()
}

// timestamp reads the timestamp: a local time in GMT+8 or, as the platform's SDK
// for Python sends it, milliseconds since 1970; at AliExpress, also a time in UTC.
func (in *Request) timestamp() (time.Time, bool) {
	text := strings.TrimSpace(in.Values["timestamp"])
	if t, err := time.ParseInLocation(time.DateTime, text, protocol.GMT8); err == nil {
		return t, true
	}
	if ms, err := strconv.ParseInt(text, 10, 64); err == nil {
		return time.UnixMilli(ms), true
	}
	t, err := time.Parse(time.RFC3339, text)
	return t, err == nil && in.Gateway == protocol.AliExpress
}

func (c *Checker) timestampRule(g protocol.Gateway) string {
	if g == protocol.AliExpress {
		return fmt.Sprintf("timestamp must be milliseconds since 1970, within 2 hours of now, which is %d", c.Now().UnixMilli())
	}
	return "timestamp must read yyyy-MM-dd HH:mm:ss in GMT+8, or be milliseconds since 1970, within 10 minutes of now, which is " + c.Now().In(protocol.GMT8).Format(time.DateTime)
}
