package top

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

type tradeMessage struct {
	BillNo   string    `json:"bill_no"`
	BuyerID  int64     `json:"buyerID"`
	Fee      Decimal   `json:"fee,omitzero"`
	Modified Time      `json:"modified,omitzero"`
	Paid     bool      `json:"paid"`
	ItemInfo string    `json:"item_info"`
	OrderID  int64     `json:"order_id"`
	OrderID2 int64     `json:"orderId"`
	IDs      []int64   `json:"ids,omitzero"`
	Names    []string  `json:"names,omitzero"`
	Fees     []Decimal `json:"fees,omitzero"`
}

func TestUnmarshalMessage(t *testing.T) {
	whole := tradeMessage{
		BillNo: "B1", BuyerID: 9007199254740993, Fee: MustDecimal("1.00"), Modified: MustTime("2021-07-19 10:49:52"), Paid: true,
		ItemInfo: `{"price":"1"}`, OrderID: 1, OrderID2: 2,
	}
	for _, test := range []struct {
		name, content string
		want          tradeMessage
	}{
		{"as documented", `{"bill_no":"B1","buyerID":"9007199254740993","fee":"1.00","modified":"2021-07-19 10:49:52","paid":"true","item_info":{"price":"1"},"order_id":"1","orderId":"2"}`, whole},
		{"as sent", `{"orderId":2,"bill_no":"B1","buyerID":9007199254740993,"fee":1.00,"modified":1626662992000,"paid":true,"item_info":"{\"price\":\"1\"}","order_id":1}`, whole},
		{"other spellings", "\ufeff" + ` {"billNo":"B1","buyer_id":9007199254740993,"fee":1.00,"modified":"2021-07-19 10:49:52","paid":1,"itemInfo":"{\"price\":\"1\"}","order_id":1,"orderId":2,"new":{}} `, whole},
		{"capital after a run", `{"buyerId":5}`, tradeMessage{BuyerID: 5}},
		{"both spellings, one value", `{"billNo":"B1","bill_no":"B1"}`, tradeMessage{BillNo: "B1"}},
		{"XML", `<?xml version="1.0"?><content><bill_no>B1</bill_no><buyerId>5</buyerId></content>`, tradeMessage{BillNo: "B1", BuyerID: 5}},
		{"lists in quotes", `{"ids":"[9007199254740993, 2]","names":"[\"a\",\"b,c\"]","fees":"1.50,2"}`, tradeMessage{IDs: []int64{9007199254740993, 2}, Names: []string{"a", "b,c"}, Fees: []Decimal{MustDecimal("1.50"), MustDecimal("2")}}},
		{"lists", `{"ids":[1],"names":["a"],"fees":[]}`, tradeMessage{IDs: []int64{1}, Names: []string{"a"}, Fees: []Decimal{}}},
		{"single elements", `{"ids":"1","names":"a,b","fees":2}`, tradeMessage{IDs: []int64{1}, Names: []string{"a,b"}, Fees: []Decimal{MustDecimal("2")}}},
		{"empty lists in quotes", `{"ids":"[]","names":"","fees":"[ ]"}`, tradeMessage{IDs: []int64{}, Fees: []Decimal{}}},
		{"texts that begin like lists", `{"names":"[a","bill_no":"[1]"}`, tradeMessage{Names: []string{"[a"}, BillNo: "[1]"}},
		{"nothing", `{}`, tradeMessage{}},
		{"members of errors and roots", `{"code":"7","msg":"x","error_response":{"code":1},"a_response":{},"bill_no":"B1"}`, tradeMessage{BillNo: "B1"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := tradeMessage{BillNo: "left over"}
			if err := UnmarshalMessage(test.content, &got); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestUnmarshalMessageMisfits(t *testing.T) {
	for _, test := range []struct{ content, want string }{
		{``, "is empty"},
		{`[]`, "is neither a JSON object nor an XML document"},
		{`{"bill_no":"B1"`, "ends"},
		{`{"bill_no":"B1"} {}`, "goes on behind the document"},
		{`{"unheard":"of"}`, noDocumentedField},
		{`<a>text</a>`, noDocumentedField},
		{`<a><bill_no>1</bill_no></a><b/>`, "goes on behind the document"},
		{`<?xml version="1.0"?>text`, "there is no element"},
		{`{"buyerID":"12345678901234567890"}`, "buyerID: is not an integer of 64 bits"},
		{`{"buyer_id":1.5}`, "buyerID: is not an integer of 64 bits"},
		{`{"ids":"[1,\"x\"]"}`, "ids[1]: is not an integer of 64 bits"},
		{`{"ids":"1,x"}`, "ids[1]: is not an integer of 64 bits"},
		{`{"ids":"[1,]"}`, "ids[0]: is not an integer of 64 bits"},
		{`{"fees":"[1] [2]"}`, "fees[0]: is not a decimal number"},
		{`{"billNo":"B1","bill_no":"B2"}`, "bill_no: comes twice, with different values"},
	} {
		var m tradeMessage
		err := UnmarshalMessage(test.content, &m)
		var d *DecodeError
		if !errors.As(err, &d) || !strings.Contains(err.Error(), test.want) || !strings.Contains(err.Error(), "content does not decode") {
			t.Errorf("%s: got error %v, want a *DecodeError of the content with %q", test.content, err, test.want)
			continue
		}
		if string(d.Body()) != test.content {
			t.Errorf("%s: the body of the error is %q", test.content, d.Body())
		}
	}
	var m tradeMessage
	if err := UnmarshalMessage(`{"fee":"x","bill_no":"B1"}`, &m); err == nil || m.BillNo != "B1" {
		t.Errorf("beside %v the rest is %+v", err, m)
	}
	if err := UnmarshalMessage(`{}`, m); err == nil {
		t.Error("a value that is no pointer is taken")
	}
	var many struct{}
	if err := UnmarshalMessage(`{"a":1}`, &many); err != nil {
		t.Errorf("a message whose page documents no field: %v", err)
	}
}

// TestMessageOffset holds that what does not fit in a list in quotes is said to be where its
// text stands in the message.
func TestMessageOffset(t *testing.T) {
	const content = `{"bill_no":"B1","ids":"[1, \"x\"]"}`
	var m tradeMessage
	err := UnmarshalMessage(content, &m)
	d, ok := errors.AsType[*DecodeError](err)
	if want := strings.Index(content, `"[`); !ok || len(d.Faults) != 1 || d.Faults[0].Path != "ids[1]" || d.Faults[0].Offset != want {
		t.Errorf("%v: %+v, want a fault of ids[1] at %d", err, d, want)
	}
}

func TestSpellings(t *testing.T) {
	for _, test := range [][3]string{
		{"bill_no", "bill_no", "billNo"},
		{"billNo", "bill_no", "billNo"},
		{"orderID", "order_id", "orderId"},
		{"URLPath", "url_path", "urlPath"},
		{"sub_order_2", "sub_order_2", "subOrder2"},
		{"tid", "tid", "tid"},
		{"30", "30", "30"},
		{"__kind", "kind", "kind"},
		{"a_é", "a_é", "aé"},
		{"_", "", ""},
	} {
		if snake, camel := spellings(test[0]); snake != test[1] || camel != test[2] {
			t.Errorf("%s: %q, %q, want %q, %q", test[0], snake, camel, test[1], test[2])
		}
	}
}

type ctxKey struct{}

func TestMessageHandler(t *testing.T) {
	ctx := context.WithValue(t.Context(), ctxKey{}, "value")
	wrong := errors.New("wrong")
	h := HandleMessage("a_b_C", func(ctx context.Context, m *tradeMessage, meta Message) error {
		if m.BillNo != "B1" || meta.ID != 7 || ctx.Value(ctxKey{}) != "value" {
			t.Errorf("handled %+v of %v", m, meta)
		}
		return wrong
	})
	if h.Topic() != "a_b_C" {
		t.Errorf("the topic is %q", h.Topic())
	}
	handle, err := h.Decode(Message{ID: 7, Content: `{"bill_no":"B1"}`})
	if err != nil {
		t.Fatal(err)
	}
	if err := handle(ctx); err != wrong {
		t.Errorf("the handler's error became %v", err)
	}
	if _, err := h.Decode(Message{Content: `{`}); !Partial(err) {
		t.Errorf("a broken content gave error %v", err)
	}

	var got Message
	others := HandleOtherMessages(func(_ context.Context, meta Message) error { got = meta; return nil })
	if handle, err = others.Decode(Message{Content: "anything"}); err != nil {
		t.Fatal(err)
	}
	if err := handle(ctx); err != nil || got.Content != "anything" || others.Topic() != "" {
		t.Errorf("error %v, %#v of topic %q", err, got, others.Topic())
	}
	defer func() {
		if recover() == nil {
			t.Error("a zero handler decodes")
		}
	}()
	MessageHandler{}.Decode(Message{})
}

func TestMessageShowsNoContent(t *testing.T) {
	m := Message{ID: 5, Topic: "a_b_C", UserNick: "hush", Content: "hush", Retried: true}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s"} {
		if text := fmt.Sprintf(verb, m); strings.Contains(text, "hush") || !strings.Contains(text, "message 5 of topic a_b_C (retried)") {
			t.Errorf("%s: %s", verb, text)
		}
	}
}

// FuzzUnmarshalMessage: whatever comes, nothing panics, and what does not fit is a
// *DecodeError.
func FuzzUnmarshalMessage(f *testing.F) {
	for _, s := range []string{`{"bill_no":"B1","buyerId":5}`, `<a><billNo>1</billNo></a>`, `{"fee":`, `<a/>`, ``, `{"item_info":{"a":[1]}}`} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, content string) {
		var m tradeMessage
		if err := UnmarshalMessage(content, &m); err != nil && !Partial(err) {
			t.Fatalf("the error is no *DecodeError: %v", err)
		}
	})
}
