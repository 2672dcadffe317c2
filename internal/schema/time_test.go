package schema

import "testing"

// TestTimeInWords: what people read of how a date is written.
func TestTimeInWords(t *testing.T) {
	for _, tt := range []struct {
		zone, layout, want string
	}{
		{"", "", "in GMT+8"},
		{"America/Los_Angeles", "", "in America/Los_Angeles"},
		{"", "20060102", "as yyyyMMdd in GMT+8"},
		{"UTC", "2006-01-02T15:04:05.000Z07:00", "as yyyy-MM-ddTHH:mm:ss.SSSXXX in UTC"},
		{"", Milliseconds, "in milliseconds since 1970"},
	} {
		if got := TimeIn(tt.zone, tt.layout).String(); got != tt.want {
			t.Errorf("zone %q and layout %q are %q in words, want %q", tt.zone, tt.layout, got, tt.want)
		}
	}
}

// TestZones: zones that are one have one name, and what is none is an error.
func TestZones(t *testing.T) {
	for name, want := range map[string]string{
		"Asia/Shanghai": "", "PRC": "", "+8": "", "GMT+08:00": "", "GMT": "UTC", "Etc/GMT": "UTC", "UTC": "UTC", "+0": "UTC",
		"-8": "GMT-8", "UTC+5:30": "GMT+5:30", "GMT+14": "GMT+14", "GMT+15": "error", "GMT+8:60": "error", "": "error", "Local": "error", "Mars/Base": "error",
		"America/New_York": "America/New_York",
	} {
		got, err := Zone(name)
		if err != nil {
			got = "error"
		}
		if got != want {
			t.Errorf("the zone %q is %q, want %q", name, got, want)
		}
	}
}
