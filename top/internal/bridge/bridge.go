// Package bridge lends package toptest what package top has and users of top
// need not see. Package top fills in the variables when it is initialised.
package bridge

// ParseRequest stores the parameters of a call, as they went over the wire, in
// req, a pointer to a generated request: the reverse of what a client does.
// Files are not stored.
var ParseRequest func(params map[string]string, req any) error

// ParseRequestXML stores the XML document of a Qimen call in req.
var ParseRequestXML func(document string, req any) error
