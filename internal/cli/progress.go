package cli

import (
	"time"

	"github.com/schollz/progressbar/v3"
)

// progress is a bar on a terminal. Elsewhere, and under --quiet, nothing of it
// is seen. Its methods are called by one goroutine.
type progress struct {
	total int
	what  string
	start time.Time
	app   *app
	bar   *progressbar.ProgressBar // nil until it is shown
}

// progress returns a bar for total items of a kind.
func (a *app) progress(total int, what string) *progress {
	return &progress{total: total, what: what, start: time.Now(), app: a}
}

// set tells how many items are done.
func (p *progress) set(done int) {
	if !p.app.errTerminal || p.app.quiet || p.app.form().Structured() {
		return
	}
	if p.bar == nil {
		if time.Since(p.start) < p.app.barDelay {
			return
		}
		p.bar = progressbar.NewOptions(p.total,
			progressbar.OptionSetWriter(p.app.err),
			progressbar.OptionSetDescription(p.what),
			progressbar.OptionShowCount(),
			progressbar.OptionThrottle(100*time.Millisecond),
			progressbar.OptionSetWidth(30),
			progressbar.OptionClearOnFinish(),
		)
	}
	p.bar.Set(done)
}

// clear takes the bar away.
func (p *progress) clear() {
	if p.bar != nil {
		p.bar.Clear()
	}
}
