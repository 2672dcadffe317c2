package top_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"os"
	"strings"
	"time"

	"github.com/topgen/topgen/generated/alibaba/idle"
	"github.com/topgen/topgen/generated/aliexpress/issue"
	"github.com/topgen/topgen/top"
	"github.com/topgen/topgen/top/toptest"
)

// Bodies that the examples get as answers.
const (
	orderBody = `{"alibaba_idle_appraise_order_query_response":{"result":{"success":true,"module":{
		"order_status":"2","actual_paid_fee_cent":150000,"new_field":1}},"request_id":"15rzk2p4yqg9w"}}`
	errorBody = `{"error_response":{"code":7,"msg":"App Call Limited","sub_code":"accesscontrol.limited-by-api-access-count",
		"sub_msg":"This ban will last for 3 more seconds","request_id":"15rzk2p4yqg9x"}}`
)

func Example() {
	// client, err := top.NewClient(appKey, appSecret, top.WithSession(session))
	client := toptest.Sample(orderBody)

	resp, err := idle.NewAppraiseOrderQueryRequest().
		SetBizOrderID(12354).
		Do(context.Background(), client)

	var apiErr *top.Error
	switch {
	case errors.As(err, &apiErr):
		fmt.Println("refused:", apiErr.Code, apiErr.SubCode, apiErr.RequestID)
	case err != nil:
		fmt.Println("failed:", err)
	default:
		fmt.Println(resp.Result.Module.ActualPaidFeeCent, resp.RequestID)
	}
	// Output: 150000 15rzk2p4yqg9w
}

func ExampleNewClient() {
	client, err := top.NewClient("12345678", "app secret",
		top.WithSession("session of the seller"),
		top.WithGateway(top.GatewayOverseas),
		top.WithTimeout(10*time.Second),
		top.WithRetry(top.Retry{Attempts: 5, MinWait: 100 * time.Millisecond, MaxWait: 2 * time.Second}),
		top.WithHTTPClient(&http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 20}}),
		top.WithLogger(slog.New(slog.NewTextHandler(os.Stderr, nil))),
	)
	fmt.Println(client, err)
	// Output: top.Client(app key 12345678) <nil>
}

// What a call costs, and whether it succeeded, for the books.
func ExampleWithReport() {
	client := toptest.Sample(orderBody)
	var report top.Report
	_, err := idle.NewAppraiseOrderQueryRequest().SetBizOrderID(12354).
		Do(context.Background(), client, top.WithReport(&report))
	fmt.Println(report.Method, report.Gateway, report.Attempts, report.Status, report.RequestID, err)
	// Output: alibaba.idle.appraise.order.query production 1 200 15rzk2p4yqg9w <nil>
}

// Keep the body, to store it or to look at it.
func ExampleWithRaw() {
	client := toptest.Sample(orderBody)
	var body []byte
	_, err := idle.NewAppraiseOrderQueryRequest().SetBizOrderID(12354).
		Do(context.Background(), client, top.WithRaw(&body))
	fmt.Println(len(body), "bytes", err)
	// Output: 180 bytes <nil>
}

// Tell a zero from a value that is absent.
func ExampleWithSent() {
	client := toptest.Sample(`{"result":{"module":{"buyer_inspection_fee":0}}}`)
	var sent top.Sent
	resp, err := idle.NewAppraiseOrderQueryRequest().SetBizOrderID(12354).
		Do(context.Background(), client, top.WithSent(&sent))
	if err != nil {
		fmt.Println(err)
		return
	}
	m := &resp.Result.Module // the address: a copy would not do
	fmt.Println(m.BuyerInspectionFee, sent.Has(&m.BuyerInspectionFee))
	fmt.Println(m.ActualPaidFeeCent, sent.Has(&m.ActualPaidFeeCent))
	// Output:
	// 0 true
	// 0 false
}

func ExampleWithUnknownFields() {
	client := toptest.Sample(orderBody)
	_, err := idle.NewAppraiseOrderQueryRequest().SetBizOrderID(12354).
		Do(context.Background(), client, top.WithUnknownFields(func(api *top.API, paths []string) {
			fmt.Println(api.Method, "has more than its page says:", paths)
		}))
	fmt.Println(err)
	// Output:
	// alibaba.idle.appraise.order.query has more than its page says: [result.module.new_field]
	// <nil>
}

func ExampleError() {
	client := toptest.Sample(errorBody)
	_, err := idle.NewAppraiseOrderQueryRequest().SetBizOrderID(12354).Do(context.Background(), client)

	var apiErr *top.Error
	if errors.As(err, &apiErr) {
		wait, limited := apiErr.FlowControl()
		fmt.Println(apiErr.Code, limited, wait, apiErr.Retryable(), apiErr.SessionInvalid())
	}
	fmt.Println(errors.Is(err, top.ErrFlowControl), errors.Is(err, top.ErrPermission))
	// Output:
	// 7 true 3s false false
	// true false
}

// The codes that an API's page documents are values of its package.
func ExampleErrorCode() {
	client := toptest.Sample(`{"error_response":{"code":"4003","msg":"..."}}`)
	_, err := issue.NewDetailGetRequest().SetBuyerLoginID("nick").SetIssueID(680).Do(context.Background(), client)

	fmt.Println(errors.Is(err, issue.DetailGetErr4003))
	var code *top.ErrorCode
	if errors.As(err, &code) {
		fmt.Println(code.Code, code.Message)
	}
	// Output:
	// true
	// 4003 无权限查看或操作该纠纷!
}

// A request is checked before it is sent.
func ExampleValidationError() {
	err := issue.NewDetailGetRequest().SetBuyerLoginID(" ").Validate()
	var invalid *top.ValidationError
	if errors.As(err, &invalid) {
		for _, f := range invalid.Faults {
			fmt.Println(f.Rule+":", f)
		}
	}
	// Output:
	// blank: buyer_login_id is blank, and a blank parameter is not sent: leave it out
	// required: issue_id is required
}

// A response that does not fit its documentation comes with all that does.
func ExampleDecodeError() {
	client := toptest.Sample(`{"alibaba_idle_appraise_order_query_response":{"request_id":"r1",
		"result":{"success":true,"module":{"order_status":"2","actual_paid_fee_cent":"a lot"}}}}`)
	resp, err := idle.NewAppraiseOrderQueryRequest().SetBizOrderID(12354).Do(context.Background(), client)

	var misfit *top.DecodeError
	if errors.As(err, &misfit) {
		fmt.Println(misfit.Path, len(misfit.Body()), "bytes, request", misfit.RequestID)
		fmt.Println(resp.Result.Module.OrderStatus)
	}
	// Output:
	// result.module.actual_paid_fee_cent 156 bytes, request r1
	// 2
}

// Bodies that were stored or queued decode as they would have from a call, and
// a response can be stored as JSON.
func ExampleUnmarshal() {
	var resp idle.AppraiseOrderQueryResponse
	if err := top.Unmarshal([]byte(`<alibaba_idle_appraise_order_query_response>
		<result><err_code>0</err_code><success>true</success></result>
	</alibaba_idle_appraise_order_query_response>`), &resp); err != nil {
		fmt.Println(err)
		return
	}
	stored, err := json.Marshal(resp)
	fmt.Println(string(stored), err)

	var again idle.AppraiseOrderQueryResponse
	fmt.Println(top.Unmarshal(stored, &again), again.Result.Success)
	// Output:
	// {"result":{"err_code":"0","err_msg":"","success":true}} <nil>
	// <nil> true
}

func ExampleUnmarshalReport() {
	var resp idle.AppraiseOrderQueryResponse
	unknown, err := top.UnmarshalReport([]byte(orderBody), &resp)
	fmt.Println(unknown, err)
	// Output: [result.module.new_field] <nil>
}

func ExampleDecimal() {
	price, err := top.ParseDecimal("200.10")
	fmt.Println(price, err)
	fmt.Println(price.Equal(top.MustDecimal("200.1")), price.Cmp(top.MustDecimal("200.1")))
	// Output:
	// 200.10 <nil>
	// false 0
}

func ExampleTime() {
	t, err := top.ParseTime("2020-11-22 08:09:05")
	fmt.Println(t.UTC().Format(time.RFC3339), err)
	fmt.Println(top.NewTime(time.Date(2020, 11, 22, 0, 9, 5, 0, time.UTC)))
	// Output:
	// 2020-11-22T00:09:05Z <nil>
	// 2020-11-22 08:09:05
}

func ExampleRawJSON() {
	for _, raw := range []top.RawJSON{`{"color":"red"}`, top.RawString(`{"color":"red"}`)} {
		var v struct{ Color string }
		err := raw.Decode(&v)
		fmt.Println(raw, v.Color, err)
	}
	// Output:
	// {"color":"red"} red <nil>
	// "{\"color\":\"red\"}" red <nil>
}

func ExampleFile() {
	picture := top.FileBytes("front.jpg", []byte("...")).WithType("image/jpeg")
	fmt.Println(picture.Name, picture.Type, picture.Size())

	// Streamed from disk, or from any reader, as it is sent.
	stream := top.FileReader("back.jpg", strings.NewReader("..."), 3)
	_, err := top.OpenFile("no such file.jpg")
	fmt.Println(stream.Name, errors.Is(err, os.ErrNotExist))
	// Output:
	// front.jpg image/jpeg 3
	// back.jpg true
}

// Many calls in one HTTP request.
func ExampleClient_Send() {
	client := toptest.Sample(orderBody + "\r\n-S-\r\n" + errorBody)

	batch := top.NewBatch()
	first := top.Add(batch, idle.NewAppraiseOrderQueryRequest().SetBizOrderID(12354))
	second := top.Add(batch, idle.NewAppraiseOrderQueryRequest().SetBizOrderID(12355))
	if err := client.Send(context.Background(), batch); err != nil {
		fmt.Println("the batch failed:", err)
		return
	}
	resp, err := first.Get()
	fmt.Println(resp.Result.Module.OrderStatus, err)
	_, err = second.Get()
	fmt.Println(errors.Is(err, top.ErrFlowControl))
	// Output:
	// 2 <nil>
	// true
}

// Code that sends batches takes a Sender: a client, or in tests a fake.
func ExampleOneByOne() {
	shipped := func(s top.Sender, orders ...int64) (n int) {
		batch := top.NewBatch()
		var results []*top.Result[idle.AppraiseOrderQueryResponse]
		for _, id := range orders {
			results = append(results, top.Add(batch, idle.NewAppraiseOrderQueryRequest().SetBizOrderID(id)))
		}
		if err := s.Send(context.Background(), batch); err != nil {
			return 0
		}
		for _, r := range results {
			if resp, err := r.Get(); err == nil && resp.Result.Success {
				n++
			}
		}
		return n
	}

	fake := top.CallerFunc(func(_ context.Context, _ *top.API, req, resp any, _ ...top.CallOption) error {
		success := *req.(*idle.AppraiseOrderQueryRequest).BizOrderID == 12354
		resp.(*idle.AppraiseOrderQueryResponse).Result = idle.AppraiseOrderQueryResult{Success: success}
		return nil
	})
	fmt.Println(shipped(top.OneByOne(fake), 12354, 12355))
	// Output: 1
}

// A middleware that counts calls by method.
func ExampleMiddleware() {
	counts := map[string]int{}
	count := func(next top.Caller) top.Caller {
		return top.CallerFunc(func(ctx context.Context, api *top.API, req, resp any, opts ...top.CallOption) error {
			counts[api.Method]++
			return next.Call(ctx, api, req, resp, opts...)
		})
	}
	// client, err := top.NewClient(appKey, appSecret, top.WithMiddleware(count))
	client := count(toptest.Sample(orderBody))

	idle.NewAppraiseOrderQueryRequest().SetBizOrderID(12354).Do(context.Background(), client)
	fmt.Println(counts)
	// Output: map[alibaba.idle.appraise.order.query:1]
}

func ExampleOAuth() {
	oauth := top.OAuth{AppKey: "12345678", AppSecret: "app secret", RedirectURL: "https://shop.example/back"}
	fmt.Println(oauth.AuthCodeURL("random state", "web"))

	// The user comes back to https://shop.example/back?code=CODE&state=random+state
	//
	//	token, err := oauth.Exchange(ctx, code)
	//	...
	//	client, err := top.NewClient(oauth.AppKey, oauth.AppSecret,
	//		top.WithTokenSource(oauth.TokenSource(token, store)))

	// Output: https://oauth.taobao.com/authorize?client_id=12345678&redirect_uri=https%3A%2F%2Fshop.example%2Fback&response_type=code&state=random+state&view=web
}

// The signature of the platform's own documentation.
func ExampleSign() {
	params := map[string]string{
		"method": "taobao.item.seller.get", "app_key": "12345678", "session": "test", "timestamp": "2016-01-01 12:00:00",
		"format": "json", "v": "2.0", "sign_method": "md5", "fields": "num_iid,title,nick,price,num", "num_iid": "11223344",
	}
	fmt.Println(top.Sign(top.SignMD5, "helloworld", params, nil))
	// Output: 66987CB115214E59E6EC978214934FB8
}

// The form of a call, for a transport of one's own.
func ExampleClient_AppendForm() {
	client, err := top.NewClient("12345678", "app secret",
		top.WithSignMethod(top.SignMD5),
		top.WithClock(func() time.Time { return top.MustTime("2016-01-01 12:00:00").Time }))
	if err != nil {
		fmt.Println(err)
		return
	}
	api := &top.API{Method: "alibaba.idle.appraise.order.query", Effect: top.EffectRead}
	form, err := client.AppendForm(nil, api, idle.NewAppraiseOrderQueryRequest().SetBizOrderID(12354))
	fmt.Println(string(form), err)
	// Output: app_key=12345678&biz_order_id=12354&format=json&method=alibaba.idle.appraise.order.query&sign_method=md5&timestamp=2016-01-01+12%3A00%3A00&v=2.0&sign=AA45602774212CD2623FF735F846C1BD <nil>
}
