package corpus

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/leakprint/leakprint/pkg/custody"
	"github.com/leakprint/leakprint/pkg/custody/manifest"
	"github.com/leakprint/leakprint/pkg/dossier"
)

// VerifyOptions say how a corpus is verified.
type VerifyOptions struct {
	Sample  int      // how many pages are fingerprinted again; all if negative
	Against [][]byte // checkpoints of the log that were kept elsewhere
	Key     string   // the log's public key as kept elsewhere; by default the one in the corpus
}

// Verify examines the corpus: the log and its signature, every original's digests, the
// database, the fingerprints as recorded, and some of them recomputed from the originals.
// Problems are in the audit; an error means that it could not be finished.
func (c *Corpus) Verify(ctx context.Context, opt VerifyOptions) (dossier.Audit, error) {
	for try := 1; ; try++ {
		audit, log, err := c.verify(ctx, opt)
		if err != nil || len(audit.Problems()) == 0 {
			return audit, err
		}
		// A concurrent change must not pass for tampering. An original that the log does not
		// know yet may be about to be entered.
		if slices.ContainsFunc(audit.Problems(), func(c dossier.Check) bool { return c.Of == dossier.OfOriginal && c.State == dossier.New }) {
			select {
			case <-ctx.Done():
			case <-time.After(enterTime):
			}
		}
		now, _, err := c.store.Head(ctx)
		if err != nil || bytes.Equal(now, log.Head) {
			return audit, ctx.Err()
		}
		if try == mostTries {
			audit.Notes = append(audit.Notes, "the corpus was written to while it was being verified, which may explain what was found: verify it again when nothing writes to it")
			return audit, nil
		}
	}
}

// enterTime is roughly the longest that an addition takes between writing the original and
// its record.
const enterTime = 250 * time.Millisecond

// mostTries limits how often a corpus is verified while another process writes to it.
const mostTries = 3

// verify examines the corpus once, and also returns the log that it read. Files are read
// before the log, so that the log knows every file found.
func (c *Corpus) verify(ctx context.Context, opt VerifyOptions) (audit dossier.Audit, log custody.Log, err error) {
	audit = newAudit(c.tool, fromHere(c.dir))
	found := func(checks []dossier.Check, failed error) bool {
		audit.Checks = append(audit.Checks, checks...)
		err = failed
		return err == nil
	}
	head := c.remembered(ctx)
	objects := objects{fromHere(c.objects.dir)}
	files, err := objects.files(ctx, c.reader.Workers)
	if err != nil {
		return audit, log, err
	}
	h, err := c.store.History(ctx)
	if reason := err; reason != nil {
		audit.Notes = append(audit.Notes, "only the database was examined, because it cannot be relied on")
		checks, err := c.checkDatabase(ctx)
		if len(dossier.Audit{Checks: checks}.Problems()) == 0 {
			checks = []dossier.Check{unreadable(reason)}
		}
		audit.Checks = checks
		return audit, log, err
	}
	told, intact := ledgerOf(h.Log), map[dossier.Digest]bool{}
	if h.LogErr == nil {
		audit.Checks = append(audit.Checks, checkLog(h.Log, opt)...)
		audit.Notes = append(append(audit.Notes, h.Log.TimesBack()...), purges(h.Log)...)
		head.compare(h.Log, &audit)
		late, err := objects.since(ctx, files, told, c.reader.Workers)
		if err != nil {
			return audit, h.Log, err
		}
		files, notes := objects.settled(append(files, late...), told)
		audit.Notes = append(audit.Notes, notes...)
		originals := verifyOriginals(objects, files, told, h.Documents)
		audit.Checks = append(audit.Checks, originals...)
		intact = intactOriginals(originals)
	} else {
		audit.Notes = append(audit.Notes, "originals and documents were not examined, because the log cannot be read")
	}
	if !found(c.checkDatabase(ctx, h.LogErr, h.DocumentsErr, h.SightingsErr)) {
		return audit, h.Log, err
	}
	if h.LogErr == nil && h.DocumentsErr == nil {
		// The newest record is the seed: other pages are chosen after each change, and the
		// same ones as long as nothing changes.
		chosen := samplePages(told, h.Documents, intact, opt.Sample, newest(h.Log))
		_ = found(c.verifyDocuments(ctx, told, h)) && found(c.verifyFingerprints(ctx, h.Documents, chosen))
	}
	return audit, h.Log, err
}

// checkLog examines the log itself, and against the key and checkpoints kept elsewhere.
func checkLog(log custody.Log, opt VerifyOptions) []dossier.Check {
	checks := log.Check(opt.Key)
	for _, checkpoint := range opt.Against {
		checks = append(checks, log.Against(checkpoint, opt.Key))
	}
	return checks
}

// newAudit returns an audit without checks.
func newAudit(tool dossier.Tool, subject string) dossier.Audit {
	return dossier.Audit{Schema: dossier.AuditSchema, Tool: tool, Subject: subject}
}

// DamagedAudit returns the audit of a corpus in dir that is too damaged to open.
func DamagedAudit(dir string, tool dossier.Tool, reason error) dossier.Audit {
	audit := newAudit(tool, fromHere(dir))
	audit.Checks = []dossier.Check{unreadable(reason)}
	audit.Notes = []string{"nothing else was examined"}
	return audit
}

// checkDatabase examines the database. Reasons that are not nil say what could not be read
// from it before.
func (c *Corpus) checkDatabase(ctx context.Context, reasons ...error) ([]dossier.Check, error) {
	checks, err := c.store.Check(ctx)
	for _, reason := range append(reasons, err) {
		if reason != nil {
			checks = append(checks, unreadable(reason))
		}
	}
	if len(checks) > 1 {
		checks = dossier.Audit{Checks: checks}.Problems()
	}
	return checks, ctx.Err()
}

// unreadable returns the check of a database that cannot be read in full.
func unreadable(reason error) dossier.Check {
	return dossier.Check{Of: dossier.OfDatabase, State: dossier.Damaged, Detail: reason.Error()}
}

// Check examines the database alone and returns what is wrong with it.
func (c *Corpus) Check(ctx context.Context) ([]dossier.Check, error) {
	checks, err := c.store.Check(ctx)
	return dossier.Audit{Checks: checks}.Problems(), err
}

// newest returns the digest of a log's last record; zero if there is none.
func newest(log custody.Log) dossier.Digest {
	if len(log.Records) == 0 {
		return dossier.Digest{}
	}
	return dossier.Sum(log.Records[len(log.Records)-1].Data)
}

// verifyOriginals compares the files in the folder of originals with those that the log says
// are kept.
func verifyOriginals(objects objects, files []manifest.File, told ledger, docs []dossier.Document) []dossier.Check {
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
	checks := manifest.Compare(entries, files)
	for i := range checks {
		check := &checks[i]
		check.Of = dossier.OfOriginal
		doc, ok := known[check.Path]
		if !ok {
			doc = known[check.Expected] // where a moved file was
		}
		check.Document, check.Name = doc.SHA256, doc.Name
		if check.State == dossier.New && check.Detail == "" {
			check.Detail = stray(told[doc.SHA256])
		}
	}
	return checks
}

// fromHere returns a path relative to the working directory if it lies below it: readers of
// the audit, such as GitHub, know files by such paths.
func fromHere(path string) string {
	here, err := os.Getwd()
	if err != nil || !filepath.IsAbs(path) {
		return path
	}
	if below, ok := within(here, path); ok {
		return below
	}
	return path
}

// within returns a path relative to a folder, and whether it lies below it.
func within(folder, path string) (string, bool) {
	below, err := filepath.Rel(folder, path)
	return below, err == nil && filepath.IsLocal(below)
}

// stray says what a file that does not belong among the originals may be.
func stray(a *account) string {
	if a != nil {
		return "the log says that this original is not kept"
	}
	return "the log does not know of it; if its name is its SHA-256, an addition may have been cut short: add it again, or delete it"
}

// intactOriginals returns the documents whose originals are unchanged.
func intactOriginals(checks []dossier.Check) map[dossier.Digest]bool {
	intact := make(map[dossier.Digest]bool)
	for _, check := range checks {
		if check.State == dossier.OK {
			intact[check.Document] = true
		}
	}
	return intact
}
