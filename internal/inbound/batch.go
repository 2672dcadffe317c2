package inbound

import (
	"bytes"
	"maps"

	"github.com/topgen/topgen/internal/protocol"
)

// Separator stands between the calls of a batch, and between the answers.
func (in *Request) Separator() string {
	if in.separator == "" {
		return protocol.BatchSeparator
	}
	return in.separator
}

// BatchCall is a call of a batch: a request, or the reason why it is none.
type BatchCall struct {
	Request *Request
	Failure *Failure
}

// Calls returns the calls of a batch, whose protocol parameters are in order:
// each has parameters of its own, those that all share stand in front, behind the
// word #PUBLIC#, and what the protocol needs is in the query.
func (in *Request) Calls() ([]BatchCall, *Failure) {
	items := bytes.Split(in.Body, []byte(in.Separator()))
	var common map[string]string
	if form, ok := bytes.CutPrefix(items[0], []byte(protocol.BatchCommon)); ok {
		var err error
		if common, err = parseForm(string(form)); err != nil {
			return nil, &Failure{Code: 43, SubMsg: protocol.BatchCommon + ": " + err.Error()}
		}
		items = items[1:]
	}
	if len(items) == 0 || len(in.Body) == 0 {
		return nil, &Failure{Code: 40, SubMsg: "the batch has no call"}
	}
	calls := make([]BatchCall, len(items))
	for i, item := range items {
		calls[i] = in.batchCall(common, string(item))
	}
	return calls, nil
}

func (in *Request) batchCall(common map[string]string, item string) BatchCall {
	one := &Request{Endpoint: in.Endpoint, Format: in.Format, Values: maps.Clone(in.Values)}
	one.Batch = false
	maps.Copy(one.Values, common)
	if item != protocol.BatchNoParams {
		own, err := parseForm(item)
		if err != nil {
			return BatchCall{one, &Failure{Code: 43, SubMsg: err.Error()}}
		}
		maps.Copy(one.Values, own)
	}
	return BatchCall{one, one.checkMethod()}
}

func parseForm(form string) (map[string]string, error) {
	r := &Request{Values: make(map[string]string)}
	err := r.add(form)
	return r.Values, err
}
