package sqlite

import (
	"errors"
	"path/filepath"
	"testing"

	"golang.org/x/mod/sumdb/tlog"

	"github.com/leakprint/leakprint/pkg/custody"
	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/store"
	"github.com/leakprint/leakprint/pkg/store/storetest"
)

const logged = 5 // records of the log that keeping makes

// keeping opens a corpus of one document whose log has some records, and returns an
// entry that may follow.
func keeping(t *testing.T) (*database, dossier.Document, custody.Entry) {
	t.Helper()
	s := open(t, filepath.Join(t.TempDir(), "corpus.db"), store.Create)
	t.Cleanup(func() { s.Close() })
	doc, pages := newProse(1, 10).document(1, 1)
	entry, err := storetest.Entry(newKey(t), doc.SHA256)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Insert(t.Context(), doc, store.Listed(pages...), dossier.Sighting{}, entry); err != nil {
		t.Fatal(err)
	}
	for range logged - 1 {
		if err := s.Record(t.Context(), entry); err != nil {
			t.Fatal(err)
		}
	}
	return s, doc, entry
}

// A log that was visibly tampered with is not written to, and is read as it is.
func TestLogDamaged(t *testing.T) {
	for name, damage := range map[string]string{
		"record lost":        `DELETE FROM log WHERE number = 2`,
		"last record lost":   `DELETE FROM log WHERE number = 4`,
		"all records lost":   `DELETE FROM log`,
		"record far off":     `UPDATE log SET number = 9223372036854775807 WHERE number = 4`,
		"record too many":    `INSERT INTO log VALUES (5, x'7b7d')`,
		"hash lost":          `DELETE FROM log_hashes WHERE place = 2`,
		"last hash lost":     `DELETE FROM log_hashes WHERE place = 7`,
		"hash far off":       `UPDATE log_hashes SET place = 9223372036854775807 WHERE place = 7`,
		"hash before":        `UPDATE log_hashes SET place = -1 WHERE place = 0`,
		"hash cut":           `PRAGMA ignore_check_constraints = 1; UPDATE log_hashes SET hash = x'00' WHERE place = 6`,
		"hash changed":       `UPDATE log_hashes SET hash = zeroblob(32) WHERE place = 6`,
		"cut short":          `DELETE FROM log WHERE number = 4; DELETE FROM log_hashes WHERE place = 7`,
		"head changed":       `UPDATE meta SET value = replace(value, char(10) || '5' || char(10), char(10) || '4' || char(10)) WHERE key = 'log_head'`,
		"no hashes":          `DELETE FROM log_hashes`,
		"no head":            `DELETE FROM meta WHERE key = 'log_head'`,
		"no key":             `DELETE FROM meta WHERE key = 'log_key'`,
		"nothing but a head": `DELETE FROM log; DELETE FROM log_hashes; DELETE FROM meta WHERE key = 'log_key'`,
	} {
		t.Run(name, func(t *testing.T) {
			s, doc, entry := keeping(t)
			if _, err := s.write.Exec(damage); err != nil {
				t.Fatal(err)
			}
			before, err := s.Log(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			sound := true
			for _, c := range before.Check("") {
				sound = sound && c.State == dossier.OK
			}
			if sound {
				t.Error("the log is found to be sound")
			}
			other, pages := newProse(2, 10).document(2, 1)
			for change, err := range map[string]error{
				"insert": s.Insert(t.Context(), other, store.Listed(pages...), dossier.Sighting{}, entry),
				"sight":  s.Sight(t.Context(), doc.SHA256, dossier.Sighting{}, entry),
				"record": s.Record(t.Context(), entry),
			} {
				_, ok := errors.AsType[*dossier.Error](err)
				if !ok || !errors.Is(err, store.ErrLogDamaged) {
					t.Errorf("%s: %v, want damage", change, err)
				}
			}
			after, err := s.Log(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			equal(t, "log", after, before)
			if size, err := s.Size(t.Context()); err != nil || size != (store.Size{Documents: 1, Pages: 1}) {
				t.Errorf("size: %v, %v", size, err)
			}
			if err := s.Sight(t.Context(), doc.SHA256, dossier.Sighting{}, custody.Entry{}); err != nil {
				t.Errorf("what is not logged: %v", err)
			}
		})
	}
}

// Hashes are read to their places: where one is missing the others do not move.
func TestLogHashesByPlace(t *testing.T) {
	s, _, _ := keeping(t)
	whole, err := s.Log(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if want := tlog.StoredHashCount(logged); int64(len(whole.Hashes)) != want {
		t.Fatalf("%d hashes, want %d", len(whole.Hashes), want)
	}
	if _, err := s.write.Exec(`
		PRAGMA ignore_check_constraints = 1;
		DELETE FROM log_hashes WHERE place IN (0, 3);
		UPDATE log_hashes SET hash = x'00' WHERE place = 4;
		UPDATE log_hashes SET place = 1 << 60 WHERE place = 7`); err != nil {
		t.Fatal(err)
	}
	got, err := s.Log(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	want := append([]tlog.Hash{}, whole.Hashes...)
	for _, missing := range []int{0, 3, 4, 7} {
		want[missing] = tlog.Hash{}
	}
	equal(t, "hashes", got.Hashes, append(want, whole.Hashes[7]))
}
