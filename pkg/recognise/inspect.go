package recognise

import (
	"context"
	"slices"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/intake"
)

// groups are in the order in which items are told.
var groups = []dossier.Group{dossier.GroupHidden, dossier.GroupEarlier, dossier.GroupAttached, dossier.GroupOrigin, dossier.GroupMark}

// Inspect says what is to be found in an input of which Digest was called that its readers do not
// see (extract.Pool.Inspect), and in what is attached to it. An input that cannot be read has an
// Error. Other errors are those of ctx, and of not being able to read anything.
func (r Reader) Inspect(ctx context.Context, got Reading) ([]dossier.Inspected, error) {
	whole := dossier.Inspected{Path: got.Input.Path, SHA256: got.SHA256, MediaType: got.MediaType}
	if got.Err != nil || got.Input.Family() == intake.Unread {
		whole.Error = Reasons(got.Err)
		if got.Err == nil {
			whole.Error = []string{"no reader for " + got.MediaType}
		}
		return []dossier.Inspected{whole}, nil
	}
	content, err := got.Input.Open()
	if err != nil {
		whole.Error = Reasons(err)
		return []dossier.Inspected{whole}, nil
	}
	defer content.Close()
	source := got.source(content)
	all, err := r.Documents.Inspect(ctx, source, func(n int) {
		if r.Page != nil {
			r.Page(got.Input.Path, n)
		}
	})
	if err != nil {
		if ctx.Err() != nil || !documentsDoing(err) {
			return nil, err
		}
		whole.Error = Reasons(err)
		return []dossier.Inspected{whole}, nil
	}
	all[0].SHA256, all[0].MediaType = got.SHA256, got.MediaType
	if ends := all[0].States; len(ends) > 1 && len(all[0].Error) == 0 {
		items, untold, err := r.betweenStates(ctx, content, ends)
		if err != nil {
			return nil, err
		}
		all[0].Items = append(all[0].Items, items...)
		all[0].NotLookedFor = append(all[0].NotLookedFor, untold...)
	}
	for i := range all {
		all[i].Path = got.Input.Path + all[i].Path
		inOrder(all[i].Items)
	}
	return all, nil
}

// documentsDoing reports whether err is about one document.
func documentsDoing(err error) bool { return unlessDocuments(context.Background(), err) == nil }

// inOrder puts items in order of their groups, those of the file before those of its pages.
func inOrder(items []dossier.Item) {
	slices.SortStableFunc(items, func(a, b dossier.Item) int {
		return slices.Index(groups, a.Group) - slices.Index(groups, b.Group)
	})
}
