package record_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/topgen/topgen/top"
	"github.com/topgen/topgen/top/record"
	"github.com/topgen/topgen/top/toptest"
)

var orderGet = top.API{Method: "taobao.order.get", Root: "order_get_response", Errors: []*top.ErrorCode{{Code: "isv.gone"}}}

// call makes a call that is answered with a body.
func call(t *testing.T, r *record.Recorder, body string) error {
	t.Helper()
	srv := toptest.NewServer(t)
	srv.Answer(orderGet.Method, body)
	client := srv.Client(top.WithMiddleware(r.Middleware()))
	return client.Call(context.Background(), &orderGet, &struct{}{}, new(order))
}

func recorder(t *testing.T, opt record.Options) *record.Recorder {
	t.Helper()
	opt.Failed = func(method string, err error) { t.Errorf("%s: %v", method, err) }
	return record.New(opt)
}

func TestRecorder(t *testing.T) {
	dir := t.TempDir()
	r := recorder(t, record.Options{Dir: dir})
	for i := range 5 { // of one structure
		if err := call(t, r, fmt.Sprintf(`{"order_get_response":{"result":{"id":%d,"nick":"zhangsan","secret":"13812345678"}}}`, 1000+i)); err != nil {
			t.Fatal(err)
		}
		r.Wait()
	}
	if err := call(t, r, `<order_get_response><result><nick>zhangsan</nick></result></order_get_response>`); err != nil {
		t.Fatal(err)
	}
	var apiErr *top.Error
	if err := call(t, r, `{"error_response":{"code":15,"sub_code":"isv.gone","sub_msg":"zhangsan is gone"}}`); !errors.As(err, &apiErr) {
		t.Fatalf("error %v, want that of the gateway", err)
	}
	r.Wait()
	got := files(t, dir)
	if len(got) != 4 {
		t.Fatalf("files %q, want two, one in XML and an error", got)
	}
	all := ""
	for _, name := range got {
		if !strings.HasPrefix(name, "taobao.order.get/") {
			t.Errorf("file %s", name)
		}
		data, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		all += string(data)
	}
	if strings.Contains(all, "zhangsan") || strings.Contains(all, "13812345678") || !strings.Contains(all, `"secret":"x"`) || !strings.Contains(all, "isv.gone") {
		t.Errorf("the files hold\n%s", all)
	}

	// Another run adds nothing of structures that are there.
	again := recorder(t, record.Options{Dir: dir})
	if err := call(t, again, `{"order_get_response":{"result":{"id":77,"nick":"li","secret":"y"}}}`); err != nil {
		t.Fatal(err)
	}
	again.Wait()
	if n := len(files(t, dir)); n != 4 {
		t.Errorf("%d files after another run, want 4", n)
	}
}

// However many structures come, and however fast, what is kept is bounded, and no call
// waits for the disk.
func TestRecorderIsBounded(t *testing.T) {
	dir := t.TempDir()
	r := recorder(t, record.Options{Dir: dir, PerShape: 1, Shapes: 5, MaxBody: 4000})
	caller := r.Middleware()(top.CallerFunc(func(_ context.Context, _ *top.API, req, _ any, opts ...top.CallOption) error { return nil }))
	if err := caller.Call(context.Background(), &orderGet, nil, new(order)); err != nil {
		t.Error(err) // without a body
	}
	for i := range 30 {
		if err := call(t, r, fmt.Sprintf(`{"order_get_response":{"result":{"nick":"a","field%d":"x"}}}`, i)); err != nil {
			t.Fatal(err)
		}
	}
	if err := call(t, r, `{"order_get_response":{"result":{"nick":"`+strings.Repeat("a", 5000)+`"}}}`); err != nil {
		t.Fatal(err)
	}
	r.Wait()
	if n := len(files(t, dir)); n == 0 || n > 5 {
		t.Errorf("%d files, want at most 5", n)
	}
}

// A folder that cannot be written to is reported, and fails no call; neither does what
// is reported block others.
func TestRecorderFails(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	var mu sync.Mutex
	var said []string
	block := make(chan struct{})
	r := record.New(record.Options{Dir: file, Failed: func(method string, err error) {
		<-block
		mu.Lock()
		defer mu.Unlock()
		said = append(said, method)
	}})
	done := make(chan struct{})
	go func() {
		defer close(done)
		for i := range 40 {
			if err := call(t, r, fmt.Sprintf(`{"order_get_response":{"result":{"nick":"a","field%d":1}}}`, i)); err != nil {
				t.Error(err)
			}
		}
	}()
	select {
	case <-done:
	case <-time.After(30 * time.Second):
		t.Fatal("calls wait for what is kept")
	}
	close(block)
	r.Wait()
	if len(said) == 0 || said[0] != orderGet.Method {
		t.Errorf("said %q", said)
	}
}
