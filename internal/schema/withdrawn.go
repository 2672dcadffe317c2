package schema

import "strings"

// Withdrawn reports whether a page's text withdraws what it describes.
func Withdrawn(text string) bool {
	return strings.Contains(text, "已废弃") || strings.Contains(text, "已下线") || strings.Contains(strings.ToLower(text), "deprecated")
}
