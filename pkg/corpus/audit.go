package corpus

import (
	"bufio"
	"bytes"
	"context"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/leakprint/leakprint/pkg/custody"
	"github.com/leakprint/leakprint/pkg/custody/manifest"
	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/intake"
	"github.com/leakprint/leakprint/pkg/recognise"
)

// AuditFiles examines files against manifests: checksum lines, a hashdeep list, a bag, or a
// PROV-JSON document that leakprint wrote. If no paths are given it examines the files that
// the manifests list; manifest.Audit says what paths do. It needs no corpus; with one,
// ExplainChanges says what was changed in files. The manifests may list most files in all; 0 for any
// number. If they list more, the error wraps manifest.ErrTooMany.
func AuditFiles(ctx context.Context, lists, paths []string, tool dossier.Tool, workers, most int) (dossier.Audit, error) {
	audit := newAudit(tool, strings.Join(lists, ", "))
	manifests, err := readManifests(lists, most)
	if err != nil {
		return audit, err
	}
	audit.Checks, audit.Notes, err = manifest.Audit(ctx, manifests, paths, workers)
	return audit, err
}

// readManifests reads manifests that list most files in all; 0 for any number.
func readManifests(lists []string, most int) ([]manifest.Manifest, error) {
	var manifests []manifest.Manifest
	left := most
	for _, list := range lists {
		m, err := readManifest(list, left)
		if err != nil {
			return nil, err
		}
		manifests = append(manifests, m)
		if most > 0 {
			left = max(1, left-len(m.Entries))
		}
	}
	return manifests, nil
}

// AuditKnown examines whether files are documents of the corpus, byte for byte: those that
// the log says were acquired. The log is examined as by Verify. A file that has the name of
// a document but not its bytes is Changed.
func (c *Corpus) AuditKnown(ctx context.Context, paths []string, opt VerifyOptions) (dossier.Audit, error) {
	audit := newAudit(c.tool, strings.Join(paths, ", "))
	head := c.remembered(ctx)
	log, err := c.store.Log(ctx)
	if err != nil {
		return audit, err
	}
	audit.Checks = checkLog(log, opt)
	head.compare(log, &audit)
	known, named := acquiredIn(log)
	var files []string
	for _, path := range paths {
		below, err := manifest.Walk(path)
		if err != nil {
			return audit, &dossier.Error{Op: "verify", Path: path, Err: dossier.WithReason(err, ErrPath)}
		}
		files = append(files, below...)
	}
	if len(files) == 0 {
		return audit, &dossier.Error{Op: "verify", Path: audit.Subject, Err: ErrNoFiles}
	}
	slices.Sort(files)
	err = manifest.Hash(ctx, slices.Compact(files), []manifest.Algorithm{manifest.SHA256}, c.reader.Workers, func(f manifest.File) error {
		check := dossier.Check{Of: dossier.OfFile, State: dossier.OK, Path: f.Path, Actual: f.Sums[manifest.SHA256]}
		doc, called := known[check.Actual], named[filepath.Base(f.Path)]
		switch {
		case f.Err != nil:
			check.State, check.Detail = dossier.NotRead, manifest.Reason(f.Err)
		case doc != nil:
			check.Actual = ""
		case called != nil:
			doc = called
			check.State, check.Expected = dossier.Changed, called.SHA256.String()
			check.Detail = "it has the name of a document of the corpus, but not its bytes"
		default:
			check.State, check.Detail = dossier.New, "not in the corpus"
		}
		if doc != nil {
			check.Document, check.Name = doc.SHA256, doc.Name
		}
		audit.Checks = append(audit.Checks, check)
		return nil
	})
	if err != nil {
		return audit, err
	}
	return audit, c.ExplainChanges(ctx, audit.Checks)
}

// acquiredIn returns the documents that a log says were acquired, and not forgotten since, by their SHA-256 and by
// their names: of several that share a name, the last one.
func acquiredIn(log custody.Log) (known, named map[string]*custody.Document) {
	known, named = make(map[string]*custody.Document), make(map[string]*custody.Document)
	_, records := recordsOf(log, func(r custody.Record) bool {
		return r.Event == custody.Acquired || r.Event == custody.Named || r.Event == custody.Purged
	})
	for _, r := range records {
		switch {
		case r.Event != custody.Purged:
			known[r.Document.SHA256.String()], named[r.Document.Name] = r.Document, r.Document
		case r.Document.Seal.IsZero():
			delete(known, r.Document.SHA256.String())
			delete(named, r.Document.Name)
		}
	}
	return known, named
}

// readManifest reads a manifest of any format.
func readManifest(path string, most int) (manifest.Manifest, error) {
	if data := readPROV(path); data != nil {
		files, err := custody.PROVEntries(data)
		if err != nil {
			return manifest.Manifest{}, &dossier.Error{Op: "read manifest", Path: path, Err: dossier.WithReason(err, ErrPROV)}
		}
		var entries []manifest.Entry
		for _, f := range files {
			entries = append(entries, manifest.Entry{Path: f.Path, Size: f.Size, Sums: manifest.Sums{manifest.SHA256: f.SHA256, manifest.SHA512: f.SHA512}})
		}
		return manifest.New(path, "prov", entries, most)
	}
	return manifest.Read(path, most)
}

// maxPROV is the size in bytes above which a file is not taken for a PROV-JSON document.
const maxPROV = 64 << 20

// readPROV returns the content of a file if it looks like JSON; nil for others, and for
// pipes, which can be read only once.
func readPROV(path string) []byte {
	info, err := os.Stat(path)
	if err != nil || !info.Mode().IsRegular() || info.Size() > maxPROV {
		return nil // manifest.Read says why
	}
	file, err := os.Open(path)
	if err != nil {
		return nil
	}
	defer file.Close()
	content := bufio.NewReader(file)
	begin, _ := content.Peek(64)
	if !bytes.HasPrefix(bytes.TrimLeft(begin, " \t\r\n"), []byte("{")) {
		return nil
	}
	data, err := io.ReadAll(content)
	if err != nil {
		return nil
	}
	return data
}

// ExplainChanges compares changed files with the documents that they were, if the corpus
// holds them, and adds the answers to their checks.
func (c *Corpus) ExplainChanges(ctx context.Context, checks []dossier.Check) error {
	for i := range checks {
		check := &checks[i]
		if check.Of != dossier.OfFile || check.State != dossier.Changed {
			continue
		}
		was, err := dossier.ParseDigest(check.Expected)
		if err != nil {
			continue // not a SHA-256, so it cannot be looked up
		}
		docs, err := c.store.Documents(ctx, was.String())
		if err != nil {
			return err
		}
		if len(docs) == 0 {
			continue
		}
		check.Document, check.Name = docs[0].SHA256, docs[0].Name
		if err := c.explainChange(ctx, check); err != nil {
			return err
		}
	}
	return nil
}

// explainChange compares a changed file with the document that it was.
func (c *Corpus) explainChange(ctx context.Context, check *dossier.Check) error {
	finding, err := c.Match(ctx, c.Inputs(ctx, []string{check.Path}, nil, intake.DefaultLimits()), recognise.Options{})
	if err != nil {
		return err
	}
	check.Verdict = dossier.None
	check.Copies = finding.Inputs
	for _, in := range finding.Inputs {
		at := slices.IndexFunc(in.Matches, func(m dossier.Match) bool { return m.Document.SHA256 == check.Document })
		switch {
		case in.Verdict == dossier.Unreadable:
			check.Verdict = dossier.Unreadable
		case at >= 0:
			check.Verdict = in.Matches[at].Verdict
		}
	}
	return nil
}
