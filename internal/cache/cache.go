// Package cache remembers results between runs, in the user's cache folder.
//
// It holds for one executable only: a changed topgen finds nothing and does
// everything anew. What it remembers must follow from the keys and the
// executable alone; then a run with it and one without it end the same.
package cache

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/gob"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"sync"
	"time"
)

// Key names a result: the hash of all that it depends on beside the executable.
type Key [sha256.Size]byte

// KeyOf returns the key of a result that depends on the parts.
func KeyOf(parts ...[]byte) Key {
	h := sha256.New()
	for _, p := range parts {
		fmt.Fprintf(h, "%d:", len(p)) // so that "ab","c" is not "a","bc"
		h.Write(p)
	}
	return Key(h.Sum(nil))
}

// Cache holds results of the type T, which must be encodable by gob. A nil
// Cache remembers nothing. Get and Put may be called by several goroutines.
//
// The file is a row of segments, each the results that one run has added.
// Save appends one, or writes the file anew when too much in it is out of use.
type Cache[T any] struct {
	file string

	mu       sync.Mutex
	old      map[Key]T        // as read
	used     map[Key]struct{} // those of old that were asked for in this run
	added    map[Key]T        // put in this run
	segments int              // in the file; 0 if it must be written anew
}

// Open reads what earlier runs of this executable have remembered under that
// scope: a name for the kind of work and the folders it was done in, which
// keeps unrelated projects in files of their own. If there is no cache folder
// the Cache is nil. A file that cannot be read, or is damaged, counts as
// empty.
func Open[T any](scope ...string) *Cache[T] {
	base, err := os.UserCacheDir()
	if err != nil {
		return nil
	}
	exe, err := executableSum()
	if err != nil {
		return nil
	}
	var parts [][]byte
	for _, s := range scope {
		parts = append(parts, []byte(s))
	}
	name := KeyOf(parts...)
	return OpenFile[T](filepath.Join(base, "topgen", exe, hex.EncodeToString(name[:12])))
}

// OpenFile is Open with the file named. The folder above the file's own is
// where Save clears away what other executables have left.
func OpenFile[T any](file string) *Cache[T] {
	c := &Cache[T]{file: file, old: make(map[Key]T), used: make(map[Key]struct{}), added: make(map[Key]T)}
	data, err := os.ReadFile(file)
	for err == nil && len(data) > 0 {
		if data, err = readSegment(data, &c.old); err == nil {
			c.segments++
		}
	}
	if err != nil {
		c.segments = 0 // what was read before the damage holds
	}
	return c
}

// executableSum is the hash of the running program.
func executableSum() (string, error) {
	name, err := os.Executable()
	if err != nil {
		return "", err
	}
	f, err := os.Open(name)
	if err != nil {
		return "", err
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return "", err
	}
	return hex.EncodeToString(h.Sum(nil)[:12]), nil
}

// Get returns what is remembered for the key.
func (c *Cache[T]) Get(k Key) (v T, ok bool) {
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
func (c *Cache[T]) Put(k Key, v T) {
	if c == nil {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.added[k] = v
}

// Save writes what was put. It forgets what was neither put nor asked for in
// this run, when that is more than a quarter of the rest.
func (c *Cache[T]) Save() error {
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
	data, err := encodeSegment(c.added)
	if err != nil {
		return err
	}
	f, err := os.OpenFile(c.file, os.O_APPEND|os.O_WRONLY, 0o666)
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	return errors.Join(err, f.Close())
}

// maxSegments is how many segments a file has at most.
const maxSegments = 64

// rewrite writes the file anew, with what this run has put or asked for.
func (c *Cache[T]) rewrite() error {
	keep := maps.Clone(c.added)
	for k := range c.used {
		if _, ok := keep[k]; !ok {
			keep[k] = c.old[k]
		}
	}
	data, err := encodeSegment(keep)
	if err != nil {
		return err
	}
	dir := filepath.Dir(c.file)
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return err
	}
	tmp, err := os.CreateTemp(dir, "*.tmp")
	if err != nil {
		return err
	}
	_, err = tmp.Write(data)
	if err = errors.Join(err, tmp.Close()); err == nil {
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

// A segment is the hash of what follows, the length of the rest, and the
// results.
const (
	sumSize    = sha256.Size
	headerSize = sumSize + 8
)

func encodeSegment[T any](results map[Key]T) ([]byte, error) {
	var b bytes.Buffer
	b.Write(make([]byte, headerSize))
	if err := gob.NewEncoder(&b).Encode(results); err != nil {
		return nil, err
	}
	data := b.Bytes()
	binary.BigEndian.PutUint64(data[sumSize:], uint64(len(data)-headerSize))
	sum := sha256.Sum256(data[sumSize:])
	copy(data, sum[:])
	return data, nil
}

// readSegment adds to results what the first segment has, and returns what is
// behind it.
func readSegment[T any](data []byte, results *map[Key]T) (rest []byte, err error) {
	if len(data) < headerSize {
		return nil, errDamaged
	}
	size := binary.BigEndian.Uint64(data[sumSize:])
	if size > uint64(len(data)-headerSize) {
		return nil, errDamaged
	}
	segment, rest := data[:headerSize+size], data[headerSize+size:]
	if sha256.Sum256(segment[sumSize:]) != [sumSize]byte(segment) {
		return nil, errDamaged
	}
	return rest, gob.NewDecoder(bytes.NewReader(segment[headerSize:])).Decode(results)
}

var errDamaged = errors.New("the file is damaged")
