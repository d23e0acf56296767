package corpus

import (
	"context"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/extract/extracttest"
	"github.com/leakprint/leakprint/pkg/fingerprint"
	"github.com/leakprint/leakprint/pkg/forge"
	"github.com/leakprint/leakprint/pkg/intake"
	"github.com/leakprint/leakprint/pkg/recognise"
)

func TestMain(m *testing.M) { extracttest.Main(m, func() { os.RemoveAll(shelf()) }) }

var pool = extracttest.Pool

// shelf is the folder of what the tests share, removed at the end.
var shelf = sync.OnceValue(func() string {
	dir, err := os.MkdirTemp("", "leakprint-corpus-")
	if err != nil {
		panic(err)
	}
	return dir
})

// tested is the program that the tests are.
var tested = dossier.Tool{Version: "test", Fingerprint: fingerprint.Version}

// clock stands still.
func clock() time.Time { return time.Date(2019, 11, 27, 12, 0, 0, 0, time.UTC) }

func openCorpus(t *testing.T, dir string, mode Mode, workers int) *Corpus {
	t.Helper()
	c, err := Open(t.Context(), dir, Options{Mode: mode, Tool: tested, Reader: recognise.Reader{Documents: pool(), Workers: workers}, Now: clock})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := c.Close(); err != nil {
			t.Error(err)
		}
	})
	return c
}

func inputs(t *testing.T, paths ...string) iter.Seq[intake.Input] {
	t.Helper()
	return intake.Each(t.Context(), paths, nil, intake.Limits{})
}

// add adds paths and returns what became of them.
func add(t *testing.T, c *Corpus, opt AddOptions, paths ...string) []Added {
	t.Helper()
	var all []Added
	err := c.Add(t.Context(), inputs(t, paths...), opt, func(a Added) error {
		all = append(all, a)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// save writes a file into a new folder and returns its path.
func save(t *testing.T, name string, data []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// twoPages are two pages of the nth invented document, as a file.
func twoPages(t *testing.T, n int) (path string, data []byte) {
	t.Helper()
	d := readOuts()[n].Cut(3, 4)
	data, err := d.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	return save(t, d.Name, data), data
}

var readOuts = sync.OnceValue(func() []forge.Document { return forge.Dossier(7) })

const readOutsName = "Read-outs"

// story writes the six invented documents and their reposts into two folders and
// adds the former to a corpus, once for all tests, which must not change it.
var story = sync.OnceValues(func() (corpusDir, repostsDir string) {
	originals := filepath.Join(shelf(), "originals")
	corpusDir, repostsDir = filepath.Join(shelf(), "corpus"), filepath.Join(shelf(), "reposts")
	ctx := context.Background()
	must := func(err error) {
		if err != nil {
			panic(err)
		}
	}
	must(os.Mkdir(originals, 0o700))
	must(os.Mkdir(repostsDir, 0o700))
	must(forge.WriteFiles(originals, readOuts(), nil))
	must(forge.WriteFiles(repostsDir, nil, forge.Reposts(readOuts(), 7)))
	c, err := Open(ctx, corpusDir, Options{Mode: Create, Reader: recognise.Reader{Documents: pool(), Workers: 2}})
	must(err)
	must(c.Add(ctx, intake.Each(ctx, []string{originals}, nil, intake.Limits{}),
		AddOptions{Dossier: readOutsName},
		func(a Added) error { return a.Err }))
	must(c.Close())
	return corpusDir, repostsDir
})

// files lists what stands below a folder.
func files(t *testing.T, dir string) []string {
	t.Helper()
	var found []string
	err := filepath.WalkDir(dir, func(path string, entry os.DirEntry, err error) error {
		if err == nil && !entry.IsDir() {
			found = append(found, path)
		}
		return err
	})
	if err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	return found
}

func verdicts(f dossier.Finding) []dossier.Verdict {
	var all []dossier.Verdict
	for _, in := range f.Inputs {
		all = append(all, in.Verdict)
	}
	return slices.Clip(all)
}
