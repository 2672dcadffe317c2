package main

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestSame holds that all decoders make the same of each body, without which it
// would mean nothing which is the fastest.
func TestSame(t *testing.T) {
	for _, doc := range documents() {
		t.Run(doc.size+" "+doc.script, func(t *testing.T) {
			var want any
			for _, d := range decoders {
				got := doc.target()
				if err := d.decode(doc.text, got); err != nil {
					t.Fatalf("%s: %v", d.name, err)
				}
				if want == nil {
					want = got
				} else if diff := cmp.Diff(want, got); diff != "" {
					t.Errorf("%s decodes otherwise than top (-top +%[1]s):\n%s", d.name, diff)
				}
			}
		})
	}
}

// BenchmarkDecoders has one decoder decode one body, for profiles.
func BenchmarkDecoders(b *testing.B) {
	for _, doc := range documents() {
		for _, d := range decoders {
			b.Run(doc.size+"/"+doc.script+"/"+d.name, func(b *testing.B) {
				b.SetBytes(int64(len(doc.text)))
				b.ReportAllocs()
				for b.Loop() {
					if err := d.decode(doc.text, doc.target()); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}
