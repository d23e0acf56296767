package recognise

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"

	"golang.org/x/sync/errgroup"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/forge"
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
none was.

%-34s %5s %6s %6s %6s %6s %6s %7s
`, looksDPI, q.pages, "", "pages", "right", "tied", "shared", "missed", "WRONG", "CHANGED")
	for row, look := range forge.Photos() {
		count, changed := g.photographs(q, look, sitters, row)
		fmt.Fprintf(&b, "%s %7d\n", strings.TrimSuffix(count.row(look.Note), "\n"), changed)
	}
	return b.String()
}

// photographs asks for photographs of all sitters, and counts those of which it is said that
// they were changed.
func (g *gallery) photographs(q question, look forge.Look, sitters []sitter, row int) (count tally, changed int) {
	var mu sync.Mutex
	var group errgroup.Group
	group.SetLimit(2)
	for i, s := range sitters {
		group.Go(func() error {
			r := rand.New(rand.NewPCG(qualityAsk, uint64(1000+row*len(sitters)+i)))
			found, err := g.show(q, look.Alter(s.raster, r))
			if err != nil {
				return fmt.Errorf("%s of page %d of document %d: %w", look.Name, s.page+1, s.doc, err)
			}
			claims, shares, _ := claimed(g.t, found, 1)
			mu.Lock()
			defer mu.Unlock()
			before := count
			count.add([]place{s.place}, claims, shares)
			untrue := len(found) > 0 && found[0].Verdict == dossier.Altered
			if untrue {
				changed++
			}
			if *qualityVerbose && (untrue || count.right == before.right && count.tied == before.tied) {
				g.t.Logf("%s p. %d of %d: claims %v shares %v changed %v", look.Name, s.page+1, s.doc, claims, shares, untrue)
			}
			return nil
		})
	}
	if err := group.Wait(); err != nil {
		g.t.Fatal(err)
	}
	return count, changed
}
