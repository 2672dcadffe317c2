package inbound

import (
	"compress/gzip"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"testing"

	"github.com/topgen/topgen/internal/protocol"
)

// TestContentType: a body is called what it is, also behind white space, with which some
// samples begin.
func TestContentType(t *testing.T) {
	const js, xml = "text/javascript;charset=UTF-8", "text/xml;charset=UTF-8"
	for body, want := range map[string]string{`{"a":1}`: js, "": js, "\n {}": js, "<a/>": xml, "\r\n\t<a/>": xml} {
		if got := ContentType(body); got != want {
			t.Errorf("%q is %s", body, got)
		}
	}
}

// TestFormats: in which form a call is answered, by what it asks for and where.
func TestFormats(t *testing.T) {
	for _, test := range []struct {
		gateway          protocol.Gateway
		format, simplify string
		want             Format
	}{
		{protocol.TOP, "", "", XML}, {protocol.TOP, "json", "", JSON}, {protocol.TOP, "json", "true", Simplified}, {protocol.TOP, "xml", "true", XML}, {protocol.TOP, "", "true", XML},
		{protocol.AliExpress, "", "", JSON}, {protocol.AliExpress, "", "true", Simplified}, {protocol.AliExpress, "xml", "", XML},
		{protocol.QimenCloud, "", "", JSON}, {protocol.QimenCloud, "xml2", "", XML}, {protocol.QimenCloud, "json2", "true", Simplified},
		{protocol.Qimen, "", "", XML}, {protocol.Qimen, "json", "true", JSON},
	} {
		in := &Request{Endpoint: Endpoint{Gateway: test.gateway}, Values: map[string]string{"format": test.format, "simplify": test.simplify}}
		if f := in.setFormat(); f != nil || in.Format != test.want {
			t.Errorf("%+v: the form is %v, %+v", test, in.Format, f)
		}
	}
	for _, format := range []string{"yaml", "json2", "JSON"} {
		in := &Request{Values: map[string]string{"format": format}}
		if f := in.setFormat(); f == nil || f.Code != 23 {
			t.Errorf("format %s: %+v", format, f)
		}
	}
}

// TestEmptyBatch: a batch that has nothing but what its calls share has no call.
func TestEmptyBatch(t *testing.T) {
	for body, want := range map[string]int{"": 40, "#PUBLIC#method=taobao.time.get": 40, "#PUBLIC#%zz\r\n-S-\r\nN": 43} {
		if calls, f := (&Request{Body: []byte(body)}).Calls(); f == nil || f.Code != want {
			t.Errorf("%q: %v, %+v, want code %d", body, calls, f, want)
		}
	}
}

func TestSend(t *testing.T) {
	const body = `{"time_get_response":{"time":"2000-01-01 00:00:00"}}`
	for header, compressed := range map[string]bool{
		"": false, "gzip": true, "deflate, GZIP": true, "gzip;q=0.5": true, "gzip; q=0": false, "gzip;q=x": false, "br": false, "identity;q=1, gzip": true,
	} {
		r := httptest.NewRequest(http.MethodPost, "/router/rest", nil)
		if header != "" {
			r.Header.Set("Accept-Encoding", header)
		}
		w := httptest.NewRecorder()
		Send(w, r, body)
		if got := w.Header().Get("Content-Encoding") == "gzip"; got != compressed {
			t.Errorf("%q: compressed: %t", header, got)
		}
		if got := w.Header().Get("Content-Length"); got != strconv.Itoa(w.Body.Len()) {
			t.Errorf("%q: the length is %s of %d", header, got, w.Body.Len())
		}
		var in io.Reader = w.Body
		if compressed {
			z, err := gzip.NewReader(in)
			if err != nil {
				t.Fatalf("%q: %v", header, err)
			}
			in = z
		}
		if got, err := io.ReadAll(in); err != nil || string(got) != body {
			t.Errorf("%q: %q, %v", header, got, err)
		}
	}
}
