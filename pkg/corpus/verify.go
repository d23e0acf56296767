package corpus

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/leakprint/leakprint/pkg/custody"
	"github.com/leakprint/leakprint/pkg/custody/manifest"
	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/extract"
	"github.com/leakprint/leakprint/pkg/index"
	"github.com/leakprint/leakprint/pkg/intake"
)

// VerifyOptions say how a corpus is verified.
type VerifyOptions struct {
	Sample  int      // how many pages are fingerprinted anew; all when < 0
	Against [][]byte // checkpoints of the log that were kept elsewhere
	Key     string   // the log's public key as it was kept elsewhere; "" for the one in the corpus
}

// Verify examines the corpus: the log and its signature, every original's digests, the
// database, the fingerprints as they were recorded, and those of some pages made anew
// from the originals. What is found is in the audit; an error says that it could not
// be finished.
func (c *Corpus) Verify(ctx context.Context, opt VerifyOptions) (dossier.Audit, error) {
	log, err := c.store.Log(ctx)
	if err != nil {
		return dossier.Audit{}, err
	}
	for try := 1; ; try++ {
		audit, err := c.verify(ctx, log, opt)
		if err != nil || len(audit.Problems()) == 0 {
			return audit, err
		}
		audit.Checks = slices.DeleteFunc(audit.Checks, passedBy)
		// What another process adds meanwhile must not pass for tampering.
		now, err := c.store.Log(ctx)
		if err != nil || bytes.Equal(now.Head, log.Head) {
			return audit, err
		}
		if try == mostTries {
			audit.Notes = append(audit.Notes, "the corpus was written to while it was verified, which may be what was found: verify it again when nothing writes to it")
			return audit, nil
		}
		log = now
	}
}

// mostTries is how often a corpus is verified that another process is writing to.
const mostTries = 3

// passedBy reports whether a check is of an original that was being written, and is not
// there any more.
func passedBy(c dossier.Check) bool {
	if c.Of != dossier.OfOriginal || c.State != dossier.New && c.State != dossier.NotRead || !strings.HasPrefix(filepath.Base(c.Path), incoming) {
		return false
	}
	_, err := os.Lstat(c.Path)
	return errors.Is(err, fs.ErrNotExist)
}

// verify examines the corpus by its log as it was a moment ago.
func (c *Corpus) verify(ctx context.Context, log custody.Log, opt VerifyOptions) (dossier.Audit, error) {
	audit := dossier.Audit{Schema: dossier.AuditSchema, Tool: c.tool, Subject: fromHere(c.dir)}
	audit.Checks = log.Check(opt.Key)
	for _, checkpoint := range opt.Against {
		audit.Checks = append(audit.Checks, log.Against(checkpoint, opt.Key))
	}
	docs, err := c.List(ctx)
	if err != nil {
		return audit, err
	}
	told := ledgerOf(log)
	checks, err := c.verifyOriginals(ctx, told, docs)
	if err != nil {
		return audit, err
	}
	audit.Checks = append(audit.Checks, checks...)
	intact := intactOriginals(checks)

	if checks, err = c.store.Check(ctx); err != nil {
		return audit, err
	}
	audit.Checks = append(audit.Checks, checks...)
	if checks, err = c.verifyDocuments(ctx, told, docs); err != nil {
		return audit, err
	}
	audit.Checks = append(audit.Checks, checks...)

	// Chosen by the newest record, so that other pages are looked at each time something
	// happened, and the same ones when the question is asked again.
	chosen := samplePages(docs, intact, opt.Sample, newest(log))
	checks, err = c.verifyFingerprints(ctx, docs, chosen)
	audit.Checks = append(audit.Checks, checks...)
	return audit, err
}

// Check examines the database alone and returns what is wrong with it.
func (c *Corpus) Check(ctx context.Context) ([]dossier.Check, error) {
	checks, err := c.store.Check(ctx)
	return dossier.Audit{Checks: checks}.Problems(), err
}

// newest is the digest of a log's last record.
func newest(log custody.Log) dossier.Digest {
	if len(log.Records) == 0 {
		return dossier.Digest{}
	}
	return dossier.Sum(log.Records[len(log.Records)-1].Data)
}

// A ledger is what the log says of each document.
type ledger map[dossier.Digest]*account

// An account is what the log says of one document.
type account struct {
	acquired  *custody.Document // nil when the log does not say that it was acquired
	original  bool              // whether its original should be there
	sightings []dossier.Sighting
}

// ledgerOf reads the log, as far as it can be read: log.Check tells of the rest.
func ledgerOf(log custody.Log) ledger {
	told := make(ledger)
	for _, data := range log.Records {
		r, err := custody.ParseRecord(data.Data)
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
		if r.Event == custody.Acquired {
			a.acquired = r.Document
		}
		if s := r.Sighting; s != nil {
			a.sightings = append(a.sightings, dossier.Sighting{
				Where: s.Where, When: s.When, Precision: s.Precision, Claimed: s.Claimed, By: s.By, Via: s.Via, Note: s.Note,
			})
		}
	}
	return told
}

// verifyOriginals compares the files in objects with those that the log says are kept.
func (c *Corpus) verifyOriginals(ctx context.Context, told ledger, docs []dossier.Document) ([]dossier.Check, error) {
	objects := objects{fromHere(c.objects.dir)}
	known := make(map[string]dossier.Document) // by path
	for _, doc := range docs {
		known[objects.path(doc.SHA256)] = doc
	}
	var entries []manifest.Entry
	for digest, a := range told {
		entry := manifest.Entry{Path: objects.path(digest), Size: -1, Sums: manifest.Sums{manifest.SHA256: digest.String()}}
		if a.acquired != nil {
			entry.Size, entry.Sums[manifest.SHA512] = a.acquired.Size, a.acquired.SHA512
			known[entry.Path] = dossier.Document{SHA256: digest, Name: a.acquired.Name}
		}
		if a.original {
			entries = append(entries, entry)
		}
	}
	files, err := objects.files(ctx, c.reader.Workers)
	if err != nil {
		return nil, err
	}
	checks := manifest.Compare(entries, files)
	for i := range checks {
		check := &checks[i]
		check.Of = dossier.OfOriginal
		doc, ok := known[check.Path]
		if !ok {
			doc = known[check.Expected] // where a moved one was
		}
		check.Document, check.Name = doc.SHA256, doc.Name
		if check.State == dossier.New && check.Detail == "" {
			check.Detail = stray(check.Path, told[doc.SHA256])
		}
	}
	return checks, nil
}

// fromHere is a path as seen from the working directory where it leads down from there:
// what reads the audit, such as GitHub, knows files by such paths.
func fromHere(path string) string {
	here, err := os.Getwd()
	if err != nil || !filepath.IsAbs(path) {
		return path
	}
	if below, err := filepath.Rel(here, path); err == nil && filepath.IsLocal(below) {
		return below
	}
	return path
}

// stray says what a file that should not be among the originals may be.
func stray(path string, a *account) string {
	switch {
	case strings.HasPrefix(filepath.Base(path), incoming):
		return "left over from an addition that was cut short; it may be deleted"
	case a != nil:
		return "the log says that this original is not kept"
	}
	return "the log does not know of it"
}

// intactOriginals are the documents whose originals are as they were.
func intactOriginals(checks []dossier.Check) map[dossier.Digest]bool {
	intact := make(map[dossier.Digest]bool)
	for _, check := range checks {
		if check.State == dossier.OK {
			intact[check.Document] = true
		}
	}
	return intact
}

// verifyDocuments compares what the database says of documents and sightings with what
// the log says.
func (c *Corpus) verifyDocuments(ctx context.Context, told ledger, docs []dossier.Document) ([]dossier.Check, error) {
	var checks []dossier.Check
	known := make(map[dossier.Digest]bool)
	for _, doc := range docs {
		known[doc.SHA256] = true
		check := dossier.Check{Of: dossier.OfDocument, State: dossier.OK, Document: doc.SHA256, Name: doc.Name}
		a := told[doc.SHA256]
		if a == nil || a.acquired == nil {
			check.State, check.Detail = dossier.New, "the log does not say that it was acquired"
			checks = append(checks, check)
			continue
		}
		seals, err := c.seals(ctx, doc)
		if err != nil {
			if ctx.Err() != nil {
				return nil, ctx.Err()
			}
			continue // the check of the database tells why
		}
		if seal := index.SealDocument(doc, seals); seal != a.acquired.Seal {
			check.State, check.Expected, check.Actual = dossier.Changed, a.acquired.Seal.String(), seal.String()
			check.Detail = "what the database says of it is not what was recorded when it was acquired"
		}
		checks = append(checks, check)
		sightings, err := c.store.Sightings(ctx, doc.SHA256)
		if err != nil {
			return nil, err
		}
		checks = append(checks, compareSightings(doc, a.sightings, sightings)...)
	}
	for _, digest := range slices.SortedFunc(maps.Keys(told), func(a, b dossier.Digest) int { return slices.Compare(a[:], b[:]) }) {
		if !known[digest] {
			checks = append(checks, dossier.Check{
				Of: dossier.OfDocument, State: dossier.Missing, Document: digest, Name: told[digest].name(),
				Detail: "the log says that it was acquired, the database does not hold it",
			})
		}
	}
	return checks, nil
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
	for i := range max(len(logged), len(kept)) {
		check := dossier.Check{Of: dossier.OfSighting, State: dossier.OK, Document: doc.SHA256, Name: doc.Name}
		switch {
		case i >= len(kept):
			check.State, check.Detail = dossier.Missing, fmt.Sprintf("the log has a sighting at %s, the database does not", logged[i].Where)
		case i >= len(logged):
			check.State, check.Detail = dossier.New, fmt.Sprintf("the log has no sighting at %s", kept[i].Where)
		default:
			is := kept[i]
			is.Where, is.By, is.Via, is.Note = printable(is.Where), printable(is.By), printable(is.Via), printable(is.Note)
			is.Recorded = logged[i].Recorded
			if is != logged[i] {
				check.State, check.Detail = dossier.Changed, fmt.Sprintf("sighting %d is not as it was recorded", i+1)
			}
		}
		checks = append(checks, check)
	}
	return checks
}

// printable is a string as JSON holds it.
func printable(s string) string { return strings.ToValidUTF8(s, "\uFFFD") }

// sampleBytes is how large the documents of a sample are at most, together: to read a
// page takes its whole document.
const sampleBytes = 128 << 20

// samplePages chooses n pages of documents whose originals are intact, by seed, and fewer
// where their documents are large; all pages when n is negative. Those of a document
// ascend.
func samplePages(docs []dossier.Document, intact map[dossier.Digest]bool, n int, seed dossier.Digest) map[dossier.Digest][]int {
	var pages []index.PageRef
	sizes := make(map[dossier.Digest]int64)
	for _, doc := range docs {
		sizes[doc.SHA256] = doc.Size
		for number := 1; intact[doc.SHA256] && number <= doc.Pages; number++ {
			pages = append(pages, index.PageRef{Document: doc.SHA256, Number: number})
		}
	}
	all := n < 0
	if !all {
		random := rand.New(rand.NewPCG(binary.BigEndian.Uint64(seed[:]), binary.BigEndian.Uint64(seed[8:])))
		random.Shuffle(len(pages), func(i, j int) { pages[i], pages[j] = pages[j], pages[i] })
	}
	chosen := make(map[dossier.Digest][]int)
	total := int64(0)
	for _, page := range pages {
		size := sizes[page.Document]
		if chosen[page.Document] != nil {
			size = 0 // it is read already
		}
		switch {
		case !all && n == 0:
			continue
		case !all && len(chosen) > 0 && total+size > sampleBytes:
			continue
		}
		n--
		total += size
		chosen[page.Document] = append(chosen[page.Document], page.Number)
	}
	for _, numbers := range chosen {
		slices.Sort(numbers)
	}
	return chosen
}

// verifyFingerprints reads pages anew from their originals and compares what comes of
// them with what is kept, byte for byte.
func (c *Corpus) verifyFingerprints(ctx context.Context, docs []dossier.Document, chosen map[dossier.Digest][]int) ([]dossier.Check, error) {
	var checks []dossier.Check
	some := func(yield func(dossier.Document) bool) {
		for _, doc := range docs {
			if len(chosen[doc.SHA256]) > 0 && !yield(doc) {
				return
			}
		}
	}
	read := func(ctx context.Context, doc dossier.Document) reading {
		got := c.reader.pagesOf(ctx, c.original(ctx, doc), extract.Want{Pages: chosen[doc.SHA256]})
		got.Document = doc // and not the file's name and what there is of its pages
		return got
	}
	err := ordered(ctx, some, c.reader.Workers, read, func(got reading) error {
		if got.err != nil {
			checks = append(checks, dossier.Check{
				Of: dossier.OfFingerprint, State: dossier.NotRead, Document: got.SHA256, Name: got.Name, Detail: got.err.Error(),
			})
			return ctx.Err()
		}
		for _, p := range got.pages {
			if !slices.Contains(chosen[got.SHA256], p.Number) {
				continue // text is read as a whole
			}
			check, err := c.verifyPage(ctx, got.Document, p)
			if err != nil {
				return err
			}
			checks = append(checks, check...)
		}
		return nil
	})
	return checks, err
}

// original is a kept original as an input.
func (c *Corpus) original(ctx context.Context, doc dossier.Document) reading {
	for in := range intake.Each(ctx, []string{c.objects.path(doc.SHA256)}, nil, intake.DefaultLimits()) {
		return reading{input: in, Document: doc, err: in.Err}
	}
	return reading{Document: doc, err: ctx.Err()}
}

// verifyPage compares a page as read anew with what is kept of it. The text that OCR
// gave it is taken as it is kept: another tesseract would read other words.
func (c *Corpus) verifyPage(ctx context.Context, doc dossier.Document, p extract.Page) ([]dossier.Check, error) {
	pages, err := c.store.Pages(ctx, doc.SHA256, p.Number, p.Number)
	if err != nil || len(pages) == 0 {
		return nil, ctx.Err() // the check of the database tells why
	}
	check := dossier.Check{Of: dossier.OfFingerprint, State: dossier.OK, Document: doc.SHA256, Name: doc.Name, Page: p.Number}
	kept, page := pages[0], indexPages([]extract.Page{p})[0]
	if kept.Recognised {
		check.Detail = "but for its text, which was recognised on the page"
		page.Text, page.Recognised, page.Note, page.Print.Length = kept.Text, true, kept.Note, kept.Print.Length
	}
	seal, err := index.Seal(page, p.Print.Layout)
	if err != nil {
		return nil, err
	}
	if seal != kept.Seal {
		check.State, check.Expected, check.Actual = dossier.Changed, kept.Seal.String(), seal.String()
		check.Detail = "made anew from the original, it is another"
	}
	return []dossier.Check{check}, nil
}
