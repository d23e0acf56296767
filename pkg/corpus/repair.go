package corpus

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/leakprint/leakprint/pkg/custody"
	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/extract"
	"github.com/leakprint/leakprint/pkg/fingerprint"
	"github.com/leakprint/leakprint/pkg/intake"
	"github.com/leakprint/leakprint/pkg/internal/atomicfile"
	"github.com/leakprint/leakprint/pkg/recognise"
	"github.com/leakprint/leakprint/pkg/store"
)

const (
	opRepair     = "repair corpus"
	repairMethod = "repair"
)

// asideFolder is the folder of a corpus for files that do not belong among its originals.
const asideFolder = "aside"

// Repaired says what was mended, and what was not.
type Repaired struct {
	Done []Mended
	Left []dossier.Check // problems that are still there, as Verify finds them without a sample
}

// A Mended is one thing that was mended.
type Mended struct {
	What     string         // in words
	Document dossier.Digest // zero if it is about no one document
	Name     string
}

// Repair mends what can be mended from what is whole, each with a record in the log: files among the
// originals that the log does not know are entered, if they are documents under their own digest, or
// set aside; originals that were moved are put back; fingerprints that are not as they were recorded are
// made anew from originals that are; indexes are made anew from the pages. It returns an error, and
// vouches for nothing, if the log is not sound.
func (c *Corpus) Repair(ctx context.Context) (Repaired, error) {
	var done Repaired
	if _, err := c.toldBySoundLog(ctx, opRepair); err != nil {
		return done, err
	}
	for _, mend := range []func(context.Context, *Repaired) error{c.repairOriginals, c.repairDocuments, c.repairIndexes} {
		if err := mend(ctx, &done); err != nil {
			return done, err
		}
	}
	audit, _, err := c.verify(ctx, VerifyOptions{})
	done.Left = audit.Problems()
	return done, err
}

// repairs appends what was mended to the log, before it is done.
func (c *Corpus) repairs(ctx context.Context, done *Repaired, doc dossier.Document, format string, args ...any) error {
	m := Mended{fmt.Sprintf(format, args...), doc.SHA256, doc.Name}
	r := c.repairRecord(m.What)
	if err := c.append(ctx, r); err != nil {
		return err
	}
	done.Done = append(done.Done, m)
	return nil
}

func (c *Corpus) repairRecord(reason string) custody.Record {
	r := c.record(custody.Repaired, repairMethod)
	r.Schema, r.Reason = custody.RepairSchema, reason
	return r
}

// repairOriginals enters, puts back or sets aside the files that are not where the log says.
func (c *Corpus) repairOriginals(ctx context.Context, done *Repaired) error {
	files, err := c.objects.files(ctx, c.reader.Workers)
	if err != nil {
		return err
	}
	told, err := c.ledger(ctx)
	if err != nil {
		return err
	}
	docs, err := c.List(ctx)
	if err != nil {
		return err
	}
	files, _ = c.objects.settled(files, told)
	for _, check := range verifyOriginals(c.objects, files, told, docs) {
		switch check.State {
		case dossier.Moved:
			err = c.putBack(ctx, check, done)
		case dossier.New:
			err = c.enterStray(ctx, check, told, done)
		case dossier.Duplicate:
			err = c.setAside(ctx, check.Path, "it is there twice", done)
		default:
			continue
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// putBack moves an original to its place, unless something is there.
func (c *Corpus) putBack(ctx context.Context, check dossier.Check, done *Repaired) error {
	if _, err := os.Lstat(check.Expected); !errors.Is(err, fs.ErrNotExist) {
		return nil // so it is left, and told
	}
	doc := dossier.Document{SHA256: check.Document, Name: check.Name}
	if err := c.repairs(ctx, done, doc, "the original of %s was at %s and is put back in its place", check.Document.Short(), c.within(check.Path)); err != nil {
		return err
	}
	return c.move(check.Path, check.Expected)
}

// enterStray enters a file as an original if it is a document under its own digest that the log does
// not know, and sets it aside otherwise.
func (c *Corpus) enterStray(ctx context.Context, check dossier.Check, told ledger, done *Repaired) error {
	digest, err := dossier.ParseDigest(filepath.Base(check.Path))
	switch {
	case err != nil || c.objects.path(digest) != check.Path:
		return c.setAside(ctx, check.Path, "its name is not that of an original", done)
	case told[digest] != nil:
		return c.setAside(ctx, check.Path, "the log says that this original is not kept", done)
	}
	got := c.readAs(ctx, check.Path)
	defer got.Release()
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case got.SHA256 != digest:
		return c.setAside(ctx, check.Path, "its content is not that of its name", done)
	case got.Err != nil:
		return c.setAside(ctx, check.Path, "it is no document that can be read: "+strings.Join(recognise.Reasons(got.Err), "; "), done)
	}
	seen := dossier.Sighting{Where: c.within(check.Path), Note: "found among the originals without a record"}
	added, err := c.insert(ctx, got, AddOptions{Seen: seen, method: repairMethod})
	if err == nil {
		done.Done = append(done.Done, Mended{"an original without a record was entered", added.Document.SHA256, added.Document.Name})
	}
	return err
}

// readAs reads a file as Add would.
func (c *Corpus) readAs(ctx context.Context, path string) recognise.Reading {
	var got recognise.Reading
	for in := range c.Inputs(ctx, []string{path}, nil, intake.DefaultLimits()) {
		got = c.reader.Digest(ctx, in)
		break // of an archive, which is no document
	}
	got = c.reader.Read(ctx, got, extract.Want{ToKeep: true, RenderDigests: true})
	if key, err := isKey(got); key || err != nil {
		got.Err = errors.Join(ErrSecretKey, err)
	}
	if got.Err == nil {
		got, got.Err = c.reader.ReadMissingWords(ctx, got)
	}
	return got
}

// setAside moves a file out of the folder of originals.
func (c *Corpus) setAside(ctx context.Context, path, why string, done *Repaired) error {
	folder := filepath.Join(c.dir, asideFolder)
	if err := atomicfile.MakeFolder(folder); err != nil {
		return &dossier.Error{Op: opRepair, Path: folder, Err: err}
	}
	to := filepath.Join(folder, filepath.Base(path))
	for n := 2; ; n++ {
		if _, err := os.Lstat(to); errors.Is(err, fs.ErrNotExist) {
			break
		}
		to = filepath.Join(folder, fmt.Sprintf("%s-%d", filepath.Base(path), n))
	}
	if err := c.repairs(ctx, done, dossier.Document{}, "%s is set aside as %s: %s", c.within(path), c.within(to), why); err != nil {
		return err
	}
	return c.move(path, to)
}

// move renames a file of the corpus, and waits until that is on the disk.
func (c *Corpus) move(from, to string) error {
	if err := atomicfile.Move(from, to); err != nil {
		return &dossier.Error{Op: opRepair, Path: from, Err: err}
	}
	return nil
}

// within returns a path as the log names files of the corpus.
func (c *Corpus) within(path string) string {
	if below, ok := within(c.dir, path); ok {
		return filepath.ToSlash(below)
	}
	return path
}

// repairDocuments makes the fingerprints anew that are not as they were recorded, of documents whose
// originals are.
func (c *Corpus) repairDocuments(ctx context.Context, done *Repaired) error {
	told, err := c.toldBySoundLog(ctx, opRepair)
	if err != nil {
		return err
	}
	damaged, err := c.damagedDocuments(ctx, told)
	if err != nil {
		return err
	}
	refresh := custody.Refresh{Columns: fingerprint.Columns}
	var staged []store.StagedDocument
	var mended []Mended
	for _, doc := range damaged {
		d, err := c.remakeDocument(ctx, doc, told)
		if errors.Is(err, errNotMended) {
			continue // Left says what is wrong with it
		}
		if err != nil {
			return err
		}
		staged = append(staged, d)
		refresh.Documents = append(refresh.Documents, custody.RefreshedDocument{SHA256: d.SHA256, Seal: d.Seal})
		what := "its fingerprints were made anew from the original, and are as they were recorded"
		if d.Seal != told[d.SHA256].seal {
			what = "its fingerprints were made anew from the original, and differ from those recorded"
		}
		mended = append(mended, Mended{what, doc.SHA256, doc.Name})
	}
	if len(staged) == 0 {
		return nil
	}
	r := c.repairRecord("fingerprints that were not as recorded were made anew from the originals")
	r.Refresh = &refresh
	entry, err := c.entry(r)
	if err != nil {
		return err
	}
	if err := c.store.Adopt(ctx, staged, entry); err != nil {
		return err
	}
	c.remember(ctx)
	done.Done = append(done.Done, mended...)
	return nil
}

// damagedDocuments returns the documents of which something is not as it was recorded, in the order
// they were added.
func (c *Corpus) damagedDocuments(ctx context.Context, told ledger) ([]dossier.Document, error) {
	checks, err := c.store.Check(ctx)
	if err != nil {
		return nil, err
	}
	docs, err := c.List(ctx)
	if err != nil {
		return nil, err
	}
	var damaged []dossier.Document
	for _, doc := range docs {
		a := told[doc.SHA256]
		if a == nil || a.acquired == nil {
			continue
		}
		seals, err := c.store.Seals(ctx, doc.SHA256)
		changed := err != nil || store.SealDocument(doc, seals) != a.seal
		if changed || slices.ContainsFunc(checks, func(k dossier.Check) bool {
			return k.Of == dossier.OfFingerprint && k.State == dossier.Changed && k.Document == doc.SHA256
		}) {
			damaged = append(damaged, doc)
		}
	}
	return damaged, ctx.Err()
}

// errNotMended says that a document cannot be made anew.
var errNotMended = errors.New("it cannot be made anew")

// remakeDocument reads a document again and stages it. Pages that are as they were recorded stay. It
// returns an error wrapping errNotMended if there is no whole original.
func (c *Corpus) remakeDocument(ctx context.Context, doc dossier.Document, told ledger) (d store.StagedDocument, err error) {
	got := c.readAnew(ctx, doc)
	defer got.Release()
	if got.Err == nil {
		got, got.Err = c.reader.ReadMissingWords(ctx, got)
	}
	if ctx.Err() != nil {
		return d, ctx.Err()
	}
	if got.Err != nil {
		return d, fmt.Errorf("%w: %w", errNotMended, got.Err)
	}
	doc, trusted, err := c.asRecorded(ctx, doc, got, told[doc.SHA256])
	if err != nil {
		return d, err
	}
	made := columns{true, true, true, true, true}
	if doc.Columns == fingerprint.Columns {
		made = columns{}
	}
	pages := make([]store.KeptPage, doc.Pages)
	for i := range pages {
		anew, err := got.Pages.Page(i + 1)
		if err != nil {
			return d, err
		}
		if sound, ok := c.soundPage(ctx, doc, i+1); ok && trusted {
			pages[i] = made.of(anew, sound)
		} else {
			pages[i] = store.KeptPage{Page: anew.Page, Print: anew.Print}
		}
	}
	doc.Columns = fingerprint.Columns
	return c.store.Stage(ctx, doc, pages, func(d store.StagedDocument) ([]byte, error) { return c.key.SignStaging(told.staging(d, "")) })
}

// asRecorded returns a document with what is recorded of it, not of its pages: as it is kept or, if that
// does not fit its seal, as it was just read. It reports whether the seals of the pages are those recorded.
func (c *Corpus) asRecorded(ctx context.Context, doc dossier.Document, got recognise.Reading, a *account) (dossier.Document, bool, error) {
	seals, err := c.store.Seals(ctx, doc.SHA256)
	if ctx.Err() != nil {
		return doc, false, ctx.Err()
	}
	if err == nil && store.SealDocument(doc, seals) == a.seal {
		return doc, true, nil
	}
	doc.SHA512, doc.MediaType, doc.Size = got.SHA512, a.acquired.MediaType, a.acquired.Size
	doc.SHA1, doc.Metadata, doc.Attachments, doc.Notes = got.SHA1, got.Metadata, got.Attachments, got.Notes
	return doc, err == nil && store.SealDocument(doc, seals) == a.seal, nil
}

// soundPage returns a page as kept, if it matches its own seal.
func (c *Corpus) soundPage(ctx context.Context, doc dossier.Document, number int) (page store.KeptPage, ok bool) {
	pages, err := c.store.Pages(ctx, doc.SHA256, number, number)
	if err != nil || len(pages) != 1 || c.readLayouts(ctx, doc, pages) != nil {
		return page, false
	}
	seal, err := store.Seal(pages[0])
	return pages[0], err == nil && seal == pages[0].Seal
}

// repairIndexes makes the indexes anew if they are not those of the pages.
func (c *Corpus) repairIndexes(ctx context.Context, done *Repaired) error {
	checks, err := c.store.Check(ctx)
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(checks, func(k dossier.Check) bool { return k.State == dossier.Damaged }) {
		return nil
	}
	const what = "the indexes were made anew from the pages"
	entry, err := c.entry(c.repairRecord(what))
	if err != nil {
		return err
	}
	if err := c.store.Reindex(ctx, entry); err != nil {
		return err
	}
	c.remember(ctx)
	done.Done = append(done.Done, Mended{What: what})
	return nil
}
