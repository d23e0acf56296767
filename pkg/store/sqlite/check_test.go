package sqlite

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/leakprint/leakprint/pkg/custody"
	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/store"
)

// What Check says of a page of the corpus that made makes.
func unlikeRecorded(page int) string {
	return fmt.Sprintf("fingerprint-changed 1.pdf %d: not as it was recorded", page)
}

func misposted(page int) string {
	return fmt.Sprintf("fingerprint-damaged 1.pdf %d: its postings are not those of its text", page)
}

func misworded(page int) string {
	return fmt.Sprintf("fingerprint-damaged 1.pdf %d: the words that it is found by are not those of its text", page)
}

func TestCheck(t *testing.T) {
	const (
		db           = "database-damaged: "
		parentLost   = " is missing"
		inPlace      = " pages in place"
		chainCount   = db + "%d pages do not have as many chains as their layouts"
		chainsKept   = " chains are not kept for the pages whose layouts have them"
		wordsStrayed = " that belong to no page"
		textCutOff   = ": its text cannot be read: unexpected EOF"
		layoutEmpty  = ": its layout cannot be read: unexpected EOF"
		ofTwo        = ` WHERE page = 2 AND hash = (SELECT max(hash) FROM postings WHERE page = 2)`
	)
	doc, _ := newProse(1, 10).document(1, 0)
	document := db + "document " + doc.SHA256.String()
	for name, test := range map[string]struct {
		damage string
		want   []string
	}{
		"no damage done": {`SELECT 1`, []string{"database-ok"}},
		"page lost": {`DELETE FROM pages WHERE id = 2`, []string{
			db + "table layouts, row 2: its pages" + parentLost, db + "table images, row ?: its pages" + parentLost,
			db + "table looks, row 2: its pages" + parentLost, document + " has 2 of 3" + inPlace,
			db + "106 postings belong to no page", fmt.Sprintf(chainCount, 1), db + "149" + chainsKept, db + "the index of words has 30" + wordsStrayed}},
		"page strayed":  {`UPDATE pages SET number = 9 WHERE id = 3`, []string{document + " has 2 of 3" + inPlace, unlikeRecorded(3)}},
		"ids strayed":   {`UPDATE documents SET first_page = 2`, []string{document + " has 0 of 3" + inPlace, db + "page 1 belongs to no document", fmt.Sprintf(chainCount, 3)}},
		"page too many": {`INSERT INTO pages SELECT 4, document, 4, width, height, text, note, length, absent, recognised, seal, language FROM pages WHERE id = 1`, []string{db + "page 4 belongs to no document"}},
		"seal lost":     {`UPDATE pages SET seal = NULL WHERE id = 2`, []string{unlikeRecorded(2)}},
		"text damaged":  {`UPDATE pages SET text = x'00' WHERE id = 2`, []string{unlikeRecorded(2) + textCutOff}},
		"picture lost":  {`DELETE FROM images`, []string{unlikeRecorded(2)}},
		"picture cut": {`PRAGMA ignore_check_constraints = 1; UPDATE images SET sha256 = x'00'`, []string{
			db + "CHECK constraint failed in images",
			unlikeRecorded(2) + `: its pictures cannot be read: sql: Scan error on column index 8, name "sha256": want 32 bytes`}},
		"document cut": {`PRAGMA ignore_check_constraints = 1; UPDATE documents SET sha256 = x'00'`, []string{
			db + "CHECK constraint failed in documents", db + `sql: Scan error on column index 3, name "sha256": want 32 bytes`}},
		"posting strayed":  {`INSERT INTO postings VALUES (1, 4)`, []string{db + "1 postings belong to no page"}},
		"posting too many": {`INSERT INTO postings VALUES (1, 2)`, []string{misposted(2)}},
		"posting lost":     {`DELETE FROM postings` + ofTwo, []string{misposted(2)}},
		"posting changed":  {`UPDATE postings SET hash = hash + 1` + ofTwo, []string{misposted(2)}},
		"posting moved":    {`UPDATE postings SET page = 3` + ofTwo, []string{misposted(2), misposted(3)}},
		"parent lost":      {`INSERT INTO sightings (document, place, seen) VALUES (9, '', '')`, []string{db + "table sightings, row 2: its documents" + parentLost}},
		"layout damaged":   {`UPDATE layouts SET data = x'00' WHERE page = 2`, []string{unlikeRecorded(2) + layoutEmpty}},
		"layout lost":      {`DELETE FROM layouts WHERE page = 2`, []string{unlikeRecorded(2), fmt.Sprintf(chainCount, 1), db + "149" + chainsKept}},
		"layout strayed":   {`INSERT INTO layouts SELECT 9, data FROM layouts WHERE page = 1`, []string{db + "table layouts, row 9: its pages" + parentLost}},
		"looks lost":       {`DELETE FROM looks`, []string{unlikeRecorded(2)}},
		"looks strayed":    {`INSERT INTO looks VALUES (9, 90, zeroblob(32))`, []string{db + "table looks, row 9: its pages" + parentLost}},
		"chains lost":      {`UPDATE documents SET chains = x''`, []string{fmt.Sprintf(chainCount, 3)}},
		"chain lost":       {`DELETE FROM chains WHERE key = (SELECT max(key) FROM chains)`, []string{db + "1" + chainsKept}},
		"chain strayed":    {`INSERT INTO chains SELECT key + 1, x'00000001' FROM chains ORDER BY key DESC LIMIT 1`, []string{db + "1" + chainsKept}},
		"chain of nothing": {`INSERT INTO chains SELECT key + 1, x'' FROM chains ORDER BY key DESC LIMIT 1`, []string{db + "1" + chainsKept}},
		"chain cut":        {`UPDATE chains SET pages = x'000000' WHERE key = (SELECT max(key) FROM chains)`, []string{db + "1" + chainsKept}},
		"word strayed":     {`INSERT INTO words (docid, stems) VALUES (9, 'astray')`, []string{db + "the index of words has 1" + wordsStrayed}},
		"word too many":    {`INSERT INTO words (docid, stems) VALUES (2, 'more')`, []string{misworded(2)}},
		"words lost":       {`DELETE FROM words_segdir`, []string{misworded(1), misworded(2), misworded(3)}},
		"words damaged":    {`UPDATE words_segdir SET root = x'00ff'`, []string{db + "malformed inverted index for FTS4 table main.words", db + "database disk image is malformed"}},
		"index damaged": {`PRAGMA writable_schema = 1; DELETE FROM sqlite_schema WHERE name = 'sightings_document'`,
			[]string{db + "there is no index sightings_document", db + "*** in database main ***\nPage 11: never used"}},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "corpus.db")
			made(t, path, `PRAGMA foreign_keys = OFF; `+test.damage)
			s := open(t, path, store.ReadOnly)
			defer s.Close()
			equal(t, "faults", faults(t, s), test.want)
		})
	}
}

// A word that is listed for its page more often than it stands there is found.
func TestCheckWordsTooOften(t *testing.T) {
	s := open(t, filepath.Join(t.TempDir(), "corpus.db"), store.Create)
	defer s.Close()
	doc, pages := newProse(1, 10).document(1, 1)
	pages[0].Text = "alpha beta"
	if err := s.Insert(t.Context(), doc, store.Listed(pages...), dossier.Sighting{}, custody.Entry{}); err != nil {
		t.Fatal(err)
	}
	if err := s.Reindex(t.Context(), custody.Entry{}); err != nil {
		t.Fatal(err)
	}
	sound(t, s)
	if _, err := s.write.Exec(clearWords + `; INSERT INTO words (docid, stems) VALUES (1, 'alpha beta alpha')`); err != nil {
		t.Fatal(err)
	}
	equal(t, "faults", faults(t, s), []string{"database-damaged: the index of words does not have each as often as the texts"})
}

// A page's check names its document for programs as well.
func TestCheckNames(t *testing.T) {
	path := filepath.Join(t.TempDir(), "corpus.db")
	made(t, path, `DELETE FROM looks`)
	s := open(t, path, store.ReadOnly)
	defer s.Close()
	doc, _ := newProse(1, 10).document(1, 0)
	got, err := s.Check(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "checks", got, []dossier.Check{{
		Of: dossier.OfFingerprint, State: dossier.Changed, Document: doc.SHA256, Name: "1.pdf", Page: 2,
		Detail: "not as it was recorded",
	}})
}

// Whatever is changed of a page, were it one bit, is found.
func TestCheckFlipped(t *testing.T) {
	path := filepath.Join(t.TempDir(), "corpus.db")
	made(t, path)
	s := open(t, path, store.ReadWrite)
	defer s.Close()
	for _, of := range []struct {
		rows    string
		columns []string
	}{
		{`pages WHERE id = 2`, []string{"width", "height", "text", "note", "length", "absent", "recognised", "language", "seal"}},
		{`layouts WHERE page = 2`, []string{"data"}},
		{`looks WHERE page = 2`, []string{"quality", "pdq"}},
		{`images WHERE page = 2`, []string{"x", "y", "w", "h", "width", "height", "format", "sha256", "trimmed",
			"quality", "phash", "dhash", "ahash", "phash256", "pdq"}},
	} {
		table, where, _ := strings.Cut(of.rows, " ")
		for _, column := range of.columns {
			var value any
			if err := s.read.QueryRow("SELECT " + column + " FROM " + of.rows).Scan(&value); err != nil {
				t.Fatal(err)
			}
			set := func(value any) {
				if _, err := s.write.Exec("UPDATE "+table+" SET "+column+" = ? "+where, value); err != nil {
					t.Fatal(err)
				}
			}
			for i, other := range flipped(value) {
				set(other)
				if found := faults(t, s); !strings.HasPrefix(found[0], unlikeRecorded(2)) || strings.Contains(strings.Join(found, "\n"), "page 1 ") {
					t.Errorf("%s.%s, change %d: %q", table, column, i, found)
				}
			}
			set(value)
		}
	}
	sound(t, s)
}

// flipped returns values that are not value, by a bit where that can be done.
func flipped(value any) []any {
	switch v := value.(type) {
	case []byte:
		var all []any
		for _, at := range []int{0, len(v) / 2, len(v) - 1} {
			other := bytes.Clone(v)
			other[at] ^= 0x10
			all = append(all, other)
		}
		return all
	case int64:
		return []any{v ^ 1}
	case float64:
		return []any{math.Nextafter(v, 1e9)}
	default:
		return []any{fmt.Sprint(v, "x")}
	}
}

// Bytes overwritten in the middle of the file are damage, not a crash.
func TestCheckOverwritten(t *testing.T) {
	path := filepath.Join(t.TempDir(), "corpus.db")
	made(t, path)
	file, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		t.Fatal(err)
	}
	info, err := file.Stat()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := file.WriteAt(bytes.Repeat([]byte{0xff}, 20_000), info.Size()/2); err != nil {
		t.Fatal(err)
	}
	file.Close()
	s := open(t, path, store.ReadOnly)
	defer s.Close()
	if found := faults(t, s); !slices.ContainsFunc(found, func(line string) bool { return strings.HasPrefix(line, "database-damaged: ") }) {
		t.Errorf("%q, want damage", found)
	}
}

func TestCheckCancelled(t *testing.T) {
	path := filepath.Join(t.TempDir(), "corpus.db")
	made(t, path)
	s := open(t, path, store.ReadOnly)
	defer s.Close()
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if checks, err := s.Check(ctx); checks != nil || !errors.Is(err, context.Canceled) {
		t.Errorf("%v, %v; want context.Canceled", checks, err)
	}
}
