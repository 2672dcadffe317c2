package tmc

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strconv"
	"strings"
	"time"

	"github.com/topgen/topgen/top"
)

// Poll takes messages by calls of c, and has them handled as Listen does, until ctx
// ends. Then it waits for the handlers that are at work, confirms their messages, and
// returns nil. While there are messages to handle it asks for the next ones at once, and
// otherwise every Config.Pull.
//
// Calls that fail are made again, after pauses that grow. An error is a mistake in what
// Poll was given, or what the platform said to the first call, if no later one can
// succeed.
func Poll(ctx context.Context, c top.Caller, cfg Config, handlers ...top.MessageHandler) error {
	p, err := newPoller(ctx, c, cfg, handlers)
	if err != nil {
		return fmt.Errorf("tmc: Poll: %w", err)
	}
	defer p.end()
	confirming, stop := context.WithCancel(context.WithoutCancel(ctx))
	stopped := make(chan struct{})
	go func() {
		p.confirm(confirming)
		close(stopped)
	}()
	err = p.run(ctx)
	p.await()
	stop()
	<-stopped
	return err
}

// poller is one call of Poll.
type poller struct {
	*dispatcher
	caller top.Caller
	outbox *outbox
}

func newPoller(ctx context.Context, c top.Caller, cfg Config, handlers []top.MessageHandler) (*poller, error) {
	if c == nil {
		return nil, errors.New("the caller is nil")
	}
	cfg, err := cfg.filled()
	if err != nil {
		return nil, err
	}
	d, err := newDispatcher(ctx, cfg, handlers)
	if err != nil {
		return nil, err
	}
	p := &poller{dispatcher: d, caller: c, outbox: newOutbox()}
	d.settle = p.settled
	return p, nil
}

// settled keeps what is to be confirmed. Of a failure the platform is told nothing: it
// would not send the message again.
func (p *poller) settled(id int64, o outcome) {
	if o.confirm {
		p.outbox.put(id, o)
	} else {
		p.forget(id)
	}
}

// run takes messages until ctx ends, or the first call shows that none will succeed.
func (p *poller) run(ctx context.Context) error {
	taken := false
	for failures := 0; ctx.Err() == nil; {
		messages, err := p.consume(ctx)
		if err != nil && !taken && isFinal(err) {
			return fmt.Errorf("tmc: Poll: %w", err)
		}
		handled := false
		for _, m := range messages {
			handled = p.take(ctx, p, m, nil) || handled
		}
		pause := time.Duration(0)
		switch {
		case err != nil:
			failures++
			pause = p.cfg.pause(failures)
			if ctx.Err() == nil {
				p.warn("tmc: no messages could be taken", slog.String("error", p.hidden.scrub(err.Error())), slog.Duration("pause", pause))
			}
		case !handled: // nothing came, or what no handler is for, which can come at once again
			taken, failures = true, 0
			pause = p.cfg.Pull
		default:
			taken, failures = true, 0
		}
		wait(ctx, pause)
	}
	return nil
}

// isFinal reports whether the platform would say the same to a later call.
func isFinal(err error) bool {
	apiErr, ok := errors.AsType[*top.Error](err)
	return ok && !apiErr.Retryable() && !errors.Is(err, top.ErrFlowControl)
}

// await waits until no message is being handled.
func (p *poller) await() {
	idle := p.idle()
	grace := time.NewTimer(p.cfg.Grace)
	defer grace.Stop()
	select {
	case <-idle:
		return
	case <-grace.C:
		p.end()
	}
	<-idle
}

// confirm confirms messages as soon as they are handled, until stop ends and nothing is
// left, or can be sent.
func (p *poller) confirm(stop context.Context) {
	ctx := context.WithoutCancel(stop)
	for failures := 0; ; {
		stopping := stop.Err() != nil // before it is looked what there is
		n, err := p.confirmSome(ctx)
		switch {
		case n > 0:
			failures = 0
		case stopping && err != nil:
			p.warn("tmc: messages were handled and could not be confirmed: they will come again", slog.Int("messages", p.outbox.len()), slog.String("error", p.hidden.scrub(err.Error())))
			return
		case stopping:
			return
		case err != nil:
			failures++
			pause := p.cfg.pause(failures)
			p.warn("tmc: messages could not be confirmed", slog.String("error", p.hidden.scrub(err.Error())), slog.Duration("pause", pause))
			wait(stop, pause)
		default:
			select {
			case <-stop.Done():
			case <-p.outbox.wake:
			}
		}
	}
}

// confirmSome confirms as many messages as one call can, and returns how many.
func (p *poller) confirmSome(ctx context.Context) (int, error) {
	const most = 200
	list := p.outbox.first(most)
	if len(list) == 0 {
		return 0, nil
	}
	ids := make([]string, len(list))
	for i, s := range list {
		p.telling(s.id)
		ids[i] = strconv.FormatInt(s.id, 10)
	}
	all := strings.Join(ids, ",")
	req := &confirmRequest{GroupName: &p.cfg.Group, Confirmed: &all}
	var resp confirmResponse
	if err := p.caller.Call(ctx, &apiConfirm, req, &resp); err != nil {
		return 0, err
	}
	if !resp.IsSuccess {
		return 0, errors.New("the platform did not say that they are confirmed")
	}
	p.outbox.drop(len(list))
	for _, s := range list {
		if p.told(s.id, s.outcome, p) {
			p.outbox.put(s.id, s.outcome)
		}
	}
	return len(list), nil
}

// consume takes messages. Of an answer that is not wholly as documented, the messages
// that are come beside the error.
func (p *poller) consume(ctx context.Context) ([]top.Message, error) {
	quantity := int64(p.cfg.Quantity)
	var resp consumeResponse
	err := p.caller.Call(ctx, &apiConsume, &consumeRequest{GroupName: &p.cfg.Group, Quantity: &quantity}, &resp)
	if errors.Is(err, top.ErrEmptyResponse) {
		return nil, nil // no message waits
	}
	if err != nil && !top.Partial(err) {
		return nil, err
	}
	var messages []top.Message
	for _, c := range resp.Messages {
		if c.ID == 0 {
			err = errors.Join(err, errors.New("a message came without an id, by which it could be confirmed"))
			continue
		}
		messages = append(messages, top.Message{
			ID: c.ID, Topic: c.Topic, Publisher: c.PubAppKey, UserID: c.UserID, UserNick: c.UserNick,
			Published: c.PubTime.Time, Content: c.Content.Text(),
		})
	}
	return messages, err
}

// The two methods, as their pages have them.
var (
	apiConsume = top.API{Method: "taobao.tmc.messages.consume", Root: "tmc_messages_consume_response"}
	apiConfirm = top.API{Method: "taobao.tmc.messages.confirm", Root: "tmc_messages_confirm_response"}
)

type consumeRequest struct {
	GroupName *string `json:"group_name,omitzero"`
	Quantity  *int64  `json:"quantity,omitzero"`
}

type consumeResponse struct {
	Messages  []consumed `json:"messages,omitzero" top:"element=tmc_message"`
	RequestID string     `json:"request_id,omitzero" top:"root=tmc_messages_consume_response"`
}

// consumed is a message. Its content is a text, but an object is taken as well.
type consumed struct {
	ID        int64       `json:"id"`
	Topic     string      `json:"topic"`
	Content   top.RawJSON `json:"content,omitzero"`
	UserID    int64       `json:"user_id"`
	UserNick  string      `json:"user_nick"`
	PubAppKey string      `json:"pub_app_key"`
	PubTime   top.Time    `json:"pub_time,omitzero"`
}

type confirmRequest struct {
	GroupName *string `json:"group_name,omitzero"`
	Confirmed *string `json:"s_message_ids,omitzero"`
}

type confirmResponse struct {
	IsSuccess bool   `json:"is_success"`
	RequestID string `json:"request_id,omitzero" top:"root=tmc_messages_confirm_response"`
}
