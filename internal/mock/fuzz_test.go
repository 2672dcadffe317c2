package mock

import (
	"encoding/json"
	"encoding/xml"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/topgen/topgen/internal/inbound"
	"github.com/topgen/topgen/internal/mock/mocktest"
)

// FuzzGateway sends anything to every path, signed and unsigned: each answer is
// well-formed, and nothing panics.
func FuzzGateway(f *testing.F) {
	for _, seed := range []struct{ typ, query, body string }{
		{mocktest.FormType, "", "q=x&ids=1,2&filter=%7B%22sku%22%3A1%7D"}, {mocktest.FormType, "format=json&method=x", "a=%zz"},
		{"text/xml", "", "<request><orderCode>a</orderCode></request>"}, {"text/plain", "", "#PUBLIC#method=taobao.time.get\r\n-S-\r\nN"},
		{"multipart/form-data; boundary=b", "format=json", "--b\r\nContent-Disposition: form-data; name=\"image\"; filename=\"a.jpg\"\r\n\r\nx\r\n--b--"},
		{"", "method=taobao.items.get&filter=[[[&since=2026", ""}, {";", "&=&==&%00=\x00", "\xff"},
	} {
		f.Add(seed.typ, seed.query, seed.body)
	}
	s := New(testPages(), Options{Now: func() time.Time { return mocktest.Now }, Logger: slog.New(slog.NewTextHandler(io.Discard, nil))})
	var methods []string
	for _, e := range s.sorted {
		methods = append(methods, e.API.Method)
	}
	f.Fuzz(func(t *testing.T, typ, query, body string) {
		for _, path := range inbound.Paths() {
			for _, method := range append(slices.Clone(methods), "") {
				p := params(method)
				if values, err := url.ParseQuery(body); err == nil && strings.HasPrefix(typ, "application/x-www-form") {
					for name, v := range values {
						p[name] = v[0]
					}
					body = mocktest.Encode(signed(p, nil))
				} else if method != "" {
					query = mocktest.Encode(signed(p, []byte(body)))
				}
				r := httptest.NewRequest(http.MethodPost, path, strings.NewReader(body))
				r.URL.RawQuery = query
				r.Header.Set("Content-Type", typ)
				w := httptest.NewRecorder()
				s.ServeHTTP(w, r)
				if w.Code != http.StatusOK || !wellFormed(w.Body.String()) {
					t.Fatalf("%s %s %q %q %q: HTTP %d %s", path, method, typ, query, body, w.Code, w.Body)
				}
			}
		}
	})
}

// wellFormed reports whether every part of an answer is JSON or XML.
func wellFormed(body string) bool {
	for part := range strings.SplitSeq(body, "\r\n-S-\r\n") {
		if json.Valid([]byte(part)) {
			continue
		}
		d := xml.NewDecoder(strings.NewReader(part))
		for {
			_, err := d.Token()
			if err == io.EOF && d.InputOffset() > 0 {
				break
			}
			if err != nil {
				return false
			}
		}
	}
	return true
}
