package api_test

import (
	"strings"
	"testing"

	"github.com/topgen/topgen/internal/api"
	"github.com/topgen/topgen/internal/diag"
	"github.com/topgen/topgen/internal/schema"
)

// TestDates: a date whose text names another zone or form than the bindings have is
// said to.
func TestDates(t *testing.T) {
	for text, want := range map[string]string{
		"PST time":                     "PST",
		"时间，US pacific time":           "pacific time",
		"America/Los_Angeles":          "Los_Angeles",
		"UTC时间":                        "UTC",
		"UTC 时间":                       "UTC",
		"GMT time":                     "GMT",
		"in GMT+0":                     "GMT+0",
		"当地时间":                         "当地时间",
		"时间，GMT+8":                     "",
		"时间 GMT+08:00":                 "",
		"格式 yyyy-MM-dd HH:mm:ss":       "",
		"格式 yyyy-MM-dd hh:mm:ss，GMT+8": "",
		"格式：yyyy-MM-dd":                "yyyy-MM-dd",
		"yyyy-MM-dd HH:mm 格式":          "yyyy-MM-dd HH:mm",
		"时间戳，毫秒":                       "时间戳",
		"时间戳，yyyy-MM-dd HH:mm:ss":      "",
		"description of a past event":  "",
		"司机到达目的地时间":                    "",
	} {
		s := &schema.API{Method: "taobao.demo.add", Request: rowsOf("\torder Order\n\t\tat Date " + text + "\n\tname String " + text)}
		_, diags := api.Resolve(s)
		var said []string
		for _, d := range diags {
			if d.Code == diag.DateZone {
				said = append(said, d.Message)
			}
		}
		if len(said) > 1 || (len(said) == 1) != (want != "") || want != "" && !strings.Contains(said[0], `order.at: the text says "`+want) {
			t.Errorf("%q: %q", text, said)
		}
	}
}
