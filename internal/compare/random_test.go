package compare

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"

	"github.com/topgen/topgen/internal/schema"
)

// The words of random APIs. Few names meet often; some differ in Go spelling
// only, some meet methods and fixed names.
var (
	names      = []string{"id", "openid", "open_id", "name", "page_no", "page_size", "total_results", "items", "item", "result", "do", "request_id", "set_name", "created", "fee", "ext", "note"}
	types_     = []string{"String", "Number", "Boolean", "Date", "Price", "Json", "Map", "byte", "ItemDto", "Result", "BizDto"}
	structs    = []string{"ItemDto", "Result", "ItemDTO", "Response"}
	errorCodes = []string{"isv.a", "isv.b", "isv.b-c", "isv.b.c", "1"}
	methods    = []string{"a.b.item.get", "a.b.item.list", "a.b.order.get", "a.c.item.get", "taobao.time.get", "a.b.item.Get"}
	examples   = []string{"", "1", "1.5", "x", "2018-01-01 00:00:00", "1,2.5", "[1,2]"}
)

func pick[T any](r *rand.Rand, from []T) T { return from[r.IntN(len(from))] }

// randomSet returns a few APIs whose Go names do not conflict.
func randomSet(r *rand.Rand) []*schema.API {
	var apis []*schema.API
	for i, m := range methods[:5] {
		if i == 0 || r.IntN(2) == 0 {
			apis = append(apis, randomAPI(r, m))
		}
	}
	return apis
}

func randomAPI(r *rand.Rand, method string) *schema.API {
	api := &schema.API{Method: method, Title: "t", Protocol: schema.ProtocolTOP, Root: "x_response",
		Source: schema.Source{Path: method + ".txt", Format: "text", Line: 1}}
	api.Request = randomFields(r, 2+r.IntN(4), 2, true)
	api.Response = randomFields(r, 2+r.IntN(4), 3, false)
	for range r.IntN(3) {
		api.Errors = append(api.Errors, schema.ErrorCode{Code: pick(r, errorCodes), Message: "m", Line: 1})
	}
	return api
}

func randomFields(r *rand.Rand, n, depth int, request bool) []*schema.Field {
	var fields []*schema.Field
	for range n {
		fields = append(fields, randomField(r, depth, request))
	}
	return fields
}

func randomField(r *rand.Rand, depth int, request bool) *schema.Field {
	f := &schema.Field{Name: pick(r, names), Type: pick(r, types_), Example: pick(r, examples), Line: 1 + r.IntN(99)}
	if request {
		f.Required = new(r.IntN(3) == 0)
		if r.IntN(4) == 0 {
			f.Limits = &schema.Limits{MaxLength: json.Number(fmt.Sprint(r.IntN(50)))}
		}
	}
	f.Values = randomValues(r)
	if depth > 0 && r.IntN(3) == 0 {
		f.Type, f.Example = pick(r, structs), ""
		f.Fields = randomFields(r, 1+r.IntN(3), depth-1, request)
	}
	setList(f, r.IntN(4) == 0)
	return f
}

func randomValues(r *rand.Rand) []schema.Value {
	if r.IntN(2) == 0 {
		return nil
	}
	return []schema.Value{{Value: fmt.Sprint(r.IntN(3)), Text: "a"}, {Value: fmt.Sprint(3 + r.IntN(3)), Text: "b"}}
}

func setList(f *schema.Field, list bool) {
	f.List, f.Element = list && f.Type != "byte", ""
	if f.List {
		f.Element = schema.ElementName(f.Type)
	}
}

// mutate returns a copy of a set with that many changes.
func mutate(r *rand.Rand, apis []*schema.API, n int) []*schema.API {
	apis = clone(apis)
	for range n {
		switch r.IntN(12) {
		case 0:
			if i := r.IntN(len(apis)); len(apis) > 1 || r.IntN(2) == 0 {
				apis = slices.Delete(apis, i, i+1)
			}
		case 1:
			if m := pick(r, methods[:5]); !slices.ContainsFunc(apis, func(a *schema.API) bool { return strings.EqualFold(a.Method, m) }) {
				apis = append(apis, randomAPI(r, m))
			}
		case 2:
			if len(apis) > 0 && apis[0].Method == methods[0] && r.IntN(4) == 0 {
				apis[0].Method = methods[5] // another method with the same Go names
			}
		default:
			if len(apis) > 0 {
				mutateAPI(r, pick(r, apis))
			}
		}
		if len(apis) == 0 {
			return apis
		}
	}
	return apis
}

func mutateAPI(r *rand.Rand, api *schema.API) {
	switch r.IntN(8) {
	case 0:
		api.Session = !api.Session
	case 1:
		api.Errors = append(api.Errors, schema.ErrorCode{Code: pick(r, errorCodes), Line: 2})
	case 2:
		if len(api.Errors) > 0 {
			api.Errors = api.Errors[1:]
		}
	case 3, 4:
		api.Request = mutateFields(r, api.Request, true)
	default:
		api.Response = mutateFields(r, api.Response, false)
	}
}

func mutateFields(r *rand.Rand, fields []*schema.Field, request bool) []*schema.Field {
	if len(fields) == 0 || r.IntN(5) == 0 {
		return slices.Insert(fields, r.IntN(len(fields)+1), randomField(r, 1, request))
	}
	i := r.IntN(len(fields))
	f := fields[i]
	if len(f.Fields) > 0 && r.IntN(3) > 0 {
		f.Fields = mutateFields(r, f.Fields, request)
		return fields
	}
	switch r.IntN(10) {
	case 0:
		return slices.Delete(fields, i, i+1)
	case 1:
		f.Name = pick(r, names)
	case 2:
		f.Type = pick(r, types_)
		setList(f, f.List)
	case 3:
		setList(f, !f.List)
	case 4:
		j := r.IntN(len(fields))
		fields[i], fields[j] = fields[j], fields[i]
	case 5:
		f.Example = pick(r, examples)
	case 6:
		f.Type = pick(r, structs)
		setList(f, f.List)
		f.Fields = randomFields(r, 1+r.IntN(2), 0, request)
	case 8:
		f.Values = randomValues(r)
	case 7:
		twin := clone(f)
		twin.Name = pick(r, names)
		return append(fields, twin)
	default:
		f.Description += "x"
		if request {
			f.Required = new(!f.IsRequired())
		}
	}
	return fields
}

// clone copies through JSON.
func clone[T any](v T) T {
	data, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	var c T
	if err := json.Unmarshal(data, &c); err != nil {
		panic(err)
	}
	return c
}

func dump(apis []*schema.API) string {
	data, err := json.MarshalIndent(apis, "", " ")
	if err != nil {
		panic(err)
	}
	return string(data)
}
