package fetch

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	mathrand "math/rand/v2"
	"mime"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"time"

	"golang.org/x/time/rate"
)

// The addresses of the site, below its base. Every page sets the session; the
// site's own scripts take the catalogue and documents from the other two.
const (
	sessionPath   = "/api.htm?docId=285&docType=2"
	cataloguePath = "/handler/document/getApiCatelogConfig.json" // the site's spelling
	documentPath  = "/handler/document/getDocument.json"
)

const (
	// tokenName is both a cookie and a query parameter; the site refuses a
	// request in which the two differ.
	tokenName = "_tb_token_"
	// apiDocType marks documents that are API pages.
	apiDocType = 2

	maxAttempts  = 4
	maxBackoff   = 30 * time.Second
	maxAfter     = 2 * time.Minute // what of a server's Retry-After is honoured
	maxBody      = 64 << 20
	requestLimit = time.Minute
)

// Doc is an entry of the catalogue.
type Doc struct {
	ID     int64
	Method string
	Title  string
}

// site is the site, as one visitor sees it.
type site struct {
	base    *url.URL
	http    *http.Client
	limiter *rate.Limiter
	backoff time.Duration
	agent   string
}

func newSite(opt Options) (*site, error) {
	base, err := url.Parse(opt.Base)
	if err != nil || base.Scheme != "http" && base.Scheme != "https" || base.Host == "" || base.Path != "" || base.RawQuery != "" {
		return nil, fmt.Errorf("%q is no address of a site: it must read like %s", opt.Base, DefaultBase)
	}
	if opt.Rate < 0 {
		return nil, fmt.Errorf("a rate of %v requests a second is none", opt.Rate)
	}
	jar, err := cookiejar.New(nil)
	if err != nil {
		return nil, err
	}
	s := &site{base: base, limiter: rate.NewLimiter(rate.Limit(opt.Rate), 1), backoff: opt.Backoff, agent: opt.UserAgent}
	s.http = &http.Client{Transport: opt.Transport, Jar: jar, Timeout: requestLimit, CheckRedirect: s.redirect}
	return s, nil
}

// AntiBotError says that the site takes us for a robot.
type AntiBotError struct {
	Base string // the address of the site
	Sign string // what gave it away
}

// Error explains what to do.
func (e *AntiBotError) Error() string {
	return fmt.Sprintf("the site asks for proof that a person is there (%s), and gives nothing to programs until then; "+
		"what was fetched is kept: open %s in a browser, pass the check or wait an hour, and run the same command again, with a lower --rate if it happens again", e.Sign, e.Base)
}

// outageError is a failure of the site as a whole rather than of a document.
type outageError struct{ err error }

func (e *outageError) Error() string { return e.err.Error() }
func (e *outageError) Unwrap() error { return e.err }

// redirect follows the site within itself.
func (s *site) redirect(req *http.Request, via []*http.Request) error {
	switch {
	case isPunishURL(req.URL.String()):
		return &AntiBotError{s.base.String(), "it sent us to its check page"}
	case req.URL.Host != s.base.Host:
		return fmt.Errorf("the site sends us on to %s: is that the one to ask?", req.URL.Host)
	case len(via) > 5:
		return errors.New("the site sends us round in circles")
	}
	return nil
}

// catalogue returns all API documents that the site lists.
func (s *site) catalogue(ctx context.Context) ([]Doc, error) {
	data, err := s.get(ctx, cataloguePath, url.Values{
		"scopeId": {""}, "treeId": {""}, "docId": {"285"}, "docType": {"2"}, "tag": {""},
	})
	if err != nil {
		return nil, err
	}
	return readCatalogue(data)
}

// document returns a document as the site has it.
func (s *site) document(ctx context.Context, d Doc) (json.RawMessage, error) {
	return s.get(ctx, documentPath, url.Values{
		"isEn": {"false"}, "treeId": {""}, "docId": {strconv.FormatInt(d.ID, 10)}, "docType": {"2"},
	})
}

// get returns the data of an endpoint. A session that the site calls expired
// is renewed once.
func (s *site) get(ctx context.Context, path string, query url.Values) (json.RawMessage, error) {
	if s.token() == "" {
		if err := s.renew(ctx); err != nil {
			return nil, err
		}
	}
	data, err := s.ask(ctx, path, query)
	var refused *refusal
	if errors.As(err, &refused) && refused.expired() {
		if err := s.renew(ctx); err != nil {
			return nil, err
		}
		data, err = s.ask(ctx, path, query)
	}
	return data, err
}

var hiddenToken = []*regexp.Regexp{
	regexp.MustCompile(`name=["']_tb_token_["'][^>]*value=["']([^"'<>]+)["']`),
	regexp.MustCompile(`value=["']([^"'<>]+)["'][^>]*name=["']_tb_token_["']`),
}

// token is the session's, as the cookie has it at this moment: the site may
// give out another one with any answer.
func (s *site) token() string {
	for _, c := range s.http.Jar.Cookies(s.base) {
		if c.Name == tokenName {
			return c.Value
		}
	}
	return ""
}

func (s *site) setToken(token string) {
	s.http.Jar.SetCookies(s.base, []*http.Cookie{{Name: tokenName, Value: token, Path: "/"}})
}

// renew visits the site as a reader does, for a new session. The token comes in
// a cookie or in a field hidden in the page; without either, one of our own
// will do as long as cookie and query agree.
func (s *site) renew(ctx context.Context) error {
	s.http.Jar.SetCookies(s.base, []*http.Cookie{{Name: tokenName, Path: "/", MaxAge: -1}})
	body, err := s.send(ctx, s.base.String()+sessionPath, false)
	var bot *AntiBotError
	if errors.As(err, &bot) || ctx.Err() != nil {
		return err
	}
	for _, re := range hiddenToken {
		if m := re.FindSubmatch(body); s.token() == "" && m != nil {
			s.setToken(string(m[1]))
		}
	}
	if s.token() == "" {
		random := make([]byte, 7)
		rand.Read(random)
		s.setToken(hex.EncodeToString(random))
	}
	return nil
}

// refusal is what the site says instead of data.
type refusal struct{ code, message string }

func (e *refusal) Error() string {
	if e.message == "" {
		return fmt.Sprintf("the site refuses it with code %q", e.code)
	}
	return fmt.Sprintf("the site refuses it: %s (code %q)", e.message, e.code)
}

// expired reports whether the site wants a new session.
func (e *refusal) expired() bool {
	return strings.Contains(e.message, "过期") || strings.Contains(strings.ToLower(e.message), "token")
}

// ask sends a request to an endpoint, and repeats it if that may help.
func (s *site) ask(ctx context.Context, path string, query url.Values) (json.RawMessage, error) {
	for attempt := 1; ; attempt++ {
		query.Set(tokenName, s.token())
		address := s.base.String() + path + "?" + query.Encode()
		body, err := s.send(ctx, address, true)
		var data json.RawMessage
		if err == nil {
			data, err = s.open(body)
		}
		var again *transient
		if !errors.As(err, &again) {
			return data, err
		}
		if attempt == maxAttempts {
			return nil, &outageError{fmt.Errorf("%w, %d times in a row", err, attempt)}
		}
		if err := s.wait(ctx, attempt, again.after); err != nil {
			return nil, err
		}
	}
}

// transient is a failure that a repetition may mend.
type transient struct {
	err   error
	after time.Duration // how long the server wants us to wait
}

func (e *transient) Error() string { return e.err.Error() }
func (e *transient) Unwrap() error { return e.err }

// wait waits before another attempt: at random up to a bound that doubles, so
// that many clients do not come back at once, and no less than the server asks.
func (s *site) wait(ctx context.Context, attempt int, after time.Duration) error {
	bound := min(s.backoff<<(attempt-1), maxBackoff)
	d := max(mathrand.N(bound), min(after, maxAfter))
	select {
	case <-time.After(d):
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// send gets one address, in its turn.
func (s *site) send(ctx context.Context, address string, wantJSON bool) ([]byte, error) {
	if err := s.limiter.Wait(ctx); err != nil {
		return nil, err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, err
	}
	req.Header.Set("User-Agent", s.agent)
	if wantJSON {
		req.Header.Set("Accept", "application/json")
		req.Header.Set("Referer", s.base.String()+sessionPath)
	}
	resp, err := s.http.Do(req)
	if err != nil {
		return nil, s.sendError(ctx, err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(io.LimitReader(resp.Body, maxBody+1))
	switch {
	case ctx.Err() != nil:
		return nil, context.Cause(ctx)
	case err != nil:
		return nil, &transient{err: fmt.Errorf("the answer broke off: %w", withoutURL(err))}
	case len(body) > maxBody:
		return nil, fmt.Errorf("the answer has more than %d MiB", maxBody>>20)
	}
	if bot := s.botSign(resp, body); bot != nil {
		return nil, bot
	}
	return body, checkStatus(resp)
}

// sendError classifies an error of the HTTP client. The token is part of the
// address, which must not be shown.
func (s *site) sendError(ctx context.Context, err error) error {
	var bot *AntiBotError
	switch {
	case ctx.Err() != nil:
		return context.Cause(ctx)
	case errors.As(err, &bot):
		return bot
	}
	return &transient{err: withoutURL(err)}
}

func withoutURL(err error) error {
	var u *url.Error
	for errors.As(err, &u) {
		err = u.Err
	}
	return err
}

func checkStatus(resp *http.Response) error {
	err := fmt.Errorf("HTTP status %s", resp.Status)
	switch {
	case resp.StatusCode == http.StatusOK:
		return nil
	case resp.StatusCode >= 500, resp.StatusCode == http.StatusTooManyRequests, resp.StatusCode == http.StatusRequestTimeout:
		return &transient{err: err, after: retryAfter(resp.Header.Get("Retry-After"))}
	}
	return err
}

// retryAfter reads the header of that name: seconds, or a date.
func retryAfter(value string) time.Duration {
	if n, err := strconv.Atoi(value); err == nil && n > 0 {
		return time.Duration(min(n, 1<<20)) * time.Second
	}
	if at, err := http.ParseTime(value); err == nil {
		return time.Until(at)
	}
	return 0
}

// botSigns stand in the answers of the site's guard: codes of its gateway,
// and names of its check page.
var botSigns = []string{"FAIL_SYS_USER_VALIDATE", "RGV587_ERROR", "_____tmd_____", "x5secdata"}

// botSign recognises the site's guard, which answers in the place of any
// endpoint: with JSON that has "ret", or with its check page.
func (s *site) botSign(resp *http.Response, body []byte) error {
	if resp.Header.Get("Bxpunish") != "" {
		return &AntiBotError{s.base.String(), "header bxpunish"}
	}
	guard := isHTML(resp) || !bytes.Contains(body, []byte(`"success"`))
	for _, sign := range botSigns {
		// A document may well write about these; the guard's answer is none.
		if guard && bytes.Contains(body, []byte(sign)) {
			return &AntiBotError{s.base.String(), sign}
		}
	}
	return nil
}

func isHTML(resp *http.Response) bool {
	typ, _, _ := mime.ParseMediaType(resp.Header.Get("Content-Type"))
	return typ == "text/html"
}

func isPunishURL(address string) bool {
	return strings.Contains(address, "_____tmd_____") || strings.Contains(address, "/punish")
}

// envelope is what both endpoints answer.
type envelope struct {
	Success *bool           `json:"success"`
	Code    any             `json:"code"` // a string, and sometimes a number
	Msg     string          `json:"msg"`
	ErrMsg  string          `json:"errMsg"`
	Data    json.RawMessage `json:"data"`
}

// open takes the data out of an answer.
func (s *site) open(body []byte) (json.RawMessage, error) {
	var e envelope
	if err := json.Unmarshal(body, &e); err != nil {
		if bytes.HasPrefix(bytes.TrimSpace(body), []byte("<")) {
			return nil, &transient{err: errors.New("the site answers with a web page instead of JSON")}
		}
		return nil, &transient{err: fmt.Errorf("the answer is no JSON: %w", err)}
	}
	switch {
	case e.Success == nil:
		return nil, errors.New("the answer has no member success: is this the site's document endpoint?")
	case !*e.Success:
		code := ""
		if e.Code != nil {
			code = fmt.Sprint(e.Code)
		}
		message := e.ErrMsg
		if message == "" {
			message = e.Msg
		}
		return nil, &refusal{code, message}
	case len(e.Data) == 0 || string(e.Data) == "null":
		return nil, errors.New("the site has nothing there any more: the document may have been withdrawn")
	}
	return e.Data, nil
}
