package mock

import (
	"cmp"

	"github.com/topgen/topgen/internal/inbound"
	"github.com/topgen/topgen/internal/protocol"
)

// called returns the method that a call of a name calls; nil if there is none.
func (s *Server) called(name string) *Method { return cmp.Or(s.methods[name], s.queue[name]) }

// methodOf finds the method of a call.
func (s *Server) methodOf(in *inbound.Request) (*Method, *inbound.Failure) {
	method := in.Method()
	m := s.called(method)
	switch {
	case m == nil:
		return nil, &inbound.Failure{Code: 22, SubMsg: "no page documents this method"}
	case in.Gateway == protocol.AliExpress && m.Meaning().Gateway != protocol.AliExpress:
		return m, &inbound.Failure{Code: 22, SubMsg: "this gateway has the methods " + protocol.AliExpressMethods + " only; others are called at " + protocol.TOP.Path()}
	}
	return m, nil
}
