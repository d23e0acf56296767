package match

import (
	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/internal/layout"
)

// What the registration of two pages is worth. Its score S is that of package layout:
// over 3.5 million pairs of pages without shared text the greatest was 8.6.
const (
	sharedLayout  = 10. // S from which pages share a region
	claimLayout   = 12. // S from which they may be one page
	contextLayout = 5.  // S that counts when the pages around agree
	layoutBits    = 4.  // score in bits for each unit of S

	formAlike     = .5  // share of the words in the overlap that two forms have in common
	mostExchanged = .09 // share of the words that a copy may add while others go
	mostGone      = .08 // share of the words of each page that may have nothing in their place on the other
	wholeLayout   = .85 // share of a page's words that lie in the overlap when the whole page is shown
	moreLayout    = .15 // share of a page's words without a counterpart that make it hold more

	fewLayout     = 100. // words in the overlap; where there are fewer, fewer may differ
	differentBits = 23   // of 64: pictures that differ in so many are of different words
	sharpBits     = 10   // the median by which words that are alike differ in a clear picture

	hiddenLayout  = .10 // share of the known page's words that are gone from a redacted one...
	hiddenBlurred = .30 // ...as far as a bad picture shows
)

// A view is what laying a query page over a known page says.
type view struct {
	score     float64 // S; 0 when nothing agrees
	told      dossier.Relation
	placed    dossier.Relation // what it is if the pages are known to belong together
	words     dossier.WordsInPlace
	blackened bool              // words of the known page lie under black on the query
	transform layout.Homography // query page to known page, in points
	cq, cp    float64           // share of each page's words that look alike
}

// overlay lays a query page over a known one. Pages that are hard to read are tried
// in each of their readings until one is sure.
func overlay(q, k *sheet) view {
	var best view
	known := k.plane()
	if known == nil {
		return best
	}
	for i := range 1 + len(q.Readings) {
		query := q.reading(i)
		if query == nil {
			continue
		}
		r, ok := layout.Register(query, known)
		if ok && r.Score() > best.score {
			best = newView(r, q.layout(i), k.layout(0))
		}
		if best.told != "" && best.told != dossier.Passage {
			break
		}
	}
	return best
}

func newView(r layout.Registration, q, k *layout.Layout) view {
	v := view{score: r.Score(), words: dossier.WordsInPlace{InPlace: len(r.Pairs), Of: r.Query, Missing: r.Missing + len(r.Covered)}, blackened: len(r.Covered) > 0}
	v.cq = float64(r.Alike) / float64(max(1, len(q.Words)))
	v.cp = float64(r.Alike) / float64(max(1, len(k.Words)))
	if back, ok := q.ToPage.Inverse(); ok {
		v.transform = back.Homography().Then(r.Transform).Then(k.ToPage.Homography())
	}
	c := newContrast(r)
	v.placed = dossier.Near
	if c.onePage() {
		v.placed = placed(r, c, q, k)
	}
	switch {
	case v.score < sharedLayout:
	case v.score >= claimLayout && v.placed != dossier.Near:
		v.told = v.placed
	case float64(r.Alike) >= formAlike*c.overlap:
		v.told = dossier.Form
	default:
		v.told = dossier.Passage
	}
	return v
}

// A contrast is how two pages differ where they overlap: as shares of the words of the
// page that has fewer there, unless it says otherwise.
type contrast struct {
	overlap   float64 // words of the page that has fewer there
	replaced  float64 // unpaired words in place of which the other page has others
	different float64 // pairs of words of one size and place that look different
	exchanged float64 // words that one page adds while others go
	unpaired  float64
	gone      float64 // share of each page's words with nothing in their place on the other
	bits      int     // the median by which the pictures of words that are alike differ
}

func newContrast(r layout.Registration) contrast {
	var histogram [65]int
	different := 0
	for _, p := range r.Pairs {
		if p.Alike() {
			histogram[p.Bits]++
		} else if p.Bits >= differentBits {
			different++
		}
	}
	c := contrast{overlap: float64(max(8, min(r.Query, r.Known)))}
	for seen := 0; c.bits < len(histogram); c.bits++ {
		if seen += histogram[c.bits]; 2*seen >= r.Alike {
			break
		}
	}
	c.replaced = float64(r.Replaced) / c.overlap
	c.different = float64(different) / c.overlap
	c.exchanged = float64(min(r.Added, r.Missing+r.Replaced)) / c.overlap
	c.unpaired = 1 - float64(len(r.Pairs))/c.overlap
	c.gone = min(float64(r.Added)/float64(max(1, r.Query)), float64(r.Missing)/float64(max(1, r.Known)))
	return c
}

// sharpDoubt is how much may speak against two pages being one, by the median of bits
// by which words that are alike differ: two clear prints of a form differ in 4.
var sharpDoubt = [...]float64{.4, .4, .4, .4, .4, .5, .65, .8, 1}

// onePage reports whether no more speaks against the pages being one than the quality
// of the picture accounts for: on a copy, words are gone or unclear; on another page of
// the kind, or a form filled in differently, others stand in their place. In a sharp
// picture few words may differ; blur makes the same words look different. Where few
// words are to be seen, fewer may differ: there are forms with no more than some lines
// to fill in.
//
// The weights are those of a logistic regression on pairs of pages known to be one or
// not: altered pages of treaties against all others, and photocopies and cover sheets
// among scanned records.
func (c contrast) onePage() bool {
	blur := float64(max(0, c.bits-sharpBits))
	limit := (sharpDoubt[min(c.bits, len(sharpDoubt)-1)] + .32*blur) * min(1, max(.3, c.overlap/fewLayout))
	doubt := 2.2*c.replaced + 5*c.different + 1.9*c.exchanged + 2.4*c.unpaired
	return doubt <= limit && c.exchanged <= mostExchanged+.02*blur && c.gone <= mostGone
}

// placed is the relation of two pages that are one, as far as they show the same region.
func placed(r layout.Registration, c contrast, q, k *layout.Layout) dossier.Relation {
	hidden := hiddenLayout
	if c.bits > sharpBits {
		hidden = hiddenBlurred
	}
	switch {
	case len(r.Covered) > 0, float64(r.Missing) > hidden*float64(r.Known):
		return dossier.Redacted
	case len(r.Uncovered) > 0:
		return dossier.Contains
	case float64(r.Known) < wholeLayout*float64(len(k.Words)):
		return dossier.Excerpt
	case float64(len(q.Words)-r.Query+r.Added) > moreLayout*float64(len(q.Words)):
		return dossier.Contains
	}
	return dossier.SamePage
}
