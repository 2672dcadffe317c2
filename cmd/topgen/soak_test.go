//go:build linux

package main

import (
	"bufio"
	"context"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/topgen/topgen/internal/testenv"
)

var soak = flag.Duration("soak", time.Second, "how long TestSoak puts load on the gateway")

// TestSoak puts mixed load on a gateway in a process of its own, with faults on
// either side: see load. When it is over, the goroutines, connections and memory
// of both are back where they began. How long calls take does not matter.
func TestSoak(t *testing.T) {
	exe, docs := testenv.Topgen(t), soakDocs(t)
	idle := startGateway(t, exe, docs)
	newLoad(t, idle.address).once(t)
	calm := idle.dump(t) // what a gateway at rest has

	g := startGateway(t, exe, docs)
	unconnected := g.openFiles(t)
	l := newLoad(t, g.address)
	l.once(t)
	l.rest()
	began := measure(t, g)
	began.gatewayFiles = unconnected       // the gateway may not have heard yet that connections ended
	l.run(t, min(*soak/5, 20*time.Second)) // what is made once and kept: plans, buffers, pools
	l.rest()
	warm := settle(t, g, l, began)
	l.run(t, *soak)
	l.rest()
	ended := settle(t, g, l, began)

	t.Logf("%v of load: %d calls\n%s", *soak, l.calls(), l)
	t.Logf("client: %d goroutines and %d open files, as before; heap %d KiB, after %d KiB", began.goroutines, began.files, warm.heap>>10, ended.heap>>10)
	t.Logf("gateway: %d open files, as before; live heap %d MB, after %d MB; in memory %d MiB, after %d MiB",
		began.gatewayFiles, warm.gatewayHeap, ended.gatewayHeap, warm.gatewayMemory>>20, ended.gatewayMemory>>20)
	if ended.heap > warm.heap+4<<20 {
		t.Errorf("the client holds %d KiB, and held %d KiB before", ended.heap>>10, warm.heap>>10)
	}
	if ended.gatewayHeap > warm.gatewayHeap+8 {
		t.Errorf("the gateway holds %d MB, and held %d MB before", ended.gatewayHeap, warm.gatewayHeap)
	}
	if ended.gatewayMemory > warm.gatewayMemory+128<<20 {
		t.Errorf("the gateway takes %d MiB, and took %d MiB before", ended.gatewayMemory>>20, warm.gatewayMemory>>20)
	}
	stacks := g.dump(t)
	t.Logf("gateway: %d goroutines, one that never had load %d", len(stacks), len(calm))
	if len(stacks) > len(calm) {
		t.Errorf("the gateway has %d goroutines, and had %d before:\n%s", len(stacks), len(calm), strings.Join(stacks, "\n\n"))
	}
}

// soakDocs is a folder with the pages of the repository and those of
// testdata/soak, which have what the others lack: files, pages, Qimen.
func soakDocs(t *testing.T) string {
	t.Helper()
	docs := filepath.Join(t.TempDir(), "docs")
	for i, from := range []string{"../../docs/pages", "../../testdata/soak"} {
		if err := os.CopyFS(filepath.Join(docs, strconv.Itoa(i)), os.DirFS(from)); err != nil {
			t.Fatal(err)
		}
	}
	return docs
}

// state is what might leak.
type state struct {
	goroutines, files, gatewayFiles int
	heap                            uint64 // bytes in use after a collection
	gatewayHeap, gatewayMemory      int    // MB in use after a collection; bytes that the system gave
}

func measure(t *testing.T, g *gatewayProcess) state {
	t.Helper()
	runtime.GC()
	runtime.GC() // what pools hold goes with the second
	var mem runtime.MemStats
	runtime.ReadMemStats(&mem)
	_, heap := g.collections()
	return state{runtime.NumGoroutine(), openFiles(t, "self"), g.openFiles(t), mem.HeapAlloc, heap, g.memory(t)}
}

// settle waits until goroutines and connections are as few as they were, and
// measures what is left. Both take a moment to end.
func settle(t *testing.T, g *gatewayProcess, l *load, began state) state {
	t.Helper()
	collected, _ := g.collections()
	for n := collected; n < collected+2; n, _ = g.collections() {
		l.once(t) // so that the gateway collects twice without load
	}
	l.rest()
	now := measure(t, g)
	for range 600 {
		if now.goroutines <= began.goroutines && now.files <= began.files && now.gatewayFiles <= began.gatewayFiles {
			return now
		}
		time.Sleep(100 * time.Millisecond)
		now = measure(t, g)
	}
	stacks := make([]byte, 1<<20)
	t.Fatalf("a minute after the load there are %d goroutines, %d open files, %d of the gateway; there were %d, %d and %d\n%s",
		now.goroutines, now.files, now.gatewayFiles, began.goroutines, began.files, began.gatewayFiles, stacks[:runtime.Stack(stacks, true)])
	return now
}

// openFiles counts the open files of a process, connections included.
func openFiles(t *testing.T, pid string) int {
	t.Helper()
	entries, err := os.ReadDir("/proc/" + pid + "/fd")
	if err != nil {
		t.Fatal(err)
	}
	return len(entries)
}

// gatewayProcess is topgen mock, as users run it.
type gatewayProcess struct {
	cmd     *exec.Cmd
	address string
	done    chan struct{} // closed when all that it says is read

	mu     sync.Mutex
	said   strings.Builder
	gcs    int
	heapMB int // in use after the last collection
}

func startGateway(t *testing.T, exe, docs string) *gatewayProcess {
	t.Helper()
	ctx, stop := context.WithCancel(context.Background())
	g := &gatewayProcess{done: make(chan struct{})}
	g.cmd = exec.CommandContext(ctx, exe, "mock", "--docs", docs, "--addr", "127.0.0.1:0", "--seed", "1",
		"--fault", "status=502,chance=0.1,method="+flakyMethod, "--fault", "error=10,chance=0.1,method="+flakyMethod)
	g.cmd.Env = append(os.Environ(), "GODEBUG=gctrace=1", "GOGC=100", "GOTRACEBACK=all", "XDG_CACHE_HOME="+t.TempDir())
	stdout, err := g.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	stderr, err := g.cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := g.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { stop(); <-g.done; g.cmd.Wait() })
	go func() {
		defer close(g.done)
		lines := bufio.NewScanner(stderr)
		for lines.Scan() {
			g.hear(lines.Text())
		}
	}()
	line, err := bufio.NewReader(stdout).ReadString('\n')
	if err != nil {
		t.Fatalf("the gateway does not start: %v", err)
	}
	g.address = strings.TrimSpace(line)
	return g
}

var (
	gcTrace   = regexp.MustCompile(`(?m)^gc \d+ @.*->(\d+) MB, .*\n`)
	firstLine = regexp.MustCompile(`\d+ methods(?: and \d+ messages?)? for app \d+ with secret \w+; stop with Ctrl-C\n`)
)

// hear takes note of a line of the gateway's standard error.
func (g *gatewayProcess) hear(line string) {
	g.mu.Lock()
	defer g.mu.Unlock()
	line += "\n"
	g.said.WriteString(line)
	if m := gcTrace.FindStringSubmatch(line); m != nil {
		g.gcs++
		g.heapMB, _ = strconv.Atoi(m[1])
	}
}

// collections returns how often the gateway has collected, and what was in use
// after the last time.
func (g *gatewayProcess) collections() (n, heapMB int) {
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.gcs, g.heapMB
}

func (g *gatewayProcess) openFiles(t *testing.T) int {
	t.Helper()
	return openFiles(t, strconv.Itoa(g.cmd.Process.Pid))
}

// memory returns the bytes of the process that are in memory.
func (g *gatewayProcess) memory(t *testing.T) int {
	t.Helper()
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/statm", g.cmd.Process.Pid))
	if err != nil {
		t.Fatal(err)
	}
	pages, err := strconv.Atoi(strings.Fields(string(text))[1])
	if err != nil {
		t.Fatal(err)
	}
	return pages * os.Getpagesize()
}

// dump ends the gateway and returns the stacks of its goroutines, but for those of
// connections and those that Go's runtime begins when it needs them. A connection is
// an open file as long as its goroutine is there, and counted as such: one that is just
// ending is no leak. Before that, the gateway has said nothing but its first line, which
// may stand within a trace: the collector writes those in pieces.
func (g *gatewayProcess) dump(t *testing.T) (stacks []string) {
	t.Helper()
	if err := g.cmd.Process.Signal(syscall.SIGQUIT); err != nil {
		t.Fatal(err)
	}
	<-g.done
	said := firstLine.ReplaceAllString(g.said.String(), "")
	said = gcTrace.ReplaceAllString(said, "")
	before, after, ok := strings.Cut(said, "SIGQUIT: quit")
	if !ok {
		t.Fatalf("the gateway died of something else: %s", said)
	}
	if before != "" {
		t.Errorf("the gateway said: %s", before)
	}
	for stack := range strings.SplitSeq(after, "\n\n") {
		counted := strings.HasPrefix(stack, "goroutine ") && !strings.HasPrefix(stack, "goroutine 0 ")
		if counted && !strings.Contains(stack, "net/http.(*conn).serve(") && !strings.Contains(stack, "\ncreated by runtime.") {
			stacks = append(stacks, stack)
		}
	}
	return stacks
}
