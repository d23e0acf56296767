package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/leakprint/leakprint/pkg/forge"
)

// The benchmarks run whole processes, leakprint's and poppler's, over the same files
// in the same run, and report processor time as a ratio: that holds on any machine.
// The files are made, or those of the folder LEAKPRINT_BENCH_CORPUS (make bench
// CORPUS=DIR).

// benchFiles are the documents to work on.
func benchFiles(b *testing.B) []string {
	b.Helper()
	if dir := os.Getenv("LEAKPRINT_BENCH_CORPUS"); dir != "" {
		files, err := filepath.Glob(filepath.Join(dir, "*.pdf"))
		if err != nil || len(files) == 0 {
			b.Fatalf("no PDF in %s: %v", dir, err)
		}
		return files
	}
	dir := b.TempDir()
	documents := forge.Treaties(3, 2, 500)
	if err := forge.WriteFiles(dir, documents, nil); err != nil {
		b.Fatal(err)
	}
	var files []string
	for _, d := range documents {
		files = append(files, filepath.Join(dir, d.Name))
	}
	return files
}

// used is what a process and those it waited for took.
type used struct {
	cpu  time.Duration
	peak int64 // resident KiB of the largest
}

func measure(b *testing.B, name string, args ...string) used {
	b.Helper()
	cmd := exec.Command(name, args...)
	out, err := cmd.CombinedOutput()
	if code := cmd.ProcessState.ExitCode(); err != nil && code != exitNoMatch {
		b.Fatalf("%s: %v\n%s", name, err, out)
	}
	u := used{cpu: cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()}
	if usage, ok := cmd.ProcessState.SysUsage().(*syscall.Rusage); ok {
		u.peak = usage.Maxrss
	}
	return u
}

// poppler is the processor time of reading the same: text with a box for each word,
// and a gray raster of 72 dpi.
func poppler(b *testing.B, file string) time.Duration {
	b.Helper()
	dir := b.TempDir()
	text := measure(b, "pdftotext", "-bbox", file, filepath.Join(dir, "text"))
	raster := measure(b, "pdftoppm", "-gray", "-r", "72", file, filepath.Join(dir, "page"))
	return text.cpu + raster.cpu
}

func ratio(a, b time.Duration) float64 { return float64(a) / float64(b) }

// BenchmarkAdd adds each document to a new corpus.
func BenchmarkAdd(b *testing.B) {
	for _, file := range benchFiles(b) {
		b.Run(filepath.Base(file), func(b *testing.B) {
			var ours, theirs time.Duration
			var peak int64
			for b.Loop() {
				u := measure(b, leakprintBinary(b), "--corpus", b.TempDir(), "add", file)
				ours, peak = ours+u.cpu, max(peak, u.peak)
				theirs += poppler(b, file)
			}
			b.ReportMetric(ratio(ours, theirs), "cpu/poppler")
			b.ReportMetric(ours.Seconds()/float64(b.N), "cpu-s/add")
			b.ReportMetric(float64(peak)/1024, "peak-MiB")
		})
	}
}

// BenchmarkMatch asks for a repost of each document in a corpus of all of them. The
// repost is the same but for bytes after its end, so that it must be read.
func BenchmarkMatch(b *testing.B) {
	files := benchFiles(b)
	corpus := filepath.Join(b.TempDir(), "corpus")
	measure(b, leakprintBinary(b), append([]string{"--corpus", corpus, "add"}, files...)...)
	for _, file := range files {
		b.Run(filepath.Base(file), func(b *testing.B) {
			data, err := os.ReadFile(file)
			if err != nil {
				b.Fatal(err)
			}
			repost := filepath.Join(b.TempDir(), "repost.pdf")
			if err := os.WriteFile(repost, append(data, "\n% saved again\n"...), 0o600); err != nil {
				b.Fatal(err)
			}
			var matching, adding time.Duration
			var peak int64
			for b.Loop() {
				u := measure(b, leakprintBinary(b), "--corpus", corpus, "match", "--json", repost)
				matching, peak = matching+u.cpu, max(peak, u.peak)
				adding += measure(b, leakprintBinary(b), "--corpus", b.TempDir(), "add", repost).cpu
			}
			b.ReportMetric(ratio(matching, adding), "cpu/add")
			b.ReportMetric(matching.Seconds()/float64(b.N), "cpu-s/match")
			b.ReportMetric(float64(peak)/1024, "peak-MiB")
		})
	}
}

// leakprintBinary is the built program (make build).
func leakprintBinary(b *testing.B) string {
	b.Helper()
	path, err := filepath.Abs("../../bin/leakprint")
	if err == nil {
		_, err = os.Stat(path)
	}
	if err != nil {
		b.Fatalf("make build first: %v", err)
	}
	return path
}
