package match

import (
	"math"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/fingerprint"
)

// A Page is a page of either side as matching sees it.
type Page struct {
	Number        int     // 1-based
	Width, Height float64 // points
	Text          string
	Print         fingerprint.Page
}

// Rarity tells how much it says that two pages share a mark.
type Rarity struct {
	Pages     int                    // how many pages were searched
	Frequency map[uint64]int         // on how many of them a mark stands; absent means none
	Pictures  map[dossier.Digest]int // on how many a picture stands, by its trimmed digest
}

// backgroundPages is the least number of pages that a mark's rarity is judged
// against: in a small corpus nearly every phrase looks unique.
const backgroundPages = 1024

// Bits is the information in sharing the mark: its inverse document frequency
// log2(N/df), to a 64th of a bit, so that machines whose logarithms end differently
// agree.
func (r Rarity) Bits(hash uint64) float64 {
	n := float64(max(r.Pages, backgroundPages))
	return max(0, math.Round(64*math.Log2(n/float64(max(1, r.Frequency[hash]))))/64)
}

// A sheet is a page made ready for comparison.
type sheet struct {
	Page
	folded []rune
	runs   *runIndex // query pages only
	worth  []float64 // worth[i] is the information in folded[:i], bits; query pages only
}

func newSheet(p Page) *sheet { return &sheet{Page: p, folded: fingerprint.Fold(p.Text)} }

// substance is how much a page holds, in folded characters; a picture is worth a page.
func (s *sheet) substance() int {
	if s.picture() != nil {
		return max(len(s.folded), typicalLength)
	}
	return len(s.folded)
}

// newQuerySheet also weighs the page's text by rarity.
func newQuerySheet(p Page, rarity Rarity) *sheet {
	s := newSheet(p)
	s.runs = newRunIndex(s.folded, fingerprint.GramLen)
	s.worth = worth(len(s.folded), p.Print.Marks, rarity)
	return s
}

// worth spreads each mark's bits evenly over the characters of its run, averaging
// where runs overlap, and returns the running total. Characters that no mark
// covers (at the ends) are worth the page's average.
func worth(length int, marks []fingerprint.Mark, rarity Rarity) []float64 {
	bits, runs := make([]float64, length), make([]float64, length)
	total := 0.0
	for _, m := range marks {
		b := rarity.Bits(m.Hash) / fingerprint.GramLen
		total += b
		for i := m.Pos; i < m.Pos+fingerprint.GramLen; i++ {
			bits[i] += b
			runs[i]++
		}
	}
	sum := make([]float64, length+1)
	for i := range bits {
		w := total / float64(max(1, len(marks)))
		if runs[i] > 0 {
			w = bits[i] / runs[i]
		}
		sum[i+1] = sum[i] + w
	}
	return sum
}

// bits is the information in folded[from:to].
func (s *sheet) bits(from, to int) float64 { return s.worth[to] - s.worth[from] }
