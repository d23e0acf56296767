package match

import (
	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/fingerprint/layout"
)

// What the registration of two pages is worth. Its score S is that of package layout:
// over 3.5 million pairs of pages without shared text the greatest was 8.6.
const (
	sharedLayout  = 10. // S from which pages share a region
	sameLayout    = 25. // S, and...
	sameAlike     = .5  // ...share of the words in the overlap that look alike, from which they are one page
	contextLayout = 5.  // S that counts when the pages around agree
	layoutBits    = 4.  // score in bits for each unit of S

	wholeLayout  = .85 // share of a page's words that lie in the overlap when the whole page is shown
	lostLayout   = .04 // share of the known page's words that noise may lose...
	lostWords    = 4   // ...and number of them
	formReplaced = .12 // share of the words in place of which the other page has others: a form
	moreLayout   = .15 // share of a page's words outside the overlap that make it hold more
)

// A view is what laying a query page over a known page says.
type view struct {
	score     float64 // S; 0 when nothing agrees
	told      dossier.Relation
	placed    dossier.Relation  // what it is if the pages are known to belong together
	words     int               // of the query page, in place
	of        int               // words of the query page in the overlap
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
		if best.score >= sameLayout {
			break
		}
	}
	return best
}

func newView(r layout.Registration, q, k *layout.Layout) view {
	v := view{score: r.Score(), words: len(r.Pairs), of: r.Query}
	v.cq = float64(r.Alike) / float64(max(1, len(q.Words)))
	v.cp = float64(r.Alike) / float64(max(1, len(k.Words)))
	if back, ok := q.ToPage.Inverse(); ok {
		v.transform = back.Homography().Then(r.Transform).Then(k.ToPage.Homography())
	}
	v.placed = placedByLayout(r, q, k)
	switch {
	case v.score < sharedLayout:
	case v.placed == dossier.Form:
		v.told = dossier.Form
	case v.score >= sameLayout && float64(r.Alike) >= sameAlike*float64(min(r.Query, r.Known)):
		v.told = v.placed
	default:
		v.told = dossier.Passage
	}
	return v
}

// placedByLayout is the relation of two pages that show the same region.
func placedByLayout(r layout.Registration, q, k *layout.Layout) dossier.Relation {
	overlap := min(r.Query, r.Known)
	lost := len(r.UnpairedKnown) - r.Replaced
	switch {
	case float64(r.Replaced) > formReplaced*float64(overlap):
		return dossier.Form
	case float64(r.Known) < wholeLayout*float64(len(k.Words)):
		return dossier.Excerpt
	case lost > lostWords && float64(lost) > lostLayout*float64(r.Known):
		return dossier.Redacted
	case float64(len(q.Words)-r.Query) > moreLayout*float64(len(q.Words)):
		return dossier.Contains
	}
	return dossier.SamePage
}

// rounded is a transform to six significant digits, its last element 1: machines
// differ in the digits after those.
func rounded(h layout.Homography) []float64 {
	t := make([]float64, len(h))
	for i, x := range h {
		t[i] = significant(x/h[8], 6)
	}
	return t
}
