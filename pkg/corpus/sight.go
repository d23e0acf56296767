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

// Sight records that a copy of a known document was seen. It sets the sighting's Recorded
// to now, and When as well if that is zero.
func (c *Corpus) Sight(ctx context.Context, id string, seen dossier.Sighting) (dossier.Document, error) {
	doc, err := c.find(ctx, id)
	if err != nil {
		return doc, err
	}
	return doc, c.sight(ctx, doc, seen, "sight", false)
}

// sight records a sighting in the database and the log. original says whether the original
// was put into the corpus. The document's name is that of the copy.
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

// complete sets when a sighting was recorded, and when it was if that is not known.
func complete(seen dossier.Sighting, r custody.Record) dossier.Sighting {
	seen.Recorded = r.Time
	if seen.When.IsZero() {
		seen.When, seen.Precision = r.Time, dossier.ToTheSecond
	}
	seen.When = seen.When.UTC().Truncate(time.Second)
	return seen
}

// logged returns a sighting as a record holds it.
func logged(seen dossier.Sighting) *custody.Sighting {
	return &custody.Sighting{
		Where: seen.Where, When: seen.When, Precision: seen.Precision, Claimed: seen.Claimed,
		By: seen.By, Via: seen.Via, Note: seen.Note,
	}
}

// whereFound returns where an input was seen if nobody says: its path. If that does not lie
// below the working directory the folders are left out, because they say more about the
// machine and its user than about the document.
func whereFound(in intake.Input) string {
	if in.File == "" || filepath.IsLocal(in.File) {
		return in.Path
	}
	return filepath.Base(in.File) + strings.TrimPrefix(in.Path, in.File) // and the place in an archive
}

// Timeline returns sightings sorted, earliest first. A sighting known to the day counts
// from the beginning of that day.
func Timeline(sightings []dossier.Sighting) []dossier.Sighting {
	return slices.SortedStableFunc(slices.Values(sightings), func(a, b dossier.Sighting) int {
		return cmp.Or(a.When.Compare(b.When), cmp.Compare(a.Precision, b.Precision))
	})
}
