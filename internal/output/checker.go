package output

import (
	"bytes"
	"fmt"
	"io"
	"sync"

	"github.com/rogpeppe/go-internal/diff"
)

// Checker collects what differs from the disk, and writes nothing. Put may be
// called by several goroutines at once.
type Checker struct {
	*Tree
	mu       sync.Mutex
	contents [][]byte // of the files that differ; a handle is an index plus one
}

// NewChecker opens the output folder dir for comparison.
func NewChecker(dir string) (*Checker, error) {
	t, err := Open(dir)
	if err != nil {
		return nil, err
	}
	return &Checker{Tree: t}, nil
}

// Put hands over a file. If the disk has other contents, or none, they are
// remembered.
func (c *Checker) Put(name string, data []byte) (File, error) {
	f := File{Path: name, Sum: SumOf(data)}
	same, err := c.Same(name, f.Sum)
	if same || err != nil {
		return f, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.contents = append(c.contents, data)
	f.handle = len(c.contents)
	return f, nil
}

// Diff prints, as a unified diff from the disk to the files, what Commit would
// change, in the order of the paths. It returns the number of files that
// differ; what Commit would refuse is an error.
func (c *Checker) Diff(w io.Writer, files []File, keep Keep) (differ int, err error) {
	if err := c.conflicts(files); err != nil {
		return 0, err
	}
	stale, err := c.stale(files, keep)
	if err != nil {
		return 0, err
	}
	wanted := make(map[string][]byte)
	for _, f := range files {
		if f.Changed() {
			wanted[f.Path] = c.contents[f.handle-1]
		}
	}
	for _, name := range stale {
		wanted[name] = nil
	}
	for _, name := range sortedKeys(wanted) {
		if err := c.diffOne(w, name, wanted[name]); err != nil {
			return differ, err
		}
		differ++
	}
	return differ, nil
}

// diffOne prints how a file on disk differs from what is wanted; nil is no file.
func (c *Checker) diffOne(w io.Writer, name string, wanted []byte) error {
	onDisk, err := c.Read(name)
	if err != nil {
		return err
	}
	const none = "/dev/null"
	from, to := c.display(name), c.display(name)
	if onDisk == nil && !c.has(name) {
		from = none
	}
	if wanted == nil {
		to = none
	}
	out := diff.Diff(from, onDisk, to, wanted)
	if out == nil { // an empty file against none
		out = fmt.Appendf(nil, "diff %s %s\n--- %s\n+++ %s\n", from, to, from, to)
	}
	if _, err := io.Copy(w, bytes.NewReader(out)); err != nil {
		return fmt.Errorf("printing the diff: %w", err)
	}
	return nil
}
