// Package binding is what generated bindings call, and what is the same in all
// of them: they have the names and types of a method, this package has what is done
// with these. It changes along with the generator. Programs have no use for it, but
// where they bind a method by hand.
//
// What package top has for generated code, beside what people use, is data: top.API
// describes a method, and its parts, top.Rule and top.ErrorCode, what the method's
// page documents.
package binding

import (
	"context"
	"time"

	"github.com/topgen/topgen/top"
)

// Do calls api through c and returns resp, a pointer to a generated response, or
// nothing if there is an error that leaves no response: see top.Partial.
func Do[Response any](ctx context.Context, c top.Caller, api *top.API, req any, resp Response, opts ...top.CallOption) (Response, error) {
	err := c.Call(ctx, api, req, resp, opts...)
	if err != nil && !top.Partial(err) {
		var none Response
		return none, err
	}
	return resp, err
}

// Times returns times as the platform has them, nil for none.
func Times(times []time.Time) []top.Time {
	var list []top.Time
	for _, t := range times {
		list = append(list, top.NewTime(t))
	}
	return list
}
