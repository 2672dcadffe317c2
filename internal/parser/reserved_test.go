package parser

import (
	"slices"
	"testing"

	"github.com/topgen/topgen/internal/diag"
	"github.com/topgen/topgen/internal/page"
	"github.com/topgen/topgen/top"
)

// TestReserved: what the runtime keeps for itself is refused here, in the
// place where it means something.
func TestReserved(t *testing.T) {
	for name := range protocolParams {
		if _, err := top.NewClient("key", "secret", top.WithParam(name, "x")); err == nil {
			t.Errorf("the runtime lets callers set %s", name)
		}
	}
	for doc, want := range map[string]bool{
		`"requestParams":[{"name":"sign","type":"String"}],"responseParams":[]`:                                                 true,
		`"requestParams":[],"responseParams":[{"name":"sign","type":"String"}]`:                                                 false,
		`"requestParams":[],"responseParams":[{"name":"error_response","type":"String"}]`:                                       true,
		`"requestParams":[{"name":"q","type":"Q","subParams":[{"name":"sign","type":"String"}]}],"responseParams":[]`:           false,
		`"requestParams":[],"responseParams":[{"name":"q","type":"Q","subParams":[{"name":"error_response","type":"String"}]}]`: false,
		`"requestParams":[{"name":"error_response","type":"String"},{"name":"methods","type":"String[]"}],"responseParams":[]`:  false,
	} {
		p, _ := page.Read("a.json", []byte(`{"name":"taobao.x.y.get","apiChineseName":"x","errorCodes":[],`+doc+`}`))
		_, diags := Parse(p)
		if got := slices.ContainsFunc(diags, func(d diag.Diagnostic) bool { return d.Code == diag.InvalidName }); got != want {
			t.Errorf("%s: refused: %t, want %t; %v", doc, got, want, diags)
		}
	}
}
