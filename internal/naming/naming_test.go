package naming

import (
	"go/build"
	"go/token"
	"io"
	"maps"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/google/go-cmp/cmp"
)

func TestExported(t *testing.T) {
	for _, test := range []struct{ in, want string }{
		{"biz_order_id", "BizOrderID"},
		{"ac2buyer_mail_no", "Ac2buyerMailNo"},
		{"seller2ac_mail_no", "Seller2acMailNo"},
		{"compensation2buyer", "Compensation2buyer"},
		{"appraise.order.query", "AppraiseOrderQuery"},
		{"AppraiseOrderInfoDto", "AppraiseOrderInfoDto"},
		{"AvailablePeriodInfoDTO", "AvailablePeriodInfoDTO"},
		{"SolutionApiDto", "SolutionAPIDto"},
		{"itemId", "ItemID"},
		{"skuIDs", "SKUIDs"},
		{"urlsOfItem", "URLsOfItem"},
		{"item_ids", "ItemIDs"},
		{"HTTPServer", "HTTPServer"},
		{"refund_message_v_o_list", "RefundMessageVOList"},
		{"_id", "ID"},
		{"a.b-c d", "ABCD"},
		{"3c_type", "X3cType"},
		{"名称", "X名称"},
		{"$", "X"},
		{"a\u3164b", "AB"},
		{"\u3164", "X"},
		{"", "X"},
		{"openid", "Openid"},
		{"open_id", "OpenID"},
		{"getServTimes", "GetServTimes"},
		{"CreateApp.2013-07-01", "CreateApp20130701"},
		{"IDs", "IDs"},
		{"IDsOf", "IDsOf"},
		{"gmt_create", "GMTCreate"},
		{"gmtCreate", "GMTCreate"},
		{"seller_alipay_pid", "SellerAlipayPID"},
		{"oss_url", "OSSURL"},
		{"qa_list", "QAList"},
		{"qaList", "QAList"},
		{"pids", "Pids"},
	} {
		if got := Exported(test.in); got != test.want {
			t.Errorf("Exported(%q) = %q, want %q", test.in, got, test.want)
		}
	}
}

func TestParseMethod(t *testing.T) {
	for _, test := range []struct {
		in   string
		want Method
	}{
		{"alibaba.idle.appraise.order.query", Method{"alibaba.idle", "alibaba/idle", "idle", "AppraiseOrderQuery", "appraise_order_query"}},
		{"taobao.time.get", Method{"taobao.time", "taobao/timeapi", "timeapi", "Get", "get"}},
		{"taobao.init.get", Method{"taobao.init", "taobao/initapi", "initapi", "Get", "get"}},
		{"taobao.top.oaid.merge", Method{"taobao.top", "taobao/topapi", "topapi", "OaidMerge", "oaid_merge"}},
		{"taobao.internal.x.ios", Method{"taobao.internal", "taobao/internalapi", "internalapi", "XIos", "x_ios_api"}},
		{"taobao.a.run.test", Method{"taobao.a", "taobao/a", "a", "RunTest", "run_test_api"}},
		{"taobao.a.linux", Method{"taobao.a", "taobao/a", "a", "Linux", "linux"}},
		{"taobao.a.doc", Method{"taobao.a", "taobao/a", "a", "Doc", "doc_api"}},
		{"taobao.type.x", Method{"taobao.type", "taobao/typeapi", "typeapi", "X", "x"}},
		{"alibaba.1688.x", Method{"alibaba.1688", "alibaba/api1688", "api1688", "X", "x"}},
		{"vendor.aux.con", Method{"vendor.aux", "vendorapi/auxapi", "auxapi", "Con", "con_api"}},
		{"taobao.time", Method{"taobao.time", "taobao/timeapi", "timeapi", "Time", "time"}},
		{"account.aliyuncs.com.CreateApp.2013-07-01", Method{"account.aliyuncs", "account/aliyuncs", "aliyuncs", "ComCreateApp20130701", "com_createapp_2013_07_01"}},
	} {
		got, err := ParseMethod(test.in)
		if err != nil {
			t.Errorf("ParseMethod(%q): %v", test.in, err)
		}
		if diff := cmp.Diff(test.want, got); diff != "" {
			t.Errorf("ParseMethod(%q) (-want +got):\n%s", test.in, diff)
		}
	}
}

func TestParseMethodRefuses(t *testing.T) {
	for _, in := range []string{"", "taobao", "taobao.", "taobao..x", "taobao.x.../y", "taobao.x.y z", "taobao.x.名", "a.-.b", "a.b." + string(make([]byte, 300))} {
		if got, err := ParseMethod(in); err == nil {
			t.Errorf("ParseMethod(%q) = %+v, want an error", in, got)
		}
	}
}

func TestParseTopic(t *testing.T) {
	for _, test := range []struct {
		in   string
		want Method
	}{
		{"taobao_trade_TradeCreate", Method{"taobao_trade", "messages/taobao/trade", "trade", "TradeCreate", "trade_create"}},
		{"taobao_time_Test", Method{"taobao_time", "messages/taobao/timeapi", "timeapi", "Test", "test_api"}},
		{"alibaba_1688_a_b", Method{"alibaba_1688", "messages/alibaba/api1688", "api1688", "AB", "a_b"}},
		{"ae_x_PushLinux", Method{"ae_x", "messages/ae/x", "x", "PushLinux", "push_linux_api"}},
	} {
		for _, parse := range []func(string) (Method, error){ParseTopic, Parse} {
			got, err := parse(test.in)
			if diff := cmp.Diff(test.want, got); err != nil || diff != "" {
				t.Errorf("%q: error %v (-want +got):\n%s", test.in, err, diff)
			}
		}
	}
	for _, in := range []string{"", "taobao", "taobao_trade", "a_b_", "a__b", "a_b_名", "a_b_c d", "a_b_" + strings.Repeat("c", 300)} {
		if got, err := ParseTopic(in); err == nil {
			t.Errorf("ParseTopic(%q) = %+v, want an error", in, got)
		}
	}
	if got, err := Parse("taobao.item_a_b.get"); err != nil || got.Dir != "taobao/itemab" {
		t.Errorf("a method with _ is %+v, %v", got, err)
	}
}

func FuzzExported(f *testing.F) {
	for _, s := range []string{"biz_order_id", "名称", "3c", "", "IDs", "a\x00b", "ǆabc", "\xff", "ﬀ", "ª", "١a"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, name string) {
		got := Exported(name)
		if !token.IsIdentifier(got) || !token.IsExported(got) {
			t.Errorf("Exported(%q) = %q, which is no exported identifier", name, got)
		}
		if letters := shown(name); shown(got) != letters && shown(got) != "X"+letters {
			t.Errorf("Exported(%q) = %q, which has other letters and digits", name, got)
		}
	})
}

// shown returns the letters and digits of a name that a reader sees, as capitals.
func shown(name string) string {
	return strings.Map(func(r rune) rune {
		if isWordRune(r) {
			return unicode.ToUpper(unicode.ToLower(r))
		}
		return -1
	}, name)
}

// FuzzParseMethod checks that a method which is taken gives a path, a package
// and a prefix that mean nothing but themselves to Go and to every file system.
func FuzzParseMethod(f *testing.F) {
	for _, s := range []string{"taobao.item.seller.get", "a.b", "con.nul.aux", "vendor.internal.testdata", "func.type.range", "a-b.c-d.2013-07-01", "TAOBAO.X.Get",
		"a.b.x_linux", "a.b.test", "a.b._", "../a.b", `a\b.c`, "C:.x.y", "名.称", "1688.3d.2.0", "a.b.x-"} {
		f.Add(s)
	}
	folder, file := regexp.MustCompile(`^[a-z][a-z0-9]*$`), regexp.MustCompile(`^[a-z0-9][a-z0-9_]*$`)
	f.Fuzz(func(t *testing.T, method string) {
		m, err := ParseMethod(method)
		if err != nil {
			return
		}
		above, below, _ := strings.Cut(m.Dir, "/")
		for _, name := range []string{above, below, m.File} {
			if reservedFiles[name] || !file.MatchString(name) || name != m.File && (!folder.MatchString(name) || goFolders[name]) {
				t.Errorf("%q has a path with %q in it", method, name)
			}
		}
		if !token.IsIdentifier(m.Package) || m.Package != below || generatedImports[m.Package] {
			t.Errorf("%q has the package %q in %s", method, m.Package, m.Dir)
		}
		if !token.IsIdentifier(m.Prefix) || !token.IsExported(m.Prefix) {
			t.Errorf("%q has the prefix %q", method, m.Prefix)
		}
		for _, name := range []string{m.File + ".go", m.File + "_test.go"} {
			if isTest := strings.HasSuffix(m.File, "_test"); len(name) > 255 || isTest || !everywhere(name) {
				t.Errorf("%q has the file %q", method, name)
			}
		}
		if !strings.EqualFold(strings.Join(strings.SplitN(method, ".", 3)[:2], "."), m.Namespace) {
			t.Errorf("%q has the namespace %q", method, m.Namespace)
		}
	})
}

// everywhere reports whether the go command takes a file of that name on systems
// of all kinds.
func everywhere(name string) bool {
	for _, system := range []string{"linux/amd64", "windows/arm64", "plan9/386"} {
		ctx := build.Default
		ctx.GOOS, ctx.GOARCH, _ = strings.Cut(system, "/")
		ctx.OpenFile = func(string) (io.ReadCloser, error) { return io.NopCloser(strings.NewReader("package x\n")), nil }
		if ok, err := ctx.MatchFile("/", name); err != nil || !ok {
			return false
		}
	}
	return true
}

// TestInitialismsAreDocumented: the closed list stands in docs/naming.md, word for word.
func TestInitialismsAreDocumented(t *testing.T) {
	doc, err := os.ReadFile("../../docs/naming.md")
	if err != nil {
		t.Fatal(err)
	}
	var documented []string
	for line := range strings.Lines(string(doc)) {
		if words, ok := strings.CutPrefix(line, "    "); ok {
			documented = append(documented, strings.Fields(words)...)
		}
	}
	known := slices.Sorted(maps.Values(initialisms))
	slices.Sort(documented)
	if diff := cmp.Diff(known, documented); diff != "" {
		t.Errorf("initialisms and docs/naming.md differ (-code +doc):\n%s", diff)
	}
	for lower, spelling := range initialisms {
		if strings.ToLower(spelling) != lower {
			t.Errorf("initialism %q is spelt %q", lower, spelling)
		}
	}
}

func TestValue(t *testing.T) {
	for _, test := range []struct{ in, want string }{
		{"100", "100"},
		{"0", "0"},
		{"-1", "Minus1"},
		{"01", "01"},
		{"WAIT_SELLER_AGREE", "WaitSellerAgree"},
		{"ZP", "Zp"},
		{"Y", "Y"},
		{"SKU_ID", "SKUID"},
		{"B2C_A", "B2cA"},
		{"weChat", "WeChat"},
		{"face_code", "FaceCode"},
		{"TRUE", "True"},
		{"false", "False"},
		{"_", "X"},
		{"-", "Minus"},
		{"", "X"},
	} {
		if got := Value(test.in); got != test.want {
			t.Errorf("Value(%q) = %q, want %q", test.in, got, test.want)
		}
	}
}

func FuzzValue(f *testing.F) {
	for _, s := range []string{"100", "-1", "WAIT_PAY", "weChat", "_", "\xff", "名称", "ǅ"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, value string) {
		if got := "A" + Value(value); got == "A" || !token.IsIdentifier(got) {
			t.Errorf("Value(%q) makes %q", value, got)
		}
	})
}
