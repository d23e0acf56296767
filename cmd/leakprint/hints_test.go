package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/leakprint/leakprint/pkg/corpus"
	"github.com/leakprint/leakprint/pkg/custody"
	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/intake"
	"github.com/leakprint/leakprint/pkg/recognise"
	"github.com/leakprint/leakprint/pkg/store/sqlite"
)

// A failing makes something fail, in a folder of its own. There is a corpus in "corpus", of
// two documents whose digests begin alike, with its log's key, and a file called "file".
type failing func(t *testing.T) error

const (
	twins  = "38db61"        // begins the digests of both documents, as it does in a script
	first  = "38db61c6"      // of the one that was added first
	broken = "tampered with" // the reason of a tampering that could not be done
)

var textReader = recognise.Reader{Documents: pool, Workers: 1}

// using opens the corpus after it was tampered with, and returns the error of opening it or
// of using it.
func using(mode corpus.Mode, tamper tampering, use func(context.Context, *corpus.Corpus) error) failing {
	return opening(corpus.Options{Mode: mode, Heads: "heads"}, tamper, use)
}

func opening(opt corpus.Options, tamper tampering, use func(context.Context, *corpus.Corpus) error) failing {
	return func(t *testing.T) error {
		if err := tamper("corpus"); err != nil {
			t.Fatal(broken, err)
		}
		opt.Reader = textReader
		c, err := corpus.Open(t.Context(), "corpus", opt)
		if err != nil {
			return err
		}
		defer c.Close()
		return use(t.Context(), c)
	}
}

// Ways to use a corpus.

func nothing(context.Context, *corpus.Corpus) error { return nil }

func showing(id string) func(context.Context, *corpus.Corpus) error {
	return func(ctx context.Context, c *corpus.Corpus) error {
		_, err := c.Show(ctx, id)
		return err
	}
}

func searching(query string, f corpus.Filter) func(context.Context, *corpus.Corpus) error {
	return func(ctx context.Context, c *corpus.Corpus) error {
		_, err := c.Search(ctx, query, f, 0)
		return err
	}
}

func adding(path string) func(context.Context, *corpus.Corpus) error {
	return func(ctx context.Context, c *corpus.Corpus) error {
		var told error
		err := c.Add(ctx, filesOf(path), corpus.AddOptions{}, func(a corpus.Added) error {
			told = a.Err
			return nil
		})
		return errors.Join(err, told)
	}
}

func filesOf(paths ...string) iter.Seq[intake.Input] {
	return intake.Each(context.Background(), paths, nil, intake.DefaultLimits())
}

func removing(ctx context.Context, c *corpus.Corpus) error {
	_, err := c.Remove(ctx, first, "for a test")
	return err
}

func twice(use func(context.Context, *corpus.Corpus) error) func(context.Context, *corpus.Corpus) error {
	return func(ctx context.Context, c *corpus.Corpus) error {
		return errors.Join(use(ctx, c), use(ctx, c))
	}
}

func listing(chosen corpus.Selection) func(context.Context, *corpus.Corpus) error {
	return func(ctx context.Context, c *corpus.Corpus) error {
		_, err := c.ExportManifest(ctx, io.Discard, "sha256sum", chosen)
		return err
	}
}

func bagging(dir string) func(context.Context, *corpus.Corpus) error {
	return func(ctx context.Context, c *corpus.Corpus) error {
		_, err := c.ExportBag(ctx, dir, corpus.Selection{})
		return err
	}
}

func proving(id string, checkpoint []byte) func(context.Context, *corpus.Corpus) error {
	return func(ctx context.Context, c *corpus.Corpus) error {
		_, err := c.Prove(ctx, id, checkpoint)
		return err
	}
}

func auditing(path string) func(context.Context, *corpus.Corpus) error {
	return func(ctx context.Context, c *corpus.Corpus) error {
		_, err := c.AuditKnown(ctx, []string{path}, corpus.VerifyOptions{})
		return err
	}
}

func verifying(ctx context.Context, c *corpus.Corpus) error {
	_, err := c.Verify(ctx, corpus.VerifyOptions{})
	return err
}

func naming(ctx context.Context, c *corpus.Corpus) error { return c.SetOperator("nobody") }

func exporting(ctx context.Context, c *corpus.Corpus) error { return exportingTo("a place")(ctx, c) }

// exportingTo makes a record of its own for each place.
func exportingTo(place string) func(context.Context, *corpus.Corpus) error {
	return func(ctx context.Context, c *corpus.Corpus) error {
		return c.RecordExport(ctx, corpus.Exported{Export: custody.Export{Format: "sha256sum", SHA256: dossier.Sum([]byte(place))}})
	}
}

// newLog begins a new log behind a corpus's back, under another key.
func newLog(ctx context.Context, c *corpus.Corpus) error {
	other, err := corpus.Open(ctx, c.Dir(), corpus.Options{Mode: corpus.Create, NewLog: true})
	if err != nil {
		return err
	}
	return errors.Join(other.Close(), exporting(ctx, c))
}

// Ways to tamper with a corpus.

func replacedBy(name, content string) tampering {
	return func(dir string) error {
		path := filepath.Join(dir, name)
		return errors.Join(os.RemoveAll(path), os.WriteFile(path, []byte(content), 0o600))
	}
}

// replacedByFolder puts a folder that is not empty in the place of a file.
func replacedByFolder(name string) tampering {
	return func(dir string) error {
		path := filepath.Join(dir, name)
		return errors.Join(os.RemoveAll(path), os.MkdirAll(filepath.Join(path, "folder"), 0o700))
	}
}

func replacedByLink(name, to string) tampering {
	return func(dir string) error {
		path := filepath.Join(dir, name)
		return errors.Join(os.RemoveAll(path), os.Symlink(to, path))
	}
}

func replacedByKey(dir string) error {
	key, err := custody.NewKey()
	return errors.Join(err, os.Remove(filepath.Join(dir, "signing.key")), corpus.WriteKey(dir, key))
}

// keptAside puts a folder in the place where the key is to be kept beside a new one.
func keptAside(dir string) error {
	key, err := corpus.ReadKey(dir)
	if err != nil {
		return err
	}
	return replacedByFolder("signing.key-" + key.ID())(dir)
}

// continued adds a record to the log, where the machine's heads are kept or elsewhere.
func continued(heads string) tampering {
	return func(dir string) error {
		c, err := corpus.Open(context.Background(), dir, corpus.Options{Mode: corpus.ReadWrite, Heads: heads})
		if err != nil {
			return err
		}
		return errors.Join(exportingTo(heads)(context.Background(), c), c.Close())
	}
}

func headChanged(string) error {
	files, err := filepath.Glob(filepath.Join("heads", "*"))
	if err != nil || len(files) != 1 {
		return fmt.Errorf("heads %q, %w", files, err)
	}
	return os.WriteFile(files[0], []byte("changed"), 0o600)
}

func emptied(dir string) error { return errors.Join(os.RemoveAll(dir), os.Mkdir(dir, 0o700)) }

// Other ways to fail.

// manifested writes a list of digests and audits files by it.
func manifested(list string, paths ...string) failing {
	return func(t *testing.T) error {
		if err := os.WriteFile("SUMS", []byte(list), 0o600); err != nil {
			t.Fatal(err)
		}
		return audited("SUMS", paths...)(t)
	}
}

func audited(list string, paths ...string) failing {
	return func(t *testing.T) error {
		_, err := corpus.AuditFiles(t.Context(), []string{list}, paths, dossier.Tool{}, 1, 0)
		return err
	}
}

func unpacked(dir string) failing {
	return func(t *testing.T) error {
		var errs []error
		for in := range filesOf("file") {
			errs = append(errs, corpus.Unpack(t.Context(), textReader, in, dir, func(corpus.Unpacked, iter.Seq2[corpus.UnpackedPage, error]) error { return nil }))
		}
		return errors.Join(errs...)
	}
}

func openedDatabase(path string, mode corpus.Mode) failing {
	return func(t *testing.T) error {
		s, err := sqlite.Open(t.Context(), path, mode)
		if err == nil {
			s.Close()
		}
		return err
	}
}

// notified is what a corpus tells of without failing.
func notified(t *testing.T) error {
	var all []error
	opt := corpus.Options{Mode: corpus.ReadWrite, Heads: filepath.Join("file", "heads"), Notify: func(err error) { all = append(all, err) }}
	if err := opening(opt, both(), exporting)(t); err != nil {
		t.Fatal(err)
	}
	return errors.Join(all...)
}

// as is an error as a package makes it where a disk is full, another process writes or a
// folder cannot be written, which a test cannot bring about as anybody everywhere.
func as(op, path string, reason error) failing {
	return func(*testing.T) error {
		return &dossier.Error{Op: op, Path: path, Err: fmt.Errorf("%w (as it is put there)", reason)}
	}
}

const (
	digest    = "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881"
	outOfSums = digest + "  x\n"
	goingOn   = "restore the newest corpus.db; if there is none newer, or a copy of the corpus was continued elsewhere, leakprint init --new-log continues from here under a new key, and says so in the log"
	noLog     = "DELETE FROM meta WHERE key LIKE 'log_%'"
)

var failures = []struct {
	name   string
	fail   failing
	advice string
}{
	{"no corpus", using(corpus.ReadOnly, func(dir string) error { return os.RemoveAll(dir) }, nothing), "make it with leakprint add FILE..., or name another with --corpus"},
	{"a corpus that is a file", using(corpus.ReadOnly, replacedBy("", ""), nothing), "name a folder with --corpus"},
	{"a corpus below a file", using(corpus.ReadOnly, replacedByLink("", "file/corpus"), nothing), "name another with --corpus"},
	{"a corpus that cannot be made", using(corpus.Create, replacedByLink("", "none"), nothing), "choose another place with --corpus"},
	{"no key", using(corpus.ReadWrite, removed("signing.key"), nothing), "leakprint key import FILE puts it back from a backup"},
	{"a key that cannot be read", using(corpus.ReadWrite, replacedByFolder("signing.key"), nothing), "check who may read the file"},
	{"another key", using(corpus.ReadWrite, replacedByKey, nothing), "move it away; leakprint key import FILE puts the right one back from a backup"},
	{"no key in its place", using(corpus.ReadWrite, replacedBy("signing.key", "no key"), nothing), "move it away; leakprint key import FILE puts the right one back from a backup"},
	{"a key that cannot be replaced", opening(corpus.Options{Mode: corpus.Create, NewLog: true}, keptAside, nothing), "check who may write the folder"},
	{"a key that cannot be kept", using(corpus.Create, both(emptied, replacedByFolder(".gitignore")), nothing), "choose another place with --corpus"},
	{"no database", using(corpus.ReadWrite, removed("corpus.db"), nothing), "restore corpus.db from a backup; leakprint init --new-log deliberately begins a new log under a new key, and says so in it"},
	{"no log", using(corpus.ReadWrite, changed("DELETE FROM log", "DELETE FROM log_hashes", noLog), nothing), "restore corpus.db from a backup; if it was being brought up to date and that was cut short, move signing.key away and try again"},
	{"an older log", using(corpus.ReadWrite, both(copied("corpus.db", "older"), continued("heads"), copied("older", "corpus.db")), nothing), "restore the newest corpus.db; if this is that backup, leakprint restore goes on from it under a new key, and says so in the log; if a copy of the corpus was continued elsewhere, leakprint init --new-log continues from here in the same way"},
	{"no backup", opening(corpus.Options{Mode: corpus.ReadWrite, Restored: true}, both(), nothing), "there is nothing to do: put the backup back first, if it is not there yet; leakprint repair mends damage"},
	{"another log", using(corpus.ReadWrite, both(copied("corpus.db", "older"), continued("heads"), copied("older", "corpus.db"), continued("elsewhere"), continued("elsewhere")), nothing), goingOn},
	{"a head that was changed", using(corpus.ReadWrite, headChanged, nothing), "compare the log with a checkpoint that was kept elsewhere (leakprint verify --against), then delete this file"},
	{"a head that cannot be remembered", notified, "this machine would not notice if the log were rolled back: keep what leakprint log checkpoint prints elsewhere"},
	{"an empty log", using(corpus.Create, emptied, func(ctx context.Context, c *corpus.Corpus) error {
		_, err := c.Checkpoint(ctx)
		return err
	}), "leakprint add begins it"},
	{"no such record", using(corpus.ReadOnly, both(), proving("#99", nil)), "leakprint log lists them"},
	{"an operator who cannot be kept", using(corpus.ReadWrite, both(), func(ctx context.Context, c *corpus.Corpus) error {
		return errors.Join(replacedByFolder("operator")(c.Dir()), naming(ctx, c))
	}), "check who may write the folder"},
	{"an operator who cannot be read", using(corpus.ReadOnly, replacedByFolder("operator"), nothing), "check who may read the file"},

	{"no ID", using(corpus.ReadOnly, both(), showing("0000")), "leakprint list shows the IDs"},
	{"an unknown ID", using(corpus.ReadOnly, both(), showing("000000")), "leakprint list shows what is there"},
	{"an ID of two", using(corpus.ReadOnly, both(), showing(twins)), "give more digits"},
	{"an unknown dossier", using(corpus.ReadOnly, both(), listing(corpus.Selection{Dossiers: []string{"Notes"}})), "leakprint list shows the dossiers"},
	{"a secret key", using(corpus.ReadWrite, copied("signing.key", "../key.txt"), adding("key.txt")), "keep it elsewhere"},
	{"an original that cannot be kept", using(corpus.ReadWrite, replacedBy("objects", ""), adding("file")), "make room or choose another place with --corpus; --no-originals keeps fingerprints only"},
	{"originals that cannot be read", using(corpus.ReadOnly, replacedByLink("objects", "objects"), verifying), "check who may read the folder"},
	{"an original that is not kept", using(corpus.ReadWrite, both(), twice(removing)), "leakprint show 38db61c68661 shows what it keeps"},
	{"an original that cannot be removed", using(corpus.ReadWrite, replacedByFolder(placeOfFirst), removing), "the log already says that it was removed: delete the file"},

	{"a path that is not there", using(corpus.ReadOnly, both(), auditing("none")), "check the name, and who may read it"},
	{"a folder without files", using(corpus.ReadOnly, func(string) error { return os.Mkdir("empty", 0o700) }, auditing("empty")), "check the name"},
	{"provenance by others", manifested("{}"), "leakprint export --prov writes one"},
	{"an original that is gone", using(corpus.ReadOnly, removed(placeOfFirst), listing(corpus.Selection{})), "leakprint verify tells what else is gone; put it back from a backup, or add it again"},
	{"a bag in the corpus", using(corpus.ReadOnly, both(), bagging("corpus/bag")), "name a folder elsewhere"},
	{"a bag of nothing", using(corpus.Create, emptied, bagging("bag")), "leakprint list shows the documents"},
	{"a folder that is not empty", unpacked("corpus"), "name a new one with -o"},
	{"a file in the place of a folder", unpacked("file"), "name another with -o"},

	{"no manifest", audited("none"), "name a file of sha256sum or hashdeep, or a bag's folder"},
	{"a line without an end", manifested(strings.Repeat("x", 2<<20)), "this is not a manifest: name a file of sha256sum or hashdeep, or a bag's folder"},
	{"a folder that is no bag", audited("corpus"), "name a manifest, or the folder of a bag (BagIt), which has bagit.txt"},
	{"a manifest of two files, where one may be listed", func(t *testing.T) error {
		if err := os.WriteFile("SUMS", []byte(outOfSums+strings.Repeat("0", 64)+"  another\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := corpus.AuditFiles(t.Context(), []string{"SUMS"}, nil, dossier.Tool{}, 1, 1)
		return err
	}, "make one manifest for each folder, or allow more files with --max-files"},
	{"a manifest of nothing", manifested(""), "an audit by it could not fail: make it again, for example with sha256sum FILE... >SUMS"},
	{"a place outside of a bag", using(corpus.ReadOnly, both(), func(ctx context.Context, c *corpus.Corpus) error {
		if err := bagging("bag")(ctx, c); err != nil {
			return err
		}
		_, err := corpus.AuditFiles(ctx, []string{"bag"}, []string{"file"}, dossier.Tool{}, 1, 0)
		return err
	}), "a bag is checked as a whole: name only its folder"},
	{"a file that is nowhere", manifested(outOfSums, "typo"), "it is neither there nor in the manifest: check its spelling"},
	{"a file below a file", manifested(outOfSums, "file/below"), "check who may read it"},
	{"a bag where something is", using(corpus.ReadOnly, both(), bagging("file")), "name a folder that does not exist yet, on a disk with room"},

	{"a corpus without a database", using(corpus.ReadOnly, emptied, nothing), "make it with leakprint init or leakprint add, or name another with --corpus"},
	{"a database without a folder", openedDatabase("none/corpus.db", corpus.Create), "make its folder first"},
	{"a database below a file", openedDatabase("file/corpus.db", corpus.ReadOnly), "check who may read the file and its folder"},
	{"a database that is a folder", using(corpus.ReadOnly, replacedByFolder("corpus.db"), nothing), "move the folder away"},
	{"a database that is a device", using(corpus.ReadOnly, replacedByLink("corpus.db", os.DevNull), nothing), "name another corpus with --corpus"},
	{"a text in the database's place", using(corpus.ReadOnly, replacedBy("corpus.db", "text"), nothing), "name another corpus with --corpus, or restore the file from a backup"},
	{"a newer database", using(corpus.ReadOnly, changed("INSERT INTO goose_db_version (version_id, is_applied) VALUES (99, 1)"), nothing), "use a newer leakprint"},
	{"other fingerprints", using(corpus.ReadOnly, changed("UPDATE meta SET value = 99 WHERE key = 'fingerprint'"), nothing), "use the leakprint that made it, or add the originals to a new corpus"},
	{"an older database", using(corpus.ReadOnly, changed("DELETE FROM meta WHERE key = 'fingerprint'"), nothing), "open it once for writing, with leakprint init"},
	{"changes that wait", as("open corpus", "/corpus.db", sqlite.ErrWaiting), "changes wait in /corpus.db-wal; copy both files to a folder that can be written"},
	{"a full disk", as("open corpus", "/corpus.db", sqlite.ErrFull), "free some space and run the command again; the corpus is sound"},
	{"a database that cannot be written", as("open corpus", "/corpus.db", sqlite.ErrReadonly), "check who may write the file and its folder"},
	{"a purge while another process reads", as(sqlite.OpErase, "/corpus.db", sqlite.ErrBusy), "it is out of the database, and the next command that writes to the corpus overwrites it; or call this again once nobody reads it"},
	{"a name of two documents", using(corpus.ReadWrite, both(), func(ctx context.Context, c *corpus.Corpus) error {
		_, err := c.Rename(ctx, first, twins)
		return errors.Join(err, showing(twins)(ctx, c))
	}), "name it by its dossier and name, as in dossier/name, or by its ID"},
	{"a query without a word", using(corpus.ReadOnly, both(), searching("-", corpus.Filter{})), `write words, "words one after another", begin* or -without, all of it between single quotation marks for the shell`},
	{"a kind that there is not", using(corpus.ReadOnly, both(), searching("x", corpus.Filter{Kind: "poem"})), "leakprint list shows the documents"},
	{"a database that another process writes", as("write to the log", "/corpus.db", sqlite.ErrBusy), "wait for it to finish"},
	{"a database without a table", using(corpus.ReadOnly, redefined("DROP TABLE sightings"), showing(first)), "run leakprint verify; restore the file from a backup"},
	{"a log that is damaged", using(corpus.ReadWrite, changed("DELETE FROM log_hashes WHERE place = 0"), exporting), "run leakprint verify"},
	{"a log that another key signs by now", using(corpus.ReadWrite, both(), newLog), "leakprint key import FILE puts the corpus's own key back"},

	{"no checkpoint", using(corpus.ReadOnly, both(), proving(first, []byte("x"))), "give a checkpoint that was taken of this log, or none"},
	{"a checkpoint before the record", using(corpus.ReadWrite, both(), func(ctx context.Context, c *corpus.Corpus) error {
		checkpoint, err := c.Checkpoint(ctx)
		return errors.Join(err, exporting(ctx, c), proving("#2", checkpoint)(ctx, c))
	}), "give a newer checkpoint, or none"},
	{"a log that was changed", using(corpus.ReadOnly, changed("UPDATE log SET record = (SELECT record FROM log WHERE number = 1) WHERE number = 0"), proving(first, nil)), "verify the corpus to learn what was changed"},
}

// placeOfFirst is where the original is kept of the document that was added first.
var placeOfFirst = placeOf(dossier.Sum([]byte(twin(2798))))

func twin(number int) string {
	return fmt.Sprintf("Twin number %d of the invented texts whose digests begin with the same digits.\n", number)
}

// known makes a folder as a failing finds it.
func known(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	c, err := corpus.Open(t.Context(), filepath.Join(dir, "corpus"), corpus.Options{Mode: corpus.Create, Reader: textReader, Heads: filepath.Join(dir, "heads")})
	if err != nil {
		t.Fatal(err)
	}
	var errs []error
	for _, number := range []int{2798, 4859} {
		path := filepath.Join(dir, "file")
		errs = append(errs, os.WriteFile(path, []byte(twin(number)), 0o600), adding(path)(t.Context(), c))
	}
	errs = append(errs, os.WriteFile(filepath.Join(dir, "file"), []byte("A file that is not known to the corpus, of a few words."), 0o600), c.Close())
	if err := errors.Join(errs...); err != nil {
		t.Fatal(err)
	}
	return dir
}

// Each hint is given where it helps, in its words, and there is none that nothing leads to.
func TestHints(t *testing.T) {
	sound := known(t)
	reached := make([]bool, len(hints))
	for _, f := range failures {
		t.Run(f.name, func(t *testing.T) {
			dir := t.TempDir()
			if err := os.CopyFS(dir, os.DirFS(sound)); err != nil {
				t.Fatal(err)
			}
			t.Chdir(dir)
			err := f.fail(t)
			if got := adviceFor(err); got != f.advice {
				t.Errorf("%v: advice\n%q, want\n%q", err, got, f.advice)
			}
			if e, ok := errors.AsType[*dossier.Error](err); ok {
				at := 0
				for at < len(hints) && hints[at](e) == "" {
					at++
				}
				if at < len(hints) {
					reached[at] = true
				}
			}
		})
	}
	for i, ok := range reached {
		if !ok {
			t.Errorf("hint %d is never given", i+1)
		}
	}
}

// What is told is the advice on the outermost failure, or nothing.
func TestAdviceIsOfTheOutermostFailure(t *testing.T) {
	inner := &dossier.Error{Op: "write to the log", Path: "signing.key", Err: corpus.ErrNoKey}
	for name, tt := range map[string]struct {
		err  error
		want string
	}{
		"nothing":                    {nil, ""},
		"no failure that is told":    {corpus.ErrNoKey, ""},
		"one without advice":         {&dossier.Error{Op: "write", Err: io.ErrShortWrite}, ""},
		"itself":                     {inner, "leakprint key import FILE puts it back from a backup"},
		"one that is wrapped":        {fmt.Errorf("key: %w", inner), "leakprint key import FILE puts it back from a backup"},
		"one within another":         {&dossier.Error{Op: "write", Err: inner}, ""},
		"one within one by its op":   {&dossier.Error{Op: corpus.OpKeepOriginal, Err: inner}, "make room or choose another place with --corpus; --no-originals keeps fingerprints only"},
		"of a document":              {&dossier.Error{Op: "read", Err: corpus.ErrNoKey, Hint: "split it"}, "split it"},
		"one within one with advice": {&dossier.Error{Op: "read", Err: inner, Hint: "split it"}, "split it"},
		"not kept, within another":   {&dossier.Error{Op: "write", Err: &dossier.Error{Op: corpus.OpRemove, Err: &corpus.NotKeptError{Short: "38db61"}}}, ""},
	} {
		if got := adviceFor(tt.err); got != tt.want {
			t.Errorf("%s: %q, want %q", name, got, tt.want)
		}
		var out bytes.Buffer
		if tt.err != nil {
			if tell(&out, tt.err); strings.Contains(out.String(), "\n  ") != (tt.want != "") {
				t.Errorf("%s: told %q", name, out.String())
			}
		}
	}
}
