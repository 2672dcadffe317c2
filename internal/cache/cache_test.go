package cache_test

import (
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/topgen/topgen/internal/cache"
)

func key(s string) cache.Key { return cache.KeyOf([]byte(s)) }

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestCache(t *testing.T) {
	file := filepath.Join(t.TempDir(), "exe", "scope")
	c := cache.OpenFile(file)
	if _, ok := c.Get(key("a")); ok {
		t.Error("an empty cache has a result")
	}
	c.Put(key("a"), "1")
	c.Put(key("b"), "2")
	must(t, c.Save())

	c = cache.OpenFile(file)
	if v, ok := c.Get(key("a")); !ok || v != "1" {
		t.Errorf("a = %v, %v; want 1", v, ok)
	}
	must(t, c.Save()) // b was not asked for

	c = cache.OpenFile(file)
	if _, ok := c.Get(key("b")); ok {
		t.Error("b is remembered though a whole run did not ask for it")
	}
	if v, ok := c.Get(key("a")); !ok || v != "1" {
		t.Errorf("a = %v, %v; want 1", v, ok)
	}
}

func TestSaveWritesNothingNew(t *testing.T) {
	file := filepath.Join(t.TempDir(), "exe", "scope")
	c := cache.OpenFile(file)
	c.Put(key("a"), "1")
	must(t, c.Save())
	past := time.Now().Add(-time.Hour).Truncate(time.Second)
	must(t, os.Chtimes(file, past, past))
	c = cache.OpenFile(file)
	c.Get(key("a"))
	must(t, c.Save())
	if info, err := os.Stat(file); err != nil || !info.ModTime().Equal(past) {
		t.Errorf("the file was written again: %v, %v", info.ModTime(), err)
	}
}

// A small change is appended, not written with all the rest; many of them do
// not make the file grow without end.
func TestSaveAppends(t *testing.T) {
	file := filepath.Join(t.TempDir(), "exe", "scope")
	c := cache.OpenFile(file)
	const n = 1000
	for i := range n {
		c.Put(key(strconv.Itoa(i)), strconv.Itoa(i))
	}
	must(t, c.Save())
	whole := size(t, file)
	for run := range 200 {
		c = cache.OpenFile(file)
		for i := range n {
			if v, ok := c.Get(key(strconv.Itoa(i))); i != 5 && (!ok || v != strconv.Itoa(i)) {
				t.Fatalf("run %d: %d = %v, %v", run, i, v, ok)
			}
		}
		c.Put(key("5"), strconv.Itoa(run))
		before := size(t, file)
		must(t, c.Save())
		if grown := size(t, file) - before; grown > whole/10 {
			t.Errorf("run %d: one result makes the file grow by %d of %d bytes", run, grown, whole)
		}
		if v, ok := cache.OpenFile(file).Get(key("5")); !ok || v != strconv.Itoa(run) {
			t.Errorf("run %d: the last value is %v, %v", run, v, ok)
		}
	}
	if now := size(t, file); now > 2*whole {
		t.Errorf("the file has grown from %d to %d bytes", whole, now)
	}
}

func size(t *testing.T, file string) int64 {
	t.Helper()
	info, err := os.Stat(file)
	must(t, err)
	return info.Size()
}

// Behind a torn segment, as two runs at once may leave it, the file is written
// anew; what stands before it holds.
func TestTornSegment(t *testing.T) {
	file := filepath.Join(t.TempDir(), "exe", "scope")
	c := cache.OpenFile(file)
	c.Put(key("a"), "1")
	must(t, c.Save())
	f, err := os.OpenFile(file, os.O_APPEND|os.O_WRONLY, 0)
	must(t, err)
	_, err = f.Write(make([]byte, 100))
	must(t, errors.Join(err, f.Close()))
	for range 2 {
		c = cache.OpenFile(file)
		if v, ok := c.Get(key("a")); !ok || v != "1" {
			t.Errorf("a = %v, %v; want 1", v, ok)
		}
		must(t, c.Save())
	}
	c = cache.OpenFile(file)
	c.Get(key("a"))
	c.Put(key("b"), "2")
	must(t, c.Save())
	if v, ok := cache.OpenFile(file).Get(key("b")); !ok || v != "2" {
		t.Errorf("b = %v, %v; want 2", v, ok)
	}
}

func TestDamage(t *testing.T) {
	file := filepath.Join(t.TempDir(), "exe", "scope")
	c := cache.OpenFile(file)
	c.Put(key("a"), "1")
	must(t, c.Save())
	good, err := os.ReadFile(file)
	must(t, err)
	for i := range good {
		for _, bad := range [][]byte{append(append(append([]byte{}, good[:i]...), good[i]^1), good[i+1:]...), good[:i]} {
			must(t, os.WriteFile(file, bad, 0o644))
			if v, ok := cache.OpenFile(file).Get(key("a")); ok {
				t.Fatalf("a damaged file (byte %d) gives %v", i, v)
			}
		}
	}
}

func TestForget(t *testing.T) {
	base := t.TempDir()
	past := time.Now().Add(-30 * 24 * time.Hour)
	for _, name := range []string{"old", "recent"} {
		must(t, os.MkdirAll(filepath.Join(base, name), 0o755))
	}
	must(t, os.Chtimes(filepath.Join(base, "old"), past, past))
	c := cache.OpenFile(filepath.Join(base, "own", "scope"))
	c.Put(key("a"), "1")
	must(t, c.Save())
	for name, want := range map[string]bool{"old": false, "recent": true, "own": true} {
		if _, err := os.Stat(filepath.Join(base, name)); (err == nil) != want {
			t.Errorf("%s is there: %v, want %v", name, err == nil, want)
		}
	}
}

func TestOpen(t *testing.T) {
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	t.Setenv("HOME", t.TempDir())
	c := cache.Open("generate", "docs")
	c.Put(key("a"), "1")
	must(t, c.Save())
	if v, ok := cache.Open("generate", "docs").Get(key("a")); !ok || v != "1" {
		t.Errorf("a = %v, %v; want 1", v, ok)
	}
	if _, ok := cache.Open("generated", "ocs").Get(key("a")); ok {
		t.Error("another scope finds the result")
	}
}

func TestNoCacheFolder(t *testing.T) {
	for _, name := range []string{"XDG_CACHE_HOME", "HOME", "LocalAppData", "home"} {
		t.Setenv(name, "")
	}
	c := cache.Open("generate")
	c.Put(key("a"), "1")
	if _, ok := c.Get(key("a")); ok {
		t.Error("a cache without a folder remembers")
	}
	must(t, c.Save())
}

func TestKeyOf(t *testing.T) {
	if cache.KeyOf([]byte("ab"), []byte("c")) == cache.KeyOf([]byte("a"), []byte("bc")) {
		t.Error("parts run into each other")
	}
}
