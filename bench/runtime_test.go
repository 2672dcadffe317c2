// Package bench measures topgen. It is a module of its own so that nothing it
// needs reaches the users of the bindings.
//
// The benchmarks of the runtime compare package top with what the standard
// library does with the same bytes, in one run:
//
//	go test -bench . -benchmem -count 6 ./...
package bench

import (
	"crypto/md5"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"net/url"
	"strings"
	"testing"

	"github.com/topgen/topgen/bench/bodies"
	"github.com/topgen/topgen/top"
)

// tradesResponse is bodies.Trades as a generated type: with dates and decimals.
type tradesResponse struct {
	Trades       []trade `json:"trades,omitzero" top:"element=trade"`
	TotalResults int64   `json:"total_results"`
	HasNext      bool    `json:"has_next"`
	RequestID    string  `json:"request_id,omitzero" top:"root=trades_sold_get_response"`
}

type trade struct {
	TID             int64       `json:"tid"`
	Status          string      `json:"status"`
	Title           string      `json:"title"`
	SellerNick      string      `json:"seller_nick"`
	BuyerNick       string      `json:"buyer_nick"`
	Created         top.Time    `json:"created"`
	Modified        top.Time    `json:"modified"`
	PayTime         top.Time    `json:"pay_time"`
	Payment         top.Decimal `json:"payment"`
	TotalFee        top.Decimal `json:"total_fee"`
	PostFee         top.Decimal `json:"post_fee"`
	Num             int64       `json:"num"`
	BuyerRate       bool        `json:"buyer_rate"`
	SellerRate      bool        `json:"seller_rate"`
	ReceiverName    string      `json:"receiver_name"`
	ReceiverState   string      `json:"receiver_state"`
	ReceiverCity    string      `json:"receiver_city"`
	ReceiverAddress string      `json:"receiver_address"`
	BuyerMessage    string      `json:"buyer_message"`
	Orders          []order     `json:"orders,omitzero" top:"element=order"`
}

type order struct {
	OID        int64       `json:"oid"`
	NumIID     int64       `json:"num_iid"`
	Title      string      `json:"title"`
	PicPath    string      `json:"pic_path"`
	Price      top.Decimal `json:"price"`
	Num        int64       `json:"num"`
	SKU        string      `json:"sku_properties_name"`
	Status     string      `json:"status"`
	IsOversold bool        `json:"is_oversold"`
}

// smallResponse is bodies.Small as a generated type, of 140 bytes.
type smallResponse struct {
	Result    smallResult `json:"result,omitzero"`
	RequestID string      `json:"request_id,omitzero" top:"root=small_get_response"`
}

type smallResult struct {
	Success bool   `json:"success"`
	Code    string `json:"err_code"`
	Msg     string `json:"err_msg"`
	ID      int64  `json:"biz_order_id"`
}

const smallBody = `{"result":{"success":true,"err_code":"0","err_msg":"order is not owned by the app","biz_order_id":347876534},"request_id":"15rzk2p4yqg9wx"}`

func mustJSON(v any) []byte {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return b
}

// body is what is decoded, and into what.
type body struct {
	name        string
	text        []byte
	ours, plain func() any
}

func ourTrades() any   { return new(tradesResponse) }
func theirTrades() any { return new(bodies.Trades) }

// jsonBodies are simplified JSON.
func jsonBodies() []body {
	return []body{
		{"240KB", mustJSON(bodies.Of(212)), ourTrades, theirTrades},
		{"7KB", mustJSON(bodies.Of(6)), ourTrades, theirTrades},
		{"140B", []byte(smallBody), func() any { return new(smallResponse) }, func() any { return new(bodies.Small) }},
	}
}

func xmlBodies(b *testing.B) []body {
	all := []body{{"240KB", nil, ourTrades, theirTrades}, {"7KB", nil, ourTrades, theirTrades}}
	for i, n := range []int{163, 5} {
		text, err := xml.Marshal(struct {
			XMLName xml.Name `xml:"trades_sold_get_response"`
			bodies.Trades
		}{Trades: bodies.Of(n)})
		if err != nil {
			b.Fatal(err)
		}
		all[i].text = text
	}
	return all
}

// BenchmarkJSON decodes simplified JSON.
func BenchmarkJSON(b *testing.B) {
	for _, body := range jsonBodies() {
		compare(b, body.name, body.text, body.ours, body.plain, json.Unmarshal)
	}
}

// BenchmarkXML decodes XML.
func BenchmarkXML(b *testing.B) {
	for _, body := range xmlBodies(b) {
		compare(b, body.name, body.text, body.ours, body.plain, xml.Unmarshal)
	}
}

// compare measures how fast top and the standard library decode a body.
func compare(b *testing.B, name string, body []byte, ours, plain func() any, std func([]byte, any) error) {
	b.Run(name+"/top", func(b *testing.B) {
		b.SetBytes(int64(len(body)))
		b.ReportAllocs()
		for b.Loop() {
			if err := top.Unmarshal(body, ours()); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run(name+"/std", func(b *testing.B) {
		b.SetBytes(int64(len(body)))
		b.ReportAllocs()
		for b.Loop() {
			if err := std(body, plain()); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// signRequest has 10 parameters.
type signRequest struct {
	Fields   *string      `json:"fields,omitzero"`
	Status   *string      `json:"status,omitzero"`
	Nick     *string      `json:"buyer_nick,omitzero"`
	PageNo   *int64       `json:"page_no,omitzero"`
	PageSize *int64       `json:"page_size,omitzero"`
	UseNext  *bool        `json:"use_has_next,omitzero"`
	Start    *top.Time    `json:"start_created,omitzero"`
	End      *top.Time    `json:"end_created,omitzero"`
	Price    *top.Decimal `json:"price,omitzero"`
	IDs      []int64      `json:"ids,omitzero"`
}

var signAPI = top.API{Method: "taobao.trades.sold.get", Effect: top.EffectRead, Root: "trades_sold_get_response"}

// signWork returns a request of 10 parameters with its client, and what is its
// floor: the bytes that are signed and the values that are escaped.
func signWork(b *testing.B) (client *top.Client, req *signRequest, text []byte, texts []string) {
	client, err := top.NewClient("12345678", "0123456789abcdef0123456789abcdef", top.WithSession("6100e01f8a1b2c3d4e5f60718293a4b5c6d7e8f90a1b2c3"), top.WithSignMethod(top.SignMD5))
	if err != nil {
		b.Fatal(err)
	}
	req = &signRequest{
		Fields: new("tid,status,title,orders"), Status: new("WAIT_SELLER_SEND_GOODS"), Nick: new("示例买家"),
		PageNo: new(int64(1)), PageSize: new(int64(100)), UseNext: new(true),
		Start: new(top.MustTime("2026-11-01 00:00:00")), End: new(top.MustTime("2026-11-22 23:59:59")),
		Price: new(top.MustDecimal("19.90")), IDs: []int64{585773453549, 585773453550},
	}
	form, err := client.AppendForm(nil, &signAPI, req)
	if err != nil {
		b.Fatal(err)
	}
	values, err := url.ParseQuery(string(form))
	if err != nil {
		b.Fatal(err)
	}
	var signed strings.Builder
	for name, v := range values {
		if name != "sign" {
			fmt.Fprint(&signed, name, v[0])
		}
		texts = append(texts, v[0])
	}
	text = []byte("0123456789abcdef0123456789abcdef" + signed.String() + "0123456789abcdef0123456789abcdef")
	return client, req, text, texts
}

// BenchmarkSign encodes and signs a request of 10 parameters by MD5. The floor
// is one MD5 over the signed bytes and one url.QueryEscape of each value.
func BenchmarkSign(b *testing.B) {
	client, req, text, texts := signWork(b)
	b.Run("top", func(b *testing.B) {
		b.ReportAllocs()
		var form []byte
		for b.Loop() {
			var err error
			if form, err = client.AppendForm(form[:0], &signAPI, req); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("floor", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			sum := md5.Sum(text)
			sink = sum[0]
			for _, t := range texts {
				sinkText = url.QueryEscape(t)
			}
		}
	})
}

var (
	sink     byte
	sinkText string
)
