package corpus

import (
	"cmp"
	"context"
	"errors"
	"slices"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/extract"
	"github.com/leakprint/leakprint/pkg/fingerprint"
	"github.com/leakprint/leakprint/pkg/intake"
	"github.com/leakprint/leakprint/pkg/internal/layout"
	"github.com/leakprint/leakprint/pkg/match"
)

const (
	// layoutCandidates is how many known pages are proposed for a page by its layout.
	layoutCandidates = pageCandidates
	// textShare is the share of a page's marks that one known page must have for its
	// wording to be enough: what a machine read from a scan has few marks right.
	textShare = .3
)

// wordless reports whether a page shows something, but carries no text.
func wordless(p extract.PageContent) bool { return p.Print.Marks == nil && p.Print.Absent == "" }

// readOtherwise gets other layouts of the pages chosen. It reports whether there are any.
func (r Reader) readOtherwise(ctx context.Context, got *reading, chosen func(extract.PageContent) bool) (bool, error) {
	var numbers []int
	for _, p := range got.pages {
		if chosen(p) {
			numbers = append(numbers, p.Number)
		}
	}
	if len(numbers) == 0 || got.input.Family() == intake.PlainText {
		return false, nil
	}
	content, err := got.input.Open()
	if err != nil {
		return false, err
	}
	defer content.Close()
	got.readings = map[int][]layout.Layout{}
	err = r.Pool.Readings(ctx, got.source(content), numbers, func(n int, readings []layout.Layout) error {
		if len(readings) > 0 {
			got.readings[n] = readings
		}
		return nil
	})
	return len(got.readings) > 0, passable(ctx, err)
}

// passable is err unless it lies in the document: what was read of it before stands.
func passable(ctx context.Context, err error) error {
	if _, documents := errors.AsType[*dossier.Error](err); documents && ctx.Err() == nil {
		return nil
	}
	return err
}

// accountsFor reports whether one of the known pages proposed has a good part of the
// page's marks.
func accountsFor(proposed []match.Proposal, marks []fingerprint.Mark) bool {
	return slices.ContainsFunc(proposed, func(c match.Proposal) bool { return float64(c.Hits) >= textShare*float64(len(marks)) })
}

// proposeByLayout returns the known pages that share most chains of words with a page,
// in any of its readings, upright or turned.
func (m matcher) proposeByLayout(ctx context.Context, usual layout.Layout, others []layout.Layout) ([]match.Proposal, error) {
	best := map[dossier.PageRef]match.Proposal{}
	for _, reading := range append([]layout.Layout{usual}, others...) {
		if len(reading.Words) < fingerprint.MinWords {
			continue
		}
		probes := append(reading.Probes(false), reading.Probes(true)...)
		proposed, err := proposeByChains(ctx, m.store, probes, layoutCandidates)
		if err != nil {
			return nil, err
		}
		for _, c := range proposed {
			if c.Votes > best[c.PageRef].Votes {
				best[c.PageRef] = c
			}
		}
	}
	all := make([]match.Proposal, 0, len(best))
	for _, c := range best {
		all = append(all, c)
	}
	slices.SortFunc(all, func(a, b match.Proposal) int {
		return cmp.Or(cmp.Compare(b.Votes, a.Votes), cmp.Compare(a.Document.String(), b.Document.String()), a.Number-b.Number)
	})
	return all[:min(layoutCandidates, len(all))], nil
}
