package fetch

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestCanonical(t *testing.T) {
	const raw = `{"success_rate":null,"name":" a.b.c ","gmtModified":1688701382000,"description":"<b>1 &lt; 2</b>",
		"faqs":[{"visits":12}],"tools":[{"url":"https://x?t=1"}],"id":9,"labels":[{"key":"no_need","tips":null}],
		"requestParams":[{"name":"x","id":77,"parentId":"5","maxLength":null,"maxValue":12345678901234567890,"subParams":[{"name":"y","id":78,"required":true}]}],
		"sdkDemos":[{"name":"CURL","descprition":"timestamp=2026-01-01"},{"name":"JAVA","descprition":"req.setX(1L);"}]}`
	const want = `{
  "description": "<b>1 &lt; 2</b>",
  "gmtModified": 1688701382000,
  "labels": [
    {
      "key": "no_need"
    }
  ],
  "name": " a.b.c ",
  "requestParams": [
    {
      "maxValue": 12345678901234567890,
      "name": "x",
      "subParams": [
        {
          "name": "y",
          "required": true
        }
      ]
    }
  ],
  "sdkDemos": [
    {
      "descprition": "req.setX(1L);",
      "name": "JAVA"
    }
  ]
}
`
	d, err := canonical(json.RawMessage(raw))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, string(d.data)); diff != "" {
		t.Errorf("canonical form (-want +got):\n%s", diff)
	}
	if d.method != "a.b.c" || d.modified != 1688701382000 {
		t.Errorf("method %q, modified %d", d.method, d.modified)
	}
	again, err := canonical(d.data)
	if err != nil || string(again.data) != string(d.data) {
		t.Errorf("the canonical form of the canonical form is another: %v", err)
	}
}

func TestCanonicalRefuses(t *testing.T) {
	for _, raw := range []string{`[]`, `"x"`, `{}`, `{"name":""}`, `{"name":5}`, `{`, `null`} {
		if d, err := canonical(json.RawMessage(raw)); err == nil {
			t.Errorf("%s: got method %q", raw, d.method)
		}
	}
}

// FuzzCanonical has the form be stable, whatever the site sends.
func FuzzCanonical(f *testing.F) {
	f.Add([]byte(`{"name":"a.b","requestParams":[{"id":1,"subParams":[null,{"x":null}]}],"sdkDemos":[1,{"name":"java"}],"gmtModified":1e3}`))
	f.Add([]byte(`{"name":"a","requestParams":{"a":1},"gmtModified":"x"}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		d, err := canonical(raw)
		if err != nil {
			return
		}
		again, err := canonical(d.data)
		if err != nil {
			t.Fatalf("%s does not read again: %v", d.data, err)
		}
		if diff := cmp.Diff(string(d.data), string(again.data)); diff != "" {
			t.Errorf("not stable (-first +second):\n%s", diff)
		}
	})
}
