package output

import (
	"os"
	"path"
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

// maxOpened is how many folders are held open, but for those around the last one. Files
// come folder by folder, so few serve nearly all of them.
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
		f.mu.Lock()
		if len(f.opened) >= maxOpened {
			f.closeAll()
		}
		_, err := f.open(name)
		f.mu.Unlock()
		if err != nil {
			return err
		}
	}
}

// open opens the folder, and those around it, if they are not open.
func (f *folders) open(name string) (*readfile.Dir, error) {
	if dir, ok := f.opened[name]; ok {
		return dir, nil
	}
	dir, err := f.step(name)
	if err != nil {
		return nil, err
	}
	if f.opened == nil {
		f.opened = make(map[string]*readfile.Dir)
	}
	f.opened[name] = dir
	return dir, nil
}

// step opens the folder by one step from the one around it.
func (f *folders) step(name string) (*readfile.Dir, error) {
	if name == "." {
		return readfile.OpenRoot(f.root)
	}
	around, err := f.open(path.Dir(name))
	if err != nil {
		return nil, err
	}
	return around.OpenDir(path.Base(name))
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
