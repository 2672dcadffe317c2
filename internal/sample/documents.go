package sample

import "strings"

// Documents are the samples of a page that show values, as they were read. One that
// the page does not have is nil.
type Documents struct {
	Java       *Java // of the request
	Request    *JSON // of the request, which is JSON on some pages
	XML        *XML  // of the response, as are those that follow
	JSON       *JSON
	Simplified *JSON
}

// Places tells where a sample stands on its page: the line and column of an offset
// into the sample. It is nil where nobody knows.
type Places func(offset int) (line, column int)

// Read reads the samples of a page; "" stands for none.
func Read(request, xml, json, simplified string) *Documents {
	d := &Documents{}
	switch {
	case blank(request):
	case IsJSON(request):
		d.Request = ReadJSON(request)
	default:
		d.Java = ReadJava(request)
	}
	if !blank(xml) {
		d.XML = ReadXML(xml)
	}
	if !blank(json) {
		d.JSON = ReadJSON(json)
	}
	if !blank(simplified) {
		d.Simplified = ReadJSON(simplified)
	}
	return d
}

// IsJSON reports whether a sample is in JSON, rather than in XML or Java.
func IsJSON(text string) bool {
	text = strings.TrimSpace(text)
	return strings.HasPrefix(text, "{") || strings.HasPrefix(text, "[")
}

func blank(s string) bool { return strings.TrimSpace(s) == "" }
