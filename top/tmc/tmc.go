// Package tmc receives the messages that the platform pushes: that an order was
// made, paid, shipped, and a thousand things more. Generated bindings have a type and
// a handler for each documented topic:
//
//	err := tmc.Listen(ctx, tmc.Config{AppKey: key, AppSecret: secret},
//		trade.OnTradeCreate(func(ctx context.Context, m *trade.TradeCreate, meta top.Message) error {
//			return book(ctx, m.Tid)
//		}))
//
// A handler that returns nil confirms its message. One that returns an error, or
// panics, does not, and the platform sends the message again, some minutes later.
// It may also come again although it was handled, when a confirmation was lost
// with its connection: handlers should find out whether they have done their work
// already, above all where meta.Retried is set. One message is never handled twice
// at the same time.
//
// Listen has a WebSocket connection, over which the platform pushes. Poll does the
// same over the API, for programs behind a proxy that knows no WebSocket. Package
// tmctest has a server for tests.
package tmc

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/topgen/topgen/top"
)

// The addresses of the platform's servers.
const (
	Production = "ws://mc.api.taobao.com/"
	Sandbox    = "ws://mc.api.tbsandbox.com/"
)

// What a Config has where it says nothing else.
const (
	DefaultGroup    = "default"
	DefaultHandlers = 16
	DefaultPull     = 15 * time.Second
	DefaultMinPause = time.Second
	DefaultMaxPause = time.Minute
	DefaultGrace    = 30 * time.Second
	DefaultQuantity = 100
)

// Config says whose messages are received, and how. Of Listen it needs AppKey and
// AppSecret, of Poll, to which a client is given, nothing.
//
// Its texts, in any encoding, leave out the secret; fmt finds it where a Config is
// in an unexported field of something that is printed.
type Config struct {
	AppKey    string
	AppSecret string
	Group     string // of users; the default is DefaultGroup, which every app has
	URL       string // of the server; the default is Production

	// Handlers is how many messages are handled at once, DefaultHandlers unless it is
	// set. While that many are, no others are taken: slow handlers fill no memory.
	Handlers int
	// Pull is how often Listen asks for messages that wait, and how long Poll waits
	// when there are none. The default is DefaultPull.
	Pull time.Duration
	// MinPause and MaxPause bound the pause before another attempt to connect, or to
	// poll: it is doubled with each that fails. The defaults are DefaultMinPause and
	// DefaultMaxPause.
	MinPause, MaxPause time.Duration
	// Grace is how long handlers may go on when the context of Listen has ended, before
	// their own context ends, too. The default is DefaultGrace.
	Grace time.Duration
	// Quantity is how many messages Poll takes at once, 10 to 200. The default is
	// DefaultQuantity.
	Quantity int

	// OnDecodeError is told of a message whose content does not fit its topic's type, a
	// *top.DecodeError, or cannot be read at all, and says whether the message is
	// confirmed all the same. Without it, such messages are logged, not confirmed, and
	// come again.
	OnDecodeError func(ctx context.Context, m top.Message, err error) (confirm bool)
	// Logger is told what goes wrong: lost connections, failed handlers, messages that
	// no handler is for. It gets topics and ids, no contents. The default is
	// slog.Default().
	Logger *slog.Logger
	// HTTPClient connects, through a proxy for example. Its Timeout must be 0. The
	// default is http.DefaultClient.
	HTTPClient *http.Client
}

// Format prints the app key and nothing that is secret, whatever the verb.
func (c Config) Format(f fmt.State, _ rune) { fmt.Fprint(f, c.text()) }

// MarshalText returns what Format prints, so that no encoding has the secret.
func (c Config) MarshalText() ([]byte, error) { return []byte(c.text()), nil }

func (c Config) text() string { return "tmc.Config(app key " + c.AppKey + ", group " + c.Group + ")" }

// filled returns the Config with its defaults, or says what is wrong with it.
func (c Config) filled() (Config, error) {
	setDefault(&c.Group, DefaultGroup)
	setDefault(&c.URL, Production)
	setDefault(&c.Handlers, DefaultHandlers)
	setDefault(&c.Pull, DefaultPull)
	setDefault(&c.MinPause, DefaultMinPause)
	setDefault(&c.MaxPause, max(c.MinPause, DefaultMaxPause))
	setDefault(&c.Grace, DefaultGrace)
	setDefault(&c.Quantity, DefaultQuantity)
	if c.Logger == nil {
		c.Logger = slog.Default()
	}
	const longest = 32
	switch {
	case c.Handlers < 0, c.Pull < 0, c.MinPause < 0, c.Grace < 0:
		return c, errors.New("a number or duration is negative")
	case c.MaxPause < c.MinPause:
		return c, errors.New("MaxPause is shorter than MinPause")
	case c.Quantity < 10 || c.Quantity > 200:
		return c, errors.New("the platform gives out 10 to 200 messages at once: Quantity must be one of these")
	case utf8.RuneCountInString(c.Group) > longest:
		return c, fmt.Errorf("the name of a group has at most %d characters", longest)
	case c.HTTPClient != nil && c.HTTPClient.Timeout != 0:
		return c, errors.New("HTTPClient has a Timeout, which would end every connection")
	}
	return c, nil
}

func setDefault[T comparable](field *T, value T) {
	var zero T
	if *field == zero {
		*field = value
	}
}

// Failure is an error whose reason a handler tells to the platform, which shows it to
// the app's developers. Of all other errors, the platform is told that there was one.
type Failure struct {
	Reason string // at most 128 characters are sent
	Err    error  // what else there is to say to the program; may be nil
}

// Error has the reason and the error.
func (f *Failure) Error() string {
	if f.Err == nil {
		return f.Reason
	}
	return f.Reason + ": " + f.Err.Error()
}

// Unwrap returns Err.
func (f *Failure) Unwrap() error { return f.Err }

// RefusedError says that the platform did not take a connection: a wrong key or
// secret, or a group that there is not.
type RefusedError struct {
	Code   int    // 0 if there was none
	Phrase string // what the platform says
}

// Error has the code and the phrase.
func (e *RefusedError) Error() string {
	return fmt.Sprintf("tmc: the platform refused the connection: code %d %q", e.Code, e.Phrase)
}

// hidden keeps secrets out of texts that come from elsewhere.
type hidden []string

func (h hidden) scrub(text string) string {
	const shortest = 4 // what is shorter occurs anywhere
	for _, secret := range h {
		if len(secret) >= shortest {
			text = strings.ReplaceAll(text, secret, "[redacted]")
		}
	}
	return text
}
