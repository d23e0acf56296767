package corpus

import (
	"bytes"
	"database/sql"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/leakprint/leakprint/pkg/custody"
	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/intake"
	"github.com/leakprint/leakprint/pkg/recognise"
)

// clean fails the test where an audit found something.
func clean(t *testing.T, c *Corpus, opt VerifyOptions) dossier.Audit {
	t.Helper()
	audit, err := c.Verify(t.Context(), opt)
	if err != nil {
		t.Fatal(err)
	}
	for _, problem := range audit.Problems() {
		t.Errorf("%s: %+v", problem.Rule(), problem)
	}
	return audit
}

// pagesAnew counts the pages that were fingerprinted anew.
func pagesAnew(audit dossier.Audit) int {
	n := 0
	for _, check := range audit.Checks {
		if check.Of == dossier.OfFingerprint {
			n++
		}
	}
	return n
}

func TestVerifyLooksAtAsManyPagesAsAsked(t *testing.T) {
	c := openCorpus(t, t.TempDir(), Create, 2)
	for n := range 2 {
		path, _ := twoPages(t, n)
		add(t, c, AddOptions{}, path)
	}
	text := save(t, "quote.txt", []byte(strings.Repeat("Both parties agreed to keep the timetable as it stands. ", 400)))
	add(t, c, AddOptions{NoOriginals: true}, save(t, "kept.txt", []byte("Fingerprints only of this one, please, and no file.")))
	add(t, c, AddOptions{}, text)
	size, err := c.Size(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	whole := pagesAnew(clean(t, c, VerifyOptions{Sample: -1}))
	if whole != size.Pages-1 {
		t.Errorf("all: %d pages made anew, want %d: all but the one without an original", whole, size.Pages-1)
	}
	for _, sample := range []int{0, 1, 3, whole + 1} {
		if n := pagesAnew(clean(t, c, VerifyOptions{Sample: sample})); n != min(sample, whole) {
			t.Errorf("sample of %d: %d pages made anew", sample, n)
		}
	}
}

// A corpus from before there were logs gets one when it is next opened for writing.
func TestOldCorpusIsEntered(t *testing.T) {
	dir := t.TempDir()
	c, err := Open(t.Context(), dir, Options{Mode: Create, Reader: recognise.Reader{Documents: pool(), Workers: 1}, Now: clock})
	if err != nil {
		t.Fatal(err)
	}
	path, data := twoPages(t, 0)
	add(t, c, AddOptions{Dossier: "Minutes"}, path, path)
	if err := c.Close(); err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("sqlite3", filepath.Join(dir, "corpus.db")) // package sqlite registers the driver
	if err != nil {
		t.Fatal(err)
	}
	_, err = db.Exec(`DELETE FROM log; DELETE FROM log_hashes; DELETE FROM meta WHERE key IN ('log_head', 'log_key');
		UPDATE sightings SET recorded = '', seen = '2019-10-21T14:05:00.5Z'`) // fractions were kept once
	if err := errors.Join(err, db.Close(), os.Remove(filepath.Join(dir, keyFile))); err != nil {
		t.Fatal(err)
	}

	c = openCorpus(t, dir, ReadWrite, 1)
	clean(t, c, VerifyOptions{})
	entries, key, err := c.Log(t.Context())
	if err != nil || len(entries) != 2 || key == "" {
		t.Fatalf("%d records signed with %q, %v; want 2", len(entries), key, err)
	}
	first, again := entries[0], entries[1]
	if first.Event != custody.Acquired || first.Method != "upgrade" || first.Document.SHA256 != dossier.Sum(data) || !first.Document.Original ||
		first.Document.Dossier != "Minutes" || again.Event != custody.Seen {
		t.Errorf("records %+v, %+v", first, again)
	}
}

func TestWritingNeedsTheKey(t *testing.T) {
	dir := t.TempDir()
	c, err := Open(t.Context(), dir, Options{Mode: Create, Reader: recognise.Reader{Documents: pool(), Workers: 1}})
	if err != nil {
		t.Fatal(err)
	}
	path, _ := twoPages(t, 0)
	add(t, c, AddOptions{}, path)
	c.Close()
	file := filepath.Join(dir, keyFile)
	if info, err := os.Stat(file); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("key: %v, %v; want mode 0600", info.Mode(), err)
	}
	refused := func(what string, want error) {
		t.Helper()
		_, err := Open(t.Context(), dir, Options{Mode: ReadWrite})
		if told, ok := errors.AsType[*dossier.Error](err); !ok || told.Path != file || !errors.Is(err, want) {
			t.Errorf("%s: %v, want %v", what, err, want)
		}
	}
	key, err := ReadKey(dir)
	if err := errors.Join(err, os.Remove(file)); err != nil {
		t.Fatal(err)
	}
	refused("no key", ErrNoKey)
	clean(t, openCorpus(t, dir, ReadOnly, 1), VerifyOptions{})

	other, err := custody.NewKey()
	if err := errors.Join(err, WriteKey(dir, other)); err != nil {
		t.Fatal(err)
	}
	refused("another corpus's key", ErrOtherKey)
	if err := WriteKey(dir, key); !errors.Is(err, fs.ErrExist) {
		t.Errorf("overwriting a key: %v, want fs.ErrExist", err)
	}
	if err := os.WriteFile(file, []byte("no key"), 0o600); err != nil {
		t.Fatal(err)
	}
	refused("a damaged key", ErrOtherKey)
	if err := errors.Join(os.Remove(file), WriteKey(dir, key)); err != nil {
		t.Fatal(err)
	}
	openCorpus(t, dir, ReadWrite, 1)
}

func TestFilesAreAuditedWithoutACorpus(t *testing.T) {
	path, data := twoPages(t, 0)
	list := save(t, "list", []byte(dossier.Sum(data).String()+"  "+path+"\n"))
	audit, err := AuditFiles(t.Context(), []string{list}, nil, dossier.Tool{}, 1, 0)
	if err != nil || len(audit.Checks) != 1 || len(audit.Problems()) != 0 {
		t.Fatalf("%+v, %v", audit, err)
	}
	if err := os.WriteFile(path, append(data, '\n'), 0o600); err != nil {
		t.Fatal(err)
	}
	audit, err = AuditFiles(t.Context(), []string{list}, nil, dossier.Tool{}, 1, 0)
	if err != nil || len(audit.Problems()) != 1 || audit.Checks[0].State != dossier.Changed || audit.Checks[0].Verdict != "" {
		t.Errorf("%+v, %v", audit, err)
	}
}

// Another document in a file's place is named.
func TestAnotherDocumentInAFilesPlace(t *testing.T) {
	dir, reposts := story()
	c := openCorpus(t, dir, ReadOnly, 2)
	docs, err := c.List(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	at := slices.IndexFunc(docs, func(d dossier.Document) bool { return strings.Contains(d.Name, "services") })
	list := save(t, "list", []byte(docs[at].SHA256.String()+"  "+filepath.Join(reposts, "altered-three-sentences.pdf")+"\n"))
	audit, err := AuditFiles(t.Context(), []string{list}, nil, dossier.Tool{}, 2, 0)
	if err == nil {
		err = c.ExplainChanges(t.Context(), audit.Checks)
	}
	if err != nil || len(audit.Checks) != 1 {
		t.Fatalf("%+v, %v", audit, err)
	}
	if is := audit.Checks[0]; is.Verdict != dossier.None || len(is.Copies) != 1 || !strings.Contains(is.Copies[0].Matches[0].Document.Name, "agriculture") {
		t.Errorf("%+v", is)
	}
}

func TestWhereFoundTellsNoFolderOfTheMachine(t *testing.T) {
	for _, tt := range []struct{ file, member, want string }{
		{"leak.pdf", "", "leak.pdf"},
		{"desk/leak.pdf", "", "desk/leak.pdf"},
		{"./desk/leak.pdf", "", "./desk/leak.pdf"},
		{"/home/jane/leak.pdf", "", "leak.pdf"},
		{"/home/jane/leak.zip", "!files/a/b.pdf", "leak.zip!files/a/b.pdf"},
		{"/home/ja!ne/leak.pdf", "", "leak.pdf"},
		{"../jane/leak.zip", "!a.pdf", "leak.zip!a.pdf"},
		{"", "-", "-"},
	} {
		if got := whereFound(intake.Input{Path: tt.file + tt.member, File: tt.file}); got != tt.want {
			t.Errorf("%s%s: %s, want %s", tt.file, tt.member, got, tt.want)
		}
	}
}

func TestBagNames(t *testing.T) {
	docs := []dossier.Document{
		{SHA256: dossier.Digest{1}, Name: "a.pdf"},
		{SHA256: dossier.Digest{2}, Name: "A.PDF"},
		{SHA256: dossier.Digest{3}, Name: "a.pdf", Dossier: "Talks"},
		{SHA256: dossier.Digest{4}, Name: "../\x1b\xff?.pdf", Dossier: ".."},
		{SHA256: dossier.Digest{5}},
		{SHA256: dossier.Digest{6}, Name: "straße.txt"},
		{SHA256: dossier.Digest{7}, Name: "STRASSE.TXT"},
		{SHA256: dossier.Digest{8}, Name: strings.Repeat("ü", 150) + ".pdf"},
		{SHA256: dossier.Digest{9}, Name: "a." + strings.Repeat("x", 300)},
	}
	want := []string{
		"documents/a-010000000000.pdf", "documents/A-020000000000.PDF", "Talks/a.pdf", "_/..____.pdf", "documents/_",
		"documents/straße-060000000000.txt", "documents/STRASSE-070000000000.TXT",
		"documents/" + strings.Repeat("ü", 118) + ".pdf", "documents/a." + strings.Repeat("x", 238),
	}
	if got := bagNames(docs); !slices.Equal(got, want) {
		t.Errorf("got %q\nwant %q", got, want)
	}
}

// A sighting that is taken out, put in or changed is the one that is told of.
func TestSightingsAreComparedWithTheLog(t *testing.T) {
	at := func(places string) (all []dossier.Sighting) {
		for _, place := range places {
			all = append(all, dossier.Sighting{Where: string(place), When: clock(), Recorded: clock()})
		}
		return all
	}
	for _, tt := range []struct{ logged, kept, want string }{
		{"", "", ""},
		{"abc", "abc", "ok ok ok"},
		{"abcd", "acd", "ok missing:b ok ok"},
		{"abcd", "cd", "missing:a missing:b ok ok"},
		{"abcd", "abcxd", "ok ok ok new:x ok"},
		{"abcd", "axcd", "ok changed:b ok ok"},
		{"ab", "xyab", "new:x new:y ok ok"},
		{"", "x", "new:x"},
	} {
		var got []string
		for _, check := range compareSightings(dossier.Document{}, at(tt.logged), at(tt.kept)) {
			said := string(check.State)
			for _, place := range "abcdxy" {
				if strings.Contains(check.Detail, "at "+string(place)) {
					said += ":" + string(place)
				}
			}
			got = append(got, said)
		}
		if strings.Join(got, " ") != tt.want {
			t.Errorf("%s kept as %s: %v, want %s", tt.logged, tt.kept, got, tt.want)
		}
	}
}

func TestTimeline(t *testing.T) {
	at := func(hour int, p dossier.Precision, where string) dossier.Sighting {
		return dossier.Sighting{Where: where, When: time.Date(2019, 10, 21, hour, 0, 0, 0, time.UTC), Precision: p}
	}
	got := Timeline([]dossier.Sighting{
		at(9, dossier.ToTheSecond, "c"), at(0, dossier.ToTheSecond, "b"), at(-3, dossier.ToTheSecond, "0"), at(0, dossier.ToTheDay, "a"), at(9, dossier.ToTheSecond, "d"),
	})
	order := ""
	for _, seen := range got {
		order += seen.Where
	}
	if order != "0abcd" {
		t.Errorf("order %s", order)
	}
}

// Lists are the same whoever made the corpus, when, and in what order.
func TestManifestsDependOnTheOriginalsAlone(t *testing.T) {
	one, _ := twoPages(t, 0)
	two, _ := twoPages(t, 1)
	lists := func(order ...string) (all []byte) {
		c := openCorpus(t, t.TempDir(), Create, 1)
		for _, path := range order {
			add(t, c, AddOptions{Dossier: filepath.Base(order[0])}, path)
		}
		for _, format := range ManifestFormats() {
			var b bytes.Buffer
			exported, err := c.ExportManifest(t.Context(), &b, format, Selection{})
			if err != nil || exported.Files != 2 || exported.SHA256 != dossier.Sum(b.Bytes()) {
				t.Fatalf("%s: %+v, %v", format, exported, err)
			}
			all = append(all, b.Bytes()...)
		}
		return all
	}
	if a, b := lists(one, two), lists(two, one, one); !bytes.Equal(a, b) {
		t.Errorf("%s\ndiffers from\n%s", a, b)
	}
}

// Several dossiers are exported together, and one that is not there is named.
func TestExportOfSeveralDossiers(t *testing.T) {
	c := openCorpus(t, t.TempDir(), Create, 1)
	for i, dossier := range []string{"A", "B", "C"} {
		path, _ := twoPages(t, i)
		add(t, c, AddOptions{Dossier: dossier}, path)
	}
	list := func(chosen Selection) (string, error) {
		var b bytes.Buffer
		_, err := c.ExportManifest(t.Context(), &b, "sha256sum", chosen)
		return b.String(), err
	}
	one, errA := list(Selection{Dossiers: []string{"A"}})
	other, errB := list(Selection{Dossiers: []string{"B"}})
	both, err := list(Selection{Dossiers: []string{"B", "A", "B"}})
	if err := errors.Join(errA, errB, err); err != nil {
		t.Fatal(err)
	}
	lines := slices.Sorted(strings.Lines(one + other))
	if got := slices.Sorted(strings.Lines(both)); len(got) != 2 || !slices.Equal(got, lines) {
		t.Errorf("got\n%swant\n%s", both, lines)
	}
	_, err = list(Selection{Dossiers: []string{"A", "Z"}})
	if told, ok := errors.AsType[*dossier.Error](err); !ok || !errors.Is(err, dossier.ErrNotFound) || told.Path != "Z" {
		t.Errorf("a dossier that is not there: %v", err)
	}
}

// A bag holds what was collected or is not made.
func TestBag(t *testing.T) {
	dir := t.TempDir()
	c := openCorpus(t, dir, Create, 1)
	path, data := twoPages(t, 0)
	add(t, c, AddOptions{Dossier: "Minutes"}, path)
	add(t, c, AddOptions{NoOriginals: true}, save(t, "kept.txt", []byte("Fingerprints only of this one, please, and no file.")))
	bag := filepath.Join(t.TempDir(), "bag")
	exported, err := c.ExportBag(t.Context(), bag, Selection{})
	if err != nil || exported.Files != 1 || len(exported.Without) != 1 {
		t.Fatalf("%+v, %v", exported, err)
	}
	if got, err := os.ReadFile(filepath.Join(bag, "data", "Minutes", filepath.Base(path))); err != nil || !bytes.Equal(got, data) {
		t.Errorf("payload differs from the original (error %v)", err)
	}
	audit, err := AuditFiles(t.Context(), []string{bag}, nil, dossier.Tool{}, 1, 0)
	if err != nil || len(audit.Problems()) > 0 {
		t.Errorf("bag: %+v, %v", audit.Problems(), err)
	}

	original := c.objects.path(dossier.Sum(data))
	data[len(data)/2] ^= 1
	if err := errors.Join(os.Chmod(original, 0o600), os.WriteFile(original, data, 0o600)); err != nil {
		t.Fatal(err)
	}
	second := filepath.Join(t.TempDir(), "bag")
	if _, err := c.ExportBag(t.Context(), second, Selection{}); err == nil {
		t.Error("a bag was made of an original that changed")
	}
	if _, err := os.Stat(second); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("half a bag is left: %v", err)
	}
}
