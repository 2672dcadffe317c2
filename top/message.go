package top

import (
	"context"
	"strconv"
	"time"
)

// Message is a message of the platform as it came: what it is about, and its content.
// Package tmc receives messages and hands them to handlers.
type Message struct {
	ID        int64     // by which it is confirmed; the same when it comes again
	Topic     string    // such as "taobao_trade_TradeCreate"
	Publisher string    // app key of the app that published it
	UserID    int64     // of the user whom it is about; 0 where none is named
	UserNick  string    // of that user
	Published time.Time // zero where the platform does not say
	Outgoing  time.Time // when the platform sent it out; zero where it does not say
	DataID    int64     // of what it is about; 0 where the platform does not say
	// Retried tells that the platform has sent the message before: its handler may
	// have handled it already. Over HTTP nothing tells, and it is false.
	Retried bool
	Content string // JSON, seldom XML
}

// String names the topic and the message, and nothing of what it says.
func (m Message) String() string {
	text := "message " + strconv.FormatInt(m.ID, 10) + " of topic " + m.Topic
	if m.Retried {
		text += " (retried)"
	}
	return text
}

// GoString is String: %#v must not show the content.
func (m Message) GoString() string { return "top.Message{" + m.String() + "}" }

// MessageHandler handles the messages of a topic. Generated packages make handlers
// of functions: see trade.OnTradeCreate.
type MessageHandler struct {
	topic  string
	decode func(m Message) (handle func(context.Context) error, err error)
}

// Topic returns the topic that h handles, "" if it takes all that no other handler
// does.
func (h MessageHandler) Topic() string { return h.topic }

// Decode reads the content of a message and returns what handles it. An error, which
// is a *DecodeError, says what of the content does not fit.
func (h MessageHandler) Decode(m Message) (handle func(context.Context) error, err error) {
	if h.decode == nil {
		panic("top: the MessageHandler is zero: make one by HandleMessage, or by a function of generated bindings")
	}
	return h.decode(m)
}

// HandleMessage returns a handler of a topic that decodes contents into a T.
// Generated packages call it.
func HandleMessage[T any](topic string, f func(ctx context.Context, m *T, meta Message) error) MessageHandler {
	return MessageHandler{topic, func(meta Message) (func(context.Context) error, error) {
		m := new(T)
		if err := UnmarshalMessage(meta.Content, m); err != nil {
			return nil, err
		}
		return func(ctx context.Context) error { return f(ctx, m, meta) }, nil
	}}
}

// HandleOtherMessages returns a handler of the messages that no other handler is
// for. It gets their contents undecoded: see UnmarshalMessage.
func HandleOtherMessages(f func(ctx context.Context, meta Message) error) MessageHandler {
	return MessageHandler{"", func(meta Message) (func(context.Context) error, error) {
		return func(ctx context.Context) error { return f(ctx, meta) }, nil
	}}
}
