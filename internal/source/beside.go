package source

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"
)

// Beside returns the file of a name that belongs to what Find or Git takes: the one in
// the folder itself or in the nearest around it, no further up than the working folder
// or the root of a module or repository; of standard input the one in the working folder. The
// path is for messages. The data is nil if there is none.
func Beside(ctx context.Context, of, name string) (at string, data []byte, err error) {
	if strings.HasPrefix(of, GitPrefix) {
		return besideGit(ctx, of, name)
	}
	if of == Stdin {
		of = "."
	}
	working, err := os.Getwd()
	if err != nil {
		return "", nil, err
	}
	folder, err := filepath.Abs(of)
	if err != nil {
		return "", nil, err
	}
	for {
		file := filepath.Join(folder, name)
		data, err := os.ReadFile(file)
		switch {
		case err == nil && filepath.IsAbs(of):
			return filepath.ToSlash(file), data, nil
		case err == nil:
			return filepath.ToSlash(relative(working, file)), data, nil
		case !errors.Is(err, fs.ErrNotExist) && !isFile(folder):
			return "", nil, err
		}
		if folder == working || isRoot(folder) || filepath.Dir(folder) == folder {
			return "", nil, nil
		}
		folder = filepath.Dir(folder)
	}
}

// isFile reports whether a path is that of a file, in which there are no others.
func isFile(path string) bool {
	info, err := os.Stat(path)
	return err == nil && !info.IsDir()
}

// isRoot reports whether a folder is the root of a module or of a repository.
func isRoot(folder string) bool {
	for _, mark := range []string{"go.mod", ".git"} {
		if _, err := os.Stat(filepath.Join(folder, mark)); err == nil {
			return true
		}
	}
	return false
}

// relative returns a path as people write it who are in the working folder.
func relative(working, path string) string {
	if rel, err := filepath.Rel(working, path); err == nil {
		return rel
	}
	return path
}

// besideGit does the same in the history of a repository.
func besideGit(ctx context.Context, of, name string) (at string, data []byte, err error) {
	revision, in, ok := strings.Cut(strings.TrimPrefix(of, GitPrefix), ":")
	if !ok {
		return "", nil, nil // Git says what is wrong
	}
	g := gitRepo{ctx: ctx}
	root, full, err := g.locate(revision, in)
	if err != nil {
		return "", nil, nil // Git says what is wrong
	}
	for folder := full; ; folder = path.Dir(folder) {
		if folder == "." {
			folder = ""
		}
		file := strings.TrimPrefix(path.Join("/", folder, name), "/")
		id, kind, err := g.follow(root + ":" + file)
		if err == nil && kind == "blob" {
			out, err := g.output("cat-file", "blob", id)
			return GitPrefix + revision + ":" + file, []byte(out), err
		}
		if folder == "" {
			return "", nil, nil
		}
	}
}
