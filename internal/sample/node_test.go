package sample

import "testing"

// TestNodeMembers: members are found by name in small objects, and in those
// that have an index.
func TestNodeMembers(t *testing.T) {
	for _, n := range []int{few - 2, few + 2} {
		node := &Node{Kind: ObjectNode}
		for i := range n {
			node.Add(string(rune('a'+i)), &Node{Text: "1"})
		}
		node.Add("a", &Node{Text: "2"})
		var names, texts []string
		for name, values := range node.All() {
			names = append(names, name)
			for _, v := range values {
				texts = append(texts, v.Text)
			}
		}
		if len(names) != n || len(texts) != n+1 || texts[0] != "1" || texts[1] != "2" {
			t.Errorf("%d names: got %q with %q", n, names, texts)
		}
		if node.Get("z") != nil || node.Get("b") == nil || len(node.Values("a")) != 2 {
			t.Errorf("%d names: z, b or a is not found as it stands", n)
		}
	}
}
