package top_test

import (
	"context"
	"encoding/json"
	"errors"
	"reflect"
	"strings"
	"testing"

	"github.com/topgen/topgen/generated/alibaba/idle"
	"github.com/topgen/topgen/generated/alibaba/idle/idletest"
	"github.com/topgen/topgen/generated/aliexpress/issue"
	"github.com/topgen/topgen/generated/aliexpress/issue/issuetest"
	"github.com/topgen/topgen/generated/taobao/pc"
	"github.com/topgen/topgen/generated/taobao/pc/pctest"
	"github.com/topgen/topgen/top"
	"github.com/topgen/topgen/top/toptest"
)

// documentedMethod is a method of docs/pages.
type documentedMethod struct {
	response reflect.Value // as its page documents it
	root     string
	call     func(body string, sent *top.Sent) (reflect.Value, error) // with body as the answer
}

func newMethod[R any](f testing.TB, sample, root string, do func(context.Context, top.Caller, ...top.CallOption) (*R, error)) documentedMethod {
	documented := new(R)
	if err := top.Unmarshal([]byte(sample), documented); err != nil && !top.Partial(err) {
		f.Fatal(err)
	}
	return documentedMethod{reflect.ValueOf(documented).Elem(), root, func(body string, sent *top.Sent) (reflect.Value, error) {
		resp, err := do(context.Background(), toptest.Sample(body), top.WithoutValidation(), top.WithSent(sent))
		return reflect.ValueOf(resp).Elem(), err
	}}
}

func documentedMethods(f testing.TB) []documentedMethod {
	methods := []documentedMethod{
		newMethod(f, idletest.AppraiseOrderQueryResponse, "alibaba_idle_appraise_order_query_response", idle.NewAppraiseOrderQueryRequest().Do),
		newMethod(f, idletest.GameBoostCompensateQueryResponse, "alibaba_idle_game_boost_compensate_query_response", idle.NewGameBoostCompensateQueryRequest().Do),
		newMethod(f, idletest.RecycleOrderGetResponse, "alibaba_idle_recycle_order_get_response", idle.NewRecycleOrderGetRequest().Do),
		newMethod(f, issuetest.DetailGetResponse, "aliexpress_issue_detail_get_response", issue.NewDetailGetRequest().Do),
		newMethod(f, pctest.RefundDetailResponse, "pc_refund_detail_response", pc.NewRefundDetailRequest().Do),
	}
	if n := len(idletest.Samples()) + len(issuetest.Samples()) + len(pctest.Samples()); n != len(methods) {
		f.Fatalf("there are %d documented methods, and %d here", n, len(methods))
	}
	return methods
}

// FuzzSubsets answers calls of all methods of docs/pages with parts of what their
// pages document, and walks every field of what comes: none can be absent so that a
// program stumbles over it, Sent knows of each whether it came, and the whole goes
// through JSON and back.
func FuzzSubsets(f *testing.F) {
	methods := documentedMethods(f)
	forms := []string{"xml", "json", "simplified"}
	for i := range methods {
		for j := range forms {
			for n := range 8 {
				f.Add(byte(i), byte(j), []byte{byte(n)})
			}
			f.Add(byte(i), byte(j), make([]byte, 999)) // nothing at all
		}
	}
	f.Fuzz(func(t *testing.T, method, form byte, data []byte) {
		m := methods[int(method)%len(methods)]
		s := newSubset(forms[int(form)%len(forms)], data)
		body := s.body(m.response, m.root)
		var sent top.Sent
		resp, err := m.call(body, &sent)
		// Without a root, an answer that holds nothing is no response.
		none := resp.IsZero() && strings.HasPrefix(body, "{") && !strings.Contains(body, m.root)
		if err != nil && !errors.Is(err, top.ErrEmptyResponse) && !none {
			t.Fatalf("%s: %v", body, err)
		}
		for _, wrong := range s.check(sent, resp, "") {
			t.Errorf("%s\n%s", wrong, body)
		}
		stored, err := json.Marshal(resp.Interface())
		if err != nil {
			t.Fatal(err)
		}
		again := reflect.New(resp.Type())
		if err := top.Unmarshal(stored, again.Interface()); err != nil && !errors.Is(err, top.ErrEmptyResponse) || !reflect.DeepEqual(again.Elem().Interface(), resp.Interface()) {
			t.Errorf("%s comes back from JSON as %+v, %v", stored, again, err)
		}
	})
}
