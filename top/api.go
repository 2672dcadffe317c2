package top

import (
	"context"
	"net/http"
)

// Protocol is how a call goes over the wire. The zero Protocol is ProtocolTOP.
type Protocol *protocol

// protocol is what differs between protocols. APIs point to it for the size of
// programs: see doc.go.
type protocol struct {
	gateway func(method string) string // name of the gateway of a method
	request func(k *call, ctx context.Context) (*http.Request, error)
	failure func(body string) *Error // what a response says went wrong, among its fields
}

var (
	// ProtocolTOP is the platform's own protocol: a signed form.
	ProtocolTOP Protocol
	// ProtocolQimen is that of methods which begin with "qimen." or
	// "taobao.qimen.": see GatewayQimen and GatewayQimenCloud.
	ProtocolQimen Protocol = &protocol{qimenGateway, (*call).qimenRequest, qimenFailure}
)

// The gateways that have a name; see WithGateway.
const (
	// GatewayProduction is https://eco.taobao.com/router/rest, the default.
	GatewayProduction = "production"
	// GatewayOverseas is https://api.taobao.com/router/rest, for servers
	// outside mainland China.
	GatewayOverseas = "overseas"
	// GatewayAliExpress is https://api-sg.aliexpress.com/sync, to which the
	// aliexpress.* methods moved in 2022. It takes the session as access_token
	// and signs by HMAC-SHA256.
	GatewayAliExpress = "aliexpress"
	// GatewayQimen is the gateway of the Qimen protocol 1.x.
	GatewayQimen = "qimen"
	// GatewayQimenCloud is the gateway of the Qimen cloud protocol.
	GatewayQimenCloud = "qimen-cloud"
)

// API describes a documented method. Generated packages have one for each, and
// middleware can tell by it what is called.
type API struct {
	Method  string // such as "taobao.item.seller.get"
	Root    string // root of the response in JSON, where its type does not name it; empty where the page shows none
	Session bool   // the documentation's samples pass a session
	// NoSession tells that the documentation says that calls need no session: none is sent.
	NoSession bool
	Effect    Effect       // what calls do to the platform's data
	Protocol  Protocol     // of the call
	Gateway   string       // name of the gateway; empty is GatewayProduction
	Rules     []Rule       // documented rules that are not in the tags of the request
	Errors    []*ErrorCode // documented error codes
}

// Caller calls APIs. A *Client does, and so do middleware and package toptest.
//
// Call sends req, a pointer to a generated request, and decodes the answer into
// resp, a pointer to a generated response. Where Partial(err) holds, resp has
// what could be decoded; after any other error its content is not defined.
type Caller interface {
	Call(ctx context.Context, api *API, req, resp any, opts ...CallOption) error
}

// CallerFunc is a function that calls APIs.
type CallerFunc func(ctx context.Context, api *API, req, resp any, opts ...CallOption) error

// Call calls f.
func (f CallerFunc) Call(ctx context.Context, api *API, req, resp any, opts ...CallOption) error {
	return f(ctx, api, req, resp, opts...)
}

// Middleware wraps a Caller, to log, trace, measure or change its calls.
type Middleware func(Caller) Caller

// Effect is what the calls of a method do to the platform's data. Only calls that
// read are repeated by themselves; WithRead overrides it for a call.
type Effect uint8

// The effects.
const (
	EffectWrite Effect = iota // they change something, or nobody knows
	EffectRead                // nothing
)
