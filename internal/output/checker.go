package output

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"sync"

	"github.com/rogpeppe/go-internal/diff"
)

// Checker collects what differs from the disk, and changes nothing there. Put
// may be called by several goroutines at once.
type Checker struct {
	*Tree
	mu sync.Mutex
	// What differs waits in a temporary file: it may be all that there is.
	spool    *os.File
	contents []span // in spool; a handle is an index plus one
	end      int64
}

// span is a part of a file.
type span struct{ offset, size int64 }

// NewChecker opens the output folder dir for comparison.
func NewChecker(dir string) (*Checker, error) {
	t, err := Open(dir)
	if err != nil {
		return nil, err
	}
	return &Checker{Tree: t}, nil
}

// Close releases the folder and what was put.
func (c *Checker) Close() error {
	var err error
	if c.spool != nil {
		err = errors.Join(c.spool.Close(), os.Remove(c.spool.Name()))
	}
	return errors.Join(err, c.Tree.Close())
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
	if c.spool == nil {
		if c.spool, err = os.CreateTemp("", "topgen-check-*"); err != nil {
			return f, fmt.Errorf("making a temporary file: %w", err)
		}
	}
	if _, err := c.spool.WriteAt(data, c.end); err != nil {
		return f, fmt.Errorf("writing to a temporary file: %w", err)
	}
	c.contents = append(c.contents, span{c.end, int64(len(data))})
	c.end += int64(len(data))
	f.Handle = len(c.contents)
	return f, nil
}

// content returns what was put under the handle.
func (c *Checker) content(handle int) ([]byte, error) {
	s := c.contents[handle-1]
	data := make([]byte, s.size)
	if _, err := c.spool.ReadAt(data, s.offset); err != nil {
		return nil, fmt.Errorf("reading a temporary file: %w", err)
	}
	return data, nil
}

// Diff prints, as a unified diff from the disk to the files, what Commit would
// change, in the order of the paths. It returns the number of files that
// differ; what Commit would refuse is an error.
func (c *Checker) Diff(w io.Writer, files []File, keep Keep) (differ int, err error) {
	stale, err := c.stale(files, keep)
	if err != nil {
		return 0, err
	}
	changed := make(map[string]int) // handles; 0 for a file that is to go
	for _, f := range files {
		if f.Changed() {
			changed[f.Path] = f.Handle
		}
	}
	for _, name := range stale {
		changed[name] = 0
	}
	for _, name := range sortedKeys(changed) {
		var wanted []byte
		if handle := changed[name]; handle != 0 {
			if wanted, err = c.content(handle); err != nil {
				return differ, err
			}
		}
		if err := c.diffOne(w, name, wanted); err != nil {
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
	out := diff.Diff(from, unixLines(onDisk), to, wanted)
	if out == nil { // an empty file against none
		out = fmt.Appendf(nil, "diff %s %s\n--- %s\n+++ %s\n", from, to, from, to)
	}
	if _, err := io.Copy(w, bytes.NewReader(out)); err != nil {
		return fmt.Errorf("printing the diff: %w", err)
	}
	return nil
}
