package fetch

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/topgen/topgen/internal/naming"
	"github.com/topgen/topgen/internal/output"
)

// ending is that of the files that fetch writes.
const ending = ".json"

// store is the folder of pages.
type store struct {
	dir   string
	root  *os.Root
	files map[string]string // names of files, by their lower case
}

// storeError is a failure of the disk.
type storeError struct{ err error }

func (e *storeError) Error() string { return e.err.Error() }
func (e *storeError) Unwrap() error { return e.err }

func openStore(dir string) (*store, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, err
	}
	if err := output.RemoveTemporary(root); err != nil {
		root.Close()
		return nil, err
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		root.Close()
		return nil, err
	}
	s := &store{dir: dir, root: root, files: make(map[string]string)}
	for _, e := range entries {
		if !e.IsDir() {
			s.files[strings.ToLower(e.Name())] = e.Name()
		}
	}
	return s, nil
}

func (s *store) close() { s.root.Close() }

// methods returns the methods whose documents the folder has.
func (s *store) methods() ([]string, error) {
	var methods []string
	for _, name := range s.files {
		if method, ok := strings.CutSuffix(name, ending); ok && !strings.HasPrefix(name, ".") {
			d, err := s.read(method)
			if err != nil {
				return nil, err
			}
			if d != nil && d.method == method {
				methods = append(methods, method)
			}
		}
	}
	slices.Sort(methods)
	return methods, nil
}

// fileName returns the name of a method's file, or an error if the method
// cannot be one.
func fileName(method string) (string, error) {
	bad := strings.ContainsFunc(method, func(r rune) bool {
		return !strconv.IsPrint(r) || strings.ContainsRune(`/\:*?"<>|`, r)
	})
	if bad || method == "" || method[0] == '.' || len(method) > naming.MaxMethod {
		return "", fmt.Errorf("%.100q cannot be the name of a file", method)
	}
	return method + ending, nil
}

func (s *store) has(method string) bool {
	name, err := fileName(method)
	return err == nil && s.files[strings.ToLower(name)] == name
}

// twin returns the file that documents the method in another form, "" if there is none.
func (s *store) twin(method string) string {
	for _, other := range []string{".txt", ".html", ".htm"} {
		if name, ok := s.files[strings.ToLower(method+other)]; ok {
			return filepath.ToSlash(filepath.Join(s.dir, name))
		}
	}
	return ""
}

// read returns the document of a method that the folder has, nil if it has
// none, or something that is no document.
func (s *store) read(method string) (*document, error) {
	name, err := fileName(method)
	if err != nil {
		return nil, err
	}
	if stored, ok := s.files[strings.ToLower(name)]; !ok {
		return nil, nil
	} else if stored != name {
		return nil, fmt.Errorf("the folder has %s, which differs in upper and lower case only", stored)
	}
	data, err := s.root.ReadFile(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, &storeError{err}
	}
	var e envelope // a document that somebody saved from the site as it came
	if json.Unmarshal(data, &e) == nil && e.Success != nil && len(e.Data) > 0 {
		data = e.Data
	}
	d, err := canonical(data)
	if err != nil {
		return nil, nil // cut short, or something else: it is to be replaced
	}
	return d, nil
}

// write stores a document: wholly or not at all.
func (s *store) write(method string, data []byte) error {
	name, err := fileName(method)
	if err != nil {
		return err
	}
	if err := output.WriteFile(s.root, name, data); err != nil {
		return &storeError{fmt.Errorf("%s cannot be written: %w", filepath.Join(s.dir, name), err)}
	}
	s.files[strings.ToLower(name)] = name
	return nil
}

// journalName is the file that remembers what an interrupted run has done.
const journalName = ".topgen-fetch"

// maxJournalAge is how old the journal of a run may be to go on from it: what
// was brought a day ago may have changed.
const maxJournalAge = 24 * time.Hour

// journal lists the documents that a run has done with. Its first line says what
// was asked for, and when; each other one has the number of a document.
type journal struct {
	store *store
	file  *os.File
	ids   map[int64]bool
}

// openJournal goes on with the journal of an interrupted run that asked for the
// same, or begins one.
func (s *store) openJournal(opt Options) (*journal, error) {
	names := slices.Clone(opt.Names)
	slices.Sort(names)
	asked := fmt.Sprintf("%s all=%t force=%t %q", opt.Base, opt.All, opt.Force, names)
	j := &journal{store: s, ids: make(map[int64]bool)}
	data, err := s.root.ReadFile(journalName)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	if goOn, torn := j.parse(data, asked); goOn {
		if j.file, err = s.root.OpenFile(journalName, os.O_WRONLY|os.O_APPEND, 0); torn && err == nil {
			_, err = j.file.WriteString("?\n") // what is left of the line must not be taken for a number
		}
		return j, err
	}
	if j.file, err = s.root.Create(journalName); err != nil {
		return nil, err
	}
	_, err = fmt.Fprintf(j.file, "%d %s\n", time.Now().Unix(), asked)
	return j, err
}

// parse reads a journal. It reports whether that is one to go on with, and
// whether its last line was cut short.
func (j *journal) parse(data []byte, asked string) (goOn, torn bool) {
	lines := strings.Split(string(data), "\n")
	when, what, _ := strings.Cut(lines[0], " ")
	seconds, err := strconv.ParseInt(when, 10, 64)
	if err != nil || len(lines) == 1 || what != asked || time.Since(time.Unix(seconds, 0)).Abs() > maxJournalAge {
		return false, false
	}
	last := len(lines) - 1
	for _, line := range lines[1:last] {
		if id, err := strconv.ParseInt(line, 10, 64); err == nil {
			j.ids[id] = true
		}
	}
	return true, lines[last] != ""
}

func (j *journal) has(d Doc) bool { return j.ids[d.ID] }

// done notes a document.
func (j *journal) done(d Doc) error {
	_, err := fmt.Fprintf(j.file, "%d\n", d.ID)
	if err != nil {
		return &storeError{err}
	}
	return nil
}

func (j *journal) close() error { return j.file.Close() }

// remove ends a run that has come to its end.
func (j *journal) remove() error {
	return errors.Join(j.file.Close(), j.store.root.Remove(journalName))
}
