package top_test

import (
	"fmt"
	"testing"

	"github.com/topgen/topgen/top"
)

func ExampleValues() {
	// As generated packages have them.
	orderStatusValues := top.Values[int64]{
		{Value: 100, Text: "卖家申请退回"},
		{Value: 101, Text: "货物已退回"},
	}
	fmt.Println(orderStatusValues.Text(101))
	fmt.Printf("%q\n", orderStatusValues.Text(999)) // the page does not know it
	for value, text := range orderStatusValues.All() {
		fmt.Println(value, text)
	}
	// Output:
	// 货物已退回
	// ""
	// 100 卖家申请退回
	// 101 货物已退回
}

func TestValuesAllEnds(t *testing.T) {
	var got []string
	for v := range (top.Values[string]{{Value: "A"}, {Value: "B"}}).All() {
		got = append(got, v)
		break
	}
	if len(got) != 1 || got[0] != "A" {
		t.Errorf("a loop that ends at once got %v", got)
	}
	for v := range top.Values[string](nil).All() {
		t.Errorf("an empty table has %q", v)
	}
}
