package corpus

import (
	"context"
	"errors"
	"image"
	"os"
	"slices"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/leakprint/leakprint/pkg/custody"
	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/extract"
	"github.com/leakprint/leakprint/pkg/fingerprint"
	"github.com/leakprint/leakprint/pkg/internal/ocr"
	"github.com/leakprint/leakprint/pkg/recognise"
	"github.com/leakprint/leakprint/pkg/store"
)

// first are the versions of the first corpora.
var first = dossier.Columns{Text: 1, Layout: 1, Pictures: 1, Looks: 1, Facts: 1}

// addAs adds files as a version that made these columns would have: without the facts of
// the second, and of other columns that are older without anything.
func addAs(t *testing.T, c *Corpus, columns dossier.Columns, opt AddOptions, paths ...string) {
	t.Helper()
	for in := range inputs(t, paths...) {
		got := c.reader.Read(t.Context(), c.reader.Digest(t.Context(), in), extract.Want{})
		if got.Err == nil {
			got, got.Err = c.reader.ReadMissingWords(t.Context(), got)
		}
		if got.Err != nil {
			t.Fatal(got.Err)
		}
		got.Columns, got.SHA1, got.Attachments = columns, [20]byte{}, nil
		var pages []extract.PageContent
		for p, err := range got.Pages.All() {
			if err != nil {
				t.Fatal(err)
			}
			p.Render = dossier.Digest{}
			if columns.Layout == 0 {
				p.Print.Layout.Words = nil
			}
			if columns.Text == 0 && !p.Recognised {
				p.Text, p.Print.Marks, p.Print.Length = "", nil, 0
			}
			pages = append(pages, p)
		}
		got.Pages = recognise.PagesOf(pages...)
		if _, err := c.insert(t.Context(), got, opt); err != nil {
			t.Fatal(err)
		}
	}
}

// kept is all that a corpus keeps of its documents, by what can be read of it.
func kept(t *testing.T, c *Corpus) (all []any) {
	t.Helper()
	docs, err := c.List(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	for _, doc := range docs {
		pages, err := c.store.Pages(t.Context(), doc.SHA256, 1, doc.Pages)
		if err == nil {
			err = c.readLayouts(t.Context(), doc, pages)
		}
		seals, sealErr := c.store.Seals(t.Context(), doc.SHA256)
		if err := errors.Join(err, sealErr); err != nil {
			t.Fatal(err)
		}
		all = append(all, doc, pages, seals)
	}
	return all
}

func equalCorpora(t *testing.T, got, want *Corpus) {
	t.Helper()
	if diff := cmp.Diff(kept(t, want), kept(t, got), cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("what is kept (-want +got):\n%s", diff)
	}
}

func refresh(t *testing.T, c *Corpus, documents int) Refreshed {
	t.Helper()
	done, err := c.Refresh(t.Context())
	if err != nil || done.Documents != documents {
		t.Fatalf("%+v, %v; want %d documents refreshed", done, err, documents)
	}
	return done
}

// Whatever is stale, a corpus that was refreshed is one that was made anew.
func TestRefreshedIsMadeAnew(t *testing.T) {
	one, _ := twoPages(t, 0)
	two, _ := twoPages(t, 1)
	text := save(t, "quote.txt", []byte("Both parties agreed to keep the timetable as it stands, and to meet again in March."))
	want := openCorpus(t, t.TempDir(), Create, 2)
	add(t, want, AddOptions{Dossier: "Talks"}, one, two, text)
	for name, columns := range map[string]dossier.Columns{
		"facts":  first,
		"layout": {Text: 1, Pictures: 1, Looks: 1, Facts: 1},
		"text":   {Layout: 1, Pictures: 1, Looks: 1, Facts: 1},
		"all":    {},
	} {
		t.Run(name, func(t *testing.T) {
			c := openCorpus(t, t.TempDir(), Create, 2)
			addAs(t, c, columns, AddOptions{Dossier: "Talks"}, one)
			add(t, c, AddOptions{Dossier: "Talks"}, two) // of this version, between others
			addAs(t, c, columns, AddOptions{Dossier: "Talks"}, text)
			clean(t, c, VerifyOptions{Sample: -1})
			if stale, err := c.Stale(t.Context()); err != nil || stale != 2 {
				t.Errorf("%d documents are stale, %v; want 2", stale, err)
			}
			checkpoint, err := c.Checkpoint(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			refresh(t, c, 2)
			equalCorpora(t, c, want)
			clean(t, c, VerifyOptions{Sample: -1, Against: [][]byte{checkpoint}})
			refresh(t, c, 0)
			log, _, err := c.Log(t.Context())
			if err != nil || len(log) != 4 || log[3].Event != custody.Refreshed || len(log[3].Refresh.Documents) != 2 || log[3].Refresh.Columns != fingerprint.Columns {
				t.Errorf("log %+v, %v; want one record of what was refreshed", log, err)
			}
			in := matched(t, c, recognise.Options{}, text, one)
			if got := verdicts(in); !slices.Equal(got, []dossier.Verdict{dossier.Identical, dossier.Identical}) || in.Corpus.Stale != 0 {
				t.Errorf("verdicts %v, %d stale", got, in.Corpus.Stale)
			}
		})
	}
}

// A document without an original goes on being found as it was read, and the answer says so.
func TestRefreshLeavesWhatHasNoOriginal(t *testing.T) {
	path, _ := twoPages(t, 0)
	copied := save(t, "copy.txt", nil)
	c := openCorpus(t, t.TempDir(), Create, 2)
	addAs(t, c, first, AddOptions{NoOriginals: true}, path)
	before := kept(t, c)
	done := refresh(t, c, 0)
	if len(done.Left) != 1 || !errors.Is(done.Left[0].Err, ErrNoOriginal) {
		t.Errorf("left %+v, want one without an original", done.Left)
	}
	if diff := cmp.Diff(before, kept(t, c)); diff != "" {
		t.Errorf("what is kept has changed:\n%s", diff)
	}
	pages, err := c.store.Pages(t.Context(), done.Left[0].SHA256, 1, 1)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(copied, []byte(pages[0].Text), 0o600); err != nil {
		t.Fatal(err)
	}
	in := matched(t, c, recognise.Options{}, copied)
	if !in.Inputs[0].Verdict.Found() || in.Corpus.Stale != 1 {
		t.Errorf("verdict %s, %d stale; want it found, and 1", in.Inputs[0].Verdict, in.Corpus.Stale)
	}
}

// Cut short, a refresh has changed nothing, and goes on where it stopped.
func TestRefreshGoesOn(t *testing.T) {
	one, _ := twoPages(t, 0)
	two, _ := twoPages(t, 1)
	three, _ := twoPages(t, 2)
	c := openCorpus(t, t.TempDir(), Create, 1)
	addAs(t, c, first, AddOptions{}, one, two, three)
	before := kept(t, c)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	var read atomic.Int32
	c.reader.Page = func(string, int) {
		if read.Add(1) == 5 { // in the third
			cancel()
		}
	}
	if _, err := c.Refresh(ctx); !errors.Is(err, context.Canceled) {
		t.Fatalf("error %v, want context.Canceled", err)
	}
	if diff := cmp.Diff(before, kept(t, c)); diff != "" {
		t.Errorf("what is kept has changed:\n%s", diff)
	}
	staged, err := c.store.Staged(t.Context())
	if err != nil || len(staged) == 0 {
		t.Fatalf("%d documents are staged, %v", len(staged), err)
	}
	read.Store(100)
	refresh(t, c, 3)
	if again := int(read.Load()) - 100; again != 2*(3-len(staged)) {
		t.Errorf("%d pages were read for %d documents that were left", again, 3-len(staged))
	}
	want := openCorpus(t, t.TempDir(), Create, 2)
	add(t, want, AddOptions{}, one, two, three)
	equalCorpora(t, c, want)
}

// wordsOCR reads the same words off every page, in a language; it fails where it has none.
type wordsOCR struct{ language string }

func (o wordsOCR) Read(context.Context, image.Image, float64) (ocr.Reading, error) {
	if o.language == "" {
		return ocr.Reading{}, errors.New("it is illegible")
	}
	return ocr.Reading{Text: "Words that were recognised in " + o.language + " on a page when somebody had a tesseract to do so.", Languages: o.language}, nil
}
func (wordsOCR) Version() string     { return "5" }
func (wordsOCR) Languages() []string { return []string{"eng"} }
func (wordsOCR) Unconfined() error   { return nil }

// Text that was recognised on a page survives where nothing recognises it any more.
func TestRecognisedTextSurvivesARefresh(t *testing.T) {
	d := readOuts()[1]
	d = d.Cut(len(d.Pages), len(d.Pages)) // a scan
	data, err := d.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	path := save(t, d.Name, data)
	c := openCorpus(t, t.TempDir(), Create, 1)
	c.reader.OCR = func() recognise.OCR { return wordsOCR{"eng"} }
	addAs(t, c, dossier.Columns{}, AddOptions{}, path)
	c.reader.OCR = nil
	doc := refresh(t, c, 1)
	docs, err := c.List(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	pages, err := c.store.Pages(t.Context(), docs[0].SHA256, 1, 1)
	if err != nil || !pages[0].Recognised || len(pages[0].Text) < 50 || pages[0].Render.IsZero() {
		t.Errorf("%+v after %+v, %v", pages[0].Page, doc, err)
	}
	clean(t, c, VerifyOptions{Sample: -1})
}

// scanAndText makes a document of a page with text and a scan of another.
func scanAndText(t *testing.T) string {
	t.Helper()
	d := readOuts()[1]
	d = d.Cut(len(d.Pages)-1, len(d.Pages))
	data, err := d.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	return save(t, d.Name, data)
}

func withOCR(c *Corpus, language string) {
	c.reader.OCR = func() recognise.OCR { return wordsOCR{language} }
}

// onlyDocument returns the pages of the only document of a corpus.
func onlyDocument(t *testing.T, c *Corpus) []store.KeptPage {
	t.Helper()
	docs, err := c.List(t.Context())
	if err != nil || len(docs) != 1 {
		t.Fatalf("%d documents, %v", len(docs), err)
	}
	pages, err := c.store.Pages(t.Context(), docs[0].SHA256, 1, docs[0].Pages)
	if err != nil {
		t.Fatal(err)
	}
	return pages
}

// Scans are read again, pages with text of their own are left alone, and what was read is
// found from then on.
func TestScansAreReadAgain(t *testing.T) {
	c := openCorpus(t, t.TempDir(), Create, 1)
	withOCR(c, "eng")
	add(t, c, AddOptions{}, scanAndText(t))
	before := onlyDocument(t, c)
	if before[0].Recognised || !before[1].Recognised || before[1].Language != "eng" {
		t.Fatalf("page 1 is recognised: %t, page 2: %t, as %q", before[0].Recognised, before[1].Recognised, before[1].Language)
	}
	withOCR(c, "deu")
	if done, err := c.RecogniseAgain(t.Context(), "deu"); err != nil || done.Documents != 1 {
		t.Fatalf("%+v, %v", done, err)
	}
	after := onlyDocument(t, c)
	if diff := cmp.Diff(before[0], after[0]); diff != "" {
		t.Errorf("the page with text has changed:\n%s", diff)
	}
	if after[1].Language != "deu" || after[1].Text == before[1].Text || after[1].Seal == before[1].Seal {
		t.Errorf("the scan is kept as read in %q: %q", after[1].Language, after[1].Text)
	}
	quote := save(t, "quote.txt", []byte(after[1].Text))
	if in := matched(t, c, recognise.Options{}, quote); !in.Inputs[0].Verdict.Found() {
		t.Errorf("what was read is %s", in.Inputs[0].Verdict)
	}
	clean(t, c, VerifyOptions{Sample: -1})
}

// What OCR read before is not given up where it fails now, and without OCR nothing is done.
func TestScansThatCannotBeReadAgainStay(t *testing.T) {
	c := openCorpus(t, t.TempDir(), Create, 1)
	withOCR(c, "eng")
	add(t, c, AddOptions{}, scanAndText(t))
	before := kept(t, c)
	withOCR(c, "")
	if done, err := c.RecogniseAgain(t.Context(), "auto"); err != nil || len(done.Left) != 1 || !errors.Is(done.Left[0].Err, errNotRecognised) {
		t.Errorf("%+v, %v; want it left", done, err)
	}
	c.reader.OCR = nil
	if done, err := c.RecogniseAgain(t.Context(), "auto"); err == nil {
		t.Errorf("%+v without OCR", done)
	}
	if diff := cmp.Diff(before, kept(t, c)); diff != "" {
		t.Errorf("what is kept has changed:\n%s", diff)
	}
}

// What was staged in one language is not taken over by a call for another.
func TestScansAreReadInTheLanguageAskedFor(t *testing.T) {
	c := openCorpus(t, t.TempDir(), Create, 1)
	withOCR(c, "eng")
	add(t, c, AddOptions{}, scanAndText(t))
	told, err := c.toldBySoundLog(t.Context(), "test")
	if err != nil {
		t.Fatal(err)
	}
	docs, err := c.withScans(t.Context())
	if err != nil || len(docs) != 1 {
		t.Fatalf("%d documents with scans, %v", len(docs), err)
	}
	withOCR(c, "deu")
	const again = "in German"
	if _, err := c.stage(t.Context(), c.readAnew(t.Context(), docs[0]), told, again); err != nil {
		t.Fatal(err)
	}
	for as, want := range map[string]int{again: 1, "in French": 0, "": 0} {
		if staged, err := c.staged(t.Context(), told, as); err != nil || len(staged) != want {
			t.Errorf("%q takes over %d documents, %v; want %d", as, len(staged), err, want)
		}
	}
}
