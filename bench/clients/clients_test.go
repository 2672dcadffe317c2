// Package clients_test has clients of the platform that others wrote call the
// mock gateway, unmodified, as their registry has them.
package clients_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/topgen/topgen/internal/mock"
	"github.com/topgen/topgen/internal/protocol"
	"github.com/topgen/topgen/internal/schema"
	"github.com/topgen/topgen/internal/testenv"
)

func pages() []mock.Page {
	yes := true
	required := func(name, typ string) *schema.Field { return &schema.Field{Name: name, Type: typ, Required: &yes} }
	optional := func(name, typ string) *schema.Field { return &schema.Field{Name: name, Type: typ} }
	item := []*schema.Field{optional("num_iid", "Number"), optional("title", "String")}
	apis := []*schema.API{
		{
			Method: "taobao.demo.items.get", Session: true, Root: "demo_items_get_response",
			Request:  []*schema.Field{required("q", "String"), optional("page_size", "Number"), optional("filter", "String"), optional("remark", "String")},
			Response: []*schema.Field{{Name: "items", Type: "Item", List: true, Element: "item", Fields: item}, optional("total", "Number")},
			Samples:  schema.Samples{XML: `<demo_items_get_response><items><item><num_iid>7</num_iid><title>鞋</title></item></items><total>1</total></demo_items_get_response>`},
		},
		{
			Method: "taobao.picture.upload", Root: "picture_upload_response",
			Request:  []*schema.Field{required("img", "byte"), required("title", "String")},
			Response: []*schema.Field{optional("done", "Boolean")},
			Samples:  schema.Samples{XML: `<picture_upload_response><done>true</done></picture_upload_response>`},
		},
		{
			Method: "alibaba.aliqin.fc.sms.num.send", Root: "alibaba_aliqin_fc_sms_num_send_response",
			Request:  []*schema.Field{required("sms_type", "String"), required("rec_num", "String"), optional("sms_param", "Json")},
			Response: []*schema.Field{{Name: "result", Type: "Result", Fields: []*schema.Field{optional("success", "Boolean")}}},
			Samples:  schema.Samples{XML: `<alibaba_aliqin_fc_sms_num_send_response><result><success>true</success></result></alibaba_aliqin_fc_sms_num_send_response>`},
		},
	}
	var list []mock.Page
	for _, api := range apis {
		api.Protocol = schema.ProtocolTOP
		list = append(list, mock.Page{API: api})
	}
	return list
}

// call is a call that a client makes.
type call struct {
	Client string         `json:"client"`
	Method string         `json:"method"`
	Params map[string]any `json:"params"`
	File   string         `json:"file,omitempty"` // parameter that is a file

	want string // what the client gives, as JSON, the request id replaced by ID
}

const (
	foundItems = `{"answer":{"items":{"item":[{"num_iid":7,"title":"鞋"}]},"total":1,"request_id":"ID"}}`
	uploaded   = `{"answer":{"done":true,"request_id":"ID"}}`
	sent       = `{"answer":{"alibaba_aliqin_fc_sms_num_send_response":{"result":{"success":true},"request_id":"ID"}}}`
)

func calls() []call {
	type params = map[string]any
	good := func() params {
		return params{"q": "红鞋 & 7", "session": "s", "page_size": 40, "filter": `{"a":[1]}`}
	}
	nested := good() // topsdk signs another text for an object than it sends
	nested["filter"] = params{"a": []int{1}}
	blank := func() params { return params{"q": "x", "session": "s", "remark": "", "page_size": " "} }
	list := []call{{Client: "alidayu-node", Params: params{"rec_num": "13000000000", "sms_param": params{"code": "1"}, "extend": ""}, want: sent}}
	for _, client := range []string{"topsdk", "node-taobao-topclient", "ali-topsdk"} {
		list = append(list,
			call{Client: client, Method: "taobao.demo.items.get", Params: good(), want: foundItems},
			call{Client: client, Method: "taobao.demo.items.get", Params: blank(), want: foundItems},
			call{Client: client, Method: "taobao.demo.items.get", Params: params{"session": "s"}, want: refused(client, 40, "Missing required arguments:q", "required and missing: q")},
			call{Client: client, Method: "taobao.no.such.get", Params: params{}, want: refused(client, 22, "Invalid method", "no page documents this method")},
		)
	}
	return append(list,
		call{Client: "node-taobao-topclient", Method: "taobao.demo.items.get", Params: nested, want: foundItems},
		call{Client: "ali-topsdk", Method: "taobao.picture.upload", Params: params{"title": "x"}, File: "img", want: uploaded},
	)
}

// refused is what a client makes of an error: two have the code in the message,
// and one a sub code that is not there.
func refused(client string, code int, msg, subMsg string) string {
	switch client {
	case "topsdk":
		msg += fmt.Sprintf(", code %d; undefined: %s", code, subMsg)
	case "node-taobao-topclient":
		msg += fmt.Sprintf(", code %d", code)
	}
	return fmt.Sprintf(`{"error":{"code":%d,"message":%q}}`, code, msg)
}

var requestID = regexp.MustCompile(`"request_id":"\w+"`)

// TestNode makes calls with four clients for Node: right and wrong ones, with
// parameters that are blank, and with a file.
func TestNode(t *testing.T) {
	node := testenv.Program(t, "node", "nodejs")
	dir := testenv.Packages(t, filepath.Join("testdata", "node"))
	var mu sync.Mutex
	var notes []string
	gateway := httptest.NewServer(mock.New(pages(), mock.Options{Log: func(c mock.Call) {
		mu.Lock()
		defer mu.Unlock()
		notes = append(notes, c.Notes...)
	}}))
	defer gateway.Close()

	list := calls()
	input, err := json.Marshal(list)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), node, "--no-deprecation", "calls.js", gateway.URL+protocol.TOP.Path(), mock.DefaultAppKey, mock.DefaultAppSecret)
	cmd.Dir, cmd.Stdin = dir, bytes.NewReader(input)
	cmd.Env = append(os.Environ(), "TZ=Asia/Shanghai") // these clients send the time of the machine as that of the platform
	var stderr strings.Builder
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v: %s", err, stderr.String())
	}
	var results []json.RawMessage
	if err := json.Unmarshal(out, &results); err != nil || len(results) != len(list) {
		t.Fatalf("%d results of %d calls, %v: %s", len(results), len(list), err, out)
	}
	for i, c := range list {
		got := requestID.ReplaceAllString(string(results[i]), `"request_id":"ID"`)
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s, %s %v (-want +got):\n%s", c.Client, c.Method, c.Params, diff)
		}
	}
	if want := []string{"the page does not document extend"}; !cmp.Equal(notes, want) {
		t.Errorf("notes %q, want %q", notes, want)
	}
}
