package mock

import (
	"github.com/topgen/topgen/internal/inbound"
	"github.com/topgen/topgen/internal/protocol"
)

// endpointOf finds the method of a call.
func (s *Server) endpointOf(in *inbound.Request) (*endpoint, *inbound.Failure) {
	method := in.Method()
	e := s.endpoints[method]
	switch {
	case e == nil:
		return nil, &inbound.Failure{Code: 22, SubMsg: "no page documents this method"}
	case in.Gateway == protocol.AliExpress && protocol.GatewayOf(method) != protocol.AliExpress:
		return e, &inbound.Failure{Code: 22, SubMsg: "this gateway has the methods " + protocol.AliExpressMethods + " only; others are called at " + protocol.TOP.Path()}
	}
	return e, nil
}
