package parser

import (
	"fmt"
	"strings"

	"github.com/topgen/topgen/internal/diag"
	"github.com/topgen/topgen/internal/schema"
)

// protocolOf returns the protocol in which a method is called.
func protocolOf(method string) string {
	if strings.HasPrefix(method, "qimen.") || strings.HasPrefix(method, "taobao.qimen.") {
		return schema.ProtocolQimen
	}
	return schema.ProtocolTOP
}

// rootOf returns the name that the platform gives the root of a response.
func rootOf(method string) string {
	name := strings.NewReplacer(".", "_", "-", "_").Replace(strings.TrimPrefix(method, "taobao."))
	return name + "_response"
}

// checkRoot reports a root, at its place in the sample, that is not the one of
// the method.
func checkRoot(file, method, root string, line, column int) diag.List {
	f := findings{file: file}
	if want := rootOf(method); root != want {
		f.warn(diag.SampleMismatch, line, column, fmt.Sprintf("the root %s of the sample is not that of the method, %s", shown(root), shown(want)), "the sample may be that of another method")
	}
	return f.list
}
