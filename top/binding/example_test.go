package binding_test

import (
	"fmt"

	"github.com/topgen/topgen/top"
	"github.com/topgen/topgen/top/binding"
)

type (
	numbersRequest  struct{ PageNo, PageSize *int64 }
	numbersResponse struct {
		Numbers []int64
		Total   int64
	}
)

// Generated All methods are made of this.
func ExamplePages() {
	numbers := binding.Pages(new(numbersRequest), binding.Pager[numbersRequest, numbersResponse, int64]{
		Number: func(r *numbersRequest) **int64 { return &r.PageNo },
		Size:   func(r *numbersRequest) **int64 { return &r.PageSize },
		First:  1,
		// That of a generated request calls its Do.
		Do: func(r *numbersRequest, _ top.CallOption) (*numbersResponse, error) {
			resp := &numbersResponse{Numbers: []int64{*r.PageNo*2 - 1, *r.PageNo * 2}, Total: 5}
			if *r.PageNo == 3 {
				resp.Numbers = resp.Numbers[:1]
			}
			return resp, nil
		},
		Page: func(resp *numbersResponse) binding.Page[int64] {
			return binding.Page[int64]{Items: resp.Numbers, Total: &resp.Total}
		},
	})
	for n, err := range numbers {
		if err != nil {
			fmt.Println(err)
			return
		}
		fmt.Print(n, " ")
	}
	// Output: 1 2 3 4 5
}
