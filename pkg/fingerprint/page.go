package fingerprint

import (
	"image"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/internal/camera"
	"github.com/leakprint/leakprint/pkg/internal/layout"
	"github.com/leakprint/leakprint/pkg/internal/pdq"
)

// DPI is the resolution, in dots per inch, at which PDF pages are rendered for their
// layout. Lower ones lose recall, higher ones cost time.
const DPI = 100

const (
	// MinWords is the least number of words for a layout to tell a page by.
	MinWords = 12
	// sparseWords is the number of words below which a layout is unreliable, so that the
	// page as a whole is hashed as well.
	sparseWords = 100

	// A page that somebody photographed shows fewOfPage words at most if it is looked at as if it
	// lay flat, or much of it is neither black nor white. If it is looked at as what it is, it
	// shows moreInRows times as many words, or lies off a plane by so many char heights, and has
	// no fewer in rows.
	fewOfPage  = 400
	moreInRows = 2
	bent       = .35
	whiteLevel = 216 // gray values from it on are white
	tonedShare = .25 // of a photograph that is neither black nor white

	blackLevel = 64  // gray values below it are black
	blackShare = .35 // of the page: one that shows no words and more black was blacked out
)

// Of returns a page's fingerprint. pictures are the pixels of page.Images, one for each,
// nil where it could not be decoded. drawn is the page as rendered at DPI; nil for plain
// text and pages that were not rendered.
func Of(page dossier.Page, pictures []image.Image, drawn *image.Gray) Print {
	var fp Print
	fp.Length, fp.Marks = OfText(page.Text)
	usable := false
	for i, meta := range page.Images {
		picture := OfPicture(meta, pictures[i])
		usable = usable || picture.Quality >= MinQuality
		fp.Images = append(fp.Images, picture)
	}
	if drawn != nil {
		fp.Layout = LayoutOf(page, drawn)
		if len(fp.Layout.Words) < sparseWords {
			fp.Looks, fp.LooksQuality = pdq.Of(drawn)
		}
		usable = usable || len(fp.Layout.Words) >= MinWords || fp.LooksQuality >= MinQuality
	}
	switch {
	case fp.Marks != nil || usable:
	case page.Note != "":
		fp.Absent = dossier.PartlyUnread
	case drawn != nil && blackedOut(drawn):
		fp.Absent = dossier.BlackedOut
	case fp.Length == 0 && len(page.Images) == 0 && len(fp.Layout.Words) == 0:
		fp.Absent = dossier.Blank
	case len(page.Images) == 0:
		fp.Absent = dossier.NearEmpty
	default:
		fp.Absent = dossier.NothingSeen
	}
	return fp
}

// LayoutOf returns the layout of a page as rendered. Its ToPage maps to points.
func LayoutOf(page dossier.Page, drawn *image.Gray) layout.Layout {
	return inPoints(layout.Segment(drawn), page, drawn)
}

// Readings returns other layouts that a page which is hard to segment may have, best
// first, for a page in question that was not found by its layout. Their ToPage maps to
// points.
func Readings(page dossier.Page, drawn *image.Gray) []layout.Layout {
	readings := layout.Alternatives(drawn)
	for i := range readings {
		readings[i] = inPoints(readings[i], page, drawn)
	}
	return readings
}

// Photographed returns the layout that a page has if somebody photographed it, for a page in
// question that was not found otherwise; none where that shows too few words to tell a page
// by. Its ToPage maps to points.
func Photographed(page dossier.Page, drawn *image.Gray) []layout.Layout {
	l := camera.Read(drawn)
	if len(l.Words) < MinWords {
		return nil
	}
	return []layout.Layout{inPoints(l, page, drawn)}
}

// ToKeep returns the fingerprint of a page as it is kept of a known document: of one that was
// photographed, with the layout that it has as such.
func ToKeep(p Print, page dossier.Page, drawn *image.Gray) Print {
	if drawn == nil || page.Text != "" || len(page.Images) != 1 || !page.FilledBy(page.Images[0]) || len(p.Layout.Words) >= fewOfPage && !toned(drawn) {
		return p
	}
	for _, l := range Photographed(page, drawn) {
		plain, seen := p.Layout.InRows(), l.InRows()
		if seen >= max(plain, MinWords) && (seen >= moreInRows*plain || len(l.Words) >= moreInRows*len(p.Layout.Words) || l.BentBy() >= bent*l.CharHeight) {
			p.Layout = l
			if p.Absent == dossier.NothingSeen || p.Absent == dossier.Blank {
				p.Absent = dossier.Present
			}
		}
	}
	return p
}

// inPoints makes a layout's ToPage map to points instead of the raster's pixels.
func inPoints(l layout.Layout, page dossier.Page, drawn *image.Gray) layout.Layout {
	if !drawn.Rect.Empty() {
		l.ToPage = l.ToPage.Then(layout.Affine{page.Width / float64(drawn.Rect.Dx()), 0, 0, 0, page.Height / float64(drawn.Rect.Dy()), 0})
	}
	return l
}

// toned reports whether much of a page is neither black nor white.
func toned(drawn *image.Gray) bool {
	between := 0
	for y := range drawn.Rect.Dy() {
		for _, p := range drawn.Pix[y*drawn.Stride : y*drawn.Stride+drawn.Rect.Dx()] {
			if p >= blackLevel && p < whiteLevel {
				between++
			}
		}
	}
	return float64(between) >= tonedShare*float64(drawn.Rect.Dx()*drawn.Rect.Dy())
}

// blackedOut reports whether more than blackShare of a page is black.
func blackedOut(drawn *image.Gray) bool {
	black := 0
	for y := range drawn.Rect.Dy() {
		for _, p := range drawn.Pix[y*drawn.Stride : y*drawn.Stride+drawn.Rect.Dx()] {
			if p < blackLevel {
				black++
			}
		}
	}
	return float64(black) > blackShare*float64(drawn.Rect.Dx()*drawn.Rect.Dy())
}
