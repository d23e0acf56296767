package recognise

import (
	"context"
	"fmt"
	"io"
	"math"
	"slices"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/extract"
	"github.com/leakprint/leakprint/pkg/intake"
	"github.com/leakprint/leakprint/pkg/wording"
)

// maxStatesCompared is how many states of a file are compared, each with the next: each is read as a
// file of its own.
const maxStatesCompared = 10

// betweenStates says what changed on the pages of a file from each of its states to the next, and
// what could not be compared. ends are where they end.
func (r Reader) betweenStates(ctx context.Context, content io.ReaderAt, ends []int64) (items []dossier.Item, untold []string, err error) {
	r.Page = nil // they have been counted
	var before *Reading
	for i, end := range ends[:min(len(ends), maxStatesCompared)] {
		now, err := r.readState(ctx, content, end)
		if err != nil {
			return items, untold, err
		}
		defer now.Input.Release()
		if now.Err != nil {
			untold = append(untold, fmt.Sprintf("state %d by itself: %s", i+1, Reasons(now.Err)[0]))
			continue
		}
		if before != nil {
			found, err := r.fromState(ctx, *before, now, i)
			if err != nil {
				return items, untold, err
			}
			items = append(items, found...)
		}
		before = &now
	}
	if len(ends) > maxStatesCompared {
		untold = append(untold, fmt.Sprintf("what changed after state %d", maxStatesCompared))
	}
	return items, untold, nil
}

// readState reads a state of a file as a file of its own.
func (r Reader) readState(ctx context.Context, content io.ReaderAt, end int64) (Reading, error) {
	for in := range r.Inputs(ctx, []string{"-"}, io.NewSectionReader(content, 0, end), intake.Limits{Stdin: end}) {
		return r.Read(ctx, r.Digest(ctx, in), extract.Want{RenderDigests: true}), nil
	}
	return Reading{}, ctx.Err()
}

// fromState compares a state with the next, of that number from 1 on.
func (r Reader) fromState(ctx context.Context, before, after Reading, number int) ([]dossier.Item, error) {
	basis := fmt.Sprintf("state %d compared with state %d", number, number+1)
	differences, err := r.Differences(ctx, before, after)
	if err != nil {
		return nil, err
	}
	var items []dossier.Item
	for _, d := range differences {
		item := dossier.Item{Group: dossier.GroupEarlier, Kind: dossier.EarlierText, Page: d.Page, Box: d.Box, Basis: basis + ": " + d.Basis}
		item.Value = d.Kind
		if d.Before != "" || d.After != "" {
			item.Value = fmt.Sprintf("%s: '%s' became '%s'", d.Kind, d.Before, d.After)
		}
		items = append(items, item)
	}
	return items, nil
}

// storedAnew are the alterations that do not change what the pages show.
var storedAnew = []dossier.Kind{dossier.ReSaved, dossier.IncrementalUpdate, dossier.MetadataChanged, dossier.MetadataStripped, dossier.ReEncoded}

// Differences are all places in which two copies of a document differ in what their pages show or
// say, those that change no word included: other spaces, characters that nobody sees. Pages are those
// of the first.
func (r Reader) Differences(ctx context.Context, first, second Reading) ([]dossier.Difference, error) {
	if slices.EqualFunc(first.Pages.Facts(), second.Pages.Facts(), func(a, b extract.PageContent) bool { return !a.Render.IsZero() && a.Render == b.Render }) {
		return nil, nil
	}
	m, _, err := Compare(ctx, r, second, first)
	if err != nil {
		return nil, err
	}
	var found []dossier.Difference
	if m.Verdict == dossier.None && first.Pages.Len() != second.Pages.Len() {
		found = append(found, dossier.Difference{Kind: "pages", Before: fmt.Sprint(first.Pages.Len()), After: fmt.Sprint(second.Pages.Len()), Basis: "number of pages"})
	}
	for _, a := range m.Alterations {
		if slices.Contains(storedAnew, a.Kind) {
			continue
		}
		found = append(found, differenceOf(a))
	}
	for _, pair := range m.Pages {
		of, err := first.Pages.Page(pair.Known)
		if err != nil {
			return nil, err
		}
		to, err := second.Pages.Page(pair.Query)
		if err != nil {
			return nil, err
		}
		found = append(found, marksBetween(of, to)...)
	}
	return r.drawnBetween(ctx, first, second, m.Pages, found)
}

// marksBetween are the differences between two pages that change no word.
func marksBetween(first, second extract.PageContent) []dossier.Difference {
	if first.Recognised || second.Recognised {
		return nil
	}
	a, b := wording.Tokens(first.Text), wording.Tokens(second.Text)
	var found []dossier.Difference
	pairs := wording.Align(wording.Keys(a), wording.Keys(b))
	for _, place := range wording.MarkPlaces(a, b, pairs) {
		of, to := a[place.Pair.A], b[place.Pair.B]
		found = append(found, dossier.Difference{
			Page: first.Number, Kind: string(place.Class), Before: of.Space + of.Text, After: to.Space + to.Text, Basis: "changes no word",
		})
	}
	for _, d := range wording.Differences(a, b, pairs) {
		if d.Class == dossier.ClassLetters && d.A.Len() == d.B.Len() { // other letters that look alike
			found = append(found, dossier.Difference{
				Page: first.Number, Kind: string(dossier.MarkLookAlike), Before: wording.Text(a[d.A.From:d.A.To]), After: wording.Text(b[d.B.From:d.B.To]), Basis: "letters that look alike",
			})
		}
	}
	return found
}

func differenceOf(a dossier.Alteration) dossier.Difference {
	d := dossier.Difference{Kind: string(a.Kind), Before: a.Before, After: a.After, Basis: a.Basis}
	switch {
	case len(a.Boxes) > 0:
		d.Page = a.Boxes[0].Page
		d.Box = &dossier.Box{X: a.Boxes[0].X, Y: a.Boxes[0].Y, W: a.Boxes[0].W, H: a.Boxes[0].H}
	case len(a.KnownPages) > 0:
		d.Page = a.KnownPages[0]
	case len(a.QueryPages) > 0:
		d.Page = a.QueryPages[0]
	}
	return d
}

// States returns where the states of an input end that was saved by appending, in bytes, and its
// content, which the caller must close. An input that was saved once has one.
func (r Reader) States(ctx context.Context, in intake.Input) ([]int64, intake.Content, error) {
	got := r.Digest(ctx, in)
	if got.Err != nil {
		return nil, nil, got.Err
	}
	content, err := in.Open()
	if err != nil {
		return nil, nil, err
	}
	ends, err := r.Documents.States(ctx, got.source(content))
	if err != nil {
		content.Close()
		return nil, nil, err
	}
	if len(ends) == 0 {
		ends = []int64{in.Size}
	}
	return ends, content, nil
}

// asideBy is by how many points a word stands aside that is told.
const asideBy = .15

// aside are the words of a page that do not lie as the most of it does in the other copy, those of a line
// that lie alike together.
func aside(page int, first, second []dossier.Word) []dossier.Difference {
	if len(first) != len(second) || len(first) == 0 {
		return nil
	}
	xs, ys := make([]float64, len(first)), make([]float64, len(first))
	for i := range first {
		xs[i], ys[i] = second[i].Box.X-first[i].Box.X, second[i].Box.Y-first[i].Box.Y
	}
	x, y := median(xs), median(ys)
	var found []dossier.Difference
	last := -2
	for i, w := range first {
		dx, dy := round2(xs[i]-x), round2(ys[i]-y)
		if math.Abs(dx) < asideBy && math.Abs(dy) < asideBy {
			continue
		}
		said := fmt.Sprintf("%+.2f, %+.2f points", dx, dy)
		if n := len(found) - 1; last == i-1 && found[n].After == said && math.Abs(first[last].Box.Y-w.Box.Y) < w.Box.H {
			found[n].Before += " " + w.Text
			*found[n].Box = found[n].Box.Union(w.Box)
		} else {
			box := w.Box
			found = append(found, dossier.Difference{Page: page, Box: &box, Kind: "spacing", Before: w.Text, After: said, Basis: "where the words stand, right and down, beside how the rest of the page lies"})
		}
		last = i
	}
	return found
}

func median(values []float64) float64 {
	sorted := slices.Sorted(slices.Values(values))
	return sorted[len(sorted)/2]
}

func round2(v float64) float64 { return math.Round(100*v) / 100 }
