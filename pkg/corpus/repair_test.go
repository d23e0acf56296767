package corpus

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/leakprint/leakprint/pkg/custody"
	"github.com/leakprint/leakprint/pkg/dossier"
)

// damagedCorpus is a corpus of two documents in which something was damaged by statements.
func damagedCorpus(t *testing.T, statements string) (*Corpus, [2]dossier.Digest) {
	t.Helper()
	dir := t.TempDir()
	c := openCorpus(t, dir, Create, 1)
	first, firstData := twoPages(t, 0)
	second, secondData := twoPages(t, 1)
	add(t, c, AddOptions{}, first, second)
	if statements != "" {
		execute(t, dir, statements)
	}
	return openCorpus(t, dir, ReadWrite, 1), [2]dossier.Digest{dossier.Sum(firstData), dossier.Sum(secondData)}
}

func mended(t *testing.T, c *Corpus) Repaired {
	t.Helper()
	done, err := c.Repair(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return done
}

// What was damaged is told before, made good, recorded, and sound afterwards.
func TestRepair(t *testing.T) {
	for name, statements := range map[string]string{
		"text of a page":       `UPDATE pages SET text = (SELECT text FROM pages WHERE id = 1) WHERE id = 2`,
		"text that is no text": `UPDATE pages SET text = x'ffff' WHERE id = 3`,
		"seal of a page":       `UPDATE pages SET seal = zeroblob(32) WHERE id = 2`,
		"layouts":              `DELETE FROM layouts`,
		"notes":                `UPDATE documents SET notes = '["all is well"]' WHERE id = 1`,
		"media type and size":  `UPDATE documents SET media_type = 'text/plain', size = 7 WHERE id = 2`,
		"a page is gone":       `PRAGMA foreign_keys = OFF; DELETE FROM pages WHERE id = 4`,
		"postings":             `DELETE FROM postings WHERE page = 3`,
		"postings of no page":  `INSERT INTO postings VALUES (1, 99)`,
		"chains":               `UPDATE chains SET pages = x'00000001'`,
		"chain counts":         `UPDATE documents SET chains = x''`,
	} {
		t.Run(name, func(t *testing.T) {
			c, _ := damagedCorpus(t, statements)
			if audit, err := c.Verify(t.Context(), VerifyOptions{}); err != nil || len(audit.Problems()) == 0 {
				t.Fatalf("nothing is found, %v", err)
			}
			before := records(t, c)
			done := mended(t, c)
			if len(done.Done) == 0 || len(done.Left) > 0 {
				t.Errorf("mended %+v, left %+v", done.Done, done.Left)
			}
			clean(t, c, VerifyOptions{Sample: -1})
			if now := records(t, c); now[len(now)-1].Event != custody.Repaired || len(now) <= len(before) {
				t.Errorf("the log ends with %+v", now[len(now)-1])
			}
			if again := mended(t, c); len(again.Done) > 0 || len(again.Left) > 0 {
				t.Errorf("again: %+v", again)
			}
		})
	}
}

func records(t *testing.T, c *Corpus) []LogEntry {
	t.Helper()
	entries, _, err := c.Log(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return entries
}

// What nothing whole is left of is named, and does not keep the rest from being mended.
func TestRepairNamesWhatIsLost(t *testing.T) {
	c, docs := damagedCorpus(t, `UPDATE pages SET text = x'ffff' WHERE id IN (1, 3); DELETE FROM postings`)
	if err := os.Remove(c.objects.path(docs[0])); err != nil {
		t.Fatal(err)
	}
	done := mended(t, c)
	if !slices.ContainsFunc(done.Done, func(m Mended) bool { return m.Document == docs[1] }) {
		t.Errorf("mended %+v", done.Done)
	}
	for _, want := range []string{"original-missing", "fingerprint-changed"} {
		if !slices.ContainsFunc(done.Left, func(k dossier.Check) bool { return k.Rule() == want && k.Document == docs[0] }) {
			t.Errorf("%s of %s is not told: %+v", want, docs[0].Short(), done.Left)
		}
	}
	if slices.ContainsFunc(done.Left, func(k dossier.Check) bool { return k.Document == docs[1] }) {
		t.Errorf("left %+v", done.Left)
	}
}

// Files among the originals that the log does not know are entered or set aside.
func TestRepairOriginals(t *testing.T) {
	c, docs := damagedCorpus(t, "")
	path, data := twoPages(t, 2)
	stray := dossier.Sum(data)
	put := func(path string, data []byte) {
		t.Helper()
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, data, 0o400); err != nil {
			t.Fatal(err)
		}
	}
	put(c.objects.path(stray), data)
	foreign := dossier.Sum([]byte("something else"))
	put(c.objects.path(foreign), []byte("not that"))
	put(filepath.Join(c.objects.dir, "notes.txt"), []byte("left here by somebody"))
	if err := os.Rename(c.objects.path(docs[0]), filepath.Join(c.objects.dir, "moved.pdf")); err != nil {
		t.Fatal(err)
	}
	done := mended(t, c)
	if len(done.Done) != 4 || len(done.Left) > 0 {
		t.Errorf("mended %+v, left %+v", done.Done, done.Left)
	}
	whole(t, c.Dir(), docs[0], docs[1], stray)
	var aside []string
	for _, path := range files(t, filepath.Join(c.Dir(), asideFolder)) {
		aside = append(aside, filepath.Base(path))
	}
	if !slices.Equal(aside, []string{foreign.String(), "notes.txt"}) {
		t.Errorf("set aside: %v", aside)
	}
	shown, err := c.Show(t.Context(), stray.String())
	if err != nil || !shown.Original || len(shown.Sightings) != 1 || !strings.HasPrefix(shown.Sightings[0].Where, "objects/") {
		t.Errorf("entered: %+v, %v", shown, err)
	}
	if again := add(t, c, AddOptions{}, path); again[0].New {
		t.Error("what was entered is not known")
	}
}

// A log that is not sound is no ground for repairs.
func TestRepairNeedsASoundLog(t *testing.T) {
	c, _ := damagedCorpus(t, `UPDATE log SET record = CAST(replace(record, 'acquired', 'acquirEd') AS BLOB) WHERE number = 0; DELETE FROM postings`)
	if done, err := c.Repair(t.Context()); err == nil {
		t.Errorf("repaired: %+v", done)
	}
}
