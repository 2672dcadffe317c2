// Package browser_test looks at the pages of `topgen mock` in a browser. It is in
// this module because what drives the browser takes long to compile.
package browser_test

import (
	"context"
	"errors"
	"net/http"
	"net/http/httptest"
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
	ctx, cancel = context.WithTimeout(ctx, time.Minute)
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

// TestBrowser searches for a method, opens it, sends its form and reads the
// answer, with the keyboard where that must do.
func TestBrowser(t *testing.T) {
	ctx := browser(t)
	h := httptest.NewServer(explored())
	defer h.Close()
	steps := func(what string, steps ...chromedp.Action[chromedp.Void]) {
		t.Helper()
		if err := chromedp.Do(ctx, steps...); err != nil {
			t.Fatalf("%s: %v", what, err)
		}
	}
	text := func(selector string) string {
		t.Helper()
		s, err := chromedp.Run(ctx, chromedp.TextContent(selector))
		if err != nil {
			t.Fatalf("%s: %v", selector, err)
		}
		return strings.Join(strings.Fields(s), " ")
	}
	wait := func(what, condition string) {
		t.Helper()
		if _, err := chromedp.Run(ctx, chromedp.Poll[bool](condition)); err != nil {
			t.Fatalf("%s: %v", what, err)
		}
	}

	steps("open the index", chromedp.Navigate(h.URL+"/"), chromedp.WaitVisible("#results .methods"))
	steps("search by keyboard", press("/"), chromedp.KeyEvent("items"))
	wait("the search finds one method", `document.querySelectorAll("#results .methods a").length == 1`)
	if got := text("#results .methods mark"); got != "items" {
		t.Errorf("marked is %q", got)
	}
	wait("the address has the search", `location.search == "?q=items"`)

	steps("open it by keyboard", chromedp.KeyEvent(kb.ArrowDown), chromedp.KeyEvent(kb.Enter), chromedp.WaitVisible("h1"))
	if got := text("h1"); got != "taobao.items.get" {
		t.Fatalf("the page is of %q", got)
	}
	if visible, err := chromedp.Run(ctx, chromedp.Evaluate[bool](`document.querySelector("#request details .tree").checkVisibility()`)); err != nil || !visible {
		t.Errorf("the fields of the struct are not to be seen: %v", err)
	}

	steps("send", chromedp.SetValue(`[name="p.q"]`, "shoes"), chromedp.Click(".send"), chromedp.WaitVisible("#wire .wire.good"))
	if got := text("#wire .verdict b"); got != "Answered" {
		t.Errorf("verdict %q", got)
	}
	wire := text("#wire")
	for _, want := range []string{`"title": "a"`, "POST /router/rest HTTP/1.1", "q=shoes", "HTTP/1.1 200 OK", `{"items_get_response":`} {
		if !strings.Contains(wire, want) {
			t.Errorf("what is shown has no %q:\n%s", want, wire)
		}
	}

	steps("send by keyboard what is refused", chromedp.SetValue(`[name="p.q"]`, " "), chromedp.Focus(".send"), chromedp.KeyEvent(kb.Enter), chromedp.WaitVisible("#wire .wire.error"))
	if got := text("#wire .verdict"); !strings.HasPrefix(got, "Error 40 Missing required arguments") {
		t.Errorf("verdict %q", got)
	}

	steps("choose a sample by keyboard", chromedp.Focus("#sample-json"), chromedp.KeyEvent(kb.ArrowRight))
	wait("the simplified sample is shown", `document.querySelector("#sample-simplified + label + .pane").checkVisibility()`)
	if got := text("#sample-simplified + label + .pane code"); !strings.HasPrefix(got, `{ "items": [`) {
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
