package inbound

import (
	"testing"

	"github.com/topgen/topgen/internal/protocol"
	"github.com/topgen/topgen/top"
)

// TestRecordedWords has errors as clients of the platform recorded them.
func TestRecordedWords(t *testing.T) {
	for _, tt := range []struct {
		f    *Failure
		want string
	}{
		{FailureOf("22"), `{"error_response":{"code":22,"msg":"Invalid method","request_id":"r"}}`},
		{FailureOf("25"), `{"error_response":{"code":25,"msg":"Invalid signature","request_id":"r"}}`},
		{FailureOf("26"), `{"error_response":{"code":26,"msg":"Missing session","request_id":"r"}}`},
		{FailureOf("27"), `{"error_response":{"code":27,"msg":"Invalid session","sub_code":"invalid-sessionkey","request_id":"r"}}`},
		{FailureOf("session-expired"), `{"error_response":{"code":27,"msg":"Invalid session:session-expired","sub_code":"session-expired","request_id":"r"}}`},
		{FailureOf("isv.appkey-not-exists"), `{"error_response":{"code":29,"msg":"Invalid app Key","sub_code":"isv.appkey-not-exists","request_id":"r"}}`},
		{&Failure{Code: 40, Detail: "nicks"}, `{"error_response":{"code":40,"msg":"Missing required arguments:nicks","request_id":"r"}}`},
		{&Failure{Code: 41, Detail: "cid"}, `{"error_response":{"code":41,"msg":"Invalid arguments:cid","request_id":"r"}}`},
		{FailureOf("7"), `{"error_response":{"code":7,"msg":"App Call Limited","sub_code":"accesscontrol.limited-by-api-access-count","sub_msg":"This ban will last for 1 more seconds","request_id":"r"}}`},
		{FailureOf("isp.unknown-error"), `{"error_response":{"code":15,"msg":"Remote Service Error","sub_code":"isp.unknown-error","request_id":"r"}}`},
	} {
		if got := ErrorBody(tt.f.ErrorAt(protocol.TOP, "r"), protocol.TOP, JSON); got != tt.want {
			t.Errorf("got  %s\nwant %s", got, tt.want)
		}
	}
	for _, code := range []string{"1", "isv.of-an-api", ""} {
		if f := FailureOf(code); f != nil {
			t.Errorf("%q is none of the platform's own: %+v", code, f)
		}
	}
}

// TestErrorBody has one error at every gateway, and texts that must be escaped.
func TestErrorBody(t *testing.T) {
	e := &top.Error{Code: "007", Msg: `<"&` + "\n", SubCode: "s", RequestID: "r"}
	for _, tt := range []struct {
		g      protocol.Gateway
		format Format
		want   string
	}{
		{protocol.TOP, JSON, `{"error_response":{"code":"007","msg":"<\"&\n","sub_code":"s","request_id":"r"}}`},
		{protocol.TOP, XML, `<?xml version="1.0" encoding="utf-8" ?><error_response><code>007</code><msg>&lt;&#34;&amp;&#xA;</msg><sub_code>s</sub_code><request_id>r</request_id></error_response>`},
		{protocol.AliExpress, Simplified, `{"error_response":{"code":"007","msg":"<\"&\n","type":"ISV","sub_code":"s","request_id":"r"}}`},
		{protocol.Qimen, JSON, `{"response":{"flag":"failure","code":"007","message":"<\"&\n","sub_code":"s","request_id":"r"}}`},
		{protocol.QimenCloud, XML, `<?xml version="1.0" encoding="utf-8" ?><response><flag>failure</flag><code>007</code><message>&lt;&#34;&amp;&#xA;</message><sub_code>s</sub_code><request_id>r</request_id></response>`},
	} {
		if got := ErrorBody(e, tt.g, tt.format); got != tt.want {
			t.Errorf("%s: %s\nwant %s", tt.g, got, tt.want)
		}
	}
}
