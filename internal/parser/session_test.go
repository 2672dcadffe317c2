package parser

import (
	"strings"
	"testing"

	"github.com/topgen/topgen/internal/page"
	"github.com/topgen/topgen/internal/testpage"
)

// TestSession has pages whose Java passes a session key, passes none, or is not
// there, under every label.
func TestSession(t *testing.T) {
	p := testpage.Page{Method: "taobao.demo.item.get", Title: "演示"}
	for _, test := range []struct {
		line         string
		labels       int
		passes, none bool   // what holds where the Java passes a key, and where it passes none
		silent       bool   // what holds where there is no Java
		said         string // of "passes" and "none", where label and Java disagree
	}{
		{"", 0, true, false, false, ""},
		{"需要授权", 1, true, true, true, "none"},
		{"必须用户授权", 1, true, true, true, "none"},
		{"不需要授权", 1, true, false, false, "passes"},
		{"￥免费 不需用户授权", 2, true, false, false, "passes"},
		{"¥开放平台免费API必须用户授权", 2, true, true, true, "none"},
		{"¥开放平台免费API不需要授权聚石塔内调用", 3, true, false, false, "passes"},
		{"￥免费 可选授权", 2, false, false, false, ""},
		{"￥免费可选授权", 2, false, false, false, ""},
		{"可选用户授权点击申请接口", 2, false, false, false, ""},
		{"API授权：需要授权", 1, true, true, true, "none"},
		{"注意：本接口需要授权", 0, true, false, false, ""},  // a description
		{"本接口需要授权才能调用", 0, true, false, false, ""}, // a description
	} {
		for what, java := range map[string]string{"passes": "execute(req, sessionKey)", "none": "execute(req)", "silent": ""} {
			const title = "taobao.demo.item.get (演示)\n"
			text := strings.Replace(p.Text(), title, title+"\n"+test.line+"\n", 1)
			text = strings.Replace(text, "execute(req, sessionKey)", java, 1)
			read, _ := page.Read("a.txt", []byte(text))
			if len(read.Labels) != test.labels {
				t.Fatalf("the page has the labels %v", read.Labels)
			}
			api, diags := Parse(read)
			want := map[string]bool{"passes": test.passes, "none": test.none, "silent": test.silent}[what]
			if api.Session != want {
				t.Errorf("label %q, %s: session %t", test.line, java, api.Session)
			}
			if none := !want && strings.Contains(test.line, "不需"); api.Sessionless != none {
				t.Errorf("label %q, %s: sessionless %t", test.line, java, api.Sessionless)
			}
			if said := strings.Contains(dumpDiags(diags), " session, but the sample in Java passes "); said != (test.said == what) {
				t.Errorf("label %q, %s: %v", test.line, java, diags)
			}
		}
	}
}

// TestSessionKey has the JSON form, which tells labels apart by a key. Where key and
// words differ, and where a label has no words that topgen knows, that is said.
func TestSessionKey(t *testing.T) {
	for label, want := range map[string]struct {
		session bool
		said    string
	}{
		`{"displayName":"须授权","key":"required"}`:   {true, ""},
		`{"displayName":"须授权","key":"Required"}`:   {true, ""},
		`{"displayName":"必须用户授权"}`:                 {true, ""},
		`{"displayName":"须授权","key":"jst_only"}`:   {false, "does not say whether"},
		`{"displayName":"不需要授权","key":"some key"}`: {false, ""},
		`{"displayName":"不需要授权","key":"required"}`: {true, "has the key"},
		`{"displayName":"免费","key":"free"}`:        {false, ""},
	} {
		read, _ := page.Read("a.json", []byte(`{"name":"a.b","labels":[`+label+`],"requestParams":[],"responseParams":[]}`))
		api, diags := Parse(read)
		if api == nil || api.Session != want.session {
			t.Errorf("label %s: want session %t, got %v", label, want.session, diags)
		}
		if said := dumpDiags(diags); strings.Contains(said, "the label") != (want.said != "") || !strings.Contains(said, want.said) {
			t.Errorf("label %s: want %q, got %s", label, want.said, said)
		}
	}
}
