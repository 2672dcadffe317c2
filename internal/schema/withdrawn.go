package schema

import "strings"

// Withdrawn reports whether a page's text withdraws what it describes.
func Withdrawn(text string) bool {
	return strings.Contains(text, "已废弃") || strings.Contains(text, "已下线") || strings.Contains(strings.ToLower(text), "deprecated")
}

// WithdrawnBecause returns why nobody should call the method any more, for a
// "Deprecated:" paragraph; "" if nothing is known against it.
func (a *API) WithdrawnBecause() string {
	switch {
	case a.Settled.Withdrawn != "" || a.Settled.Kept:
		return a.Settled.Withdrawn
	case Withdrawn(a.Title) || Withdrawn(a.Description):
		return "the page says so."
	}
	return ""
}
