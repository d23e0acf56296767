package recognise

import (
	"context"
	"fmt"
	"io"
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
	return found, nil
}

// marksBetween are the differences between two pages that change no word.
func marksBetween(first, second extract.PageContent) []dossier.Difference {
	if first.Recognised || second.Recognised {
		return nil
	}
	a, b := wording.Tokens(first.Text), wording.Tokens(second.Text)
	var found []dossier.Difference
	for _, place := range wording.MarkPlaces(a, b, wording.Align(wording.Keys(a), wording.Keys(b))) {
		of, to := a[place.Pair.A], b[place.Pair.B]
		found = append(found, dossier.Difference{
			Page: first.Number, Kind: string(place.Class), Before: of.Space + of.Text, After: to.Space + to.Text, Basis: "changes no word",
		})
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
