package mock

import (
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/topgen/topgen/internal/mock/mocktest"
	"github.com/topgen/topgen/internal/schema"
)

// TestConsumeByItsPage: where there is a page of the method by which programs get messages,
// its rules hold and not those that the gateway has for itself; what comes at once is
// bounded all the same.
func TestConsumeByItsPage(t *testing.T) {
	own := queueMethods()[methodConsume].API
	page := *own
	page.Request = []*schema.Field{{Name: "quantity", Type: "Number"}} // without limits
	s := New([]Page{{API: &page}}, Options{Now: func() time.Time { return mocktest.Now }})
	h := httptest.NewServer(s)
	defer h.Close()
	for range 250 {
		s.Push("taobao_trade_TradeCreate", "{}")
	}
	for _, want := range []int{200, 50} {
		body := post(t, h.URL+"/router/rest", signed(params(methodConsume, "quantity", "2199589000001"), nil)).Body
		if got := strings.Count(body, `"topic"`); got != want {
			t.Errorf("%d messages came, want %d: %.200s", got, want, body)
		}
	}
}
