package mock

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/topgen/topgen/internal/api"
	"github.com/topgen/topgen/internal/inbound"
	"github.com/topgen/topgen/internal/protocol"
	"github.com/topgen/topgen/internal/sample"
	"github.com/topgen/topgen/internal/schema"
)

// The methods by which programs get messages that have no connection for them. They are
// answered with what waits in the channel, whether there are pages of them or not.
const (
	methodConsume = "taobao.tmc.messages.consume"
	methodConfirm = "taobao.tmc.messages.confirm"
)

// queueMethods are what their pages say, for gateways without these pages. No call of them needs a session: what waits is
// the app's.
func queueMethods() map[string]*Method {
	group := &schema.Field{Name: "group_name", Type: "String"}
	ids := func(name string, required bool) *schema.Field {
		return &schema.Field{Name: name, Type: "String", List: true, Required: &required, Limits: &schema.Limits{MaxListSize: "200"}}
	}
	methods := make(map[string]*Method)
	for _, a := range []*schema.API{{
		Method: methodConsume, Root: "tmc_messages_consume_response",
		Request: []*schema.Field{group, {Name: "quantity", Type: "Number", Limits: &schema.Limits{MinValue: "10", MaxValue: "200"}}},
		Response: []*schema.Field{{Name: "messages", Type: "TmcMessage", List: true, Element: "tmc_message", Fields: []*schema.Field{
			{Name: "id", Type: "Number"}, {Name: "topic", Type: "String"}, {Name: "content", Type: "String"}, {Name: "user_id", Type: "Number"},
			{Name: "user_nick", Type: "String"}, {Name: "pub_app_key", Type: "String"}, {Name: "pub_time", Type: "Date"},
		}}},
	}, {
		Method: methodConfirm, Root: "tmc_messages_confirm_response",
		Request:  []*schema.Field{group, ids("s_message_ids", true), ids("f_message_ids", false)},
		Response: []*schema.Field{{Name: "is_success", Type: "Boolean"}},
	}} {
		a.Protocol = schema.ProtocolTOP
		methods[a.Method] = newMethod(Page{API: a})
	}
	return methods
}

// queueAnswer answers a call of these methods.
func (a *answer) queueAnswer(in *inbound.Request, m *Method) string {
	var content any
	if m.API.Method == methodConsume {
		content = a.consume(in)
	} else {
		content = a.confirm(in)
	}
	text, err := json.Marshal(content)
	if err != nil {
		panic(fmt.Sprintf("mock: messages that cannot be written: %v", err))
	}
	tree, err := sample.ParseJSON(string(text))
	if err != nil {
		panic(fmt.Sprintf("mock: messages that do not read: %v", err))
	}
	answered := *m.API
	answered.Recorded = []schema.Body{{Root: answered.Root, Tree: tree}}
	return bodyOf(api.Meaning(&answered), in.Gateway, forms[a.format]).With(a.lastID())
}

// waiting is a message as consume gives it.
type waiting struct {
	ID        int64  `json:"id"`
	Topic     string `json:"topic"`
	Content   string `json:"content"`
	UserID    int64  `json:"user_id,omitempty"`
	UserNick  string `json:"user_nick,omitempty"`
	PubAppKey string `json:"pub_app_key,omitempty"`
	PubTime   string `json:"pub_time"`
}

func (a *answer) consume(in *inbound.Request) any {
	const usual, most = 100, 200 // messages, if the call does not say, and whatever it says
	quantity, err := strconv.Atoi(strings.TrimSpace(in.Values["quantity"]))
	if err != nil {
		quantity = usual
	}
	var list []waiting
	for _, m := range a.gateway.server.channel.Take(min(quantity, most)) {
		list = append(list, waiting{m.ID, m.Topic, m.Content, m.UserID, m.UserNick, m.Publisher, m.Published.In(protocol.GMT8).Format(time.DateTime)})
	}
	if len(list) == 0 {
		return struct{}{}
	}
	return map[string]any{"messages": map[string]any{"tmc_message": list}}
}

func (a *answer) confirm(in *inbound.Request) any {
	for text := range strings.SplitSeq(in.Values["s_message_ids"], ",") {
		id, err := strconv.ParseInt(strings.TrimSpace(text), 10, 64)
		if err != nil || !a.gateway.server.channel.Confirm(id) {
			a.odd("message " + strings.TrimSpace(text) + " was not given out, or is confirmed")
		}
	}
	return map[string]any{"is_success": true}
}
