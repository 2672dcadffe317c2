package tmc

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"github.com/coder/websocket"
	"github.com/topgen/topgen/top/tmc/internal/wire"
)

const (
	connectTimeout = 10 * time.Second // to connect, and to be taken
	writeTimeout   = 10 * time.Second
	maxFrame       = 16 << 20 // bytes

	sdk = "topgen"
)

// alive says how a connection is kept alive.
type alive struct {
	silence time.Duration // after which a ping is sent
	check   time.Duration // how often it is looked for that
	pong    time.Duration // how long to wait for an answer
}

// usualAlive is what the platform's own clients do.
var usualAlive = alive{silence: 45 * time.Second, check: 5 * time.Second, pong: 10 * time.Second}

// connection is a connection that the platform has taken. One goroutine reads and any
// may write. It is lost once, and for good.
type connection struct {
	alive
	ws      *websocket.Conn
	token   string
	dead    chan struct{} // closed when the connection is lost
	err     error         // why; set before dead is closed
	once    sync.Once
	gotData atomic.Bool  // a message came
	blocked atomic.Bool  // nothing is read: handlers are busy
	traffic atomic.Int64 // when something was read or written, in nanoseconds
	pinging atomic.Bool
}

// connect makes a connection and introduces the app.
func (l *listener) connect(ctx context.Context) (*connection, error) {
	ctx, cancel := context.WithTimeout(ctx, connectTimeout)
	defer cancel()
	ws, resp, err := websocket.Dial(ctx, l.cfg.URL, &websocket.DialOptions{HTTPClient: l.cfg.HTTPClient})
	if err != nil {
		return nil, dialError(err, resp)
	}
	ws.SetReadLimit(maxFrame)
	c := &connection{alive: l.alive, ws: ws, dead: make(chan struct{})}
	if err := l.introduce(ctx, c); err != nil {
		c.close()
		return nil, err
	}
	return c, nil
}

// dialError says why there is no connection, without the address: it may be one of a
// program's own, with a key in it.
func dialError(err error, resp *http.Response) error {
	if resp != nil && resp.StatusCode != http.StatusSwitchingProtocols {
		return fmt.Errorf("the server answered with HTTP status %d, which is none of WebSocket", resp.StatusCode)
	}
	if u, ok := errors.AsType[*url.Error](err); ok {
		err = u.Err
	}
	return fmt.Errorf("the server cannot be reached: %w", err)
}

// introduce sends what the app is, and waits for the token of the connection.
func (l *listener) introduce(ctx context.Context, c *connection) error {
	l.flag++
	now := strconv.FormatInt(time.Now().UnixMilli(), 10)
	sign := wire.Signature(l.cfg.AppSecret, l.cfg.AppKey, l.cfg.Group, now)
	f := &wire.Frame{Type: wire.Connect, Flag: l.flag}
	f.Add(wire.TextHeader(wire.HeaderTimestamp, now),
		wire.TextHeader(wire.HeaderAppKey, l.cfg.AppKey),
		wire.TextHeader(wire.HeaderGroup, l.cfg.Group),
		wire.TextHeader(wire.HeaderSign, sign),
		wire.TextHeader(wire.HeaderSDK, sdk))
	if ip := localAddress(); ip != "" {
		f.Add(wire.TextHeader(wire.HeaderAddress, ip))
	}
	if err := c.write(f); err != nil {
		return err
	}
	for {
		b, err := c.next(ctx)
		if err != nil {
			return fmt.Errorf("the platform did not answer the introduction: %w", err)
		}
		f, err := wire.Parse(b)
		switch {
		case err != nil:
			return err
		case f.Type != wire.ConnectAck || f.Flag != l.flag:
			continue
		case f.Code != 0 || f.Phrase != "" || f.Token == "":
			return &RefusedError{Code: int(f.Code), Phrase: append(l.hidden, sign).scrub(f.Phrase)}
		}
		c.token = f.Token
		return nil
	}
}

// localAddress returns the address of this machine in its own network, "" if it is not
// known. The platform asks for it, to tell an app's machines apart.
func localAddress() string {
	addresses, err := net.InterfaceAddrs()
	if err != nil {
		return ""
	}
	for _, a := range addresses {
		if ip, ok := a.(*net.IPNet); ok && ip.IP.IsPrivate() && ip.IP.To4() != nil {
			return ip.IP.String()
		}
	}
	return ""
}

// next reads the bytes of the next frame.
func (c *connection) next(ctx context.Context) ([]byte, error) {
	_, b, err := c.ws.Read(ctx)
	c.touch()
	return b, err
}

// read reads frames until the connection is lost, and ends then.
func (c *connection) read(received func([]byte)) {
	for {
		b, err := c.next(context.Background())
		if err != nil {
			c.lose(err)
			return
		}
		received(b)
	}
}

// send sends a frame of type Send.
func (c *connection) send(headers ...wire.Header) error {
	return c.write(&wire.Frame{Type: wire.Send, Token: c.token, Headers: headers})
}

func (c *connection) write(f *wire.Frame) error {
	ctx, cancel := context.WithTimeout(context.Background(), writeTimeout)
	defer cancel()
	err := c.ws.Write(ctx, websocket.MessageBinary, f.Append(nil))
	c.touch()
	return err
}

func (c *connection) touch() { c.traffic.Store(time.Now().UnixNano()) }

// keepAlive sends a ping if nothing was read or written for a while. While handlers
// are busy, nothing is read, so that no answer is seen, and none is asked for.
func (c *connection) keepAlive() {
	if time.Since(time.Unix(0, c.traffic.Load())) < c.silence || !c.pinging.CompareAndSwap(false, true) {
		return
	}
	go func() {
		defer c.pinging.Store(false)
		wasBlocked := c.blocked.Load()
		ctx, cancel := context.WithTimeout(context.Background(), c.pong)
		defer cancel()
		err := c.ws.Ping(ctx)
		c.touch()
		if err != nil && !wasBlocked && !c.blocked.Load() {
			c.lose(fmt.Errorf("the platform does not answer a ping: %w", err))
		}
	}()
}

// lose ends the connection at once.
func (c *connection) lose(err error) {
	c.once.Do(func() {
		c.err = fmt.Errorf("the connection is lost: %w", err)
		close(c.dead)
	})
	c.ws.CloseNow()
}

// close ends the connection when the platform has read what was sent.
func (c *connection) close() { c.ws.Close(websocket.StatusNormalClosure, "") }
