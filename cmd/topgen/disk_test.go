//go:build linux

package main

import (
	"fmt"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/topgen/topgen/internal/needs"
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
	script := fmt.Sprintf("disk=%[2]s\nmount -t tmpfs -o size=%[1]dk tmpfs %[2]s || exit 99\ncp -R %[3]s %[2]s/out || exit 98\n%[4]s\n%[5]s\nstatus=$?\ncp -R %[2]s/out %[6]s\nexit $status",
		size, disk, from, change, strings.Join(run.Args, " "), copied)
	cmd := exec.Command("unshare", "--user", "--map-root-user", "--mount", "sh", "-c", script)
	cmd.Env = run.Env
	out, err := cmd.CombinedOutput()
	if code := cmd.ProcessState.ExitCode(); code == 98 || code == 99 {
		t.Fatalf("no disk could be made: %s", out)
	}
	return string(out), tree(t, copied), err != nil
}

// ownDisks skips the test where a program cannot have disks of its own.
func ownDisks(t *testing.T) {
	t.Helper()
	if out, err := exec.Command("unshare", "--user", "--map-root-user", "--mount", "sh", "-c", "mount -t tmpfs tmpfs "+t.TempDir()).CombinedOutput(); err != nil {
		t.Skipf("this system gives programs no disk of their own (%v: %s); internal/output tests the same by other means", err, out)
	}
}

// TestFullDisk gives the program disks that are full sooner or later. It says
// so and leaves the old tree, or has room for the new one.
func TestFullDisk(t *testing.T) {
	ownDisks(t)
	exe, base := needs.Topgen(t), t.TempDir()
	trees := versions(t, exe, base)
	full, written := 0, 0
	for _, room := range []int{0, 4, 8, 40, 100, 200, 400, 700, 10_000} {
		said, after, failed := onDisk(t, exe, filepath.Join(base, "docs1"), filepath.Join(base, "ref0"), room, "")
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
	exe, base := needs.Topgen(t), t.TempDir()
	trees := versions(t, exe, base)
	said, after, failed := onDisk(t, exe, filepath.Join(base, "docs1"), filepath.Join(base, "ref0"), 10_000, "mount -o remount,ro $disk")
	if !failed || !strings.Contains(said, "read-only file system") {
		t.Errorf("failed: %t, %q; want that the disk is read-only", failed, said)
	}
	if diff := cmp.Diff(trees[0], after); diff != "" {
		t.Errorf("the tree differs (-want +got):\n%s", diff)
	}
}
