package cli

import "testing"

// What go.mod lacks for the bindings is said, with the command that brings it, and
// nothing where nothing lacks.
func TestLacking(t *testing.T) {
	const (
		module  = "module example.com/shop\n\ngo 1.26\n\n"
		runtime = "require github.com/topgen/topgen v0.1.0 // indirect\n"
		cmp     = "require github.com/google/go-cmp v0.7.0\n"
		both    = "go.mod lacks github.com/topgen/topgen (for the bindings) and github.com/google/go-cmp (for their tests): run go mod tidy\n"
	)
	vendored := func(files map[string]string, packages ...string) map[string]string {
		files["vendor/modules.txt"] = ""
		for _, pkg := range packages {
			files["vendor/"+pkg+"/x.go"] = ""
		}
		return files
	}
	tests := []struct {
		name  string
		files map[string]string
		args  []string
		want  string
	}{
		{name: "a new module", files: map[string]string{"go.mod": module}, want: both},
		{name: "no tests", files: map[string]string{"go.mod": module}, args: []string{"--tests=false"}, want: "go.mod lacks github.com/topgen/topgen (for the bindings): run go mod tidy\n"},
		{name: "the tool alone", files: map[string]string{"go.mod": module + runtime}, want: "go.mod lacks github.com/google/go-cmp (for their tests): run go mod tidy\n"},
		{name: "nothing", files: map[string]string{"go.mod": module + runtime + cmp}},
		{name: "a replacement is no requirement", files: map[string]string{"go.mod": module + cmp + "replace github.com/topgen/topgen => ../topgen\n"},
			want: "go.mod lacks github.com/topgen/topgen (for the bindings): run go mod tidy\n"},
		{name: "the module of topgen itself", files: map[string]string{"go.mod": "module github.com/topgen/topgen\n\n" + cmp}},
		{name: "no module", args: []string{"--module", "example.com/x"}},
		{name: "quiet", files: map[string]string{"go.mod": module}, args: []string{"--quiet"}},
		{name: "another module", files: map[string]string{"go.mod": module + runtime + cmp, "lib/go.mod": module}, args: []string{"--out", "lib/api"},
			want: "lib/" + both[:len(both)-len("go mod tidy\n")] + "go -C lib mod tidy\n"},
		{name: "a workspace with topgen", files: map[string]string{"go.work": "go 1.26\n\nuse (\n\t.\n\t./top\n)\n", "go.mod": module, "top/go.mod": "module github.com/topgen/topgen\n"},
			want: "go.mod lacks github.com/google/go-cmp (for their tests): run go mod tidy\n"},
		{name: "vendoring", files: vendored(map[string]string{"go.mod": module}), want: both[:len(both)-1] + " && go mod vendor\n"},
		{name: "vendoring, the tool alone", files: vendored(map[string]string{"go.mod": module + runtime + cmp}, "github.com/topgen/topgen/cmd/topgen"),
			want: "the vendor folder lacks what the bindings import: run go mod vendor\n"},
		{name: "vendoring, nothing", files: vendored(map[string]string{"go.mod": module + runtime + cmp}, "github.com/topgen/topgen/top", "github.com/google/go-cmp/cmp")},
		{name: "a workspace that vendors", files: vendored(map[string]string{"go.work": "go 1.26\n\nuse .\n", "go.mod": module + runtime + cmp}),
			want: "the vendor folder lacks what the bindings import: run go work vendor\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			inFolder(t, tt.files)
			write(t, "docs/pages/a.txt", page("taobao.demo.item.get"))
			got := topgen(t, append([]string{"generate"}, tt.args...)...)
			if tt.name != "quiet" {
				tt.want = "1 page in 1 package: *; 0 warnings\n" + tt.want
			}
			got.want(t, 0, "", tt.want)
			topgen(t, append([]string{"check"}, tt.args...)...).want(t, 0, "", "")
		})
	}
}
