package output

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"io/fs"
	"os"
	"strings"
	"time"
)

// TemporaryPrefix begins the names of WriteFile's temporary files. Neither the go command nor topgen
// reads files whose names begin with a dot.
const TemporaryPrefix = ".topgen-tmp-"

// WriteFile writes a single file of the folder wholly or not at all: whoever reads
// it sees the old contents or the new ones, also if the program is killed, or the
// disk full, in between. It replaces a symbolic link instead of writing through it.
func WriteFile(folder *os.Root, name string, data []byte) error {
	random := make([]byte, 8)
	rand.Read(random)
	temporary := TemporaryPrefix + hex.EncodeToString(random)
	f, err := folder.OpenFile(temporary, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o666)
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	if err = errors.Join(err, f.Sync(), f.Close()); err == nil {
		err = folder.Rename(temporary, name)
	}
	if err != nil {
		folder.Remove(temporary)
	}
	return err
}

// left is how old a temporary file is that no running program can need.
const left = time.Hour

// RemoveTemporary removes the temporary files that programs which were killed
// have left in the folder.
func RemoveTemporary(folder *os.Root) error {
	entries, err := fs.ReadDir(folder.FS(), ".")
	if err != nil {
		return err
	}
	for _, e := range entries {
		info, err := e.Info()
		if err != nil || !strings.HasPrefix(e.Name(), TemporaryPrefix) || !info.Mode().IsRegular() || time.Since(info.ModTime()) < left {
			continue
		}
		if err := folder.Remove(e.Name()); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}
