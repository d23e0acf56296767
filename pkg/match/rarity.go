package match

import (
	"math"

	"github.com/leakprint/leakprint/pkg/dossier"
)

// Rarity is how common the marks and pictures of an input are in the corpus: it says how
// much it means that two pages share one. It is only read, so it may be shared. Either map
// may be nil; then all are rare.
type Rarity struct {
	Pages     int                    // number of pages that were searched
	Frequency map[uint64]int         // by hash of a mark, the number of pages it stands on; may lack those on none
	Pictures  map[dossier.Digest]int // by trimmed digest of a picture, the number of pages it is on
}

// backgroundPages is the least number of pages against which a mark's rarity is judged: in
// a small corpus nearly every phrase looks unique.
const backgroundPages = 1024

// Bits is the information in sharing a mark: its inverse document frequency log2(N/df), N
// being at least backgroundPages, never negative. It is rounded to a 64th of a bit, so that
// machines whose logarithms differ in the last digits agree.
func (r Rarity) Bits(hash uint64) float64 {
	n := float64(max(r.Pages, backgroundPages))
	return max(0, math.Round(64*math.Log2(n/float64(max(1, r.Frequency[hash]))))/64)
}
