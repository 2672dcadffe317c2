package emit

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/topgen/topgen/internal/api"
	"github.com/topgen/topgen/internal/protocol"
	"github.com/topgen/topgen/internal/sample"
	"github.com/topgen/topgen/internal/schema"
)

// exampleTest adds the example that godoc shows at Do: what the documented request
// must have, and a field of the documented response.
func (w *writer) exampleTest() {
	response := w.bodies[0]
	shown, output := showIn(w.response, response.Tree, "resp")
	if shown == "" {
		shown, output = showRequestID(response.Tree)
	}
	w.shape("example", values{
		"required": w.buildRequest(w.api.Request.Required(w.repaired)), "shown": shown, "output": output,
		"partial": len(response.misfits) > 0, // the page contradicts itself
	})
}

// showRequestID returns what showIn does, for the id of the call.
func showRequestID(tree *sample.Node) (string, string) {
	expr := "resp." + requestID
	id := tree.Get(protocol.RequestID)
	if id == nil || id.Blank() {
		return expr, ""
	}
	if text := strings.TrimSpace(id.Leaf()); isClean(text) && len(text) < longestOutput {
		return expr, text
	}
	return expr + ` != ""`, "true"
}

// longestOutput is the length in bytes of the longest text that an example
// prints.
const longestOutput = 60

// showIn returns an expression for a scalar in the documented response and what
// it prints; "" where none shows.
func showIn(o *object, n *sample.Node, expr string) (string, string) {
	for _, f := range o.Fields {
		if f.Doc == nil || f.List {
			continue
		}
		v := n.Get(f.Wire)
		if v == nil || v.Blank() {
			continue
		}
		at := expr + "." + f.Name
		if f.Kind == schema.KindStruct {
			if e, out := showIn(f.Object, v, at); e != "" {
				return e, out
			}
			continue
		}
		if out := printed(f, v); out != "" {
			return at, out
		}
	}
	return "", ""
}

// printed returns what Println prints of a scalar, "" where an Output comment could
// not hold it.
func printed(f *field, v *sample.Node) string {
	if !v.IsLeaf() || !f.Holds(v.Text) {
		return ""
	}
	text := strings.TrimSpace(v.Text)
	switch {
	case f.Decimal():
	case f.Kind == schema.KindNumber:
		n, _ := strconv.ParseInt(text, 10, 64)
		return strconv.FormatInt(n, 10)
	case f.Kind == schema.KindBoolean:
		return fmt.Sprint(api.IsTrue(text))
	case f.Kind == schema.KindString && isClean(v.Text) && len(text) < longestOutput:
	default:
		return ""
	}
	return text
}
