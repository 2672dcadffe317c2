package bench

import (
	"crypto/md5"
	"encoding/json"
	"encoding/xml"
	"net/url"
	"slices"
	"syscall"
	"testing"
	"time"

	"github.com/topgen/topgen/top"
)

// BenchmarkRatio tells how package top stands to the standard library, or to
// its floor, on a machine that does other work as well: both do short pieces of
// work in turn, processor time counts, and the median of all ratios is reported.
// With GOMAXPROCS=1, garbage collection is in it.
//
//	GOMAXPROCS=1 go test -run '^$' -bench Ratio -benchtime 100x .
func BenchmarkRatio(b *testing.B) {
	for _, body := range jsonBodies() {
		b.Run("JSON/"+body.name, func(b *testing.B) {
			decodeRatio(b, body.text, body.ours, body.plain, json.Unmarshal)
		})
	}
	for _, body := range xmlBodies(b) {
		b.Run("XML/"+body.name, func(b *testing.B) {
			decodeRatio(b, body.text, body.ours, body.plain, xml.Unmarshal)
		})
	}
	for _, body := range append(jsonBodies()[:1], xmlBodies(b)[:1]...) {
		b.Run("Sent/"+body.name+"/"+string(body.text[:1]), func(b *testing.B) { sentRatio(b, body) })
	}
	b.Run("Sign", func(b *testing.B) {
		client, req, text, texts := signWork(b)
		var form []byte
		inTurn(b, 2000, "of-floor", func() {
			form, _ = client.AppendForm(form[:0], &signAPI, req)
		}, func() {
			sum := md5.Sum(text)
			sink = sum[0]
			for _, t := range texts {
				sinkText = url.QueryEscape(t)
			}
		})
	})
}

func decodeRatio(b *testing.B, body []byte, ours, plain func() any, std func([]byte, any) error) {
	inTurn(b, max(1, 1<<20/len(body)), "times-std", func() {
		if err := std(body, plain()); err != nil {
			b.Fatal(err)
		}
	}, func() {
		if err := top.Unmarshal(body, ours()); err != nil {
			b.Fatal(err)
		}
	})
}

// sentRatio reports how much longer it takes to decode a body and to know of each
// value whether it came.
func sentRatio(b *testing.B, body body) {
	inTurn(b, max(1, 1<<20/len(body.text)), "times-without", func() {
		if _, err := top.UnmarshalSent(body.text, body.ours()); err != nil {
			b.Fatal(err)
		}
	}, func() {
		if err := top.Unmarshal(body.text, body.ours()); err != nil {
			b.Fatal(err)
		}
	})
}

// inTurn reports the median of what the time of one over that of other is, n
// calls of each at once.
func inTurn(b *testing.B, n int, unit string, one, other func()) {
	var ratios []float64
	for b.Loop() {
		ratios = append(ratios, float64(timeOf(n, one))/float64(max(1, timeOf(n, other))))
	}
	slices.Sort(ratios)
	b.ReportMetric(ratios[len(ratios)/2], unit)
}

// timeOf returns the processor time of n calls.
func timeOf(n int, f func()) time.Duration {
	start := processorTime()
	for range n {
		f()
	}
	return processorTime() - start
}

func processorTime() time.Duration {
	var r syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &r); err != nil {
		return 0
	}
	return time.Duration(r.Utime.Nano() + r.Stime.Nano())
}
