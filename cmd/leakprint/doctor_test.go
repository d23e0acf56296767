package main

import (
	"errors"
	"path/filepath"
	"testing"

	"github.com/leakprint/leakprint/pkg/extract"
)

func TestTryRenderer(t *testing.T) {
	if err := tryRenderer(t.Context(), pool); err != nil {
		t.Error(err)
	}
	broken := extract.NewPool(extract.Options{Workers: 1, Command: []string{filepath.Join(t.TempDir(), "missing")}})
	defer broken.Close()
	if err := tryRenderer(t.Context(), broken); !errors.Is(err, extract.ErrStart) {
		t.Errorf("error %v, want %v", err, extract.ErrStart)
	}
}
