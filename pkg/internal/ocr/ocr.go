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
	chosen    []string
	pageTime  time.Duration
}

// Find looks for tesseract in PATH and asks what it can do. The error wraps
// ErrMissing when there is none or it is too old, and says how to install it.
func Find() (*Engine, error) {
	path, err := exec.LookPath("tesseract")
	if err != nil {
		return nil, missing(ErrMissing)
	}
	e := &Engine{path: path, pageTime: pageTime}
	if err := e.askVersion(); err != nil {
		return nil, missing(err)
	}
	if err := e.askLanguages(); err != nil {
		return nil, missing(err)
	}
	e.chosen = e.installed
	if slices.Contains(e.installed, "eng") {
		e.chosen = []string{"eng"}
	}
	return e, nil
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

// Languages are the names of the languages installed, such as "eng", sorted.
func (e *Engine) Languages() []string { return slices.Clone(e.installed) }

// For returns the engine reading the languages given, the likeliest first. Without
// For it reads English, or where that is not installed, every language that is.
func (e *Engine) For(languages ...string) (*Engine, error) {
	if len(languages) == 0 {
		return e, nil
	}
	for _, language := range languages {
		if !slices.Contains(e.installed, language) {
			return nil, &dossier.Error{Op: "recognise text", Err: fmt.Errorf("language %q is not installed", language),
				Hint: "installed are " + strings.Join(e.installed, ", ")}
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

// Read recognises the text of a page drawn upright at dpi pixels per inch: the words
// in reading order, and the text of them with a line feed between lines and an empty
// line between paragraphs. Words of a confidence below 30 are left out. A page without
// text has no words and no error. It may take a minute (ErrTime); ctx ends it sooner.
func (e *Engine) Read(ctx context.Context, page image.Image, dpi float64) ([]Word, string, error) {
	if !(dpi >= 1 && dpi <= maxDPI) {
		return nil, "", fmt.Errorf("recognise text: %v pixels per inch", dpi)
	}
	var picture bytes.Buffer
	encoder := png.Encoder{CompressionLevel: png.BestSpeed}
	if err := encoder.Encode(&picture, page); err != nil {
		return nil, "", fmt.Errorf("recognise text: %w", err)
	}
	// Outside these bounds tesseract guesses instead.
	stated := int(min(max(70, math.Round(dpi)), 2400))
	out, err := e.run(ctx, e.pageTime, picture.Bytes(), "stdin", "stdout",
		"-l", strings.Join(e.chosen, "+"), "--dpi", strconv.Itoa(stated), "--psm", "3", "tsv")
	if err != nil {
		return nil, "", fmt.Errorf("recognise text: %w", err)
	}
	words, text := parse(string(out), page.Bounds().Size(), dpi)
	return words, text, nil
}
