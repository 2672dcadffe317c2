package inbound

import (
	"time"

	"github.com/topgen/topgen/top"
)

// IsDate reports whether a text is a date as the platform takes it in a request, in a
// zone and a layout as top.NewTimeFormat has them. Without a layout that is
// yyyy-MM-dd HH:mm:ss, or the day alone. What it writes itself may have fractions of a
// second, or be milliseconds; of a request that is refused, unless the layout has them.
func IsDate(text, zone, layout string) bool {
	if layout != "" {
		f, err := top.NewTimeFormat(zone, layout)
		if err != nil {
			return false
		}
		t, err := f.Parse(text)
		return err == nil && f.Format(t) == text
	}
	layout = time.DateTime
	if len(text) == len(time.DateOnly) {
		layout = time.DateOnly
	}
	_, err := time.Parse(layout, text)
	return err == nil && len(text) == len(layout)
}
