// Package cache remembers results between runs, in the user's cache folder.
//
// It holds for one executable only: a changed topgen finds nothing and does
// everything anew. What it remembers must follow from the keys and the
// executable alone; then a run with it and one without it end the same.
package cache

import (
	"bufio"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"io"
	"maps"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"
)

// Key names a result: the hash of all that it depends on beside the executable.
type Key [sha256.Size]byte

// KeyOf returns the key of a result that depends on the parts.
func KeyOf(parts ...[]byte) Key {
	h := sha256.New()
	for _, p := range parts {
		var size [8]byte
		binary.BigEndian.PutUint64(size[:], uint64(len(p))) // so that "ab","c" is not "a","bc"
		h.Write(size[:])
		h.Write(p)
	}
	return Key(h.Sum(nil))
}

// Cache holds results: texts, which are for those who put them to read. A nil
// Cache remembers nothing. Get and Put may be called by several goroutines.
//
// The file is a row of segments, each the results that one run has added.
// Save appends one, or writes the file anew when too much in it is out of use.
// A result that was read is a part of the file's text.
type Cache struct {
	file string

	mu       sync.Mutex
	old      map[Key]string   // as read
	used     map[Key]struct{} // those of old that were asked for in this run
	added    map[Key]string   // put in this run
	segments int              // in the file; 0 if it must be written anew
}

// Open reads what earlier runs of this executable have remembered under that
// scope: a name for the kind of work and the folders it was done in, which
// keeps unrelated projects in files of their own. If there is no cache folder
// the Cache is nil. A file that cannot be read, or is damaged, counts as
// empty.
func Open(scope ...string) *Cache {
	base, err := os.UserCacheDir()
	if err != nil {
		return nil
	}
	file, err := os.Executable()
	if err != nil {
		return nil
	}
	exe, err := executableName(file)
	if err != nil {
		return nil
	}
	var parts [][]byte
	for _, s := range scope {
		parts = append(parts, []byte(s))
	}
	name := KeyOf(parts...)
	return OpenFile(filepath.Join(base, "topgen", exe, hex.EncodeToString(name[:12])))
}

// OpenFile is Open with the file named. The folder above the file's own is
// where Save clears away what other executables have left.
func OpenFile(file string) *Cache {
	c := &Cache{file: file, old: make(map[Key]string), used: make(map[Key]struct{}), added: make(map[Key]string)}
	f, err := os.Open(file)
	if err != nil {
		return c
	}
	defer f.Close()
	for err == nil {
		if err = readSegment(f, c.old); err == nil {
			c.segments++
		}
	}
	if err != io.EOF {
		c.segments = 0 // what was read before the damage holds
	}
	return c
}

// Get returns what is remembered for the key.
func (c *Cache) Get(k Key) (v string, ok bool) {
	if c == nil {
		return v, false
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if v, ok = c.added[k]; ok {
		return v, true
	}
	if v, ok = c.old[k]; ok {
		c.used[k] = struct{}{}
	}
	return v, ok
}

// Put remembers v for the key.
func (c *Cache) Put(k Key, v string) {
	if c == nil {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.added[k] = v
}

// Save writes what was put. It forgets what was neither put nor asked for in
// this run, when that is more than a quarter of the rest.
func (c *Cache) Save() error {
	if c == nil {
		return nil
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	unused := len(c.old) - len(c.used)
	switch {
	case c.segments == 0, c.segments >= maxSegments, 4*unused > len(c.used):
		return c.rewrite()
	case len(c.added) == 0:
		return nil
	}
	f, err := os.OpenFile(c.file, os.O_APPEND|os.O_WRONLY, 0o666)
	if err != nil {
		return err
	}
	return errors.Join(writeSegment(f, c.added), f.Close())
}

// maxSegments is how many segments a file has at most.
const maxSegments = 64

// rewrite writes the file anew, with what this run has put or asked for.
func (c *Cache) rewrite() error {
	keep := maps.Clone(c.added)
	for k := range c.used {
		if _, ok := keep[k]; !ok {
			keep[k] = c.old[k]
		}
	}
	dir := filepath.Dir(c.file)
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return err
	}
	tmp, err := os.CreateTemp(dir, "*.tmp")
	if err != nil {
		return err
	}
	if err = errors.Join(writeSegment(tmp, keep), tmp.Close()); err == nil {
		err = os.Rename(tmp.Name(), c.file)
	}
	if err != nil {
		os.Remove(tmp.Name())
		return err
	}
	forget(dir)
	return nil
}

// keepFor is how long the results of an executable that does not run any more
// are kept.
const keepFor = 7 * 24 * time.Hour

// forget removes the folders of other executables that are out of use. What
// cannot be removed stays: a cache is no reason to fail.
func forget(own string) {
	now := time.Now()
	os.Chtimes(own, now, now)
	entries, err := os.ReadDir(filepath.Dir(own))
	if err != nil {
		return
	}
	for _, e := range entries {
		info, err := e.Info()
		if err == nil && e.IsDir() && e.Name() != filepath.Base(own) && now.Sub(info.ModTime()) > keepFor {
			os.RemoveAll(filepath.Join(filepath.Dir(own), e.Name()))
		}
	}
}

// A segment is the length of the results, the results, and the hash of both. A result is
// its key, the length of its text, and the text.
const lengthSize = 8

func writeSegment(to io.Writer, results map[Key]string) error {
	h := sha256.New()
	w := bufio.NewWriterSize(io.MultiWriter(to, h), 64<<10)
	var length uint64
	var n []byte
	for _, v := range results {
		n = binary.AppendUvarint(n[:0], uint64(len(v)))
		length += uint64(len(Key{}) + len(n) + len(v))
	}
	w.Write(binary.BigEndian.AppendUint64(nil, length))
	for k, v := range results {
		w.Write(k[:])
		w.Write(binary.AppendUvarint(n[:0], uint64(len(v))))
		w.WriteString(v)
	}
	if err := w.Flush(); err != nil { // which reports what the others could not write
		return err
	}
	_, err := to.Write(h.Sum(nil))
	return err
}

// readSegment adds to results what the next segment has. At the end of the file it
// returns io.EOF.
func readSegment(f *os.File, results map[Key]string) error {
	h := sha256.New()
	r := io.TeeReader(f, h)
	var length [lengthSize]byte
	if _, err := io.ReadFull(r, length[:]); err != nil {
		return err
	}
	size := binary.BigEndian.Uint64(length[:])
	if info, err := f.Stat(); err != nil || size > uint64(info.Size()) {
		return errDamaged
	}
	var b strings.Builder
	b.Grow(int(size))
	if _, err := io.CopyN(&b, r, int64(size)); err != nil {
		return errDamaged
	}
	var sum [sha256.Size]byte
	if _, err := io.ReadFull(f, sum[:]); err != nil || sum != [sha256.Size]byte(h.Sum(nil)) {
		return errDamaged
	}
	return splitResults(b.String(), results)
}

// splitResults adds to results those of a segment.
func splitResults(text string, results map[Key]string) error {
	for text != "" {
		var k Key
		text = text[copy(k[:], text):]
		size, n := binary.Uvarint([]byte(text[:min(len(text), binary.MaxVarintLen64)]))
		if n <= 0 || size > uint64(len(text)-n) {
			return errDamaged
		}
		results[k] = text[n : n+int(size)]
		text = text[n+int(size):]
	}
	return nil
}

var errDamaged = errors.New("the file is damaged")
