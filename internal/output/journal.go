package output

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path"
	"slices"
	"strconv"
)

// journalName is the file in stageDir that lists what a commit still has to
// do. It appears whole, by a rename: while it is there, the commit counts as
// done and is completed by whoever comes next. That holds for a process that
// ends at any moment; nothing is flushed for the sake of a power failure,
// after which everything can be made anew.
const journalName = "journal"

// unfinishedJournal is its name before that, and probeName the name of the
// empty file with which a commit tries a folder; both are left by a run that
// is killed at the wrong moment.
const (
	unfinishedJournal = journalName + ".new"
	probeName         = stageDir + "-probe"
)

// journal is what a commit does. Following it twice is the same as once.
type journal struct {
	Moves   []move   `json:"moves"`
	Removes []string `json:"removes"`
}

// move brings a staged file to its place, or a folder with all that is in it.
type move struct {
	Handle int    `json:"staged"`
	Path   string `json:"path"`
}

func (m move) staged() string { return path.Join(stageDir, strconv.Itoa(m.Handle)) }

func (j journal) write(stage *os.Root) error {
	data, err := json.MarshalIndent(j, "", " ")
	if err != nil {
		return err
	}
	return stage.WriteFile(unfinishedJournal, data, 0o666)
}

// touched returns the folders in which the journal changes something.
func (j journal) touched() []string {
	dirs := make(map[string]bool)
	for _, m := range j.Moves {
		dirs[path.Dir(m.Path)] = true
	}
	for _, name := range j.Removes {
		dirs[path.Dir(name)] = true
	}
	return sortedKeys(dirs)
}

// undo takes back what was done before the journal was valid.
func (j journal) undo(root *os.Root) {
	for _, dir := range j.touched() {
		root.Remove(path.Join(dir, probeName))
	}
}

// follow does what the journal says and then removes it.
func (j journal) follow(root *os.Root, dir string) error {
	t := newTree(dir, root)
	for _, name := range j.Removes { // first, for a disk where a.go and A.go are one file
		if err := root.Remove(name); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("removing %s: %w", t.display(name), unwrapPath(err))
		}
	}
	for _, m := range j.Moves {
		if err := m.follow(root); err != nil {
			return fmt.Errorf("writing %s: %w", t.display(m.Path), unwrapPath(err))
		}
	}
	for _, name := range j.Removes {
		removeEmpty(root, path.Dir(name))
	}
	if err := root.Remove(path.Join(stageDir, journalName)); err != nil {
		return fmt.Errorf("removing the journal in %s: %w", t.display(stageDir), unwrapPath(err))
	}
	return nil
}

// follow moves the file, unless that was done before.
func (m move) follow(root *os.Root) error {
	err := root.Rename(m.staged(), m.Path)
	if !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if _, err := root.Lstat(m.staged()); errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	// The folder of the file has been taken away since.
	return errors.Join(root.MkdirAll(path.Dir(m.Path), 0o777), root.Rename(m.staged(), m.Path))
}

// removeEmpty removes dir and the folders above it, as long as they are empty.
// One that is gone is no reason to stop: an interrupted run may have removed
// it, and not those above.
func removeEmpty(root *os.Root, dir string) {
	for ; dir != "."; dir = path.Dir(dir) {
		if err := root.Remove(dir); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return
		}
	}
}

// recoverJournal completes a commit that was interrupted after its journal was
// written, and clears away what one that was interrupted before has staged.
func recoverJournal(root *os.Root, dir string) error {
	t := newTree(dir, root)
	defer t.folders.close()
	info, err := root.Lstat(stageDir)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return fmt.Errorf("reading %s: %w", t.display(stageDir), unwrapPath(err))
	case !info.IsDir():
		return fmt.Errorf("%s is no folder of topgen's: remove it", t.display(stageDir))
	}
	if err := t.finish(); err != nil {
		return fmt.Errorf("completing the interrupted run in %s: %w", t.display(stageDir), unwrapPath(err))
	}
	if err := root.RemoveAll(stageDir); err != nil {
		return fmt.Errorf("clearing %s: %w", t.display(stageDir), unwrapPath(err))
	}
	return nil
}

// finish follows the journal, or undoes what came before it was valid.
func (t *Tree) finish() error {
	data, err := t.root.ReadFile(path.Join(stageDir, journalName))
	if !errors.Is(err, fs.ErrNotExist) {
		if err != nil {
			return err
		}
		return t.complete(data)
	}
	var j journal
	data, err = t.root.ReadFile(path.Join(stageDir, unfinishedJournal))
	if err == nil && json.Unmarshal(data, &j) == nil { // half a journal: nothing was done yet
		j.undo(t.root)
	}
	return nil
}

// complete follows a journal that was found on disk. Its paths are checked as
// those of a fresh run are, and what somebody has put in the way since is not
// overwritten.
func (t *Tree) complete(data []byte) error {
	var j journal
	if err := json.Unmarshal(data, &j); err != nil {
		return fmt.Errorf("the journal cannot be read (remove the folder if it is not topgen's): %w", err)
	}
	if err := t.scan(); err != nil {
		return err
	}
	for _, m := range j.Moves {
		if err := t.clearFor(m); err != nil {
			return err
		}
	}
	for _, name := range j.Removes {
		if err := t.clear(name); err != nil {
			return err
		}
	}
	return j.follow(t.root, t.dir)
}

// clearFor reports whether a move may be made, or was made before.
func (t *Tree) clearFor(m move) error {
	staged, err := t.root.Lstat(m.staged())
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return err
	case !staged.IsDir():
		return t.clear(m.Path)
	}
	if _, ok := t.entries[m.Path]; ok {
		return fmt.Errorf("%s was made while topgen was not running, and a folder of that name waits in %s: move it away", t.display(m.Path), t.display(stageDir))
	}
	return t.check(m.Path)
}

// clear reports whether the name may be written to: nothing is there, or a
// file of topgen's own.
func (t *Tree) clear(name string) error {
	if err := t.check(name); err != nil || !t.has(name) {
		return err
	}
	own, _, err := t.owned(name)
	if err == nil && !own {
		err = fmt.Errorf("%s was not written by topgen: move it away", t.display(name))
	}
	return err
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
