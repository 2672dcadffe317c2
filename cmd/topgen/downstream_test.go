package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/topgen/topgen/internal/testenv"
	"github.com/topgen/topgen/top/toptest"
)

func TestMain(m *testing.M) { testenv.Main(m) }

// TestDownstream builds a program that imports the bindings from a module of
// its own, and runs it against a local gateway: for responses that have more or less
// of what is documented, and for an error.
func TestDownstream(t *testing.T) {
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	copyFile(t, filepath.Join(root, "testdata/downstream/main.go"), filepath.Join(dir, "main.go"))
	copyFile(t, filepath.Join(root, "go.sum"), filepath.Join(dir, "go.sum"))
	gomod := "module example.com/downstream\n\ngo 1.26\n\nrequire github.com/topgen/topgen v0.0.0\n\nreplace github.com/topgen/topgen => " + strconv.Quote(root) + "\n"
	if err := os.WriteFile(filepath.Join(dir, "go.mod"), []byte(gomod), 0o666); err != nil {
		t.Fatal(err)
	}
	program := filepath.Join(dir, "downstream.exe")
	build := exec.Command("go", "build", "-mod=mod", "-o", program, ".")
	build.Dir = dir
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
	const method = "alibaba.idle.appraise.order.query"
	srv := toptest.NewServer(t)
	run := func() string {
		cmd := exec.Command(program)
		cmd.Env = append(os.Environ(), "TOP_GATEWAY="+srv.URL, "TOP_APP_KEY="+toptest.AppKey,
			"TOP_APP_SECRET="+toptest.AppSecret, "TOP_SESSION="+toptest.Session)
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		return string(out)
	}
	for body, want := range map[string]string{
		`{"alibaba_idle_appraise_order_query_response":{"result":{"module":{"buyer_inspection_fee":3900}},"request_id":"r1"}}`: "3900 r1\n",
		`{"alibaba_idle_appraise_order_query_response":{"result":{"module":{"buyer_inspection_fee":0}},"request_id":"r2"}}`:    "0 r2\n",
		`{"alibaba_idle_appraise_order_query_response":{"result":{"module":{"buyer_inspection_fee":null}},"request_id":"r3"}}`: "",
		`{"alibaba_idle_appraise_order_query_response":{"result":{"success":false},"request_id":"r4"}}`:                        "",
		`{"alibaba_idle_appraise_order_query_response":{"result":{},"request_id":"r5"}}`:                                       "",
		`{"error_response":{"code":50,"msg":"Remote service error","sub_code":"isv.invalid-parameter","request_id":"r6"}}`:     "code 50, sub code isv.invalid-parameter, request r6\n",
	} {
		srv.Answer(method, body)
		if got := run(); got != want {
			t.Errorf("to %s the program printed %q, want %q", body, got, want)
		}
	}
}

func copyFile(t *testing.T, from, to string) {
	t.Helper()
	data, err := os.ReadFile(from)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(to, data, 0o666); err != nil {
		t.Fatal(err)
	}
}
