package cli

import (
	"os"
	"strings"
	"testing"
)

// TestConfigOfMessages: topgen.yaml settles what the page of a message leaves open, as
// that of a method, and what does not go with messages is said.
func TestConfigOfMessages(t *testing.T) {
	const of = "method: taobao_demo_OrderPaid, "
	odd := strings.Replace(tradePage, "fee Number 可选 1 金额", "fee Number 可选 1.5x 金额", 1)
	odd = strings.Replace(odd, `"fee":"1"`, `"fee":"1.5x"`, 1)
	inModule(t, map[string]string{"docs/pages/m.txt": odd})
	topgen(t, "lint", "--strict").want(t, 1, "docs/pages/m.txt:12:15: warning: fee: example \"1.5x\" is no Number [example-type]\n*", "*")
	for _, test := range []struct {
		yaml string
		want string   // what is said beside the page's own warnings; "" for nothing at all
		in   []string // what the bindings then have
	}{
		{"fields: [{" + of + "field: response.fee, type: String, name: Amount, reason: x}, {" + of + "field: response.extra, add: Number, reason: x}, " +
			"{" + of + "field: response.status, values: {A: Done}, reason: x}, {" + of + "field: response.code, remove: true, reason: x}]\n" +
			"apis: [{" + of + "name: Paid, session: true, withdrawn: true, reason: it is old}]\npackages: [{namespace: taobao_demo, name: demos, reason: x}]", "", []string{
			"Amount string `json:\"fee\"`", "Extra int64 `json:\"extra\"`", "PaidStatusDone ", "func OnPaid(", "It comes for users who have permitted it",
			"Deprecated: it is old", "package demos",
		}},
		{"accept: [{code: example-type, " + of + "field: response.fee, reason: x}]", "", []string{"Fee int64 `json:\"fee\"`"}},
		{"skip: [{page: m.txt, reason: x}]", "*", nil},

		{"fields: [{" + of + "field: response.fe, type: String, reason: x}]", "*error: no page has the field response.fe of taobao_demo_OrderPaid; did you mean response.fee? [config]*", nil},
		{"fields: [{" + of + "field: request.fee, type: String, reason: x}]", "*error: no page has the field request.fee of taobao_demo_OrderPaid; did you mean response.fee? [config]*", nil},
		{"fields: [{method: taobao_demo_OrderPiad, field: response.fee, type: String, reason: x}]", "*; did you mean the topic taobao_demo_OrderPaid? [config]*", nil},
		{"fields: [{" + of + "field: response.tid, required: true, reason: x}]", "*only parameters of requests can be required [config]*", nil},
		{"fields: [{" + of + "field: response.tid, limits: {maxLength: 4}, reason: x}]", "*only parameters of requests have limits [config]*", nil},
		{"apis: [{" + of + "effect: read, reason: x}]", "*error: topic taobao_demo_OrderPaid: messages are not called: only session, withdrawn and name say something of them [config]*", nil},
		{"apis: [{" + of + "gateway: aliexpress, reason: x}]", "*error: topic taobao_demo_OrderPaid: messages are not called*", nil},
		{"apis: [{" + of + "paging: none, reason: x}]", "*error: kind of the paging of taobao_demo_OrderPaid: messages are not called*", nil},
		{"apis: [{" + of + "root: x, reason: x}]", "*error: topic taobao_demo_OrderPaid: messages are not called*", nil},
		{"apis: [{" + of + "withdrawn: false, reason: x}]", "*error: topic taobao_demo_OrderPaid is not withdrawn without this entry [config]*", nil},
		{"accept: [{code: example-type, " + of + "field: response.tid, reason: x}]", "*error: there is no warning example-type at response.tid of taobao_demo_OrderPaid [config]*", nil},
	} {
		write(t, "topgen.yaml", test.yaml+"\n")
		said := topgen(t, "lint", "--strict")
		switch {
		case test.want == "" && (said.status != 0 || said.out != ""):
			t.Errorf("%s\nsays\n%s", test.yaml, said.out)
		case test.want != "" && test.want != "*":
			said.want(t, 1, test.want, "*")
		}
		if test.in == nil {
			continue
		}
		must(t, os.RemoveAll("generated"))
		topgen(t, "generate", "--quiet").want(t, 0, "", "")
		all := ""
		for _, text := range tree(t, "generated") {
			all += strings.Join(strings.Fields(text), " ") + "\n"
		}
		for _, want := range test.in {
			if !strings.Contains(all, want) {
				t.Errorf("%s\nthe bindings lack %q", test.yaml, want)
			}
		}
	}
}

// TestDiffMessages: what changed of messages, and whom it breaks.
func TestDiffMessages(t *testing.T) {
	changed := strings.NewReplacer("tid Number 可选 1 编号\n", "", `"tid":"1",`, "", "消息产生条件", "推送消息 需要授权\n\n消息产生条件", "code String 可选 x 编码", "code String 可选 x 编码\nmore String 可选 x 更多", `"code":"x"`, `"code":"x","more":"x"`).Replace(tradePage)
	inModule(t, map[string]string{"old/m.txt": tradePage, "new/m.txt": changed})
	topgen(t, "diff", "old", "new").want(t, 1, `taobao_demo_OrderPaid (m.txt): breaks code and calls
    messages come for users who have permitted it now
  ! response.tid: removed: Number
      why: programs that read it find nothing
      Go: OrderPaid.Tid: removed
    response.more: added: String

1 API changed, 0 added, 0 removed; code breaks in 1, calls break in 1
`, "")
	topgen(t, "diff", "new", "old").want(t, 1, "*messages come for users who have not permitted it, too\n*response.tid: added: Number*", "")
}
