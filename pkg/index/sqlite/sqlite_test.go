package sqlite

import (
	"path/filepath"
	"testing"

	"github.com/leakprint/leakprint/pkg/index"
	"github.com/leakprint/leakprint/pkg/index/indextest"
)

func TestConformance(t *testing.T) {
	indextest.Run(t, func(t *testing.T, place string) index.Store {
		return open(t, filepath.Join(place, "corpus.db"), Create)
	})
}

// open opens the store or ends the test.
func open(t *testing.T, path string, mode Mode) *Store {
	t.Helper()
	s, err := Open(t.Context(), path, mode)
	if err != nil {
		t.Fatal(err)
	}
	return s
}
