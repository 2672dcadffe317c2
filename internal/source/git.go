package source

import (
	"bufio"
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"path"
	"slices"
	"strconv"
	"strings"
)

// GitPrefix begins the name of a file or folder in the history of a git
// repository: "git:REV:PATH".
const GitPrefix = "git:"

// Git returns the pages of a file or folder as they were at a revision, by the
// same rules as Find. The name is GitPrefix and what "git show" takes: a
// revision, ":" and a path from the root of the repository or, if it begins
// with "./" or "../", from the current folder. The repository is that of the
// current folder; nothing is written to it, nor fetched.
func Git(ctx context.Context, name string) ([]File, error) {
	revision, at, ok := strings.Cut(strings.TrimPrefix(name, GitPrefix), ":")
	if !ok || revision == "" || !strings.HasPrefix(name, GitPrefix) {
		return nil, fmt.Errorf("%s: want %sREVISION:PATH, such as %sHEAD:docs", name, GitPrefix, GitPrefix)
	}
	if _, err := exec.LookPath("git"); err != nil {
		return nil, fmt.Errorf("%s: there is no git command to read it with", name)
	}
	g := gitRepo{ctx: ctx}
	files, err := g.pages(revision, at)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	for i, f := range files {
		switch {
		case f.Rel == "":
			files[i].Path, files[i].Rel = name, path.Base(at)
		case at == "" || strings.HasSuffix(at, "/"):
			files[i].Path = name + f.Rel
		default:
			files[i].Path = name + "/" + f.Rel
		}
	}
	slices.SortFunc(files, func(a, b File) int { return cmp.Compare(a.Path, b.Path) })
	return files, nil
}

// gitRepo is the repository of the current folder.
type gitRepo struct{ ctx context.Context }

// pages returns the pages at a path: those of a folder with the paths in it as
// Rel, a file without.
func (g gitRepo) pages(revision, at string) ([]File, error) {
	prefix, err := g.output("rev-parse", "--show-prefix")
	if err != nil {
		return nil, fmt.Errorf("the current folder is in no git repository: %w", err)
	}
	root, err := g.output("rev-parse", "--verify", "--quiet", "--end-of-options", revision+"^{tree}")
	if err != nil {
		return nil, fmt.Errorf("the repository has no revision %s (a shallow clone may lack it: git fetch)", revision)
	}
	full := path.Clean("/" + at)[1:]
	if strings.HasPrefix(at, "./") || strings.HasPrefix(at, "../") || at == "." || at == ".." {
		full = strings.TrimPrefix(path.Join("/", prefix, at), "/")
	}
	id, err := g.output("rev-parse", "--verify", "--quiet", "--end-of-options", root+":"+full)
	if err != nil {
		return nil, fmt.Errorf("revision %s has no file or folder %s", revision, full)
	}
	switch kind, err := g.output("cat-file", "-t", id); {
	case err != nil:
		return nil, err
	case kind == "blob":
		return g.read([]gitEntry{{query: root + ":" + full}})
	case kind != "tree":
		return nil, fmt.Errorf("%s is a %s of git, no file or folder", full, kind)
	}
	entries, err := g.list(id, strings.TrimPrefix(full+"/", "/"), root)
	if err != nil {
		return nil, err
	}
	return g.read(entries)
}

// gitEntry is a page in a tree.
type gitEntry struct {
	rel   string
	query string // for git cat-file
}

// The modes of git's entries that are no plain files.
const (
	modeLink      = "120000"
	modeSubmodule = "160000"
)

// list returns the pages below a tree, whose path in the tree root is folder.
func (g gitRepo) list(tree, folder, root string) ([]gitEntry, error) {
	out, err := g.output("ls-tree", "-r", "-z", "--full-tree", tree)
	if err != nil {
		return nil, err
	}
	var entries []gitEntry
	for line := range strings.SplitSeq(out, "\x00") {
		meta, rel, _ := strings.Cut(line, "\t")
		fields := strings.Fields(meta) // mode, kind, id
		if len(fields) != 3 || fields[0] == modeSubmodule || !isPage(rel) {
			continue
		}
		e := gitEntry{rel: rel, query: fields[2]}
		if fields[0] == modeLink {
			if strings.Contains(folder+rel, "\n") {
				return nil, fmt.Errorf("the link %q has a name that git cannot be asked for", rel)
			}
			e.query = root + ":" + folder + rel // which git follows
		}
		entries = append(entries, e)
	}
	return entries, nil
}

// isPage reports whether Find would take the file of that path below a folder.
func isPage(rel string) bool {
	for part := range strings.SplitSeq(rel, "/") {
		if strings.HasPrefix(part, ".") {
			return false
		}
	}
	return slices.Contains(endings, strings.ToLower(path.Ext(rel)))
}

// read reads all the entries with one git process.
func (g gitRepo) read(entries []gitEntry) (files []File, err error) {
	var queries strings.Builder
	for _, e := range entries {
		queries.WriteString(e.query + "\n")
	}
	cmd := exec.CommandContext(g.ctx, "git", "cat-file", "--batch", "--follow-symlinks")
	cmd.Stdin = strings.NewReader(queries.String())
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	defer func() {
		io.Copy(io.Discard, out) // so that git ends
		err = errors.Join(err, cmd.Wait())
	}()
	answers := bufio.NewReader(out)
	for _, e := range entries {
		f, isFile, err := readAnswer(answers)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", cmp.Or(e.rel, e.query), err)
		}
		if isFile {
			f.Rel = e.rel
			files = append(files, f)
		}
	}
	return files, nil
}

// readAnswer reads one answer of git cat-file --batch: a line "ID KIND SIZE" and
// the content, or a line that says why there is none. Links to folders are no
// files.
func readAnswer(r *bufio.Reader) (f File, isFile bool, err error) {
	line, err := r.ReadString('\n')
	if err != nil {
		return f, false, errors.New("git does not answer")
	}
	fields := strings.Fields(line)
	size, err := strconv.ParseInt(fields[len(fields)-1], 10, 64)
	if err != nil {
		return f, false, fmt.Errorf("git cannot read it: %s", strings.TrimSpace(line))
	}
	var content bytes.Buffer
	if f.err = checkSize(size); f.err == nil {
		_, err = io.CopyN(&content, r, size)
	} else {
		_, err = io.CopyN(io.Discard, r, size)
	}
	if err == nil {
		_, err = r.Discard(1) // the newline behind it
	}
	if err != nil {
		return f, false, fmt.Errorf("git breaks off: %w", err)
	}
	switch word := fields[len(fields)-2]; word {
	case "blob":
		f.data = content.Bytes()
		return f, true, nil
	case "tree":
		return f, false, nil
	case "symlink":
		return f, false, fmt.Errorf("it is a link to %s, which is not in the repository", &content)
	default:
		return f, false, fmt.Errorf("it is a link that leads nowhere (%s)", word)
	}
}

// output runs git in the current folder and returns what it prints, without
// the end of the last line.
func (g gitRepo) output(args ...string) (string, error) {
	cmd := exec.CommandContext(g.ctx, "git", args...)
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	if err := cmd.Run(); err != nil {
		if first, _, _ := strings.Cut(strings.TrimSpace(stderr.String()), "\n"); first != "" {
			return "", errors.New(first)
		}
		return "", fmt.Errorf("git %s: %w", args[0], err)
	}
	return strings.TrimSuffix(stdout.String(), "\n"), nil
}
