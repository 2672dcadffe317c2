// Package protocol has the facts of the platform's protocol that hold for every
// API: what its names mean, and which method is called where. It decides nothing
// about single pages and imports nothing of topgen.
//
// The runtime, package top, stands on the standard library alone and so has a
// copy of what it needs of this. A test here holds that copy to it.
package protocol

import (
	"strings"
	"time"
)

// The members of responses that mean something in every one of them.
const (
	ErrorResponse = "error_response" // holds the error of a call that failed
	RequestID     = "request_id"     // names the call in the platform's logs
	RootSuffix    = "_response"      // ends the name of the root of a response
)

// The prefixes by which methods are told apart.
const (
	taobaoPrefix      = "taobao."
	aliExpressPrefix  = "aliexpress."
	qimenPrefix       = "qimen."
	taobaoQimenPrefix = taobaoPrefix + qimenPrefix
)

// AliExpressMethods is the pattern of the methods of the gateway of AliExpress,
// for people.
const AliExpressMethods = aliExpressPrefix + "*"

// The parts of a batch, which holds several calls in one body.
const (
	BatchPath            = "/router/batch"
	BatchSeparator       = "\r\n-S-\r\n"       // stands between calls, and between answers
	BatchSeparatorHeader = "top-api-separator" // the header that names another one
	BatchCommon          = "#PUBLIC#"          // begins the parameters that all calls share
	BatchNoParams        = "N"                 // stands for a call without parameters of its own
)

// GMT8 is the time zone of the platform.
var GMT8 = time.FixedZone("GMT+8", 8*60*60)

// The parameters of calls that other packages name.
const (
	Session      = "session"
	AccessToken  = "access_token" // the session, as the gateway of AliExpress calls it
	PartnerID    = "partner_id"
	TargetAppKey = "target_app_key"
	CustomerID   = "customerId"
)

// reserved are the parameters that every call has, or could have.
var reserved = map[string]bool{
	"method": true, "app_key": true, Session: true, AccessToken: true, "timestamp": true, "v": true,
	"sign_method": true, "sign": true, "format": true, "simplify": true,
}

// public are the parameters of the protocol beside the reserved ones. The last is
// what the platform's own test tool adds.
var public = map[string]bool{
	PartnerID: true, TargetAppKey: true, CustomerID: true, "force_sensitive_param_fuzzy": true,
}

// Reserved reports whether a parameter is one of every call, which no API can
// have for itself.
func Reserved(param string) bool { return reserved[param] }

// Public reports whether a parameter is one of the protocol. All others are the
// API's own.
func Public(param string) bool { return reserved[param] || public[param] }

// RootOf returns the name that the platform gives the root of a response.
func RootOf(method string) string {
	return strings.NewReplacer(".", "_", "-", "_").Replace(strings.TrimPrefix(method, taobaoPrefix)) + RootSuffix
}

// IsRoot reports whether a name is one that roots of responses have.
func IsRoot(name string) bool { return strings.HasSuffix(name, RootSuffix) }

// IsQimen reports whether a method speaks the protocol of Qimen.
func IsQimen(method string) bool {
	return strings.HasPrefix(method, qimenPrefix) || strings.HasPrefix(method, taobaoQimenPrefix)
}

// QimenSetter reports whether the setter of a name in Java gives a request of Qimen a
// parameter of the protocol: its samples give every request the customer and the
// version.
func QimenSetter(name string) bool { return name == "CustomerId" || name == "Version" }

// Gateway is one of the platform's gateways, each with a dialect of its own.
type Gateway int

// The gateways.
const (
	TOP        Gateway = iota // all that has no other
	AliExpress                // access_token, sha256, timestamps in milliseconds
	Qimen                     // protocol 1.x: the request is an XML document
	QimenCloud                // the other scenes of Qimen: as TOP, but for the form of answers
)

// Gateways returns all gateways.
func Gateways() []Gateway { return []Gateway{TOP, AliExpress, Qimen, QimenCloud} }

// GatewayOf returns the gateway at which a method is called. The methods of
// AliExpress moved to their own in 2022.
func GatewayOf(method string) Gateway {
	switch {
	case strings.HasPrefix(method, aliExpressPrefix):
		return AliExpress
	case strings.HasPrefix(method, taobaoQimenPrefix):
		return Qimen
	case strings.HasPrefix(method, qimenPrefix):
		return QimenCloud
	}
	return TOP
}

// gateways has what is known of each gateway.
var gateways = [...]struct {
	name, server, path, session string
	maxSkew                     time.Duration
}{
	TOP:        {"production", "https://eco.taobao.com", "/router/rest", Session, 10 * time.Minute},
	AliExpress: {"aliexpress", "https://api-sg.aliexpress.com", "/sync", AccessToken, 2 * time.Hour},
	Qimen:      {"qimen", "https://qimen.api.taobao.com", "/router/qimen/service", Session, 10 * time.Minute},
	QimenCloud: {"qimen-cloud", "https://qimen.api.taobao.com", "/router/qm", Session, 10 * time.Minute},
}

// Other addresses of the gateway TOP.
const (
	ServerOverseas = "https://api.taobao.com"    // for servers outside mainland China
	ServerOlder    = "https://gw.api.taobao.com" // an older name
)

// String returns the name by which package top knows the gateway.
func (g Gateway) String() string { return gateways[g].name }

// IsQimen reports whether the gateway speaks one of Qimen's protocols.
func (g Gateway) IsQimen() bool { return g == Qimen || g == QimenCloud }

// Server returns the scheme and the host of the gateway: "https://eco.taobao.com".
func (g Gateway) Server() string { return gateways[g].server }

// Path returns the path at which the gateway takes calls: "/router/rest".
func (g Gateway) Path() string { return gateways[g].path }

// SessionParam returns the parameter that holds the session of a user.
func (g Gateway) SessionParam() string { return gateways[g].session }

// MaxSkew returns how far the timestamp of a call may be from the gateway's clock.
func (g Gateway) MaxSkew() time.Duration { return gateways[g].maxSkew }

// UsualError is the error response that pages show unless they have one of their own.
const UsualError = `<error_response>
    <code>50</code>
    <msg>Remote service error</msg>
    <sub_code>isv.invalid-parameter</sub_code>
    <sub_msg>非法参数</sub_msg>
</error_response>`
