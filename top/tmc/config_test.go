package tmc_test

import (
	"context"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"github.com/topgen/topgen/top"
	"github.com/topgen/topgen/top/tmc"
)

func TestMistakes(t *testing.T) {
	handler := onOrderPaid(func(context.Context, *orderPaid, top.Message) error { return nil })
	rest := top.HandleOtherMessages(func(context.Context, top.Message) error { return nil })
	good := tmc.Config{AppKey: "1", AppSecret: "2"}
	with := func(change func(*tmc.Config)) tmc.Config {
		c := good
		change(&c)
		return c
	}
	for _, test := range []struct {
		cfg      tmc.Config
		handlers []top.MessageHandler
		want     string
	}{
		{tmc.Config{AppSecret: "2"}, []top.MessageHandler{handler}, "AppKey and AppSecret must not be empty"},
		{tmc.Config{AppKey: "2"}, []top.MessageHandler{handler}, "AppKey and AppSecret must not be empty"},
		{good, nil, "there is no handler"},
		{good, []top.MessageHandler{handler, handler}, "two handlers are for topic " + topic},
		{good, []top.MessageHandler{rest, handler, rest}, "two handlers are for all other topics"},
		{with(func(c *tmc.Config) { c.Handlers = -1 }), []top.MessageHandler{handler}, "negative"},
		{with(func(c *tmc.Config) { c.MinPause, c.MaxPause = 2, 1 }), []top.MessageHandler{handler}, "MaxPause"},
		{with(func(c *tmc.Config) { c.Quantity = 201 }), []top.MessageHandler{handler}, "10 to 200"},
		{with(func(c *tmc.Config) { c.URL = "mc.api.taobao.com" }), []top.MessageHandler{handler}, "URL is no address of a WebSocket server"},
		{with(func(c *tmc.Config) { c.URL = "ftp://mc.api.taobao.com/" }), []top.MessageHandler{handler}, "URL is no address"},
		{with(func(c *tmc.Config) { c.URL = "ws://%zz/" }), []top.MessageHandler{handler}, "URL is no address"},
		{with(func(c *tmc.Config) { c.URL = "ws:///" }), []top.MessageHandler{handler}, "URL is no address"},
		{with(func(c *tmc.Config) { c.Group = strings.Repeat("g", 33) }), []top.MessageHandler{handler}, "32 characters"},
	} {
		err := tmc.Listen(t.Context(), test.cfg, test.handlers...)
		if err == nil || !strings.Contains(err.Error(), "tmc: Listen: ") || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%v: got error %v, want one with %q", test.cfg, err, test.want)
		}
	}
	if err := tmc.Poll(t.Context(), nil, good, handler); err == nil || !strings.Contains(err.Error(), "caller is nil") {
		t.Errorf("Poll without a caller: %v", err)
	}
}

// TestConfigShowsNoSecret: no text of a Config has the secret.
func TestConfigShowsNoSecret(t *testing.T) {
	cfg := tmc.Config{AppKey: "12345678", AppSecret: "hush-hush", Group: "vip"}
	var texts []string
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%d", "%x"} {
		texts = append(texts, fmt.Sprintf(verb, cfg), fmt.Sprintf(verb, &cfg), fmt.Sprintf(verb, []tmc.Config{cfg}))
	}
	b, err := json.Marshal(cfg)
	texts = append(texts, string(b))
	x, err2 := xml.Marshal(cfg)
	texts = append(texts, string(x))
	var l log
	l.logger().Info("text", "config", cfg)
	slog.New(slog.NewJSONHandler(&l, nil)).Info("json", "config", cfg)
	texts = append(texts, l.String())
	if err != nil || err2 != nil {
		t.Fatal(err, err2)
	}
	for _, text := range texts {
		if strings.Contains(text, "hush") || strings.Contains(text, "686173682d") || !strings.Contains(text, "12345678") {
			t.Errorf("a text of the Config is %s", text)
		}
	}
}
