package corpus

import (
	"cmp"
	"context"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/leakprint/leakprint/pkg/custody"
	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/intake"
)

// Sight records that a copy of a known document was seen. The sighting's Recorded is
// set here; where it does not say when, that is when.
func (c *Corpus) Sight(ctx context.Context, id string, seen dossier.Sighting) (dossier.Document, error) {
	doc, err := c.find(ctx, id)
	if err != nil {
		return doc, err
	}
	return doc, c.sight(ctx, doc, seen, "sight", false)
}

// sight records a sighting and, in the log, that it was recorded, with the original put
// into the corpus or without. The document's name is that of the copy.
func (c *Corpus) sight(ctx context.Context, doc dossier.Document, seen dossier.Sighting, method string, original bool) error {
	r := c.record(custody.Seen, method)
	r.Document = identified(doc)
	r.Document.Original = original
	seen = complete(seen, r)
	r.Sighting = logged(seen)
	entry, err := c.entry(r)
	if err != nil {
		return err
	}
	if err := c.store.Sight(ctx, doc.SHA256, seen, entry); err != nil {
		return err
	}
	c.remember(ctx)
	return nil
}

// complete says of a sighting when it was recorded, and when it was where it does not say.
func complete(seen dossier.Sighting, r custody.Record) dossier.Sighting {
	seen.Recorded = r.Time
	if seen.When.IsZero() {
		seen.When, seen.Precision = r.Time, dossier.ToTheSecond
	}
	seen.When = seen.When.UTC().Truncate(time.Second)
	return seen
}

// logged is a sighting as a record has it.
func logged(seen dossier.Sighting) *custody.Sighting {
	return &custody.Sighting{
		Where: seen.Where, When: seen.When, Precision: seen.Precision, Claimed: seen.Claimed,
		By: seen.By, Via: seen.Via, Note: seen.Note,
	}
}

// whereFound is where an input was seen when nobody says: its path. Of one that does not
// lead down from the working directory the folders are left out: they say more of the
// machine and its user than of the document.
func whereFound(in intake.Input) string {
	if in.File == "" || filepath.IsLocal(in.File) {
		return in.Path
	}
	return filepath.Base(in.File) + strings.TrimPrefix(in.Path, in.File) // and the place in an archive
}

// Timeline sorts sightings, earliest first. One that is known to the day counts from
// the day's beginning.
func Timeline(sightings []dossier.Sighting) []dossier.Sighting {
	return slices.SortedStableFunc(slices.Values(sightings), func(a, b dossier.Sighting) int {
		return cmp.Or(a.When.Compare(b.When), cmp.Compare(a.Precision, b.Precision))
	})
}
