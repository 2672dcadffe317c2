package output

import (
	"os"
	"sync"

	"github.com/topgen/topgen/internal/readfile"
)

// folders holds open the folders within root that were used last, so that files in
// them are opened by one step.
type folders struct {
	root   *os.Root
	mu     sync.RWMutex
	opened map[string]*readfile.Dir
}

// maxOpened is how many folders are held open. Files come folder by folder,
// so few serve nearly all of them.
const maxOpened = 16

// in calls do with the open folder of that name.
func (f *folders) in(name string, do func(*readfile.Dir) error) error {
	for {
		f.mu.RLock()
		if dir, ok := f.opened[name]; ok {
			defer f.mu.RUnlock()
			return do(dir)
		}
		f.mu.RUnlock()
		if err := f.open(name); err != nil {
			return err
		}
	}
}

func (f *folders) open(name string) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if _, ok := f.opened[name]; ok {
		return nil
	}
	if len(f.opened) == maxOpened {
		f.closeAll()
	}
	dir, err := readfile.OpenDir(f.root, name)
	if err != nil {
		return err
	}
	if f.opened == nil {
		f.opened = make(map[string]*readfile.Dir)
	}
	f.opened[name] = dir
	return nil
}

// close closes what is open.
func (f *folders) close() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.closeAll()
}

func (f *folders) closeAll() {
	for _, dir := range f.opened {
		dir.Close() // nothing waits to be written
	}
	clear(f.opened)
}
