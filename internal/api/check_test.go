package api_test

import (
	"slices"
	"testing"

	"github.com/topgen/topgen/internal/diag"
	"github.com/topgen/topgen/internal/load"
	"github.com/topgen/topgen/internal/source"
)

// TestReserved: what the protocol keeps for itself is refused in the place where
// it means something.
func TestReserved(t *testing.T) {
	for doc, want := range map[string]bool{
		`"requestParams":[{"name":"sign","type":"String"}],"responseParams":[]`:                                                 true,
		`"requestParams":[],"responseParams":[{"name":"sign","type":"String"}]`:                                                 false,
		`"requestParams":[],"responseParams":[{"name":"error_response","type":"String"}]`:                                       true,
		`"requestParams":[{"name":"q","type":"Q","subParams":[{"name":"sign","type":"String"}]}],"responseParams":[]`:           false,
		`"requestParams":[],"responseParams":[{"name":"q","type":"Q","subParams":[{"name":"error_response","type":"String"}]}]`: false,
		`"requestParams":[{"name":"error_response","type":"String"},{"name":"methods","type":"String[]"}],"responseParams":[]`:  false,
	} {
		p := load.Parse(source.File{Path: "a.json", Rel: "a.json"}, []byte(`{"name":"taobao.x.y.get","apiChineseName":"x","errorCodes":[],`+doc+`}`))
		p.Resolve(nil, nil)
		if got := slices.ContainsFunc(p.Diags, func(d diag.Diagnostic) bool { return d.Code == diag.InvalidName }); got != want || (p.API == nil) != want {
			t.Errorf("%s: refused: %t, want %t; %v", doc, got, want, p.Diags)
		}
	}
}
