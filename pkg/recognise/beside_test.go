package recognise

import (
	"image"
	"image/draw"
	"slices"
	"testing"

	"github.com/leakprint/leakprint/pkg/dossier"
)

// A picture of an open book shows both pages, whichever of them has more words, and nothing of
// them is said to be changed because the other stands beside it. So does one of pages of two documents.
func TestPagesSideBySide(t *testing.T) {
	g := hang(t, madePDFs(t, 2, 12))
	q, err := newQuestion(t.Context(), reader(), g.shelf, Options{})
	if err != nil {
		t.Fatal(err)
	}
	first, second := g.draw(0, []int{4, 5}, 130), g.draw(1, []int{7}, 130)
	for name, tt := range map[string]struct {
		left, right *image.Gray
		want        []dossier.PagePair // by document and page
	}{
		"an open book":     {first[0], first[1], []dossier.PagePair{{Query: 0, Known: 4}, {Query: 0, Known: 5}}},
		"of two documents": {first[1], second[0], []dossier.PagePair{{Query: 0, Known: 5}, {Query: 1, Known: 7}}},
	} {
		matches, err := g.show(q, spreadOf(tt.left, tt.right))
		if err != nil {
			t.Fatal(err)
		}
		var got []dossier.PagePair
		for _, m := range matches {
			if !m.Verdict.Found() {
				continue
			}
			if m.Verdict == dossier.Altered {
				t.Errorf("%s: %s: %+v", name, m.Verdict, m.Alterations)
			}
			for _, p := range m.Pages {
				got = append(got, dossier.PagePair{Query: int(m.Document.Name[0] - '0'), Known: p.Known})
			}
		}
		slices.SortFunc(got, func(a, b dossier.PagePair) int { return a.Query - b.Query + a.Known - b.Known })
		if !slices.EqualFunc(got, tt.want, func(a, b dossier.PagePair) bool { return a.Query == b.Query && a.Known == b.Known }) {
			t.Errorf("%s: pages %+v, want %+v", name, got, tt.want)
		}
	}
}

// spreadOf returns a picture of two pages.
func spreadOf(left, right *image.Gray) *image.Gray {
	const gutter = 6 // pixels
	spread := image.NewGray(image.Rect(0, 0, left.Rect.Dx()+gutter+right.Rect.Dx(), max(left.Rect.Dy(), right.Rect.Dy())))
	draw.Draw(spread, spread.Rect, image.White, image.Point{}, draw.Src)
	draw.Draw(spread, left.Rect.Sub(left.Rect.Min), left, left.Rect.Min, draw.Src)
	draw.Draw(spread, right.Rect.Sub(right.Rect.Min).Add(image.Pt(left.Rect.Dx()+gutter, 0)), right, right.Rect.Min, draw.Src)
	return spread
}
