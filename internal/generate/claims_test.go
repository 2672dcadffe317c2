package generate

import (
	"fmt"
	"reflect"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/topgen/topgen/internal/emit"
)

// Nothing of a claim is lost, whatever fields it has.
func TestClaims(t *testing.T) {
	for n := range 8 {
		var list []emit.Claim
		for i := range n {
			if i%3 == 2 { // only the name differs
				list = append(list, list[i-1])
				list[i].Name += "s"
				continue
			}
			var c emit.Claim
			v := reflect.ValueOf(&c).Elem()
			for f := range v.NumField() {
				switch v.Field(f).Kind() {
				case reflect.String:
					v.Field(f).SetString(fmt.Sprintf("text %d of %d", f, i))
				case reflect.Int:
					v.Field(f).SetInt(int64(10*f + i))
				default:
					t.Fatalf("emit.Claim has a field of a kind that this test does not know: %v", v.Type().Field(f))
				}
			}
			list = append(list, c)
		}
		if diff := cmp.Diff(list, packClaims(list).unpack()); diff != "" {
			t.Errorf("%d claims differ (-want +got):\n%s", n, diff)
		}
	}
}
