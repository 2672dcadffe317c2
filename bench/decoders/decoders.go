package main

import (
	"encoding/json"
	"errors"

	"github.com/bytedance/sonic"
	"github.com/go-faster/jx"
	jsonv2 "github.com/go-json-experiment/json"
	goccy "github.com/goccy/go-json"
	segmentio "github.com/segmentio/encoding/json"

	"github.com/topgen/topgen/bench/bodies"
	"github.com/topgen/topgen/top"
)

// decoder is one that is measured, as its users call it.
type decoder struct {
	name, module string // module is empty for what is part of Go
	decode       func([]byte, any) error
}

// decoders are all that are compared; the first is ours.
var decoders = []decoder{
	{"top", "", top.Unmarshal},
	{"encoding/json", "", json.Unmarshal},
	{"json/v2", "github.com/go-json-experiment/json", func(b []byte, v any) error { return jsonv2.Unmarshal(b, v) }},
	{"goccy", "github.com/goccy/go-json", func(b []byte, v any) error { return goccy.Unmarshal(b, v) }},
	{"segmentio", "github.com/segmentio/encoding", func(b []byte, v any) error { return segmentio.Unmarshal(b, v) }},
	{"jx", "github.com/go-faster/jx", decodeJX},
	{"sonic", "github.com/bytedance/sonic", func(b []byte, v any) error { return sonic.Unmarshal(b, v) }},
}

// decodeJX decodes by jx, which has no Unmarshal: its users write, or generate, a
// method for each type.
func decodeJX(b []byte, v any) error {
	d := jx.GetDecoder()
	defer jx.PutDecoder(d)
	d.ResetBytes(b)
	switch v := v.(type) {
	case *bodies.Small:
		return jxSmall(d, v)
	case *bodies.Trades:
		return jxTrades(d, v)
	}
	return errors.New("no method is written for this type")
}

func jxText(d *jx.Decoder, v *string) (err error) { *v, err = d.Str(); return err }
func jxInt(d *jx.Decoder, v *int64) (err error)   { *v, err = d.Int64(); return err }
func jxBool(d *jx.Decoder, v *bool) (err error)   { *v, err = d.Bool(); return err }

func jxSmall(d *jx.Decoder, v *bodies.Small) error {
	return d.ObjBytes(func(d *jx.Decoder, key []byte) error {
		switch string(key) {
		case "result":
			return jxSmallResult(d, &v.Result)
		case "request_id":
			return jxText(d, &v.RequestID)
		}
		return d.Skip()
	})
}

func jxSmallResult(d *jx.Decoder, v *bodies.SmallResult) error {
	return d.ObjBytes(func(d *jx.Decoder, key []byte) error {
		switch string(key) {
		case "success":
			return jxBool(d, &v.Success)
		case "err_code":
			return jxText(d, &v.Code)
		case "err_msg":
			return jxText(d, &v.Msg)
		case "biz_order_id":
			return jxInt(d, &v.ID)
		}
		return d.Skip()
	})
}

func jxTrades(d *jx.Decoder, v *bodies.Trades) error {
	return d.ObjBytes(func(d *jx.Decoder, key []byte) error {
		switch string(key) {
		case "trades":
			return d.Arr(func(d *jx.Decoder) error {
				v.Trades = append(v.Trades, bodies.Trade{})
				return jxTrade(d, &v.Trades[len(v.Trades)-1])
			})
		case "total_results":
			return jxInt(d, &v.TotalResults)
		case "has_next":
			return jxBool(d, &v.HasNext)
		case "request_id":
			return jxText(d, &v.RequestID)
		}
		return d.Skip()
	})
}

func jxTrade(d *jx.Decoder, v *bodies.Trade) error {
	texts := func(key []byte) *string {
		switch string(key) {
		case "status":
			return &v.Status
		case "title":
			return &v.Title
		case "seller_nick":
			return &v.SellerNick
		case "buyer_nick":
			return &v.BuyerNick
		case "created":
			return &v.Created
		case "modified":
			return &v.Modified
		case "pay_time":
			return &v.PayTime
		case "payment":
			return &v.Payment
		case "total_fee":
			return &v.TotalFee
		case "post_fee":
			return &v.PostFee
		case "receiver_name":
			return &v.ReceiverName
		case "receiver_state":
			return &v.ReceiverState
		case "receiver_city":
			return &v.ReceiverCity
		case "receiver_address":
			return &v.ReceiverAddress
		case "buyer_message":
			return &v.BuyerMessage
		}
		return nil
	}
	return d.ObjBytes(func(d *jx.Decoder, key []byte) error {
		switch string(key) {
		case "tid":
			return jxInt(d, &v.TID)
		case "num":
			return jxInt(d, &v.Num)
		case "buyer_rate":
			return jxBool(d, &v.BuyerRate)
		case "seller_rate":
			return jxBool(d, &v.SellerRate)
		case "orders":
			return d.Arr(func(d *jx.Decoder) error {
				v.Orders = append(v.Orders, bodies.Order{})
				return jxOrder(d, &v.Orders[len(v.Orders)-1])
			})
		}
		if text := texts(key); text != nil {
			return jxText(d, text)
		}
		return d.Skip()
	})
}

func jxOrder(d *jx.Decoder, v *bodies.Order) error {
	return d.ObjBytes(func(d *jx.Decoder, key []byte) error {
		switch string(key) {
		case "oid":
			return jxInt(d, &v.OID)
		case "num_iid":
			return jxInt(d, &v.NumIID)
		case "title":
			return jxText(d, &v.Title)
		case "pic_path":
			return jxText(d, &v.PicPath)
		case "price":
			return jxText(d, &v.Price)
		case "num":
			return jxInt(d, &v.Num)
		case "sku_properties_name":
			return jxText(d, &v.SKU)
		case "status":
			return jxText(d, &v.Status)
		case "is_oversold":
			return jxBool(d, &v.IsOversold)
		}
		return d.Skip()
	})
}
