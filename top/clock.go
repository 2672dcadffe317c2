package top

import (
	"net/http"
	"time"
)

// minSkew is the difference between clocks below which the network may be the
// cause; the platform allows ten minutes.
const minSkew = time.Minute

// clockSkew returns by how much the gateway's clock is ahead of ours.
func (c *Client) clockSkew() time.Duration { return time.Duration(c.skew.Load()) }

// measureSkew compares our clock with the Date header of a response.
func (c *Client) measureSkew(date string) {
	t, err := http.ParseTime(date)
	if err != nil {
		return
	}
	skew := t.Sub(c.now()).Truncate(time.Second)
	if skew.Abs() < minSkew {
		skew = 0
	}
	if old := c.clockSkew(); (old - skew).Abs() >= minSkew {
		c.skew.Store(int64(skew))
	}
}

// timestamp reports whether the platform found the timestamp wrong.
func (e *Error) timestamp() bool {
	switch e.Code {
	case "31", "IllegalTimestamp", "InvalidTimestamp":
		return true
	}
	return e.SubCode == "isv.timestamp-limit-error"
}
