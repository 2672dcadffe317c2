// Package bodies has the response bodies that decoders are measured with, and the
// types that they are decoded into.
package bodies

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// Trades is what a list of orders looks like, in types that any decoder can fill:
// prices and dates are texts, so that no method of ours is called.
type Trades struct {
	Trades       []Trade `json:"trades" xml:"trades>trade"`
	TotalResults int64   `json:"total_results" xml:"total_results"`
	HasNext      bool    `json:"has_next" xml:"has_next"`
	RequestID    string  `json:"request_id" xml:"request_id"`
}

// Trade is one order of Trades.
type Trade struct {
	TID             int64   `json:"tid" xml:"tid"`
	Status          string  `json:"status" xml:"status"`
	Title           string  `json:"title" xml:"title"`
	SellerNick      string  `json:"seller_nick" xml:"seller_nick"`
	BuyerNick       string  `json:"buyer_nick" xml:"buyer_nick"`
	Created         string  `json:"created" xml:"created"`
	Modified        string  `json:"modified" xml:"modified"`
	PayTime         string  `json:"pay_time" xml:"pay_time"`
	Payment         string  `json:"payment" xml:"payment"`
	TotalFee        string  `json:"total_fee" xml:"total_fee"`
	PostFee         string  `json:"post_fee" xml:"post_fee"`
	Num             int64   `json:"num" xml:"num"`
	BuyerRate       bool    `json:"buyer_rate" xml:"buyer_rate"`
	SellerRate      bool    `json:"seller_rate" xml:"seller_rate"`
	ReceiverName    string  `json:"receiver_name" xml:"receiver_name"`
	ReceiverState   string  `json:"receiver_state" xml:"receiver_state"`
	ReceiverCity    string  `json:"receiver_city" xml:"receiver_city"`
	ReceiverAddress string  `json:"receiver_address" xml:"receiver_address"`
	BuyerMessage    string  `json:"buyer_message" xml:"buyer_message"`
	Orders          []Order `json:"orders" xml:"orders>order"`
}

// Order is a line of a Trade.
type Order struct {
	OID        int64  `json:"oid" xml:"oid"`
	NumIID     int64  `json:"num_iid" xml:"num_iid"`
	Title      string `json:"title" xml:"title"`
	PicPath    string `json:"pic_path" xml:"pic_path"`
	Price      string `json:"price" xml:"price"`
	Num        int64  `json:"num" xml:"num"`
	SKU        string `json:"sku_properties_name" xml:"sku_properties_name"`
	Status     string `json:"status" xml:"status"`
	IsOversold bool   `json:"is_oversold" xml:"is_oversold"`
}

// Small is a response that says only whether something was done.
type Small struct {
	Result    SmallResult `json:"result"`
	RequestID string      `json:"request_id"`
}

// SmallResult is the object in Small.
type SmallResult struct {
	Success bool   `json:"success"`
	Code    string `json:"err_code"`
	Msg     string `json:"err_msg"`
	ID      int64  `json:"biz_order_id"`
}

// texts are those of a trade that a person has written.
type texts struct {
	shop, seller, buyer, state, city, address, message, title, sku string
}

var (
	chinese = texts{
		"闲鱼验货宝 示例店铺", "示例卖家", "张三", "浙江省", "杭州市", "余杭区文一西路969号 ", "请尽快发货\n谢谢",
		"2026 新款 连衣裙 夏季 中长款", "颜色:桔色;尺码:M",
	}
	english = texts{
		"Inspected goods, sample shop", "sample_seller_", "Zhang San", "Zhejiang", "Hangzhou", "969 Wenyi West Road, Yuhang ", "Please ship soon\nThanks",
		"2026 new dress, summer, medium length", "Colour:orange;Size:M",
	}
)

// Of returns n trades, with texts in Chinese.
func Of(n int) Trades { return of(n, &chinese) }

// InASCII is Of with texts in English.
func InASCII(n int) Trades { return of(n, &english) }

func of(n int, in *texts) Trades {
	r := Trades{TotalResults: int64(n), HasNext: true, RequestID: "15rzk2p4yqg9w"}
	for i := range n {
		t := Trade{
			TID: 4694123551994757272 - int64(i), Status: "WAIT_SELLER_SEND_GOODS", Title: in.shop,
			SellerNick: in.seller + strconv.Itoa(i), BuyerNick: "sample_buyer_" + strconv.Itoa(i),
			Created: "2026-11-22 14:39:05", Modified: "2026-11-22 14:41:17", PayTime: "2026-11-22 14:40:00",
			Payment: "200.07", TotalFee: "218.00", PostFee: "10.00", Num: int64(i%5 + 1), BuyerRate: i%2 == 0,
			ReceiverName: in.buyer, ReceiverState: in.state, ReceiverCity: in.city,
			ReceiverAddress: in.address + strconv.Itoa(i), BuyerMessage: in.message,
		}
		for j := range 2 {
			t.Orders = append(t.Orders, Order{
				OID: 4694123551994757000 + int64(j), NumIID: 585773453549, Title: in.title,
				PicPath: "https://img.alicdn.com/bao/uploaded/i1/T1xyz.jpg", Price: "100.03", Num: 1,
				SKU: in.sku, Status: "WAIT_SELLER_SEND_GOODS",
			})
		}
		r.Trades = append(r.Trades, t)
	}
	return r
}

// Escaped returns JSON with all that is not ASCII escaped.
func Escaped(json []byte) []byte {
	const digits = "0123456789abcdef"
	var b strings.Builder
	for _, r := range string(json) {
		if r < utf8.RuneSelf {
			b.WriteByte(byte(r))
			continue
		}
		b.WriteString(`\u`)
		for shift := 12; shift >= 0; shift -= 4 {
			b.WriteByte(digits[r>>shift&15])
		}
	}
	return []byte(b.String())
}
