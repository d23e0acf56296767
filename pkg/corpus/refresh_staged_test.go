package corpus

import (
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/leakprint/leakprint/pkg/custody"
	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/fingerprint"
	"github.com/leakprint/leakprint/pkg/store"
	"github.com/leakprint/leakprint/pkg/store/sqlite"
)

// cutShort makes a corpus whose refresh was cut short when all was staged, and returns its
// folder. The other is what it is to become.
func cutShort(t *testing.T) (dir string, want *Corpus) {
	t.Helper()
	one, _ := twoPages(t, 0)
	two, _ := twoPages(t, 1)
	dir = t.TempDir()
	c := openCorpus(t, dir, Create, 1)
	addAs(t, c, first, AddOptions{}, one, two)
	told, err := c.toldBySoundLog(t.Context(), "test")
	if err != nil {
		t.Fatal(err)
	}
	stale, err := c.stale(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, doc := range stale {
		if _, err := c.stage(t.Context(), c.readAnew(t.Context(), doc), told, ""); err != nil {
			t.Fatal(err)
		}
	}
	want = openCorpus(t, t.TempDir(), Create, 1)
	add(t, want, AddOptions{}, one, two)
	return dir, want
}

// copied is a copy of a corpus.
func copied(t *testing.T, dir string) string {
	t.Helper()
	to := t.TempDir()
	if err := os.CopyFS(to, os.DirFS(dir)); err != nil {
		t.Fatal(err)
	}
	return to
}

// execute changes the database of a corpus behind its back.
func execute(t *testing.T, dir, statements string, values ...any) {
	t.Helper()
	db, err := sql.Open("sqlite3", filepath.Join(dir, databaseFile))
	if err != nil {
		t.Fatal(err)
	}
	_, err = db.Exec(statements, values...)
	if err := errors.Join(err, db.Close()); err != nil {
		t.Fatal(err)
	}
}

// A planting is a document as somebody would have it adopted.
type planting struct {
	doc   dossier.Document
	pages []store.KeptPage
}

// planted is a document as a corpus keeps it, changed.
func planted(t *testing.T, c *Corpus, doc dossier.Document, change func(*planting)) planting {
	t.Helper()
	pages, err := c.store.Pages(t.Context(), doc.SHA256, 1, doc.Pages)
	if err := errors.Join(err, c.readLayouts(t.Context(), doc, pages)); err != nil {
		t.Fatal(err)
	}
	p := planting{doc, pages}
	change(&p)
	return p
}

// plant stages a document in a corpus's database, signed with another key.
func plant(t *testing.T, dir string, p planting, replaces dossier.Digest) {
	t.Helper()
	s, err := sqlite.Open(t.Context(), filepath.Join(dir, databaseFile), store.ReadWrite)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	key, err := custody.NewKey()
	if err != nil {
		t.Fatal(err)
	}
	_, err = s.Stage(t.Context(), p.doc, p.pages, func(d store.StagedDocument) ([]byte, error) {
		return key.SignStaging(custody.Staging{Document: d.SHA256, Columns: p.doc.Columns, Replaces: replaces, Seal: d.Seal, Data: d.Data})
	})
	if err != nil {
		t.Fatal(err)
	}
}

// sealInLog is what a document is sealed as by the log.
func sealInLog(t *testing.T, dir string, doc dossier.Document) dossier.Digest {
	t.Helper()
	s, err := sqlite.Open(t.Context(), filepath.Join(dir, databaseFile), store.ReadOnly)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	log, err := s.Log(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return ledgerOf(log)[doc.SHA256].seal
}

// plantings are what somebody might want to be vouched for.
var plantings = map[string]func(*planting){
	"text":    func(p *planting) { p.pages[0].Text += " not" },
	"layout":  func(p *planting) { p.pages[0].Print.Layout.Words[0].X0++ },
	"looks":   func(p *planting) { p.pages[1].Print.Looks[0], p.pages[1].Print.LooksQuality = 7, 90 },
	"picture": func(p *planting) { p.pages[1].Print.Images = []fingerprint.Image{{PHash: 7, Quality: 90}} },
	"render":  func(p *planting) { p.pages[0].Render[0]++ },
	"note":    func(p *planting) { p.doc.Notes = []string{"nothing to see here"} },
}

// altered are the statements by which somebody might change what is staged of both
// documents.
var altered = map[string]string{
	"seal":           `UPDATE staged SET seal = zeroblob(32)`,
	"signature":      `UPDATE staged SET signature = zeroblob(64)`,
	"no signature":   `UPDATE staged SET signature = x''`,
	"not to be read": `UPDATE staged SET data = x'ff'`,
	"gone":           `DELETE FROM staged`,
	"swapped": `UPDATE staged SET document = -document;
		UPDATE staged SET document = (SELECT sum(id) FROM documents) + document`,
	"swapped but for the signatures": `CREATE TABLE was AS SELECT * FROM staged;
		UPDATE staged SET (seal, data) = (SELECT seal, data FROM was WHERE was.document <> staged.document); DROP TABLE was`,
}

// What was changed of what is staged is made anew from the original, and the rest is
// adopted without being read again.
func TestChangedStagingIsNotAdopted(t *testing.T) {
	dir, want := cutShort(t)
	docs, err := want.List(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	attacked := func(name string, read int, attack func(t *testing.T, dir string)) {
		t.Run(name, func(t *testing.T) {
			dir := copied(t, dir)
			attack(t, dir)
			c := openCorpus(t, dir, ReadWrite, 1)
			var pages atomic.Int32
			c.reader.Page = func(string, int) { pages.Add(1) }
			refresh(t, c, len(docs))
			if int(pages.Load()) != read {
				t.Errorf("%d pages were read again, want %d", pages.Load(), read)
			}
			equalCorpora(t, c, want)
			clean(t, c, VerifyOptions{Sample: -1})
		})
	}
	attacked("nothing", 0, func(*testing.T, string) {})
	for name, change := range plantings {
		attacked(name+", signed with another key", docs[0].Pages, func(t *testing.T, dir string) {
			p := planted(t, want, docs[0], change)
			plant(t, dir, p, sealInLog(t, dir, p.doc))
		})
		attacked(name+", under the seal and the signature that were there", docs[0].Pages, func(t *testing.T, dir string) {
			p := planted(t, want, docs[0], change)
			execute(t, dir, `CREATE TABLE was AS SELECT document, seal, signature FROM staged`)
			plant(t, dir, p, dossier.Digest{})
			execute(t, dir, `UPDATE staged SET (seal, signature) = (SELECT seal, signature FROM was WHERE was.document = staged.document); DROP TABLE was`)
		})
	}
	for name, statements := range altered {
		attacked(name, docs[0].Pages+docs[1].Pages, func(t *testing.T, dir string) { execute(t, dir, statements) })
	}
}

// A document that was added and staged behind the corpus's back stays unknown to the log.
func TestStagingOfAnAddedDocumentIsNotAdopted(t *testing.T) {
	dir, want := cutShort(t)
	added := store.KeptPage{Page: dossier.Page{Number: 1, Text: "a page that nobody collected"}}
	doc := dossier.Document{SHA256: dossier.Sum([]byte("added")), Name: "added.txt", MediaType: "text/plain", Pages: 1, Columns: first}
	s, err := sqlite.Open(t.Context(), filepath.Join(dir, databaseFile), store.ReadWrite)
	if err != nil {
		t.Fatal(err)
	}
	err = s.Insert(t.Context(), doc, store.Listed(added), dossier.Sighting{}, custody.Entry{})
	if err := errors.Join(err, s.Close()); err != nil {
		t.Fatal(err)
	}
	doc.Columns = fingerprint.Columns
	plant(t, dir, planting{doc, []store.KeptPage{added}}, dossier.Digest{})
	c := openCorpus(t, dir, ReadWrite, 1)
	if done := refresh(t, c, 2); len(done.Left) != 1 || done.Left[0].SHA256 != doc.SHA256 {
		t.Errorf("left %+v, want the one that was added", done.Left)
	}
	all := kept(t, want)
	if got := kept(t, c); len(got) != len(all)+3 || got[len(all)].(dossier.Document).Columns != first {
		t.Errorf("the document that was added was made anew: %+v", got[len(all):])
	}
	entries, _, err := c.Log(t.Context())
	if err != nil || len(entries) != 3 || len(entries[2].Refresh.Documents) != 2 {
		t.Errorf("log %+v, %v; want two documents refreshed", entries, err)
	}
}

// What was adopted once is not adopted again when pages and staging are put back to what
// they were before.
func TestStagingIsNotReplayed(t *testing.T) {
	dir, _ := cutShort(t)
	before := copied(t, dir)
	c := openCorpus(t, dir, ReadWrite, 1)
	refresh(t, c, 2)
	execute(t, before, `ATTACH ? AS now; DELETE FROM log; DELETE FROM log_hashes; DELETE FROM meta WHERE key LIKE 'log_%';
		INSERT INTO log SELECT * FROM now.log; INSERT INTO log_hashes SELECT * FROM now.log_hashes;
		INSERT INTO meta SELECT * FROM now.meta WHERE key LIKE 'log_%'`, filepath.Join(dir, databaseFile))
	c = openCorpus(t, before, ReadWrite, 1)
	want := kept(t, c)
	done := refresh(t, c, 0)
	if len(done.Left) != 2 || !errors.Is(done.Left[0].Err, dossier.ErrDamaged) {
		t.Errorf("left %+v, want two that are not as they were recorded", done.Left)
	}
	if diff := cmp.Diff(want, kept(t, c)); diff != "" {
		t.Errorf("what was staged before was adopted again:\n%s", diff)
	}
}

// What a refresh replaces is told by the log, so one that was changed ends it.
func TestRefreshNeedsASoundLog(t *testing.T) {
	dir, _ := cutShort(t)
	c := openCorpus(t, dir, ReadWrite, 1)
	want := kept(t, c)
	execute(t, dir, `UPDATE log SET record = CAST(replace(CAST(record AS TEXT), 'acquired', 'acquirEd') AS BLOB)`)
	if _, err := c.Refresh(t.Context()); err == nil {
		t.Fatal("a corpus is refreshed by a log that was changed")
	}
	if diff := cmp.Diff(want, kept(t, c)); diff != "" {
		t.Errorf("what is kept has changed:\n%s", diff)
	}
}
