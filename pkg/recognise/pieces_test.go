package recognise

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/extract"
	"github.com/leakprint/leakprint/pkg/match"
)

// longRun is a run of pairs of pages with half a MiB of text each, of which those that unlike names
// begin and end with other words.
func longRun(pages int, unlike func(number int) bool) (*copied, []dossier.PagePair) {
	c := &copied{texts: map[match.Pair]pairText{}}
	var run []dossier.PagePair
	for n := 1; n <= pages; n++ {
		query := strings.Repeat(fmt.Sprintf("Page %d. ", n), 1<<18/8)
		known := query
		if unlike(n) {
			known = "Other words. " + query + " Other words."
		}
		c.texts[match.Pair{Query: n, Known: n}] = newPairText(query, known)
		run = append(run, dossier.PagePair{Query: n, Known: n})
	}
	return c, run
}

// Text that is too long to be compared as one flow is cut where both documents say the same, and
// nothing of it is left out.
func TestLongFlowsAreCut(t *testing.T) {
	c, run := longRun(40, func(n int) bool { return n%7 == 0 })
	pieces := c.inPieces([][]dossier.PagePair{run})
	if len(pieces) < 5 || len(c.notes) > 0 {
		t.Errorf("%d pieces, %q", len(pieces), c.notes)
	}
	for _, piece := range pieces {
		if size := c.size(piece); size > mostUncut {
			t.Errorf("a piece of %d bytes", size)
		}
		if first, last := piece[0].Query, piece[len(piece)-1].Query; first%7 == 0 || last%7 == 0 {
			t.Errorf("cut at pages that differ: %d to %d", first, last)
		}
	}
	if all := slices.Concat(pieces...); len(all) != len(run) {
		t.Errorf("%d of %d pairs are left", len(all), len(run))
	}
}

// What is short, or is short of nothing but a place to cut, is compared as it is; beyond that it is
// left out, and the answer says so.
func TestFlowsThatCannotBeCut(t *testing.T) {
	for _, tt := range []struct {
		pages  int
		unlike bool
		pieces int
		noted  bool
	}{{3, false, 1, false}, {9, true, 1, false}, {20, true, 0, true}} {
		c, run := longRun(tt.pages, func(int) bool { return tt.unlike })
		pieces := c.inPieces([][]dossier.PagePair{run})
		if len(pieces) != tt.pieces || len(c.notes) > 0 != tt.noted {
			t.Errorf("%d pages, unlike %v: %d pieces, %q", tt.pages, tt.unlike, len(pieces), c.notes)
		}
	}
}

// Of a long text every change is told, and nothing else.
func TestChangesOfALongText(t *testing.T) {
	var lines []string
	for n := range 18_000 {
		lines = append(lines, fmt.Sprintf("Entry %d of the register, %d, was made by clerk %d and read over to him in the hall.\n", n, n*7919%1000003, n%89))
	}
	changed := slices.Clone(lines)
	for _, n := range []int{100, 9_000, 17_900} {
		changed[n] = strings.Replace(changed[n], "read over", "hidden", 1)
	}
	folder := t.TempDir()
	var readings []Reading
	for name, text := range map[string][]string{"a.txt": lines, "b.txt": changed} {
		path := filepath.Join(folder, name)
		if err := os.WriteFile(path, []byte(strings.Join(text, "")), 0o600); err != nil {
			t.Fatal(err)
		}
		readings = append(readings, read(t, path, extract.Want{}))
	}
	found, notes, err := Compare(t.Context(), reader(), readings[0], readings[1])
	if err != nil || len(notes) > 0 {
		t.Fatal(notes, err)
	}
	if len(found.Alterations) != 3 || slices.ContainsFunc(found.Alterations, func(a dossier.Alteration) bool { return a.Kind != dossier.TextEdited }) {
		t.Errorf("%+v", found.Alterations)
	}
}
