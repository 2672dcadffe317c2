package mock

import (
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/topgen/topgen/internal/api"
	"github.com/topgen/topgen/internal/schema"
	"github.com/topgen/topgen/top/tmc/tmctest"
)

// redeliver is after how long the gateway sends a message again that nobody has
// confirmed. The platform takes minutes.
const redeliver = 10 * time.Second

// newChannel returns the gateway's side of the channel of messages.
func newChannel(opt Options) *tmctest.Server {
	return tmctest.New(tmctest.Options{AppKey: opt.AppKey, AppSecret: opt.AppSecret, Redeliver: redeliver})
}

// isChannel reports whether a request asks for the channel of messages, which is at
// the address of the page for people.
func isChannel(r *http.Request) bool {
	return r.URL.Path == "/" && strings.EqualFold(r.Header.Get("Upgrade"), "websocket")
}

// Messages returns the topics of which there are pages, sorted.
func (s *Server) Messages() []*Method { return s.messages }

// Topic returns the page of a topic; nil if there is none.
func (s *Server) Topic(topic string) *Method { return s.topics[topic] }

// Sample returns a message of a topic: one that the platform really sent, if there is one,
// and otherwise the documented one.
func (m *Method) Sample() (content string, sent bool) {
	bodies := m.API.Recorded
	if i := slices.IndexFunc(bodies, func(b schema.Body) bool { return !b.XML }); i >= 0 {
		return bodies[i].Text, true
	}
	if len(bodies) > 0 {
		return bodies[0].Text, true // XML is seldom sent
	}
	return m.meaning().Answer(api.JSON).Text(), false
}

// Push sends a message to the programs that listen, now or when one begins to. It
// returns the message's id.
func (s *Server) Push(topic, content string) int64 { return s.channel.Push(topic, content) }

// Listeners returns how many programs listen to messages.
func (s *Server) Listeners() int { return s.channel.Connections() }
