package toptest

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/topgen/topgen/internal/inbound"
	"github.com/topgen/topgen/top"
)

// VerifySign reports whether sign is the signature of a call, in constant time:
// of its text parameters, and of the body where the protocol sends one beside
// them. Parameters that are sent blank count or do not, since the platform's own
// SDKs differ in that. It is for gateways of one's own; Server verifies every call.
func VerifySign(sign string, method top.SignMethod, secret string, params map[string]string, body []byte) bool {
	return inbound.VerifySign(sign, method, secret, params, body)
}

// parsedRoot is the root of the document that the parsers below have top decode.
const parsedRoot = "parsed_request_response"

// ParseRequest stores the parameters of a call, as they went over the wire, in
// req, a pointer to a generated request: the reverse of what a Client sends, for
// gateways of one's own. A parameter that the request does not have, or whose
// text does not fit, is an error, as is a file.
//
// The parameters become the members of one JSON object, which top decodes as it
// decodes any other.
func ParseRequest(params map[string]string, req any) error {
	fields, err := requestFields(req)
	if err != nil {
		return err
	}
	members := map[string]json.RawMessage{}
	for name, text := range params {
		field, ok := fields[name]
		if !ok {
			return &paramError{name, fmt.Errorf("%T has no parameter %q", req, name)}
		}
		if inbound.IsBlank(text) {
			continue // some clients send what they leave out
		}
		value, err := paramJSON(field, text)
		if err != nil {
			return &paramError{name, err}
		}
		members[name] = value
	}
	body, err := json.Marshal(map[string]any{parsedRoot: members})
	if err != nil {
		return fmt.Errorf("toptest: %w", err)
	}
	return parsed(top.Unmarshal(body, req))
}

// parsed returns what did not fit as a fault of a request; top.Unmarshal speaks
// of responses.
func parsed(err error) error {
	var misfits *top.DecodeError
	if !errors.As(err, &misfits) {
		return err
	}
	first := misfits.Faults[0]
	return &paramError{first.Path, errors.New(first.Problem)}
}

// paramError says that the text of a parameter is none that its field can hold.
type paramError struct {
	path string
	err  error
}

func (e *paramError) Error() string { return "toptest: parameter " + e.path + ": " + e.err.Error() }
func (e *paramError) Unwrap() error { return e.err }

// requestFields returns the fields of a request by their names on the wire.
func requestFields(req any) (map[string]reflect.StructField, error) {
	t := reflect.TypeOf(req)
	if t == nil || t.Kind() != reflect.Pointer || t.Elem().Kind() != reflect.Struct {
		return nil, fmt.Errorf("toptest: %T is no pointer to a generated request", req)
	}
	fields := map[string]reflect.StructField{}
	for _, f := range reflect.VisibleFields(t.Elem()) {
		if name, _, _ := strings.Cut(f.Tag.Get("json"), ","); name != "" { // no unexported field of a generated request has one
			fields[name] = f
		}
	}
	return fields, nil
}

var (
	fileType   = reflect.TypeFor[top.File]()
	rawType    = reflect.TypeFor[top.RawJSON]()
	timeType   = reflect.TypeFor[top.Time]()
	scalarJSON = map[reflect.Type]bool{timeType: true, reflect.TypeFor[top.Decimal](): true}
)

// paramJSON returns the text of a parameter as the JSON value of its field.
func paramJSON(field reflect.StructField, text string) (json.RawMessage, error) {
	typ := field.Type
	for typ.Kind() == reflect.Pointer {
		typ = typ.Elem()
	}
	element, isList := typ, typ.Kind() == reflect.Slice
	if isList {
		element = typ.Elem()
	}
	switch {
	case element == fileType:
		return nil, errors.New("is a file, and was sent as a text")
	case element == rawType && !isList:
		if json.Valid([]byte(text)) {
			return json.RawMessage(text), nil
		}
		return json.Marshal(text)
	case element == rawType || element.Kind() == reflect.Struct && !scalarJSON[element]:
		if !json.Valid([]byte(text)) {
			return nil, errors.New("is no JSON")
		}
		return json.RawMessage(text), checkDates(element, text)
	case element == timeType && slices.ContainsFunc(strings.Split(text, ","), func(date string) bool { return !isDate(field, date) }):
		return nil, noDate(field)
	case isList:
		return json.Marshal(strings.Split(text, ","))
	}
	return json.Marshal(text)
}

// ParseRequestXML is ParseRequest for a call by the Qimen protocol 1.x, whose
// parameters are an XML document.
func ParseRequestXML(document string, req any) error {
	fields, err := requestFields(req)
	if err != nil {
		return err
	}
	content := bytes.TrimSpace(withoutProlog([]byte(document)))
	if !bytes.HasPrefix(content, []byte("<")) {
		return errors.New("toptest: the body is no XML document")
	}
	if len(fields) == 1 {
		for name := range fields {
			if bytes.HasPrefix(content, []byte("<"+name)) {
				// The document is the only parameter, and no root around its members.
				content = []byte("<" + parsedRoot + ">" + string(content) + "</" + parsedRoot + ">")
			}
		}
	}
	return parsed(top.Unmarshal(content, req))
}
