package corpus

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/intake"
)

// whole fails the test unless the corpus verifies and keeps these originals and nothing else.
func whole(t *testing.T, dir string, originals ...dossier.Digest) {
	t.Helper()
	c := openCorpus(t, dir, ReadWrite, 1) // who opens it clears it
	clean(t, c, VerifyOptions{})
	var want []string
	for _, d := range originals {
		want = append(want, c.objects.path(d))
	}
	slices.Sort(want)
	if got := files(t, c.objects.dir); !slices.Equal(got, want) {
		t.Errorf("among the originals: %v, want %v", got, want)
	}
}

// placed puts an original in place and goes no further, as a run that is killed then.
func placed(t *testing.T, c *Corpus, n int) dossier.Digest {
	t.Helper()
	path, data := twoPages(t, n)
	var in intake.Input
	for in = range inputs(t, path) {
	}
	digest := dossier.Sum(data)
	if stored, err := c.objects.put(t.Context(), in, digest); !stored || err != nil {
		t.Fatalf("stored %v, %v", stored, err)
	}
	return digest
}

func TestWhatKilledRunsLeaveIsCleared(t *testing.T) {
	dir := t.TempDir()
	c := openCorpus(t, dir, Create, 1)
	path, data := twoPages(t, 1)
	add(t, c, AddOptions{}, path)
	added := dossier.Sum(data)

	placed(t, c, 2)
	if err := os.WriteFile(filepath.Join(c.objects.dir, incoming+"123"), []byte("half"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := c.objects.announce(added); err != nil { // killed after the record
		t.Fatal(err)
	}
	audit := clean(t, c, VerifyOptions{})
	if !slices.ContainsFunc(audit.Notes, func(note string) bool { return strings.Contains(note, "cut short, or that goes on: 2;") }) {
		t.Errorf("notes %q", audit.Notes)
	}
	before := files(t, c.objects.dir)
	openCorpus(t, dir, ReadWrite, 1).Close() // while another process has it open
	if after := files(t, c.objects.dir); !slices.Equal(before, after) {
		t.Errorf("beside another process: %v, want %v", after, before)
	}
	c.Close()
	whole(t, dir, added)
}

func TestARemovalThatIsCutShortIsFinished(t *testing.T) {
	dir := t.TempDir()
	c := openCorpus(t, dir, Create, 1)
	path, data := twoPages(t, 1)
	add(t, c, AddOptions{}, path)
	original := c.objects.path(dossier.Sum(data))
	if _, err := c.Remove(t.Context(), dossier.Sum(data).String(), "asked for"); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(original, data, 0o400); err != nil { // not deleted yet
		t.Fatal(err)
	}
	if err := c.objects.announce(dossier.Sum(data)); err != nil {
		t.Fatal(err)
	}
	c.Close()
	whole(t, dir)
}

func TestAnOriginalOfNoAnnouncementStays(t *testing.T) {
	dir := t.TempDir()
	c := openCorpus(t, dir, Create, 1)
	path, _ := twoPages(t, 1)
	add(t, c, AddOptions{}, path)
	digest := placed(t, c, 2)
	c.objects.settle(digest) // so somebody else has put it there
	c.Close()
	c = openCorpus(t, dir, ReadWrite, 1)
	audit, err := c.Verify(t.Context(), VerifyOptions{})
	if has, _ := c.objects.has(digest); err != nil || !has || len(audit.Problems()) != 1 {
		t.Errorf("kept %v, problems %+v, %v", has, audit.Problems(), err)
	}
}

// Whoever may enter the folder may not read what is in it.
func TestACorpusIsForItsOwnerAlone(t *testing.T) {
	dir := t.TempDir()
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	c := openCorpus(t, dir, Create, 1)
	path, _ := twoPages(t, 1)
	add(t, c, AddOptions{}, path)
	for _, file := range files(t, dir) {
		if info, err := os.Stat(file); err != nil || info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s: %v, %v", filepath.Base(file), info.Mode(), err)
		}
	}
	if c.Exposed() {
		t.Error("others are said to be able to read it")
	}
	if err := os.Chmod(filepath.Join(dir, databaseFile), 0o644); err != nil {
		t.Fatal(err)
	}
	if !c.Exposed() {
		t.Error("that others can read it is not told")
	}
}
