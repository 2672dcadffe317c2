//go:build linux

package main

import (
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/topgen/topgen/generated/alibaba/idle"
	"github.com/topgen/topgen/generated/aliexpress/issue"
	"github.com/topgen/topgen/generated/taobao/pc"
	"github.com/topgen/topgen/top"
	"github.com/topgen/topgen/top/binding"
)

// flakyMethod is the method that the gateway fails by itself, now and then.
const flakyMethod = "alibaba.idle.recycle.order.get"

// load makes calls of every kind, in every form, some of which are to fail: by
// the gateway's faults, by answers that are damaged on their way, by contexts
// that end early. A call to which nothing is done must succeed and bring what
// the page documents.
type load struct {
	address string
	sender  *http.Client // damages what the context of a call says
	client  *top.Client  // on top of it
	plain   *top.Client  // as users have it

	mu       sync.Mutex
	outcomes map[string]map[string]int // by kind and outcome
}

const loadWorkers = 16

func newLoad(t *testing.T, address string) *load {
	t.Helper()
	l := &load{address: address, outcomes: make(map[string]map[string]int)}
	base := http.DefaultTransport.(*http.Transport).Clone()
	base.MaxIdleConnsPerHost = loadWorkers
	l.sender = &http.Client{Transport: damager{base}}
	l.client, l.plain = l.newClient(t, top.WithHTTPClient(l.sender)), l.newClient(t)
	return l
}

func (l *load) newClient(t *testing.T, more ...top.Option) *top.Client {
	t.Helper()
	client, err := top.NewClient("12345678", "helloworld", append(more, top.WithGateway(l.address), top.WithSession("any"),
		top.WithRetry(top.Retry{Attempts: 3, MinWait: time.Millisecond, MaxWait: 4 * time.Millisecond}))...)
	if err != nil {
		t.Fatal(err)
	}
	return client
}

// rest closes the connections that the last calls have left open.
func (l *load) rest() {
	l.client.CloseIdleConnections()
	l.plain.CloseIdleConnections()
	l.sender.CloseIdleConnections()
}

// once makes a call of every kind, to which nothing is done.
func (l *load) once(t *testing.T) {
	t.Helper()
	for name, do := range kinds {
		w := &worker{load: l, r: rand.New(rand.NewPCG(0, 0)), ctx: t.Context()}
		if err := do(t, w); err != nil && (name != "flaky" || outcomeOf(err) == "") {
			t.Fatalf("%s: %v", name, err)
		}
	}
	l.rest()
}

// run keeps all workers busy for that time.
func (l *load) run(t *testing.T, d time.Duration) {
	t.Helper()
	names := slices.Sorted(maps.Keys(kinds))
	end := time.Now().Add(d)
	var wg sync.WaitGroup
	for n := range loadWorkers {
		wg.Go(func() {
			r := rand.New(rand.NewPCG(1, uint64(n)))
			for time.Now().Before(end) {
				l.one(t, r, names[r.IntN(len(names))])
			}
		})
	}
	wg.Wait()
}

// one makes a call, with something done to every other one.
func (l *load) one(t *testing.T, r *rand.Rand, kind string) {
	w := &worker{load: l, r: r, ctx: t.Context()}
	harm := ""
	switch r.IntN(8) {
	case 0, 1:
		harm = faults[r.IntN(len(faults))]
		w.ctx = context.WithValue(w.ctx, harmKey{}, &harmful{fault: harm, left: 1 + r.IntN(3)})
	case 2:
		i := r.IntN(len(damages))
		harm = damages[i].name
		w.ctx = context.WithValue(w.ctx, harmKey{}, &harmful{damage: damages[i].do, left: 1 + r.IntN(3), r: r})
	case 3:
		harm = "an early end"
		ctx, cancel := context.WithTimeout(w.ctx, time.Duration(r.IntN(3000)-200)*time.Microsecond)
		defer cancel()
		w.ctx = context.WithValue(ctx, harmKey{}, &harmful{fault: "delay=1ms", left: r.IntN(2)})
	}
	err := kinds[kind](t, w)
	outcome := outcomeOf(err)
	if outcome == "" || err != nil && harm == "" && kind != "flaky" {
		t.Errorf("%s with %q: %v", kind, harm, err)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.outcomes[kind] == nil {
		l.outcomes[kind] = make(map[string]int)
	}
	l.outcomes[kind][outcome]++
}

// outcomeOf names what came of a call, "" for what no call may return.
func outcomeOf(err error) string {
	switch {
	case err == nil:
		return "fine"
	case errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded):
		return "ended early"
	case errors.As(err, new(*top.Error)):
		return "platform error"
	case errors.As(err, new(*top.DecodeError)):
		return "misfit"
	case errors.As(err, new(*top.HTTPError)):
		return "HTTP status"
	case errors.As(err, new(*top.TransportError)), errors.As(err, new(net.Error)), errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return "broken off"
	}
	return ""
}

func (l *load) calls() (n int) {
	for _, outcomes := range l.outcomes {
		for _, k := range outcomes {
			n += k
		}
	}
	return n
}

// String lists how often which kind of call had which outcome.
func (l *load) String() string {
	var b strings.Builder
	for _, kind := range slices.Sorted(maps.Keys(l.outcomes)) {
		fmt.Fprintf(&b, "%-14s", kind)
		for _, outcome := range slices.Sorted(maps.Keys(l.outcomes[kind])) {
			fmt.Fprintf(&b, "  %s %d", outcome, l.outcomes[kind][outcome])
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// faults are what the gateway is asked to do. Every answer is longer than what
// is cut: where a server closes a connection behind a whole answer, the next
// call over it is lost.
var faults = []string{"error=isp.service-unavailable", "error=10", "error=sample", "error=27", "flow=30", "flow=1", "delay=5ms", "delay=40ms", "reset",
	"cut=1", "cut=20", "cut=50", "status=502", "status=503", "status=302", "no such fault"}

// damages are what becomes of an answer on its way.
var damages = []struct {
	name string
	do   func(r *rand.Rand, body []byte) []byte
}{
	{"nothing", func(*rand.Rand, []byte) []byte { return nil }},
	{"half", func(_ *rand.Rand, body []byte) []byte { return body[:len(body)/2] }},
	{"twice", func(_ *rand.Rand, body []byte) []byte { return append(body, body...) }},
	{"other bytes", func(r *rand.Rand, body []byte) []byte {
		for range 3 {
			body[r.IntN(len(body))] = byte(r.IntN(256))
		}
		return body
	}},
	{"a web page", func(*rand.Rand, []byte) []byte { return []byte("<!DOCTYPE html><html><body>504") }},
	{"deep JSON", func(*rand.Rand, []byte) []byte { return bytes.Repeat([]byte(`{"a":[`), 20_000) }},
	{"deep XML", func(*rand.Rand, []byte) []byte { return bytes.Repeat([]byte("<a>"), 20_000) }},
	{"zeros", func(_ *rand.Rand, body []byte) []byte { return make([]byte, len(body)) }},
	{"gzip", func(_ *rand.Rand, body []byte) []byte {
		var b bytes.Buffer
		w := gzip.NewWriter(&b)
		w.Write(body)
		w.Close()
		return b.Bytes()
	}},
}

// harmKey is the key of a *harmful in the context of a call.
type harmKey struct{}

// harmful says what becomes of the first attempts of a call.
type harmful struct {
	fault  string
	damage func(*rand.Rand, []byte) []byte
	r      *rand.Rand
	left   int // attempts
}

// damager does it.
type damager struct{ *http.Transport }

func (d damager) RoundTrip(req *http.Request) (*http.Response, error) {
	h, ok := req.Context().Value(harmKey{}).(*harmful)
	if !ok || h.left == 0 {
		return d.Transport.RoundTrip(req)
	}
	h.left--
	if h.fault != "" {
		req = req.Clone(req.Context())
		req.Header.Set("Topgen-Mock-Fault", h.fault)
	}
	resp, err := d.Transport.RoundTrip(req)
	if err != nil || h.damage == nil {
		return resp, err
	}
	body, err := io.ReadAll(resp.Body)
	resp.Body.Close()
	if err != nil || len(body) == 0 {
		return nil, io.ErrUnexpectedEOF
	}
	resp.Body, resp.ContentLength = io.NopCloser(bytes.NewReader(h.damage(h.r, body))), -1
	return resp, nil
}

// worker makes one call.
type worker struct {
	*load
	r   *rand.Rand
	ctx context.Context
}

// form picks the form of the answer.
func (w *worker) form() top.CallOption {
	switch w.r.IntN(3) {
	case 0:
		return top.WithXML()
	case 1:
		return top.WithSimplify()
	}
	return top.WithSignMethod(top.SignMD5) // JSON
}

// came returns an error if a call succeeded and yet did not bring what it
// should have. Of what was damaged nobody knows what it should.
func (w *worker) came(err error, ok bool) error {
	if err == nil && !ok && w.ctx.Value(harmKey{}) == nil {
		return errors.New("the answer is not the documented one")
	}
	return err
}

// kinds are the kinds of calls.
var kinds = map[string]func(t *testing.T, w *worker) error{
	"form": func(_ *testing.T, w *worker) error {
		resp, err := idle.NewAppraiseOrderQueryRequest().SetBizOrderID(w.r.Int64()).Do(w.ctx, w.client, w.form())
		return w.came(err, resp != nil && resp.Result.Module.OrderStatus != "")
	},
	"object": func(_ *testing.T, w *worker) error {
		req := pc.NewRefundDetailRequest().SetRefundDetailOrderReq(pc.NewRefundDetailRefundDetailOrderReq().SetDisputeID("10000001").SetBuyerID(1))
		resp, err := req.Do(w.ctx, w.client, w.form())
		return w.came(err, resp != nil && resp.RequestID != "")
	},
	"AliExpress": func(_ *testing.T, w *worker) error {
		resp, err := issue.NewDetailGetRequest().SetBuyerLoginID("tom").SetIssueID(1).Do(w.ctx, w.client, w.form())
		return w.came(err, resp != nil && resp.RequestID != "")
	},
	"multipart":    uploadOnce,
	"batch":        sendBatch,
	"pages":        getPages,
	"Qimen":        func(_ *testing.T, w *worker) error { return callQimen(w, &apiOrderQuery) },
	"Qimen cloud":  func(_ *testing.T, w *worker) error { return callQimen(w, &apiStockQuery) },
	"short client": callOnce,
	"flaky": func(_ *testing.T, w *worker) error {
		resp, err := idle.NewRecycleOrderGetRequest().SetBizOrderID(1).Do(w.ctx, w.plain, w.form())
		return w.came(err, resp != nil && resp.RequestID != "")
	},
	"broken call": breakIn,
	"web page":    browse,
}

// callOnce makes a client for one call, with a cancelled context now and then.
func callOnce(t *testing.T, w *worker) error {
	client := w.newClient(t)
	defer client.CloseIdleConnections()
	_, err := idle.NewGameBoostCompensateQueryRequest().SetOrderID(1).SetServiceCodes("[LOGIN]").Do(w.ctx, client, w.form())
	return err
}

// uploadRequest and those below are what topgen makes of testdata/soak.
type uploadRequest struct {
	Image *top.File `json:"image,omitzero" top:"required,maxLength=524288,fileTypes=jpg|png"`
	Title *string   `json:"title,omitzero"`
}

type uploadResponse struct {
	URL       string `json:"url"`
	Size      int64  `json:"size"`
	RequestID string `json:"request_id,omitzero" top:"root=soak_picture_upload_response"`
}

var apiUpload = top.API{Method: "taobao.soak.picture.upload", Root: "soak_picture_upload_response", Session: true}

// uploadOnce sends a file from memory, or from a reader that can be read once.
func uploadOnce(_ *testing.T, w *worker) error {
	data := bytes.Repeat([]byte{byte(w.r.IntN(256))}, w.r.IntN(200<<10))
	file := top.FileBytes("a.jpg", data)
	if w.r.IntN(2) == 0 {
		file = top.FileReader("a.png", io.MultiReader(bytes.NewReader(data)), -1)
	}
	var resp uploadResponse
	err := w.client.Call(w.ctx, &apiUpload, &uploadRequest{Image: &file, Title: new("图")}, &resp, w.form(), top.WithRead(true))
	return w.came(err, resp.Size == 12345)
}

// sendBatch sends up to 30 calls, which are two requests, together.
func sendBatch(_ *testing.T, w *worker) error {
	b := top.NewBatch()
	var results []*top.Result[idle.AppraiseOrderQueryResponse]
	for range 1 + w.r.IntN(30) {
		results = append(results, top.Add(b, idle.NewAppraiseOrderQueryRequest().SetBizOrderID(w.r.Int64())))
	}
	err := w.client.Send(w.ctx, b)
	for _, r := range results {
		resp, itemErr := r.Get()
		if err == nil {
			err = w.came(itemErr, resp != nil && resp.Result.ErrCode != "")
		}
	}
	return err
}

type itemsRequest struct {
	PageNo   *int64  `json:"page_no,omitzero"`
	PageSize *int64  `json:"page_size,omitzero"`
	Q        *string `json:"q,omitzero" top:"required"`
}

type item struct {
	ID    int64  `json:"id"`
	Title string `json:"title"`
}

type itemsResponse struct {
	Items        []item `json:"items,omitzero" top:"element=item"`
	TotalResults int64  `json:"total_results"`
	RequestID    string `json:"request_id,omitzero" top:"root=soak_items_get_response"`
}

var apiItems = top.API{Method: "taobao.soak.items.get", Effect: top.EffectRead, Root: "soak_items_get_response", Session: true}

// getPages gets a list of three pages, and leaves off in the middle now and then.
func getPages(_ *testing.T, w *worker) error {
	pages := binding.Pages(&itemsRequest{PageSize: new(int64(2)), Q: new("x")}, binding.Pager[itemsRequest, itemsResponse, item]{
		Number: func(r *itemsRequest) **int64 { return &r.PageNo },
		Size:   func(r *itemsRequest) **int64 { return &r.PageSize },
		First:  1,
		Do: func(r *itemsRequest, opts ...top.CallOption) (*itemsResponse, error) {
			return binding.Do(w.ctx, w.client, &apiItems, r, new(itemsResponse), opts...)
		},
		Page: func(r *itemsResponse) binding.Page[item] {
			return binding.Page[item]{Items: r.Items, Total: &r.TotalResults}
		},
	}, w.form())
	stop := 1 + w.r.IntN(12)
	n := 0
	for _, err := range pages {
		if err != nil {
			return err
		}
		if n++; n == stop || n > 100 {
			break
		}
	}
	return w.came(nil, n == min(stop, 6))
}

type qimenLine struct {
	ItemCode *string `json:"itemCode,omitzero" top:"required"`
	Count    *int64  `json:"count,omitzero" top:"required"`
}

type qimenOrder struct {
	OrderCode *string     `json:"orderCode,omitzero" top:"required"`
	Lines     []qimenLine `json:"lines,omitzero"`
}

type qimenRequest struct {
	Request *qimenOrder `json:"request,omitzero" top:"required"`
}

type qimenResponse struct {
	Response *struct {
		Flag  string `json:"flag"`
		Total int64  `json:"total"`
	} `json:"response,omitzero"`
	RequestID string `json:"request_id,omitzero"`
}

var (
	apiOrderQuery = top.API{Method: "taobao.qimen.soakorder.query", Effect: top.EffectRead, Session: true, Protocol: top.ProtocolQimen}
	apiStockQuery = top.API{Method: "qimen.soak.stock.query", Effect: top.EffectRead, Session: true, Protocol: top.ProtocolQimen}
)

func callQimen(w *worker, api *top.API) error {
	order := &qimenOrder{OrderCode: new("<A&1>"), Lines: make([]qimenLine, w.r.IntN(5))}
	for i := range order.Lines {
		order.Lines[i] = qimenLine{new("i"), new(int64(i))}
	}
	var resp qimenResponse
	err := w.client.Call(w.ctx, api, &qimenRequest{order}, &resp, top.WithCustomerID("c"))
	return w.came(err, resp.Response != nil && resp.Response.Flag == "success" && resp.Response.Total == 1)
}

// browse looks at the gateway's page, as a browser does.
func browse(_ *testing.T, w *worker) error {
	path := []string{"/", "/api/" + apiItems.Method, "/api/none"}[w.r.IntN(3)]
	req, err := http.NewRequestWithContext(w.ctx, http.MethodGet, w.address+path, nil)
	if err != nil {
		return err
	}
	resp, err := w.sender.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	return w.came(err, bytes.Contains(text, []byte("</html>")))
}

// brokenCalls are what no client of ours sends.
var brokenCalls = []string{
	"POST /router/rest HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 1000\r\n\r\nmethod=",
	"POST /router/rest HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 5\r\n\r\na=%zz",
	"POST /router/rest HTTP/1.1\r\nHost: x\r\nContent-Type: multipart/form-data; boundary=b\r\nContent-Length: 60\r\n\r\n--b\r\nContent-Disposition: form-data; name=\"image\"\r\n\r\nxx",
	"POST /router/batch HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nffffffff\r\nx",
	"POST /router/qimen/service?method=x HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\n<a>",
	"GET / HTTP/1.1\r\nHost: x\r\nX-A: " + strings.Repeat("a", 1<<16),
	"GET / HTTP/1.1\r\nHost: x\r\n\r\nGET /api/none HTTP/1.1\r\nHost: x\r\n\r\n",
	"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
	"",
}

// breakIn sends what is no call, and goes away with or without an answer.
func breakIn(_ *testing.T, w *worker) error {
	conn, err := new(net.Dialer).DialContext(w.ctx, "tcp", strings.TrimPrefix(w.address, "http://"))
	if err != nil {
		return err
	}
	defer conn.Close()
	conn.SetDeadline(time.Now().Add(time.Duration(w.r.IntN(50)) * time.Millisecond))
	io.WriteString(conn, brokenCalls[w.r.IntN(len(brokenCalls))])
	io.CopyN(io.Discard, conn, 1<<16)
	return nil
}
