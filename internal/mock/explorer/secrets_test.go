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
	address := mocktest.Serve(t, explore(testPages(), mock.Options{AppKey: "k", AppSecret: secret, Session: session}, Options{}))
	var shown strings.Builder
	for _, path := range []string{"/", "/?q=time", "/api/taobao.time.get", "/api/no.such"} {
		r := mocktest.Do(t, mocktest.NewRequest(t, http.MethodGet, address+path, "", ""))
		shown.WriteString(r.Body)
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
