package source

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// Sample is a file with a body that the gateway sent.
type Sample struct {
	Path   string // as messages show it, with "/"
	Method string // the name of its folder
	Data   []byte
}

// samplesFolder is beside the folder of pages; it has a folder for each method.
const samplesFolder = "samples"

// SamplesBeside returns the folder of the samples that belong to pages: to a folder of
// them, or to the folder in which a file is.
func SamplesBeside(pages string) string {
	if isFile(pages) {
		pages = filepath.Dir(pages)
	}
	return filepath.Join(filepath.Dir(filepath.Clean(pages)), samplesFolder)
}

// Samples returns the samples that belong to what Find or Git takes, in order. A folder
// that is not there has none.
func Samples(ctx context.Context, of string) ([]Sample, error) {
	if strings.HasPrefix(of, GitPrefix) {
		return gitSamples(ctx, of)
	}
	if of == Stdin {
		return nil, nil
	}
	dir := SamplesBeside(of)
	names, err := filepath.Glob(filepath.Join(escapeGlob(dir), "*", "*"))
	if err != nil {
		return nil, err
	}
	var list []Sample
	for _, name := range names {
		if !isSample(name) {
			continue
		}
		data, err := os.ReadFile(name)
		if err != nil {
			if errors.Is(err, fs.ErrNotExist) {
				continue // it went away
			}
			return nil, err
		}
		list = append(list, Sample{filepath.ToSlash(name), filepath.Base(filepath.Dir(name)), data})
	}
	return list, nil
}

// isSample reports whether a file has the name of a sample.
func isSample(name string) bool {
	base := path.Base(filepath.ToSlash(name))
	ext := strings.ToLower(path.Ext(base))
	return !strings.HasPrefix(base, ".") && (ext == ".json" || ext == ".xml")
}

// escapeGlob makes a pattern that matches a path and nothing else.
func escapeGlob(name string) string {
	return strings.NewReplacer(`*`, `[*]`, `?`, `[?]`, `[`, `[[]`).Replace(name)
}

// gitSamples does the same in the history of a repository.
func gitSamples(ctx context.Context, of string) ([]Sample, error) {
	revision, in, _ := strings.Cut(strings.TrimPrefix(of, GitPrefix), ":")
	g := gitRepo{ctx: ctx}
	root, full, err := g.locate(revision, in)
	if err != nil {
		return nil, nil // Git says what is wrong
	}
	if _, kind, err := g.follow(root + ":" + full); err == nil && kind == "blob" {
		full = path.Dir(full)
	}
	dir := path.Join(path.Dir(full), samplesFolder)
	out, err := g.output("ls-tree", "-r", "-z", "--name-only", "--full-tree", root, "--", dir+"/")
	if err != nil {
		return nil, err
	}
	var list []Sample
	for name := range strings.SplitSeq(strings.TrimSuffix(out, "\x00"), "\x00") {
		if !isSample(name) || path.Dir(path.Dir(name)) != dir {
			continue
		}
		data, err := g.output("cat-file", "blob", root+":"+name)
		if err != nil {
			return nil, err
		}
		list = append(list, Sample{GitPrefix + revision + ":" + name, path.Base(path.Dir(name)), []byte(data)})
	}
	slices.SortFunc(list, func(a, b Sample) int { return strings.Compare(a.Path, b.Path) })
	return list, nil
}
