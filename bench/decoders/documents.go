package main

import (
	"encoding/json"

	"github.com/topgen/topgen/bench/bodies"
)

// document is a body that all decoders read.
type document struct {
	size, script string
	text         []byte
	small        bool // it is a bodies.Small, not a bodies.Trades
}

// documents are bodies of four sizes, the texts of which are ASCII, Chinese, or
// Chinese in escapes; the number of trades is that which comes nearest to the size.
func documents() []document {
	const ascii, chinese, escaped = "ASCII", "Chinese", `\uXXXX`
	small := func(message string) []byte {
		return []byte(`{"result":{"success":true,"err_code":"0","err_msg":"` + message + `","biz_order_id":347876534},"request_id":"15rzk2p4yqg9wx"}`)
	}
	all := []document{
		{"140 B", ascii, small("order is not owned by the app"), true},
		{"140 B", chinese, small("订单不属于该应用"), true},
		{"140 B", escaped, bodies.Escaped(small("无此订单")), true},
	}
	for _, size := range []struct {
		name                    string
		ascii, chinese, escaped int
	}{{"7 KB", 6, 6, 4}, {"240 KB", 212, 212, 160}, {"5 MB", 4400, 4400, 3300}} {
		all = append(all,
			document{size: size.name, script: ascii, text: encoded(bodies.InASCII(size.ascii))},
			document{size: size.name, script: chinese, text: encoded(bodies.Of(size.chinese))},
			document{size: size.name, script: escaped, text: bodies.Escaped(encoded(bodies.Of(size.escaped)))},
		)
	}
	return all
}

func encoded(v any) []byte {
	text, err := json.Marshal(v)
	if err != nil {
		panic(err) // plain structs
	}
	return text
}
