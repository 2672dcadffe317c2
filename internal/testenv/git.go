package testenv

import (
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// gitSettings have git work alike for everybody.
var gitSettings = map[string]string{
	"GIT_CONFIG_GLOBAL": os.DevNull, "GIT_CONFIG_NOSYSTEM": "1",
	"GIT_AUTHOR_NAME": "t", "GIT_AUTHOR_EMAIL": "t@example.com", "GIT_COMMITTER_NAME": "t", "GIT_COMMITTER_EMAIL": "t@example.com",
}

// GitEnv returns the environment that Git makes, for a test that runs beside others
// and cannot change that of all.
func GitEnv(t testing.TB) []string {
	t.Helper()
	Program(t, "git")
	env := slices.DeleteFunc(os.Environ(), func(variable string) bool { return strings.HasPrefix(variable, "GIT_") })
	for name, value := range gitSettings {
		env = append(env, name+"="+value)
	}
	return env
}

// Git lets a test use git, and programs that start it, whoever runs the test and
// wherever: without the settings of that person and system, with a name and an
// address of its own, and without the variables that git sets for hooks, which
// would lead into the repository of the person. It returns a function that runs
// git in the current folder.
func Git(t testing.TB) (git func(args ...string)) {
	t.Helper()
	Program(t, "git")
	for _, variable := range os.Environ() {
		if name, _, _ := strings.Cut(variable, "="); strings.HasPrefix(name, "GIT_") {
			t.Setenv(name, "") // which has it come back in the end
			os.Unsetenv(name)
		}
	}
	for name, value := range gitSettings {
		t.Setenv(name, value)
	}
	return func(args ...string) {
		t.Helper()
		if out, err := exec.Command("git", args...).CombinedOutput(); err != nil {
			t.Fatalf("git %s: %v\n%s", strings.Join(args, " "), err, out)
		}
	}
}
