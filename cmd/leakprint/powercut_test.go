package main

import (
	"bytes"
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
)

// Power cuts are simulated on a recording: strace writes down what two runs do to their files, and the
// files are built as a disk may hold them if the power had failed at some moment. A disk here keeps what
// was synced. Of what was written to a file since then it keeps any part, and of names made, moved and
// removed since a folder was synced the first few, as file systems with a journal do.

// cutsInRound is how often the power fails in a round; in the one of make test, once.
const cutsInRound = 4

// needsStrace skips the test where there is no strace, unless LEAKPRINT_STRACE=require.
func needsStrace(t *testing.T) {
	t.Helper()
	_, err := exec.LookPath("strace")
	switch {
	case err == nil:
	case os.Getenv("LEAKPRINT_STRACE") == "require":
		t.Fatal("LEAKPRINT_STRACE=require, but ", err)
	default:
		t.Skip("NOT TESTED: faults and power cuts take strace: ", err)
	}
	if err := exec.Command("strace", "-o", os.DevNull, "true").Run(); err != nil {
		t.Skip("NOT TESTED: this system lets no process trace another: ", err)
	}
}

// traced are the calls by which the program changes files, or says what it has done.
const traced = "openat,creat,mkdir,mkdirat,rename,renameat,renameat2,unlink,unlinkat,link,linkat,write,pwrite64,ftruncate,fsync,fdatasync"

// When the power fails, what was acknowledged until then is there with its original, and the next run
// makes good the rest.
func TestTortureByPowerCuts(t *testing.T) {
	needsStrace(t)
	added, cuts := runMade, cutsInRound
	if *tortureFrom == 0 {
		added, cuts = runMade[1:3], 1
	}
	calls := recordedRuns(t, added)
	if on := (disk{forgetful: true}).after(calls, rand.New(rand.NewPCG(0, 0))); len(on.files) > 0 {
		t.Errorf("a disk that forgets what was synced holds %d files: the simulation shows nothing", len(on.files))
	}
	dropped := 0
	for round := *tortureFrom; round < *tortureFrom+*tortureRounds; round++ {
		random := rand.New(rand.NewPCG(uint64(round), 55))
		for cut := range cuts {
			at := 1 + random.IntN(len(calls))
			held := disk{}.after(calls[:at], random)
			for tries := 0; *tortureFrom == 0 && held.dropped == 0 && tries < 2*len(calls); tries++ { // the only cut is to lose something
				at = 1 + at%len(calls)
				held = disk{}.after(calls[:at], random)
			}
			if held.dropped > 0 {
				dropped++
			}
			dir := t.TempDir()
			writeMade(t, dir, added...)
			held.write(t, dir)
			when := fmt.Sprintf("round %d, cut %d after call %d of %d", round, cut, at, len(calls))
			if _, errs, code := finished(t, dir, "add", "--corpus", "corpus", "note.txt"); code != exitMatch {
				t.Fatalf("%s: the next run: exit code %d: %s", when, code, errs)
			}
			stands(t, dir, "corpus", addedIn(held.said), when)
			_ = os.RemoveAll(dir)
		}
	}
	t.Logf("%d of %d cuts lost something that was not synced", dropped, *tortureRounds*cuts)
	if dropped == 0 {
		t.Error("no cut lost anything")
	}
}

// runMade are the files that are added while the calls are recorded.
var runMade = []string{"minutes.pdf", "note.txt", "memo.txt", "quote.txt", "annex.pdf"}

// recordedRuns records two runs that add files, of which the first makes the corpus.
func recordedRuns(t *testing.T, added []string) []call {
	t.Helper()
	dir, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	writeMade(t, dir, added...)
	var calls []call
	half := (len(added) + 1) / 2
	for n, names := range [][]string{added[:half], added[half:]} {
		trace := filepath.Join(dir, fmt.Sprint("trace-", n))
		ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute)
		args := append([]string{"-f", "-qq", "-y", "-xx", "-s", "4194304", "-o", trace, "-e", "signal=none", "-e", "trace=" + traced, "leakprint", "add", "--corpus", "corpus"}, names...)
		cmd := exec.CommandContext(ctx, "strace", args...)
		out, err := os.Create(filepath.Join(dir, "stdout"))
		if err != nil {
			t.Fatal(err)
		}
		cmd.Dir, cmd.Stdout = dir, out
		cmd.Env = append(os.Environ(), "XDG_STATE_HOME="+filepath.Join(dir, "state"))
		err = cmd.Run()
		cancel()
		if err := errors.Join(err, out.Close()); err != nil {
			t.Fatal(err)
		}
		text, err := os.ReadFile(trace)
		if err != nil {
			t.Fatal(err)
		}
		calls = append(calls, callsIn(t, string(text), dir)...)
	}
	if said := (disk{}).after(calls, rand.New(rand.NewPCG(0, 0))).said; len(addedIn(said)) != len(added) {
		t.Fatalf("the recording says that %v were added", addedIn(said))
	}
	return calls
}

// A call is one change of a file below the folder of the recording, or a line on standard output.
type call struct {
	op   string // "make", "mkdir", "empty", "rename", "link", "remove", "write", "append", "cut", "sync", "say"
	path string
	to   string // rename, link
	at   int64  // write; cut: the new size
	data []byte
}

// callsIn reads what strace wrote.
func callsIn(t *testing.T, trace, dir string) (calls []call) {
	t.Helper()
	begun := map[string]string{} // by thread, the call that it has not finished
	for line := range strings.Lines(trace) {
		thread, text, _ := strings.Cut(strings.TrimSpace(line), " ")
		text = strings.TrimSpace(text)
		if before, ok := strings.CutSuffix(text, " <unfinished ...>"); ok {
			begun[thread] = before
			continue
		}
		if rest, ok := strings.CutPrefix(text, "<... "); ok {
			_, rest, _ = strings.Cut(rest, " resumed>")
			text = begun[thread] + rest
		}
		c, ok := callOf(text, dir)
		if ok && !strings.HasSuffix(c.path, "-shm") {
			calls = append(calls, c)
		}
	}
	return calls
}

// callOf reads one call; ok is false for those that failed, or are about other files.
func callOf(text, dir string) (c call, ok bool) {
	name, rest, _ := strings.Cut(text, "(")
	end := strings.LastIndex(rest, " = ")
	if end < 0 || strings.HasPrefix(rest[end+3:], "-") {
		return c, false
	}
	args := strings.Split(strings.TrimSuffix(strings.TrimRight(rest[:end], " "), ")"), ", ")
	if path, isOpen := openPath(args[0]); isOpen && name != "openat" && !strings.HasSuffix(name, "at") && !strings.HasSuffix(name, "at2") {
		return contentCall(name, args, path, dir)
	}
	return nameCall(name, args, dir)
}

// below returns a path below a folder.
func below(path, dir string) (string, bool) {
	if !filepath.IsAbs(path) {
		path = filepath.Join(dir, path)
	}
	rel, err := filepath.Rel(dir, path)
	return rel, err == nil && filepath.IsLocal(rel)
}

// nameCall reads a call that makes, moves or removes names.
func nameCall(name string, args []string, dir string) (c call, ok bool) {
	var paths []string
	for _, arg := range args {
		if strings.HasPrefix(arg, `"`) {
			path, is := below(unquoted(arg), dir)
			if !is {
				return c, false
			}
			paths = append(paths, path)
		}
	}
	if len(paths) == 0 {
		return c, false
	}
	c.path = paths[0]
	switch name {
	case "openat":
		switch {
		case strings.Contains(args[2], "O_TRUNC"):
			c.op = "empty"
		case strings.Contains(args[2], "O_CREAT"):
			c.op = "make"
		default:
			return c, false
		}
	case "mkdir", "mkdirat":
		c.op = "mkdir"
	case "rename", "renameat", "renameat2", "link", "linkat":
		c.op, c.to = strings.TrimSuffix(strings.TrimSuffix(name, "at2"), "at"), paths[1]
	case "unlink", "unlinkat":
		c.op = "remove"
	}
	return c, c.op != ""
}

// contentCall reads a call on an open file.
func contentCall(name string, args []string, path, dir string) (c call, ok bool) {
	if c.path, ok = below(path, dir); !ok {
		return c, false
	}
	switch name {
	case "write":
		c.op, c.data = "append", []byte(unquoted(args[1]))
		if c.path == "stdout" {
			c.op = "say"
		}
	case "pwrite64":
		c.op, c.data = "write", []byte(unquoted(args[1]))
		c.at, _ = strconv.ParseInt(args[3], 10, 64)
	case "ftruncate":
		c.op = "cut"
		c.at, _ = strconv.ParseInt(args[1], 10, 64)
	case "fsync", "fdatasync":
		c.op = "sync"
	}
	return c, c.op != ""
}

// openPath returns the path that strace shows of a descriptor, and whether it shows one.
func openPath(arg string) (path string, ok bool) {
	_, path, ok = strings.Cut(arg, "<")
	return unquoted(strings.TrimSuffix(path, ">")), ok
}

// unquoted reads a string that strace wrote in hexadecimal.
func unquoted(arg string) string {
	data, err := hex.DecodeString(strings.ReplaceAll(strings.Trim(arg, `"`), `\x`, ""))
	if err != nil {
		return "/" // a pipe, a socket or the like
	}
	return string(data)
}

// A disk is what holds the files when the power fails.
type disk struct {
	forgetful bool // it keeps nothing that it need not, and takes nothing for synced
}

// A held is what the disk holds.
type held struct {
	files   map[string][]byte
	folders []string
	said    []byte // on standard output until then
	dropped int    // changes that are lost
}

// A inode is a file with what was done to it.
type inode struct {
	done   []call
	synced int // so many of which are on the disk
	length int64
}

// A renaming is a change of names.
type renaming struct {
	call
	file *inode
}

// after returns what the disk holds after the calls.
func (d disk) after(calls []call, random *rand.Rand) held {
	var h held
	names, files, synced := []renaming{}, map[string]*inode{}, 0
	folders := map[string]bool{".": true}
	for _, c := range calls {
		file := files[c.path]
		switch c.op {
		case "say":
			h.said = append(h.said, c.data...)
		case "mkdir":
			folders[c.path] = true
			names = append(names, renaming{c, nil})
		case "make", "empty":
			if file == nil {
				files[c.path] = &inode{}
				names = append(names, renaming{c, files[c.path]})
			} else if c.op == "empty" {
				file.done, file.length = append(file.done, call{op: "cut"}), 0
			}
		case "rename", "link":
			files[c.to] = file
			if c.op == "rename" {
				delete(files, c.path)
			}
			names = append(names, renaming{c, file})
		case "remove":
			delete(files, c.path)
			names = append(names, renaming{c, nil})
		case "append", "write", "cut":
			if file != nil {
				file.change(c)
			}
		case "sync":
			switch {
			case d.forgetful:
			case file != nil:
				file.synced = len(file.done)
			case folders[c.path]:
				synced = len(names)
			}
		}
	}
	if !d.forgetful {
		kept := synced + random.IntN(len(names)-synced+1)
		h.dropped, names = len(names)-kept, names[:kept]
	} else {
		names = nil
	}
	h.keep(names, random)
	return h
}

// change notes a change of a file's content.
func (f *inode) change(c call) {
	switch c.op {
	case "append":
		c.op, c.at = "write", f.length
	case "cut":
		f.length = c.at
	}
	if c.op == "write" {
		f.length = max(f.length, c.at+int64(len(c.data)))
	}
	f.done = append(f.done, c)
}

// keep builds the files that have names.
func (h *held) keep(names []renaming, random *rand.Rand) {
	files := map[string]*inode{}
	for _, n := range names {
		switch n.op {
		case "mkdir":
			h.folders = append(h.folders, n.path)
		case "make", "empty":
			files[n.path] = n.file
		case "rename":
			delete(files, n.path)
			files[n.to] = n.file
		case "link":
			files[n.to] = n.file
		case "remove":
			delete(files, n.path)
		}
	}
	h.files = map[string][]byte{}
	paths := make([]string, 0, len(files))
	for path := range files {
		paths = append(paths, path)
	}
	slices.Sort(paths)
	for _, path := range paths {
		h.files[path] = h.content(files[path], random)
	}
}

// content returns what the disk holds of a file.
func (h *held) content(f *inode, random *rand.Rand) []byte {
	var content []byte
	for i, c := range f.done {
		if i >= f.synced {
			if random.IntN(2) == 0 {
				h.dropped++
				continue
			}
			if len(c.data) > 512 && random.IntN(4) == 0 { // torn
				h.dropped++
				c.data = c.data[:512*random.IntN(len(c.data)/512)]
			}
		}
		size := c.at
		if c.op == "write" {
			size = max(int64(len(content)), c.at+int64(len(c.data)))
		}
		content = append(content, make([]byte, max(0, size-int64(len(content))))...)[:size]
		copy(content[min(c.at, size):], c.data)
	}
	return bytes.Clone(content)
}

// write puts everything into a folder.
func (h *held) write(t *testing.T, dir string) {
	t.Helper()
	for _, folder := range h.folders {
		if err := os.MkdirAll(filepath.Join(dir, folder), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	for path, content := range h.files {
		if strings.HasPrefix(path, "trace-") {
			continue
		}
		if err := os.WriteFile(filepath.Join(dir, path), content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
}
