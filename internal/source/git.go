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
	root, full, err := g.locate(revision, at)
	if err != nil {
		return nil, err
	}
	id, kind, err := g.follow(root + ":" + full)
	switch {
	case err != nil:
		return nil, fmt.Errorf("%s: %w", full, err)
	case kind == "missing":
		return nil, fmt.Errorf("revision %s has no file or folder %s", revision, full)
	case kind == "blob":
		return g.read([]gitEntry{{query: root + ":" + full, page: true}})
	case kind != "tree":
		return nil, fmt.Errorf("%s is a %s of git, no file or folder", full, kind)
	}
	entries, err := g.list(id, strings.TrimPrefix(full+"/", "/"), root)
	if err != nil {
		return nil, err
	}
	return g.read(entries)
}

// locate returns the id of the tree of a revision, and a path from its root.
func (g gitRepo) locate(revision, at string) (root, full string, err error) {
	prefix, err := g.output("rev-parse", "--show-prefix")
	if err != nil {
		return "", "", fmt.Errorf("the current folder is in no git repository: %w", err)
	}
	root, err = g.output("rev-parse", "--verify", "--quiet", "--end-of-options", revision+"^{tree}")
	if err != nil {
		return "", "", fmt.Errorf("the repository has no revision %s (a shallow clone may lack it: git fetch)", revision)
	}
	full = path.Clean("/" + at)[1:]
	if strings.HasPrefix(at, "./") || strings.HasPrefix(at, "../") || at == "." || at == ".." {
		full = strings.TrimPrefix(path.Join("/", prefix, at), "/")
	}
	return root, full, nil
}

// gitEntry is what a tree has of a page, or of what may hold pages.
type gitEntry struct {
	rel   string
	query string // for git cat-file; "" if err tells why it cannot be read
	page  bool   // it has the ending of a page
	file  File   // without content
}

// The modes of git's entries that are no plain files.
const (
	modeLink      = "120000"
	modeSubmodule = "160000"
)

// The errors of entries that git does not read.
var (
	errSubmodule = errors.New("it is a submodule, whose pages are in a repository of their own")
	errLinkName  = errors.New("it is a link, and git cannot be asked for one with a line end in its path")
)

// list returns the pages below a tree, whose path in the tree root is folder, and
// by the rules of Find all that may hold pages.
func (g gitRepo) list(tree, folder, root string) ([]gitEntry, error) {
	out, err := g.output("ls-tree", "-r", "-z", "--full-tree", tree)
	if err != nil {
		return nil, err
	}
	var entries []gitEntry
	for line := range strings.SplitSeq(out, "\x00") {
		meta, rel, _ := strings.Cut(line, "\t")
		fields := strings.Fields(meta) // mode, kind, id
		if len(fields) != 3 || isHidden(rel) {
			continue
		}
		e := gitEntry{rel: rel, query: fields[2], page: hasEnding(rel)}
		switch mode := fields[0]; {
		case mode == modeSubmodule:
			e.query, e.file = "", File{folder: true, err: errSubmodule}
		case mode == modeLink && strings.Contains(folder+rel, "\n"):
			e.query, e.file = "", File{err: errLinkName}
		case mode == modeLink:
			e.query = root + ":" + folder + rel // which git follows
		case !e.page:
			continue
		}
		entries = append(entries, e)
	}
	return entries, nil
}

// isHidden reports whether Find passes over the path below a folder: it has a
// part that begins with a dot.
func isHidden(rel string) bool {
	for part := range strings.SplitSeq(rel, "/") {
		if strings.HasPrefix(part, ".") {
			return true
		}
	}
	return false
}

// follow returns the id and the kind of what stands at a path of a tree, through
// links; the kind is "missing" where nothing does.
func (g gitRepo) follow(query string) (id, kind string, err error) {
	if strings.Contains(query, "\n") {
		return "", "", errors.New("git cannot be asked for a path with a line end")
	}
	cmd := exec.CommandContext(g.ctx, "git", "cat-file", "--batch-check", "--follow-symlinks")
	cmd.Stdin = strings.NewReader(query + "\n")
	out, err := cmd.Output()
	if err != nil {
		return "", "", err
	}
	first, rest, _ := strings.Cut(string(out), "\n")
	if strings.HasSuffix(first, " missing") || strings.HasPrefix(first, "notdir ") { // the latter below a file
		return "", "missing", nil
	}
	fields := strings.Fields(first)
	if len(fields) != 3 { // "dangling 12", "symlink 9" and the path below, ...
		return "", "", linkError(fields[0], strings.TrimSuffix(rest, "\n"))
	}
	return fields[0], fields[1], nil
}

// linkError says why git cannot follow a link: word is how git says it, target
// where the link leads to.
func linkError(word, target string) error {
	if word == "symlink" {
		return fmt.Errorf("it is a link to %s, which is not in the repository", target)
	}
	return errBrokenLink
}

// read reads all the entries with one git process.
func (g gitRepo) read(entries []gitEntry) (files []File, err error) {
	var queries strings.Builder
	for _, e := range entries {
		if e.query != "" {
			queries.WriteString(e.query + "\n")
		}
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
		f, isFile := e.file, false
		if e.query != "" {
			if f, isFile, err = readAnswer(answers); err != nil {
				return nil, fmt.Errorf("%s: %w", cmp.Or(e.rel, e.query), err)
			}
		}
		f.Rel = e.rel
		if e.page || !isFile {
			files = append(files, f)
		}
	}
	return files, nil
}

// readAnswer reads one answer of git cat-file --batch: a line "ID KIND SIZE" and
// the content, or a line that says why there is none. What is wrong with the file
// is in it; the error is for an answer that makes no sense.
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
		f.data, isFile = content.Bytes(), true
	case "tree":
		f.folder, f.err = true, ErrLinkedFolder
	default:
		f.err = linkError(word, content.String())
	}
	return f, isFile, nil
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
