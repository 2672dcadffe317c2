package schema

import "testing"

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
