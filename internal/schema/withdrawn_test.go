package schema

import "testing"

func TestWithdrawnBecause(t *testing.T) {
	for _, test := range []struct {
		api  API
		want string
	}{
		{API{Title: "查询", Description: "查询订单"}, ""},
		{API{Title: "查询(已废弃)"}, "the page says so."},
		{API{Description: "接口已下线"}, "the page says so."},
		{API{Settled: Settled{Withdrawn: "it ends in 2027"}}, "it ends in 2027"},
		{API{Title: "已废弃", Settled: Settled{Withdrawn: "it ends in 2027"}}, "it ends in 2027"},
		{API{Title: "已废弃", Settled: Settled{Kept: true}}, ""},
	} {
		if got := test.api.WithdrawnBecause(); got != test.want {
			t.Errorf("%+v: %q, want %q", test.api, got, test.want)
		}
	}
}

func TestWithdrawn(t *testing.T) {
	for text, want := range map[string]bool{
		"该字段已废弃,请勿使用": true, "接口已下线": true, "Deprecated: use x": true, "(deprecated)": true,
		"": false, "废弃原因": false, "下线时间": false, "已废": false,
	} {
		if got := Withdrawn(text); got != want {
			t.Errorf("Withdrawn(%q) = %t, want %t", text, got, want)
		}
	}
}
