package top_test

import (
	"errors"
	"testing"

	"github.com/topgen/topgen/top"
	"github.com/topgen/topgen/top/toptest"
)

func TestValidate(t *testing.T) {
	for _, test := range []struct {
		name string
		req  *tradeRequest
		want []string
	}{
		{"in order", fullRequest(), nil},
		{"missing", &tradeRequest{}, []string{"id required"}},
		{"out of range", &tradeRequest{ID: new(int64(100)), Price: new(top.MustDecimal("0.009"))}, []string{"id max", "price min"}},
		{"at the limits", &tradeRequest{ID: new(int64(1)), Price: new(top.MustDecimal("99.90")), Title: new("1234567890"), IDs: []int64{1, 2, 3}}, nil},
		{"UTF-16 units", &tradeRequest{ID: new(int64(1)), Title: new("12345678😀")}, nil},
		{"too long", &tradeRequest{ID: new(int64(1)), Title: new("123456789😀")}, []string{"title maxLength"}},
		{"blank", &tradeRequest{ID: new(int64(1)), Title: new("　"), Ext: new(top.RawJSON(" ")), Price: new(top.Decimal{}), Created: new(top.Time{}), Tags: []string{" "}}, []string{"title blank", "created blank", "price blank", "ext blank", "tags blank"}},
		{"lists", &tradeRequest{ID: new(int64(1)), IDs: []int64{1, 2, 3, 4}, Tags: []string{"a,b", "c", "d", "e"}}, []string{"ids maxListSize", "tags maxListSize", "tags[0] comma"}},
		{"empty lists", &tradeRequest{ID: new(int64(1)), IDs: []int64{}, Tags: []string{"", ""}}, nil},
		{"nested", &tradeRequest{ID: new(int64(1)), Order: &orderParam{Lines: []lineParam{{}, {SKU: new("12345"), Num: new(int64(0))}}}, Lines: []lineParam{{SKU: new("")}}},
			[]string{"order.no required", "order.lines[0].sku required", "order.lines[1].sku maxLength", "order.lines[1].num min"}},
		{"files", &tradeRequest{ID: new(int64(1)), Image: new(top.FileBytes("a.gif", make([]byte, 9)))}, []string{"image maxLength", "image fileTypes"}},
		{"file without extension", &tradeRequest{ID: new(int64(1)), Image: new(top.FileBytes("jpg", nil))}, []string{"image fileTypes"}},
		{"file type in capitals", &tradeRequest{ID: new(int64(1)), Image: new(top.FileBytes("a.JPG", nil))}, nil},
		{"no file", &tradeRequest{ID: new(int64(1)), Image: new(top.File{})}, []string{"image blank"}},
		{"texts", &tradeRequest{ID: new(int64(1)), Title: new("\xff"), Ext: new(top.RawJSON(`{`)), Tags: []string{"a", "\xff"}}, []string{"title text", "ext text", "tags[1] text"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			toptest.Faults(t, test.req.Validate(), test.want...)
		})
	}
}

// TestValidatePlaces checks rules that hold in one place of a type only.
func TestValidatePlaces(t *testing.T) {
	req := &tradeRequest{ID: new(int64(50)), Order: &orderParam{No: new("12"), Lines: []lineParam{{SKU: new("1")}, {SKU: new("2"), Num: new(int64(9))}}}, Lines: []lineParam{{SKU: new("3")}}}
	api := &top.API{Rules: []top.Rule{
		{Path: "order.lines.num", Rule: "required"}, {Path: "order.lines.num", Rule: "max=8"},
		{Path: "order.no", Rule: "maxLength=1"}, {Path: "id", Rule: "max=60"}, {Path: "lines", Rule: "maxListSize=1"},
	}}
	toptest.Faults(t, api.Validate(req), "order.no maxLength", "order.lines[0].num required", "order.lines[1].num max")
	bad := &top.API{Rules: []top.Rule{{Path: "id", Rule: "nonsense"}}}
	if err := bad.Validate(req); err == nil {
		t.Error("an unknown rule was accepted")
	}
}

func TestValidationErrorText(t *testing.T) {
	_, err := (&tradeRequest{Title: new("too long for a title")}).Do(t.Context(), toptest.Sample(someTrade))
	want := "top: taobao.test.trade.get: invalid request: id is required; title has 20 characters (UTF-16 units), at most 10 are allowed"
	if err == nil || err.Error() != want {
		t.Errorf("got  %v\nwant %s", err, want)
	}
	var v *top.ValidationError
	if !errors.As(err, &v) || !errors.Is(err, top.ErrInvalidArgument) {
		t.Errorf("%#v is no *ValidationError", err)
	}
}
