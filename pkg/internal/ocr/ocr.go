// Package ocr reads the text off pictures of pages with tesseract, where that is
// installed: https://github.com/tesseract-ocr/tesseract, version 4 or later, called
// as a program. Nothing else depends on it.
package ocr

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"image"
	"image/png"
	"math"
	"os/exec"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"github.com/leakprint/leakprint/pkg/dossier"
)

// Errors that callers tell apart.
var (
	ErrMissing = errors.New("tesseract 4 or later is not installed")
	ErrTime    = errors.New("text recognition took too long")
)

const (
	pageTime      = time.Minute
	questionTime  = 10 * time.Second // to say its version and languages
	maxDPI        = 1e5
	oldestVersion = 4 // the first to recognise whole lines (LSTM) and to write TSV to a pipe
)

// An Engine is an installed tesseract. It may be used by several goroutines; each
// Read is a process of its own, with one thread.
type Engine struct {
	path      string
	version   string
	installed []string
	chosen    []string // none where each page's language is to be told
	pageTime  time.Duration

	tellsScripts bool // the file by which tesseract tells scripts is installed

	environment func() []string
	free        bool                   // not confined: stand-ins for tesseract do what it does not
	unconfined  *atomic.Pointer[error] // why the system did not confine it, once it did not
}

// Find looks for tesseract in PATH and asks what it can do. The error wraps
// ErrMissing when there is none or it is too old, and says how to install it.
func Find() (*Engine, error) { return find(Engine{environment: environment}) }

func find(e Engine) (*Engine, error) {
	path, err := exec.LookPath("tesseract")
	if err != nil {
		return nil, missing(ErrMissing)
	}
	e.path, e.pageTime, e.unconfined = path, pageTime, new(atomic.Pointer[error])
	if err := e.askVersion(); err != nil {
		return nil, missing(err)
	}
	if err := e.askLanguages(); err != nil {
		return nil, missing(err)
	}
	return &e, nil
}

func missing(err error) error {
	return &dossier.Error{Op: "find text recognition", Err: err,
		Hint: "install tesseract 4 or later with at least one language, as with apt install tesseract-ocr or brew install tesseract"}
}

// The first line of what --version says: "tesseract 5.3.0", "tesseract v4.0.0-beta.1".
var versionLine = regexp.MustCompile(`(?m)^tesseract v?((\d{1,4})[-.\w]*)`)

func (e *Engine) askVersion() error {
	out, err := e.run(context.Background(), questionTime, nil, "--version")
	if err != nil {
		return err
	}
	said := versionLine.FindSubmatch(out)
	if said == nil {
		return fmt.Errorf("%w: %s does not say which version it is", ErrMissing, e.path)
	}
	e.version = string(said[1])
	if major, err := strconv.Atoi(string(said[2])); err != nil || major < oldestVersion {
		return fmt.Errorf("%w: %s is version %s", ErrMissing, e.path, e.version)
	}
	return nil
}

// A line of what --list-langs says; above them stands a sentence.
var languageLine = regexp.MustCompile(`^[A-Za-z][\w/-]{0,63}$`)

func (e *Engine) askLanguages() error {
	out, err := e.run(context.Background(), questionTime, nil, "--list-langs")
	if err != nil {
		return err
	}
	for line := range strings.Lines(string(out)) {
		name := strings.TrimSpace(line)
		// osd finds the script and the way up, equ formulas: neither reads words.
		e.tellsScripts = e.tellsScripts || name == "osd"
		if languageLine.MatchString(name) && name != "osd" && name != "equ" {
			e.installed = append(e.installed, name)
		}
	}
	if len(e.installed) == 0 {
		return fmt.Errorf("%s has no language installed", e.path)
	}
	slices.Sort(e.installed)
	return nil
}

// Version is what tesseract calls itself, such as "5.3.0".
func (e *Engine) Version() string { return e.version }

// Unconfined says why the system does not keep tesseract from what it has no need of; nil if it does.
func (e *Engine) Unconfined() error {
	if why := e.unconfined.Load(); why != nil {
		return *why
	}
	return nil
}

// Languages are the names of the languages installed, such as "eng", sorted.
func (e *Engine) Languages() []string { return slices.Clone(e.installed) }

// For returns the engine reading the languages given, the likeliest first. Without For it
// reads English first, and what makes no sense as English in the language that the page is
// found to be in; where English is not installed, in every language that is first. For
// returns an error that names the package to install for a language that is not installed.
func (e *Engine) For(languages ...string) (*Engine, error) {
	for _, language := range languages {
		if !slices.Contains(e.installed, language) {
			return nil, e.notInstalled(language)
		}
	}
	chosen := *e
	chosen.chosen = slices.Clone(languages)
	return &chosen, nil
}

// A Word is a word as recognised.
type Word struct {
	dossier.Word
	Confidence float64 // 0 to 100, as tesseract rates it
}

// A Reading is the text of a page as recognised.
type Reading struct {
	Words []Word // in reading order
	Text  string // theirs, with a line feed between lines and an empty line between paragraphs
	// Languages are those that the page was read in, as tesseract names them: "deu+eng".
	Languages string
	// Missing is the language that the page seems to be in, where it is not installed.
	Missing string
}

// Read recognises the text of a page drawn upright at dpi pixels per inch. Words of a
// confidence below 30 are left out. A page without text has no words and no error. Each
// pass over the page may take a minute (ErrTime); ctx ends it sooner.
func (e *Engine) Read(ctx context.Context, page image.Image, dpi float64) (Reading, error) {
	if !(dpi >= 1 && dpi <= maxDPI) {
		return Reading{}, fmt.Errorf("recognise text: %v pixels per inch", dpi)
	}
	var encoded bytes.Buffer
	encoder := png.Encoder{CompressionLevel: png.BestSpeed}
	if err := encoder.Encode(&encoded, page); err != nil {
		return Reading{}, fmt.Errorf("recognise text: %w", err)
	}
	p := picture{encoded.Bytes(), page.Bounds().Size(), dpi}
	if len(e.chosen) > 0 {
		return e.pass(ctx, p, e.chosen)
	}
	return e.readUnknown(ctx, p)
}

// A picture is a page as tesseract is given it.
type picture struct {
	png  []byte
	size image.Point
	dpi  float64
}

// stated returns the resolution within the bounds outside of which tesseract guesses instead.
func (p picture) stated() string { return strconv.Itoa(int(min(max(70, math.Round(p.dpi)), 2400))) }

// pass reads a page once.
func (e *Engine) pass(ctx context.Context, p picture, languages []string) (Reading, error) {
	in := strings.Join(languages, "+")
	out, err := e.run(ctx, e.pageTime, p.png, "stdin", "stdout", "-l", in, "--dpi", p.stated(), "--psm", "3", "tsv")
	if err != nil {
		return Reading{}, fmt.Errorf("recognise text: %w", err)
	}
	words, text := parse(string(out), p.size, p.dpi)
	return Reading{Words: words, Text: text, Languages: in}, nil
}

// lookAt returns what tesseract says of a page's script and of the way up.
func (e *Engine) lookAt(ctx context.Context, p picture) ([]byte, error) {
	return e.run(ctx, e.pageTime, p.png, "stdin", "stdout", "-l", "osd", "--dpi", p.stated(), "--psm", "0")
}
