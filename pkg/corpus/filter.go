package corpus

import (
	"context"
	"fmt"
	"path"
	"slices"
	"strings"
	"time"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/intake"
)

// A Filter chooses documents: those of which all holds that it says. The zero Filter chooses all.
type Filter struct {
	Dossier string // the name of their dossier
	Name    string // a pattern of path.Match for their name, in which case does not count
	Kind    string // pdf, picture, office, text, or a media type
	// Of a single sighting:
	Source       string    // stands in the place, the account or the medium; case does not count
	Since, Until time.Time // when it was, the ends included
}

// kindsOfFilter are the words for what is read alike.
var kindsOfFilter = map[string]intake.Family{
	"pdf": intake.Document, "picture": intake.Picture, "office": intake.Office, "text": intake.PlainText,
}

// Choose returns the documents of the corpus that a filter chooses, in the order they were added. It
// returns an error wrapping ErrFilter if the filter makes no sense, or dossier.ErrNotFound if there is
// no such dossier.
func (c *Corpus) Choose(ctx context.Context, f Filter) ([]dossier.Document, error) {
	if err := f.check(); err != nil {
		return nil, err
	}
	docs, err := c.List(ctx)
	if err != nil {
		return nil, err
	}
	if f.Dossier != "" && !slices.ContainsFunc(docs, func(d dossier.Document) bool { return d.Dossier == f.Dossier }) {
		return nil, &dossier.Error{Op: OpFindDossier, Path: f.Dossier, Err: dossier.ErrNotFound}
	}
	var chosen []dossier.Document
	for _, doc := range docs {
		if !f.describes(doc) {
			continue
		}
		if f.ofSightings() {
			seen, err := c.store.Sightings(ctx, doc.SHA256)
			if err != nil {
				return nil, err
			}
			if !slices.ContainsFunc(seen, f.saw) {
				continue
			}
		}
		chosen = append(chosen, doc)
	}
	return chosen, nil
}

func (f Filter) check() error {
	fail := func(value, format string, args ...any) error {
		return &dossier.Error{Op: "choose documents", Path: value, Err: fmt.Errorf("%w: "+format, append([]any{ErrFilter}, args...)...)}
	}
	if _, err := path.Match(f.Name, ""); err != nil {
		return fail(f.Name, "not a pattern such as *.pdf")
	}
	if _, word := kindsOfFilter[f.Kind]; f.Kind != "" && !word && !strings.Contains(f.Kind, "/") {
		return fail(f.Kind, "want pdf, picture, office, text, or a media type")
	}
	if !f.Since.IsZero() && !f.Until.IsZero() && f.Until.Before(f.Since) {
		return fail(f.Until.Format(time.DateOnly), "the period ends before it begins")
	}
	return nil
}

// describes reports whether what the filter says of the document itself holds.
func (f Filter) describes(doc dossier.Document) bool {
	named, _ := path.Match(strings.ToLower(f.Name), strings.ToLower(doc.Name)) // check has tried it
	family, word := kindsOfFilter[f.Kind]
	return (f.Dossier == "" || doc.Dossier == f.Dossier) && (f.Name == "" || named) &&
		(f.Kind == "" || word && intake.Input{MediaType: doc.MediaType}.Family() == family || doc.MediaType == f.Kind)
}

func (f Filter) ofSightings() bool { return f.Source != "" || !f.Since.IsZero() || !f.Until.IsZero() }

// saw reports whether what the filter says of a sighting holds for this one.
func (f Filter) saw(seen dossier.Sighting) bool {
	return slices.ContainsFunc([]string{seen.Where, seen.By, seen.Via}, func(place string) bool {
		return strings.Contains(strings.ToLower(place), strings.ToLower(f.Source))
	}) && (f.Since.IsZero() || !seen.When.Before(f.Since)) && (f.Until.IsZero() || !seen.When.After(f.Until))
}
