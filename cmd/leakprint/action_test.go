package main

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.yaml.in/yaml/v3"
)

// root is the folder of the repository.
const root = "../.."

// An action is what these tests need to know of action.yml.
type action struct {
	Inputs map[string]any
	Runs   struct{ Steps []actionStep }
}

type actionStep struct {
	ID, Name, Uses, Shell, Run string
	With, Env                  map[string]string
}

func readAction(t *testing.T) action {
	t.Helper()
	var a action
	readYAML(t, "action.yml", &a)
	return a
}

func readYAML(t *testing.T, name string, into any) {
	t.Helper()
	if err := yaml.Unmarshal([]byte(readText(t, filepath.Join(root, name))), into); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
}

func readText(t *testing.T, path string) string {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func writeText(t *testing.T, path, text string) {
	t.Helper()
	err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o755), os.WriteFile(path, []byte(text), 0o755))
	if err != nil {
		t.Fatal(err)
	}
}

func (a action) step(t *testing.T, id string) actionStep {
	t.Helper()
	i := slices.IndexFunc(a.Runs.Steps, func(s actionStep) bool { return s.ID == id })
	if i < 0 {
		t.Fatalf("action.yml has no step %q", id)
	}
	return a.Runs.Steps[i]
}

// A job is where scripts of the action run.
type job struct{ dir, output, summary string }

func newJob(t *testing.T) job {
	dir := t.TempDir()
	return job{dir, filepath.Join(dir, "output"), filepath.Join(dir, "summary")}
}

// program makes a script that stands before all programs of its name, and returns the
// variable which sees to that.
func (j job) program(t *testing.T, name, script string) string {
	t.Helper()
	bin := filepath.Join(j.dir, "bin")
	writeText(t, filepath.Join(bin, name), "#!/usr/bin/env bash\n"+script)
	return "PATH=" + bin + string(os.PathListSeparator) + os.Getenv("PATH")
}

// run runs a step's script as GitHub does. The step's variables are those given, as
// name=value, and empty otherwise, as inputs are that are not given.
func (j job) run(t *testing.T, s actionStep, variables ...string) (said string, code int) {
	t.Helper()
	cmd := exec.Command("bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", s.Run)
	cmd.Dir = j.dir
	cmd.Env = append(os.Environ(), "RUNNER_TEMP="+t.TempDir(), "GITHUB_OUTPUT="+j.output, "GITHUB_STEP_SUMMARY="+j.summary)
	for name := range s.Env {
		cmd.Env = append(cmd.Env, name+"=")
	}
	cmd.Env = append(cmd.Env, variables...)
	out, err := cmd.CombinedOutput()
	if exit, ok := errors.AsType[*exec.ExitError](err); ok {
		return string(out), exit.ExitCode()
	}
	if err != nil {
		t.Fatal(err)
	}
	return string(out), 0
}

func TestActionScripts(t *testing.T) {
	a := readAction(t)
	given := map[string]bool{}
	for _, step := range a.Runs.Steps {
		if step.Run == "" {
			continue
		}
		if step.Shell != "bash" {
			t.Errorf("step %q: shell %q, want bash", step.Name, step.Shell)
		}
		if strings.Contains(step.Run, "${{") {
			t.Errorf("step %q: what is in ${{ }} would be run as script", step.Name)
		}
		for name, value := range step.Env {
			if input, ok := strings.CutPrefix(value, "${{ inputs."); ok {
				given[strings.TrimSuffix(input, " }}")] = strings.Contains(step.Run, "$"+name)
			}
		}
	}
	for name := range a.Inputs {
		if !given[name] {
			t.Errorf("input %s reaches no script", name)
		}
	}
	for name := range given {
		if a.Inputs[name] == nil {
			t.Errorf("a script wants input %s, which there is none of", name)
		}
	}
}

func TestActionVerifies(t *testing.T) {
	verify := readAction(t).step(t, "verify")
	const one, two = "documents/one.pdf", "documents/two three.pdf"
	for _, test := range []struct {
		name     string
		manifest string
		change   func(dir string) error
		code     int
		says     string
	}{
		{"intact", "list", nil, exitMatch, "2 checked: all intact."},
		{"changed", "list", func(dir string) error { return os.WriteFile(filepath.Join(dir, two), nil, 0o644) }, exitNoMatch, "::error file=" + two},
		{"missing", "list", func(dir string) error { return os.Remove(filepath.Join(dir, one)) }, exitNoMatch, "::error file=" + one},
		{"a script as input", `$(touch run)"; touch run; "`, nil, exitUsage, "no such file"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			j := newJob(t)
			var list strings.Builder
			for _, name := range []string{one, two} {
				writeText(t, filepath.Join(j.dir, name), name)
				fmt.Fprintf(&list, "%x  %s\n", sha256.Sum256([]byte(name)), name)
			}
			writeText(t, filepath.Join(j.dir, "list"), list.String())
			if test.change != nil {
				if err := test.change(j.dir); err != nil {
					t.Fatal(err)
				}
			}
			said, code := j.run(t, verify, "MANIFEST="+test.manifest, "PATHS=documents", "SARIF=found.sarif")
			if code != test.code || !strings.Contains(said, test.says) {
				t.Errorf("exit code %d, want %d with %q:\n%s", code, test.code, test.says, said)
			}
			if got, want := readText(t, j.output), fmt.Sprintf("exit-code=%d\n", test.code); got != want {
				t.Errorf("outputs %q, want %q", got, want)
			}
			if _, err := os.Stat(filepath.Join(j.dir, "run")); err == nil {
				t.Error("an input was run as script")
			}
			if test.code == exitUsage {
				return
			}
			if !strings.Contains(readText(t, j.summary), "leakprint verify") {
				t.Error("no job summary")
			}
			if !strings.Contains(readText(t, filepath.Join(j.dir, "found.sarif")), `"2.1.0"`) {
				t.Error("no SARIF")
			}
		})
	}
}

func TestActionPassesInputs(t *testing.T) {
	j := newJob(t)
	path := j.program(t, "leakprint", `printf '<%s>\n' "$@"`)
	for _, test := range []struct {
		name      string
		variables []string
		want      []string
	}{
		{"none", nil, []string{"verify", "--no-record", "--format=github", "--"}},
		{
			"all",
			[]string{
				"MANIFEST=the list\nanother\n", "CORPUS=a corpus", "KEY=leakprint/1+2+A/b=", "AGAINST=old head\nolder\n",
				"ARGS=--all  --sample 5\n--workers=1", "PATHS=\n  a b\n  *\n-c\n",
			},
			[]string{
				"verify", "--no-record", "--manifest=the list", "--manifest=another", "--corpus=a corpus", "--key=leakprint/1+2+A/b=",
				"--against=old head", "--against=older", "--all", "--sample", "5", "--workers=1", "--format=github",
				"--", "a b", "*", "-c",
			},
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			said, code := j.run(t, readAction(t).step(t, "verify"), append(test.variables, path)...)
			if code != 0 {
				t.Fatalf("exit code %d:\n%s", code, said)
			}
			var got []string
			for line := range strings.Lines(said) {
				got = append(got, strings.Trim(line, "<>\n"))
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("arguments (-want +got):\n%s", diff)
			}
			wantVerify(t, got)
		})
	}
}

// wantVerify checks that the command line is one of leakprint verify.
func wantVerify(t *testing.T, args []string) {
	t.Helper()
	cmd, args, err := newRoot().Find(args)
	if err == nil {
		err = cmd.ParseFlags(args)
	}
	if err != nil || cmd.Name() != "verify" {
		t.Errorf("runs %q: %v", cmd.Name(), err)
	}
}

func TestActionNamesItsSources(t *testing.T) {
	sources := readAction(t).step(t, "sources")
	j := newJob(t)
	for _, name := range []string{"go.mod", "go.sum", "cmd/a b.go", "pkg/c.go"} {
		writeText(t, filepath.Join(j.dir, name), name)
	}
	path := j.program(t, "go", "echo go version")
	key := func() string {
		if err := os.RemoveAll(j.output); err != nil {
			t.Fatal(err)
		}
		said, code := j.run(t, sources, "GITHUB_ACTION_PATH="+j.dir, "RUNNER_OS=Linux", "RUNNER_ARCH=X64", path)
		if code != 0 {
			t.Fatalf("exit code %d:\n%s", code, said)
		}
		return readText(t, j.output)
	}
	first := key()
	if !regexp.MustCompile(`^key=leakprint-Linux-X64-[0-9a-f]{64}\n$`).MatchString(first) {
		t.Fatalf("outputs %q", first)
	}
	if again := key(); again != first {
		t.Errorf("the same sources are %q, then %q", first, again)
	}
	writeText(t, filepath.Join(j.dir, "pkg/c.go"), "other")
	if other := key(); other == first {
		t.Error("other sources have the same name")
	}
}

func TestHooks(t *testing.T) {
	var hooks []struct {
		ID, Name, Language, Entry string
		Args                      []string
	}
	readYAML(t, ".pre-commit-hooks.yaml", &hooks)
	if len(hooks) == 0 {
		t.Fatal("there is no hook")
	}
	for _, hook := range hooks {
		command := append(strings.Fields(hook.Entry), hook.Args...)
		if hook.ID == "" || hook.Name == "" || hook.Language != "golang" || command[0] != "leakprint" {
			t.Errorf("hook %q: %q of %s", hook.ID, command, hook.Language)
		}
		wantVerify(t, command[1:])
	}
}

// TestGoVersion checks that what builds leakprint elsewhere does so with the Go of go.mod.
func TestGoVersion(t *testing.T) {
	version := func(file, pattern string) string {
		found := regexp.MustCompile(pattern).FindStringSubmatch(readText(t, filepath.Join(root, file)))
		if found == nil {
			t.Fatalf("%s names no version of Go", file)
		}
		return found[1]
	}
	want := version("go.mod", `(?m)^go (\d+\.\d+)`)
	if got := version("action.yml", `go-version: (\d+\.\d+)`); got != want {
		t.Errorf("action.yml: Go %s, want %s", got, want)
	}
	if got := version("cmd/leakprint/Containerfile", `FROM golang:(\d+\.\d+)`); got != want {
		t.Errorf("Containerfile: Go %s, want %s", got, want)
	}
}
