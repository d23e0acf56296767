package corpus

import (
	"context"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"

	"github.com/leakprint/leakprint/pkg/dossier"
)

// digestPrefix returns an ID, as people give it, as the beginning of a hexadecimal digest.
func digestPrefix(id string) (string, error) {
	prefix := strings.ToLower(id)
	if len(prefix) < dossier.MinPrefix || len(prefix) > hex.EncodedLen(len(dossier.Digest{})) {
		return "", fmt.Errorf("no document is called so, and an ID is %d to 64 hexadecimal digits", dossier.MinPrefix)
	}
	if strings.Trim(prefix, "0123456789abcdef") != "" {
		return "", fmt.Errorf("no document is called so, and an ID is hexadecimal digits only")
	}
	return prefix, nil
}

// find returns the document that id names: see Show.
func (c *Corpus) find(ctx context.Context, id string) (dossier.Document, error) {
	fail := func(err error) (dossier.Document, error) {
		return dossier.Document{}, &dossier.Error{Op: OpFindDocument, Path: id, Err: err}
	}
	found, err := c.called(ctx, id)
	if err != nil {
		return dossier.Document{}, err
	}
	named := len(found)
	prefix, notID := digestPrefix(id)
	if notID == nil {
		begin, err := c.store.Documents(ctx, prefix)
		if err != nil {
			return dossier.Document{}, err
		}
		found = append(found, slices.DeleteFunc(begin, func(d dossier.Document) bool { return isCalled(d, id) })...)
	}
	switch {
	case len(found) == 1:
		return found[0], nil
	case len(found) == 0 && notID != nil:
		return fail(dossier.WithReason(notID, ErrNotID))
	case len(found) == 0:
		return fail(dossier.ErrNotFound)
	case named > 0:
		return fail(fmt.Errorf("%w: %s", ErrSameName, whichOf(found)))
	}
	return fail(dossier.ErrAmbiguous)
}

// called returns the documents whose name is id, or whose dossier and name are.
func (c *Corpus) called(ctx context.Context, id string) ([]dossier.Document, error) {
	docs, err := c.List(ctx)
	return slices.DeleteFunc(docs, func(d dossier.Document) bool { return !isCalled(d, id) }), err
}

func isCalled(d dossier.Document, id string) bool {
	return d.Name == id || d.Dossier != "" && d.Dossier+"/"+d.Name == id
}

// HasCalled reports whether a document of the corpus is called so.
func (c *Corpus) HasCalled(ctx context.Context, name string) (bool, error) {
	docs, err := c.called(ctx, name)
	return len(docs) > 0, err
}

// mostTold is how many of several documents are told.
const mostTold = 4

// whichOf names several documents.
func whichOf(docs []dossier.Document) string {
	var names []string
	for i, d := range docs {
		if i == mostTold {
			names = append(names, fmt.Sprintf("and %d more", len(docs)-i))
			break
		}
		name := d.SHA256.Short()
		if d.Dossier != "" {
			name += " (" + d.Dossier + "/" + d.Name + ")"
		}
		names = append(names, name)
	}
	return strings.Join(names, ", ")
}
