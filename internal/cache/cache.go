// Package cache remembers results between runs, in the user's cache folder.
//
// It holds for one executable only: a changed topgen finds nothing and does
// everything anew. What it remembers must follow from the keys and the
// executable alone; then a run with it and one without it end the same.
package cache

import (
	"bytes"
	"crypto/sha256"
	"encoding/gob"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
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
type Cache[T any] struct {
	file string

	mu    sync.Mutex
	old   map[Key]T // as read
	used  map[Key]T // asked for or put in this run
	dirty bool
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
	c := &Cache[T]{file: file, old: make(map[Key]T), used: make(map[Key]T)}
	if data, err := os.ReadFile(file); err == nil {
		if old, err := decode[T](data); err == nil {
			c.old = old
		}
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
	if v, ok = c.used[k]; ok {
		return v, true
	}
	if v, ok = c.old[k]; ok {
		c.used[k] = v
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
	c.used[k] = v
	c.dirty = true
}

// Save writes what was asked for or put, and forgets the rest. It writes
// nothing if that is what was read.
func (c *Cache[T]) Save() error {
	if c == nil {
		return nil
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if !c.dirty && len(c.used) == len(c.old) {
		return nil
	}
	data, err := encode(c.used)
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
	c.dirty = false
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

// encode returns the hash of what follows, and the results.
func encode[T any](results map[Key]T) ([]byte, error) {
	var b bytes.Buffer
	b.Write(make([]byte, sha256.Size))
	if err := gob.NewEncoder(&b).Encode(results); err != nil {
		return nil, err
	}
	sum := sha256.Sum256(b.Bytes()[sha256.Size:])
	copy(b.Bytes(), sum[:])
	return b.Bytes(), nil
}

func decode[T any](data []byte) (map[Key]T, error) {
	if len(data) < sha256.Size || sha256.Sum256(data[sha256.Size:]) != [sha256.Size]byte(data[:sha256.Size]) {
		return nil, errors.New("the file is damaged")
	}
	results := make(map[Key]T)
	err := gob.NewDecoder(bytes.NewReader(data[sha256.Size:])).Decode(&results)
	return results, err
}
