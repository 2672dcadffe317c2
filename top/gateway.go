package top

import "net/url"

// dialect is what a gateway expects a call to look like.
type dialect int

const (
	dialectTOP        dialect = iota
	dialectAliExpress         // access_token, sha256, timestamps in milliseconds
	dialectQimen              // XML body, parameters in the query
	dialectQimenCloud
)

// gateway is where calls go.
type gateway struct {
	address string
	dialect dialect
}

// gatewayNamed returns the gateway of a name.
//
//go:noinline
func gatewayNamed(name string) (g gateway, ok bool) {
	switch name {
	case GatewayProduction:
		g = gateway{"https://eco.taobao.com/router/rest", dialectTOP}
	case GatewayOverseas:
		g = gateway{"https://api.taobao.com/router/rest", dialectTOP}
	case GatewayAliExpress:
		g = gateway{"https://api-sg.aliexpress.com/sync", dialectAliExpress}
	case GatewayQimen:
		g = gateway{"https://qimen.api.taobao.com/router/qimen/service", dialectQimen}
	case GatewayQimenCloud:
		g = gateway{"https://qimen.api.taobao.com/router/qm", dialectQimenCloud}
	}
	return g, g.address != ""
}

// gatewayFor returns the gateway of a call, and its name for reports.
func gatewayFor(api *API, override string) (gateway, string) {
	name := api.Gateway
	if name == "" {
		name = GatewayProduction
		if api.Protocol != nil {
			name = api.Protocol.gateway(api.Method)
		}
	}
	g, _ := gatewayNamed(name)
	if override == "" {
		return g, name
	}
	if named, ok := gatewayNamed(override); ok {
		return named, override
	}
	g.address = withPath(override, g.address)
	return g, "custom"
}

// withQuery adds parameters to those that an address may have already.
func withQuery(address, query string) string {
	u, err := url.Parse(address)
	if err != nil {
		return address // which no request can be made of
	}
	if u.RawQuery != "" {
		query = u.RawQuery + "&" + query
	}
	u.RawQuery = query
	return u.String()
}

// withPath gives address the path of model if it has none of its own.
func withPath(address, model string) string {
	u, err := url.Parse(address)
	m, err2 := url.Parse(model)
	if err != nil || err2 != nil || u.Path != "" && u.Path != "/" {
		return address
	}
	u.Path = m.Path
	return u.String()
}
