package sample

import (
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

// xmlTree writes elements as `name@line:col "text"`, children indented.
func xmlTree(elements []*Element, indent string) string {
	var b strings.Builder
	for _, e := range elements {
		fmt.Fprintf(&b, "%s%s@%d:%d %q\n", indent, e.Name, e.Line, e.Column, e.Text)
		b.WriteString(xmlTree(e.Children, indent+"\t"))
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
			want: "r@1:1 \"\\n  \\n\"\n\t名@2:3 \"余杭\"\n\tb@2:18 \"\"\n",
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
			want:   "r@1:1 \"\"\n\tname@1:4 \"x\"\n\tb@1:18 \"1\"\n",
			faults: "1:11: </nmae> closes no element: <name> is open since 1:4\n",
		},
		{
			name:   "stray end tag in a text",
			src:    "<r><name>x</br>y</name></r></s>",
			want:   "r@1:1 \"\"\n\tname@1:4 \"x</br>y\"\n",
			faults: "1:11: </br> closes no element: <name> is open since 1:4\n1:28: </s> closes no element\n1:28: text outside of the elements: \"</s>\"\n",
		},
		{
			name:      "cut in a tag",
			src:       "<r>\n<a>1</a>\n<call",
			want:      "r@1:1 \"\\n\\n\"\n\ta@2:1 \"1\"\n",
			faults:    "3:1: the sample ends inside the tag \"<call\"\n",
			truncated: true,
		},
		{
			name:      "cut in a text",
			src:       "<r><a>1",
			want:      "r@1:1 \"\"\n\ta@1:4 \"1\"\n",
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
			if diff := cmp.Diff(test.want, xmlTree(got.Elements, "")); diff != "" {
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

func TestElementValue(t *testing.T) {
	doc := ReadXML("<r><a>x &amp; y</a><b><rule id=\"1\">&lt;</rule> <rule/></b></r>")
	r := doc.Elements[0]
	if got, want := r.Children[0].Value(), "x & y"; got != want {
		t.Errorf("value of a leaf = %q, want %q", got, want)
	}
	if got, want := r.Children[1].Value(), "<rule id=\"1\"><</rule> <rule/>"; got != want {
		t.Errorf("value of unescaped markup = %q, want %q", got, want)
	}
	if got, want := r.Children[0].TextPos, (Pos{Offset: 6, Line: 1, Column: 7}); got != want {
		t.Errorf("place of the text = %+v, want %+v", got, want)
	}
}

// jsonTree writes a value with its place and kind.
func jsonTree(v *Value, indent string) string {
	if v == nil {
		return ""
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%d:%d kind %d %q\n", v.Line, v.Column, v.Kind, v.Text)
	for _, m := range v.Members {
		fmt.Fprintf(&b, "%s%s@%d:%d = %s", indent, m.Name, m.Line, m.Column, jsonTree(m.Value, indent+"\t"))
	}
	for _, item := range v.Items {
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
			want: "1:1 kind 5 \"\"\na@1:2 = 1:7 kind 4 \"\"\n\t- 1:8 kind 2 \"1.50\"\n\t- 1:14 kind 2 \"-2e3\"\n" +
				"\t- 1:20 kind 1 \"true\"\n\t- 1:26 kind 0 \"null\"\n" +
				"中@2:2 = 2:7 kind 5 \"\"\n\tb@2:8 = 2:13 kind 3 \"x\\\"中😀/\\n\"\n",
		},
		{
			name: "raw control characters and unknown escapes",
			src:  "[\"a\tb\nc\\xd\"]",
			want: "1:1 kind 4 \"\"\n- 1:2 kind 3 \"a\\tb\\ncxd\"\n",
		},
		{
			name:   "a word without quotes",
			src:    "{\"buyer_ali_id\":阿里id,\n\"b\":01}",
			want:   "1:1 kind 5 \"\"\nbuyer_ali_id@1:2 = 1:17 kind 6 \"阿里id\"\nb@2:1 = 2:5 kind 6 \"01\"\n",
			faults: "1:17: \"阿里id\" is no JSON value\n2:5: \"01\" is no JSON value\n",
		},
		{
			name:   "commas",
			src:    "[1 2,,3,]",
			want:   "1:1 kind 4 \"\"\n- 1:2 kind 6 \"1 2\"\n- 1:7 kind 2 \"3\"\n",
			faults: "1:2: \"1 2\" is no JSON value\n1:6: unexpected \",\"\n1:9: unexpected \",\" before ']'\n",
		},
		{
			name:   "a missing comma, a missing colon, a bare name",
			src:    "{\"a\":\"1\" \"b\" 2, c: 3}",
			want:   "1:1 kind 5 \"\"\na@1:2 = 1:6 kind 3 \"1\"\nb@1:10 = 1:14 kind 2 \"2\"\nc@1:17 = 1:20 kind 2 \"3\"\n",
			faults: "1:10: a comma is missing\n1:14: expected \":\" behind the name \"b\"\n1:17: a member's name must stand in quotes\n",
		},
		{
			name:   "prose behind",
			src:    "{} 或者",
			want:   "1:1 kind 5 \"\"\n",
			faults: "1:4: text behind the value: \"或者\"\n",
		},
		{
			name:   "the wrong bracket",
			src:    "{\"a\":[1}",
			want:   "1:1 kind 5 \"\"\na@1:2 = 1:6 kind 4 \"\"\n\t- 1:7 kind 2 \"1\"\n",
			faults: "1:8: unexpected '}'\n1:9: the sample ends inside an object or array\n", truncated: true,
		},
		{
			name: "cut in a string", src: "{\"a\":\"x", want: "1:1 kind 5 \"\"\na@1:2 = 1:6 kind 3 \"x\"\n",
			faults: "1:8: the sample ends inside a string\n", truncated: true,
		},
		{
			name: "cut behind a name", src: "{\"a\"", want: "1:1 kind 5 \"\"\n",
			faults: "1:5: the sample ends inside an object\n", truncated: true,
		},
		{
			name: "cut in an escape", src: "[\"a\\", want: "1:1 kind 4 \"\"\n- 1:2 kind 3 \"a\"\n",
			faults: "1:5: the sample ends inside a string\n", truncated: true,
		},
		{name: "doubles are kept", src: `{"a":1,"a":2}`, want: "1:1 kind 5 \"\"\na@1:2 = 1:6 kind 2 \"1\"\na@1:8 = 1:12 kind 2 \"2\"\n"},
		{name: "empty", src: " \n"},
	} {
		t.Run(test.name, func(t *testing.T) {
			got := ReadJSON(test.src)
			if diff := cmp.Diff(test.want, jsonTree(got.Value, "")); diff != "" {
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
	v := ReadJSON(`{"a":1,"b":{"c":"x"},"a":2}`).Value
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

// javaTree writes the calls of an object, one a line.
func javaTree(o *Object, indent string) string {
	if o == nil {
		return ""
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s\n", o.Class)
	for _, c := range o.Calls {
		fmt.Fprintf(&b, "%s%s = %s", indent, c.Setter, javaArg(c.Arg, indent))
	}
	return b.String()
}

func javaArg(a *Arg, indent string) string {
	switch a.Kind {
	case ArgObject:
		return javaTree(a.Object, indent+"\t")
	case ArgArray, ArgList:
		var b strings.Builder
		fmt.Fprintf(&b, "list of %d\n", len(a.Items))
		for _, item := range a.Items {
			fmt.Fprintf(&b, "%s- %s", indent, javaArg(item, indent))
		}
		return b.String()
	}
	return fmt.Sprintf("%d:%d kind %d %q unescaped %t\n", a.Line, a.Column, a.Kind, a.Text, a.Unescaped)
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
			want: `XRequest
Id = 3:11 kind 1 "-12" unescaped false
Name = 4:13 kind 0 "a \"b\" \\ 中" unescaped false
Ok = 5:11 kind 2 "true" unescaped false
Day = 6:12 kind 3 "2000-01-01 00:00:00" unescaped false
Img = 7:12 kind 4 "/data/file.txt" unescaped false
Rate = 8:13 kind 1 "1.01" unescaped false
Odd = 9:12 kind 8 "商品idL" unescaped false
Call = 10:13 kind 0 "f(1); g(2)" unescaped false
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
			want: `XRequest
A = A
	S = 4:11 kind 0 "1" unescaped false
	Bs = list of 1
	- B
		T = 8:11 kind 0 "2" unescaped false
		C = C
			U = 10:11 kind 0 "3" unescaped false
Z = 14:10 kind 0 "4" unescaped false
`,
		},
		{
			name: "bugs of the generator",
			src: javaHead + `req.setIds(new Long[] { 11 , 12 };
);
req.setCodes(""A1","B2"");
req.setNext("x");`,
			want: `XRequest
Ids = list of 2
- 3:25 kind 1 "11" unescaped false
- 3:30 kind 1 "12" unescaped false
Codes = 5:14 kind 0 "\"A1\",\"B2\"" unescaped true
Next = 6:13 kind 0 "x" unescaped false
`,
		},
		{
			name: "one line, as highlighters copy it",
			src:  `TaobaoClient client = new DefaultTaobaoClient(url, appkey, secret); XRequest req = new XRequest(); req.setA( "1" ); req.setB(2L); XResponse rsp = client.execute(req);`,
			want: "XRequest\nA = 1:110 kind 0 \"1\" unescaped false\nB = 1:126 kind 1 \"2\" unescaped false\n",
		},
		{
			name:   "a string that nobody closed",
			src:    javaHead + "req.setA(\"1);\nreq.setB(\"2\");",
			want:   "XRequest\nA = 3:10 kind 0 \"1);\" unescaped false\nB = 4:10 kind 0 \"2\" unescaped false\n",
			faults: "3:10: the string is never closed\n",
		},
		{
			name:   "undeclared, used twice, never used, in a circle",
			src:    javaHead + "X.A a = new X.A();\nreq.setA(a);\nreq.setA2(a);\nobj9.setB(\"1\");\nlist9.add(a);\nX.C c = new X.C();\nc.setC(c);\nX.D d = new X.D();",
			want:   "XRequest\nA = A\nB = 6:11 kind 0 \"1\" unescaped false\n",
			faults: "5:1: a is used twice\n6:1: obj9 is not declared\n7:1: list9 is no declared list\n9:1: c cannot be passed to c\n10:1: d is passed to no setter\n",
		},
		{
			name:   "prose",
			src:    "没有示例\n// nor here",
			faults: "1:1: \"没有示例\" is no statement\n",
		},
		{name: "cut in a string", src: javaHead + "req.setA(\"x", want: "XRequest\nA = 3:10 kind 0 \"x\" unescaped false\n", faults: "3:10: the sample ends inside a string\n"},
		{name: "cut in a call", src: javaHead + "req.setA(", want: "XRequest\nA = 3:10 kind 8 \"\" unescaped false\n"},
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
		var walk func(es []*Element)
		walk = func(es []*Element) {
			for _, e := range es {
				checkPos(t, src, e.Pos)
				checkPos(t, src, e.TextPos)
				if !strings.HasPrefix(src[e.Offset:], "<"+e.Name) || !strings.HasPrefix(src[e.TextPos.Offset:], e.Inner) {
					t.Errorf("element %q does not stand at its place", e.Name)
				}
				walk(e.Children)
			}
		}
		walk(doc.Elements)
	})
}

func FuzzReadJSON(f *testing.F) {
	for _, s := range []string{`{"a":[1,"x",{}],"b":null}`, `{"a`, `[1,]`, `{a:b}`, `"\u12`, `[}`, "\"\\\xff\""} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, src string) {
		doc := ReadJSON(src)
		checkFaults(t, src, doc.Faults)
		var walk func(v *Value)
		walk = func(v *Value) {
			checkPos(t, src, v.Pos)
			checkPos(t, src, v.TextPos)
			if v.End < v.Offset || v.End > len(src) {
				t.Errorf("value at %d ends at %d of %d", v.Offset, v.End, len(src))
			}
			for _, m := range v.Members {
				checkPos(t, src, m.Pos)
				walk(m.Value)
			}
			for _, item := range v.Items {
				walk(item)
			}
		}
		if doc.Value != nil {
			walk(doc.Value)
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
		var walk func(o *Object)
		var arg func(a *Arg)
		walk = func(o *Object) {
			checkPos(t, src, o.Pos)
			for _, c := range o.Calls {
				checkPos(t, src, c.Pos)
				arg(c.Arg)
			}
		}
		arg = func(a *Arg) {
			checkPos(t, src, a.Pos)
			if a.Object != nil {
				walk(a.Object)
			}
			for _, item := range a.Items {
				arg(item)
			}
		}
		if doc.Request != nil {
			walk(doc.Request)
		}
	})
}
