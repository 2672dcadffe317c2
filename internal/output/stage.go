package output

import (
	"errors"
	"io/fs"
	"os"
	"path"
	"strconv"
	"sync"

	"github.com/topgen/topgen/internal/readfile"
)

// stage is the folder inside the output folder where new files wait. A file whose
// folder is there already waits alone. The files of a folder that is not there wait
// in one like it, which a commit moves whole: the first run in an empty folder, which
// writes everything, renames a few folders instead of thousands of files.
type stage struct {
	root    *os.Root
	folders *folders // in root

	mu     sync.Mutex
	last   int                // handle, of files and of folders
	whole  map[string]*folder // by their paths in the output folder
	placed map[string]int     // handles of the files in them, by path
}

// folder is a folder that a commit moves whole, and the folders in it.
type folder struct {
	handle int
	made   map[string]bool // by their paths in the stage
}

func openStage(parent *os.Root) (*stage, error) {
	if err := parent.Mkdir(stageDir, 0o777); err != nil {
		return nil, err
	}
	root, err := parent.OpenRoot(stageDir)
	if err != nil {
		return nil, err
	}
	return &stage{root: root, folders: &folders{root: root}, whole: make(map[string]*folder), placed: make(map[string]int)}, nil
}

func (s *stage) close() error {
	s.folders.close()
	return s.root.Close()
}

// put stages a file. The outermost folder of its path that is not there is missing,
// "" if all are.
func (s *stage) put(name, missing string, data []byte) (handle int, err error) {
	handle, place, err := s.place(name, missing)
	if err != nil {
		return 0, err
	}
	return handle, s.folders.in(path.Dir(place), func(dir *readfile.Dir) error { return dir.WriteNew(path.Base(place), data) })
}

// place returns where a file is staged, and makes the folder for it. Of two files of
// one name, which two pages may claim, the second waits alone until it is known which of
// them is committed.
func (s *stage) place(name, missing string) (handle int, place string, err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.last++
	handle = s.last
	if _, taken := s.placed[name]; taken || missing == "" {
		return handle, strconv.Itoa(handle), nil
	}
	f := s.whole[missing]
	if f == nil {
		s.last++
		f = &folder{handle: s.last, made: make(map[string]bool)}
		s.whole[missing] = f
	}
	s.placed[name] = handle
	place = f.place(name, missing)
	if dir := path.Dir(place); !f.made[dir] {
		f.made[dir] = true
		err = s.root.MkdirAll(dir, 0o777)
	}
	return handle, place, err
}

// place returns where a file within the folder of that path is staged.
func (f *folder) place(name, within string) string {
	return strconv.Itoa(f.handle) + name[len(within):]
}

// moves returns how the changed files come to their places: folders that are moved
// whole, and single files. What is staged in these folders and is not among the files
// is removed.
func (s *stage) moves(files []File) (whole, single []move, err error) {
	unused, used := s.placed, make(map[string]bool)
	for _, f := range files {
		if !f.Changed() {
			continue
		}
		placed, ok := unused[f.Path]
		if !ok {
			single = append(single, move{f.Handle, f.Path})
			continue
		}
		at := s.within(f.Path)
		if placed != f.Handle {
			if err := s.root.Rename(strconv.Itoa(f.Handle), s.whole[at].place(f.Path, at)); err != nil {
				return nil, nil, err
			}
		}
		delete(unused, f.Path)
		used[at] = true
	}
	for name := range unused {
		at := s.within(name)
		place := s.whole[at].place(name, at)
		if err := s.root.Remove(place); err != nil && !errors.Is(err, fs.ErrNotExist) { // putting it may have failed
			return nil, nil, err
		}
		removeEmpty(s.root, path.Dir(place))
	}
	for _, at := range sortedKeys(used) {
		whole = append(whole, move{s.whole[at].handle, at})
	}
	return whole, single, nil
}

// within returns the path of the folder to be moved whole that has the file.
func (s *stage) within(name string) string {
	at := name
	for s.whole[at] == nil {
		at = path.Dir(at)
	}
	return at
}
