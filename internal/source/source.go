// Package source finds the files that hold pages, and reads them.
package source

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/topgen/topgen/internal/readfile"
)

// MaxSize is the size in bytes of the largest page that is read. The largest
// real ones have half a megabyte.
const MaxSize = 32 << 20

// ErrTooLarge is the error of a page that has more than MaxSize bytes.
var ErrTooLarge = fmt.Errorf("it has more than the %d MiB that a page may have", MaxSize>>20)

// Stdin is the name that stands for standard input.
const Stdin = "-"

// endings are the file name endings of pages, in lower case.
var endings = []string{".txt", ".html", ".htm", ".json"}

// File is a page that was found.
type File struct {
	// Path is the file as messages name it, with "/": the argument, and what
	// was found below it.
	Path string
	// Rel is the path relative to the folder that was given, with "/"; for a
	// file that was given, its name.
	Rel string

	name    string // for package os; "" of a file whose content is at hand
	regular bool   // known to be no link, pipe or the like
	folder  bool   // a folder that cannot be searched
	data    []byte // the content, if it is at hand
	err     error  // or why it cannot be had
}

// IsFolder reports whether the file is a folder that was found among the pages and
// cannot be searched. It stands for all pages that there may be below it.
func (f File) IsFolder() bool { return f.folder }

// The errors of what cannot be read for what it is.
var (
	// ErrLinkedFolder is that of a link to a folder, inside of the folder that
	// was given. To follow it could lead round in circles, and out of the
	// folder that Rel is relative to.
	ErrLinkedFolder = errors.New("it is a link, and links to folders are not followed")

	errBrokenLink = errors.New("it is a link that leads nowhere")
)

// Find returns the pages that the arguments name, sorted by Path and each but
// once. A folder is searched, with the folders in it, for files with the
// endings of pages; links in it are followed to files, and names that begin with
// a dot are passed over. A file is taken whatever its ending. "-" is stdin, which
// is read at once.
//
// What may hold pages and cannot be searched is among the files, with an error
// for Read: a link to a folder or to nowhere, a folder that may not be opened. So
// nobody takes the pages that were there for gone.
func Find(args []string, stdin io.Reader) ([]File, error) {
	var files []File
	for _, arg := range args {
		found, err := find(arg, stdin)
		if err != nil {
			return nil, err
		}
		files = append(files, found...)
	}
	slices.SortStableFunc(files, func(a, b File) int { return strings.Compare(a.Path, b.Path) })
	return slices.CompactFunc(files, func(a, b File) bool { return a.Path == b.Path }), nil
}

func find(arg string, stdin io.Reader) ([]File, error) {
	if arg == Stdin {
		data, err := io.ReadAll(io.LimitReader(stdin, MaxSize+1))
		if err != nil {
			return nil, fmt.Errorf("reading standard input: %w", err)
		}
		return []File{{Path: Stdin, Rel: Stdin, data: data}}, nil
	}
	info, err := os.Stat(arg)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("there is no file or folder %s", arg)
	}
	if err != nil {
		return nil, err
	}
	if !info.IsDir() {
		clean := filepath.Clean(arg)
		return []File{{Path: filepath.ToSlash(clean), Rel: filepath.Base(clean), name: clean}}, nil
	}
	return walk(arg)
}

// walk returns the pages below a folder.
func walk(dir string) ([]File, error) {
	// A link that was given as the folder itself is followed: the user named it.
	root, err := filepath.EvalSymlinks(dir)
	if err != nil {
		return nil, err
	}
	found, shown := beginning(root), beginning(dir)
	var files []File
	err = filepath.WalkDir(root, func(name string, d fs.DirEntry, err error) error {
		switch {
		case name == root:
			return err
		case strings.HasPrefix(d.Name(), "."):
			if d.IsDir() {
				return fs.SkipDir
			}
			return nil
		}
		f := File{Path: filepath.ToSlash(name), Rel: filepath.ToSlash(name[len(found):])}
		if shown != found {
			f.Path = filepath.ToSlash(shown) + f.Rel
		}
		if err != nil { // of opening a folder
			f.folder, f.err = true, cause(err)
			files = append(files, f)
			return fs.SkipDir
		}
		if f.locate(name, d) {
			files = append(files, f)
		}
		return nil
	})
	return files, err
}

// beginning is what the paths of files in a folder begin with.
func beginning(folder string) string { return strings.TrimSuffix(filepath.Join(folder, "x"), "x") }

// locate notes where the file found under that name is, or why it cannot be read.
// It reports whether it is a page, or could be one or hold some.
func (f *File) locate(name string, d fs.DirEntry) bool {
	f.name, f.regular = name, d.Type().IsRegular()
	if d.IsDir() {
		return false
	}
	if !f.regular { // links, and whatever else a system has of the kind
		info, err := os.Stat(name)
		switch {
		case errors.Is(err, fs.ErrNotExist):
			err = errBrokenLink
		case err == nil && info.IsDir():
			f.folder, err = true, ErrLinkedFolder
		}
		if err != nil {
			f.name, f.err = "", cause(err)
			return true // whatever its name: where it led to may have been a folder
		}
	}
	return hasEnding(name)
}

// hasEnding reports whether the file of that name is a page by its ending.
func hasEnding(name string) bool {
	return slices.Contains(endings, strings.ToLower(path.Ext(name)))
}

// Read returns the bytes of the page. Its errors do not repeat the path.
func (f File) Read() ([]byte, error) { return f.ReadInto(nil) }

// ReadInto is Read into the memory of buf, as far as that suffices.
func (f File) ReadInto(buf []byte) ([]byte, error) {
	if f.name == "" {
		return f.data, cmp.Or(f.err, checkSize(int64(len(f.data))))
	}
	if !f.regular { // to open a pipe would wait for its writer
		info, err := os.Stat(f.name)
		if err != nil {
			return nil, cause(err)
		}
		if !info.Mode().IsRegular() {
			return nil, errors.New("it is no regular file")
		}
	}
	in, err := readfile.Open(f.name)
	if err != nil {
		return nil, cause(err)
	}
	defer in.Close()
	size, err := in.Size()
	if err != nil {
		return nil, cause(err)
	}
	if err := checkSize(size); err != nil {
		return nil, err
	}
	data := slices.Grow(buf[:0], int(size))[:size]
	n, err := io.ReadFull(in, data)
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) { // a file that shrinks is what is left of it
		return nil, cause(err)
	}
	return data[:n], nil
}

func checkSize(n int64) error {
	if n > MaxSize {
		return ErrTooLarge
	}
	return nil
}

// cause is the error without the path.
func cause(err error) error {
	var p *fs.PathError
	if errors.As(err, &p) {
		return p.Err
	}
	return err
}
