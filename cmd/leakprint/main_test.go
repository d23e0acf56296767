package main

import (
	"bufio"
	"crypto/sha1"
	"crypto/sha512"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"strconv"
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
// reads the words of the file recognised.txt among its data off every picture, and fails without
// one, or on every picture where there are none in it.
func tesseract() {
	words, err := os.ReadFile(filepath.Join(os.Getenv("TESSDATA_PREFIX"), "recognised.txt"))
	if err != nil {
		os.Exit(1)
	}
	switch os.Args[1] {
	case "--version":
		fmt.Println("tesseract 5.3.0")
	case "--list-langs":
		fmt.Println("List of available languages (1):\neng")
	default:
		if len(words) == 0 {
			os.Exit(1)
		}
		for i, word := range strings.Fields(string(words)) {
			fmt.Printf("5\t1\t1\t1\t1\t%d\t0\t0\t1\t1\t90\t%s\n", i+1, word)
		}
	}
}

// TestScripts runs testdata/script. Beside testscript's own commands there are
//
//	exits CODE PROGRAM...             runs a program, which ends with that exit code
//	flip FILE OFFSET|TEXT             flips a bit of a byte: the one there, or TEXT's first
//	forge FILE...                     makes documents (see made)
//	interrupt SIGNAL TEXT PROGRAM...  runs a program whose standard input stays open,
//	                                  and signals it when a line it prints begins with TEXT
//	sql FILE STATEMENT                changes a database
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
			env.Setenv("XDG_STATE_HOME", filepath.Join(env.WorkDir, "state"))
			env.Setenv("XDG_CACHE_HOME", xdg.CacheHome)
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"exits": exits, "flip": flip, "forge": forgeFiles, "interrupt": interrupt, "sql": changeDatabase, "valid": valid,
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
	for _, name := range []string{"HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME"} {
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

func flip(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: flip FILE OFFSET|TEXT")
	}
	at, err := strconv.Atoi(args[1])
	if err != nil {
		at = strings.Index(ts.ReadFile(args[0]), args[1])
	}
	ts.Check(flipBit(ts.MkAbs(args[0]), at))
}

// flipBit flips the lowest bit of the byte at an offset of a file, which may be read-only.
func flipBit(path string, offset int) error {
	data, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	if offset < 0 || offset >= len(data) {
		return fmt.Errorf("%s has no byte %d", path, offset)
	}
	data[offset] ^= 1
	return errors.Join(os.Chmod(path, 0o600), os.WriteFile(path, data, 0o600))
}

func changeDatabase(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: sql FILE STATEMENT")
	}
	ts.Check(withDatabase(ts.MkAbs(args[0]), func(db *sql.DB) error { return change(db, args[1]) }))
}

// withDatabase calls use with a corpus's database, in which nothing is kept aside
// afterwards.
func withDatabase(path string, use func(*sql.DB) error) error {
	db, err := sql.Open("sqlite3", "file:"+path+"?mode=rw") // the driver that package sqlite registers
	if err != nil {
		return err
	}
	return errors.Join(use(db), db.Close())
}

// change runs a statement, which must change something.
func change(db *sql.DB, statement string, args ...any) error {
	result, err := db.Exec(statement, args...)
	if err != nil {
		return err
	}
	if n, err := result.RowsAffected(); err != nil || n == 0 {
		return errors.Join(err, fmt.Errorf("nothing changed by %s", statement))
	}
	return nil
}

// forgeFiles makes the files named; what they hold goes by their base names. The
// ID of "plenary.pdf" is $plenary afterwards, its digests $plenary_sha256,
// $plenary_sha512 and $plenary_sha1, its place in a corpus $plenary_object.
func forgeFiles(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) == 0 {
		ts.Fatalf("usage: forge FILE...")
	}
	for _, file := range args {
		make := made[filepath.Base(file)]
		if make == nil {
			ts.Fatalf("no file is made under the name of %s", file)
		}
		data, err := make()
		ts.Check(err)
		ts.Check(os.WriteFile(ts.MkAbs(file), data, 0o644))
		name, digest := strings.TrimSuffix(filepath.Base(file), filepath.Ext(file)), dossier.Sum(data)
		ts.Setenv(name, digest.Short())
		ts.Setenv(name+"_sha256", digest.String())
		ts.Setenv(name+"_object", placeOf(digest))
		ts.Setenv(name+"_sha1", fmt.Sprintf("%x", sha1.Sum(data)))
		ts.Setenv(name+"_sha512", fmt.Sprintf("%x", sha512.Sum512(data)))
	}
}

// placeOf is where a corpus keeps an original, in its folder.
func placeOf(digest dossier.Digest) string {
	name := digest.String()
	return path.Join("objects", name[:2], name)
}
