package readfile

import (
	"errors"
	"os"
)

// File is a file that is open for reading.
type File struct{ *os.File }

// Open opens the file of that path, through links.
func Open(name string) (*File, error) {
	f, err := os.Open(name)
	return &File{f}, err
}

// Size returns the size of the file in bytes.
func (f *File) Size() (int64, error) {
	info, err := f.Stat()
	if err != nil {
		return 0, err
	}
	return info.Size(), nil
}

// Dir is an open folder.
type Dir struct{ root *os.Root }

// OpenRoot opens the folder of root.
func OpenRoot(root *os.Root) (*Dir, error) { return openDir(root, ".") }

// OpenDir opens the folder of that name in the folder, and nothing outside of it.
func (d *Dir) OpenDir(base string) (*Dir, error) { return openDir(d.root, base) }

func openDir(root *os.Root, name string) (*Dir, error) {
	dir, err := root.OpenRoot(name)
	return &Dir{dir}, err
}

// Open opens the file of that name in the folder, and nothing outside of it.
func (d *Dir) Open(base string) (*File, error) {
	f, err := d.root.Open(base)
	return &File{f}, err
}

// WriteNew writes a file that is not there yet in the folder.
func (d *Dir) WriteNew(base string, data []byte) error {
	f, err := d.root.OpenFile(base, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o666)
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	return errors.Join(err, f.Close())
}

// Close closes the folder.
func (d *Dir) Close() error { return d.root.Close() }
