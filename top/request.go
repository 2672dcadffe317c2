package top

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"time"
)

const formType = "application/x-www-form-urlencoded;charset=UTF-8"

// request builds the signed HTTP request of an attempt.
func (k *call) request(ctx context.Context) (*http.Request, error) {
	switch {
	case k.batch != nil:
		return k.batch.request(ctx, k)
	case k.gateway.dialect == dialectQimen && k.api.Protocol == nil:
		return nil, fmt.Errorf("it is no method of Qimen, and the gateway %s takes no other", k.report.Gateway)
	case k.gateway.dialect == dialectQimen:
		return k.api.Protocol.request(k, ctx)
	}
	f := newForm()
	defer f.release()
	if err := k.fill(f); err != nil {
		return nil, err
	}
	if len(f.files) > 0 {
		send := f.files[0].file.send
		if send == nil {
			return nil, errors.New("a File that was decoded is no parameter: make one of its content by FileReader")
		}
		return send(k, ctx, f)
	}
	body := f.urlencode(make([]byte, 0, 2*len(f.signed)))
	return k.post(ctx, k.gateway.address, formType, bytes.NewReader(body))
}

func (k *call) post(ctx context.Context, address, contentType string, body io.Reader) (*http.Request, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, address, body)
	if err != nil {
		return nil, errors.New("the address of the gateway is not valid")
	}
	for _, h := range [...]struct{ name, value string }{
		{"Content-Type", contentType},
		{"Accept", "application/json,text/javascript,text/xml"},
		{"User-Agent", k.client.userAgent},
	} {
		req.Header.Set(h.name, h.value)
	}
	return req, nil
}

// fill puts all parameters of the call into f, signed and sorted by name.
func (k *call) fill(f *form) error {
	if err := f.request(k.reqPlan, k.req); err != nil {
		return err
	}
	if k.reqPlan.clash != "" {
		return fmt.Errorf("parameter %s of the request has the name of one that the protocol needs", k.reqPlan.clash)
	}
	own := len(f.params)
	if err := k.system(f); err != nil {
		return err
	}
	f.sort(own)
	k.signForm(f, nil)
	return nil
}

// signForm adds the signature.
func (k *call) signForm(f *form, body []byte) {
	k.sign = f.sign(k.method(), k.client.secret.reveal(), body)
	f.order = append(f.order, len(f.params))
	f.params = append(f.params, param{name: "sign", value: k.sign})
}

// method returns the sign method.
func (k *call) method() SignMethod {
	switch {
	case k.signMethod != "":
		return k.signMethod
	case k.gateway.dialect == dialectQimen:
		return SignMD5
	}
	return SignHMACSHA256
}

// system adds the parameters of the protocol and those of WithParam, sorted by
// name.
func (k *call) system(f *form) error {
	own := len(f.params)
	k.public(f, k.api.Method)
	return k.addExtra(f, own)
}

// addExtra adds the parameters of WithParam, if there are any, and sorts all
// parameters from own on.
func (k *call) addExtra(f *form, own int) error {
	if k.addParams == nil {
		return nil
	}
	return k.addParams(k, f, own)
}

// appendParams is what WithParam sets addParams to, for the size of programs: see
// doc.go.
func (k *call) appendParams(f *form, own int) error {
	for _, p := range k.extra {
		if name, path, within := k.reqPlan.withinName(p.name); within {
			if k.gateway.dialect == dialectQimen {
				k.added = append(k.added, added{p.name, path, p.value})
				continue
			}
			if err := f.setWithin(p, name, path, len(f.params)); err != nil {
				return err
			}
			continue
		}
		if k.reqPlan.takes(p.name) {
			return fmt.Errorf("WithParam: %s is a parameter of the request", p.name)
		}
		if n := len(f.params); !isBlank(p.value) {
			f.add(p.name, p.value)
			f.params[n].escape = isEscaped(p.name)
		}
	}
	f.sortFrom(own)
	return nil
}

// public adds the parameters of the protocol, sorted by name. The method of a batch
// is empty: each of its calls names its own.
func (k *call) public(f *form, method string) {
	aliexpress := k.gateway.dialect == dialectAliExpress
	format, simplify := "json", ""
	if k.xml || k.gateway.dialect == dialectQimen {
		format = "xml"
	} else if k.simplify {
		simplify = "true"
	}
	if aliexpress {
		f.add("access_token", k.token)
	}
	f.add("app_key", k.client.appKey)
	f.add("format", format)
	f.add("method", method)
	f.add("partner_id", k.partnerID)
	if !aliexpress {
		f.add("session", k.token)
	}
	f.add("sign_method", k.methodName())
	f.add("simplify", simplify)
	f.add("target_app_key", k.targetAppKey)
	from := len(f.scratch)
	now := k.client.now().Add(k.skew)
	if aliexpress {
		f.scratch = strconv.AppendInt(f.scratch, now.UnixMilli(), 10)
	} else {
		f.scratch = appendTime(f.scratch, now.Truncate(time.Second), gmt8)
	}
	f.addScratch("timestamp", from)
	f.add("v", "2.0")
}

// methodName returns the name that the gateway has for the sign method.
func (k *call) methodName() string {
	if k.gateway.dialect == dialectAliExpress && k.method() == SignHMACSHA256 {
		return string(signSHA256)
	}
	return string(k.method())
}
