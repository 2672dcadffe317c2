package explorer

import (
	"net/http"
	"strings"
	"testing"

	"github.com/topgen/topgen/internal/mock"
	"github.com/topgen/topgen/internal/mock/mocktest"
)

// TestSecretsStayHere goes through what the pages show, calls and failures
// among it, and looks for the app's secret and the session that is valid.
func TestSecretsStayHere(t *testing.T) {
	const secret, session, sent = "s3cr3t-of-the-app", "s3ss10n-of-the-user", "s3nt-by-the-caller"
	opt := mock.Options{AppKey: "k", AppSecret: secret, Session: session}
	address := mocktest.Serve(t, explore(testPages(), opt, Options{}))
	var shown strings.Builder
	look := func(method, address string) {
		shown.WriteString(mocktest.Do(t, mocktest.NewRequest(t, method, address, "", "")).Body)
	}
	for _, path := range []string{"/", "/?q=time", "/api/taobao.time.get", "/api/no.such"} {
		look(http.MethodGet, address+path)
	}
	messages := gatewayOf(t, opt).URL
	look(http.MethodGet, messages+"/messages")
	look(http.MethodGet, messages+"/message/"+tradeCreate)
	look(http.MethodPost, messages+"/message/"+tradeCreate)
	if !strings.Contains(shown.String(), "TOP_APP_SECRET") {
		t.Error("no program takes the secret from its environment")
	}
	for _, fault := range []string{"", "error=27", "flow=3", "reset", "cut=9", "status=502", "nonsense"} {
		html, err := sendForm(t, address, "taobao.items.get", "p.q", "x", "session", sent, "fault", fault).Html()
		if err != nil {
			t.Fatal(err)
		}
		shown.WriteString(html) // with what a person sent
	}
	for _, forbidden := range []string{secret, session} {
		if strings.Contains(shown.String(), forbidden) {
			t.Errorf("the pages show %s:\n%s", forbidden, shown.String())
		}
	}
	if n := shown.Len(); n < 10_000 {
		t.Errorf("the pages show only %d bytes: the test looks at nothing", n)
	}
}
