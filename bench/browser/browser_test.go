// Package browser_test looks at the pages of `topgen mock` in a browser. It is in
// this module because what drives the browser takes long to compile.
package browser_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"

	"github.com/topgen/topgen/internal/mock"
	"github.com/topgen/topgen/internal/mock/explorer"
	"github.com/topgen/topgen/internal/schema"
	"github.com/topgen/topgen/internal/testenv"
)

// browser starts a headless Chromium and returns the context of a tab. Without
// one on the machine the test is skipped, but in CI it fails: there the test
// must have run.
func browser(t *testing.T) context.Context {
	t.Helper()
	path := testenv.Program(t, "chromium", "chromium-browser", "google-chrome", "chrome")
	opts := append(chromedp.DefaultExecAllocatorOptions[:],
		chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.UserDataDir(t.TempDir()),
		// Nothing outside this machine is to be asked for.
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-background-networking", true),
		chromedp.Flag("disable-component-update", true), chromedp.Flag("disable-sync", true),
	)
	ctx, cancel := chromedp.NewExecAllocator(t.Context(), opts...)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewContext(ctx)
	t.Cleanup(func() {
		if err := chromedp.Cancel(ctx); err != nil && !errors.Is(err, context.Canceled) {
			t.Logf("the browser did not end in order: %v", err)
		}
		cancel()
	})
	if err := chromedp.Do(ctx, chromedp.Navigate("about:blank")); err != nil {
		t.Fatalf("Chromium does not start: %v", err)
	}
	ctx, cancel = context.WithTimeout(ctx, 5*time.Minute)
	t.Cleanup(cancel)
	return ctx
}

// testPages are a method with a struct, a sample and an error to look at, and one
// that takes a file.
func testPages() []mock.Page {
	item := []*schema.Field{{Name: "id", Type: "Number"}, {Name: "title", Type: "String"}}
	apis := []*schema.API{
		{
			Method: "taobao.items.get", Title: "查询", Protocol: schema.ProtocolTOP, Session: true, Root: "items_get_response",
			Request: []*schema.Field{
				{Name: "q", Type: "String", Required: new(true)},
				{Name: "page_size", Type: "Number", Limits: &schema.Limits{MinValue: "1", MaxValue: "100"}},
				{Name: "hot", Type: "Boolean"},
				{Name: "filter", Type: "Filter", Fields: []*schema.Field{{Name: "sku", Type: "String", Required: new(true)}, {Name: "n", Type: "Number"}}},
			},
			Response: []*schema.Field{{Name: "items", Type: "Item", List: true, Element: "item", Fields: item}},
			Errors:   []schema.ErrorCode{{Code: "isv.no-such-item", Message: "商品不存在"}},
			Samples: schema.Samples{
				XML:   `<items_get_response><items><item><id>1</id><title>a</title></item></items></items_get_response>`,
				Error: `<error_response><code>50</code><msg>Remote service error</msg><sub_code>isv.no-such-item</sub_code><sub_msg>商品不存在</sub_msg></error_response>`,
			},
		},
		{
			Method: "taobao.picture.upload", Title: "上传", Protocol: schema.ProtocolTOP, Root: "picture_upload_response",
			Request: []*schema.Field{
				{Name: "image", Type: "byte", Required: new(true), Limits: &schema.Limits{MaxLength: "10", FileTypes: []string{"jpg", "png"}}},
				{Name: "title", Type: "String"},
			},
			Samples: schema.Samples{XML: `<picture_upload_response></picture_upload_response>`},
		},
	}
	var pages []mock.Page
	for _, api := range apis {
		pages = append(pages, mock.Page{Path: "docs/" + api.Method + ".txt", API: api})
	}
	return pages
}

// explored returns a gateway for the pages, with its explorer.
func explored() http.Handler {
	s := mock.New(testPages(), mock.Options{})
	s.Handle("/", explorer.New(s, explorer.Options{}))
	return s
}

// tab is a tab of the browser at a gateway.
type tab struct {
	*testing.T
	ctx     context.Context
	address string
}

// open starts a browser, and a gateway whose page it is to look at.
func open(t *testing.T, h http.Handler) *tab {
	t.Helper()
	srv := httptest.NewServer(h)
	t.Cleanup(srv.Close)
	p := &tab{t, browser(t), srv.URL}
	p.size(1280)
	return p
}

// do takes steps that must succeed.
func (p *tab) do(what string, steps ...chromedp.Action[chromedp.Void]) {
	p.Helper()
	if err := chromedp.Do(p.ctx, steps...); err != nil {
		p.Fatalf("%s: %v", what, err)
	}
}

// visit opens a page of the gateway.
func (p *tab) visit(path string) {
	p.Helper()
	p.do("open "+path, chromedp.Navigate(p.address+path), chromedp.WaitReady("main"))
}

// size makes the window as wide as a screen is.
func (p *tab) size(width int64) {
	p.Helper()
	p.do("resize", chromedp.EmulateViewport(width, 844))
}

// text returns the text of the first element that a selector finds, white space
// collapsed.
func (p *tab) text(selector string) string {
	p.Helper()
	s, err := chromedp.Run(p.ctx, chromedp.TextContent(selector))
	if err != nil {
		p.Fatalf("%s: %v", selector, err)
	}
	return strings.Join(strings.Fields(s), " ")
}

// wait waits until something holds in the page.
func (p *tab) wait(what, condition string) {
	p.Helper()
	if _, err := chromedp.Run(p.ctx, chromedp.Poll[bool](condition)); err != nil {
		p.Fatalf("%s: %v", what, err)
	}
}

// eval returns what an expression gives in the page. A promise is waited for.
func eval[T any](p *tab, expression string) T {
	p.Helper()
	v, err := chromedp.Run(p.ctx, chromedp.Evaluate[T](expression, chromedp.EvalAwaitPromise))
	if err != nil {
		p.Fatalf("%s: %v", expression, err)
	}
	return v
}

// shoot keeps a picture of what is to be seen, in the folder that SCREENSHOTS names.
func (p *tab) shoot(name string) {
	p.Helper()
	dir := os.Getenv("SCREENSHOTS")
	if dir == "" {
		return
	}
	png, err := chromedp.Run(p.ctx, chromedp.CaptureScreenshot())
	if err == nil {
		err = os.MkdirAll(dir, 0o755)
	}
	if err == nil {
		err = os.WriteFile(filepath.Join(dir, name+".png"), png, 0o644)
	}
	if err != nil {
		p.Errorf("no picture of %s: %v", name, err)
	}
}

// TestBrowser searches for a method, opens it, sends its form and reads the
// answer, with the keyboard where that must do.
func TestBrowser(t *testing.T) {
	p := open(t, explored())
	p.do("open the index", chromedp.Navigate(p.address+"/"), chromedp.WaitVisible("#results .methods"))
	p.shoot("index")
	p.do("search by keyboard", press("/"), chromedp.KeyEvent("items.get"))
	p.waitFound("items.get", "method")
	if got := p.text("#found-method mark"); got != "items.get" {
		t.Errorf("marked is %q", got)
	}
	p.wait("the address has the search", `location.search == "?q=items.get"`)

	p.do("open it by keyboard", chromedp.KeyEvent(kb.ArrowDown), chromedp.KeyEvent(kb.Enter), chromedp.WaitVisible("h1"))
	p.wait("the page of the method", `location.pathname == "/api/taobao.items.get" && document.readyState == "complete"`)
	if got := p.text("h1"); got != "taobao.items.get" {
		t.Fatalf("the page is of %q", got)
	}
	if !eval[bool](p, `document.querySelector("#request details .tree").checkVisibility()`) {
		t.Error("the fields of the struct are not to be seen")
	}

	p.do("send", chromedp.SetValue(`[name="p.q"]`, "shoes"), chromedp.Click(".send"), chromedp.WaitVisible("#wire .wire.good"))
	if got := p.text("#wire .verdict b"); got != "Answered" {
		t.Errorf("verdict %q", got)
	}
	wire := p.text("#wire")
	for _, want := range []string{`"title": "a"`, "POST /router/rest HTTP/1.1", "q=shoes", "HTTP/1.1 200 OK", `{"items_get_response":`} {
		if !strings.Contains(wire, want) {
			t.Errorf("what is shown has no %q:\n%s", want, wire)
		}
	}
	p.shoot("answer")

	p.do("send by keyboard what is refused", chromedp.SetValue(`[name="p.q"]`, " "), chromedp.SetValue(`[name="p.page_size"]`, "0"), chromedp.Focus(".send"), chromedp.KeyEvent(kb.Enter), chromedp.WaitVisible("#wire .wire.error"))
	if got := p.text("#wire .verdict"); !strings.HasPrefix(got, "Error 40 Missing required arguments") {
		t.Errorf("verdict %q", got)
	}
	if got := eval[string](p, `[...document.querySelectorAll("#wire .wrong li")].map((e) => e.innerText).join("; ")`); got != "q is required and missing; page_size is less than the minimum, 1" {
		t.Errorf("wrong is %q", got)
	}
	if got := eval[string](p, `[...document.querySelectorAll("[aria-invalid=true]")].map((e) => e.name).join()`); got != "p.q,p.page_size" {
		t.Errorf("marked are the inputs %s", got)
	}
	p.shoot("refused")

	p.do("choose a sample by keyboard", chromedp.Focus("#sample-json"), chromedp.KeyEvent(kb.ArrowRight))
	p.wait("the simplified sample is shown", `document.querySelector("#sample-simplified + label + .pane").checkVisibility()`)
	if got := p.text("#sample-simplified + label + .pane code"); !strings.HasPrefix(got, `{ "items": [`) {
		t.Errorf("the sample is %q", got)
	}
}

// TestBrowserLayouts looks at the pages on a phone and in the dark: nothing is
// wider than the screen, and texts can be told from what is behind them.
func TestBrowserLayouts(t *testing.T) {
	ctx := browser(t)
	h := httptest.NewServer(explored())
	defer h.Close()
	for _, scheme := range []string{"light", "dark"} {
		for _, width := range []int64{360, 1280} {
			if err := chromedp.Do(ctx, chromedp.EmulateViewport(width, 800), colorScheme(scheme)); err != nil {
				t.Fatal(err)
			}
			for _, path := range []string{"/", "/?q=get", "/api/taobao.items.get", "/api/taobao.picture.upload"} {
				if err := chromedp.Do(ctx, chromedp.Navigate(h.URL+path), chromedp.WaitReady("main")); err != nil {
					t.Fatalf("%s: %v", path, err)
				}
				wide, err := chromedp.Run(ctx, chromedp.Evaluate[int](`document.documentElement.scrollWidth - document.documentElement.clientWidth`))
				if err != nil || wide > 0 {
					t.Errorf("%s at %d px, %s: %d px wider than the screen, %v", path, width, scheme, wide, err)
				}
				bad, err := chromedp.Run(ctx, chromedp.Evaluate[[]string](poorContrast))
				if err != nil || len(bad) > 0 {
					t.Errorf("%s at %d px, %s: too little contrast in %q, %v", path, width, scheme, bad, err)
				}
			}
		}
	}
}

// poorContrast lists texts whose contrast to their background is below 4.5,
// what WCAG 2 asks of normal text.
const poorContrast = `
(() => {
  const channels = (color) => color.match(/[\d.]+/g).map(Number);
  const luminance = ([r, g, b]) => {
    const [x, y, z] = [r, g, b].map((c) => ((c /= 255) <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
    return 0.2126 * x + 0.7152 * y + 0.0722 * z;
  };
  const background = (element) => {
    for (let e = element; e; e = e.parentElement) {
      const c = channels(getComputedStyle(e).backgroundColor);
      if (c.length === 3 || c[3] === 1) return c;
    }
    return [255, 255, 255];
  };
  const bad = [];
  for (const e of document.querySelectorAll("body *")) {
    const own = [...e.childNodes].some((n) => n.nodeType === 3 && n.textContent.trim());
    if (!own || !e.checkVisibility() || e.closest(".skip, .hidden, .bar, script")) continue;
    const a = luminance(channels(getComputedStyle(e).color)), b = luminance(background(e));
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (ratio < 4.5) bad.push(e.tagName + "." + e.className + " " + ratio.toFixed(2) + " " + e.textContent.trim().slice(0, 20));
  }
  return [...new Set(bad)].slice(0, 10);
})()`

// press presses a key as a keyboard does: what it types comes of pressing it,
// unless the page has another use for the key.
func press(key string) chromedp.Action[chromedp.Void] {
	return chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		for _, typ := range []input.DispatchKeyEventType{input.DispatchKeyEventTypeKeyDown, input.DispatchKeyEventTypeKeyUp} {
			if _, err := cdp.Call(ctx, t, input.DispatchKeyEvent, input.DispatchKeyEventParams{Type: typ, Key: key, Text: key}); err != nil {
				return err
			}
		}
		return nil
	})
}

// colorScheme makes the browser ask for light or dark.
func colorScheme(scheme string) chromedp.Action[chromedp.Void] {
	return chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
			Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}},
		})
		return err
	})
}
