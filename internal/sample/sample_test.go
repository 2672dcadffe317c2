package sample

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

// xmlTree writes elements as `name@line:col "text"`, children indented.
func xmlTree(n *Node, indent string) string {
	var b strings.Builder
	for _, m := range n.Members {
		fmt.Fprintf(&b, "%s%s@%d:%d", indent, m.Name, m.Pos.Line, m.Pos.Column)
		if m.Value.IsLeaf() {
			fmt.Fprintf(&b, " %q", m.Value.Text)
		}
		b.WriteString("\n" + xmlTree(m.Value, indent+"\t"))
	}
	return b.String()
}

// faultLines lists the faults as they read where the sample is all of the page.
func faultLines(src string, faults []Fault) string {
	at := func(offset int) (line, column int) {
		c := newCursor(src)
		pos := c.at(offset)
		return pos.Line, pos.Column
	}
	var b strings.Builder
	for _, f := range faults {
		fmt.Fprintf(&b, "%d:%d: %s\n", f.Line, f.Column, f.Text(at))
	}
	return b.String()
}

func TestReadXML(t *testing.T) {
	for _, test := range []struct {
		name, src, want, faults string
		truncated               bool
	}{
		{
			name: "nested",
			src:  "<r>\n  <名 a=\"1\">余杭</名><b x='>'/>\n</r>",
			want: "r@1:1\n\t名@2:3 \"余杭\"\n\tb@2:18 \"\"\n",
		},
		{
			name: "line ends",
			src:  "<a>1\r\n2\r3</a>",
			want: "a@1:1 \"1\\n2\\n3\"\n",
		},
		{
			name: "rootless",
			src:  "<a>1</a>\n<b>2</b>",
			want: "a@1:1 \"1\"\nb@2:1 \"2\"\n",
		},
		{
			name: "entities are resolved once",
			src:  "<a>&amp;lt; &lt;x&gt; &#20013;&#x4e2d; &nbsp;&nope; ?a=1&copy=2 & &&quot;</a>",
			want: "a@1:1 \"&lt; <x> 中中 \\u00a0&nope; ?a=1&copy=2 & &\\\"\"\n",
		},
		{
			name: "text that looks like markup",
			src:  "<a>1 < 2, x<b</a><c>p <q and r> s</c><d>a<-b</d>",
			want: "a@1:1 \"1 < 2, x<b\"\nc@1:18 \"p <q and r> s\"\nd@1:38 \"a<-b\"\n",
		},
		{
			name: "comments, CDATA and declarations",
			src:  "<?xml version=\"1.0\"?><!-- <x> --><!DOCTYPE r><a>1<![CDATA[<&amp;]]>2<!-- y --></a>",
			want: "a@1:46 \"1<&amp;2\"\n",
		},
		{
			name:   "never closed: text",
			src:    "<a>line<br>more<i>x</i></a><b/>",
			want:   "a@1:1 \"line<br>more<i>x</i>\"\nb@1:28 \"\"\n",
			faults: "1:8: <br> is never closed: taken as text\n",
		},
		{
			name:   "misspelt end tag",
			src:    "<r><name>x</nmae><b>1</b></r>",
			want:   "r@1:1\n\tname@1:4 \"x\"\n\tb@1:18 \"1\"\n",
			faults: "1:11: </nmae> closes no element: <name> is open since 1:4\n",
		},
		{
			name:   "stray end tag in a text",
			src:    "<r><name>x</br>y</name></r></s>",
			want:   "r@1:1\n\tname@1:4 \"x</br>y\"\n",
			faults: "1:11: </br> closes no element: <name> is open since 1:4\n1:28: </s> closes no element\n1:28: text outside of the elements: \"</s>\"\n",
		},
		{
			name:      "cut in a tag",
			src:       "<r>\n<a>1</a>\n<call",
			want:      "r@1:1\n\ta@2:1 \"1\"\n",
			faults:    "3:1: the sample ends inside the tag \"<call\"\n",
			truncated: true,
		},
		{
			name:      "cut in a text",
			src:       "<r><a>1",
			want:      "r@1:1\n\ta@1:4 \"1\"\n",
			faults:    "1:8: the sample ends inside <a>\n",
			truncated: true,
		},
		{
			name:      "cut in a comment",
			src:       "<a/><!-- x",
			want:      "a@1:1 \"\"\n",
			faults:    "1:5: <!-- is never closed by -->\n",
			truncated: true,
		},
		{
			name:   "prose",
			src:    "例如 <a>1</a>",
			want:   "a@1:4 \"1\"\n",
			faults: "1:1: text outside of the elements: \"例如\"\n",
		},
		{name: "prose alone", src: "没有示例"},
		{name: "empty", src: ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := ReadXML(test.src)
			if diff := cmp.Diff(test.want, xmlTree(got.Root, "")); diff != "" {
				t.Errorf("tree differs (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(test.faults, faultLines(test.src, got.Faults)); diff != "" {
				t.Errorf("faults differ (-want +got):\n%s", diff)
			}
			if got.Truncated != test.truncated {
				t.Errorf("truncated = %t, want %t", got.Truncated, test.truncated)
			}
		})
	}
}

func TestUnmarked(t *testing.T) {
	r := ReadXML("<r><a>x &amp; y</a><b><rule id=\"1\">&lt;</rule> <rule/></b></r>").Root.Get("r")
	if got, want := r.Get("a").Unmarked(), "x & y"; got != want {
		t.Errorf("text of a leaf = %q, want %q", got, want)
	}
	if got, want := r.Get("b").Unmarked(), "<rule id=\"1\"><</rule> <rule/>"; got != want {
		t.Errorf("text of unescaped markup = %q, want %q", got, want)
	}
	if got, want := r.Get("a").Pos, (Pos{Offset: 6, Line: 1, Column: 7}); got != want {
		t.Errorf("place of the text = %+v, want %+v", got, want)
	}
}

// kindNames are the kinds of nodes, for the trees.
var kindNames = map[NodeKind]string{
	TextNode: "text", TokenNode: "token", NullNode: "null", BareNode: "bare", FileNode: "file", ObjectNode: "object", ArrayNode: "array",
}

// jsonTree writes a value with its place and kind.
func jsonTree(n *Node, indent string) string {
	if n == nil {
		return ""
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%d:%d %s %q\n", n.Pos.Line, n.Pos.Column, kindNames[n.Kind], n.Text)
	for _, m := range n.Members {
		fmt.Fprintf(&b, "%s%s@%d:%d = %s", indent, m.Name, m.Pos.Line, m.Pos.Column, jsonTree(m.Value, indent+"\t"))
	}
	for _, item := range n.Items {
		fmt.Fprintf(&b, "%s- %s", indent, jsonTree(item, indent+"\t"))
	}
	return b.String()
}

func TestReadJSON(t *testing.T) {
	for _, test := range []struct {
		name, src, want, faults string
		truncated               bool
	}{
		{
			name: "values",
			src:  "{\"a\": [1.50, -2e3, true, null],\n \"中\": {\"b\": \"x\\\"\\u4e2d\\ud83d\\ude00\\/\\n\"}}",
			want: "1:1 object \"\"\na@1:2 = 1:7 array \"\"\n\t- 1:8 token \"1.50\"\n\t- 1:14 token \"-2e3\"\n" +
				"\t- 1:20 token \"true\"\n\t- 1:26 null \"\"\n" +
				"中@2:2 = 2:7 object \"\"\n\tb@2:8 = 2:14 text \"x\\\"中😀/\\n\"\n",
		},
		{
			name: "raw control characters and unknown escapes",
			src:  "[\"a\tb\nc\\xd\"]",
			want: "1:1 array \"\"\n- 1:3 text \"a\\tb\\ncxd\"\n",
		},
		{
			name:   "a word without quotes",
			src:    "{\"buyer_ali_id\":阿里id,\n\"b\":01}",
			want:   "1:1 object \"\"\nbuyer_ali_id@1:2 = 1:17 bare \"阿里id\"\nb@2:1 = 2:5 bare \"01\"\n",
			faults: "1:17: the member \"buyer_ali_id\": \"阿里id\" is no JSON value\n2:5: the member \"b\": \"01\" is no JSON value\n",
		},
		{
			name:   "no value",
			src:    `{"a": , "b": {"c": }, "d": [x], "e": }`,
			want:   "1:1 object \"\"\na@1:2 = 1:7 bare \"\"\nb@1:9 = 1:14 object \"\"\n\tc@1:15 = 1:20 bare \"\"\nd@1:23 = 1:28 array \"\"\n\t- 1:29 bare \"x\"\ne@1:33 = 1:38 bare \"\"\n",
			faults: "1:7: the member \"a\": there is no value\n1:20: the member \"c\": there is no value\n1:29: the member \"d\": \"x\" is no JSON value\n1:38: the member \"e\": there is no value\n",
		},
		{
			name:   "commas",
			src:    "[1 2,,3,]",
			want:   "1:1 array \"\"\n- 1:2 bare \"1 2\"\n- 1:7 token \"3\"\n",
			faults: "1:2: \"1 2\" is no JSON value\n1:6: unexpected \",\"\n1:9: unexpected \",\" before ']'\n",
		},
		{
			name:   "a missing comma, a missing colon, a bare name",
			src:    "{\"a\":\"1\" \"b\" 2, c: 3}",
			want:   "1:1 object \"\"\na@1:2 = 1:7 text \"1\"\nb@1:10 = 1:14 token \"2\"\nc@1:17 = 1:20 token \"3\"\n",
			faults: "1:10: a comma is missing\n1:14: expected \":\" behind the name \"b\"\n1:17: a member's name must stand in quotes\n",
		},
		{
			name:   "prose behind",
			src:    "{} 或者",
			want:   "1:1 object \"\"\n",
			faults: "1:4: text behind the value: \"或者\"\n",
		},
		{
			name:   "the wrong bracket",
			src:    "{\"a\":[1}",
			want:   "1:1 object \"\"\na@1:2 = 1:6 array \"\"\n\t- 1:7 token \"1\"\n",
			faults: "1:8: unexpected '}'\n1:9: the sample ends inside an object or array\n", truncated: true,
		},
		{
			name: "cut in a string", src: "{\"a\":\"x", want: "1:1 object \"\"\na@1:2 = 1:7 text \"x\"\n",
			faults: "1:8: the sample ends inside a string\n", truncated: true,
		},
		{
			name: "cut behind a name", src: "{\"a\"", want: "1:1 object \"\"\n",
			faults: "1:5: the sample ends inside an object\n", truncated: true,
		},
		{
			name: "cut in an escape", src: "[\"a\\", want: "1:1 array \"\"\n- 1:3 text \"a\"\n",
			faults: "1:5: the sample ends inside a string\n", truncated: true,
		},
		{name: "doubles are kept", src: `{"a":1,"a":2}`, want: "1:1 object \"\"\na@1:2 = 1:6 token \"1\"\na@1:8 = 1:12 token \"2\"\n"},
		{name: "empty", src: " \n"},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := ReadJSON(test.src)
			if diff := cmp.Diff(test.want, jsonTree(got.Root, "")); diff != "" {
				t.Errorf("tree differs (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(test.faults, faultLines(test.src, got.Faults)); diff != "" {
				t.Errorf("faults differ (-want +got):\n%s", diff)
			}
			if got.Truncated != test.truncated {
				t.Errorf("truncated = %t, want %t", got.Truncated, test.truncated)
			}
		})
	}
}

func TestValueGet(t *testing.T) {
	v := ReadJSON(`{"a":1,"b":{"c":"x"},"a":2}`).Root
	if got := v.Get("a").Text; got != "1" {
		t.Errorf("Get(a) = %q, want the first", got)
	}
	if got := v.Get("b").Get("c").Text; got != "x" {
		t.Errorf("Get(b).Get(c) = %q", got)
	}
	if got := v.Get("no").Get("c"); got != nil {
		t.Errorf("Get of a missing member = %v, want nil", got)
	}
}

// javaTree writes the setters of an object, one a line.
func javaTree(n *Node, indent string) string {
	if n == nil {
		return ""
	}
	var b strings.Builder
	b.WriteString("object\n")
	for _, m := range n.Members {
		fmt.Fprintf(&b, "%s%s = %s", indent, m.Name, javaValue(m.Value, indent))
	}
	return b.String()
}

func javaValue(n *Node, indent string) string {
	switch n.Kind {
	case ObjectNode:
		return javaTree(n, indent+"\t")
	case ArrayNode:
		var b strings.Builder
		fmt.Fprintf(&b, "list of %d\n", len(n.Items))
		for _, item := range n.Items {
			fmt.Fprintf(&b, "%s- %s", indent, javaValue(item, indent))
		}
		return b.String()
	}
	return fmt.Sprintf("%d:%d %s %q unescaped %t\n", n.Pos.Line, n.Pos.Column, kindNames[n.Kind], n.Text, n.Unescaped)
}

const javaHead = "TaobaoClient client = new DefaultTaobaoClient(url, appkey, secret);\nXRequest req = new XRequest();\n"

func TestReadJava(t *testing.T) {
	for _, test := range []struct{ name, src, want, faults string }{
		{
			name: "scalars",
			src: javaHead + `req.setId(-12L);
req.setName("a \"b\" \\ 中");
req.setOk(true);
req.setDay(StringUtils.parseDateTime("2000-01-01 00:00:00"));
req.setImg(new FileItem("/data/file.txt"));
req.setRate(1.01L);
req.setOdd(商品idL);
req.setCall("f(1); g(2)");
XResponse rsp = client.execute(req, sessionKey);
System.out.println(rsp.getBody());`,
			want: `object
Id = 3:11 token "-12" unescaped false
Name = 4:13 text "a \"b\" \\ 中" unescaped false
Ok = 5:11 token "true" unescaped false
Day = 6:12 text "2000-01-01 00:00:00" unescaped false
Img = 7:12 file "/data/file.txt" unescaped false
Rate = 8:13 token "1.01" unescaped false
Odd = 9:12 bare "商品id" unescaped false
Call = 10:13 text "f(1); g(2)" unescaped false
`,
		},
		{
			name: "objects and lists",
			src: javaHead + `XRequest.A obj1 = new XRequest.A();
obj1.setS("1");
List<XRequest.B> list3 = new ArrayList<XRequest.B>();
XRequest.B obj4 = new XRequest.B();
list3.add(obj4);
obj4.setT("2");
XRequest.C obj6 = new XRequest.C();
obj6.setU("3");
list5.setC(obj6);
obj1.setBs(list3);
req.setA(obj1);
req.setZ("4");`,
			want: `object
A = object
	S = 4:11 text "1" unescaped false
	Bs = list of 1
	- object
		T = 8:11 text "2" unescaped false
		C = object
			U = 10:11 text "3" unescaped false
Z = 14:10 text "4" unescaped false
`,
		},
		{
			name: "bugs of the generator",
			src: javaHead + `req.setIds(new Long[] { 11 , 12 };
);
req.setCodes(""A1","B2"");
req.setNext("x");`,
			want: `object
Ids = list of 2
- 3:25 token "11" unescaped false
- 3:30 token "12" unescaped false
Codes = 5:14 text "\"A1\",\"B2\"" unescaped true
Next = 6:13 text "x" unescaped false
`,
		},
		{
			name: "one line, as highlighters copy it",
			src:  `TaobaoClient client = new DefaultTaobaoClient(url, appkey, secret); XRequest req = new XRequest(); req.setA( "1" ); req.setB(2L); XResponse rsp = client.execute(req);`,
			want: "object\nA = 1:110 text \"1\" unescaped false\nB = 1:126 token \"2\" unescaped false\n",
		},
		{
			name:   "a string that nobody closed",
			src:    javaHead + "req.setA(\"1);\nreq.setB(\"2\");",
			want:   "object\nA = 3:10 text \"1);\" unescaped false\nB = 4:10 text \"2\" unescaped false\n",
			faults: "3:10: the string is never closed\n",
		},
		{
			name:   "undeclared, used twice, never used, in a circle",
			src:    javaHead + "X.A a = new X.A();\nreq.setA(a);\nreq.setA2(a);\nobj9.setB(\"1\");\nlist9.add(a);\nX.C c = new X.C();\nc.setC(c);\nX.D d = new X.D();",
			want:   "object\nA = object\nB = 6:11 text \"1\" unescaped false\n",
			faults: "5:1: a is used twice\n6:1: obj9 is not declared\n7:1: list9 is no declared list\n9:1: c cannot be passed to c\n10:1: d is passed to no setter\n",
		},
		{
			name:   "prose",
			src:    "没有示例\n// nor here",
			faults: "1:1: \"没有示例\" is no statement\n",
		},
		{name: "cut in a string", src: javaHead + "req.setA(\"x", want: "object\nA = 3:10 text \"x\" unescaped false\n", faults: "3:10: the sample ends inside a string\n"},
		{name: "cut in a call", src: javaHead + "req.setA(", want: "object\nA = 3:10 bare \"\" unescaped false\n"},
		{name: "empty"},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := ReadJava(test.src)
			if diff := cmp.Diff(test.want, javaTree(got.Request, "")); diff != "" {
				t.Errorf("calls differ (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(test.faults, faultLines(test.src, got.Faults)); diff != "" {
				t.Errorf("faults differ (-want +got):\n%s", diff)
			}
		})
	}
}

func TestReadJavaSession(t *testing.T) {
	for _, test := range []struct {
		last              string
		executes, session bool
	}{
		{"XResponse rsp = client.execute(req, sessionKey);", true, true},
		{"XResponse rsp = client.execute(req);", true, false},
		{"client.execute(req, sessionKey);", true, true},
		{"", false, false},
	} {
		got := ReadJava(javaHead + test.last)
		if got.Executes != test.executes || got.Session != test.session {
			t.Errorf("%q: executes %t, session %t", test.last, got.Executes, got.Session)
		}
		if got.Client != "TaobaoClient" {
			t.Errorf("%q: client %q", test.last, got.Client)
		}
	}
}

func TestDepthIsLimited(t *testing.T) {
	const n = 10_000
	for name, faults := range map[string][]Fault{
		"xml":  ReadXML(strings.Repeat("<a>", n)).Faults,
		"json": ReadJSON(strings.Repeat("[", n)).Faults,
		"java": ReadJava(javaHead + strings.Repeat("X.A a = new X.A();\n", n)).Faults,
	} {
		if len(faults) == 0 || !strings.Contains(faultLines("", faults[:1]), "more than 200 deep") {
			t.Errorf("%s: no fault names the limit; got %.200s", name, faultLines("", faults[:1]))
		}
	}
}

// checkFaults fails the test where a fault lies outside of the sample.
func checkFaults(t *testing.T, src string, faults []Fault) {
	t.Helper()
	for _, f := range faults {
		checkPos(t, src, f.Pos)
		if strings.ContainsAny(f.Message, "\n\r") {
			t.Errorf("message of several lines: %q", f.Message)
		}
	}
}

// checkPos fails the test unless line and column of pos are those of its offset.
func checkPos(t *testing.T, src string, pos Pos) {
	t.Helper()
	if pos.Offset < 0 || pos.Offset > len(src) {
		t.Fatalf("offset %d outside of a sample of %d bytes", pos.Offset, len(src))
	}
	before := src[:pos.Offset]
	line := 1 + strings.Count(before, "\n")
	column := 1 + utf8.RuneCountInString(before[strings.LastIndexByte(before, '\n')+1:])
	if pos.Line != line || pos.Column != column {
		t.Errorf("offset %d is %d:%d, not %d:%d", pos.Offset, line, column, pos.Line, pos.Column)
	}
}

func FuzzReadXML(f *testing.F) {
	for _, s := range []string{"<a>1</a>", "<r><a b='c'/>&amp;<br></r>", "<a", "</", "<![CDATA[", "<a>x</b>y</a>", "<a>\n中<b></a>"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, src string) {
		doc := ReadXML(src)
		checkFaults(t, src, doc.Faults)
		var walk func(n *Node)
		walk = func(n *Node) {
			for _, m := range n.Members {
				checkPos(t, src, m.Pos)
				checkPos(t, src, m.Value.Pos)
				if !strings.HasPrefix(src[m.Pos.Offset:], "<"+m.Name) || !strings.HasPrefix(strings.TrimSpace(src[m.Value.Pos.Offset:]), m.Value.Source) {
					t.Errorf("element %q does not stand at its place", m.Name)
				}
				walk(m.Value)
			}
		}
		walk(doc.Root)
	})
}

func FuzzReadJSON(f *testing.F) {
	for _, s := range []string{`{"a":[1,"x",{}],"b":null}`, `{"a`, `[1,]`, `{a:b}`, `"\u12`, `[}`, "\"\\\xff\""} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, src string) {
		doc := ReadJSON(src)
		checkFaults(t, src, doc.Faults)
		var walk func(n *Node)
		walk = func(n *Node) {
			checkPos(t, src, n.Pos)
			if n.End < n.Pos.Offset || n.End > len(src) {
				t.Errorf("value at %d ends at %d of %d", n.Pos.Offset, n.End, len(src))
			}
			for _, m := range n.Members {
				checkPos(t, src, m.Pos)
				walk(m.Value)
			}
			for _, item := range n.Items {
				walk(item)
			}
		}
		if doc.Root != nil {
			walk(doc.Root)
		}
	})
}

func FuzzReadJava(f *testing.F) {
	for _, s := range []string{javaHead + "req.setA(\"x\");", "a.setB(new Long[] { 1 };\n);", "List<X> l = new ArrayList<X>();\nl.add(x);", "x.setY(", "=", "a.set(\"\\"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, src string) {
		doc := ReadJava(src)
		checkFaults(t, src, doc.Faults)
		var walk func(n *Node)
		walk = func(n *Node) {
			checkPos(t, src, n.Pos)
			for _, m := range n.Members {
				checkPos(t, src, m.Pos)
				walk(m.Value)
			}
			for _, item := range n.Items {
				walk(item)
			}
		}
		if doc.Request != nil {
			walk(doc.Request)
		}
	})
}
