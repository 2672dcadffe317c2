package top

import "errors"

var errNoForm = errors.New("the call is not sent as a form")

// AppendForm appends the signed form of a call to dst, as it would be sent now:
// for a transport of one's own, or to look at. The session and the signature are
// in it. Requests with files, and methods that send no form, are an error.
func (c *Client) AppendForm(dst []byte, api *API, req any, opts ...CallOption) ([]byte, error) {
	k := &call{settings: &c.settings, client: c, api: api, skew: c.clockSkew()}
	if err := k.prepareRequest(req, opts); err != nil {
		return dst, err
	}
	k.token = k.session.reveal()
	f := newForm()
	defer f.release()
	err := k.fill(f)
	switch {
	case err != nil:
		return dst, k.fail(err)
	case len(f.files) > 0 || k.gateway.dialect == dialectQimen:
		return dst, k.fail(errNoForm)
	}
	return f.urlencode(dst), nil
}
