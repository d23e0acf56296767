package corpus

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/leakprint/leakprint/pkg/custody"
	"github.com/leakprint/leakprint/pkg/custody/manifest"
	"github.com/leakprint/leakprint/pkg/dossier"
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
		return c.verifyDatabase(ctx, err)
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
	audit := c.audit()
	audit.Checks = log.Check(opt.Key)
	for _, checkpoint := range opt.Against {
		audit.Checks = append(audit.Checks, log.Against(checkpoint, opt.Key))
	}
	told := ledgerOf(log)
	docs, listErr := c.List(ctx)
	checks, err := c.verifyOriginals(ctx, told, docs)
	if err != nil {
		return audit, err
	}
	audit.Checks = append(audit.Checks, checks...)
	intact := intactOriginals(checks)

	if checks, err = c.checkDatabase(ctx, listErr); err != nil {
		return audit, err
	}
	audit.Checks = append(audit.Checks, checks...)
	if listErr != nil {
		return audit, nil // which says why nothing can be said of documents
	}
	if checks, err = c.verifyDocuments(ctx, told, docs); err != nil {
		return audit, err
	}
	audit.Checks = append(audit.Checks, checks...)

	// Chosen by the newest record, so that other pages are looked at each time something
	// happened, and the same ones when the question is asked again.
	chosen := samplePages(told, docs, intact, opt.Sample, newest(log))
	checks, err = c.verifyFingerprints(ctx, docs, chosen)
	audit.Checks = append(audit.Checks, checks...)
	return audit, err
}

// verifyDatabase examines a corpus whose log cannot be read, for the reason given.
func (c *Corpus) verifyDatabase(ctx context.Context, reason error) (audit dossier.Audit, err error) {
	audit = c.audit()
	audit.Checks, err = c.checkDatabase(ctx, reason)
	audit.Notes = append(audit.Notes, "nothing but the database was examined, for its log cannot be read")
	return audit, err
}

// audit is one without checks.
func (c *Corpus) audit() dossier.Audit {
	return dossier.Audit{Schema: dossier.AuditSchema, Tool: c.tool, Subject: fromHere(c.dir)}
}

// DamagedAudit is the audit of a corpus in dir that cannot be opened, because it is damaged.
func DamagedAudit(dir string, tool dossier.Tool, reason error) dossier.Audit {
	return dossier.Audit{
		Schema: dossier.AuditSchema, Tool: tool, Subject: fromHere(dir),
		Checks: []dossier.Check{{Of: dossier.OfDatabase, State: dossier.Damaged, Detail: reason.Error()}},
		Notes:  []string{"nothing else was examined"},
	}
}

// checkDatabase examines the database, in which something was found that cannot be read,
// where reason is not nil.
func (c *Corpus) checkDatabase(ctx context.Context, reason error) ([]dossier.Check, error) {
	checks, err := c.store.Check(ctx)
	for _, err := range []error{reason, err} {
		if err == nil {
			continue
		}
		damaged, err := damage(ctx, err)
		if err != nil {
			return nil, err
		}
		checks = append(checks, damaged)
	}
	if len(checks) > 1 {
		checks = dossier.Audit{Checks: checks}.Problems()
	}
	return checks, nil
}

// damage is the check of a database in which something cannot be read; the error is that
// nobody waits for it any more.
func damage(ctx context.Context, reason error) (dossier.Check, error) {
	return dossier.Check{Of: dossier.OfDatabase, State: dossier.Damaged, Detail: reason.Error()}, ctx.Err()
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
