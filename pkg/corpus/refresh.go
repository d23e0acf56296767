package corpus

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"slices"

	"github.com/leakprint/leakprint/pkg/custody"
	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/extract"
	"github.com/leakprint/leakprint/pkg/fingerprint"
	"github.com/leakprint/leakprint/pkg/internal/ordered"
	"github.com/leakprint/leakprint/pkg/recognise"
	"github.com/leakprint/leakprint/pkg/store"
)

// A Refreshed says what became of the documents that an earlier version had read.
type Refreshed struct {
	Documents, Pages int         // refreshed
	Indexed          bool        // an index was made besides, from what is kept
	Left             []LeftStale // in the order they were added
}

// A LeftStale is a document that could not be refreshed and is still searched as an earlier
// version read it. Err says why; it wraps ErrNoOriginal if there is no original.
type LeftStale struct {
	dossier.Document
	Err error
}

// ErrNoOriginal says that the corpus keeps no original of a document.
var ErrNoOriginal = errors.New("its original is not kept")

// Stale counts the documents of which an earlier version made something differently.
func (c *Corpus) Stale(ctx context.Context) (int, error) {
	stale, err := c.stale(ctx)
	return len(stale), err
}

func (c *Corpus) stale(ctx context.Context) ([]dossier.Document, error) {
	docs, err := c.List(ctx)
	return slices.DeleteFunc(docs, func(d dossier.Document) bool { return !d.ReadBefore(fingerprint.Columns) }), err
}

// Refresh reads documents again if an earlier version made something of them differently,
// and replaces only that. Documents are staged one by one and adopted together, with one
// record in the log; until then every answer stays the same. If interrupted, it continues
// with the rest when called again, and remakes whatever is staged but not correctly signed.
// It makes the index that Search asks if that is not made yet.
// It returns an error only if the corpus cannot be written, its log is damaged, or ctx is
// done.
func (c *Corpus) Refresh(ctx context.Context) (Refreshed, error) {
	stale, err := c.stale(ctx)
	if err != nil {
		return Refreshed{}, err
	}
	done, err := c.remake(ctx, stale, "")
	if err == nil {
		done.Indexed, err = c.makeIndex(ctx)
	}
	return done, err
}

// RecogniseAgain is like Refresh, for documents with pages that carry no text of their own:
// OCR reads these again. Languages says which languages OCR was asked to read; what an
// interrupted call made for others is made anew. It returns an error if there is no OCR.
func (c *Corpus) RecogniseAgain(ctx context.Context, languages string) (Refreshed, error) {
	var engine recognise.OCR
	if c.reader.OCR != nil {
		engine = c.reader.OCR()
	}
	if engine == nil {
		return Refreshed{}, &dossier.Error{Op: "refresh corpus", Path: c.dir, Err: errors.New("there is nothing to recognise text with")}
	}
	docs, err := c.withScans(ctx)
	if err != nil {
		return Refreshed{}, err
	}
	by := fmt.Sprintf("%q by %q with %q", languages, engine.Version(), engine.Languages())
	return c.remake(ctx, docs, by)
}

// withScans returns the documents with pages that OCR read, or that it might read.
func (c *Corpus) withScans(ctx context.Context) ([]dossier.Document, error) {
	docs, err := c.List(ctx)
	if err != nil {
		return nil, err
	}
	var scanned []dossier.Document
	for _, doc := range docs {
		pages, err := c.store.Pages(ctx, doc.SHA256, 1, doc.Pages)
		if err != nil {
			return nil, err
		}
		if slices.ContainsFunc(pages, func(p store.KeptPage) bool { return p.Recognised || p.Print.Wordless() }) {
			scanned = append(scanned, doc)
		}
	}
	return scanned, nil
}

// remake reads documents again and replaces what is stale of them. If again is not "", OCR
// also reads the pages again that carry no text: again says how.
func (c *Corpus) remake(ctx context.Context, stale []dossier.Document, again string) (Refreshed, error) {
	var done Refreshed
	if len(stale) == 0 {
		return done, nil
	}
	told, err := c.toldBySoundLog(ctx, "refresh corpus")
	if err != nil {
		return done, err
	}
	staged, err := c.staged(ctx, told, again)
	if err != nil {
		return done, err
	}
	todo := slices.DeleteFunc(slices.Clone(stale), func(d dossier.Document) bool {
		_, there := staged[d.SHA256]
		return there
	})
	err = ordered.Do(ctx, slices.Values(todo), c.reader.Workers, c.readAnew, func(got recognise.Reading) error {
		defer got.Release()
		if got.Err == nil {
			d, err := c.stage(ctx, got, told, again)
			if !errors.Is(err, errNotRecorded) && !errors.Is(err, errNotRecognised) {
				staged[got.SHA256] = d
				return err
			}
			got.Err = err
		}
		done.Left = append(done.Left, LeftStale{got.Document, got.Err})
		return ctx.Err()
	})
	if err != nil {
		return done, err
	}
	return done, c.adopt(ctx, stale, staged, &done)
}

// toldBySoundLog returns what the log says of documents. It returns an error unless the log
// is sound: otherwise someone could have altered what it says to have it vouched for. op is what
// it is needed for.
func (c *Corpus) toldBySoundLog(ctx context.Context, op string) (ledger, error) {
	if c.key == nil {
		return nil, &dossier.Error{Op: op, Path: c.dir, Err: fmt.Errorf("opened read-only: %w", fs.ErrPermission)}
	}
	log, err := c.store.Log(ctx)
	if err != nil {
		return nil, err
	}
	if problems := (dossier.Audit{Checks: log.Check(c.key.Verifier())}).Problems(); len(problems) > 0 {
		return nil, &dossier.Error{Op: op, Path: c.dir, Err: fmt.Errorf("%w: %s", store.ErrLogDamaged, problems[0].Detail)}
	}
	return ledgerOf(log), nil
}

// staged returns what an earlier run staged and this one takes over: documents signed by
// the key of the corpus, made by this version, read by OCR as this run does, and replacing
// what the log says is there. The rest is staged again.
func (c *Corpus) staged(ctx context.Context, told ledger, again string) (map[dossier.Digest]store.StagedDocument, error) {
	docs, err := c.store.Staged(ctx)
	staged := make(map[dossier.Digest]store.StagedDocument, len(docs))
	for _, d := range docs {
		if c.key.SignedStaging(told.staging(d, again), d.Signature) {
			staged[d.SHA256] = d
		}
	}
	return staged, err
}

// staging returns the statement that is signed for a staged document.
func (told ledger) staging(d store.StagedDocument, again string) custody.Staging {
	s := custody.Staging{Document: d.SHA256, Columns: fingerprint.Columns, Seal: d.Seal, Data: d.Data, Recognised: again}
	if a := told[d.SHA256]; a != nil {
		s.Replaces = a.seal
	}
	return s
}

// readAnew reads a document again from its original. The result has the document's name as
// kept; on error it has the whole document as kept.
func (c *Corpus) readAnew(ctx context.Context, doc dossier.Document) recognise.Reading {
	fail := func(err error) recognise.Reading { return recognise.Reading{Document: doc, Err: err} }
	switch kept, err := c.objects.has(doc.SHA256); {
	case err != nil:
		return fail(err)
	case !kept:
		return fail(ErrNoOriginal)
	}
	got := c.reader.Digest(ctx, c.original(ctx, doc).Input)
	if got.Err == nil && got.SHA256 != doc.SHA256 {
		got.Err = fmt.Errorf("its original is not what was collected: %w", dossier.ErrDamaged)
	}
	got = c.reader.Read(ctx, got, extract.Want{ToKeep: true, RenderDigests: true})
	got.Name = doc.Name
	switch {
	case got.Err != nil:
		got.Document = doc
	case got.Pages.Len() != doc.Pages:
		got.Err = fmt.Errorf("it now reads as %d pages instead of %d", got.Pages.Len(), doc.Pages)
		got.Document = doc
	}
	return got
}

// errNotRecorded says that a document does not match its record, so that a new seal would
// vouch for what is there now.
var errNotRecorded = fmt.Errorf("it is not as it was recorded: %w", dossier.ErrDamaged)

// errNotRecognised says that OCR failed on a page that it has read before.
var errNotRecognised = errors.New("a page that was read before cannot be read now")

// stage stores what was just read beside what is kept. It returns an error wrapping
// errNotRecorded if what is kept does not match its seals and the log, or errNotRecognised.
func (c *Corpus) stage(ctx context.Context, got recognise.Reading, told ledger, again string) (staged store.StagedDocument, err error) {
	docs, err := c.store.Documents(ctx, got.SHA256.String())
	if err != nil {
		return staged, err
	}
	doc := docs[0]
	kept, err := c.store.Pages(ctx, doc.SHA256, 1, doc.Pages)
	if err != nil {
		return staged, err
	}
	if err := c.readLayouts(ctx, doc, kept); err != nil {
		return staged, err
	}
	if err := told.recorded(doc, kept); err != nil {
		return staged, err
	}
	stale := staleColumns(doc.Columns)
	if got, err = c.readMissingWords(ctx, got, kept, stale, again); err != nil {
		return staged, err
	}
	for i := range kept {
		anew, err := got.Pages.Page(i + 1)
		if err == nil && again != "" {
			kept[i], err = readAgain(anew, kept[i])
		}
		if err != nil {
			return staged, err
		}
		kept[i] = stale.of(anew, kept[i])
	}
	if stale.facts {
		doc.SHA1, doc.Metadata, doc.Attachments = got.SHA1, got.Metadata, got.Attachments
	}
	if again != "" || stale.text && !slices.ContainsFunc(kept, func(p store.KeptPage) bool { return p.Recognised }) {
		doc.Notes = got.Notes
	}
	doc.Columns = fingerprint.Columns
	return c.store.Stage(ctx, doc, kept, func(d store.StagedDocument) ([]byte, error) { return c.key.SignStaging(told.staging(d, again)) })
}

// readLayouts fills in the layouts of a document's pages.
func (c *Corpus) readLayouts(ctx context.Context, doc dossier.Document, pages []store.KeptPage) (err error) {
	for i := range pages {
		if pages[i].Print.Layout, err = c.store.Layout(ctx, dossier.PageRef{Document: doc.SHA256, Number: i + 1}); err != nil {
			return err
		}
	}
	return nil
}

// recorded returns errNotRecorded unless a document and its pages, with their layouts,
// match their seals, and the document's seal is the one in the log.
func (told ledger) recorded(doc dossier.Document, pages []store.KeptPage) error {
	seals := make([]dossier.Digest, len(pages))
	for i, p := range pages {
		var err error
		if seals[i], err = store.Seal(p); err != nil || seals[i] != p.Seal {
			return errNotRecorded
		}
	}
	if a := told[doc.SHA256]; a == nil || a.acquired == nil || a.seal != store.SealDocument(doc, seals) || a.calledOtherwise(doc) {
		return errNotRecorded
	}
	return nil
}

// readAgain returns the kept page with the text that OCR just read, if the page carries none
// of its own. It returns an error wrapping errNotRecognised if OCR read it before only.
func readAgain(anew extract.PageContent, kept store.KeptPage) (store.KeptPage, error) {
	if !anew.Recognised {
		if kept.Recognised {
			return kept, fmt.Errorf("p. %d: %w: %s", kept.Number, errNotRecognised, anew.Note)
		}
		return kept, nil
	}
	kept.Text, kept.Recognised, kept.Language = anew.Text, true, anew.Language
	kept.Print.Length, kept.Note = anew.Print.Length, anew.Note
	return kept, nil
}

// readMissingWords has OCR read the pages whose text is stale, that carry none, and that
// OCR did not read before; with again, all that carry none.
func (c *Corpus) readMissingWords(ctx context.Context, got recognise.Reading, kept []store.KeptPage, stale columns, again string) (recognise.Reading, error) {
	if again != "" {
		return c.reader.ReadMissingWords(ctx, got)
	}
	if !stale.text {
		return got, nil
	}
	got, _, err := c.reader.ReadWords(ctx, got, func(p extract.PageContent) bool {
		return p.Print.Wordless() && !kept[p.Number-1].Recognised
	})
	return got, err
}

// adopt replaces stale documents with their staged versions.
func (c *Corpus) adopt(ctx context.Context, stale []dossier.Document, staged map[dossier.Digest]store.StagedDocument, done *Refreshed) error {
	refresh := custody.Refresh{Columns: fingerprint.Columns}
	var docs []store.StagedDocument
	for _, doc := range stale {
		d, there := staged[doc.SHA256]
		if !there {
			continue
		}
		docs = append(docs, d)
		refresh.Documents = append(refresh.Documents, custody.RefreshedDocument{SHA256: doc.SHA256, Seal: d.Seal})
		done.Documents++
		done.Pages += doc.Pages
	}
	if len(docs) == 0 {
		return nil
	}
	r := c.record(custody.Refreshed, "refresh")
	r.Schema, r.Refresh = custody.RefreshSchema, &refresh
	entry, err := c.entry(r)
	if err != nil {
		return err
	}
	if err := c.store.Adopt(ctx, docs, entry); err != nil {
		return err
	}
	c.remember(ctx)
	return nil
}
