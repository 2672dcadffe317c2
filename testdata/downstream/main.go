// Command downstream is what a project that imports the bindings looks like.
// A test builds it in a module of its own and runs it against a local gateway.
package main

import (
	"context"
	"errors"
	"fmt"
	"log"
	"os"

	"github.com/topgen/topgen/generated/alibaba/idle"
	"github.com/topgen/topgen/top"
)

func main() {
	if err := run(context.Background()); err != nil {
		log.Fatal(err)
	}
}

func run(ctx context.Context) error {
	appKey, appSecret, session := os.Getenv("TOP_APP_KEY"), os.Getenv("TOP_APP_SECRET"), os.Getenv("TOP_SESSION")
	client, err := top.NewClient(appKey, appSecret, top.WithSession(session), top.WithGateway(os.Getenv("TOP_GATEWAY")))
	if err != nil {
		return err
	}
	var sent top.Sent
	resp, err := idle.NewAppraiseOrderQueryRequest().
		SetBizOrderID(12354).
		Do(ctx, client, top.WithSent(&sent))
	var apiErr *top.Error
	switch {
	case errors.As(err, &apiErr):
		fmt.Printf("code %s, sub code %s, request %s\n", apiErr.Code, apiErr.SubCode, apiErr.RequestID)
		return nil
	case err != nil:
		return err
	}
	m := &resp.Result.Module             // no nil to check, however much the gateway left out
	if sent.Has(&m.BuyerInspectionFee) { // absent and zero told apart, without a string
		fmt.Println(m.BuyerInspectionFee, resp.RequestID)
	}
	return nil
}
