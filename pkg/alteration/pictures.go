package alteration

import (
	"slices"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/internal/ink"
)

const (
	likePicture  = .9   // likeness from which two pictures show the same...
	likeScanned  = .6   // ...where one of them was scanned
	likeOverlaid = .4   // ...where something goes over them
	leastPicture = 12.  // points on the shorter side; less is a rule or a bullet
	leastPaint   = 200. // square points of ink from which a scanned picture was painted over
)

// A pictureChange is a picture of the known page that is another, or encoded otherwise,
// on the query page.
type pictureChange struct {
	known, query dossier.Box // where it is shown; query is zero on a page that is a picture itself
	replaced     bool        // it shows something else; else it shows the same, stored with other bytes
}

// comparePictures compares the pictures within the known page with what the query page
// has in their place. A picture that fills the page is the page itself: only how it is
// encoded is compared.
func (p *Comparison) comparePictures() {
	if !p.registered || !p.query.rendered {
		return
	}
	explained := p.explainedBoxes()
	for _, k := range p.known.Images {
		if min(k.Box.W, k.Box.H) < leastPicture {
			continue
		}
		if c, ok := p.comparePicture(k, explained); ok {
			p.pictures = append(p.pictures, c)
		}
	}
}

// comparePicture compares one picture of the known page; ok is false where it is
// unchanged, or cannot be compared. What lies in explained is reported otherwise.
func (p *Comparison) comparePicture(known dossier.Image, explained []dossier.Box) (c pictureChange, ok bool) {
	c.known = known.Box
	canCompare := p.ink != nil && !p.known.FilledBy(known)
	query, found := p.pictureAt(known.Box)
	switch {
	case found && samePicture(query, known), found && p.known.FilledBy(known) && p.takenAnew():
		return c, false
	case found:
		c.query = query.Box
		c.replaced = canCompare && (p.unlike(known.Box, explained, likePicture) || p.drawnInto(known.Box, explained, anyInk))
		return c, true
	case p.query.isPicture && canCompare:
		c.replaced = p.unlike(known.Box, explained, likeScanned) || p.drawnInto(known.Box, explained, paint)
		return c, c.replaced
	}
	return c, false
}

// takenAnew reports whether the pages are two photographs or scans of a sheet, not one picture that
// was stored anew: they do not lie flat on one another.
func (p *Comparison) takenAnew() bool {
	const mostSkewed = .01
	return len(p.pair.Mesh) > 0 || p.toKnown.Foreshortens(p.query.Width, p.query.Height) > mostSkewed
}

// samePicture reports whether two pictures are stored alike, but for bytes around them.
func samePicture(a, b dossier.Image) bool { return a.Trimmed == b.Trimmed || a.SHA256 == b.SHA256 }

// pictureAt returns the picture of the query page that has the place and the size of one
// of the known page.
func (p *Comparison) pictureAt(known dossier.Box) (query dossier.Image, found bool) {
	i := slices.IndexFunc(p.query.Images, func(q dossier.Image) bool {
		at := mapBox(p.toKnown, q.Box)
		return at.Overlap(known) >= .8*max(known.W*known.H, at.W*at.H)
	})
	if i < 0 {
		return query, false
	}
	return p.query.Images[i], true
}

// unlike reports whether a picture shows something else than what is in its place: their
// likeness is below least, or far below it where a watermark or the like goes over it.
func (p *Comparison) unlike(box dossier.Box, explained []dossier.Box, least float64) bool {
	over := slices.Clone(explained)
	for _, r := range p.ink.Added() {
		if !covers(box, r.Known) {
			over = append(over, r.Known)
		}
	}
	if slices.ContainsFunc(over, func(b dossier.Box) bool { return overlapsBy(.05, b, box) }) {
		least = likeOverlaid
	}
	return p.ink.Likeness(box) < least
}

// drawnInto reports whether such ink was added to or removed from a picture, other than
// what is explained or goes beyond the picture.
func (p *Comparison) drawnInto(box dossier.Box, explained []dossier.Box, such func(ink.Region) bool) bool {
	return slices.ContainsFunc(slices.Concat(p.ink.Added(), p.ink.Removed()), func(r ink.Region) bool {
		return covers(box, r.Known) && r.Ink >= leastDrawing && such(r) && !isExplained(r.Known, explained)
	})
}

func anyInk(ink.Region) bool { return true }

// paint reports whether a region is what a scanner does not add to a picture by itself.
func paint(r ink.Region) bool { return isBar(r) && r.Ink >= leastPaint }
