package recognise

import (
	"context"
	"reflect"
	"slices"

	"github.com/leakprint/leakprint/pkg/alteration"
	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/fingerprint"
	"github.com/leakprint/leakprint/pkg/wording"
)

// splitUnchanged parts the pairs of pages that are drawn and read the same from those that
// have to be looked at.
func (c *copied) splitUnchanged(ctx context.Context, pairs []dossier.PagePair) (unchanged []*alteration.Comparison, rest []dossier.PagePair, err error) {
	for _, p := range pairs {
		same, known, err := c.isUnchanged(ctx, p)
		if err != nil {
			return nil, nil, err
		}
		if same {
			unchanged = append(unchanged, alteration.Unchanged(p, known))
		} else {
			rest = append(rest, p)
		}
	}
	return unchanged, rest, nil
}

// isUnchanged reports whether the pages of a pair are drawn and read the same, and returns the
// known one. Equal render digests say so of what an honest program writes; what was written to
// be read by one program as by no other is not vouched for unless the words read, and what the
// fingerprints hold of the page as drawn, are equal too.
func (c *copied) isUnchanged(ctx context.Context, p dossier.PagePair) (bool, dossier.Page, error) {
	query, err := c.query.page(ctx, p.Query)
	if err != nil || query.Render.IsZero() {
		return false, dossier.Page{}, err
	}
	known, err := c.known.subject(ctx, p.Known)
	if err != nil || known.Render != query.Render || !wording.Equal(known.Text, query.Text) {
		return false, dossier.Page{}, err
	}
	return equalDrawings(query.Print, known.Print), known.Page, nil
}

// equalDrawings reports whether two fingerprints are equal in what was made of the page as drawn.
func equalDrawings(a, b fingerprint.Print) bool {
	equalImages := func(a, b fingerprint.Image) bool { return reflect.DeepEqual(a, b) }
	return reflect.DeepEqual(a.Layout, b.Layout) && slices.EqualFunc(a.Images, b.Images, equalImages) &&
		a.Looks == b.Looks && a.LooksQuality == b.LooksQuality && a.Absent == b.Absent
}
