package mock

import (
	"strconv"
	"strings"

	"github.com/topgen/topgen/internal/api"
	"github.com/topgen/topgen/internal/sample"
	"github.com/topgen/topgen/internal/schema"
)

// failure is what the platform says when it refuses or fails a call.
type failure struct {
	code    int // of the platform; what other gateways say follows from it
	subCode string
	subMsg  string
}

// messages has the platform's words for its codes (its page "Troubleshooting
// and Error Codes").
var messages = map[int]string{
	3: "Upload Fail", 4: "User Call Limited", 5: "Session Call Limited", 6: "Partner Call Limited", 7: "App Call Limited",
	8: "App Call Exceeds Limited Frequency", 9: "Http Action Not Allowed", 10: "Service Currently Unavailable",
	11: "Insufficient ISV Permissions", 12: "Insufficient User Permissions", 13: "Insufficient Partner Permissions",
	15: "Remote Service Error", 21: "Missing Method", 22: "Invalid Method", 23: "Invalid Format", 24: "Missing Signature",
	25: "Invalid Signature", 26: "Missing Session", 27: "Invalid Session", 28: "Missing App Key", 29: "Invalid App Key",
	30: "Missing Timestamp", 31: "Invalid Timestamp", 32: "Missing Version", 33: "Invalid Version", 34: "Unsupported Version",
	40: "Missing Required Arguments", 41: "Invalid Arguments", 42: "Forbidden Request", 43: "Parameter Error",
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

// flowControl is the answer to too many calls: a ban for some seconds.
func flowControl(seconds int) *failure {
	return &failure{7, "accesscontrol.limited-by-api-access-count", "This ban will last for " + strconv.Itoa(seconds) + " more seconds"}
}

// code returns the code as the gateway writes it.
func (f *failure) codeAt(p protocol) string {
	if word, ok := aliExpressCodes[f.code]; ok && p == protocolSync {
		return word[0]
	}
	return strconv.Itoa(f.code)
}

func (f *failure) messageAt(p protocol) string {
	if word, ok := aliExpressCodes[f.code]; ok && p == protocolSync {
		return word[1]
	}
	if m, ok := messages[f.code]; ok {
		return m
	}
	return "Remote service error"
}

// reason says to people what is wrong.
func (f *failure) reason() string {
	if f.subMsg != "" {
		return f.subMsg
	}
	return f.messageAt(protocolREST)
}

// member is a member of an error response.
type member struct{ name, text string }

// write writes the error response in a form.
func (f *failure) write(p protocol, form api.Form, id string) string {
	if p == protocolQimen || p == protocolQimenCloud {
		return f.writeQimen(p, form, id)
	}
	members := []member{{"code", f.codeAt(p)}, {"msg", f.messageAt(p)}}
	if p == protocolSync {
		members = append(members, member{"type", "ISV"})
	}
	members = append(members, member{"sub_code", f.subCode}, member{"sub_msg", f.subMsg}, member{"request_id", id})
	return writeMembers("error_response", members, form, f.codeAt(p))
}

func (f *failure) writeQimen(p protocol, form api.Form, id string) string {
	subCode := f.subCode
	if subCode == "" {
		subCode = qimenSubCodes[f.code]
	}
	return writeMembers("response", []member{
		{"flag", "failure"}, {"code", f.codeAt(p)}, {"message", f.messageAt(p)},
		{"sub_code", subCode}, {"sub_message", f.subMsg}, {"request_id", id},
	}, form, "")
}

// writeMembers writes members that have a text. The number, if it is one, goes
// without quotes in JSON.
func writeMembers(root string, members []member, form api.Form, number string) string {
	var b strings.Builder
	if form == api.XML {
		b.WriteString(`<?xml version="1.0" encoding="utf-8" ?><` + root + ">")
		for _, m := range members {
			if m.text != "" {
				b.WriteString("<" + m.name + ">" + sample.EscapeXML(m.text) + "</" + m.name + ">")
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
		value := sample.Quote(m.text)
		if _, err := strconv.Atoi(m.text); err == nil && m.text == number {
			value = m.text
		}
		b.WriteString(sep + `"` + m.name + `":` + value)
		sep = ","
	}
	b.WriteString("}}")
	return b.String()
}

// documentedFailure returns the failure of that code: one of the platform, one
// of the page's own table, or a sub code.
func documentedFailure(api *schema.API, code string) *failure {
	if n, err := strconv.Atoi(code); err == nil && messages[n] != "" {
		if n == 7 {
			return flowControl(1)
		}
		return &failure{code: n}
	}
	f := &failure{code: 50, subCode: code, subMsg: subMessages[code]}
	switch {
	case strings.HasPrefix(code, "accesscontrol."):
		f.code, f.subMsg = 7, flowControl(1).subMsg
	case strings.HasPrefix(code, "isp."):
		f.code = 15
	}
	if api == nil {
		return f
	}
	for _, e := range api.Errors {
		if e.Code == code {
			f.subMsg = e.Message
		}
	}
	return f
}

// subMessages has what the platform says with sub codes that no page documents.
var subMessages = map[string]string{
	"isp.service-unavailable":            "服务不可用",
	"isp.top-remote-connection-timeout":  "API调用远程连接超时",
	"isp.top-remote-service-unavailable": "API调用远程服务不可用",
	"isp.top-remote-unknown-error":       "API调用后端服务抛出未知异常",
	"isp.remote-connection-error":        "API调用远程连接错误",
	"isv.invalid-parameter":              "非法参数",
	"isv.missing-parameter":              "缺少必选参数",
	"isv.permission-api-package-limit":   "scope ids is empty",
	"isv.permission-ip-whitelist-limit":  "AppKey is not allowed to call this API from the IP",
}
