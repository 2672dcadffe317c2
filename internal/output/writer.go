package output

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"sync"
)

// stageDir is the folder inside the output folder where new files wait, with
// the journal that says where they go. The go command ignores it.
const stageDir = ".topgen"

// Writer brings an output folder up to date. Put may be called by several
// goroutines at once. What was put but not committed leaves no trace.
type Writer struct {
	*Tree
	made   []string // folders that Begin made, outermost first
	unlock func() error

	stageOnce sync.Once
	stageErr  error
	stage     *stage
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
		errs = append(errs, w.stage.close(), w.root.RemoveAll(stageDir))
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
	handle, err := w.stage.put(name, w.missing(name), data)
	if err != nil {
		return f, fmt.Errorf("staging %s: %w", w.display(name), unwrapPath(err))
	}
	f.Handle = handle
	return f, nil
}

// missing returns the outermost folder of a path that is not there, "" if all are.
func (t *Tree) missing(name string) (outermost string) {
	for at := path.Dir(name); at != "."; at = path.Dir(at) {
		if _, ok := t.entries[at]; !ok {
			outermost = at
		}
	}
	return outermost
}

func (w *Writer) openStage() {
	if w.stage, w.stageErr = openStage(w.root); w.stageErr != nil {
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
	stale, err := w.stale(files, keep)
	if err != nil {
		return Result{}, err
	}
	result := Result{Removed: len(stale)}
	for _, f := range files {
		if f.Changed() {
			result.Written++
		} else {
			result.Unchanged++
		}
	}
	if result.Written == 0 && len(stale) == 0 {
		return result, nil
	}
	w.stageOnce.Do(w.openStage)
	if w.stageErr != nil {
		return Result{}, w.stageErr
	}
	w.folders.close() // which some systems neither move nor remove while they are open
	w.stage.folders.close()
	whole, single, err := w.stage.moves(files)
	if err != nil {
		return Result{}, fmt.Errorf("clearing %s: %w", w.display(stageDir), unwrapPath(err))
	}
	j := journal{Moves: slices.Concat(whole, single), Removes: stale}
	if err := w.enter(j, whole); err != nil {
		return Result{}, err
	}
	if err := j.follow(w.root, w.dir); err != nil {
		w.stage.close() // what is staged must outlive Close: the next run needs it
		w.stage = nil
		return Result{}, fmt.Errorf("%w; run topgen generate again to complete what is in %s", err, w.display(stageDir))
	}
	w.made = nil // the folders are in use now
	return result, nil
}

// enter makes the journal valid, after it has tried whether every folder can be
// changed and that nothing is where a folder goes, so that nothing fails half-way
// which could have been known.
func (w *Writer) enter(j journal, whole []move) (err error) {
	if err := j.write(w.stage.root); err != nil {
		return fmt.Errorf("writing the journal in %s: %w", w.display(stageDir), unwrapPath(err))
	}
	defer func() {
		if err != nil {
			j.undo(w.root)
		}
	}()
	for _, m := range whole {
		if _, err := w.root.Lstat(m.Path); !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("making %s: %w", w.display(m.Path), cmp.Or(unwrapPath(err), fs.ErrExist))
		}
	}
	for _, dir := range j.touched() {
		if err := w.probe(dir); err != nil {
			return fmt.Errorf("%s cannot be written to: %w", w.display(dir), unwrapPath(err))
		}
	}
	if err := w.stage.root.Rename(unfinishedJournal, journalName); err != nil {
		return fmt.Errorf("writing the journal in %s: %w", w.display(stageDir), unwrapPath(err))
	}
	return nil
}

// probe moves an empty file from the stage to dir and removes it there.
func (w *Writer) probe(dir string) error {
	const name = "probe"
	if err := w.stage.root.WriteFile(name, nil, 0o666); err != nil {
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
