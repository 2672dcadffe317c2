package page

import (
	"strings"
	"testing"
)

// TestTableHeader: a header names the columns of names and types, in this order.
func TestTableHeader(t *testing.T) {
	for line, want := range map[string]bool{"名称 类型 是否必须": true, "名称 类型": true, "名称": false, "类型 名称": false, "名称 描述": false, "": false} {
		if got := isTableHeader(strings.Fields(line)); got != want {
			t.Errorf("%q is a header: %t, want %t", line, got, want)
		}
	}
}

// TestCutIcon: the icon beside a name is no part of it.
func TestCutIcon(t *testing.T) {
	for cell, want := range map[string]string{"tid": "tid", "tid ![image](a.png)": "tid", "tid![image](a.png)": "tid"} {
		if got := cutIcon(Text{S: cell}).S; got != want {
			t.Errorf("the name in %q is %q, want %q", cell, got, want)
		}
	}
}
