package parser

import (
	"strings"
	"testing"

	"github.com/topgen/topgen/internal/page"
	"github.com/topgen/topgen/internal/testpage"
)

// TestSession has pages whose Java passes a session key, or passes none, under
// every label.
func TestSession(t *testing.T) {
	p := testpage.Page{Method: "taobao.demo.item.get", Title: "演示"}
	for _, test := range []struct {
		label      string
		with, none bool // what holds where the Java passes a key, and where it passes none
	}{
		{"", true, false},
		{"需要授权", true, false},
		{"￥免费 可选授权", false, false},
		{"￥免费可选授权", false, false},
		{"可选用户授权", false, false},
	} {
		for java, want := range map[string]bool{"execute(req, sessionKey)": test.with, "execute(req)": test.none} {
			const title = "taobao.demo.item.get (演示)\n"
			text := strings.Replace(p.Text(), title, title+"\n"+test.label+"\n", 1)
			text = strings.Replace(text, "execute(req, sessionKey)", java, 1)
			read, _ := page.Read("a.txt", []byte(text))
			if test.label != "" && len(read.Labels) != 1 {
				t.Fatalf("the page has the labels %v", read.Labels)
			}
			if api, _ := Parse(read); api.Session != want {
				t.Errorf("label %q, %s: session %t", test.label, java, api.Session)
			}
		}
	}
}
