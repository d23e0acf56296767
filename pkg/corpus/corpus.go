// Package corpus is leakprint's facade: a corpus on disk, and one method for each thing a
// person can ask of it. It holds policy, such as what may be entered in the log, but no
// rules of matching.
//
// [Open] opens a corpus, or makes one. Then
//
//   - [Corpus.Add] reads documents and keeps them; [Corpus.Sight] records where else one was
//     seen, [Corpus.Remove] deletes an original, [Corpus.Purge] all that is kept of a document,
//     [Corpus.Move] and [Corpus.Rename] say what it is called
//   - [Corpus.Match] says whether inputs are copies of known documents (package recognise
//     does the work)
//   - [Corpus.Search] finds words, [Corpus.Related] what shares pages with a document;
//     [Corpus.List], [Corpus.Show] and [Corpus.Log] say what is there
//   - [Corpus.Verify] examines everything; [AuditFiles] and [Corpus.AuditKnown] examine files
//   - [Corpus.ExportManifest], [Corpus.ExportBag], [Corpus.ExportPROV] and [Corpus.Prove]
//     export lists of digests, originals, provenance and proofs
//   - [Corpus.Refresh] remakes whatever an earlier version made differently, [Corpus.Repair] what
//     is damaged
//
// [Hash], [Digests] and [Unpack] need no corpus. An error that a person can act on is a
// *dossier.Error; callers tell such errors apart by reason ([ErrNoKey] and others) or by Op.
// An input that cannot be read is part of the answer, not an error.
//
// A corpus is a folder:
//
//	corpus.db         documents, pages, fingerprints, sightings, log (store/sqlite)
//	objects/ab/abcd…  originals, read-only, named by their SHA-256
//	signing.key       signs the log (custody); signing.key-… signed an earlier one
//	operator          the name of whoever works on it, if one was set
//	aside/            files that were among the originals and are none (repair.go)
//	lock              held by the processes that write it (leftovers.go)
//
// Every change appends a signed record to the log. The newest head of the log is also
// remembered outside the corpus (Options.Heads), so that a log that was rolled back is not
// written to.
package corpus

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"runtime"
	"sync"
	"time"

	"github.com/adrg/xdg"

	"github.com/leakprint/leakprint/pkg/custody"
	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/fingerprint"
	"github.com/leakprint/leakprint/pkg/intake"
	"github.com/leakprint/leakprint/pkg/internal/atomicfile"
	"github.com/leakprint/leakprint/pkg/recognise"
	"github.com/leakprint/leakprint/pkg/store"
	"github.com/leakprint/leakprint/pkg/store/sqlite"
)

// A Corpus is a set of known documents. It is safe for concurrent use.
type Corpus struct {
	dir     string
	store   store.Store
	objects objects
	reader  recognise.Reader
	tool    dossier.Tool

	key      *custody.Key // signs the log; nil when opened for reading
	keyMade  bool
	operator string
	now      func() time.Time

	writing io.Closer // held by every process that writes the corpus; nil when opened for reading

	heads      heads
	notify     func(error)
	notifyOnce sync.Once // of heads
}

// A Mode says what a corpus is opened for.
type Mode = store.Mode

// The modes.
const (
	ReadOnly  = store.ReadOnly
	ReadWrite = store.ReadWrite
	Create    = store.Create
)

// Options of Open.
type Options struct {
	Mode   Mode
	Reader recognise.Reader
	Tool   dossier.Tool // this program, for findings and records
	// Operator is the name by which the log calls whoever makes changes; a pseudonym will
	// do. If empty, the name kept by SetOperator is used, if any.
	Operator string
	Now      func() time.Time // the clock; time.Now when nil
	// Heads is a folder outside the corpus in which the newest signed head of its log is
	// remembered after each change. A corpus whose log does not continue that head is not
	// opened for writing. If empty, no head is remembered.
	Heads string
	// NewLog, with Create, deliberately begins a new log, even where Open would otherwise
	// refuse because of the old one. The new log has a new key, follows the records that are
	// there and begins with a record that says so. The earlier key is kept beside the new
	// one.
	NewLog bool
	// Restored, with ReadWrite, goes on with a backup that was put back, whose log holds fewer records
	// than this machine remembers. It is like NewLog, and the record says what is missing. Open returns
	// an error wrapping ErrNotRolledBack if nothing is.
	Restored bool
	// Notify, if not nil, is called with errors that do not make a call fail.
	Notify func(error)
}

// Open opens the corpus in dir; with Create it makes one if there is none. The caller must
// close it. It returns an error wrapping ErrMissing or ErrIsFile if dir is not there or not
// a folder, and errors of the log and its key (errors.go) if opened for writing.
func Open(ctx context.Context, dir string, opt Options) (*Corpus, error) {
	switch info, err := os.Stat(dir); {
	case err == nil && !info.IsDir():
		return nil, &dossier.Error{Op: "open corpus", Path: dir, Err: ErrIsFile}
	case errors.Is(err, fs.ErrNotExist) && opt.Mode == Create:
		if err := atomicfile.MakeFolder(dir); err != nil {
			return nil, &dossier.Error{Op: OpMake, Path: dir, Err: err}
		}
	case errors.Is(err, fs.ErrNotExist):
		return nil, &dossier.Error{Op: "open corpus", Path: dir, Err: ErrMissing}
	case err != nil:
		return nil, &dossier.Error{Op: "open corpus", Path: dir, Err: dossier.WithReason(err, ErrUnreadable)}
	}
	if !opt.NewLog {
		if err := refuseLost(dir); err != nil {
			return nil, err
		}
	}
	store, err := sqlite.Open(ctx, filepath.Join(dir, databaseFile), opt.Mode)
	if err != nil {
		return nil, err
	}
	c := &Corpus{
		dir: dir, store: store,
		objects: objects{filepath.Join(dir, "objects")},
		reader:  opt.Reader,
		tool:    opt.Tool,
		now:     opt.Now,
		heads:   heads{dir: opt.Heads},
		notify:  opt.Notify,
	}
	c.reader.Folder = dir
	if c.now == nil {
		c.now = time.Now
	}
	if err := c.begin(ctx, opt); err != nil {
		return nil, errors.Join(err, c.Close())
	}
	return c, nil
}

// begin prepares a corpus that was just opened for use.
func (c *Corpus) begin(ctx context.Context, opt Options) (err error) {
	if c.operator = opt.Operator; c.operator == "" {
		if c.operator, err = readOperator(c.dir); err != nil {
			return err
		}
	}
	if opt.Mode == ReadOnly {
		return nil
	}
	switch {
	case opt.Restored:
		err = c.restoreLog(ctx)
	case opt.NewLog:
		err = c.renewLog(ctx, "a new log, begun on purpose")
	default:
		err = c.openLog(ctx)
	}
	if err != nil {
		return err
	}
	c.writing, err = c.clearLeftovers(ctx)
	return err
}

// Inputs yields the inputs that paths name (intake.Each), which the corpus's reader unpacks.
func (c *Corpus) Inputs(ctx context.Context, paths []string, stdin io.Reader, limits intake.Limits) iter.Seq[intake.Input] {
	return c.reader.Inputs(ctx, paths, stdin, limits)
}

// Close closes the corpus.
func (c *Corpus) Close() error {
	err := c.store.Close()
	if c.writing != nil {
		err = errors.Join(err, c.writing.Close())
	}
	return err
}

// KeyMade reports whether the key that signs the log was made when the corpus was opened.
func (c *Corpus) KeyMade() bool { return c.keyMade }

// Dir is the corpus's folder.
func (c *Corpus) Dir() string { return c.dir }

// Exposed reports whether others on this machine may read the corpus, as one that was made before its
// files were for their owner alone.
func (c *Corpus) Exposed() bool {
	if runtime.GOOS == "windows" {
		return false // it has no such rights
	}
	const others = 0o055
	for _, path := range []string{c.dir, filepath.Join(c.dir, databaseFile)} {
		if info, err := os.Stat(path); err != nil || info.Mode().Perm()&others == 0 {
			return false
		}
	}
	return true
}

// Locate returns the folder of the corpus: the one named by flag, else by the environment
// variable LEAKPRINT_CORPUS, else the nearest .leakprint in the working directory or a
// folder above it, else leakprint in the user's data directory.
func Locate(flag string) (string, error) {
	if flag != "" {
		return flag, nil
	}
	if dir := os.Getenv("LEAKPRINT_CORPUS"); dir != "" {
		return dir, nil
	}
	at, err := os.Getwd()
	if err != nil {
		return "", fmt.Errorf("locate corpus: %w", err)
	}
	for {
		dir := filepath.Join(at, ".leakprint")
		if info, err := os.Stat(dir); err == nil && info.IsDir() {
			return dir, nil
		}
		parent := filepath.Dir(at)
		if parent == at {
			return filepath.Join(xdg.DataHome, "leakprint"), nil
		}
		at = parent
	}
}

// Size returns how much the corpus holds.
func (c *Corpus) Size(ctx context.Context) (store.Size, error) { return c.store.Size(ctx) }

// List returns the documents in the order they were added.
func (c *Corpus) List(ctx context.Context) ([]dossier.Document, error) {
	return c.store.Documents(ctx, "")
}

// Shown is everything that the corpus holds about one document except text and fingerprints.
type Shown struct {
	dossier.Document
	Original  bool               // whether the original is kept
	Lost      bool               // whether the log says that it is kept, but it is not there
	Sightings []dossier.Sighting // earliest first
	Pages     []ShownPage
}

// A ShownPage is one page of a document.
type ShownPage struct {
	Number     int
	Characters int // letters of folded text: fingerprint.Letters
	Marks      int // winnowed hashes of its text
	Pictures   int
	Absent     string // why it carries no fingerprint
	Note       string
	Recognised bool   // its text was recognised from what it looks like
	Language   string // by which that was done, as tesseract names languages; "" where not known
}

// Show returns the document that id names: by the beginning of its digest, its name, or its dossier and name
// with a slash between them. It returns a *dossier.Error wrapping dossier.ErrNotFound, dossier.ErrAmbiguous,
// ErrSameName, or ErrNotID if id cannot be the beginning of a digest and no document is called so.
func (c *Corpus) Show(ctx context.Context, id string) (Shown, error) {
	doc, err := c.find(ctx, id)
	if err != nil {
		return Shown{}, err
	}
	shown := Shown{Document: doc}
	if shown.Original, err = c.objects.has(doc.SHA256); err != nil {
		return Shown{}, err
	}
	sightings, err := c.store.Sightings(ctx, doc.SHA256)
	if err != nil {
		return Shown{}, err
	}
	shown.Sightings = Timeline(sightings)
	if !shown.Original {
		log, err := c.store.Log(ctx)
		if err != nil {
			return Shown{}, err
		}
		if a := ledgerOf(log)[doc.SHA256]; a != nil {
			shown.Lost = a.original
		}
	}
	pages, err := c.store.Pages(ctx, doc.SHA256, 1, doc.Pages)
	if err != nil {
		return Shown{}, err
	}
	for _, p := range pages {
		_, marks := fingerprint.OfText(p.Text)
		shown.Pages = append(shown.Pages, ShownPage{
			Number: p.Number, Characters: p.Print.Length, Marks: len(marks),
			Pictures: len(p.Print.Images), Absent: recognise.AbsenceOf(p.Print, p.Note), Note: p.Note,
			Recognised: p.Recognised, Language: p.Language,
		})
	}
	return shown, nil
}
