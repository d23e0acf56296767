package match

import (
	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/internal/layout"
	"github.com/leakprint/leakprint/pkg/wording"
)

// Thresholds of relations by wording. Scores are in bits, covers shares of a page,
// lengths in letters of folded text (fingerprint.Letters).
const (
	sameScore    = 60.  // from which a page may be the same
	sameCover    = .80  // of both pages, for the same page
	nearCover    = .50  // of both pages, for much in common
	partCover    = .85  // of the page that is a part of the other
	partChance   = 1e-2 // the most coincidences with which a part is claimed
	foreignWord  = 12   // the longest stretch of its own that a part may have
	sharedChance = .1   // the most coincidences with which a passage is worth mentioning
	newText      = 3    // characters and...
	newTextShare = .01  // ...share of a page that may differ without counting as added or lost
)

// Thresholds of relations by overlay, as shares of words.
const (
	formAlike     = .5  // of the overlap: what two forms have in common
	wholeLayout   = .85 // of the known page: so much lies in the overlap when the whole page is shown
	moreLayout    = .15 // of the query page: without a counterpart, they make it hold more
	hiddenLayout  = .10 // of the known page's words there: gone from a redacted one...
	hiddenBlurred = .30 // ...as far as a blurred picture shows
)

// claims reports whether a relation says that the pages belong together, as against
// sharing text.
func claims(r dossier.Relation) bool {
	switch r {
	case dossier.SamePage, dossier.Edited, dossier.Redacted, dossier.Excerpt, dossier.Contains:
		return true
	}
	return false
}

// ownRelation is the relation of an edge's pages by their own evidence; "" for none that
// is worth mentioning. It is final once all documents have been compared.
func (c *comparison) ownRelation(e edge) dossier.Relation {
	switch {
	case e.picture.sameStream:
		return dossier.SamePage
	case e.basis == dossier.ByLayout:
		return e.overlay.relation
	case e.byText():
		return e.textRelation
	case e.picture.score >= samePicture && e.picture.unmistakable(c.lookAlikes[e.Query]):
		return dossier.SamePage
	}
	return dossier.Near
}

// relationInPlace is the relation of an edge's pages if they stand where they should in
// a document that the input is known to be a copy of.
func (c *comparison) relationInPlace(e edge) dossier.Relation {
	switch {
	case e.byText():
		q, k := c.both(e.Pair)
		return wordingInPlace(q, k, e.evidence, e.textRelation)
	case e.basis == dossier.ByLayout:
		return e.overlay.relationInPlace
	}
	return c.ownRelation(e)
}

// relationWhenShared is the relation of an edge's pages if the input is no copy of the
// document; "" if it is not worth mentioning.
func (c *comparison) relationWhenShared(e edge) dossier.Relation {
	switch {
	case e.coincidences > sharedChance,
		e.basis == dossier.ByLayout && e.overlay.relation == "",
		e.basis == dossier.ByImage && e.picture.score < samePicture: // two pictures of the same kind
		return ""
	case c.ownRelation(e).IsForm():
		return c.ownRelation(e)
	case e.basis == dossier.ByImage, e.score >= sameScore && e.lesserCover() >= nearCover:
		return dossier.Near
	}
	return dossier.Passage
}

// relationByWording is the relation of two pages by the wording that they share, with
// nothing else in view; "" for none that is worth mentioning.
func relationByWording(q, k *preparedPage, e evidence, coincidences float64) dossier.Relation {
	if e.score >= sameScore && e.lesserCover() >= sameCover {
		return relationOfCopy(q, k, e)
	}
	if part := partRelation(q, k, e, foreignWord); part != "" && coincidences <= partChance {
		return part
	}
	if e.score >= sameScore && e.lesserCover() >= nearCover {
		return dossier.Near
	}
	if coincidences <= sharedChance {
		return dossier.Passage
	}
	return ""
}

// partRelation is the relation of two pages of which one has nothing that the other
// lacks but stretches of up to so many folded characters; "" for others.
func partRelation(q, k *preparedPage, e evidence, foreign int) dossier.Relation {
	if e.greaterCover() < partCover {
		return ""
	}
	ofQuery, ofKnown := e.longestForeign(q, k)
	switch {
	case e.queryCover >= partCover && ofQuery <= foreign && holes(e.knownSpans) > 0:
		return dossier.Redacted
	case e.queryCover >= partCover && ofQuery <= foreign:
		return dossier.Excerpt
	case e.knownCover >= partCover && ofKnown <= foreign:
		return dossier.Contains
	}
	return ""
}

// relationOfCopy is the relation of a page to the known page that it is a copy of, by
// wording: SamePage, Redacted or Edited.
func relationOfCopy(q, k *preparedPage, e evidence) dossier.Relation {
	if e.equal && wording.Equal(q.Text, k.Text) || wording.SameButEncoding(q.Text, k.Text) {
		return dossier.SamePage
	}
	added, lost := e.addedAndLost(q, k)
	switch {
	case (q.Recognised || k.Recognised) && holes(e.querySpans)+holes(e.knownSpans) == 0:
		return dossier.SamePage // what differs may be misread, or a header that was not read
	case added <= allowance(q) && lost > allowance(k) && longestHole(e.knownSpans, len(k.folded)) > wordGap:
		return dossier.Redacted
	}
	return dossier.Edited
}

// allowance is how many characters of a page may differ without counting.
func allowance(p *preparedPage) int { return newText + int(newTextShare*float64(len(p.folded))) }

// wordingInPlace is the relation of two pages by wording if they are known to belong
// together; byThemselves is what relationByWording says.
func wordingInPlace(q, k *preparedPage, e evidence, byThemselves dossier.Relation) dossier.Relation {
	switch {
	case claims(byThemselves) && byThemselves != dossier.Excerpt:
		return byThemselves
	case e.knownCover >= partCover && e.queryCover < sameCover:
		return dossier.Contains
	}
	return relationOfCopy(q, k, e)
}

// correctedByOverlay is an edge's relation by wording, corrected by what laying the pages
// over one another shows and their text does not.
func correctedByOverlay(e edge, q, k *preparedPage) dossier.Relation {
	scanned := q.fullPagePicture() != nil || k.fullPagePicture() != nil
	switch {
	case e.equal && e.overlay.blackened: // the words are still in the file, beneath the black
		return dossier.Redacted
	case e.overlay.relation.IsForm() && claims(e.textRelation) && scanned:
		return e.overlay.relation // what a machine read of the scan is the form, not what was filled in by hand
	}
	return e.textRelation
}

// relationByOverlay is the relation of two pages by their overlay alone; "" for none.
// inPlace is what relationInOverlap says.
func relationByOverlay(r layout.Registration, d difference, inPlace dossier.Relation) dossier.Relation {
	switch {
	case r.Score() < sharedLayout:
		return ""
	case r.Score() >= claimLayout && inPlace != dossier.Near:
		return inPlace
	case float64(r.Alike) < formAlike*d.overlap:
		return dossier.Passage
	case d.otherWords():
		return dossier.Form
	}
	return dossier.FormOrPage
}

// relationInOverlap is the relation of two pages by their overlay if they are known to
// belong together: Near if they cannot be one page.
func relationInOverlap(r layout.Registration, d difference, q, k *layout.Layout) dossier.Relation {
	hidden := hiddenLayout
	if d.bits > sharpBits {
		hidden = hiddenBlurred
	}
	switch {
	case !d.onePage():
		return dossier.Near
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
