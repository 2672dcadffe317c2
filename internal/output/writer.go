package output

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
)

// stageDir is the folder inside the output folder where new files wait, with
// the journal that says where they go. The go command ignores it.
const stageDir = ".topgen"

// Writer brings an output folder up to date. Put may be called by several
// goroutines at once. What was put but not committed leaves no trace.
type Writer struct {
	*Tree
	made    []string // folders that Begin made, outermost first
	unlock  func() error
	handles atomic.Int64

	stageOnce sync.Once
	stageErr  error
	stage     *os.Root
}

// Begin takes hold of the output folder dir, which is made if it does not
// exist, and completes what an interrupted run has left there. It fails if
// another run holds the folder.
func Begin(dir string) (w *Writer, err error) {
	w = &Writer{}
	defer func() {
		if err != nil {
			w.Close()
		}
	}()
	root, err := w.take(dir)
	if err != nil {
		return w, err
	}
	defer root.Close()
	if err := recoverJournal(root, dir); err != nil {
		return w, err
	}
	w.Tree, err = Open(dir)
	return w, err
}

// take makes and locks the folder. Another run that had made it may take it
// away again before it is locked here; then it is made once more.
func (w *Writer) take(dir string) (root *os.Root, err error) {
	for range 10 {
		if root, err = w.tryTake(dir); !errors.Is(err, fs.ErrNotExist) {
			break
		}
	}
	return root, err
}

func (w *Writer) tryTake(dir string) (*os.Root, error) {
	made, err := makeAll(dir)
	if err != nil {
		return nil, fmt.Errorf("making the output folder: %w", err)
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, fmt.Errorf("opening the output folder: %w", err)
	}
	unlock, err := lock(root, dir)
	if err != nil {
		return nil, errors.Join(err, root.Close())
	}
	if !isAt(root, dir) {
		gone := fmt.Errorf("locking the output folder %s: %w", dir, fs.ErrNotExist)
		return nil, errors.Join(gone, unlock(), root.Close())
	}
	w.made, w.unlock = made, unlock
	return root, nil
}

// isAt reports whether the folder that is open is still the one of that name.
func isAt(root *os.Root, dir string) bool {
	opened, err := root.Stat(".")
	if err != nil {
		return false
	}
	named, err := os.Stat(dir)
	return err == nil && os.SameFile(opened, named)
}

// makeAll makes dir and the folders above it, and returns those that it made.
func makeAll(dir string) (made []string, err error) {
	for at := filepath.Clean(dir); ; at = filepath.Dir(at) {
		if _, err := os.Stat(at); err == nil || filepath.Dir(at) == at {
			break
		}
		made = append(made, at)
	}
	slices.Reverse(made)
	return made, os.MkdirAll(dir, 0o777)
}

// Close gives the folder free. Without a Commit before it, the folder is as
// Begin found it.
func (w *Writer) Close() error {
	var errs []error
	if w.stage != nil {
		errs = append(errs, w.stage.Close(), w.root.RemoveAll(stageDir))
	}
	if w.Tree != nil {
		errs = append(errs, w.Tree.Close())
	}
	for _, dir := range slices.Backward(w.made) {
		os.Remove(dir) // fails, as it should, if something is in it
	}
	if w.unlock != nil { // last, so that no other run loses the folder that it has taken
		errs = append(errs, w.unlock())
	}
	w.stage, w.unlock, w.Tree, w.made = nil, nil, nil, nil
	return errors.Join(errs...)
}

// Put hands over a file. If the disk has other contents, or none, they are
// staged.
func (w *Writer) Put(name string, data []byte) (File, error) {
	f := File{Path: name, Sum: SumOf(data)}
	same, err := w.Same(name, f.Sum)
	if same || err != nil {
		return f, err
	}
	w.stageOnce.Do(w.openStage)
	if w.stageErr != nil {
		return f, w.stageErr
	}
	handle := int(w.handles.Add(1))
	if err := w.stage.WriteFile(strconv.Itoa(handle), data, 0o666); err != nil {
		return f, fmt.Errorf("staging %s: %w", w.display(name), unwrapPath(err))
	}
	f.handle = handle
	return f, nil
}

func (w *Writer) openStage() {
	if w.stageErr = w.root.Mkdir(stageDir, 0o777); w.stageErr == nil {
		w.stage, w.stageErr = w.root.OpenRoot(stageDir)
	}
	if w.stageErr != nil {
		w.stageErr = fmt.Errorf("the output folder %s cannot be written to: %w", w.dir, unwrapPath(w.stageErr))
	}
}

// Result counts what a Commit did.
type Result struct {
	Written, Unchanged, Removed int
}

// Commit makes the folder hold the files, each the outcome of Put or of
// Current, and removes topgen's own files that are not among them, unless keep
// wants them. If it fails before its point of no return, nothing has changed;
// after it, the next Begin completes what is left.
func (w *Writer) Commit(files []File, keep Keep) (Result, error) {
	if err := w.conflicts(files); err != nil {
		return Result{}, err
	}
	stale, err := w.stale(files, keep)
	if err != nil {
		return Result{}, err
	}
	j := w.plan(files, stale)
	result := Result{Written: len(j.Moves), Unchanged: len(files) - len(j.Moves), Removed: len(stale)}
	if len(j.Moves) == 0 && len(stale) == 0 {
		return result, nil
	}
	w.stageOnce.Do(w.openStage)
	if w.stageErr != nil {
		return Result{}, w.stageErr
	}
	if err := w.enter(j); err != nil {
		return Result{}, err
	}
	w.closeFolders() // which some systems do not remove while they are open
	if err := j.follow(w.root, w.dir); err != nil {
		w.stage.Close() // what is staged must outlive Close: the next run needs it
		w.stage = nil
		return Result{}, fmt.Errorf("%w; run topgen generate again to complete what is in %s", err, w.display(stageDir))
	}
	w.made = nil // the folders are in use now
	return result, nil
}

// plan lists what a commit does, and which folders it needs that are not there.
func (w *Writer) plan(files []File, stale []string) journal {
	j := journal{Removes: stale}
	folders := make(map[string]bool)
	for _, f := range files {
		if !f.Changed() {
			continue
		}
		j.Moves = append(j.Moves, move{f.handle, f.Path})
		for at := path.Dir(f.Path); at != "."; at = path.Dir(at) {
			if _, ok := w.entries[at]; !ok {
				folders[at] = true
			}
		}
	}
	j.Folders = sortedKeys(folders)
	return j
}

// enter makes the journal valid, after it has made the folders that are missing
// and has tried whether every folder can be changed, so that nothing fails
// half-way which could have been known.
func (w *Writer) enter(j journal) (err error) {
	if err := j.write(w.stage); err != nil {
		return fmt.Errorf("writing the journal in %s: %w", w.display(stageDir), unwrapPath(err))
	}
	defer func() {
		if err != nil {
			j.undo(w.root)
		}
	}()
	for _, dir := range j.Folders {
		if err := w.root.Mkdir(dir, 0o777); err != nil {
			return fmt.Errorf("making %s: %w", w.display(dir), unwrapPath(err))
		}
	}
	for _, dir := range j.touched() {
		if err := w.probe(dir); err != nil {
			return fmt.Errorf("%s cannot be written to: %w", w.display(dir), unwrapPath(err))
		}
	}
	if err := w.stage.Rename(unfinishedJournal, journalName); err != nil {
		return fmt.Errorf("writing the journal in %s: %w", w.display(stageDir), unwrapPath(err))
	}
	return nil
}

// probe moves an empty file from the stage to dir and removes it there.
func (w *Writer) probe(dir string) error {
	const name = "probe"
	if err := w.stage.WriteFile(name, nil, 0o666); err != nil {
		return err
	}
	if err := w.root.Rename(path.Join(stageDir, name), path.Join(dir, probeName)); err != nil {
		return err
	}
	return w.root.Remove(path.Join(dir, probeName))
}

// Interrupted reports whether an earlier run was stopped while it changed the
// folder.
func (t *Tree) Interrupted() bool {
	if t.root == nil {
		return false
	}
	_, err := t.root.Lstat(path.Join(stageDir, journalName))
	return !errors.Is(err, fs.ErrNotExist)
}
