package inbound

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"strconv"
	"strings"

	"github.com/topgen/topgen/internal/protocol"
	"github.com/topgen/topgen/top"
)

// Failure is what the platform says when it refuses or fails a call.
type Failure struct {
	Code    int    // of the platform; what other gateways say follows from it
	Detail  string // goes with the words of the code: the argument that is missing
	SubCode string
	SubMsg  string
}

// messages has the platform's words for its codes: those of its page
// "Troubleshooting and Error Codes" but for 22, 25 to 27, 29, 40 and 41, which
// answers of the gateway that were recorded spell otherwise.
var messages = map[int]string{
	3: "Upload Fail", 4: "User Call Limited", 5: "Session Call Limited", 6: "Partner Call Limited", 7: "App Call Limited",
	8: "App Call Exceeds Limited Frequency", 9: "Http Action Not Allowed", 10: "Service Currently Unavailable",
	11: "Insufficient ISV Permissions", 12: "Insufficient User Permissions", 13: "Insufficient Partner Permissions",
	15: "Remote Service Error", 21: "Missing Method", 22: "Invalid method", 23: "Invalid Format", 24: "Missing Signature",
	25: "Invalid signature", 26: "Missing session", 27: "Invalid session", 28: "Missing App Key", 29: "Invalid app Key",
	30: "Missing Timestamp", 31: "Invalid Timestamp", 32: "Missing Version", 33: "Invalid Version", 34: "Unsupported Version",
	40: "Missing required arguments", 41: "Invalid arguments", 42: "Forbidden Request", 43: "Parameter Error",
	50: "Remote service error", 53: "Insufficient security level",
}

// aliExpressCodes has the words that stand for codes at the AliExpress gateway,
// and what it says with them. Those of the session, the signature and the
// limit were seen in its answers; the others are formed like them.
var aliExpressCodes = map[int][2]string{
	7:  {"ApiCallLimit", "The request frequency exceeds the limit"},
	21: {"MissingParameter", `The input parameter "method" that is mandatory for processing this request is not supplied`},
	22: {"InvalidApiPath", "The specified API is invalid"},
	24: {"MissingParameter", `The input parameter "sign" that is mandatory for processing this request is not supplied`},
	25: {"IncompleteSignature", "The request signature does not conform to platform standards"},
	26: {"IllegalAccessToken", "The specified access token is invalid or expired"},
	27: {"IllegalAccessToken", "The specified access token is invalid or expired"},
	28: {"MissingParameter", `The input parameter "app_key" that is mandatory for processing this request is not supplied`},
	29: {"InvalidAppKey", "The specified app key is invalid"},
	30: {"MissingParameter", `The input parameter "timestamp" that is mandatory for processing this request is not supplied`},
	31: {"IllegalTimestamp", "The specified timestamp is expired or malformed"},
	40: {"MissingParameter", "A parameter that is mandatory for processing this request is not supplied"},
	41: {"InvalidParameter", "A specified parameter is not valid"},
	10: {"ServiceUnavailable", "The request has failed due to a temporary failure of the server"},
	11: {"InsufficientPermission", "The app does not have permission to access this api"},
}

// qimenSubCodes has the sub codes that Qimen uses where the platform has none.
var qimenSubCodes = map[int]string{25: "sign-check-failure"}

// FlowControl is the answer to too many calls: a ban for some seconds.
func FlowControl(seconds int) *Failure {
	return &Failure{Code: 7, SubCode: "accesscontrol.limited-by-api-access-count", SubMsg: "This ban will last for " + strconv.Itoa(seconds) + " more seconds"}
}

// InvalidSession says that a session is none that the platform takes.
func InvalidSession(why string) *Failure {
	return &Failure{Code: 27, SubCode: "invalid-sessionkey", SubMsg: why}
}

// ExpiredSession says that the time of a session is over.
func ExpiredSession() *Failure {
	return &Failure{Code: 27, Detail: sessionExpired, SubCode: sessionExpired}
}

const sessionExpired = "session-expired"

// platformSubCodes has the codes that go with sub codes of the platform itself.
var platformSubCodes = map[string]int{
	"isv.permission-api-package-limit": 11, "isv.permission-ip-whitelist-limit": 11,
	"invalid-sessionkey": 27, "isv.appkey-not-exists": 29, "isv.timestamp-limit-error": 31,
}

// FailureOf returns the failure of a code of the platform, or of a sub code of
// its own, as it says them; nil if it is neither.
func FailureOf(code string) *Failure {
	if n, err := strconv.Atoi(code); err == nil && messages[n] != "" {
		switch n {
		case 7:
			return FlowControl(1)
		case 27:
			return InvalidSession("")
		case 29:
			return &Failure{Code: 29, SubCode: "isv.appkey-not-exists"}
		}
		return &Failure{Code: n}
	}
	if code == sessionExpired {
		return ExpiredSession()
	}
	f := &Failure{Code: platformSubCodes[code], SubCode: code}
	switch {
	case strings.HasPrefix(code, "accesscontrol."):
		f.Code, f.SubMsg = 7, FlowControl(1).SubMsg
	case strings.HasPrefix(code, "isp."):
		f.Code = 15
	case f.Code == 0:
		return nil
	}
	return f
}

// CodeAt returns the code as the gateway g writes it.
func (f *Failure) CodeAt(g protocol.Gateway) string {
	if word, ok := aliExpressCodes[f.Code]; ok && g == protocol.AliExpress {
		return word[0]
	}
	return strconv.Itoa(f.Code)
}

func (f *Failure) messageAt(g protocol.Gateway) string {
	if word, ok := aliExpressCodes[f.Code]; ok && g == protocol.AliExpress {
		return word[1]
	}
	m, ok := messages[f.Code]
	if !ok {
		return messages[50]
	}
	if f.Detail != "" {
		m += ":" + f.Detail
	}
	return m
}

// Reason says to people what is wrong.
func (f *Failure) Reason() string {
	if f.SubMsg != "" {
		return f.SubMsg
	}
	return f.messageAt(protocol.TOP)
}

// ErrorAt returns the failure in the words of the gateway g.
func (f *Failure) ErrorAt(g protocol.Gateway, id string) *top.Error {
	e := &top.Error{Code: f.CodeAt(g), Msg: f.messageAt(g), SubCode: f.SubCode, SubMsg: f.SubMsg, RequestID: id}
	if isQimen(g) && e.SubCode == "" {
		e.SubCode = qimenSubCodes[f.Code]
	}
	return e
}

// member is a member of an error response.
type member struct {
	name, text string
	number     bool // goes without quotes in JSON
}

// ErrorBody writes the error response by which the gateway g says e.
// What e leaves empty is left out.
func ErrorBody(e *top.Error, g protocol.Gateway, format Format) string {
	if isQimen(g) {
		return writeMembers("response", []member{
			{name: "flag", text: "failure"}, {name: "code", text: e.Code}, {name: "message", text: e.Msg},
			{name: "sub_code", text: e.SubCode}, {name: "sub_message", text: e.SubMsg}, {name: protocol.RequestID, text: e.RequestID},
		}, format)
	}
	n, err := strconv.Atoi(e.Code)
	isNumber := err == nil && strconv.Itoa(n) == e.Code
	members := []member{{name: "code", text: e.Code, number: isNumber}, {name: "msg", text: e.Msg}}
	if g == protocol.AliExpress {
		members = append(members, member{name: "type", text: "ISV"})
	}
	members = append(members, member{name: "sub_code", text: e.SubCode}, member{name: "sub_msg", text: e.SubMsg}, member{name: protocol.RequestID, text: e.RequestID})
	return writeMembers(protocol.ErrorResponse, members, format)
}

// writeMembers writes the members that have a text.
func writeMembers(root string, members []member, format Format) string {
	var b strings.Builder
	if format == XML {
		b.WriteString(`<?xml version="1.0" encoding="utf-8" ?><` + root + ">")
		for _, m := range members {
			if m.text != "" {
				b.WriteString("<" + m.name + ">" + escapeXML(m.text) + "</" + m.name + ">")
			}
		}
		b.WriteString("</" + root + ">")
		return b.String()
	}
	b.WriteString(`{"` + root + `":{`)
	sep := ""
	for _, m := range members {
		if m.text == "" {
			continue
		}
		value := m.text
		if !m.number {
			value = quote(m.text)
		}
		b.WriteString(sep + `"` + m.name + `":` + value)
		sep = ","
	}
	b.WriteString("}}")
	return b.String()
}

func escapeXML(s string) string {
	var b bytes.Buffer
	xml.EscapeText(&b, []byte(s)) // a buffer takes everything
	return b.String()
}

// quote returns s as a JSON string.
func quote(s string) string {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(s); err != nil {
		panic(err) // every string can be encoded
	}
	return strings.TrimSuffix(b.String(), "\n")
}
