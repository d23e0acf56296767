package match

import (
	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/internal/layout"
)

// What laying one page over another is worth. S is layout.Registration.Score: over 3.5
// million pairs of pages without shared text the greatest was 8.6.
const (
	contextLayout = 5.  // S that counts when the pages around agree
	sharedLayout  = 10. // S from which pages share a region
	claimLayout   = 12. // S from which they may be one page
	layoutBits    = 4.  // score in bits for each unit of S

	fewLayout     = 100. // words in the overlap; where there are fewer, fewer may differ
	differentBits = 23   // of 64: pictures of words that differ in so many are of different words
	sharpBits     = 10   // the median by which words that are alike differ in a sharp picture
	fewestOther   = 10   // other words in its places from which a form is said to be filled in otherwise
	mostExchanged = .09  // of the overlap: words that a copy may add while others go
	mostGone      = .08  // of each page's words: those that may have nothing in their place on the other
)

// An overlayResult is what laying a query page over a known page shows.
type overlayResult struct {
	score                  float64          // S; 0 when nothing agrees
	relation               dossier.Relation // by the overlay alone; "" for none
	relationInPlace        dossier.Relation // if the pages are known to belong together
	words                  dossier.WordsInPlace
	blackened              bool              // words of the known page lie under black on the query page
	transform              layout.Homography // query page to known page, in points
	undecided              *undecided        // what the drawings decide by; nil where that is no question
	uneven                 *undecided        // what the mesh is made of where the pages lie unevenly; else nil
	queryCover, knownCover float64           // share of each page's words that look alike
}

// overlayPages lays a query page over a known one, in each of the query page's readings
// until one shows the pages to be more than pages that share a region. The result is the
// reading of the highest score; but where none says that the pages are one, and the query
// page may not have lain flat, the drawings have to decide on that.
func overlayPages(q, k *preparedPage) overlayResult {
	var best, bent overlayResult
	known := k.plane()
	if known == nil {
		return best
	}
	for i := range 1 + len(q.Readings) {
		query := q.reading(i)
		if query == nil {
			continue
		}
		isBent := q.layout(i).Bend != nil || k.layout(0).Bend != nil
		if !isBent && best.relation != "" && best.relation != dossier.Passage {
			continue
		}
		r, ok := layout.Register(query, known)
		if ok && isBent && r.Score() > bent.score {
			bent = bentOverlay(r, q.layout(i), k.layout(0))
		} else if ok && !isBent && r.Score() > best.score {
			best = newOverlayResult(r, q.layout(i), k.layout(0))
		}
		if claims(best.relation) {
			return best
		}
	}
	if bent.undecided == nil && bent.score < best.score {
		return best
	}
	if best.relation != "" { // stands unless the drawings say otherwise
		bent.relation, bent.relationInPlace = best.relation, best.relationInPlace
	}
	return bent
}

func newOverlayResult(r layout.Registration, q, k *layout.Layout) overlayResult {
	d := differenceOf(r)
	inPlace := relationInOverlap(r, d, q, k)
	o := overlayResult{
		score:           r.Score(),
		relation:        relationByOverlay(r, d, inPlace),
		relationInPlace: inPlace,
		words:           dossier.WordsInPlace{InPlace: len(r.Pairs), Of: r.Query, Missing: r.Missing + len(r.Covered)},
		blackened:       len(r.Covered) > 0,
		queryCover:      float64(r.Alike) / float64(max(1, len(q.Words))),
		knownCover:      float64(r.Alike) / float64(max(1, len(k.Words))),
	}
	if toRaster, ok := q.ToPage.Inverse(); ok {
		o.transform = toRaster.Homography().Then(r.Transform).Then(k.ToPage.Homography())
	}
	if o.score < claimLayout {
		return o
	}
	u := &undecided{registration: r, query: q, known: k}
	if !claims(o.relation) {
		o.undecided = u
	}
	if u.isUneven() { // which counts where the wording claims that the pages are one
		o.uneven = u
	}
	return o
}

// bentOverlay is the result where one of the pages did not lie flat: until the drawings are
// compared, they share a region at most.
func bentOverlay(r layout.Registration, q, k *layout.Layout) overlayResult {
	u := &undecided{r, q, k, true}
	o := overlayResult{
		score: r.Score(), relationInPlace: dossier.Near,
		words:      dossier.WordsInPlace{InPlace: len(r.Pairs), Of: r.Query},
		queryCover: float64(r.Alike) / float64(max(1, r.Query)),
		knownCover: float64(r.Alike) / float64(max(1, len(k.Words))),
	}
	if o.score >= sharedLayout {
		o.relation = dossier.Passage
		o.transform, _ = layout.FitPlane(u.ties())
	}
	if o.score >= claimLayout {
		o.undecided, o.uneven = u, u
	}
	return o
}

// A difference is how two pages differ where they overlap: as shares of overlap, unless
// a field says otherwise.
type difference struct {
	overlap   float64 // words there of the page that has fewer, at least 8
	replaced  float64 // unpaired words in whose place the other page has others
	different float64 // pairs of words of one size and place that look different
	exchanged float64 // words that one page adds while others go
	unpaired  float64
	gone      float64 // share of a page's words with nothing in their place on the other; the lesser of both pages'
	bits      int     // of 64: the median by which the pictures of words that are alike differ
}

func differenceOf(r layout.Registration) difference {
	var histogram [65]int
	different := 0
	for _, p := range r.Pairs {
		if p.Alike() {
			histogram[p.Bits]++
		} else if p.Bits >= differentBits {
			different++
		}
	}
	d := difference{overlap: float64(max(8, min(r.Query, r.Known)))}
	for seen := 0; d.bits < len(histogram); d.bits++ {
		if seen += histogram[d.bits]; 2*seen >= r.Alike {
			break
		}
	}
	d.replaced = float64(r.Replaced) / d.overlap
	d.different = float64(different) / d.overlap
	d.exchanged = float64(min(r.Added, r.Missing+r.Replaced)) / d.overlap
	d.unpaired = 1 - float64(len(r.Pairs))/d.overlap
	d.gone = min(float64(r.Added)/float64(max(1, r.Query)), float64(r.Missing)/float64(max(1, r.Known)))
	return d
}

// sharpDoubt is how much doubt a sharp picture allows, by difference.bits: two sharp
// prints of a form differ in 4.
var sharpDoubt = [...]float64{.4, .4, .4, .4, .4, .5, .65, .8, 1}

// onePage reports whether the pages differ no more than the quality of the picture
// explains. On a copy words are gone or unclear; on another page of the kind, or a form
// filled in differently, others stand in their place. In a sharp picture few words may
// differ, while blur makes the same words look different. Where few words are to be seen
// fewer may differ, since there are forms with no more than a few lines to fill in.
//
// The weights are those of a logistic regression on pairs of pages known to be one or
// not: altered pages of treaties against all others, and photocopies and cover sheets
// among scanned records.
func (d difference) onePage() bool {
	blur := float64(max(0, d.bits-sharpBits))
	limit := (sharpDoubt[min(d.bits, len(sharpDoubt)-1)] + .32*blur) * min(1, max(.3, d.overlap/fewLayout))
	doubt := 2.2*d.replaced + 5*d.different + 1.9*d.exchanged + 2.4*d.unpaired
	return doubt <= limit && d.exchanged <= mostExchanged+.02*blur && d.gone <= mostGone
}

// otherWords reports whether one page shows other words than the other in some places, rather than
// less, or nothing that is clear.
func (d difference) otherWords() bool {
	return (d.replaced+d.different+d.exchanged)*d.overlap >= fewestOther
}
