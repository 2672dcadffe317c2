package schema_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/topgen/topgen/internal/schema"
)

func TestSetType(t *testing.T) {
	tests := []struct {
		from       schema.Field
		documented string
		want       schema.Field
		back       string
	}{
		{schema.Field{Type: "Number"}, "Price", schema.Field{Type: "Price"}, "Price"},
		{schema.Field{Type: "Number"}, "Number []", schema.Field{Type: "Number", List: true, Element: "number"}, "Number []"},
		{schema.Field{Type: "Number"}, "OrderInfoDTO[]", schema.Field{Type: "OrderInfoDTO", List: true, Element: "order_info_d_t_o"}, "OrderInfoDTO []"},
		{schema.Field{Type: "Item", List: true, Element: "thing"}, "Item []", schema.Field{Type: "Item", List: true, Element: "thing"}, "Item []"},
		{schema.Field{Type: "Item", List: true, Element: "item"}, "Item", schema.Field{Type: "Item"}, "Item"},
		{schema.Field{Type: "String"}, "byte[]", schema.Field{Type: "byte"}, "byte[]"},
		{schema.Field{Type: "String"}, "byte[] []", schema.Field{Type: "byte", List: true, Element: "byte"}, "byte[] []"},
		{schema.Field{Type: "String"}, " Field List ", schema.Field{Type: "Field List"}, "Field List"},
	}
	for _, tt := range tests {
		got := tt.from
		got.SetType(tt.documented)
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("SetType(%q) differs (-want +got):\n%s", tt.documented, diff)
		}
		if back := got.DocumentedType(); back != tt.back {
			t.Errorf("after SetType(%q), DocumentedType() = %q, want %q", tt.documented, back, tt.back)
		}
	}
}
