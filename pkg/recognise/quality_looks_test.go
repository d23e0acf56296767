package recognise

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/png"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"golang.org/x/sync/errgroup"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/extract"
	"github.com/leakprint/leakprint/pkg/forge"
	"github.com/leakprint/leakprint/pkg/intake"
)

// How many pages the table of looks asks for in each row: fewer of the made documents,
// since that table is made anew by every run of the tests.
const (
	looksSampled     = 6
	looksSampledReal = 40
	looksDPI         = 200 // what forge.Looks are made for
)

// A gallery is documents as files, each page of which can be drawn.
type gallery struct {
	t     *testing.T
	paths []string
	pages []int // of each document
	shelf *shelf
}

// hang puts the files into a library of their own; documents are named by their number.
func hang(t *testing.T, paths []string) *gallery {
	t.Helper()
	g := &gallery{t: t, paths: paths, shelf: newShelf(t)}
	for n, path := range paths {
		got := read(t, path, extract.Want{Turned: true})
		doc := dossier.Document{SHA256: got.SHA256, Name: fmt.Sprint(n), MediaType: got.MediaType, Size: got.Size, Pages: got.Pages.Len()}
		g.shelf.insert(t, Reading{Document: doc, Pages: got.Pages})
		g.pages = append(g.pages, got.Pages.Len())
	}
	return g
}

// draw returns pages of one document.
func (g *gallery) draw(doc int, numbers []int, dpi float64) []*image.Gray {
	g.t.Helper()
	data, err := os.ReadFile(g.paths[doc])
	if err != nil {
		g.t.Fatal(err)
	}
	var drawn []*image.Gray
	s := extract.Source{Name: g.paths[doc], Data: bytes.NewReader(data), Size: int64(len(data))}
	err = pool().Render(g.t.Context(), s, numbers, dpi, func(n int, raster *image.Gray) error {
		if raster == nil {
			return fmt.Errorf("page %d cannot be drawn", n)
		}
		drawn = append(drawn, raster)
		return nil
	})
	if err != nil {
		g.t.Fatal(err)
	}
	return drawn
}

// A sitter is a page whose picture is altered.
type sitter struct {
	place
	raster *image.Gray
}

// sitters draws n pages that show words enough, at even steps through the documents.
func (g *gallery) sitters(n int) []sitter {
	var usable []place
	for doc, pages := range g.pages {
		docs, err := g.shelf.Documents(g.t.Context(), "")
		if err != nil {
			g.t.Fatal(err)
		}
		known, err := g.shelf.Pages(g.t.Context(), docs[doc].SHA256, 1, pages)
		if err != nil {
			g.t.Fatal(err)
		}
		for _, p := range known {
			if p.Print.Length >= usablePage {
				usable = append(usable, place{doc, p.Number - 1})
			}
		}
	}
	var chosen []sitter
	n = min(n, len(usable))
	for doc := range g.pages {
		var numbers []int
		for i := range n {
			if p := usable[(2*i+1)*len(usable)/(2*n)]; p.doc == doc {
				numbers = append(numbers, p.page+1)
			}
		}
		for i, raster := range g.draw(doc, numbers, looksDPI) {
			chosen = append(chosen, sitter{place{doc, numbers[i] - 1}, raster})
		}
	}
	return chosen
}

// show asks for a picture as a person would: as a file.
func (g *gallery) show(q question, picture *image.Gray) ([]dossier.Match, error) {
	var file bytes.Buffer
	encoder := png.Encoder{CompressionLevel: png.BestSpeed}
	if err := encoder.Encode(&file, picture); err != nil {
		return nil, err
	}
	for in := range intake.Each(g.t.Context(), []string{"-"}, &file, intake.Limits{}) {
		answer := q.answerTo(g.t.Context(), in)
		if answer.Verdict == dossier.Unreadable {
			return nil, fmt.Errorf("%v", answer.Notes)
		}
		return answer.Matches, answer.err
	}
	return nil, errors.New("no picture")
}

// looksTable measures how well pictures of pages are recognised, and writes it down.
func looksTable(t *testing.T, paths []string, perRow int) string {
	g := hang(t, paths)
	q, err := newQuestion(t.Context(), reader(), g.shelf, Options{})
	if err != nil {
		t.Fatal(err)
	}
	sitters := g.sitters(perRow)
	total := 0
	for _, n := range g.pages {
		total += n
	}
	var b strings.Builder
	fmt.Fprintf(&b, `
How well pages are recognised by their looks alone: pictures of single pages, drawn
at %d dpi and altered, without text, among %d known pages. Figures as above.

%-34s %5s %6s %6s %6s %6s %6s
`, looksDPI, total, "", "pages", "right", "tied", "shared", "missed", "WRONG")
	var sum float64
	var all tally
	grades := map[dossier.Grade]int{}
	wrong := map[dossier.Grade]int{}
	looks := forge.Looks()
	for row, look := range looks {
		var mu sync.Mutex
		var count tally
		var group errgroup.Group
		group.SetLimit(2)
		for i, s := range sitters {
			group.Go(func() error {
				r := rand.New(rand.NewPCG(qualityAsk, uint64(row*len(sitters)+i)))
				found, err := g.show(q, look.Alter(s.raster, r))
				if err != nil {
					return fmt.Errorf("%s of page %d of document %d: %w", look.Name, s.page+1, s.doc, err)
				}
				claims, shares, grade := claimed(t, found, 1)
				mu.Lock()
				defer mu.Unlock()
				before := count.wrong
				count.add([]place{s.place}, claims, shares)
				if len(claims) > 0 {
					grades[grade]++
					wrong[grade] += count.wrong - before
				}
				if *qualityVerbose && (len(claims) == 0 || count.wrong > before) {
					t.Logf("%s p. %d of %d: claims %v shares %v %s", look.Name, s.page+1, s.doc, claims, shares, grade)
				}
				return nil
			})
		}
		if err := group.Wait(); err != nil {
			t.Fatal(err)
		}
		b.WriteString(count.row(look.Name))
		sum += float64(count.right+count.tied) / float64(len(sitters))
		all.right, all.tied, all.shared, all.missed, all.wrong =
			all.right+count.right, all.tied+count.tied, all.shared+count.shared, all.missed+count.missed, all.wrong+count.wrong
	}
	b.WriteString(all.row("all of them"))
	fmt.Fprintf(&b, "\nMean recall of the page (right or tied): %.3f. By grade, of pages claimed:\n\n", sum/float64(len(looks)))
	for _, grade := range []dossier.Grade{dossier.VeryStrong, dossier.Strong, dossier.Weak} {
		fmt.Fprintf(&b, "%-34s %5d claimed, %d wrong\n", grade, grades[grade], wrong[grade])
	}
	return b.String()
}

// madePDFs writes the made documents as files.
func madePDFs(t *testing.T, n, pages int) []string {
	var paths []string
	dir := t.TempDir()
	for i, d := range forge.Treaties(qualityKnown, n, pages) {
		data, err := d.Bytes()
		if err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(dir, fmt.Sprintf("%d.pdf", i))
		if err := os.WriteFile(path, data, 0o644); err != nil {
			t.Fatal(err)
		}
		paths = append(paths, path)
	}
	return paths
}
