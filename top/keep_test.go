package top_test

import (
	"errors"
	"fmt"
	"net/http"
	"runtime"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/topgen/topgen/top"
)

// padding makes a body large enough that its response does not share its memory.
var padding = strings.Repeat(" ", 9<<10)

// largeBodies are bodies with every kind of value that a response can hold on to.
func largeBodies() map[string]string {
	bodies := inAllForms(`"name":"n` + padding + `","fee":"1.50","created":"2020-11-22","ext":{"a":["x"]},"tags":["a","","中","` + strings.Repeat("t", 2000) + `"],"exts":["t",[1]],"lines":[{"sku":"a"},{"sku":"\u0062","line":"{}"}],"next":{"name":{"a":[1]},"unknown":1}`)
	bodies["unknown"] = `{"total":1,"other":"` + padding + `"}`
	bodies["XML"] = `<r>` + padding + `<result><name>n</name><fee>1.50</fee><ext>t</ext><exts><json><a>x</a></json></exts><tags><string>a</string><string>b&amp;</string></tags><next><name><b>x</b></name><unknown/></next></result><request_id>r1</request_id></r>`
	bodies["misfits"] = `{"result":{"id":"x","fee":"y","name":"n","more":1},"request_id":"r1"}` + padding + `goes on`
	bodies["error"] = padding + `{"error_response":{"code":50,"msg":"m","sub_code":"s","sub_msg":"t","request_id":"r"}}`
	bodies["error text"] = padding + `{"error_response":"broken"}`
	bodies["broken"] = padding + `{"result":{"name":"n","tags":["a","b`
	return bodies
}

// TestKeepsNoBody changes bodies once they are decoded: what came of them stays
// as it is.
func TestKeepsNoBody(t *testing.T) {
	for name, text := range largeBodies() {
		t.Run(name, func(t *testing.T) {
			body := []byte(text)
			got := new(tradeResponse)
			unknown, err := top.UnmarshalReport(body, got)
			before := fmt.Sprintf("%+v %q %v", cmp.Diff(new(tradeResponse), got), unknown, err)
			for i := range body {
				body[i] = '#'
			}
			if after := fmt.Sprintf("%+v %q %v", cmp.Diff(new(tradeResponse), got), unknown, err); after != before {
				t.Errorf("the response changes with the body, from\n%s\nto\n%s", before, after)
			}
			var d *top.DecodeError
			if errors.As(err, &d) && string(d.Body()) != text {
				t.Errorf("the error has the body %.100q", d.Body())
			}
			small := new(tradeResponse)
			smallUnknown, smallErr := top.UnmarshalReport([]byte(strings.ReplaceAll(text, padding, "")), small)
			if (err == nil) != (smallErr == nil) || !cmp.Equal(unknown, smallUnknown) || strings.ReplaceAll(got.Result.Name, padding, "") != small.Result.Name {
				t.Errorf("the size of the body makes a difference: %v, %q and %v, %q", err, unknown, smallErr, smallUnknown)
			}
		})
	}
}

// TestKeptTextsCostWhatTheyAre holds on to short texts of large bodies, wherever
// they stand: from Unmarshal, from calls, and from the calls of a batch.
func TestKeptTextsCostWhatTheyAre(t *testing.T) {
	const responses, memo = 100, 1 << 20
	long := strings.Repeat("x", memo)
	trade := `{"result":{"name":"WAIT_SELLER_SEND_GOODS","tags":["` + long + `","` + strings.Repeat(`y","`, 1000) + `z"]},"request_id":"15rzk2p4yqg9w"}`
	xml := `<r><result><name>WAIT_SELLER_SEND_GOODS</name><tags><string>` + long + `</string></tags></result><request_id>15rzk2p4yqg9w</request_id></r>`
	address := server(t, func(w http.ResponseWriter, r *http.Request) {
		if strings.Contains(r.URL.Path, "batch") {
			fmt.Fprint(w, `{"total":1,"request_id":"a"}`+"\r\n-S-\r\n"+trade)
			return
		}
		fmt.Fprint(w, trade)
	})
	client := newClient(t, address)
	must := func(resp *tradeResponse, err error) *tradeResponse {
		if err != nil {
			t.Fatal(err)
		}
		return resp
	}
	for name, response := range map[string]func() string{
		"JSON": func() string {
			resp := new(tradeResponse)
			must(resp, top.Unmarshal([]byte(trade), resp))
			return resp.Result.Name
		},
		"XML": func() string {
			resp := new(tradeResponse)
			must(resp, top.Unmarshal([]byte(xml), resp))
			return resp.RequestID
		},
		"behind": func() string {
			resp := new(tradeResponse)
			must(resp, top.Unmarshal([]byte(trade), resp))
			return resp.RequestID
		},
		"element": func() string {
			resp := new(tradeResponse)
			must(resp, top.Unmarshal([]byte(trade), resp))
			return resp.Result.Tags[500]
		},
		"call": func() string { return must(oneTrade().Do(t.Context(), client)).Result.Name },
		"batch": func() string {
			b := top.NewBatch()
			short := top.Add(b, oneTrade())
			top.Add(b, oneTrade())
			if err := client.Send(t.Context(), b); err != nil {
				t.Fatal(err)
			}
			return must(short.Get()).RequestID
		},
	} {
		t.Run(name, func(t *testing.T) {
			before := heap()
			var kept []string
			for range responses {
				kept = append(kept, response())
			}
			if got := int64(heap()) - int64(before); got > responses*memo/10 {
				t.Errorf("%d texts of %d bytes hold on to %d KB", responses, len(kept[0]), got>>10)
			}
			runtime.KeepAlive(kept)
		})
	}
}

func heap() uint64 {
	runtime.GC()
	runtime.GC() // what a pool has let go of
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}
