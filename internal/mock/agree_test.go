package mock

import (
	"errors"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/topgen/topgen/internal/mock/mocktest"
	"github.com/topgen/topgen/top"
)

// The request of taobao.items.get, as topgen writes it.
type (
	itemsRequest struct {
		Q        *string      `json:"q,omitzero" top:"required"`
		PageSize *int64       `json:"page_size,omitzero" top:"min=1,max=100"`
		IDs      []int64      `json:"ids,omitzero" top:"maxListSize=3"`
		Title    *string      `json:"title,omitzero" top:"maxLength=4"`
		Since    *top.Time    `json:"since,omitzero"`
		Hot      *bool        `json:"hot,omitzero"`
		Price    *top.Decimal `json:"price,omitzero"`
		Ext      *top.RawJSON `json:"ext,omitzero"`
		Filter   *filter      `json:"filter,omitzero"`
	}
	filter struct {
		SKU   *string  `json:"sku,omitzero" top:"required"`
		N     *int64   `json:"n,omitzero"`
		Lines []lines  `json:"lines,omitzero"`
		Tags  []string `json:"tags,omitzero"`
	}
	lines struct {
		Count *int64 `json:"count,omitzero" top:"required,max=9"`
	}
)

// maybe returns one of the values, or nil.
func maybe[T any](r *rand.Rand, values ...T) *T {
	i := r.IntN(len(values) + 1)
	if i == len(values) {
		return nil
	}
	return &values[i]
}

func some[T any](r *rand.Rand, most int, value func() T) []T {
	var list []T
	for range r.IntN(most + 1) {
		list = append(list, value())
	}
	return list
}

func randomRequest(r *rand.Rand) *itemsRequest {
	texts := []string{"x", "好🎈", "好🎈🎈", "a,b", `"\`, " x "}
	req := &itemsRequest{
		Q: maybe(r, texts...), PageSize: maybe[int64](r, 0, 1, 50, 100, 101, -5), IDs: some(r, 4, r.Int64), Title: maybe(r, texts...),
		Since: maybe(r, top.NewTime(time.UnixMilli(r.Int64N(4e12)))), Hot: maybe(r, true, false), Price: maybe(r, top.MustDecimal("1.50"), top.MustDecimal("-3e2")),
		Ext: maybe(r, top.RawJSON(`{"a":[1]}`), top.RawString("text")),
	}
	if r.IntN(2) == 0 {
		req.Filter = &filter{
			SKU: maybe(r, "", "x"), N: maybe(r, r.Int64()), Tags: some(r, 3, func() string { return texts[r.IntN(len(texts))] }),
			Lines: some(r, 2, func() lines { return lines{Count: maybe[int64](r, 1, 9, 10)} }),
		}
	}
	return req
}

// TestAgreesWithValidate sends requests made at random, right and wrong ones,
// without the client's own checks: the gateway refuses those, and only those,
// that API.Validate has a fault with.
func TestAgreesWithValidate(t *testing.T) {
	_, address := testServer(t, Options{})
	c := client(t, address, top.WithClock(func() time.Time { return mocktest.Now }))
	api := &top.API{Method: "taobao.items.get", Effect: top.EffectRead, Root: "items_get_response", Session: true}
	r := rand.New(rand.NewPCG(1, 2))
	good := 0
	for range 1500 {
		req := randomRequest(r)
		var want []string // paths of the faults
		var invalid *top.ValidationError
		if errors.As(api.Validate(req), &invalid) {
			for _, f := range invalid.Faults {
				want = append(want, f.Path)
			}
		}
		err := c.Call(t.Context(), api, req, new(emptyResponse), top.WithoutValidation())
		var refused *top.Error
		switch {
		case len(want) == 0 && errors.As(err, &refused):
			t.Fatalf("Validate finds nothing, and the gateway says %v", err)
		case len(want) > 0 && (!errors.As(err, &refused) || refused.Code != "40" && refused.Code != "41"):
			t.Fatalf("Validate says %v, and the gateway %v", invalid, err)
		case len(want) > 0 && !slices.ContainsFunc(want, func(path string) bool {
			return refused.Msg == "Missing required arguments:"+path || refused.Msg == "Invalid arguments:"+path
		}):
			t.Fatalf("Validate names %q, and the gateway %s", want, refused.Msg)
		case len(want) == 0:
			good++
		}
	}
	if good < 50 || good > 1450 {
		t.Errorf("%d of 1500 requests were right: the test looks at one side only", good)
	}
}
