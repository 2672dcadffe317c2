package parser

import (
	"fmt"

	"github.com/topgen/topgen/internal/diag"
	"github.com/topgen/topgen/internal/schema"
)

// protocolParams are the parameters of every call, which no API can have for
// itself. Package top refuses the same ones.
var protocolParams = map[string]bool{
	"method": true, "app_key": true, "session": true, "access_token": true, "timestamp": true, "v": true,
	"sign_method": true, "sign": true, "format": true, "simplify": true,
}

// errorMember is the member of a response that says that there is none.
const errorMember = "error_response"

// checkReserved reports fields of the outermost level whose names mean
// something in the protocol.
func checkReserved(file string, request, response []*schema.Field) diag.List {
	out := findings{file: file}
	check := func(fields []*schema.Field, reserved func(name string) bool) {
		for _, f := range fields {
			if reserved(f.Name) {
				out.report(diag.InvalidName, diag.Error, f.Line, f.Column, fmt.Sprintf("%s has a meaning of its own in the protocol, so the API cannot have it", f.Name), "correct the page, or skip it in topgen.yaml")
			}
		}
	}
	check(request, func(name string) bool { return protocolParams[name] })
	check(response, func(name string) bool { return name == errorMember })
	return out.list
}
