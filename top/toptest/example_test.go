package toptest_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/topgen/topgen/generated/alibaba/idle"
	"github.com/topgen/topgen/generated/alibaba/idle/idletest"
	"github.com/topgen/topgen/top"
	"github.com/topgen/topgen/top/toptest"
)

// Shipper is the code under test: it takes any top.Caller, so that its tests
// can give it one that is not the platform.
type Shipper struct{ Platform top.Caller }

// ReadyToShip reports whether the buyer of an order has paid.
func (s Shipper) ReadyToShip(ctx context.Context, order int64) (bool, error) {
	resp, err := idle.NewAppraiseOrderQueryRequest().SetBizOrderID(order).Do(ctx, s.Platform)
	if errors.Is(err, top.ErrFlowControl) {
		return false, fmt.Errorf("try again later: %w", err)
	}
	if err != nil {
		return false, err
	}
	status := resp.Result.Module.OrderStatus
	if status == "" {
		return false, errors.New("the order is not known")
	}
	return status == "2", nil
}

// testShipper is TestShipper in a project of yours.
func testShipper(t *testing.T) {
	srv := toptest.NewServer(t)
	toptest.Respond(srv, func(req *idle.AppraiseOrderQueryRequest) (*idle.AppraiseOrderQueryResponse, error) {
		if *req.BizOrderID != 12354 {
			return nil, &top.Error{Code: "50", SubCode: "isv.order-not-found"}
		}
		return &idle.AppraiseOrderQueryResponse{
			Result: idle.AppraiseOrderQueryResult{
				Module: idle.AppraiseOrderQueryAppraiseOrderInfoDto{OrderStatus: "2"},
			},
		}, nil
	})
	shipper := Shipper{Platform: srv.Client()}

	if ready, err := shipper.ReadyToShip(t.Context(), 12354); err != nil || !ready {
		t.Errorf("the order should be ready: %t, %v", ready, err)
	}
	var apiErr *top.Error
	if _, err := shipper.ReadyToShip(t.Context(), 1); !errors.As(err, &apiErr) || apiErr.SubCode != "isv.order-not-found" {
		t.Errorf("an order that is not there: %v", err)
	}

	// What if the platform has had enough of us?
	srv.Fail("alibaba.idle.appraise.order.query", toptest.FlowControl(2))
	if _, err := shipper.ReadyToShip(t.Context(), 12354); err == nil || !strings.Contains(err.Error(), "try again later") {
		t.Errorf("flow control: %v", err)
	}

	// What did it ask for?
	if got := srv.LastCall().Params["biz_order_id"]; got != "12354" {
		t.Errorf("asked for the order %s", got)
	}
}

// A test of code that calls the platform. The server checks signatures as the
// platform does, and answers by a function on the generated types.
func Example() {
	_ = testShipper
}

// testDocumentedOrder is another test of that project. Nobody has to write the
// answers: every method of the package gives the one that its page documents.
func testDocumentedOrder(t *testing.T) {
	srv := toptest.NewServer(t)
	srv.AnswerSamples(idletest.Samples())
	shipper := Shipper{Platform: srv.Client()}

	if ready, err := shipper.ReadyToShip(t.Context(), 12354); err != nil || !ready {
		t.Errorf("the documented order has the status 2: %t, %v", ready, err)
	}
}

// The same code, tested with the documented responses. They are in a package
// beside the bindings, which only tests import.
func Example_samples() {
	_ = testDocumentedOrder
}
