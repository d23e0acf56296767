package main

import (
	"bufio"
	"crypto/sha512"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/adrg/xdg"
	"github.com/rogpeppe/go-internal/testscript"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/leakprint/leakprint/pkg/dossier"
)

// TestMain lets scripts run leakprint, which is this test binary under that name. The
// worker processes it starts go the same way, and so does the tesseract it finds.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"leakprint": main, "tesseract": tesseract})
}

// tesseract stands before the one of this machine, on which no script may depend: it
// reads the words of the file $RECOGNISED off every picture, and fails without one.
func tesseract() {
	words, err := os.ReadFile(os.Getenv("RECOGNISED"))
	if err != nil {
		os.Exit(1)
	}
	switch os.Args[1] {
	case "--version":
		fmt.Println("tesseract 5.3.0")
	case "--list-langs":
		fmt.Println("List of available languages (1):\neng")
	default:
		for i, word := range strings.Fields(string(words)) {
			fmt.Printf("5\t1\t1\t1\t1\t%d\t0\t0\t1\t1\t90\t%s\n", i+1, word)
		}
	}
}

// TestScripts runs testdata/script. Beside testscript's own commands there are
//
//	exits CODE PROGRAM...             runs a program, which ends with that exit code
//	forge FILE...                     makes documents (see made)
//	interrupt SIGNAL TEXT PROGRAM...  runs a program whose standard input stays open,
//	                                  and signals it when a line it prints begins with TEXT
//	valid SCHEMA FILE                 checks JSON by its schema
//
// and the condition [mount], that a script may mount file systems.
func TestScripts(t *testing.T) {
	// Where the renderer is not compiled yet this does it, so that scripts see no
	// line about it. They share the compiled form and nothing else.
	if out, err := exec.Command("leakprint", "doctor", "--corpus", filepath.Join(t.TempDir(), "none")).CombinedOutput(); err != nil {
		t.Fatalf("leakprint does not work here: %v\n%s", err, out)
	}
	testscript.Run(t, testscript.Params{
		Dir:                "testdata/script",
		RequireUniqueNames: true,
		Setup: func(env *testscript.Env) error {
			env.Setenv("HOME", filepath.Join(env.WorkDir, "home"))
			env.Setenv("XDG_DATA_HOME", filepath.Join(env.WorkDir, "data"))
			env.Setenv("XDG_CACHE_HOME", xdg.CacheHome)
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"exits": exits, "forge": forgeFiles, "interrupt": interrupt, "valid": valid,
		},
		Condition: func(name string) (bool, error) {
			if name != "mount" {
				return false, fmt.Errorf("unknown condition %q", name)
			}
			return exec.Command("unshare", "--map-root-user", "--mount", "true").Run() == nil, nil
		},
	})
}

func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits CODE PROGRAM...")
	}
	wantExit(ts, args[0], ts.Exec(args[1], args[2:]...))
}

// wantExit checks how a program ended: with an exit code, or by a signal.
func wantExit(ts *testscript.TestScript, want string, err error) {
	got := "0"
	if ended, ok := errors.AsType[*exec.ExitError](err); ok {
		got = strings.TrimPrefix(ended.Error(), "exit status ")
	} else {
		ts.Check(err)
	}
	if got != want {
		ts.Fatalf("exit code %s, want %s", got, want)
	}
}

func interrupt(ts *testscript.TestScript, neg bool, args []string) {
	signals := map[string]struct {
		signal syscall.Signal
		end    string
	}{"INT": {syscall.SIGINT, "130"}, "KILL": {syscall.SIGKILL, "signal: killed"}}
	if neg || len(args) < 3 || signals[args[0]].signal == 0 {
		ts.Fatalf("usage: interrupt INT|KILL TEXT PROGRAM...")
	}
	cmd := exec.Command(args[2], args[3:]...)
	cmd.Dir, cmd.Stderr = ts.MkAbs("."), ts.Stderr()
	for _, name := range []string{"HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME"} {
		cmd.Env = append(cmd.Env, name+"="+ts.Getenv(name))
	}
	stdin, err := cmd.StdinPipe()
	ts.Check(err)
	defer stdin.Close()
	stdout, err := cmd.StdoutPipe()
	ts.Check(err)
	ts.Check(cmd.Start())
	lines, sent := bufio.NewScanner(stdout), false
	for lines.Scan() {
		fmt.Fprintln(ts.Stdout(), lines.Text())
		if !sent && strings.HasPrefix(lines.Text(), args[1]) {
			ts.Check(cmd.Process.Signal(signals[args[0]].signal))
			sent = true
		}
	}
	ts.Check(lines.Err())
	wantExit(ts, signals[args[0]].end, cmd.Wait())
}

func valid(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) != 2 {
		ts.Fatalf("usage: valid SCHEMA FILE")
	}
	read := func(file string) any {
		value, err := jsonschema.UnmarshalJSON(strings.NewReader(ts.ReadFile(file)))
		ts.Check(err)
		return value
	}
	compiler := jsonschema.NewCompiler()
	ts.Check(compiler.AddResource(args[0], read(args[0])))
	schema, err := compiler.Compile(args[0])
	ts.Check(err)
	switch err := schema.Validate(read(args[1])); {
	case neg && err == nil:
		ts.Fatalf("%s is valid", args[1])
	case !neg:
		ts.Check(err)
	}
}

// forgeFiles makes the files named; what they hold goes by their base names. The
// ID of "plenary.pdf" is $plenary afterwards, its digests $plenary_sha256 and
// $plenary_sha512.
func forgeFiles(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) == 0 {
		ts.Fatalf("usage: forge FILE...")
	}
	for _, path := range args {
		make := made[filepath.Base(path)]
		if make == nil {
			ts.Fatalf("no file is made under the name of %s", path)
		}
		data, err := make()
		ts.Check(err)
		ts.Check(os.WriteFile(ts.MkAbs(path), data, 0o644))
		name, digest := strings.TrimSuffix(filepath.Base(path), filepath.Ext(path)), dossier.Sum(data)
		ts.Setenv(name, digest.Short())
		ts.Setenv(name+"_sha256", digest.String())
		ts.Setenv(name+"_sha512", fmt.Sprintf("%x", sha512.Sum512(data)))
	}
}
