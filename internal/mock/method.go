package mock

import (
	"github.com/topgen/topgen/internal/inbound"
	"github.com/topgen/topgen/internal/protocol"
)

// methodOf finds the method of a call.
func (s *Server) methodOf(in *inbound.Request) (*Method, *inbound.Failure) {
	method := in.Method()
	m := s.methods[method]
	switch {
	case m == nil:
		return nil, &inbound.Failure{Code: 22, SubMsg: "no page documents this method"}
	case in.Gateway == protocol.AliExpress && m.Meaning().Gateway != protocol.AliExpress:
		return m, &inbound.Failure{Code: 22, SubMsg: "this gateway has the methods " + protocol.AliExpressMethods + " only; others are called at " + protocol.TOP.Path()}
	}
	return m, nil
}
