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
	inModule(t, map[string]string{"docs/pages/a.txt": page("taobao.demo.item.get"), "docs/pages/bad.txt": "taobao.bad.get (x)\n", "answer.json": sentBody})
	for in, says := range map[string]string{
		"hello":                    "topgen: this is no answer of taobao.demo.item.get: the JSON does not read at *\n",
		`{"trade":{"tid":1}}`:      "topgen: this is no answer of taobao.demo.item.get: it has none of the fields that the page documents\n",
		`{"title":"a"`:             "topgen: this is no answer of taobao.demo.item.get: the JSON *\n",
		`<demo_item_get_response>`: "topgen: this is no answer of taobao.demo.item.get: the XML does not read\n",
	} {
		execution{in: in}.topgen(t, "sample", "add", "taobao.demo.item.get").want(t, 1, "", says)
	}
	topgen(t, "sample", "add", "taobao.demo.itme.get", "answer.json").want(t, 1, "", "*did you mean taobao.demo.item.get?\n")
	topgen(t, "sample", "add", "taobao.demo.item.get", "none.json").want(t, 1, "", "topgen: open none.json: *\n")
	topgen(t, "sample", "add").want(t, 2, "", "*")
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
