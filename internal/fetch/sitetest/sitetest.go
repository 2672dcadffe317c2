// Package sitetest has a server that behaves like the platform's site where its
// documents are concerned, errors included.
package sitetest

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"
)

// The addresses of the site that a program asks for.
const (
	sessionPath   = "/api.htm"
	cataloguePath = "/handler/document/getApiCatelogConfig.json"
	documentPath  = "/handler/document/getDocument.json"
)

// Site is the site. It gives out a session with its pages, and refuses requests
// whose token and cookie differ. Its fields and methods other than ServeHTTP
// are for use while no request is under way.
type Site struct {
	// Session answers in place of the page that sets the session, if it is set;
	// then any token is taken that agrees with its cookie.
	Session http.HandlerFunc
	// Requests are those that came.
	Requests []Request

	mu     sync.Mutex
	token  string
	docs   map[int64]map[string]any
	faults map[int64][]http.HandlerFunc // by document; used up one after the other
}

// Request is a request that came.
type Request struct {
	Path string
	Doc  int64 // number of the document, in a request for one
	At   time.Time
}

// New returns a site without documents.
func New() *Site {
	return &Site{token: "t0", docs: make(map[int64]map[string]any), faults: make(map[int64][]http.HandlerFunc)}
}

// Start serves the site until the test ends, and returns its address.
func (s *Site) Start(t testing.TB) string {
	srv := httptest.NewServer(s)
	t.Cleanup(srv.Close)
	return srv.URL
}

// Add gives the site a document, modified at that time (milliseconds since
// 1970), or another version of one.
func (s *Site) Add(id int64, method string, modified int64, description string) {
	s.docs[id] = map[string]any{
		"name": method, "apiChineseName": "名", "gmtModified": modified, "description": description,
		"requestParams": []any{}, "responseParams": []any{},
		"faqs": []any{map[string]any{"title": "how?", "visits": time.Now().UnixNano()}},
	}
}

// AddDocument gives the site a document as it stands, in JSON.
func (s *Site) AddDocument(id int64, document []byte) error {
	var doc map[string]any
	if err := json.Unmarshal(document, &doc); err != nil {
		return err
	}
	s.docs[id] = doc
	return nil
}

// Fail makes the next requests for a document fail, one after the other.
func (s *Site) Fail(id int64, faults ...http.HandlerFunc) {
	s.faults[id] = append(s.faults[id], faults...)
}

// Asked returns the documents that were asked for.
func (s *Site) Asked() []int64 {
	s.mu.Lock()
	defer s.mu.Unlock()
	var ids []int64
	for _, r := range s.Requests {
		if r.Path == documentPath {
			ids = append(ids, r.Doc)
		}
	}
	return ids
}

// NewToken has the site give out another token from now on. It is for use in a
// fault.
func (s *Site) NewToken(w http.ResponseWriter, token string) {
	s.token = token
	http.SetCookie(w, &http.Cookie{Name: "_tb_token_", Value: token, Path: "/"})
}

// ServeHTTP answers as the site does.
func (s *Site) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	id, _ := strconv.ParseInt(r.URL.Query().Get("docId"), 10, 64)
	s.Requests = append(s.Requests, Request{r.URL.Path, id, time.Now()})
	if r.URL.Path == sessionPath {
		if s.Session != nil {
			s.Session(w, r)
			return
		}
		http.SetCookie(w, &http.Cookie{Name: "_tb_token_", Value: s.token, Path: "/"})
		fmt.Fprint(w, "<html><body>文档中心</body></html>")
		return
	}
	if r.URL.Path == documentPath && len(s.faults[id]) > 0 {
		fault := s.faults[id][0]
		s.faults[id] = s.faults[id][1:]
		fault(w, r)
		return
	}
	cookie, err := r.Cookie("_tb_token_")
	if token := r.URL.Query().Get("_tb_token_"); err != nil || token == "" || token != cookie.Value || s.Session == nil && token != s.token {
		answer(w, map[string]any{"success": false, "code": "401", "errMsg": "页面已过期，请刷新后重试"})
		return
	}
	switch r.URL.Path {
	case cataloguePath:
		answer(w, map[string]any{"success": true, "code": "200", "data": s.tree()})
	case documentPath:
		doc := s.docs[id]
		answer(w, map[string]any{"success": true, "code": "200", "msg": "", "data": doc, "traceId": time.Now().UnixNano()})
	default:
		http.NotFound(w, r)
	}
}

// tree is the catalogue: two categories which share a document, and an article
// that is no API.
func (s *Site) tree() any {
	var ids []int64
	for id := range s.docs {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	var list []any
	for _, id := range ids {
		list = append(list, map[string]any{"docId": id, "docType": 2, "name": s.docs[id]["name"], "subName": "名", "id": id + 1000, "pid": 1, "treeId": nil})
	}
	article := map[string]any{"docId": 7777, "docType": 1, "name": "how.to.begin", "subName": "入门"}
	return map[string]any{"id": 0, "name": "API", "treeCategories": []any{map[string]any{"catelogTrees": []any{
		map[string]any{"id": 1, "name": "交易API", "catelogList": append([]any{article}, list...)},
		map[string]any{"id": 2, "name": "商品API", "catelogList": list[:1]},
	}}}}
}

func answer(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/json;charset=UTF-8")
	json.NewEncoder(w).Encode(v)
}

// Status answers with an HTTP status.
func Status(code int, header ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		for i := 0; i < len(header); i += 2 {
			w.Header().Set(header[i], header[i+1])
		}
		w.WriteHeader(code)
	}
}

// Text answers with a body as it stands.
func Text(contentType, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", contentType)
		fmt.Fprint(w, body)
	}
}

// Reset breaks the connection.
func Reset(w http.ResponseWriter, _ *http.Request) {
	conn, _, err := http.NewResponseController(w).Hijack()
	if err != nil {
		panic(err)
	}
	conn.Close()
}

// Cut announces more than it sends.
func Cut(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Length", "5000")
	fmt.Fprint(w, `{"success":true,"data":{"name":"a.b`)
}
