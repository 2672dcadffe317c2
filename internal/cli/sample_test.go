package cli

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/topgen/topgen/internal/source"
)

const sentBody = `{"demo_item_get_response":{"title":"secret1.5","owner":{"phone":"13812345678"},"request_id":"r12345"}}`

// stored returns the samples that are there.
func stored(t *testing.T) []source.Sample {
	t.Helper()
	list, err := source.Samples(t.Context(), "docs/pages")
	must(t, err)
	return list
}

func TestSampleAdd(t *testing.T) {
	inModule(t, map[string]string{"docs/pages/a.txt": typed("taobao.demo.item.get", "Number", "1"), "answer.json": sentBody})
	got := topgen(t, "sample", "add", "taobao.demo.item.get", "answer.json")
	got.want(t, 0, "docs/samples/taobao.demo.item.get/*.json:1:*: warning: title: the gateway sent *, which is no Number, and the page says Number (docs/pages/a.txt:*) [real-sample]\n"+
		"docs/samples/taobao.demo.item.get/*.json:1:*: note: owner: the gateway sent it, *as Owner [real-sample]\n", "docs/samples/taobao.demo.item.get/*.json\n")
	list := stored(t)
	if len(list) != 1 || strings.Contains(string(list[0].Data), "secret") || strings.Contains(string(list[0].Data), "13812345678") || !strings.Contains(string(list[0].Data), `"owner":{"phone":"x"}`) {
		t.Fatalf("stored %s", list)
	}
	suggested := execution{in: sentBody}.topgen(t, "sample", "add", "taobao.demo.item.get", "-", "--suggest")
	suggested.want(t, 0, "- {method: taobao.demo.item.get, field: response.title, type: String, reason: *}\n"+
		"- {method: taobao.demo.item.get, field: response.owner, add: Owner, reason: *}\n"+
		"- {method: taobao.demo.item.get, field: response.owner.phone, add: String, reason: *}\n", "* has this structure already, and stays as it is\n")

	topgen(t, "lint", "--strict").want(t, 1, "*[real-sample]\n*", "*")
	write(t, "topgen.yaml", "fields:\n"+suggested.out)
	topgen(t, "lint", "--strict").want(t, 0, "", "")
	topgen(t, "generate").want(t, 0, "", "*0 warnings\n")
	test, err := os.ReadFile("generated/taobao/demo/item_get_test.go")
	must(t, err)
	if !strings.Contains(string(test), "Recorded: map[string]toptest.Recorded[demo.ItemGetResponse]{\n\t\t\t\""+filepath.Base(list[0].Path)+"\": {\n\t\t\t\tBody: ") {
		t.Errorf("no test has the body:\n%s", test)
	}
	topgen(t, "schema", "docs/pages").want(t, 0, "*\"name\": \"owner\",*\"from\": \"topgen.yaml\"*", "")
	write(t, "topgen.yaml", "fields: []\n")
	topgen(t, "schema", "docs/pages").want(t, 0, "*\"name\": \"owner\",*\"from\": \"sample\"*", "*")
	topgen(t, "check").want(t, 1, "*", "*") // the cache knows that topgen.yaml is another

	must(t, os.RemoveAll("docs/samples"))
	topgen(t, "lint", "--strict").want(t, 0, "", "")
}

func TestSampleAddError(t *testing.T) {
	inModule(t, map[string]string{"docs/pages/a.txt": page("taobao.demo.item.get")})
	body := `<error_response><code>15</code><msg>Remote service error</msg><sub_code>isv.secret-code</sub_code></error_response>`
	execution{in: body}.topgen(t, "sample", "add", "taobao.demo.item.get").want(t, 0, "", "docs/samples/taobao.demo.item.get/*.xml\n")
	if list := stored(t); len(list) != 1 || !strings.Contains(string(list[0].Data), "<code>15</code>") || strings.Contains(string(list[0].Data), "secret") {
		t.Errorf("stored %s", list)
	}
	topgen(t, "generate").want(t, 0, "", "*")
	if test, err := os.ReadFile("generated/taobao/demo/item_get_test.go"); err != nil || !strings.Contains(string(test), "RecordedErrors: map[string]toptest.ErrorSample{") || !strings.Contains(string(test), `Code:    "15"`) {
		t.Errorf("no test has the error: %v\n%s", err, test)
	}
}

// What is no answer of the method is not stored.
func TestSampleAddRefused(t *testing.T) {
	inModule(t, map[string]string{"docs/pages/a.txt": page("taobao.demo.item.get"), "docs/pages/b.txt": page("taobao.demo.shop.get"), "docs/pages/bad.txt": "taobao.bad.get (x)\n", "answer.json": sentBody})
	for in, says := range map[string]string{
		"hello":               "topgen: this is no answer of taobao.demo.item.get: the JSON does not read at *\n",
		`{"trade":{"tid":1}}`: "topgen: this is no answer of taobao.demo.item.get: it has none of the fields that the page documents\n",
		`{"demo_shop_get_response":{"title":"a"}}`:                          "topgen: this is no answer of taobao.demo.item.get: its root is demo_shop_get_response, that of taobao.demo.shop.get\n",
		`<demo_shop_get_response><title>a</title></demo_shop_get_response>`: "topgen: this is no answer of taobao.demo.item.get: its root is demo_shop_get_response, *\n",
		`{"title":"a"`:             "topgen: this is no answer of taobao.demo.item.get: the JSON *\n",
		`<demo_item_get_response>`: "topgen: this is no answer of taobao.demo.item.get: the XML does not read\n",
	} {
		execution{in: in}.topgen(t, "sample", "add", "taobao.demo.item.get").want(t, 1, "", says)
	}
	topgen(t, "sample", "add", "taobao.demo.itme.get", "answer.json").want(t, 1, "", "*did you mean taobao.demo.item.get?\n")
	topgen(t, "sample", "add", "taobao.demo.item.get", "none.json").want(t, 1, "", "topgen: open none.json: *\n")
	topgen(t, "sample", "add").want(t, 2, "", "*")
	const others = `{"demo_things_response":{"title":"a"}}` // a root that no page has
	execution{in: others}.topgen(t, "sample", "add", "taobao.demo.item.get").want(t, 0, "docs/samples/*.json:1:*: warning: the gateway sent the root demo_things_response, and the page says demo_item_get_response (docs/pages/a.txt:*) [real-sample]\n", "*")
	write(t, "topgen.yaml", "apis:\n- {method: taobao.demo.item.get, root: demo_things_response, reason: the gateway sends it}\n")
	topgen(t, "lint", "docs/pages/a.txt", "--strict").want(t, 0, "", "")
	must(t, os.RemoveAll("docs/samples"))
	if list := stored(t); len(list) > 0 {
		t.Errorf("stored %s", list)
	}
}

// A sample of a method that no page documents is an error: it would be passed over.
func TestSampleOfNoPage(t *testing.T) {
	inModule(t, map[string]string{"docs/pages/a.txt": page("taobao.demo.item.get"), "docs/samples/taobao.gone.get/1.json": "{}", "docs/samples/taobao.demo.item.get/.hidden.json": "x"})
	topgen(t, "lint").want(t, 1, "docs/samples/taobao.gone.get/1.json: error: no page documents the method taobao.gone.get, of which this is a sample [real-sample]\n", "*")
	must(t, os.RemoveAll(filepath.FromSlash("docs/samples/taobao.gone.get")))
	topgen(t, "lint").want(t, 0, "", "")
}

// diff reads the samples of each side: a field that a body shows is a change.
func TestDiffSamples(t *testing.T) {
	inModule(t, map[string]string{
		"old/pages/a.txt": page("taobao.demo.item.get"), "new/pages/a.txt": page("taobao.demo.item.get"),
		"new/samples/taobao.demo.item.get/1.json": `{"demo_item_get_response":{"title":"x","extra":1.5}}`,
	})
	topgen(t, "diff", "old/pages", "new/pages").want(t, 0, "taobao.demo.item.get (a.txt)\n    response.extra: added: Price\n\n1 API changed*", "")
	topgen(t, "diff", "new/pages", "old/pages").want(t, 1, "*response.extra: removed: Price*", "")
}

// tradePage is the page of a message.
const tradePage = `taobao_demo_OrderPaid (付款)

消息产生条件

付款时

消息属性

名称 类型 是否必须 示例值 描述
tid Number 可选 1 编号
buyer_nick String 可选 小明 昵称
fee Number 可选 1 金额
status String 可选 A 状态 A:已付款, B:已发货
code String 可选 x 编码

消息示例

{"tid":"1","buyer_nick":"小明","fee":"1","status":"A","code":"x"}

消息工具
`

// TestSampleAddMessage: messages that the platform really sent are evidence as bodies are.
func TestSampleAddMessage(t *testing.T) {
	const content = `{"tid":3600000000000000777,"buyerNick":"secretnick","fee":1.5,"status":"B","code":"15","request_id":"r-secret","extra":{"phone":"13812345678"}}`
	const topic = "taobao_demo_OrderPaid"
	inModule(t, map[string]string{"docs/pages/m.txt": tradePage, "content.json": content})
	topgen(t, "sample", "add", topic, "content.json").want(t, 0,
		"docs/samples/taobao_demo_OrderPaid/*.json:1:*: note: fee: the platform sent \"*.*\", which is no integer, and the page says Number (docs/pages/m.txt:12) [real-sample]\n"+
			"docs/samples/taobao_demo_OrderPaid/*.json:1:*: note: request_id: the platform sent it, *as String [real-sample]\n"+
			"docs/samples/taobao_demo_OrderPaid/*.json:1:*: note: extra: the platform sent it, and the page has no such field (docs/pages/m.txt:1): the bindings have it, as Extra [real-sample]\n",
		"docs/samples/taobao_demo_OrderPaid/*.json\n")
	list := stored(t)
	if len(list) != 1 {
		t.Fatalf("stored %v", list)
	}
	for _, original := range []string{"3600000000000000777", "secret", "1.5", `"15"`, "13812345678"} {
		if strings.Contains(string(list[0].Data), original) {
			t.Errorf("%q is left in %s", original, list[0].Data)
		}
	}
	for _, kept := range []string{`"status":"B"`, `"buyerNick":"`, `"phone":"x"`} {
		if !strings.Contains(string(list[0].Data), kept) {
			t.Errorf("%s is not kept in %s", kept, list[0].Data)
		}
	}
	suggested := execution{in: content}.topgen(t, "sample", "add", topic, "-", "--suggest")
	suggested.want(t, 0, "- {method: taobao_demo_OrderPaid, field: response.fee, type: Price, reason: \"the platform sent it so: *\"}\n"+
		"- {method: taobao_demo_OrderPaid, field: response.request_id, add: String, reason: *}\n"+
		"- {method: taobao_demo_OrderPaid, field: response.extra, add: Extra, reason: *}\n"+
		"- {method: taobao_demo_OrderPaid, field: response.extra.phone, add: String, reason: *}\n", "* has this structure already, and stays as it is\n")

	topgen(t, "lint", "--strict").want(t, 0, "*[real-sample]\n*", "*")
	write(t, "topgen.yaml", "fields:\n"+suggested.out)
	topgen(t, "lint", "--strict").want(t, 0, "", "")
	must(t, os.Remove("topgen.yaml"))

	topgen(t, "generate").want(t, 0, "*", "*0 warnings\n")
	test, err := os.ReadFile("generated/messages/taobao/demo/order_paid_test.go")
	must(t, err)
	if !strings.Contains(string(test), "Recorded: map[string]toptest.Recorded[demo.OrderPaid]{\n\t\t\t\""+filepath.Base(list[0].Path)+"\": {\n\t\t\t\tBody: ") || strings.Contains(string(test), "Unknown") {
		t.Errorf("no test has the message:\n%s", test)
	}
	topgen(t, "schema", "docs/pages").want(t, 0, "*\"name\": \"extra\",*\"from\": \"sample\"*", "*")
	topgen(t, "diff", "docs/pages", "docs/pages").want(t, 0, "*", "")
}

// What is no message of the topic is not stored, and a sample of a topic without page is an
// error.
func TestSampleAddMessageRefused(t *testing.T) {
	inModule(t, map[string]string{"docs/pages/m.txt": tradePage, "docs/samples/taobao_demo_OrderPayed/1.json": "{}"})
	for in, says := range map[string]string{
		"hello":                          "topgen: this is no message of the topic taobao_demo_OrderPaid: the JSON does not read at *\n",
		`{"trade":{"tid":1}}`:            "topgen: this is no message of the topic taobao_demo_OrderPaid: it has none of the fields that the page documents\n",
		`{"error_response":{"code":15}}`: "topgen: this is no message of the topic taobao_demo_OrderPaid: it has none of the fields that the page documents\n",
		`<c><fee></c>`:                   "topgen: this is no message of the topic taobao_demo_OrderPaid: the XML does not read\n",
	} {
		execution{in: in}.topgen(t, "sample", "add", "taobao_demo_OrderPaid").want(t, 1, "", says)
	}
	execution{in: "{}"}.topgen(t, "sample", "add", "taobao_demo_OrderPayed").want(t, 1, "", "*documents such a topic; did you mean taobao_demo_OrderPaid?\n")
	topgen(t, "lint").want(t, 1, "docs/samples/taobao_demo_OrderPayed/1.json: error: no page documents the topic taobao_demo_OrderPayed, of which this is a sample [real-sample]\n*", "*")
	execution{in: "<c><tid>12</tid><buyerNick>geheim</buyerNick></c>"}.topgen(t, "sample", "add", "taobao_demo_OrderPaid").want(t, 0, "", "docs/samples/taobao_demo_OrderPaid/*.xml\n")
}
