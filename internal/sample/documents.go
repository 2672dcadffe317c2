package sample

import "strings"

// Documents are the samples of a page, read. One that the page does not have is
// nil.
type Documents struct {
	Java       *Java // of the request
	XML        *XML  // of the response, as are those that follow
	JSON       *JSON
	Simplified *JSON
}

// Read reads the samples of a page; "" stands for none.
func Read(java, xml, json, simplified string) *Documents {
	d := &Documents{}
	if !blank(java) {
		d.Java = ReadJava(java)
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

func blank(s string) bool { return strings.TrimSpace(s) == "" }
