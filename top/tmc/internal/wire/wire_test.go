package wire

import (
	"bytes"
	"compress/gzip"
	"encoding/hex"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const (
	token = "0f5b2f64-0000-4000-8000-000000000001"
	id    = 1000000000000000001
	topic = "taobao_trade_TradeChanged"

	// tokenHex is the part of a frame that has the token.
	tokenHex = "05002400000030663562326636342d303030302d343030302d383030302d303030303030303030303031"
	kindHex  = "0100060000005f5f6b696e6402"
	idHex    = "010002000000696405010064a7b3b6e00d"
	// packed is a content as gzip, made by another program.
	packed = "1f8b0800000000000203ab562ac94c51b232343236313533b7b0343034d2512a2e492c292d56b2520a097274718d77f3f4f30cf6707551aa0500d75e5cd62e000000"
)

// The frames are those of other clients of the channel, with invented values.
var frames = []struct {
	name  string
	hex   string
	frame Frame
}{
	{
		"connect",
		"020004000100000001000900000074696d657374616d70010d000000313531373832303339323030300100070000006170705f6b65790108000000313233343536373801000a00000067726f75705f6e616d65010700000064656661756c740100040000007369676e0120000000434344304444393836443530454242454142434233344230364138433842373201000300000073646b0106000000746f7067656e01000b000000696e7472616e65745f6970010800000031302e302e302e310000",
		Frame{Type: Connect, Flag: 1, Headers: []Header{
			TextHeader(HeaderTimestamp, "1517820392000"),
			TextHeader(HeaderAppKey, "12345678"),
			TextHeader(HeaderGroup, "default"),
			TextHeader(HeaderSign, "CCD0DD986D50EBBEABCB34B06A8C8B72"),
			TextHeader(HeaderSDK, "topgen"),
			TextHeader(HeaderAddress, "10.0.0.1"),
		}},
	},
	{
		"taken", "0201040001000000" + tokenHex + "0000",
		Frame{Type: ConnectAck, Flag: 1, Token: token},
	},
	{
		"refused", "020102009101000003000c000000e7adbee5908de99499e8afaf0400010000000000",
		Frame{Type: ConnectAck, Code: 401, Phrase: "签名错误", Flag: 1},
	},
	{
		"pull", "0202" + tokenHex + kindHex + "010000",
		Frame{Type: Send, Token: token, Headers: []Header{KindHeader(KindPull)}},
	},
	{
		"confirm", "0202" + tokenHex + kindHex + "02" + idHex + "0000",
		Frame{Type: Send, Token: token, Headers: []Header{KindHeader(KindConfirm), IntHeader(HeaderID, Int64, id)}},
	},
	{
		"failed", "0202" + tokenHex + kindHex + "14" + idHex + "0100030000006d7367010c000000e5ba93e5ad98e4b88de8b6b30000",
		Frame{Type: Send, Token: token, Headers: []Header{KindHeader(KindFailed), IntHeader(HeaderID, Int64, id), TextHeader(HeaderReason, "库存不足")}},
	},
	{
		"data", "0202" + tokenHex + kindHex + "03" + idHex + "010005000000746f706963011900000074616f62616f5f74726164655f54726164654368616e6765640100090000007075626c697368657201040000003432373201000400000074696d6506607d6dc7460100000100070000006f757474696d6506db7d6dc746010000010006000000757365726964056ceff805000000000100040000006e69636b010c000000e6b58be8af95e698b5e7a7b00100060000006461746169640579df0d8648700000010007000000636f6e74656e74012e0000007b22746964223a3132333435363738393031322c22737461747573223a2254524144455f46494e4953484544227d0000",
		Frame{Type: Send, Token: token, Headers: []Header{
			KindHeader(KindData),
			IntHeader(HeaderID, Int64, id),
			TextHeader(HeaderTopic, topic),
			TextHeader(HeaderPublisher, "4272"),
			IntHeader(HeaderTime, Date, 1403505180000),
			IntHeader(HeaderOutgoing, Date, 1403505180123),
			IntHeader(HeaderUser, Int64, 100200300),
			TextHeader(HeaderNick, "测试昵称"),
			IntHeader(HeaderDataID, Int64, 123456789012345),
			TextHeader(HeaderContent, `{"tid":123456789012,"status":"TRADE_FINISHED"}`),
		}},
	},
	{
		"compressed data", "0202" + tokenHex + kindHex + "03" + idHex + "010005000000746f706963011900000074616f62616f5f74726164655f54726164654368616e676564010007000000636f6e74656e740742000000" + packed + "0000",
		Frame{Type: Send, Token: token, Headers: []Header{
			KindHeader(KindData),
			IntHeader(HeaderID, Int64, id),
			TextHeader(HeaderTopic, topic),
			{Name: HeaderContent, Format: Bytes, Text: string(unhex(packed))},
		}},
	},
	{
		"error", "0203020001000000030003000000626164040007000000" + tokenHex + "0000",
		Frame{Type: SendAck, Code: 1, Phrase: "bad", Flag: 7, Token: token},
	},
	{
		"all formats", "0202" + "010001000000610001000100000062" + "02ff" + "0100010000006303feff" + "0100010000006404feffffff" + "010001000000650901000000780000",
		Frame{Type: Send, Headers: []Header{
			{Name: "a"}, IntHeader("b", Byte, 255), IntHeader("c", Int16, -2), IntHeader("d", Int32, -2), {Name: "e", Format: 9, Text: "x"},
		}},
	},
}

func unhex(s string) []byte {
	b, err := hex.DecodeString(s)
	if err != nil {
		panic(err)
	}
	return b
}

// TestFrames holds both directions to frames that other programs made.
func TestFrames(t *testing.T) {
	for _, f := range frames {
		t.Run(f.name, func(t *testing.T) {
			got, err := Parse(unhex(f.hex))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(&f.frame, got); diff != "" {
				t.Errorf("Parse (-want +got):\n%s", diff)
			}
			if got := hex.EncodeToString(f.frame.Append(nil)); got != f.hex {
				t.Errorf("Append gave\n%s, want\n%s", got, f.hex)
			}
		})
	}
}

// TestVersionOne: an old peer's frames differ in the first byte alone.
func TestVersionOne(t *testing.T) {
	b := unhex(frames[6].hex)
	b[0] = 1
	got, err := Parse(b)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(&frames[6].frame, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestSignature(t *testing.T) {
	const want = "CCD0DD986D50EBBEABCB34B06A8C8B72"
	if got := Signature("helloworld", "12345678", "default", "1517820392000"); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestBroken(t *testing.T) {
	whole := unhex(frames[6].hex)
	for n := range whole {
		if f, err := Parse(whole[:n]); err == nil {
			t.Fatalf("the first %d bytes of a frame read as %+v", n, f)
		}
	}
	for _, test := range []struct{ hex, want string }{
		{"", "wants 1 bytes more and has 0"},
		{"020200000000", "2 bytes stand behind its end"},
		{"02020600", "part 6 is none that there is"},
		{"02020500ffffffff", "wants -1 bytes"},
		{"02020500ffffff7f41", "wants 2147483647 bytes more and has 1"},
	} {
		_, err := Parse(unhex(test.hex))
		if err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: got error %v, want one with %q", test.hex, err, test.want)
		}
	}
}

func TestContent(t *testing.T) {
	data := func(format Format, text string) *Frame {
		return &Frame{Headers: []Header{{Name: HeaderContent, Format: format, Text: text}}}
	}
	bomb := func() string {
		var b bytes.Buffer
		z := gzip.NewWriter(&b)
		for range MaxContent/1024 + 1 {
			z.Write(make([]byte, 1024))
		}
		z.Close()
		return b.String()
	}
	for _, test := range []struct {
		name    string
		frame   *Frame
		want    string
		wantErr string
	}{
		{"text", data(Text, "{}"), "{}", ""},
		{"none", &Frame{}, "", ""},
		{"gzip", data(Bytes, string(unhex(packed))), `{"tid":123456789012,"status":"TRADE_FINISHED"}`, ""},
		{"no gzip", data(Bytes, "{}"), "", "no gzip"},
		{"cut", data(Bytes, string(unhex(packed))[:40]), "", "broken gzip"},
		{"bomb", data(Bytes, bomb()), "", "larger than"},
	} {
		t.Run(test.name, func(t *testing.T) {
			got, err := test.frame.Content()
			if got != test.want || (err == nil) != (test.wantErr == "") || err != nil && !strings.Contains(err.Error(), test.wantErr) {
				t.Errorf("got %q and error %v, want %q and %q", got, err, test.want, test.wantErr)
			}
		})
	}
}

func TestHeader(t *testing.T) {
	f := &Frame{Headers: []Header{TextHeader("a", "1"), IntHeader("a", Int16, 2), TextHeader("b", "x")}}
	if n, ok := f.Int("a"); n != 2 || !ok {
		t.Errorf("Int(a) = %d, %v, want the last one", n, ok)
	}
	if _, ok := f.Int("b"); ok {
		t.Error("a text reads as a number")
	}
	if _, ok := f.Header("c"); ok || f.Text("c") != "" || f.Kind() != 0 {
		t.Error("there is something that is not there")
	}
}

// FuzzParse: whatever comes is read or refused, and what is read is written as it
// was read.
func FuzzParse(f *testing.F) {
	for _, frame := range frames {
		f.Add(unhex(frame.hex))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		frame, err := Parse(b)
		if err != nil {
			return
		}
		frame.Content()
		again, err := Parse(frame.Append(nil))
		if err != nil {
			t.Fatalf("a frame that was read is not read again: %v", err)
		}
		if diff := cmp.Diff(frame, again); diff != "" {
			t.Errorf("(-first +again):\n%s", diff)
		}
	})
}
