package main

import (
	"fmt"
	"image"
	imagedraw "image/draw"
	"image/png"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
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
	cmd.Env = append(os.Environ(), "XDG_STATE_HOME="+b.TempDir())
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

// BenchmarkAdd adds each document to a new corpus, and says how large that becomes
// beside the originals.
func BenchmarkAdd(b *testing.B) {
	for _, file := range benchFiles(b) {
		b.Run(filepath.Base(file), func(b *testing.B) {
			var ours, theirs time.Duration
			var peak int64
			var corpus string
			for b.Loop() {
				corpus = b.TempDir()
				u := measure(b, leakprintBinary(b), "--corpus", corpus, "add", file)
				ours, peak = ours+u.cpu, max(peak, u.peak)
				theirs += poppler(b, file)
			}
			stored, err := os.Stat(filepath.Join(corpus, "corpus.db"))
			if err != nil {
				b.Fatal(err)
			}
			b.ReportMetric(float64(stored.Size())/float64(pagesOf(b, file)), "bytes/page")
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

// BenchmarkPicture asks for pictures of pages, drawn and altered, in corpora of made
// documents: for one, start-up included, and for batches, to tell what each further
// picture takes.
func BenchmarkPicture(b *testing.B) {
	const batch = 20
	const pagesEach = 600
	for _, documents := range []int{2, 20} {
		corpus, files := filepath.Join(b.TempDir(), "corpus"), b.TempDir()
		made := forge.Treaties(4, documents, pagesEach)
		if err := forge.WriteFiles(files, made, nil); err != nil {
			b.Fatal(err)
		}
		measure(b, leakprintBinary(b), "--corpus", corpus, "add", files)
		pages := drawPages(b, filepath.Join(files, made[0].Name), batch)
		for _, look := range forge.Looks() {
			if !slices.Contains([]string{"ident", "shot33"}, look.Name) {
				continue
			}
			b.Run(fmt.Sprintf("pages=%d/%s", documents*pagesEach, look.Name), func(b *testing.B) {
				pictures := alter(b, look, pages)
				// One worker, so that a batch pays start-up once.
				match := []string{"--corpus", corpus, "--workers", "1", "match", "--json"}
				var one, all, drawing time.Duration
				for b.Loop() {
					one += measure(b, leakprintBinary(b), append(match, pictures[0])...).cpu
					all += measure(b, leakprintBinary(b), append(match, pictures...)...).cpu
					drawing += measure(b, "pdftoppm", "-gray", "-r", "100", "-f", "1", "-l", "1",
						filepath.Join(files, made[0].Name), filepath.Join(b.TempDir(), "page")).cpu
				}
				further := (all - one) / (batch - 1)
				b.ReportMetric(ratio(further, drawing), "cpu/pdftoppm")
				b.ReportMetric(float64(one.Microseconds())/1000/float64(b.N), "cpu-ms/first")
				b.ReportMetric(float64(further.Microseconds())/1000/float64(b.N), "cpu-ms/further")
			})
		}
	}
}

// drawPages draws pages of a document, evenly spread, as forge.Looks wants them.
func drawPages(b *testing.B, file string, count int) []*image.Gray {
	b.Helper()
	root := filepath.Join(b.TempDir(), "page")
	step := pagesOf(b, file) / count
	var pages []*image.Gray
	for i := range count {
		number := strconv.Itoa(1 + i*step)
		measure(b, "pdftoppm", "-gray", "-png", "-singlefile", "-r", strconv.Itoa(forge.LooksDPI), "-f", number, "-l", number, file, root)
		drawn, err := os.Open(root + ".png")
		if err != nil {
			b.Fatal(err)
		}
		decoded, err := png.Decode(drawn)
		drawn.Close()
		if err != nil {
			b.Fatalf("page %s of %s: %v", number, file, err)
		}
		page := image.NewGray(decoded.Bounds())
		imagedraw.Draw(page, page.Rect, decoded, page.Rect.Min, imagedraw.Src)
		pages = append(pages, page)
	}
	return pages
}

// alter writes the altered pictures of pages and returns the files.
func alter(b *testing.B, look forge.Look, pages []*image.Gray) []string {
	b.Helper()
	dir := b.TempDir()
	var files []string
	for i, page := range pages {
		path := filepath.Join(dir, fmt.Sprintf("%02d.png", i))
		f, err := os.Create(path)
		if err != nil {
			b.Fatal(err)
		}
		if err := png.Encode(f, look.Alter(page, rand.New(rand.NewPCG(uint64(i), 0)))); err != nil {
			b.Fatal(err)
		}
		if err := f.Close(); err != nil {
			b.Fatal(err)
		}
		files = append(files, path)
	}
	return files
}

// pagesOf counts the pages of a document.
func pagesOf(b *testing.B, file string) int {
	b.Helper()
	out, err := exec.Command("pdfinfo", file).Output()
	if err != nil {
		b.Fatal(err)
	}
	found := regexp.MustCompile(`(?m)^Pages: *(\d+)$`).FindSubmatch(out)
	if found == nil {
		b.Fatalf("%s: pdfinfo says %q", file, out)
	}
	n, err := strconv.Atoi(string(found[1]))
	if err != nil {
		b.Fatal(err)
	}
	return n
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

// BenchmarkVerify checks files by SHA-256 and SHA-512, as it does a corpus's originals,
// and sha256sum the same files by SHA-256, on as many processors. Wall time is compared,
// since both share the work out among them.
func BenchmarkVerify(b *testing.B) {
	const files, size = 16, 64 << 20
	dir := b.TempDir()
	random := rand.NewChaCha8([32]byte{})
	data := make([]byte, size)
	var paths []string
	for i := range files {
		random.Read(data)
		path := filepath.Join(dir, fmt.Sprintf("%02d.bin", i))
		if err := os.WriteFile(path, data, 0o600); err != nil {
			b.Fatal(err)
		}
		paths = append(paths, path)
	}
	list, corpus := filepath.Join(b.TempDir(), "list"), filepath.Join(b.TempDir(), "corpus")
	sums, err := exec.Command("sh", append([]string{"-c", `sha256sum "$@" && sha512sum "$@"`, "sh"}, paths...)...).Output()
	if err == nil {
		err = os.WriteFile(list, sums, 0o600)
	}
	if err != nil {
		b.Fatal(err)
	}
	measure(b, leakprintBinary(b), "init", "--corpus", corpus)
	clock := func(name string, args ...string) time.Duration {
		begin := time.Now()
		measure(b, name, args...)
		return time.Since(begin)
	}
	var ours, theirs time.Duration
	for b.Loop() {
		ours += clock(leakprintBinary(b), "verify", "--corpus", corpus, dir, "--manifest", list)
		theirs += clock("sh", append([]string{"-c", `printf '%s\0' "$@" | xargs -0 -n 1 -P "$(nproc)" sha256sum`, "sh"}, paths...)...)
	}
	b.SetBytes(files * size)
	b.ReportMetric(ratio(ours, theirs), "time/sha256sum")
}
