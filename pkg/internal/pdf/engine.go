// Package pdf opens untrusted PDFs and yields their pages (text, words, raster,
// embedded pictures) and their structure. It is the only importer of the PDF
// engines.
//
// Pages are read by PDFium compiled to WebAssembly, in a sandbox without file
// system and with a memory limit: a hostile file can break the sandbox's
// inside, which is then thrown away, but nothing else. Structure (versions,
// metadata, identifiers) is read by pdfcpu.
//
// Nothing here limits CPU time: a caller that reads files it does not trust
// runs an Engine in a process of its own and kills that. (Having the sandbox
// watch for cancellation makes everything three times slower.)
package pdf

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"github.com/tetratelabs/wazero"
)

// Why a document cannot be read. Test with errors.Is.
var (
	ErrNotPDF   = errors.New("not a PDF")
	ErrDamaged  = errors.New("damaged PDF")
	ErrPassword = errors.New("the PDF needs a password")
	ErrTooLarge = errors.New("the PDF is too large")
)

// Limits of what is opened.
const (
	MaxBytes = 256 << 20 // size of a file: it is held in the sandbox's memory
	MaxPages = 100_000
)

// EngineOptions say how an Engine starts.
type EngineOptions struct {
	// CacheDir keeps the compiled renderer (some 20 MB), so that starting takes
	// 0.15 s of CPU instead of 5. "" keeps none. A folder that cannot be
	// used is not an error.
	CacheDir string
}

// An Engine is one PDFium in its sandbox. It and its documents are for one
// goroutine at a time.
type Engine struct {
	*sandbox
}

// NewEngine starts PDFium. ctx must stay valid for the Engine's life.
func NewEngine(ctx context.Context, options EngineOptions) (*Engine, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if s := cachedSandbox(ctx, options.CacheDir); s != nil {
		return &Engine{s}, nil
	}
	s, err := newSandbox(ctx, nil)
	if err != nil {
		return nil, err
	}
	return &Engine{s}, nil
}

// cachedSandbox starts PDFium with its compiled form kept in dir; nil when dir
// is "", read-only, full or spoilt.
func cachedSandbox(ctx context.Context, dir string) *sandbox {
	if dir == "" {
		return nil
	}
	cache, err := wazero.NewCompilationCacheWithDir(dir)
	if err != nil {
		return nil
	}
	s, err := newSandbox(ctx, cache)
	if err != nil {
		cache.Close(ctx)
		return nil
	}
	return s
}

// Close ends the Engine and all its documents.
func (e *Engine) Close() error { return e.close() }

// CacheWarm reports whether cacheDir holds a compiled renderer, so that NewEngine
// starts at once rather than after some seconds. After an upgrade of the renderer
// it may say so wrongly, once.
func CacheWarm(cacheDir string) bool { return len(CacheFiles(cacheDir)) > 0 }

// CacheFiles returns the files of compiled renderers in cacheDir, sorted.
func CacheFiles(cacheDir string) []string {
	if cacheDir == "" {
		return nil
	}
	// wazero's layout: a folder per version of itself, a file per module.
	files, err := filepath.Glob(filepath.Join(cacheDir, "wazero-*", "*"))
	if err != nil {
		return nil
	}
	return slices.DeleteFunc(files, func(file string) bool {
		info, err := os.Stat(file)
		return filepath.Ext(file) == ".tmp" /* being written */ || err != nil || !info.Mode().IsRegular() || info.Size() == 0
	})
}

// Open opens a PDF. The error wraps ErrNotPDF, ErrDamaged, ErrPassword or
// ErrTooLarge when it is the document's fault. Files encrypted with an empty
// user password open. data must not change until the document is closed.
func (e *Engine) Open(data []byte) (*Document, error) {
	if !bytes.Contains(data[:min(len(data), 1024)], []byte("%PDF-")) {
		return nil, ErrNotPDF
	}
	if len(data) > MaxBytes {
		return nil, fmt.Errorf("%w: %d bytes, at most %d are read", ErrTooLarge, len(data), MaxBytes)
	}
	if err := e.ready(); err != nil {
		return nil, err
	}
	if len(e.memory.buf) > recycleAbove {
		if err := e.renew(); err != nil {
			return nil, err
		}
	}
	d := &Document{engine: e, data: data}
	if err := d.load(); err != nil {
		return nil, err
	}
	if d.pages > MaxPages {
		d.Close()
		return nil, fmt.Errorf("%w: %d pages, at most %d are read", ErrTooLarge, d.pages, MaxPages)
	}
	return d, nil
}
