package recognise

import (
	"context"
	"slices"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/internal/layout"
	"github.com/leakprint/leakprint/pkg/match"
)

// This file finds the further pages that one picture shows, such as those of an open book.

const (
	mostShown   = 4  // pages that are looked for in one picture
	leastBeside = 40 // words that are left of a picture, at least, if they may be those of another page
)

// besides returns the matches of a picture with the pages that it shows beside those found: what is
// left of it without them is asked by itself.
func (q question) besides(ctx context.Context, r Reading, matches []dossier.Match) ([]dossier.Match, error) {
	if r.Pages.Len() != 1 || !isPicture(r.MediaType) {
		return matches, nil
	}
	for range mostShown - 1 {
		rest, share, err := q.rest(ctx, r, matches)
		if err != nil || rest == nil {
			return matches, err
		}
		more, err := q.matches(ctx, rest, true)
		if err != nil || len(more) == 0 || !more[0].Verdict.Found() {
			return matches, err
		}
		with, isNew := match.Beside(matches, more[0], share)
		if !isNew {
			break
		}
		matches = with
	}
	return matches, nil
}

// A remainder is what is left of a picture of which pages were placed.
type remainder struct {
	Reading
	layout layout.Layout
}

// subject is the page with the words that are left, and nothing else that would place all of it.
func (m remainder) subject(ctx context.Context, number int) (match.Subject, error) {
	s, err := m.page(ctx, number)
	s.Print.Layout, s.Print.Images, s.Print.Marks = m.layout, nil, nil
	return s, err
}

// rest returns what is left of a picture without the known pages that were placed on it, and the
// share of its words; nil where no page was placed by its layout, or too little is left.
func (q question) rest(ctx context.Context, r Reading, matches []dossier.Match) (Document, float64, error) {
	page, err := r.page(ctx, 1)
	if err != nil || !page.Print.Wordless() {
		return nil, 0, err
	}
	left, placed := page.Print.Layout.Words, false
	for _, m := range matches {
		if !m.Verdict.Found() {
			continue
		}
		known := Kept(q.library, q.Reader, q.known[m.Document.SHA256])
		for _, p := range m.Pages {
			if len(p.Transform) != len(layout.Homography{}) {
				return nil, 0, nil // it is not known which part of the picture that is
			}
			of, err := known.page(ctx, p.Known)
			if err != nil {
				return nil, 0, err
			}
			placed = true
			left = outside(left, page.Print.Layout.ToPage, layout.Homography(p.Transform), of.Page)
		}
	}
	if !placed || len(left) < leastBeside {
		return nil, 0, nil
	}
	beside := page.Print.Layout
	beside.Words = left
	return remainder{r, beside}, float64(len(left)) / float64(len(page.Print.Layout.Words)), nil
}

// outside returns the words of a picture that do not lie on a known page, as it lies on that.
func outside(words []layout.Word, toPage layout.Affine, toKnown layout.Homography, known dossier.Page) []layout.Word {
	return slices.DeleteFunc(slices.Clone(words), func(w layout.Word) bool {
		x, y := toPage.Apply(float64(w.X0+w.X1)/2, float64(w.Y0+w.Y1)/2)
		x, y = toKnown.Apply(x, y)
		return x >= 0 && y >= 0 && x <= known.Width && y <= known.Height
	})
}
