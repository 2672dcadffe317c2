package page

import (
	"slices"
	"strings"
)

const (
	tabXML  = "XML示例"
	tabJSON = "JSON示例"
)

// tabs are the labels of the tabs above samples, and newTabs those that only the site
// of today has. They stand in one line, with spaces or joined, or one a line.
var (
	tabs    = []string{"JAVA", ".NET", "PHP", "CURL", "Python", "C/C++", "NodeJS", tabXML, tabJSON}
	newTabs = []string{"Python3", "GO", "PHP7", "XML", "JSON"}
)

// isTabs reports whether a line has nothing but labels of tabs.
func isTabs(line string) bool {
	_, ok := splitTabLabels(line)
	return ok
}

// splitTabLabels splits a line that has nothing but labels of tabs.
func splitTabLabels(line string) (labels []string, ok bool) {
	for rest := strings.TrimSpace(line); rest != ""; rest = strings.TrimSpace(rest) {
		label := ""
		for _, l := range slices.Concat(tabs, newTabs) {
			if strings.HasPrefix(rest, l) && len(l) > len(label) {
				label = l
			}
		}
		if label == "" {
			return nil, false
		}
		labels = append(labels, label)
		rest = rest[len(label):]
	}
	return labels, len(labels) > 0
}

// isJSONTab reports whether a line is the label of the tab of a sample in JSON.
func isJSONTab(line string) bool { return line == tabJSON || line == "JSON" }

// isNewTabs reports whether a line has labels of tabs of which some are new ones.
func isNewTabs(line string) bool {
	labels, ok := splitTabLabels(line)
	return ok && slices.ContainsFunc(labels, func(l string) bool { return slices.Contains(newTabs, l) })
}
