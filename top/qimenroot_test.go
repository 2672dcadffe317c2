package top_test

import (
	"testing"

	"github.com/topgen/topgen/top"
)

// TestQimenRoot has answers of Qimen's cloud to a method whose page documents
// the members alone: they stand in an object response, or bare.
func TestQimenRoot(t *testing.T) {
	type response struct {
		Flag      string `json:"flag"`
		RequestID string `json:"request_id,omitzero" top:"root=qimen_order_query_response"`
	}
	for _, body := range []string{
		`{"response":{"flag":"success","request_id":"r"}}`, `{"flag":"success","request_id":"r"}`, `{"qimen_order_query_response":{"flag":"success","request_id":"r"}}`,
		`{"response":{"more":1},"flag":"success","request_id":"r"}`,
		`<response><flag>success</flag><request_id>r</request_id></response>`,
	} {
		var got response
		if err := top.Unmarshal([]byte(body), &got); err != nil || got.Flag != "success" || got.RequestID != "r" {
			t.Errorf("%s: %+v, %v", body, got, err)
		}
	}
}
