//go:build linux

package main

import (
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/topgen/topgen/internal/testenv"
)

// onDisk runs the program with a disk of its own for the output folder, which
// holds what is in the folder from and can take so many KiB more; then it is
// changed by a command, such as one that makes it read-only. It returns what was
// said, and what the folder holds in the end. The command finds the disk at $disk.
func onDisk(t *testing.T, exe, docs, from string, room int, change string) (said string, after map[string]string, failed bool) {
	t.Helper()
	base := t.TempDir()
	disk, copied := filepath.Join(base, "disk"), filepath.Join(base, "copied")
	mkdir(t, disk)
	size := room
	for _, text := range tree(t, from) {
		size += (len(text) + 4095) / 4096 * 4 // KiB, by pages
	}
	run := generateCommand(exe, docs, filepath.Join(disk, "out"))
	script := `disk=$1 size=$2 from=$3 copied=$4
shift 4
mount -t tmpfs -o size="${size}k" tmpfs "$disk" || exit 99
cp -R "$from" "$disk/out" || exit 98
` + change + ` || exit 97
"$@"
status=$?
cp -R "$disk/out" "$copied"
exit $status`
	args := append([]string{"--user", "--map-root-user", "--mount", "sh", "-c", script, "sh", disk, strconv.Itoa(size), from, copied}, run.Args...)
	cmd := exec.Command("unshare", args...)
	cmd.Env = run.Env
	out, err := cmd.CombinedOutput()
	if code := cmd.ProcessState.ExitCode(); code >= 97 {
		t.Fatalf("no disk could be made: %s", out)
	}
	return string(out), tree(t, copied), err != nil
}

// ownDisks skips the test where a program cannot have disks of its own.
func ownDisks(t *testing.T) {
	t.Helper()
	if out, err := exec.Command("unshare", "--user", "--map-root-user", "--mount", "sh", "-c", `mount -t tmpfs tmpfs "$1"`, "sh", t.TempDir()).CombinedOutput(); err != nil {
		t.Skipf("this system gives programs no disk of their own (%v: %s); internal/output tests the same by other means", err, out)
	}
}

// TestFullDisk gives the program disks that are full sooner or later. It says
// so and leaves the old tree, or has room for the new one.
func TestFullDisk(t *testing.T) {
	ownDisks(t)
	exe, base := testenv.Topgen(t), t.TempDir()
	trees := versions(t, exe, base)
	full, written := 0, 0
	for _, room := range []int{0, 4, 8, 40, 100, 200, 400, 700, 10_000} {
		said, after, failed := onDisk(t, exe, filepath.Join(base, "docs1"), filepath.Join(base, "ref0"), room, "true")
		want := trees[1]
		if failed {
			want = trees[0]
			full++
			if !strings.Contains(said, "no space left on device") || !strings.Contains(said, "out") {
				t.Errorf("with %d KiB: %q, want what is full, and where", room, said)
			}
		} else {
			written++
		}
		if diff := cmp.Diff(want, after); diff != "" {
			t.Errorf("with %d KiB the tree differs (-want +got):\n%s", room, diff)
		}
	}
	t.Logf("%d disks were full, %d had room", full, written)
	if full < 3 || written == 0 {
		t.Errorf("%d disks were full and %d had room: the sizes say nothing", full, written)
	}
}

// TestReadOnlyDisk: nothing can be written, which is said.
func TestReadOnlyDisk(t *testing.T) {
	ownDisks(t)
	exe, base := testenv.Topgen(t), t.TempDir()
	trees := versions(t, exe, base)
	said, after, failed := onDisk(t, exe, filepath.Join(base, "docs1"), filepath.Join(base, "ref0"), 10_000, `mount -o remount,bind,ro "$disk"`)
	if !failed || !strings.Contains(said, "read-only file system") {
		t.Errorf("failed: %t, %q; want that the disk is read-only", failed, said)
	}
	if diff := cmp.Diff(trees[0], after); diff != "" {
		t.Errorf("the tree differs (-want +got):\n%s", diff)
	}
}
