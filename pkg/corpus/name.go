package corpus

import (
	"context"
	"errors"
	"strings"

	"github.com/leakprint/leakprint/pkg/custody"
	"github.com/leakprint/leakprint/pkg/dossier"
)

// Move puts a document in another dossier; in none if that is "". It returns the document as it is from
// then on; nothing is changed or recorded if it is in that dossier already.
func (c *Corpus) Move(ctx context.Context, id, to string) (dossier.Document, error) {
	doc, err := c.find(ctx, id)
	if err != nil {
		return doc, err
	}
	return c.call(ctx, doc, doc.Name, to, "move")
}

// Rename calls a document otherwise, like Move. It returns an error if the name is blank or has a slash.
func (c *Corpus) Rename(ctx context.Context, id, name string) (dossier.Document, error) {
	doc, err := c.find(ctx, id)
	if err != nil {
		return doc, err
	}
	if strings.TrimSpace(name) == "" || strings.Contains(name, "/") {
		return doc, &dossier.Error{Op: OpName, Path: name, Err: errors.New("a name is not blank and has no slash in it")}
	}
	return c.call(ctx, doc, name, doc.Dossier, "rename")
}

// call gives a document a name and a dossier, with a record.
func (c *Corpus) call(ctx context.Context, doc dossier.Document, name, in, method string) (dossier.Document, error) {
	if doc.Name == name && doc.Dossier == in {
		return doc, nil
	}
	// A record would vouch for a name that somebody else had changed.
	told, err := c.toldBySoundLog(ctx, OpName)
	if err != nil {
		return doc, err
	}
	if a := told[doc.SHA256]; a == nil || a.acquired == nil || a.calledOtherwise(doc) {
		return doc, &dossier.Error{Op: OpName, Path: doc.Name, Err: errNotRecorded}
	}
	doc.Name, doc.Dossier = name, in
	r := c.record(custody.Named, method)
	r.Schema, r.Document = custody.NameSchema, identified(doc)
	r.Document.Dossier = in
	entry, err := c.entry(r)
	if err != nil {
		return doc, err
	}
	if err := c.store.Name(ctx, doc.SHA256, name, in, entry); err != nil {
		return doc, err
	}
	c.remember(ctx)
	return doc, nil
}
