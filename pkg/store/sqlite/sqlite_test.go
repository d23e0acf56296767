package sqlite

import (
	"fmt"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/leakprint/leakprint/pkg/custody"
	"github.com/leakprint/leakprint/pkg/store"
	"github.com/leakprint/leakprint/pkg/store/storetest"
)

func TestConformance(t *testing.T) {
	storetest.Run(t, func(t *testing.T, place string) store.Store {
		return open(t, filepath.Join(place, "corpus.db"), store.Create)
	})
}

// open opens the store or ends the test.
func open(t *testing.T, path string, mode store.Mode) *database {
	t.Helper()
	s, err := openDatabase(t.Context(), path, mode)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// sound fails the test unless nothing is wrong with the corpus.
func sound(t *testing.T, s *database) {
	t.Helper()
	equal(t, "faults", faults(t, s), []string{"database-ok"})
}

// faults returns what Check finds, each in a line.
func faults(t *testing.T, s *database) []string {
	t.Helper()
	checks, err := s.Check(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var lines []string
	for _, c := range checks {
		line := c.Rule()
		if c.Page > 0 {
			line += fmt.Sprintf(" %s %d", c.Name, c.Page)
		}
		if c.Detail != "" {
			line += ": " + c.Detail
		}
		lines = append(lines, line)
	}
	return lines
}

func newKey(t *testing.T) *custody.Key {
	t.Helper()
	key, err := custody.NewKey()
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func equal(t *testing.T, what string, got, want any) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}
