package cache

import (
	"crypto/sha256"
	"debug/elf"
	"encoding/hex"
	"io"
	"os"
	"strings"
)

// executableName names the program in that file by what is in it: two programs that differ
// have two names.
func executableName(file string) (string, error) {
	f, err := os.Open(file)
	if err != nil {
		return "", err
	}
	defer f.Close()
	h := sha256.New()
	if id := buildID(f); id != "" {
		io.WriteString(h, "build ID "+id)
	} else if _, err := io.Copy(h, f); err != nil {
		return "", err
	}
	return hex.EncodeToString(h.Sum(nil)[:12]), nil
}

// buildID returns the ID that the go command has given the program in an ELF file, as it
// does on Linux, or "". Its last part is the hash of the file, which need then not be read as a
// whole: that takes as long as to read and hash more than half of all bindings. An ID that somebody
// else has set, such as "redacted", says nothing and is none.
func buildID(f io.ReaderAt) string {
	program, err := elf.NewFile(f)
	if err != nil {
		return ""
	}
	section := program.Section(".note.go.buildid")
	if section == nil {
		return ""
	}
	note, err := section.Data()
	const header = 16 // the length of the name, that of the ID, the type, and the name, "Go"
	if err != nil || len(note) < header {
		return ""
	}
	id, _, _ := strings.Cut(string(note[header:]), "\x00")
	// Those of linking and of the main package, by what went in and by what came out;
	// until the go command knows what came out of linking, the first stands for the last.
	parts := strings.Split(id, "/")
	const partSize = 20 // 120 bits in base 64
	if len(parts) != 4 || parts[0] == parts[3] {
		return ""
	}
	for _, part := range parts {
		if len(part) != partSize {
			return ""
		}
	}
	return id
}
