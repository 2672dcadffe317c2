package parser

import (
	"slices"
	"strings"
	"testing"
)

func TestJavaHash(t *testing.T) {
	// What String.hashCode gives.
	for name, want := range map[string]uint32{"": 0, "hello": 99162322, "item_id": javaHash("itemId"), "名称": 31*'名' + '称'} {
		if got := javaHash(name); got != want {
			t.Errorf("javaHash(%q) = %d, want %d", name, got, want)
		}
	}
}

// TestOrderGain moves the last field of structs in the orders that there are.
func TestOrderGain(t *testing.T) {
	var page habits
	for order, list := range map[string]string{
		"alphabet": "address city country district house name phone street zip",
		// As the page of alibaba.alihealth.drug.code.kyt.querycodeflow has it.
		"HashMap": "expiry_date drug_base_info_id production_date pkg_spec drug_ent_base_info_id production_batch drug_name license_number prepn_type specifications manufacturer",
	} {
		names := strings.Fields(list)
		last := len(names) - 1
		if gain := page.gain(names, last); gain < 1 {
			t.Errorf("%s: the last field is in order, and gains %v", order, gain)
		}
		used := page
		used.add(names)
		if gain, first := used.gain(names, last), page.gain(names, last); gain <= first {
			t.Errorf("%s: the order of the page counts for nothing: %v after %v", order, gain, first)
		}
		moved := append([]string{names[last]}, names[:last]...)
		if gain := page.gain(moved, 0); gain > -1 {
			t.Errorf("%s: a field out of order gains %v", order, gain)
		}
	}
	if gain := page.gain(slices.Repeat([]string{"a"}, mostOrdered+1), 0); gain != 0 {
		t.Errorf("the bulk of a page gains %v", gain)
	}
	chance := strings.Fields("type created tid status total_fee num_iid price num orders pay_time")
	if gain := page.gain(chance, 9); gain < -0.1 || gain > 0.1 {
		t.Errorf("no order: a field gains %v", gain)
	}
}

func TestOrderRules(t *testing.T) {
	java8 := rule{key: hash8, size: 1}
	names := strings.Fields("expiry_date drug_base_info_id production_date")
	if head, _ := java8.run(names); head != 3 {
		t.Errorf("%d of %v are in order", head, names)
	}
	slices.Reverse(names)
	if head, _ := java8.run(names); head == 3 {
		t.Errorf("%v are in order", names)
	}
	if head, ties := java8.run(slices.Repeat([]string{"x"}, 4)); head != 4 || ties != logFactorial(4) {
		t.Errorf("equals: %d, %v", head, ties)
	}
}
