package top

import (
	"context"
	"errors"
	"fmt"
	"slices"
)

// DefaultMaxBatch is how many calls go into one request of a batch, unless
// WithMaxBatch says otherwise. The platform's documentation of batches names no
// limit, nor do its own clients have one: the number is a cautious choice of
// ours, small enough that a request lost on the way leaves few calls in doubt.
const DefaultMaxBatch = 20

// batchSeparator stands between the calls of a batch, and between the answers.
const batchSeparator = "\r\n-S-\r\n"

// MethodBatch is the method under which middleware and reports see a batch.
const MethodBatch = "top.batch"

// Batch is many calls in one HTTP request. They are added by Add and sent by
// Send; each has its own response or error. Files cannot be part of a batch. A
// Batch is for one goroutine and is sent once.
type Batch struct {
	items []*batchItem
	sent  bool
}

// batchItem is a call of a batch.
type batchItem struct {
	api  *API
	req  any
	resp any
	opts []CallOption

	call *call // once it has been prepared
	err  error
	done bool
}

// NewBatch returns an empty batch.
func NewBatch() *Batch { return new(Batch) }

// Len returns how many calls have been added.
func (b *Batch) Len() int { return len(b.items) }

// Result is what becomes of a call of a batch.
type Result[Response any] struct{ item *batchItem }

// errNotSent is the error of a Result whose batch has not been sent.
var errNotSent = errors.New("top: the batch has not been sent")

// Get returns the response of the call or its error, as its Do would have. A
// response that does not fit its documentation comes with a *DecodeError.
func (r *Result[Response]) Get() (*Response, error) {
	if !r.item.done {
		return nil, errNotSent
	}
	if err := r.item.err; err != nil && !Partial(err) {
		return nil, err
	}
	return r.item.resp.(*Response), r.item.err
}

// Add adds a call to a batch: req is a generated request, whose fields must
// not be changed until the batch is sent. Options of the call may give a session
// or TokenSource of its own, a target app key, parameters by WithParam,
// WithoutValidation, WithoutSessionCheck, WithUnknownFields, WithRaw, WithReport
// and WithSent; others are those of the batch.
func Add[Response any](b *Batch, req interface {
	Do(context.Context, Caller, ...CallOption) (*Response, error)
}, opts ...CallOption) *Result[Response] {
	item := new(batchItem)
	recorder := CallerFunc(func(_ context.Context, api *API, req, resp any, opts ...CallOption) error {
		item.api, item.req, item.resp, item.opts = api, req, resp, opts
		return errNotSent
	})
	if _, err := req.Do(context.Background(), recorder, opts...); item.api == nil {
		item.err, item.done = fmt.Errorf("top: %T.Do does not call the platform: %w", req, err), true
	}
	b.items = append(b.items, item)
	return &Result[Response]{item}
}

// Sender is what sends batches. A Client is one, for code that is used; OneByOne
// makes one of any Caller, for code that is tested.
type Sender interface {
	Send(ctx context.Context, b *Batch, opts ...CallOption) error
}

// OneByOne returns a Sender that makes each call of a batch by itself, through c,
// which may be a fake of a test that knows nothing of batches. The options of the
// batch are those of each call, before its own. Send returns an error only for a
// batch that is empty or has been sent before.
func OneByOne(c Caller) Sender { return oneByOne{c} }

type oneByOne struct{ c Caller }

func (s oneByOne) Send(ctx context.Context, b *Batch, opts ...CallOption) error {
	if err := b.send(); err != nil {
		return err
	}
	for _, item := range b.items {
		if !item.done {
			item.err, item.done = s.c.Call(ctx, item.api, item.req, item.resp, slices.Concat(opts, item.opts)...), true
		}
	}
	return nil
}

// send marks a batch as sent, if it can be.
func (b *Batch) send() error {
	if b.sent {
		return errors.New("top: the batch has been sent before")
	}
	if len(b.items) == 0 {
		return errors.New("top: the batch is empty")
	}
	b.sent = true
	return nil
}

// Send sends the calls of b, whose results then have their responses. A call that
// fails by itself, or that breaks a documented rule and is not sent, has its error
// in its result, and the others are sent all the same. What Send returns is an error
// of the batch as a whole; the results of all calls that it left without an answer
// have it, too.
func (c *Client) Send(ctx context.Context, b *Batch, opts ...CallOption) error {
	max, err := c.maxBatch(opts)
	if err != nil {
		return err
	}
	if err := b.send(); err != nil {
		return err
	}
	var errs []error
	for items := range slices.Chunk(b.items, max) {
		api := &API{Method: MethodBatch}
		err := c.chain.Call(ctx, api, &batchRequest{items: items}, new(batchResponse), opts...)
		if err != nil {
			errs = append(errs, err)
		}
		for _, item := range items {
			if !item.done {
				item.err, item.done = err, true
			}
		}
	}
	return errors.Join(errs...)
}

// maxBatch returns how many calls go into one request.
func (c *Client) maxBatch(opts []CallOption) (int, error) {
	k := call{settings: &c.settings}
	err := k.apply(opts)
	return k.settings.maxBatch, err
}
