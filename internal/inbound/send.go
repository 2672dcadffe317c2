package inbound

import (
	"bytes"
	"compress/gzip"
	"net/http"
	"strconv"
	"strings"
	"sync"
)

// Send sends a body as the platform does: compressed where the client asks for
// it, as all of the platform's SDKs do.
func Send(w http.ResponseWriter, r *http.Request, body string) {
	h := w.Header()
	h.Set("Content-Type", ContentType(body))
	h.Set("Vary", "Accept-Encoding")
	data := []byte(body)
	if acceptsGzip(r.Header.Values("Accept-Encoding")) {
		h.Set("Content-Encoding", "gzip")
		data = compress(body)
	}
	h.Set("Content-Length", strconv.Itoa(len(data)))
	w.Write(data)
}

// ContentType returns the type under which the platform sends a body.
func ContentType(body string) string {
	if strings.HasPrefix(strings.TrimSpace(body), "<") {
		return "text/xml;charset=UTF-8"
	}
	return "text/javascript;charset=UTF-8"
}

// acceptsGzip reports whether a client takes gzip, by its Accept-Encoding.
func acceptsGzip(headers []string) bool {
	for _, header := range headers {
		for coding := range strings.SplitSeq(header, ",") {
			name, weight, weighted := strings.Cut(coding, ";")
			if !strings.EqualFold(strings.TrimSpace(name), "gzip") {
				continue
			}
			_, q, _ := strings.Cut(weight, "=")
			share, err := strconv.ParseFloat(strings.TrimSpace(q), 64)
			return !weighted || err == nil && share > 0
		}
	}
	return false
}

var compressors = sync.Pool{New: func() any { return gzip.NewWriter(nil) }}

func compress(body string) []byte {
	var b bytes.Buffer
	z := compressors.Get().(*gzip.Writer)
	defer compressors.Put(z)
	z.Reset(&b)
	z.Write([]byte(body)) // a buffer takes everything
	z.Close()
	return b.Bytes()
}
