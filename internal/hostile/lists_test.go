package hostile_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/topgen/topgen/internal/api"
	"github.com/topgen/topgen/internal/emit"
	"github.com/topgen/topgen/internal/schema"
)

// listPages are pages of lists in every way that the platform gives them out, and what
// topgen.yaml says of them: the requests, then the responses, by rows of a name and a
// type each, and the samples of these.
var listPages = []struct {
	request, response, sample string
	said                      map[string]string
}{
	{"page_no Number,page_size Number", "items Item[],total Number", "<total>9</total>", nil},
	{"page_no Number 从0开始", "items Item[],has_next Boolean,total Number", "<has_next>true</has_next><total>9</total>", nil},
	{"page_no Number,use_has_next Boolean", "items Item[],has_next Boolean,total Number", "<has_next>true</has_next><total>9</total>", nil},
	{"page_no Number 必须采用倒序的分页方式", "items Item[],total Number", "<total>9</total>", nil},
	{"offset Number 偏移量，默认0,limit Number", "items Item[],total Number", "<total>9</total>", nil},
	{"scroll_id String", "items Item[],scroll_id String", "<scroll_id>x</scroll_id>", nil},
	{"next_id Number 第一次传0", "items Item[],next_id Number -1表示没有更多", "<next_id>5</next_id>", nil},
	{"last_id Number,page_size Number", "items Item[]", "", map[string]string{"nextCursor": "response.items.id"}},
	{"last_id String,page_size Number", "items Item[]", "", map[string]string{"nextCursor": "response.items.key.id", "firstCursor": "0"}},
	{"last_id String,page_size Number", "ids String[]", "", map[string]string{"nextCursor": "response.ids"}},
	{"position_index String,jump_type Number", "items Item[],position_index String", "<position_index>x</position_index>", map[string]string{"forwardValue": "1"}},
	{"nth Number,many Number", "items Item[],others Item[],sum Number", "<sum>9</sum>", map[string]string{"number": "request.nth", "items": "response.items", "total": "response.sum", "kind": "last-page-first"}},
	{"offset Number,limit Number", "items Item[],total Number", "<total>9</total>", map[string]string{"kind": "page", "first": "0", "total": ""}},
}

// writeLists emits the bindings of the pages of lists. Their tests read all of each.
func writeLists(t *testing.T, s scratch) {
	t.Helper()
	rows := func(text string, required *bool) (rows []*schema.Field) {
		for row := range strings.SplitSeq(text, ",") {
			parts := append(strings.SplitN(row, " ", 3), "")
			f := &schema.Field{Name: parts[0], Description: parts[2], Required: required}
			if f.SetType(parts[1]); f.Type == "Item" {
				f.Element = "item"
				f.Fields = []*schema.Field{{Name: "id", Type: "Number"}, {Name: "title", Type: "String"}, {Name: "key", Type: "Key", Fields: []*schema.Field{{Name: "id", Type: "String"}}}}
			} else if f.List {
				f.Element = "string"
			}
			rows = append(rows, f)
		}
		return rows
	}
	var units []*emit.Unit
	for i, page := range listPages {
		root := fmt.Sprintf("lists_p%d_get_response", i)
		items := "<items><item><id>1</id><title>x</title><key><id>a</id></key></item></items>"
		if strings.HasPrefix(page.response, "ids") {
			items = "<ids><string>x</string></ids>"
		}
		a := &schema.API{
			Method: fmt.Sprintf("taobao.lists.p%d.get", i), Protocol: schema.ProtocolTOP, Root: root, Source: schema.Source{Path: "lists.txt"},
			Request: rows(page.request, new(bool)), Response: rows(page.response, nil), Samples: schema.Samples{XML: "<" + root + ">" + items + page.sample + "</" + root + ">"},
		}
		a.Settled.Paging = page.said
		meaning, diags := api.Resolve(a)
		u, more := emit.Page(meaning, emit.Options{Module: module})
		if meaning.Paging == nil || u == nil {
			t.Fatalf("%s: no loop: %v %v", page.request, diags, more)
		}
		units = append(units, u)
		for _, f := range u.Files {
			s.write(t, f)
		}
	}
	files, err := emit.Package(units)
	must(t, err)
	for _, f := range files {
		s.write(t, f)
	}
}
