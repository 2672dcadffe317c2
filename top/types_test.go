package top_test

import (
	"context"

	"github.com/topgen/topgen/top"
)

// The types below have every shape that generated types have.

var apiTradeGet = top.API{Method: "taobao.test.trade.get", Effect: top.EffectRead, Root: "test_trade_get_response", Session: true}

type tradeRequest struct {
	ID      *int64       `json:"id,omitzero" top:"required,min=1,max=99"`
	Title   *string      `json:"title,omitzero" top:"maxLength=10"`
	Urgent  *bool        `json:"urgent,omitzero"`
	Created *top.Time    `json:"created,omitzero"`
	Price   *top.Decimal `json:"price,omitzero" top:"min=0.01,max=99.9"`
	Image   *top.File    `json:"image,omitzero" top:"maxLength=8,fileTypes=jpg|png"`
	Ext     *top.RawJSON `json:"ext,omitzero"`
	IDs     []int64      `json:"ids,omitzero" top:"maxListSize=3"`
	Tags    []string     `json:"tags,omitzero" top:"maxListSize=3"`
	Order   *orderParam  `json:"order,omitzero"`
	Lines   []lineParam  `json:"lines,omitzero"`
}

type orderParam struct {
	No    *string     `json:"no,omitzero" top:"required"`
	Gift  *bool       `json:"gift,omitzero"`
	Lines []lineParam `json:"lines,omitzero"`
}

type lineParam struct {
	SKU *string `json:"sku,omitzero" top:"required,maxLength=4"`
	Num *int64  `json:"num,omitzero" top:"min=1"`
}

func (r *tradeRequest) Validate() error { return apiTradeGet.Validate(r) }

func (r *tradeRequest) Do(ctx context.Context, c top.Caller, opts ...top.CallOption) (*tradeResponse, error) {
	resp := new(tradeResponse)
	err := c.Call(ctx, &apiTradeGet, r, resp, opts...)
	if err != nil && !top.Partial(err) {
		return nil, err
	}
	return resp, err
}

type tradeResponse struct {
	Result    trade  `json:"result,omitzero"`
	Total     int64  `json:"total"`
	RequestID string `json:"request_id,omitzero" top:"root=test_trade_get_response"`
}

type trade struct {
	Name    string        `json:"name"`
	ID      int64         `json:"id"`
	OK      bool          `json:"ok"`
	Fee     top.Decimal   `json:"fee"`
	Created top.Time      `json:"created"`
	Ext     top.RawJSON   `json:"ext"`
	Lines   []line        `json:"lines,omitzero" top:"element=line"`
	Tags    []string      `json:"tags,omitzero" top:"element=string"`
	Nums    []int64       `json:"nums,omitzero" top:"element=number"`
	Fees    []top.Decimal `json:"fees,omitzero" top:"element=price"`
	Exts    []top.RawJSON `json:"exts,omitzero" top:"element=json"`
	Flags   []bool        `json:"flags,omitzero" top:"element=boolean"`
	Days    []top.Time    `json:"days,omitzero" top:"element=date"`
	Next    *trade        `json:"next,omitzero"`
}

type line struct {
	SKU  string `json:"sku"`
	Num  int64  `json:"num"`
	Line string `json:"line"` // the name of the list's inner element
}

var apiTradeAdd = top.API{Method: "taobao.test.trade.add", Root: "test_trade_add_response"}

// addRequest is a request of a method that changes something, with one field.
type addRequest struct {
	Name *string `json:"name,omitzero"`
}

func (r *addRequest) Do(ctx context.Context, c top.Caller, opts ...top.CallOption) (*addResponse, error) {
	resp := new(addResponse)
	err := c.Call(ctx, &apiTradeAdd, r, resp, opts...)
	if err != nil && !top.Partial(err) {
		return nil, err
	}
	return resp, err
}

type addResponse struct {
	ID        int64  `json:"id"`
	RequestID string `json:"request_id,omitzero" top:"root=test_trade_add_response"`
}
