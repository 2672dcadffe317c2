package inbound

import "time"

// IsDate reports whether a text is a date as the platform takes it in a request:
// yyyy-MM-dd HH:mm:ss, or the day alone. What it writes itself may have fractions of a
// second, or be milliseconds; of a request that is refused.
func IsDate(text string) bool {
	layout := time.DateTime
	if len(text) == len(time.DateOnly) {
		layout = time.DateOnly
	}
	_, err := time.Parse(layout, text)
	return err == nil && len(text) == len(layout)
}
