package recognise

import (
	"context"
	"errors"
	"fmt"
	"image"
	"slices"
	"sync"

	"golang.org/x/sync/errgroup"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/extract"
	"github.com/leakprint/leakprint/pkg/fingerprint"
	"github.com/leakprint/leakprint/pkg/internal/ocr"
)

// OCR recognises the text of a page from what it looks like.
type OCR interface {
	// Read reads a page. dpi is the resolution of the drawing, in dots to the inch of paper.
	Read(ctx context.Context, page image.Image, dpi float64) (ocr.Reading, error)
	// Version is that of the program.
	Version() string
	// Languages are those that can be recognised, by the program's names for them.
	Languages() []string
	// Unconfined says why the system does not keep the program from what it has no need of; nil if
	// it does.
	Unconfined() error
}

// FindOCR returns the tesseract of this machine, which reads these languages, as tesseract
// names them; without any, each page in the language that it is found to be in. Its error
// says what is missing.
func FindOCR(languages ...string) (OCR, error) {
	engine, err := ocr.Find()
	if err != nil {
		return nil, err
	}
	if engine, err = engine.For(languages...); err != nil {
		return nil, err
	}
	return engine, nil
}

// ocrDPI is the resolution that text recognition is made for.
const ocrDPI = 300

// ReadWords returns the reading with the words that OCR recognises on the pages wanted,
// and reports whether a page has text now that had none. Where there is no OCR the
// reading is returned as it is. Why words could not be recognised is in its notes.
func (r Reader) ReadWords(ctx context.Context, got Reading, wanted func(extract.PageContent) bool) (Reading, bool, error) {
	numbers := numbersOf(got.Pages.Facts(), wanted)
	if len(numbers) == 0 || r.OCR == nil {
		return got, false, nil
	}
	engine := r.OCR()
	if engine == nil {
		return got, false, nil
	}
	content, err := got.Input.Open()
	if err != nil {
		return got, false, err
	}
	defer content.Close()
	got.Pages = got.Pages.changing()
	missing := make([]string, got.Pages.Len()) // by page, the language that is not installed
	var writing sync.Mutex                     // of the pages
	group, gctx := errgroup.WithContext(ctx)
	group.SetLimit(max(1, r.Workers))
	err = r.Documents.Render(gctx, got.source(content), numbers, ocrDPI, func(n int, raster *image.Gray) error {
		if raster == nil {
			return nil
		}
		writing.Lock()
		page, err := got.Pages.Page(n)
		writing.Unlock()
		if err != nil {
			return err
		}
		group.Go(func() error {
			read, lacks, err := recognised(gctx, engine, page, raster)
			writing.Lock()
			defer writing.Unlock()
			missing[n-1] = lacks
			return errors.Join(err, got.Pages.put(read))
		})
		return nil
	})
	err = errors.Join(err, group.Wait())
	if ctx.Err() != nil {
		return got, false, ctx.Err()
	}
	if err != nil && unlessDocuments(ctx, err) == nil {
		got.Notes = append(got.Notes, "words could not be recognised: "+err.Error())
		err = nil
	}
	read := func(p extract.PageContent) bool { return p.Recognised && slices.Contains(numbers, p.Number) }
	got.Notes = append(got.Notes, notesBy(got.Pages.Facts(), func(p extract.PageContent) string {
		if !read(p) {
			return ""
		}
		return recognisedNote(p.Language, missing[p.Number-1], engine.Version())
	})...)
	return got, slices.ContainsFunc(got.Pages.Facts(), func(p extract.PageContent) bool { return read(p) && p.Print.Length >= fingerprint.MinLength }), err
}

// usualLanguage is read where nothing else is said.
const usualLanguage = "eng"

// recognisedNote says how a page was read, and what would be needed to read it better.
func recognisedNote(language, missing, version string) string {
	note := "text recognised by tesseract " + version
	if language != usualLanguage && language != "" {
		note += " as " + ocr.Name(language)
	}
	note += ", some of it may be misread"
	if missing != "" {
		note += fmt.Sprintf("; it looks like %s, which is not installed (Debian package %s)", ocr.Name(missing), ocr.Package(missing))
	}
	return note
}

// ReadMissingWords is ReadWords of the pages that show words and carry none, as of every
// document that is to be known.
func (r Reader) ReadMissingWords(ctx context.Context, got Reading) (Reading, error) {
	got, _, err := r.ReadWords(ctx, got, func(p extract.PageContent) bool { return p.Print.Wordless() })
	return got, err
}

// recognised returns the page with the text that the engine reads off its drawing, and the
// language that it seems to be in where that is not installed; a page that the engine
// cannot read gets a note.
func recognised(ctx context.Context, engine OCR, page extract.PageContent, raster *image.Gray) (extract.PageContent, string, error) {
	// A picture's page is as large as its pixels would be at fingerprint.DPI.
	dpi := float64(raster.Rect.Dx()) / page.Width * 72
	read, err := engine.Read(ctx, raster, dpi)
	if err != nil {
		page.Note = err.Error()
		return page, "", ctx.Err()
	}
	page.Text, page.Recognised, page.Language = read.Text, true, read.Languages
	page.Print.Length, page.Print.Marks = fingerprint.OfText(read.Text)
	page.Words = slices.Clip(page.Words)
	for _, w := range read.Words {
		page.Words = append(page.Words, w.Word)
	}
	return page, read.Missing, nil
}

// recognisedPages returns the pages whose text was recognised, by the languages read, in the
// order in which these first occur.
func recognisedPages(pages []extract.PageContent) (by []dossier.RecognisedPages) {
	for _, p := range pages {
		if !p.Recognised {
			continue
		}
		i := slices.IndexFunc(by, func(r dossier.RecognisedPages) bool { return r.Language == p.Language })
		if i < 0 {
			i, by = len(by), append(by, dossier.RecognisedPages{Language: p.Language})
		}
		by[i].Pages = append(by[i].Pages, p.Number)
	}
	return by
}
