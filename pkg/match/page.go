package match

import (
	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/fingerprint"
	"github.com/leakprint/leakprint/pkg/internal/layout"
	"github.com/leakprint/leakprint/pkg/internal/pdq"
)

// A Subject is one page, of the input or of a known document, as far as matching needs
// it: its number, size in points, text and images, and its fingerprint.
type Subject struct {
	dossier.Page
	Print fingerprint.Print
	// PictureFile says that the page is a file of a picture, which a camera may have taken.
	PictureFile bool
	// Readings and Turned are used on pages of the input only, and only needed where
	// these carry no text. Both may be nil.
	Readings []layout.Layout // alternatives to Print.Layout, likeliest first: fingerprint.Readings
	Turned   []pdq.Hash      // the page's PDQ hash in each orientation, indexed by pdq.Turn
}

// A preparedPage is a Subject with what comparing it takes: its folded text and, made
// when first needed, its layouts ready for registration.
type preparedPage struct {
	Subject
	folded []rune          // Text as fingerprint.Fold leaves it
	planes []*layout.Plane // of Print.Layout and then of Readings
	// Pages of the input only:
	index   *runIndex // of folded, in runs of fingerprint.GramLen
	bitsFor []float64 // bitsFor[i] is the information in folded[:i], in bits
}

func prepare(p Subject) *preparedPage {
	return &preparedPage{Subject: p, folded: fingerprint.Fold(p.Text)}
}

// prepareQuery prepares a page of the input: its text is indexed and weighed by rarity.
func prepareQuery(p Subject, rarity Rarity) *preparedPage {
	page := prepare(p)
	page.index = newRunIndex(page.folded, fingerprint.GramLen)
	page.bitsFor = cumulativeBits(len(page.folded), p.Print.Marks, rarity)
	return page
}

// cumulativeBits spreads each mark's bits evenly over the characters of its run,
// averaging where runs overlap, and returns the running total, of length+1 elements.
// Characters that no mark covers (at the ends) get the page's average.
func cumulativeBits(length int, marks []fingerprint.Mark, rarity Rarity) []float64 {
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

// bits is the information in folded[from:to]. Pages of the input only.
func (p *preparedPage) bits(from, to int) float64 { return p.bitsFor[to] - p.bitsFor[from] }

// fingerprinted reports whether the page carries a fingerprint. Blank, near-empty and
// blacked-out pages carry none.
func (p *preparedPage) fingerprinted() bool { return p.Print.Absent == "" }

// plane is the page's layout ready for registration; nil where it has too few words.
func (p *preparedPage) plane() *layout.Plane { return p.reading(0) }

// reading is layout(i) ready for registration; nil where it has too few words.
func (p *preparedPage) reading(i int) *layout.Plane {
	if p.planes == nil {
		p.planes = make([]*layout.Plane, 1+len(p.Readings))
	}
	if l := p.layout(i); p.planes[i] == nil && len(l.Words) >= fingerprint.MinWords {
		p.planes[i] = layout.NewPlane(l)
	}
	return p.planes[i]
}

// layout is Print.Layout for 0 and Readings[i-1] for other i.
func (p *preparedPage) layout(i int) *layout.Layout {
	if i == 0 {
		return &p.Print.Layout
	}
	return &p.Readings[i-1]
}

// fullPagePicture is the embedded picture that the page consists of, as a scan does;
// nil for other pages.
func (p *preparedPage) fullPagePicture() *fingerprint.Image {
	for i := range p.Print.Images {
		image := &p.Print.Images[i]
		if image.Quality >= fingerprint.MinQuality && p.FilledBy(image.Image) {
			return image
		}
	}
	return nil
}

// substance is how much the page holds, in folded characters. A picture, or a layout
// of enough words, counts as a page of typicalLength at least.
func (p *preparedPage) substance() int {
	if p.fullPagePicture() != nil || len(p.Print.Layout.Words) >= fingerprint.MinWords {
		return max(len(p.folded), typicalLength)
	}
	return len(p.folded)
}
