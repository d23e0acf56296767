package main

import (
	"bytes"
	"context"
	"encoding/binary"
	"encoding/json"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/leakprint/leakprint/pkg/dossier"
)

var (
	tortureRounds = flag.Int("torture", 1, "how many rounds of mutated files, and of kills, the program is put through")
	tortureFrom   = flag.Int("torture-from", 0, "the first round: each has other files and other kills")
	oddFolder     = flag.String("odd", "", "compare what becomes of the files in this folder with the golden file")
	oddUpdate     = flag.Bool("odd-update", false, "write that golden file anew")
)

// mutatedInRound is how many files are mutated in a round; killedInRound how many runs are killed.
const (
	mutatedInRound = 36
	killedInRound  = 3
)

// finished runs the program in a folder, for at most a minute or two, and returns its exit code.
func finished(t *testing.T, dir string, args ...string) (stdout, stderr string, code int) {
	t.Helper()
	stdout, stderr, state := ended(t, dir, args...)
	return stdout, stderr, state.ExitCode()
}

// ended is finished, with all that is known of how the program ended.
func ended(t *testing.T, dir string, args ...string) (stdout, stderr string, state *os.ProcessState) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, "leakprint", args...)
	var out, errs bytes.Buffer
	cmd.Dir, cmd.Stdout, cmd.Stderr = dir, &out, &errs
	cmd.Env = append(os.Environ(), "XDG_STATE_HOME="+filepath.Join(dir, "state"))
	err := cmd.Run()
	if ctx.Err() != nil {
		t.Fatalf("leakprint %s does not end", strings.Join(args, " "))
	}
	if cmd.ProcessState == nil {
		t.Fatal(err)
	}
	return out.String(), errs.String(), cmd.ProcessState
}

// A mutated file costs itself at most: every file of the folder is in the answer, and the program
// neither hangs nor crashes.
func TestTortureByFiles(t *testing.T) {
	seeds := tortureSeeds(t)
	most := int64(0) // bytes
	for round := *tortureFrom; round < *tortureFrom+*tortureRounds; round++ {
		dir := t.TempDir()
		files := filepath.Join(dir, "files")
		if err := os.Mkdir(files, 0o700); err != nil {
			t.Fatal(err)
		}
		for i := range mutatedInRound {
			random := rand.New(rand.NewPCG(uint64(round), uint64(i)))
			seed := seeds[i%len(seeds)]
			name := fmt.Sprintf("%03d-%s", i, seed.name)
			if err := os.WriteFile(filepath.Join(files, name), seed.mutate(random, slices.Clone(seed.data)), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		out, errs, state := ended(t, dir, "hash", "--json", "files")
		code := state.ExitCode()
		most = max(most, peakOf(state))
		if code != exitMatch && code != exitIncomplete || strings.Contains(errs, "goroutine ") {
			t.Fatalf("round %d: exit code %d: %s", round, code, errs)
		}
		told := pathsIn(t, out)
		for i := range mutatedInRound {
			name := fmt.Sprintf("files/%03d-", i)
			if !slices.ContainsFunc(told, func(path string) bool { return strings.HasPrefix(path, name) }) {
				t.Errorf("round %d: %s is missing in the answer", round, name)
			}
		}
		_ = os.RemoveAll(files) // of many rounds
	}
	t.Logf("%d files, at most %d MiB in a process", *tortureRounds*mutatedInRound, most>>20)
	// A worker may take 600 MiB and twice the size of its document, of 1 MiB at most here. Among other tests
	// a process counts what this one took when it began.
	if limit := int64(600+2) << 20; *tortureFrom > 0 && most > limit+limit/10 {
		t.Errorf("a process took %d MiB, at most %d are allowed", most>>20, limit>>20)
	}
}

func pathsIn(t *testing.T, out string) []string {
	t.Helper()
	var answer struct{ Files []struct{ Path string } }
	if err := json.Unmarshal([]byte(out), &answer); err != nil {
		t.Fatal(err)
	}
	var paths []string
	for _, in := range answer.Files {
		paths = append(paths, in.Path)
	}
	return paths
}

// A tortureSeed is a sound file, and a way to spoil it.
type tortureSeed struct {
	name   string
	data   []byte
	mutate func(*rand.Rand, []byte) []byte
}

func tortureSeeds(t *testing.T) []tortureSeed {
	t.Helper()
	var seeds []tortureSeed
	for _, name := range []string{"minutes.pdf", "detail.png", "reposts.zip", "letter.docx", "page.html", "message.eml", "photo.jpg", "reposts.tar.gz", "note.txt", "cut.pdf", "reposts.7z", "reposts.rar"} {
		data, err := made[name]()
		if err != nil {
			t.Fatal(err)
		}
		mutate := spoil
		if within := spoilWithin[filepath.Ext(name)]; within != nil {
			mutate = func(random *rand.Rand, data []byte) []byte {
				if random.IntN(2) == 0 {
					return spoil(random, data)
				}
				return within(random, data)
			}
		}
		seeds = append(seeds, tortureSeed{name, data, mutate})
	}
	return seeds
}

// spoil changes a file in a few places: bits, numbers that are everything or nothing, places that
// are gone, are there twice or lie elsewhere, and its end.
func spoil(random *rand.Rand, data []byte) []byte {
	for range 1 + random.IntN(6) {
		if len(data) < 16 {
			return data
		}
		at := random.IntN(len(data) - 8)
		length := 1 + random.IntN(min(4096, len(data)-at))
		piece := slices.Clone(data[at : at+length])
		switch random.IntN(8) {
		case 0:
			data[at] ^= 1 << random.IntN(8)
		case 1:
			binary.BigEndian.PutUint64(data[at:], []uint64{0, 1, 1<<63 - 1, 1<<64 - 1, 1 << 31}[random.IntN(5)])
		case 2:
			data = slices.Delete(data, at, at+length)
		case 3:
			data = slices.Insert(data, at, bytes.Repeat(piece, 1+random.IntN(20))...)
		case 4:
			copy(data[random.IntN(len(data)):], piece)
		case 5:
			data = data[:at+8]
		case 6:
			data = spoilNumber(random, data, at)
		case 7:
			for i := range min(length, 64) {
				data[at+i%8] = byte(random.Uint32())
			}
		}
	}
	return data
}

// spoilNumber replaces the next number written in digits.
func spoilNumber(random *rand.Rand, data []byte, from int) []byte {
	begin := from + max(0, bytes.IndexAny(data[from:], "0123456789"))
	end := begin
	for end < len(data) && data[end] >= '0' && data[end] <= '9' {
		end++
	}
	number := []string{"0", "-1", "1", "65536", "2147483647", "4294967296", "99999999999999999999", "1e99"}[random.IntN(8)]
	return slices.Replace(data, begin, end, []byte(number)...)
}

// Whenever a run is killed, what it said was added is there, and the next run clears what it left.
func TestTortureByKills(t *testing.T) {
	for round := *tortureFrom; round < *tortureFrom+*tortureRounds; round++ {
		dir := t.TempDir()
		names := writeMade(t, dir, "minutes.pdf", "annex.pdf", "note.txt", "memo.txt", "quote.txt")
		random := rand.New(rand.NewPCG(uint64(round), 77))
		for kill := range killedInRound {
			corpus := fmt.Sprintf("corpus-%d", kill)
			acknowledged := addAndKill(t, dir, random, append([]string{"add", "--corpus", corpus}, names...))
			if _, errs, code := finished(t, dir, "add", "--corpus", corpus, "note.txt"); code != exitMatch {
				t.Fatalf("round %d, kill %d: the next run: exit code %d: %s", round, kill, code, errs)
			}
			stands(t, dir, corpus, acknowledged, fmt.Sprintf("round %d, kill %d", round, kill))
		}
	}
}

// writeMade writes documents into a folder and returns their names.
func writeMade(t *testing.T, dir string, names ...string) []string {
	t.Helper()
	for _, name := range names {
		data, err := made[name]()
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return names
}

// stands fails the test unless a corpus verifies, has all that was acknowledged, and nothing else is
// left among its originals.
func stands(t *testing.T, dir, corpus string, acknowledged []string, when string) {
	t.Helper()
	out, errs, code := finished(t, dir, "verify", "--corpus", corpus, "--sample", "2")
	if code != exitMatch {
		t.Errorf("%s: exit code %d: %s%s", when, code, out, errs)
	}
	listed, _, _ := finished(t, dir, "list", "--corpus", corpus)
	for _, id := range acknowledged {
		if !strings.Contains(listed, id) {
			t.Errorf("%s: %s was acknowledged and is not there:\n%s", when, id, listed)
		}
	}
	left, err := filepath.Glob(filepath.Join(dir, corpus, "objects", "*-*"))
	if err != nil || len(left) > 0 {
		t.Errorf("%s: left %v, %v", when, left, err)
	}
}

// addAndKill starts a run and kills it after a random number of its lines and a random time. It
// returns the IDs that it has said were added.
func addAndKill(t *testing.T, dir string, random *rand.Rand, args []string) []string {
	t.Helper()
	cmd := exec.Command("leakprint", args...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "XDG_STATE_HOME="+filepath.Join(dir, "state"))
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	lines, wait := random.IntN(5), time.Duration(random.IntN(30_000))*time.Microsecond
	killed := time.AfterFunc(time.Hour, func() { cmd.Process.Kill() })
	defer killed.Stop()
	if lines == 0 {
		killed.Reset(10*wait + time.Millisecond) // while it opens the corpus
	}
	var said []byte
	buffer := make([]byte, 4096)
	for {
		n, err := out.Read(buffer)
		said = append(said, buffer[:n]...)
		if lines > 0 && bytes.Count(said, []byte("\n")) >= lines {
			lines = 0
			killed.Reset(wait)
		}
		if err != nil {
			break
		}
	}
	_ = cmd.Wait() // it was killed
	return addedIn(said)
}

// addedIn returns the IDs in whole lines that say that a document was added.
func addedIn(said []byte) (ids []string) {
	for line := range strings.Lines(string(said)) {
		if fields := strings.Fields(line); strings.HasSuffix(line, "\n") && len(fields) > 2 && fields[0] == "added" {
			ids = append(ids, fields[1])
		}
	}
	return ids
}

// The program is refused one write, rename or sync in a run, as by a disk that fails or is full. What
// it says was added is there nevertheless, and the next run makes good the rest.
func TestTortureByFaults(t *testing.T) {
	needsStrace(t)
	calls := []string{"fsync", "fdatasync", "renameat", "pwrite64", "write", "openat", "ftruncate", "unlinkat", "linkat"}
	fired := 0
	for round := *tortureFrom; round < *tortureFrom+*tortureRounds; round++ {
		dir := t.TempDir()
		names := writeMade(t, dir, "minutes.pdf", "note.txt", "memo.txt")
		random := rand.New(rand.NewPCG(uint64(round), 99))
		call, fault := calls[random.IntN(len(calls))], []string{"EIO", "ENOSPC"}[random.IntN(2)]
		when := 1 + random.IntN(12)
		if round == 0 { // that of make test, whose fault fires
			call, fault, when = "fsync", "EIO", 1
		}
		inject := fmt.Sprintf("inject=%s:error=%s:when=%d", call, fault, when)
		ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
		cmd := exec.CommandContext(ctx, "strace", append([]string{"-f", "-qq", "-o", filepath.Join(dir, "trace"), "-e", "trace=" + call, "-e", inject, "leakprint", "add", "--corpus", "corpus"}, names...)...)
		cmd.Dir, cmd.Env = dir, append(os.Environ(), "XDG_STATE_HOME="+filepath.Join(dir, "state"))
		out, _ := cmd.Output()
		cancel()
		if trace, _ := os.ReadFile(filepath.Join(dir, "trace")); bytes.Contains(trace, []byte("(INJECTED)")) {
			fired++
		}
		if _, errs, code := finished(t, dir, append([]string{"add", "--corpus", "corpus"}, names...)...); code != exitMatch {
			t.Errorf("round %d, %s: the next run: exit code %d: %s", round, inject, code, errs)
			continue
		}
		stands(t, dir, "corpus", addedIn(out), fmt.Sprintf("round %d, %s", round, inject))
	}
	t.Logf("%d of %d faults fired", fired, *tortureRounds)
	if fired == 0 {
		t.Error("no fault fired")
	}
}

// oddGolden holds what became of each file of the folder that make odd was last run on.
const oddGolden = "testdata/odd.txt"

// TestOdd compares with the golden file what becomes of files that are broken or unusual: a line for
// each, with what qpdf and pdfinfo say. The files themselves belong to others.
func TestOdd(t *testing.T) {
	if *oddFolder == "" {
		t.Skip("name a folder with -odd")
	}
	dir, err := filepath.Abs(*oddFolder)
	if err != nil {
		t.Fatal(err)
	}
	out, _, _ := finished(t, t.TempDir(), "hash", "--json", dir)
	var answer struct{ Files []oddFile }
	if err := json.Unmarshal([]byte(out), &answer); err != nil {
		t.Fatal(err)
	}
	var got strings.Builder
	for _, file := range answer.Files {
		fmt.Fprintf(&got, "%s\t%s\tqpdf %s\tpdfinfo %s\n", strings.TrimPrefix(file.Path, dir+"/"), file.outcome(), exitOf("qpdf", "--check", file.Path), exitOf("pdfinfo", file.Path))
	}
	if *oddUpdate {
		if err := os.WriteFile(oddGolden, []byte(got.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(oddGolden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(got.String(), "\n")); diff != "" {
		t.Errorf("what becomes of the files (-%s +now):\n%s", oddGolden, diff)
	}
}

// An oddFile is what hash --json says of a file.
type oddFile struct {
	Path  string
	Pages []struct{ Absent dossier.Absence }
	Notes []string
	Error string
}

// outcome says what became of a file: read, read in part, or unreadable, with what is noted of it.
func (f oddFile) outcome() string {
	said := "read, " + count(len(f.Pages), "page")
	for _, page := range f.Pages {
		if page.Absent == dossier.Unread || page.Absent == dossier.PartlyUnread {
			said = "read in part, " + count(len(f.Pages), "page")
		}
	}
	if f.Error != "" {
		said = "unreadable, " + f.Error
	}
	return strings.Join(append([]string{said}, f.Notes...), "; ")
}

// exitOf returns how a program ends: its exit code, or why there is none.
func exitOf(program string, args ...string) string {
	cmd := exec.Command(program, args...)
	if err := cmd.Run(); cmd.ProcessState == nil {
		return err.Error()
	}
	return fmt.Sprint(cmd.ProcessState.ExitCode())
}
