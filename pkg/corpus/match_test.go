package corpus

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/forge"
	"github.com/leakprint/leakprint/pkg/recognise"
)

func matched(t *testing.T, c *Corpus, opt recognise.Options, paths ...string) dossier.Finding {
	t.Helper()
	finding, err := c.Match(t.Context(), inputs(t, paths...), opt)
	if err != nil {
		t.Fatal(err)
	}
	return finding
}

func told(in dossier.InputFinding) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s", in.Verdict, in.Grade)
	for _, m := range in.Matches {
		fmt.Fprintf(&b, "; %s %s", m.Document.Name, m.Verdict)
		for _, a := range m.Alterations {
			fmt.Fprintf(&b, " %s %v %v", a.Kind, a.QueryPages, a.KnownPages)
		}
	}
	return b.String()
}

// The reposts' names begin with the verdict that is right for them, and forge knows
// which page came from where.
func TestRepostsAreWhatTheirNamesSay(t *testing.T) {
	corpusDir, repostsDir := story()
	reposts := forge.Reposts(readOuts(), 7)
	finding := matched(t, openCorpus(t, corpusDir, ReadOnly, 2), recognise.Options{}, repostsDir)
	if len(finding.Inputs) != len(reposts) || len(reposts) == 0 {
		t.Fatalf("%d inputs, want %d", len(finding.Inputs), len(reposts))
	}
	for _, repost := range reposts {
		t.Run(repost.Name, func(t *testing.T) {
			i := slices.IndexFunc(finding.Inputs, func(in dossier.InputFinding) bool { return filepath.Base(in.Path) == repost.Name })
			if i < 0 {
				t.Fatal("not among the inputs")
			}
			in := finding.Inputs[i]
			if in.Verdict != repost.Verdict || !strings.HasPrefix(repost.Name, string(in.Verdict)) {
				t.Errorf("got %s", told(in))
			}
			for _, m := range in.Matches {
				if !m.Verdict.Found() || repost.Text != "" {
					continue
				}
				if slices.ContainsFunc(m.Alterations, func(a dossier.Alteration) bool { return a.Kind == dossier.PageInserted }) {
					t.Errorf("%s: no page was inserted: %s", m.Document.Name, told(in))
				}
				for _, p := range m.Pages {
					if !slices.Contains(repost.Origins()[p.Query-1], forge.Origin{Document: m.Document.Name, Page: p.Known}) {
						t.Errorf("page %d is said to be page %d of %s; it came from %v", p.Query, p.Known, m.Document.Name, repost.Origins()[p.Query-1])
					}
				}
			}
		})
	}

	t.Run("together", func(t *testing.T) {
		pages := 0
		for _, d := range readOuts() {
			pages += len(d.Pages)
		}
		want := []dossier.DossierMatch{{
			Name: readOutsName, Verdict: dossier.Altered, Grade: dossier.VeryStrong,
			Documents: dossier.Count{Matched: 6, Of: 6}, Pages: dossier.Count{Matched: pages, Of: pages}, Altered: 4,
		}}
		if diff := cmp.Diff(want, finding.Dossiers); diff != "" {
			t.Error(diff)
		}
		if want := (dossier.CorpusSize{Documents: 6, Pages: pages}); finding.Corpus != want {
			t.Errorf("corpus %+v, want %+v", finding.Corpus, want)
		}
	})
}

func TestMergedDocumentsAreTheDossier(t *testing.T) {
	corpusDir, repostsDir := story()
	finding := matched(t, openCorpus(t, corpusDir, ReadOnly, 1), recognise.Options{Top: 2}, filepath.Join(repostsDir, "same-six-documents-merged.pdf"))
	in := finding.Inputs[0]
	if len(in.Matches) != 2 {
		t.Errorf("%d matches, want the top 2", len(in.Matches))
	}
	if diff := cmp.Diff(&dossier.LeftOut{Parts: 4}, in.LeftOut); diff != "" {
		t.Errorf("matches left out (-want +got)\n%s", diff)
	}
	if len(in.Dossiers) != 1 || in.Dossiers[0].Verdict != dossier.Same || in.Dossiers[0].Documents != (dossier.Count{Matched: 6, Of: 6}) {
		t.Errorf("dossiers %+v, want the whole of one, also when few matches are shown", in.Dossiers)
	}
	if diff := cmp.Diff(in.Dossiers, finding.Dossiers); diff != "" {
		t.Errorf("one input is the batch: %s", diff)
	}
}

// The six originals themselves, re-saved, in a folder are the dossier.
func TestFolderIsTheDossier(t *testing.T) {
	corpusDir, _ := story()
	dir := t.TempDir()
	var resaved []forge.Document
	for _, d := range readOuts() {
		d.Meta, d.Container = forge.Meta{}, forge.Container{Version: "1.7", Uncompressed: true}
		resaved = append(resaved, d)
	}
	if err := forge.WriteFiles(dir, resaved[1:], nil); err != nil {
		t.Fatal(err)
	}
	c := openCorpus(t, corpusDir, ReadOnly, 2)
	if got := matched(t, c, recognise.Options{}, dir).Dossiers; len(got) != 1 || got[0].Verdict != dossier.Partial || got[0].Documents.Matched != 5 {
		t.Errorf("five of six: %+v", got)
	}
	if err := forge.WriteFiles(dir, resaved[:1], nil); err != nil {
		t.Fatal(err)
	}
	if got := matched(t, c, recognise.Options{}, dir).Dossiers; len(got) != 1 || got[0].Verdict != dossier.Same || got[0].Pages.Matched != got[0].Pages.Of {
		t.Errorf("all six: %+v", got)
	}
}

// The finding is the same whatever runs side by side.
func TestFindingDoesNotDependOnWorkers(t *testing.T) {
	corpusDir, repostsDir := story()
	var some []string // of each kind of question one
	for _, name := range []string{"altered-redacted-two-documents.pdf", "altered-three-sentences.pdf", "altered-typeset-anew.pdf", "partial-quoted-passage.txt"} {
		some = append(some, filepath.Join(repostsDir, name))
	}
	one := matched(t, openCorpus(t, corpusDir, ReadOnly, 1), recognise.Options{}, some...)
	four := matched(t, openCorpus(t, corpusDir, ReadOnly, 4), recognise.Options{}, some...)
	if diff := cmp.Diff(one, four); diff != "" {
		t.Error(diff)
	}
}

// The very file is known by its digest: it is not even read, so no pool is needed.
func TestIdenticalFileIsNotRead(t *testing.T) {
	corpusDir, _ := story()
	c, err := Open(t.Context(), corpusDir, Options{Mode: ReadOnly, Reader: recognise.Reader{Documents: pool(), Workers: 1}})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	d := readOuts()[2]
	data, err := d.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	in := matched(t, c, recognise.Options{}, save(t, "renamed.pdf", data)).Inputs[0]
	if in.Verdict != dossier.Identical || in.Grade != dossier.GradeIdentical || in.Pages != len(d.Pages) || len(in.Matches) != 1 {
		t.Fatalf("got %s", told(in))
	}
	m := in.Matches[0]
	if m.Document.Name != d.Name || m.Coverage != (dossier.Coverage{Query: 1, Known: 1}) || len(m.Pages) != len(d.Pages) {
		t.Errorf("match %+v", m)
	}
	for i, p := range m.Pages {
		if p.Query != i+1 || p.Known != i+1 || p.Relation != dossier.SamePage || !slices.Equal(p.Basis, []dossier.Basis{dossier.ByBytes}) {
			t.Errorf("page %+v", p)
		}
	}
}

func TestMatchGoesOnPastWhatCannotBeRead(t *testing.T) {
	corpusDir, repostsDir := story()
	damaged := save(t, "damaged.pdf", []byte("%PDF-1.7\nand nothing else"))
	missing := filepath.Join(t.TempDir(), "missing.pdf")
	unknown := save(t, "unknown.txt", []byte(strings.Repeat("The gardeners of the town meet on the first Monday after the spring fair to exchange seeds. ", 4)))
	quote := filepath.Join(repostsDir, "partial-quoted-passage.txt")
	finding := matched(t, openCorpus(t, corpusDir, ReadOnly, 2), recognise.Options{}, damaged, missing, unknown, quote)
	want := []dossier.Verdict{dossier.Unreadable, dossier.Unreadable, dossier.None, dossier.Partial}
	if got := verdicts(finding); !slices.Equal(got, want) {
		t.Fatalf("verdicts %v, want %v", got, want)
	}
	for _, in := range finding.Inputs[:2] {
		if len(in.Notes) == 0 || in.Grade != dossier.NoGrade || len(in.Matches) > 0 {
			t.Errorf("%s: %s, notes %q; want the reason", in.Path, told(in), in.Notes)
		}
	}
}

func TestMatchInAnEmptyCorpus(t *testing.T) {
	_, repostsDir := story()
	finding := matched(t, openCorpus(t, t.TempDir(), Create, 1), recognise.Options{}, filepath.Join(repostsDir, "partial-pages-3-to-7.pdf"))
	if in := finding.Inputs[0]; in.Verdict != dossier.None || len(finding.Dossiers) > 0 {
		t.Errorf("got %s, dossiers %v", told(in), finding.Dossiers)
	}
}

func TestMatchCancelled(t *testing.T) {
	corpusDir, repostsDir := story()
	c := openCorpus(t, corpusDir, ReadOnly, 2)
	ctx, cancel := context.WithCancel(t.Context())
	c.reader.Page = func(string, int) { cancel() } // in the middle of the first document
	finding, err := c.Match(ctx, inputs(t, repostsDir), recognise.Options{})
	if !errors.Is(err, context.Canceled) {
		t.Errorf("error %v, want %v", err, context.Canceled)
	}
	for _, in := range finding.Inputs {
		if in.Verdict == dossier.Unreadable {
			t.Errorf("%s is said to be unreadable: %v", in.Path, in.Notes)
		}
	}
}

// Originals that are not kept cannot be drawn; text decides, with no failure.
func TestMatchWithoutOriginals(t *testing.T) {
	_, repostsDir := story()
	c := openCorpus(t, t.TempDir(), Create, 1)
	d := readOuts()[2]
	data, err := d.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	add(t, c, AddOptions{NoOriginals: true}, save(t, d.Name, data))
	in := matched(t, c, recognise.Options{}, filepath.Join(repostsDir, "altered-three-sentences.pdf")).Inputs[0]
	if in.Verdict != dossier.Altered || in.Matches[0].Document.Name != d.Name {
		t.Errorf("got %s", told(in))
	}
}

func TestUnpack(t *testing.T) {
	d := readOuts()[1]
	d = forge.Merge(d.Name, d.Cut(3, 3), d.Cut(len(d.Pages), len(d.Pages))) // a page of text, a scan
	data, err := d.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	r := recognise.Reader{Documents: pool(), Workers: 1}
	dir := filepath.Join(t.TempDir(), "out")
	for in := range inputs(t, save(t, "two.pdf", data)) {
		var pages []UnpackedPage
		read := func(u Unpacked, all iter.Seq2[UnpackedPage, error]) error {
			for p, err := range all {
				if err != nil {
					return err
				}
				pages = append(pages, p)
			}
			if u.SHA256 != dossier.Sum(data) {
				t.Errorf("unpacked %+v", u)
			}
			return nil
		}
		if err := Unpack(t.Context(), r, in, dir, read); err != nil {
			t.Fatal(err)
		}
		if len(pages) != 2 || len(pages[0].Words) == 0 || len(pages[1].Images) != 1 {
			t.Fatalf("unpacked %+v", pages)
		}
		text, err := os.ReadFile(filepath.Join(dir, pages[0].Text))
		if err != nil || !strings.Contains(string(text), forge.Label) {
			t.Errorf("text %.40q, %v", text, err)
		}
		picture := pages[1].Images[0]
		stored, err := os.ReadFile(filepath.Join(dir, picture.Stored))
		if err != nil || dossier.Sum(stored) != picture.SHA256 {
			t.Errorf("stream as stored: %v", err)
		}
		if png, err := os.ReadFile(filepath.Join(dir, picture.PNG)); err != nil || !strings.HasPrefix(string(png), "\x89PNG") {
			t.Errorf("picture %.8q, %v", png, err)
		}
		if err := Unpack(t.Context(), r, in, dir, read); err == nil {
			t.Error("wrote into a folder that is not empty")
		}
	}
}
