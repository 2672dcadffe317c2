// Package top calls the APIs of the Taobao Open Platform (TOP) through the
// request and response types that topgen generates from its documentation.
//
//	client, err := top.NewClient(appKey, appSecret, top.WithSession(session))
//	...
//	resp, err := idle.NewAppraiseOrderQueryRequest().
//		SetBizOrderID(12354).
//		Do(ctx, client)
//
// A Client signs calls, sends them as a POST form, repeats reads that failed on
// the way, and decodes what comes back without loss. What the platform refuses
// is an *Error; a request that breaks a documented rule is a *ValidationError
// and is not sent; a response that does not fit its documentation is a
// *DecodeError beside everything that does.
package top

// The files, for those who change the package:
//
//	client, option, call              a call, from Client.Call to its result
//	batch, batchrequest               many of them in one request
//	api, gateway, qimen               what methods, gateways and protocols differ in
//	request, form, encode, multipart  from a request to the bytes that are sent
//	within, qimenparam                what WithParam adds within objects, lists and documents
//	sign, clock, retry, log           what a call needs on its way
//	token, tokenstore, tokenshared,
//	oauth, oauthsigned, secret        sessions, and how secrets stay out of all texts
//	answer, errors, failures          what comes back, and what is wrong with it
//	plan, codec, slot, memo           the fields of generated types, and their memory
//	validate                          the documented rules
//	document, documentxml, errorbody  which part of a body is the response, or an error
//	decode, decodelist, simple, keep  from there to the fields of a type
//	reader, lexer, jsontoken,         the syntax of JSON and XML
//	xmltoken, compact
//	decimal, time, rawjson, file      the types of values
//	encoders, encodersbson            these in encoders other than that of the wire
//	timeformat, timejson              times in zones and layouts of their own
//	sent                              what came of a response
//	message, messagecontent           messages of the platform, which package tmc receives
//	values                            the documented values of fields
//
// # The size of programs
//
// A program should hold the code of what it uses. bench/compile measures what the
// bindings add to one, and these means keep that small:
//
//   - Code that few programs need (batches, Qimen, files, WithParam, zones of times)
//     is reached through a function or an interface that only those set who use it:
//     call.batch, API.Protocol, File.send, settings.addParams, settings.recordSent,
//     newTimeForm. The linker leaves it out for all others.
//   - Of each type that becomes an interface value, and of the types of its fields, the
//     linker keeps all methods that some interface has. So what is in every program has
//     no field of type Decimal, Time, RawJSON or File, nor of a function that takes one,
//     and turns none into an interface value. Only bindings have such fields, and plans
//     learn by codecOf what they are. "go build -ldflags=-dumpdep" shows who keeps a type.
//   - A function that is called in many places, mostly where something went wrong,
//     is marked go:noinline if the compiler would otherwise copy it into all of them.
//     Every mark was measured to save at least half a kilobyte; a mark that saves
//     less is not worth its line.
//   - errors.AsType instead of errors.As, which brings a second package reflect.
