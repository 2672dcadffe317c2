package toptest_test

import (
	"net/http"
	"testing"

	"github.com/topgen/topgen/top"
	"github.com/topgen/topgen/top/toptest"
)

// keepType keeps the Content-Type of the last response.
type keepType string

func (k *keepType) RoundTrip(r *http.Request) (*http.Response, error) {
	resp, err := http.DefaultTransport.RoundTrip(r)
	if err == nil {
		*k = keepType(resp.Header.Get("Content-Type"))
	}
	return resp, err
}

// TestFaultTypes: what answers in place of the platform is of the type that the test names.
func TestFaultTypes(t *testing.T) {
	srv := toptest.NewServer(t)
	var got keepType
	client := srv.Client(top.WithHTTPClient(&http.Client{Transport: &got}))
	for want, fault := range map[string]toptest.Fault{"text/x-portal": toptest.Raw("text/x-portal", "<p>log in"), "text/x-proxy": toptest.Status(502, "text/x-proxy", "?")} {
		srv.Fail(apiGet.Method, fault)
		if _, err := (&itemGetRequest{ID: new(int64(1))}).Do(t.Context(), client); err == nil || string(got) != want {
			t.Errorf("the type is %q, want %s; error %v", got, want, err)
		}
	}
}
