package mock

import (
	"github.com/topgen/topgen/internal/inbound"
	"github.com/topgen/topgen/internal/schema"
)

// documentedFailure returns the failure of that code: one of the platform, one
// of the page's own table, or a sub code.
func documentedFailure(api *schema.API, code string) *inbound.Failure {
	f := inbound.FailureOf(code)
	if f == nil {
		f = &inbound.Failure{Code: 50, SubCode: code}
	}
	if f.SubMsg == "" {
		f.SubMsg = subMessages[f.SubCode]
	}
	if api == nil {
		return f
	}
	for _, e := range api.Errors {
		if e.Code == code {
			f.SubMsg = e.Message
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
