package main

import (
	"bytes"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/adrg/xdg"
	"github.com/google/go-cmp/cmp"
	"golang.org/x/mod/sumdb/tlog"

	"github.com/leakprint/leakprint/pkg/dossier"
)

// A tampering is what somebody does to a corpus behind leakprint's back, in its folder.
type tampering func(dir string) error

// flippedFile flips a bit of a file.
func flippedFile(name string) tampering {
	return func(dir string) error { return flipBit(filepath.Join(dir, name), 300) }
}

// flipped flips the lowest bit of a byte of a value in the database, from its end where
// the offset is negative. From names a table and, with WHERE, one row.
func flipped(column, from string, offset int) tampering {
	table, where, _ := strings.Cut(from, " ")
	return inDatabase(func(db *sql.DB) error {
		var value any
		if err := db.QueryRow("SELECT " + column + " FROM " + from).Scan(&value); err != nil {
			return err
		}
		flip := func(data []byte) {
			if offset < 0 {
				offset += len(data)
			}
			data[offset] ^= 1
		}
		switch v := value.(type) {
		case []byte:
			flip(v)
		case string: // stays one: a column of text takes no blob
			data := []byte(v)
			flip(data)
			value = string(data)
		default:
			return fmt.Errorf("%s of %s is a %T", column, from, value)
		}
		return change(db, "UPDATE "+table+" SET "+column+" = ? "+where, value)
	})
}

// changed runs statements, each of which changes something.
func changed(statements ...string) tampering {
	return inDatabase(func(db *sql.DB) error {
		for _, statement := range statements {
			if err := change(db, statement); err != nil {
				return err
			}
		}
		return nil
	})
}

// redefined runs a statement that changes what tables there are.
func redefined(statement string) tampering {
	return inDatabase(func(db *sql.DB) error {
		_, err := db.Exec(statement)
		return err
	})
}

// rewritten replaces words in all records of the log and makes its hashes anew, which
// needs no key.
func rewritten(before, after string) tampering {
	return inDatabase(func(db *sql.DB) error {
		var hashes []tlog.Hash
		stored := tlog.HashReaderFunc(func(places []int64) (read []tlog.Hash, err error) {
			for _, place := range places {
				read = append(read, hashes[place])
			}
			return read, nil
		})
		var size int64
		if err := db.QueryRow("SELECT count(*) FROM log").Scan(&size); err != nil {
			return err
		}
		for n := range size {
			var record []byte
			if err := db.QueryRow("SELECT record FROM log WHERE number = ?", n).Scan(&record); err != nil {
				return err
			}
			record = bytes.ReplaceAll(record, []byte(before), []byte(after))
			added, err := tlog.StoredHashes(n, record, stored)
			if err != nil {
				return err
			}
			hashes = append(hashes, added...)
			if err := change(db, "UPDATE log SET record = ? WHERE number = ?", record, n); err != nil {
				return err
			}
		}
		for place, hash := range hashes {
			if err := change(db, "UPDATE log_hashes SET hash = ? WHERE place = ?", hash[:], place); err != nil {
				return err
			}
		}
		return nil
	})
}

func inDatabase(use func(*sql.DB) error) tampering {
	return func(dir string) error { return withDatabase(filepath.Join(dir, "corpus.db"), use) }
}

// moved gives files other names: from, to, from, to.
func moved(names ...string) tampering {
	return func(dir string) error {
		for pair := range slices.Chunk(names, 2) {
			to := filepath.Join(dir, pair[1])
			if err := errors.Join(os.MkdirAll(filepath.Dir(to), 0o700), os.Rename(filepath.Join(dir, pair[0]), to)); err != nil {
				return err
			}
		}
		return nil
	}
}

func removed(name string) tampering {
	return func(dir string) error { return os.Remove(filepath.Join(dir, name)) }
}

func copied(from, to string) tampering {
	return func(dir string) error {
		data, err := os.ReadFile(filepath.Join(dir, from))
		if err != nil {
			return err
		}
		return os.WriteFile(filepath.Join(dir, to), data, 0o600)
	}
}

func both(some ...tampering) tampering {
	return func(dir string) error {
		for _, tamper := range some {
			if err := tamper(dir); err != nil {
				return err
			}
		}
		return nil
	}
}

// Whatever is tampered with is found and named in every format, and nothing else is. Neither
// to be looked at mends it, nor what is recorded next.
func TestTampering(t *testing.T) {
	t.Setenv("GITHUB_STEP_SUMMARY", "")
	t.Setenv("XDG_STATE_HOME", t.TempDir())
	sound := collected(t)
	minutes, annex := object(t, sound, "minutes.pdf"), object(t, sound, "annex.pdf")
	// Pages 1 and 2 of the database are the minutes', page 3 is the annex's. Records: 0 the
	// minutes acquired, 1 the annex acquired, 2 the minutes seen again, 3 verified.
	for name, tt := range map[string]struct {
		tamper tampering
		want   []string
	}{
		"nothing": {tamper: both()},

		"a byte of an original": {flippedFile(minutes), []string{"original-changed " + minutes + " minutes.pdf"}},
		"originals swapped": {moved(minutes, "aside", annex, minutes, "aside", annex),
			[]string{"original-changed " + minutes + " minutes.pdf", "original-changed " + annex + " annex.pdf"}},
		"an original renamed":       {moved(annex, "objects/aa/annex.pdf"), []string{"original-moved objects/aa/annex.pdf annex.pdf"}},
		"an original taken out":     {removed(annex), []string{"original-missing " + annex + " annex.pdf"}},
		"an original a second time": {copied(annex, "objects/again"), []string{"original-duplicate objects/again annex.pdf"}},
		"a stray file":              {copied("corpus.db", "objects/stray.db"), []string{"original-new objects/stray.db"}},

		"a byte of a page's text":    {flipped("text", "pages WHERE id = 1", 40), []string{"fingerprint-changed minutes.pdf p. 1"}},
		"a byte of a layout":         {flipped("data", "layouts WHERE page = 2", 40), []string{"fingerprint-changed minutes.pdf p. 2"}},
		"a byte of a page's looks":   {flipped("pdq", "looks WHERE page = 3", 31), []string{"fingerprint-changed annex.pdf p. 1"}},
		"a bit of a picture's hash":  {changed("UPDATE images SET phash = phash + 1 WHERE page = 2"), []string{"fingerprint-changed minutes.pdf p. 2"}},
		"a picture taken out":        {changed("DELETE FROM images WHERE page = 2"), []string{"fingerprint-changed minutes.pdf p. 2"}},
		"the size of a page":         {changed("UPDATE pages SET width = width + 1 WHERE id = 3"), []string{"fingerprint-changed annex.pdf p. 1"}},
		"a bit of a posting":         {changed("UPDATE postings SET hash = hash + 1 WHERE hash = (SELECT min(hash) FROM postings WHERE page = 1) AND page = 1"), []string{"fingerprint-damaged minutes.pdf p. 1"}},
		"a page's postings":          {changed("DELETE FROM postings WHERE page = 2"), []string{"fingerprint-damaged minutes.pdf p. 2"}},
		"a chain of words":           {changed("DELETE FROM chains WHERE key = (SELECT min(key) FROM chains)"), []string{"database-damaged"}},
		"a page's seal":              {flipped("seal", "pages WHERE id = 1", 5), []string{"fingerprint-changed minutes.pdf p. 1", "document-changed minutes.pdf"}},
		"a document's dossier":       {changed("UPDATE documents SET dossier = 'Other' WHERE id = 2"), []string{"document-changed annex.pdf"}},
		"a byte of a metadata field": {flipped("metadata", "documents WHERE id = 1", 20), []string{"document-changed minutes.pdf"}},
		"a document called another":  {changed("UPDATE documents SET sha256 = zeroblob(32) WHERE id = 2"), []string{"document-new annex.pdf", "document-missing annex.pdf"}},
		"a sighting's place":         {changed("UPDATE sightings SET place = 'https://example.com' WHERE id = 2"), []string{"sighting-changed annex.pdf"}},
		"a sighting's day":           {changed("UPDATE sightings SET seen = '2019-10-22T00:00:00Z' WHERE id = 2"), []string{"sighting-changed annex.pdf"}},
		"a claim made a fact":        {changed("UPDATE sightings SET claimed = 0 WHERE id = 1"), []string{"sighting-changed minutes.pdf"}},
		"a sighting taken out":       {changed("DELETE FROM sightings WHERE id = 3"), []string{"sighting-missing minutes.pdf"}},
		"a sighting made up": {changed("INSERT INTO sightings (document, place, seen) SELECT document, 'https://example.com', seen FROM sightings WHERE id = 2"),
			[]string{"sighting-new annex.pdf"}},

		"a sighting that cannot be read": {changed("UPDATE sightings SET seen = 'garbage' WHERE id = 2"), []string{"sighting-changed annex.pdf"}},
		"metadata that cannot be read":   {changed("UPDATE documents SET metadata = '{' WHERE id = 1"), []string{"document-changed minutes.pdf"}},
		"a table gone":                   {redefined("DROP TABLE sightings"), []string{"database-damaged", "database-damaged", "database-damaged"}},
		"the log's table gone":           {redefined("DROP TABLE log"), []string{"database-damaged", "database-damaged"}},
		"a table too many":               {redefined("CREATE TABLE notes (text TEXT)"), []string{"database-damaged"}},
		"an index gone":                  {redefined("DROP INDEX sightings_document"), []string{"database-damaged"}},
		"a trigger that swallows":        {redefined("CREATE TRIGGER swallow BEFORE INSERT ON sightings BEGIN SELECT RAISE(IGNORE); END"), []string{"database-damaged"}},
		"when it was written down":       {changed("UPDATE sightings SET recorded = '2001-01-01T00:00:00Z' WHERE id = 1"), []string{"sighting-changed minutes.pdf"}},
		"a document of a billion pages":  {changed("UPDATE documents SET pages = 1000000000 WHERE id = 2"), []string{"database-damaged", "document-changed annex.pdf"}},

		"a byte of a record": {flipped("record", "log WHERE number = 3", 30), []string{"record-changed record 3"}},
		"what a record says": {changed("UPDATE log SET record = CAST(replace(CAST(record AS TEXT), 'example.org', 'example.com') AS BLOB) WHERE number = 2"),
			[]string{"sighting-changed minutes.pdf", "record-changed record 2"}},
		"a record and the row it tells of": {changed(
			"UPDATE log SET record = CAST(replace(CAST(record AS TEXT), 'example.org', 'example.com') AS BLOB) WHERE number = 2",
			"UPDATE sightings SET place = replace(place, 'example.org', 'example.com') WHERE id = 3"),
			[]string{"record-changed record 2"}},
		"a record, the row it tells of and all hashes": {both(rewritten("https://example.org/again", "https://example.com/again"),
			changed("UPDATE sightings SET place = 'https://example.com/again' WHERE id = 3")),
			[]string{"tree-damaged"}},
		"records swapped": {changed("UPDATE log SET number = -1 WHERE number = 0", "UPDATE log SET number = 0 WHERE number = 1", "UPDATE log SET number = 1 WHERE number = -1"),
			[]string{"record-changed record 0", "record-changed record 1"}},
		"a record taken out of the middle": {changed("DELETE FROM log WHERE number = 1"),
			[]string{"original-new " + annex + " annex.pdf", "document-new annex.pdf", "record-missing record 1"}},
		"the last record taken out": {changed("DELETE FROM log WHERE number = 3"), []string{"record-missing record 3"}},
		"a record made up":          {changed("INSERT INTO log SELECT 4, record FROM log WHERE number = 3"), []string{"record-new record 4", "tree-damaged"}},
		"a hash of the log":         {flipped("hash", "log_hashes WHERE place = 1", 0), []string{"tree-damaged"}},
		"a hash taken out":          {changed("DELETE FROM log_hashes WHERE place = 0"), []string{"tree-damaged"}},
		"the head":                  {flipped("value", "meta WHERE key = 'log_head'", 30), []string{"signature-invalid"}},
		"a byte of the signature":   {flipped("value", "meta WHERE key = 'log_head'", -20), []string{"signature-invalid"}},
		"the signature taken out":   {changed("DELETE FROM meta WHERE key = 'log_head'"), []string{"signature-missing"}},
		"the public key":            {flipped("value", "meta WHERE key = 'log_key'", -5), []string{"signature-invalid"}},
		"the whole log": {changed("DELETE FROM log", "DELETE FROM log_hashes", "DELETE FROM meta WHERE key LIKE 'log_%'"),
			[]string{"original-new " + minutes + " minutes.pdf", "original-new " + annex + " annex.pdf", "document-new minutes.pdf", "document-new annex.pdf"}},

		"much at once": {
			both(flippedFile(minutes), copied(annex, "objects/again"), flipped("pdq", "looks WHERE page = 3", 31),
				changed("UPDATE documents SET dossier = 'Other' WHERE id = 1", "DELETE FROM sightings WHERE id = 3", "DELETE FROM log WHERE number = 3")),
			[]string{"original-changed " + minutes + " minutes.pdf", "original-duplicate objects/again annex.pdf", "fingerprint-changed annex.pdf p. 1",
				"document-changed minutes.pdf", "sighting-missing minutes.pdf", "record-missing record 3"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			rememberIn(t, t.TempDir()) // each copy of the corpus is continued for itself
			dir := filepath.Join(t.TempDir(), "corpus")
			if err := errors.Join(os.CopyFS(dir, os.DirFS(sound)), tt.tamper(dir)); err != nil {
				t.Fatal(err)
			}
			code := exitMatch
			if len(tt.want) > 0 {
				code = exitNoMatch
			}
			var audit dossier.Audit
			if err := json.Unmarshal(verified(t, code, dir, "--no-record", "--format", "json"), &audit); err != nil {
				t.Fatal(err)
			}
			problems := audit.Problems()
			var found []string
			for _, c := range problems {
				found = append(found, described(t, dir, c))
			}
			if diff := cmp.Diff(slices.Sorted(slices.Values(tt.want)), slices.Sorted(slices.Values(found))); diff != "" {
				t.Errorf("problems (-want +got)\n%s", diff)
			}
			for format, tellings := range tellingsIn {
				told := tellings(t, verified(t, code, dir, "--no-record", "--format", format))
				if len(told) != len(problems) {
					t.Errorf("--format %s tells of %d problems, want %d: %q", format, len(told), len(problems), told)
				}
				for _, c := range problems {
					names := namesOf(t, dir, c)
					if format == "sha256sum" && c.State == dossier.Moved {
						names = []string{placeOf(c.Document)} // where it was, as sha256sum would look for it there
					}
					if !slices.ContainsFunc(told, func(line string) bool {
						return !slices.ContainsFunc(names, func(name string) bool { return !strings.Contains(line, name) })
					}) {
						t.Errorf("--format %s does not name %q: %q", format, names, told)
					}
				}
			}
			first, second := verified(t, code, dir), verified(t, code, dir)
			if len(tt.want) > 0 && !bytes.Equal(first, second) {
				t.Errorf("told\n%s\nand when asked again\n%s", first, second)
			}
			for _, original := range []string{minutes, annex} {
				ran(t, "sight", "--corpus", dir, filepath.Base(original), "--where", "https://example.net") // may be refused
			}
			verified(t, code, dir)
		})
	}
}

// rememberIn has the heads of logs remembered in a folder for the test.
func rememberIn(t *testing.T, dir string) {
	t.Helper()
	before := xdg.StateHome
	t.Cleanup(func() { xdg.StateHome = before })
	xdg.StateHome = dir
}

// collected makes a corpus of two documents and a log of four records.
func collected(t *testing.T) (dir string) {
	t.Helper()
	in := t.TempDir()
	for _, name := range []string{"minutes.pdf", "annex.pdf"} {
		data, err := made[name]()
		if err == nil {
			err = os.WriteFile(filepath.Join(in, name), data, 0o600)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	dir = filepath.Join(in, "corpus")
	for _, args := range [][]string{
		{"add", "--source", "https://example.org/minutes", "--seen", "2019-10-21", "minutes.pdf"},
		{"add", "--source", "https://example.org/annex", "--seen", "2019-10-21", "annex.pdf"},
		{"add", "--source", "https://example.org/again", "--seen", "2019-11-27", "minutes.pdf"},
		{"verify", "--sample", "0"},
	} {
		cmd := exec.Command("leakprint", append(args, "--corpus", dir)...)
		cmd.Dir = in
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("%v: %v\n%s", args, err, out)
		}
	}
	return dir
}

// object is the place of an original in the corpus.
func object(t *testing.T, dir, name string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(dir, "..", name))
	if err != nil {
		t.Fatal(err)
	}
	return placeOf(dossier.Sum(data))
}

// verified is what verify prints, which must end with that exit code and say no more.
func verified(t *testing.T, code int, dir string, args ...string) []byte {
	t.Helper()
	args = append([]string{"verify", "--corpus", dir, "--sample", "0"}, args...)
	got, stdout, stderr := ran(t, args...)
	if got != code || len(stderr) > 0 {
		t.Fatalf("%q: exit code %d, want %d\n%s%s", args, got, code, stdout, stderr)
	}
	return stdout
}

// ran runs leakprint in this process.
func ran(t *testing.T, args ...string) (code int, stdout, stderr []byte) {
	t.Helper()
	var out, err bytes.Buffer
	root := newRoot()
	root.SetOut(&out)
	root.SetErr(&err)
	root.SetArgs(args)
	code = exitCode(t.Context(), &err, root.ExecuteContext(t.Context()))
	return code, out.Bytes(), err.Bytes()
}

// described is a check in a line: its rule and what it names.
func described(t *testing.T, dir string, c dossier.Check) string {
	t.Helper()
	words := append([]string{c.Rule()}, namesOf(t, dir, c)...)
	switch {
	case len(words) == 2 && words[1] == string(c.Of):
		return words[0]
	case c.Path != "" && c.Name != "":
		words = append(words, c.Name)
	}
	return strings.Join(words, " ")
}

// namesOf is what every format must say of a check, for one to know what it is about.
func namesOf(t *testing.T, dir string, c dossier.Check) (names []string) {
	t.Helper()
	switch {
	case c.Path != "":
		path, err := filepath.Rel(dir, c.Path)
		if err != nil {
			t.Fatal(err)
		}
		names = append(names, filepath.ToSlash(path))
	case c.Name != "":
		names = append(names, c.Name)
	case c.Record == nil:
		names = append(names, string(c.Of))
	}
	if c.Page > 0 {
		names = append(names, fmt.Sprintf("p. %d", c.Page))
	}
	if c.Record != nil {
		names = append(names, fmt.Sprintf("record %d", *c.Record))
	}
	return names
}

// tellingsIn takes the problems, one by one, out of what verify prints.
var tellingsIn = map[string]func(t *testing.T, out []byte) []string{
	"text":      matching(`(?m)^  [A-Z]+ .*`),
	"junit":     matching(`(?s)<failure .*?</failure>`),
	"github":    matching(`(?m)^::error .*`),
	"sha256sum": matching(`(?m)^.*: FAILED( open or read)?$`),
	"sarif": func(t *testing.T, out []byte) (told []string) {
		var log struct {
			Runs []struct {
				Results []struct{ Message struct{ Text string } }
			}
		}
		if err := json.Unmarshal(out, &log); err != nil {
			t.Fatal(err)
		}
		for _, run := range log.Runs {
			for _, result := range run.Results {
				told = append(told, result.Message.Text)
			}
		}
		return told
	},
}

func matching(pattern string) func(*testing.T, []byte) []string {
	find := regexp.MustCompile(pattern)
	return func(_ *testing.T, out []byte) []string { return find.FindAllString(string(out), -1) }
}
