package recognise

import (
	"bytes"
	"fmt"
	"image"
	"image/draw"
	"math"
	"math/rand/v2"
	"os"
	"strings"
	"sync"
	"testing"

	"golang.org/x/sync/errgroup"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/extract"
	"github.com/leakprint/leakprint/pkg/forge"
	"github.com/leakprint/leakprint/pkg/internal/pdf"
)

// How many pages the table of photographs asks for in each row.
const (
	photosSampled     = 6
	photosSampledReal = 50
)

// photosTable measures how well pages are recognised in photographs of paper that does not lie
// flat, the known documents being there to be drawn, and writes it down.
func photosTable(t *testing.T, paths []string, perRow int) string {
	g := hang(t, paths)
	docs, err := g.shelf.Documents(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	for n, path := range paths {
		g.shelf.paths[docs[n].SHA256] = path
	}
	q, err := newQuestion(t.Context(), reader(), g.shelf, Options{})
	if err != nil {
		t.Fatal(err)
	}
	sitters := g.sitters(perRow)
	var b strings.Builder
	fmt.Fprintf(&b, `
How well pages are recognised in photographs of paper that does not lie flat, drawn at
%d dpi, bent in space and photographed, among %d known pages that can be drawn. Figures
as above; and of how many that were claimed it is said that they were changed, which
none was. Then the same pages with another word in place of one in their middle: of how
many that were claimed it is said that they were changed, and that nothing was, not even
that some words cannot be told.

%-34s %5s %6s %6s %6s %6s %6s %7s %6s %6s
`, looksDPI, q.pages, "", "pages", "right", "tied", "shared", "missed", "WRONG", "CHANGED", "told", "SAME")
	var edited []*image.Gray
	for _, s := range sitters {
		edited = append(edited, g.withAnotherWord(s))
	}
	for row, look := range forge.Photos() {
		shots := g.photographs(q, look, sitters, edited, row)
		fmt.Fprintf(&b, "%s %7d %6d %6d\n", strings.TrimSuffix(shots.row(look.Note), "\n"), shots.changed, shots.told, shots.same)
	}
	return b.String()
}

// shots counts what is said of photographs: of pages as they are, and how many of them are said to
// be changed; of pages with another word, how many are said to be, and how many to be the same.
type shots struct {
	tally
	changed, told, same int
}

// photographs asks for photographs of all sitters, as they are and as they were edited.
func (g *gallery) photographs(q question, look forge.Look, sitters []sitter, edited []*image.Gray, row int) (count shots) {
	var mu sync.Mutex
	var group errgroup.Group
	group.SetLimit(2)
	for i, s := range sitters {
		group.Go(func() error {
			seed := uint64(1000 + row*len(sitters) + i)
			asIs, err := g.photograph(q, look, s.raster, seed)
			if err != nil {
				return fmt.Errorf("%s of page %d of document %d: %w", look.Name, s.page+1, s.doc, err)
			}
			otherwise, err := g.photograph(q, look, edited[i], seed)
			if err != nil {
				return fmt.Errorf("%s of page %d of document %d with another word: %w", look.Name, s.page+1, s.doc, err)
			}
			mu.Lock()
			defer mu.Unlock()
			count.add(g.t, s.place, asIs, otherwise)
			if *qualityVerbose && len(asIs) > 0 {
				g.t.Logf("%s p. %d of %d: %s; with another word %v", look.Name, s.page+1, s.doc, asIs[0].Verdict, toldOf(otherwise))
			}
			return nil
		})
	}
	if err := group.Wait(); err != nil {
		g.t.Fatal(err)
	}
	return count
}

// photograph asks for a photograph of a page.
func (g *gallery) photograph(q question, look forge.Look, page *image.Gray, seed uint64) ([]dossier.Match, error) {
	return g.show(q, look.Alter(page, rand.New(rand.NewPCG(qualityAsk, seed))))
}

func (n *shots) add(t *testing.T, at place, asIs, edited []dossier.Match) {
	claims, shares, _ := claimed(t, asIs, 1)
	n.tally.add([]place{at}, claims, shares)
	if len(asIs) > 0 && asIs[0].Verdict == dossier.Altered {
		n.changed++
	}
	switch toldOf(edited) {
	case dossier.Altered:
		n.told++
	case dossier.Same:
		n.same++
	}
}

// toldOf returns what is said of a page with another word: that it was altered, that it is the same
// in all that can be told, or that not all can be; "" where it was not recognised.
func toldOf(found []dossier.Match) dossier.Verdict {
	switch {
	case len(found) == 0 || !found[0].Verdict.Found():
		return ""
	case found[0].Verdict == dossier.Altered:
		return dossier.Altered
	case found[0].Verdict == dossier.Unclear || found[0].Pages[0].Untold != nil:
		return dossier.Unclear
	}
	return dossier.Same
}

// withAnotherWord returns the page with one of its long words, about the middle, in which another
// of its size stands instead.
func (g *gallery) withAnotherWord(s sitter) *image.Gray {
	data, err := os.ReadFile(g.paths[s.doc])
	if err != nil {
		g.t.Fatal(err)
	}
	var words []dossier.Box
	source := extract.Source{Name: g.paths[s.doc], Data: bytes.NewReader(data), Size: int64(len(data))}
	err = pool().Views(g.t.Context(), source, []int{s.page + 1}, 72, func(_ int, page pdf.View) error {
		for _, w := range page.Words {
			words = append(words, w.Box)
		}
		return nil
	})
	if err != nil {
		g.t.Fatal(err)
	}
	from, to := twoOfOneSize(words)
	if from == to {
		g.t.Fatalf("page %d of document %d has no two words of one size", s.page+1, s.doc)
	}
	edited := image.NewGray(s.raster.Rect)
	copy(edited.Pix, s.raster.Pix)
	draw.Draw(edited, pixelsAt(words[to]), image.White, image.Point{}, draw.Src)
	at := pixelsAt(words[from])
	draw.Draw(edited, at.Sub(at.Min).Add(pixelsAt(words[to]).Min), s.raster, at.Min, draw.Src)
	return edited
}

// pixelsAt returns where a box of a page is on its drawing.
func pixelsAt(b dossier.Box) image.Rectangle {
	const scale = looksDPI / 72.
	return image.Rect(int(b.X*scale)-1, int(b.Y*scale)-1, int((b.X+b.W)*scale)+1, int((b.Y+b.H)*scale)+1)
}

// twoOfOneSize returns two words of which either could stand in the other's place: the second of
// them as near to the middle as can be.
func twoOfOneSize(words []dossier.Box) (from, to int) {
	const long, alike, apart, asHigh = 3, .03, .15, .2
	for step := range words {
		to = (len(words) + step - 2*(step%2)*step) / 2
		if to < 0 || to >= len(words) || words[to].W < long*words[to].H {
			continue
		}
		for from, o := range words {
			differ := math.Abs(o.W/words[to].W - 1)
			if differ > alike && differ < apart && math.Abs(o.H/words[to].H-1) < asHigh {
				return from, to
			}
		}
	}
	return 0, 0
}
