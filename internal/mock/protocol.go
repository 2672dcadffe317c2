package mock

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/topgen/topgen/internal/api"
	"github.com/topgen/topgen/top"
)

// How far a timestamp may be from the gateway's clock.
const (
	maxAge     = 10 * time.Minute
	maxAgeSync = 2 * time.Hour // AliExpress
)

// gmt8 is the platform's time zone.
var gmt8 = time.FixedZone("GMT+8", 8*60*60)

// form returns the form in which a call wants its answer.
func (in *request) form(p protocol) (api.Form, *failure) {
	form := api.XML
	switch format := strings.TrimSpace(in.values["format"]); format {
	case "":
		if p == protocolSync || p == protocolQimenCloud {
			form = api.JSON
		}
	case "xml":
	case "json":
		form = api.JSON
	case "xml2", "json2": // what older Qimen clients call them
		if p != protocolQimen && p != protocolQimenCloud {
			return api.XML, &failure{code: 23, subMsg: fmt.Sprintf("format is %.40q, it must be xml or json", format)}
		}
		if format == "json2" {
			form = api.JSON
		}
	default:
		return api.XML, &failure{code: 23, subMsg: fmt.Sprintf("format is %.40q, it must be xml or json", format)}
	}
	if form == api.JSON && in.values["simplify"] == "true" && p != protocolQimen {
		form = api.Simplified
	}
	return form, nil
}

// checkProtocol checks the parameters of the protocol itself: all but method
// and session, which each call of a batch has its own of.
func (s *Server) checkProtocol(in *request, p protocol) *failure {
	for _, required := range []struct {
		name string
		code int
	}{{"app_key", 28}, {"timestamp", 30}, {"v", 32}, {"sign", 24}} {
		if blank(in.values[required.name]) && !(required.name == "v" && p == protocolSync) {
			return &failure{code: required.code, subMsg: "parameter " + required.name + " is missing"}
		}
	}
	switch {
	case in.values["app_key"] != s.opt.AppKey:
		return &failure{29, "isv.appkey-not-exists", "this gateway knows one app, with the key " + s.opt.AppKey}
	case !s.timely(in.values["timestamp"], p):
		return &failure{31, "isv.timestamp-limit-error", s.timestampRule(p)}
	}
	if f := checkVersion(in.values["v"], p); f != nil {
		return f
	}
	return s.checkSign(in)
}

func checkVersion(v string, p protocol) *failure {
	switch {
	case v == "2.0", p == protocolSync, p == protocolQimen && v == "1.0":
		return nil
	case v == "1.0":
		return &failure{code: 34, subMsg: "v is 1.0, which was withdrawn; it must be 2.0"}
	}
	return &failure{code: 33, subMsg: "v must be 2.0"}
}

// checkSign verifies the signature, in constant time.
func (s *Server) checkSign(in *request) *failure {
	method := top.SignMethod(in.values["sign_method"])
	switch method {
	case "sha256": // what AliExpress calls it
		method = top.SignHMACSHA256
	case top.SignMD5, top.SignHMAC, top.SignHMACSHA256:
	default:
		return &failure{code: 25, subMsg: "sign_method must be md5, hmac or hmac-sha256"}
	}
	if top.VerifySign(in.values["sign"], method, s.opt.AppSecret, in.values, in.body) {
		return nil
	}
	// What the platform does not tell, and everybody asks: in which order, and
	// of what, the signature is made. The values are the caller's own.
	return &failure{code: 25, subMsg: fmt.Sprintf("the %s signature does not fit: it is made with the secret of app %s over all %d text parameters but sign, sorted by name, names and values run together%s, in upper case hex",
		method, s.opt.AppKey, signedCount(in.values), bodyNote(in.body))}
}

func signedCount(values map[string]string) int {
	n := 0
	for name, value := range values {
		if name != "sign" && !blank(name) && !blank(value) {
			n++
		}
	}
	return n
}

func bodyNote(body []byte) string {
	if body == nil {
		return ""
	}
	return ", followed by the body of " + strconv.Itoa(len(body)) + " bytes"
}

// timely reports whether a timestamp is near enough to now.
func (s *Server) timely(text string, p protocol) bool {
	text = strings.TrimSpace(text)
	sent, err := time.ParseInLocation(time.DateTime, text, gmt8)
	limit := maxAge
	if p == protocolSync {
		limit = maxAgeSync
		if err != nil {
			sent, err = time.Parse(time.RFC3339, text)
		}
		if ms, numErr := strconv.ParseInt(text, 10, 64); err != nil && numErr == nil {
			sent, err = time.UnixMilli(ms), nil
		}
	}
	return err == nil && s.opt.Now().Sub(sent).Abs() <= limit
}

func (s *Server) timestampRule(p protocol) string {
	if p == protocolSync {
		return fmt.Sprintf("timestamp must be milliseconds since 1970, within 2 hours of now, which is %d", s.opt.Now().UnixMilli())
	}
	return "timestamp must read yyyy-MM-dd HH:mm:ss in GMT+8, within 10 minutes of now, which is " + s.opt.Now().In(gmt8).Format(time.DateTime)
}

// endpointOf finds the method of a call.
func (s *Server) endpointOf(in *request, p protocol) (*endpoint, *failure) {
	method := in.values["method"]
	if blank(method) {
		return nil, &failure{code: 21, subMsg: "parameter method is missing"}
	}
	e := s.endpoints[method]
	switch {
	case e == nil:
		return nil, &failure{code: 22, subMsg: "no page documents this method"}
	case p == protocolSync && !strings.HasPrefix(method, "aliexpress."):
		return e, &failure{code: 22, subMsg: "this gateway has the aliexpress.* methods only; others are called at /router/rest"}
	}
	return e, nil
}

// checkSession checks the session of a call.
func (s *Server) checkSession(in *request, e *endpoint) *failure {
	session := in.session()
	switch {
	case blank(session) && e.api.Session:
		return &failure{code: 26, subMsg: "the method needs the session of a user"}
	case !blank(session) && s.opt.Session != "" && session != s.opt.Session:
		return &failure{27, "invalid-sessionkey", "the session is not the one that this gateway was started with"}
	}
	return nil
}

// methodAllowed reports whether the platform takes calls by that HTTP method.
func methodAllowed(method string, p protocol) bool {
	return method == http.MethodPost || method == http.MethodGet && p != protocolBatch
}
