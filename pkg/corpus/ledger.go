package corpus

import (
	"bytes"
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"znkr.io/diff"

	"github.com/leakprint/leakprint/pkg/custody"
	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/store"
)

// A ledger is what the log says of each document.
type ledger map[dossier.Digest]*account

// An account is what the log says of one document.
type account struct {
	acquired  *custody.Document // nil if the log does not say that it was acquired
	called    *custody.Document // the last of its records that say its name and dossier
	seal      dossier.Digest    // of its pages, as acquired or last refreshed
	original  bool              // whether its original should be there
	purged    bool              // nothing else should be kept of it
	sightings []dossier.Sighting
}

// ledgerOf reads the log and skips records that cannot be read; log.Check reports those.
func ledgerOf(log custody.Log) ledger {
	told := make(ledger)
	for _, data := range log.Records {
		r, err := custody.ParseRecord(data.Data)
		if err == nil && r.Refresh != nil {
			told.refresh(*r.Refresh)
		}
		if err != nil || r.Document == nil {
			continue
		}
		a := told[r.Document.SHA256]
		if a == nil {
			a = &account{}
			told[r.Document.SHA256] = a
		}
		if original, told := r.Keeps(); told {
			a.original = original
		}
		switch {
		case r.Event == custody.Acquired:
			a.acquired, a.called, a.seal = r.Document, r.Document, r.Document.Seal
		case r.Event == custody.Named:
			a.called = r.Document
		case r.Event == custody.Purged && r.Document.Seal.IsZero():
			*a = account{} // it may be acquired anew
		case r.Event == custody.Purged:
			a.seal, a.purged = r.Document.Seal, true
		}
		if s := r.Sighting; s != nil {
			a.sightings = append(a.sightings, dossier.Sighting{
				Where: s.Where, When: s.When, Precision: s.Precision, Claimed: s.Claimed, By: s.By, Via: s.Via, Note: s.Note,
				Recorded: recorded(r),
			})
		}
	}
	return told
}

// refresh adopts the seals of refreshed documents.
func (told ledger) refresh(r custody.Refresh) {
	for _, doc := range r.Documents {
		if a := told[doc.SHA256]; a != nil {
			a.seal = doc.Seal
		}
	}
}

// recorded returns when a record's sighting was written down; zero if that was before there
// were logs, when it was not kept.
func recorded(r custody.Record) time.Time {
	if r.Method == custody.Upgrade {
		return time.Time{}
	}
	return r.Time
}

// verifyDocuments compares documents and sightings in the database with the log.
func (c *Corpus) verifyDocuments(ctx context.Context, told ledger, h store.History) ([]dossier.Check, error) {
	var checks []dossier.Check
	known := make(map[dossier.Digest]bool)
	for _, doc := range h.Documents {
		known[doc.SHA256] = true
		check := dossier.Check{Of: dossier.OfDocument, State: dossier.OK, Document: doc.SHA256, Name: doc.Name}
		a := told[doc.SHA256]
		if a == nil || a.acquired == nil {
			check.State, check.Detail = dossier.New, "the log does not say that it was acquired"
			checks = append(checks, check)
			continue
		}
		seals, err := c.store.Seals(ctx, doc.SHA256)
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		// If seals cannot be read, the check of the database says why.
		if seal := store.SealDocument(doc, seals); err == nil && (seal != a.seal || a.calledOtherwise(doc) || doc.Purged != a.purged) {
			check.State, check.Expected, check.Actual = dossier.Changed, a.seal.String(), seal.String()
			check.Detail = "the database does not match what was recorded when it was acquired"
		}
		checks = append(checks, check)
		if h.SightingsErr == nil {
			checks = append(checks, compareSightings(doc, a.sightings, h.Sightings[doc.SHA256])...)
		}
	}
	for _, digest := range slices.SortedFunc(maps.Keys(told), func(a, b dossier.Digest) int { return bytes.Compare(a[:], b[:]) }) {
		if !known[digest] && told[digest].acquired != nil {
			checks = append(checks, dossier.Check{
				Of: dossier.OfDocument, State: dossier.Missing, Document: digest, Name: told[digest].name(),
				Detail: "the log says that it was acquired, but the database does not hold it",
			})
		}
	}
	return checks, nil
}

// calledOtherwise reports whether a document's name or dossier differs from the log. Its seal
// covers neither.
func (a *account) calledOtherwise(doc dossier.Document) bool {
	return printable(doc.Name) != a.called.Name || printable(doc.Dossier) != a.called.Dossier
}

func (a *account) name() string {
	if a.acquired == nil {
		return ""
	}
	return a.acquired.Name
}

// compareSightings compares the sightings of a document with those in the log.
func compareSightings(doc dossier.Document, logged, kept []dossier.Sighting) []dossier.Check {
	var checks []dossier.Check
	found := func(state dossier.State, format string, where string) {
		check := dossier.Check{Of: dossier.OfSighting, State: state, Document: doc.SHA256, Name: doc.Name}
		if state != dossier.OK {
			check.Detail = fmt.Sprintf(format, where)
		}
		checks = append(checks, check)
	}
	var gone []dossier.Sighting // each may have become an inserted one
	missing := func() {
		for _, s := range gone {
			found(dossier.Missing, "the log has a sighting at %s, but the database does not", s.Where)
		}
		gone = nil
	}
	for _, edit := range diff.EditsFunc(logged, kept, sameSighting) {
		switch {
		case edit.Op == diff.Delete:
			gone = append(gone, edit.X)
			continue
		case edit.Op == diff.Insert && len(gone) > 0:
			found(dossier.Changed, "the one at %s is not as it was recorded", gone[0].Where)
			gone = gone[1:]
			continue
		}
		missing()
		if edit.Op == diff.Insert {
			found(dossier.New, "the log has no sighting at %s", edit.Y.Where)
		} else {
			found(dossier.OK, "", "")
		}
	}
	missing()
	return checks
}

// sameSighting reports whether a sighting is kept as it was logged. Records hold times to
// the second, and strings as valid UTF-8.
func sameSighting(logged, kept dossier.Sighting) bool {
	return printable(kept.Where) == logged.Where && kept.When.Truncate(time.Second).Equal(logged.When) && kept.Precision == logged.Precision &&
		kept.Claimed == logged.Claimed && printable(kept.By) == logged.By && printable(kept.Via) == logged.Via &&
		printable(kept.Note) == logged.Note && kept.Recorded.Equal(logged.Recorded)
}

// printable returns s as JSON holds it: each invalid byte becomes U+FFFD.
func printable(s string) string { return string([]rune(s)) }
