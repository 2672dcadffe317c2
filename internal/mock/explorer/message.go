package explorer

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/topgen/topgen/internal/emit"
	"github.com/topgen/topgen/internal/mock"
	"github.com/topgen/topgen/internal/schema"
)

// messagesPage lists the topics of which there are pages.
type messagesPage struct {
	frame
	Channel string // the address to which programs connect
	Topics  []topicLink
}

type topicLink struct{ Link, Topic, Title string }

// messagePage is the page of one topic.
type messagePage struct {
	frame
	API     *schema.API
	Channel string
	Self    string
	File    string
	Content string // what the form pushes
	Sent    bool   // the platform has sent such a message
	Rows    int
	Pushed  *pushedView
	Fields  []node
	Go      *codeView
	Diags   []diagView
}

// pushedView says what became of a message that was pushed.
type pushedView struct {
	ID     int64
	Detail string
}

// maxContent is how much a message that a form pushes may hold, as on the platform.
const maxContent = 122_880

func topicURL(topic string) string { return "/message/" + url.PathEscape(topic) }

// channelOf returns the address of the channel of messages.
func channelOf(r *http.Request) string { return "ws://" + r.Host + "/" }

// messages shows all topics.
func (x *Explorer) messages(w http.ResponseWriter, r *http.Request) {
	p := messagesPage{frame: x.frame(r, "Messages · topgen mock"), Channel: channelOf(r)}
	for _, m := range x.gateway.Messages() {
		p.Topics = append(p.Topics, topicLink{topicURL(m.API.Method), m.API.Method, m.API.Title})
	}
	x.render(w, "messages", p)
}

// message shows a topic and, for POST, pushes the message that its form has: that of
// mock.Method.Sample if it has none.
func (x *Explorer) message(w http.ResponseWriter, r *http.Request) {
	m := x.gateway.Topic(r.PathValue("topic"))
	if m == nil {
		x.nothing(w, r, "There is no page for the topic "+r.PathValue("topic")+".")
		return
	}
	content, sent := m.Sample()
	var pushed *pushedView
	if r.Method == http.MethodPost {
		r.Body = http.MaxBytesReader(w, r.Body, 4*maxContent) // a form escapes characters
		if err := r.ParseForm(); err != nil {
			http.Error(w, "the form does not read: "+err.Error(), http.StatusBadRequest)
			return
		}
		if text := r.PostForm.Get("content"); strings.TrimSpace(text) != "" {
			content, sent = text, false
		}
		if len(content) > maxContent {
			http.Error(w, fmt.Sprintf("the message is longer than the %d bytes that the platform takes", maxContent), http.StatusBadRequest)
			return
		}
		pushed = x.push(m.API.Method, content)
	}
	x.render(w, "message", x.messagePage(r, m, content, sent, pushed))
}

func (x *Explorer) push(topic, content string) *pushedView {
	listeners := x.gateway.Listeners()
	v := &pushedView{ID: x.gateway.Push(topic, content), Detail: "goes to one of " + plural(listeners, "program") + " that listen"}
	switch listeners {
	case 0:
		v.Detail = "waits for a program that listens or polls"
	case 1:
		v.Detail = "goes to the program that listens"
	}
	return v
}

func (x *Explorer) messagePage(r *http.Request, m *mock.Method, content string, sent bool, pushed *pushedView) *messagePage {
	t := x.newTree(m)
	p := &messagePage{
		frame: x.frame(r, m.API.Method+" · topgen mock"), API: m.API, Channel: channelOf(r), Self: topicURL(m.API.Method), File: m.Path,
		Content: content, Sent: sent, Rows: min(2+strings.Count(content, "\n"), 30), Pushed: pushed, Fields: t.nodes(m.API.Response, "response"), Diags: t.diags,
	}
	if program, err := x.listener(m, p.Channel); err == nil {
		p.Go = &codeView{"go", highlightGo(program)}
	}
	return p
}

// listener returns what a program says that listens to the messages of a topic. The
// secret is one that everybody knows, or is not shown.
func (x *Explorer) listener(m *mock.Method, channel string) (string, error) {
	names, err := emit.NamesOf(m.Meaning(), x.opt.Emit)
	if err != nil {
		return "", err
	}
	secret := `os.Getenv("TOP_APP_SECRET")`
	if x.app.AppSecret == mock.DefaultAppSecret {
		secret = fmt.Sprintf("%q", x.app.AppSecret)
	}
	return fmt.Sprintf(`err := tmc.Listen(ctx, tmc.Config{AppKey: %q, AppSecret: %s, URL: %q},
	%s.On%s(func(ctx context.Context, m *%s.%s, meta top.Message) error {
		fmt.Printf("%%v: %%+v\n", meta, *m)
		return nil
	}))
`, x.app.AppKey, secret, channel, names.Package, names.Response, names.Package, names.Response), nil
}
