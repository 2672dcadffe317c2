// Package inbound is the server's side of the platform's protocols: it reads
// the calls that arrive at a gateway of ours, checks what the protocol itself
// asks of them, and says what is wrong in the platform's words. Both gateways,
// the one of topgen mock and the one of toptest, stand on it, so that they take
// and refuse the same calls.
//
// Toptest is part of what users build, so this package imports the standard
// library, package top and the facts of the protocol alone.
package inbound

import (
	"maps"
	"net/http"
	"slices"

	"github.com/topgen/topgen/internal/protocol"
)

// Endpoint is what is spoken at one path of a gateway.
type Endpoint struct {
	Gateway protocol.Gateway
	Batch   bool // one request holds many calls
}

// endpoints has the paths at which calls are taken. Those of the last one are
// calls of Qimen that are tried out.
var endpoints = map[string]Endpoint{
	protocol.TOP.Path():        {Gateway: protocol.TOP},
	protocol.BatchPath:         {Gateway: protocol.TOP, Batch: true},
	protocol.AliExpress.Path(): {Gateway: protocol.AliExpress},
	protocol.Qimen.Path():      {Gateway: protocol.Qimen},
	protocol.QimenCloud.Path(): {Gateway: protocol.QimenCloud},
	"/router/qmtest":           {Gateway: protocol.QimenCloud},
}

// EndpointAt returns what is spoken at a path of a gateway.
func EndpointAt(path string) (e Endpoint, ok bool) {
	e, ok = endpoints[path]
	return e, ok
}

// Paths returns the paths at which calls are taken, sorted.
func Paths() []string { return slices.Sorted(maps.Keys(endpoints)) }

// takes reports whether calls are made by that HTTP method.
func (e Endpoint) takes(method string) bool {
	return method == http.MethodPost || method == http.MethodGet && !e.Batch
}

// isQimen reports whether answers have the form of Qimen.
func isQimen(g protocol.Gateway) bool { return g == protocol.Qimen || g == protocol.QimenCloud }
