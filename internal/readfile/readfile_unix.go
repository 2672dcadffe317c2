//go:build unix

package readfile

import (
	"errors"
	"io"
	"os"
	"strings"

	"golang.org/x/sys/unix"
)

// flags: a pipe that stands where a file should be is not waited for.
const flags = unix.O_RDONLY | unix.O_CLOEXEC | unix.O_NONBLOCK

// File is a regular file that is open for reading. Its methods are those of
// an *os.File; their errors do not name it.
type File struct{ fd int }

// Open opens the file of that path, through links.
func Open(name string) (*File, error) {
	return open(unix.AT_FDCWD, name, flags)
}

func open(dir int, name string, flags int) (*File, error) {
	for {
		fd, err := unix.Openat(dir, name, flags, 0o666)
		if err == nil {
			return &File{fd}, nil
		}
		if err != unix.EINTR {
			return nil, err
		}
	}
}

// Size returns the size of the file in bytes.
func (f *File) Size() (int64, error) {
	var stat unix.Stat_t
	err := unix.Fstat(f.fd, &stat)
	return stat.Size, err
}

// Read reads up to len(p) bytes.
func (f *File) Read(p []byte) (int, error) {
	for {
		n, err := unix.Read(f.fd, p)
		switch {
		case err == unix.EINTR:
		case err != nil:
			return 0, err
		case n == 0 && len(p) > 0:
			return 0, io.EOF
		default:
			return n, nil
		}
	}
}

// Close closes the file.
func (f *File) Close() error { return unix.Close(f.fd) }

// Dir is an open folder.
type Dir struct{ fd int }

// OpenRoot opens the folder of root.
func OpenRoot(root *os.Root) (*Dir, error) {
	f, err := root.Open(".")
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return (&Dir{int(f.Fd())}).OpenDir(".")
}

// OpenDir opens the folder of that name in the folder. Like Open it opens no links,
// and it does not leave the folder.
func (d *Dir) OpenDir(base string) (*Dir, error) {
	if base == ".." || strings.Contains(base, "/") {
		return nil, unix.EINVAL
	}
	f, err := open(d.fd, base, flags|unix.O_DIRECTORY|unix.O_NOFOLLOW)
	if err != nil {
		return nil, err
	}
	return &Dir{f.fd}, nil
}

// Open opens the file of that name in the folder. It opens no links, so it does
// not leave the folder.
func (d *Dir) Open(base string) (*File, error) {
	return open(d.fd, base, flags|unix.O_NOFOLLOW)
}

// WriteNew writes a file that is not there yet in the folder.
func (d *Dir) WriteNew(base string, data []byte) error {
	f, err := open(d.fd, base, unix.O_WRONLY|unix.O_CREAT|unix.O_EXCL|unix.O_CLOEXEC|unix.O_NOFOLLOW)
	if err != nil {
		return err
	}
	for len(data) > 0 && err == nil {
		var n int
		if n, err = unix.Write(f.fd, data); err == unix.EINTR {
			err = nil
		}
		data = data[max(n, 0):]
	}
	return errors.Join(err, f.Close())
}

// Close closes the folder.
func (d *Dir) Close() error { return unix.Close(d.fd) }
