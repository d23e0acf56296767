package recognise

import (
	"bytes"
	"flag"
	"fmt"
	"image"
	"image/jpeg"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/leakprint/leakprint/pkg/forge"
)

// Seeds of the table of drawn changes. Nothing may be tuned on them: look at another.
var (
	qualityDrawn     = []uint64{70318846, 15590372}
	qualityDrawnSeed = flag.Uint64("quality-drawn-seed", 0, "make the table of drawn changes of this seed instead")
)

// How many copies the table of drawn changes is made of.
const (
	drawnEach = 1 // of each change, in each medium
	madeAnew  = 6 // pages, in each way that changes nothing

	// Of real documents.
	realDrawnEach  = 2
	realDrawnPages = 40
)

// How the copies are made.
const (
	scanQuality  = 60 // of JPEGs
	photoLook    = "photo0"
	photoQuality = 85
	fineDPI      = 200
	asPDF        = "text PDF"
	asPicture    = "120 dpi"
	asItWas      = "as it was" // a page made anew by the program that made it
)

// A drawnMedium is how copies of a page are made of a PDF of it.
type drawnMedium struct {
	name string
	ext  string
	make func(pages []*image.Gray, r *rand.Rand) ([]byte, error) // nil: the PDF itself
}

func drawnMedia() []drawnMedium {
	looks := forge.Looks()
	photo := looks[slices.IndexFunc(looks, func(l forge.Look) bool { return l.Name == photoLook })]
	scanAt := func(dpi float64) func([]*image.Gray, *rand.Rand) ([]byte, error) {
		return func(pages []*image.Gray, r *rand.Rand) ([]byte, error) {
			return forge.Scanned([]*image.Gray{forge.ScanAt(pages[0], dpi, r)}, dpi, scanQuality)
		}
	}
	return []drawnMedium{
		{asPDF, "pdf", nil},
		{asPicture, "pdf", func(pages []*image.Gray, _ *rand.Rand) ([]byte, error) {
			return forge.Scanned([]*image.Gray{forge.Rasterise(pages[0])}, forge.RasterDPI, scanQuality)
		}},
		{"scan 150", "pdf", scanAt(forge.ScanDPI)},
		{"scan 200", "pdf", scanAt(fineDPI)},
		{"photo", "jpg", func(pages []*image.Gray, r *rand.Rand) ([]byte, error) {
			var b bytes.Buffer
			err := jpeg.Encode(&b, photo.Alter(pages[0], r), &jpeg.Options{Quality: photoQuality})
			return b.Bytes(), err
		}},
	}
}

// drawnOriginals are pages of invented texts, each a document. Most are little more
// than half as high as a sheet, so that they are drawn and compared in half the time.
func drawnOriginals(seeds []uint64) []forge.Document {
	var all []forge.Document
	for _, seed := range seeds {
		const width, height = 595.28, 480
		all = append(all, singlePages(forge.Communique(seed, 3).Typeset(width, height))...)
		all = append(all, forge.Treaties(seed, 1, 3)[0].Cut(2, 2))
	}
	return all
}

// singlePages are the pages of a document that have words enough to be found by, each a
// document.
func singlePages(d forge.Document) []forge.Document {
	var all []forge.Document
	for n, p := range d.Pages {
		if len(p.Words) >= leastOriginalWords {
			all = append(all, d.Cut(n+1, n+1))
		}
	}
	return all
}

// realDrawnOriginals are pages of real documents, set anew, at even steps.
func realDrawnOriginals(t *testing.T, paths []string) []forge.Document {
	var all []forge.Document
	for _, d := range realOriginals(t, paths) {
		all = append(all, singlePages(d)...)
	}
	n := min(realDrawnPages, len(all))
	var chosen []forge.Document
	for i := range n {
		chosen = append(chosen, all[i*len(all)/n])
	}
	return chosen
}

// A drawnMaker makes copies of pages in all media.
type drawnMaker struct {
	t    *testing.T
	seed uint64
	n    uint64 // of copies made
	all  []drawnCopy
}

func (m *drawnMaker) bytes(d forge.Document) []byte {
	m.t.Helper()
	data, err := d.Bytes()
	if err != nil {
		m.t.Fatal(err)
	}
	return data
}

// add makes a copy in each medium: in pictures only where they show what is in the file.
func (m *drawnMaker) add(c drawnCopy, copied forge.Document, fileOnly bool) {
	m.t.Helper()
	pdf := m.bytes(copied)
	var pages []*image.Gray
	for _, medium := range drawnMedia() {
		c.medium, c.ext, c.file = medium.name, medium.ext, pdf
		if medium.make != nil {
			if fileOnly {
				return
			}
			var err error
			if pages == nil {
				if pages, err = (altering{t: m.t}).draw(pdf); err != nil {
					m.t.Fatal(err)
				}
			}
			m.n++
			if c.file, err = medium.make(pages, rand.New(rand.NewPCG(m.seed, m.n))); err != nil {
				m.t.Fatal(err)
			}
		}
		m.all = append(m.all, c)
	}
}

// changed makes copies of each change: each of one page, the first from the nth on that has
// what is to be changed. It returns how many could not be made.
func (m *drawnMaker) changed(docs []forge.Document, each int) (skipped int) {
	for n, change := range forge.DrawnChanges() {
		made := 0
		for i := 0; i < len(docs) && made < each; i++ {
			r := rand.New(rand.NewPCG(m.seed, uint64(n*len(docs)+i)))
			page := (n*each + i) % len(docs)
			drawn, ok := change.Apply(docs[page], r)
			if !ok {
				continue
			}
			made++
			m.add(drawnCopy{
				page: page, name: change.Name, class: change.Class, heldOut: change.HeldOut, kinds: change.Kinds,
				before: drawn.Before, after: drawn.After, boxes: drawn.Boxes, known: m.bytes(drawn.Known),
			}, drawn.Copy, change.FileOnly)
		}
		skipped += each - made
	}
	return skipped
}

// unaltered makes copies of all pages in which nothing was changed, and n of them anew in
// each of the ways that change nothing, and as a picture with the text that a machine read.
func (m *drawnMaker) unaltered(docs []forge.Document, n int) {
	for page, d := range docs {
		c := drawnCopy{page: page, name: asItWas, known: m.bytes(d)}
		d.Meta.Producer = "PDF Studio 12"
		m.add(c, d, false)
	}
	n = min(n, len(docs))
	for i := range n {
		page := i * len(docs) / n
		d := docs[page]
		for _, way := range forge.HarmlessWays() {
			m.all = append(m.all, drawnCopy{page: page, name: way.Name, medium: asPDF, ext: "pdf", known: m.bytes(d), file: m.bytes(way.Apply(d))})
		}
		m.all = append(m.all, drawnCopy{page: page, name: "text recognised", medium: asPicture, ext: "pdf", known: m.bytes(d), file: m.recognised(d)})
	}
}

// recognised is a picture of a page with its text as a machine reads it, some of it wrongly.
func (m *drawnMaker) recognised(d forge.Document) []byte {
	m.t.Helper()
	const misread = .004 // of letters
	pages, err := altering{t: m.t}.draw(m.bytes(d))
	if err != nil {
		m.t.Fatal(err)
	}
	m.n++
	words := d.Noise(misread, rand.New(rand.NewPCG(m.seed, m.n))).Pages[0].Words
	data, err := forge.Recognised([]*image.Gray{forge.Rasterise(pages[0])}, forge.RasterDPI, scanQuality, [][]forge.Word{words})
	if err != nil {
		m.t.Fatal(err)
	}
	return data
}

// compareWithUnaltered says of each changed copy what is usual of its page.
func (m *drawnMaker) compareWithUnaltered() {
	type picture struct {
		page   int
		medium string
	}
	usual := map[picture]int{}
	for _, c := range m.all {
		if c.class == "" && c.name == asItWas {
			usual[picture{c.page, c.medium}] = c.unclear()
		}
	}
	for i := range m.all {
		if c := &m.all[i]; c.class != "" {
			c.usual = usual[picture{c.page, c.medium}]
		}
	}
}

// ask asks of all copies what they are of their originals, each original by itself.
func (m *drawnMaker) ask() {
	m.t.Helper()
	var order []string
	copies := map[string][]int{} // by the original's file
	for i, c := range m.all {
		key := string(c.known)
		if copies[key] == nil {
			order = append(order, key)
		}
		copies[key] = append(copies[key], i)
	}
	for _, key := range order {
		dir := m.t.TempDir()
		write := func(name string, data []byte) string {
			path := filepath.Join(dir, name)
			if err := os.WriteFile(path, data, 0o600); err != nil {
				m.t.Fatal(err)
			}
			return path
		}
		original := []string{write("original.pdf", []byte(key))}
		var paths []string
		for _, i := range copies[key] {
			paths = append(paths, write(fmt.Sprintf("copy-%04d.%s", i, m.all[i].ext), m.all[i].file))
		}
		for n, in := range askAbout(m.t, original, paths) {
			c := &m.all[copies[key][n]]
			c.match.Verdict, c.notes = in.Verdict, in.Notes
			if len(in.Matches) > 0 {
				c.match = in.Matches[0]
			}
		}
	}
}

func madeDrawnTable(t *testing.T) string {
	seeds := qualityDrawn
	if *qualityDrawnSeed != 0 {
		seeds = []uint64{*qualityDrawnSeed}
	}
	return drawnTable(t, "invented (forge.Communique, forge.Treaties)", drawnOriginals(seeds), seeds[0], drawnEach, madeAnew)
}

// drawnTable measures what is said of pages changed as tools change them that know nothing
// of the text, and of pages that were not changed, and writes it down.
func drawnTable(t *testing.T, of string, docs []forge.Document, seed uint64, each, anew int) string {
	m := drawnMaker{t: t, seed: seed}
	skipped := m.changed(docs, each)
	m.unaltered(docs, anew)
	m.ask()
	m.compareWithUnaltered()
	if *qualityVerbose {
		tellDrawn(t, m.all)
	}
	changed := slices.DeleteFunc(slices.Clone(m.all), func(c drawnCopy) bool { return c.class == "" })
	var b strings.Builder
	fmt.Fprintf(&b, `
What is said of pages changed in one place as tools do it that know nothing of the text
(forge.DrawnChanges), one of three held out: %s.
Copies are the PDF itself, a picture of it at 120 dpi, scans at 150 and 200 dpi, and a photo,
flat and in good light; nothing is recognised by OCR. What gray pictures do not show is asked
of the PDF alone. Not made, since no page has the like: %d.
`, of, skipped)
	for _, part := range []struct {
		title string
		of    func(drawnCopy) bool
		holds func(drawnCopy) bool
	}{
		{"Said the same though changed, or to differ elsewhere alone.", nil, drawnCopy.same},
		{"Nothing said of the change, and of more words than on the page unaltered that they are unclear.", nil, drawnCopy.undecided},
		{"Of changes told, those not named rightly: by the kind and the words.", drawnCopy.isTold, func(c drawnCopy) bool { return !c.rightly() }},
		{"Of changes told, those told as several.", drawnCopy.isTold, func(c drawnCopy) bool { return len(c.told()) > 1 }},
		{"Told beside, what was not made.", drawnCopy.found, drawnCopy.beside},
	} {
		fmt.Fprintf(&b, "\n%s\n\n%s", part.title, drawnRows(changed, part.of, part.holds))
	}
	b.WriteString("\n" + drawnRow("not found to be copies", changed, func(c drawnCopy) bool { return !c.found() }, func(drawnCopy) bool { return true }))
	b.WriteString("\nPages that were not changed, made anew in other ways (forge.HarmlessWays), and pictures of\nthem.\n\n")
	b.WriteString(unalteredRows(m.all))
	return b.String()
}

// drawnRows is a row for each class, and one for those of it held out, then for all: of how
// many copies something holds, by medium.
func drawnRows(all []drawnCopy, of, holds func(drawnCopy) bool) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%-41s", "")
	for _, m := range drawnMedia() {
		fmt.Fprintf(&b, " %11s", m.name)
	}
	b.WriteString("\n")
	for _, class := range append(forge.DrawnClasses(), "") {
		for _, heldOut := range []bool{false, true} {
			name := string(class)
			if class == "" {
				name = "all"
			}
			if heldOut {
				name += ", held out"
			}
			b.WriteString(drawnRow(name, all, holds, func(c drawnCopy) bool {
				return c.heldOut == heldOut && (class == "" || c.class == class) && (of == nil || of(c))
			}))
		}
	}
	return b.String()
}

func drawnRow(name string, all []drawnCopy, holds, of func(drawnCopy) bool) string {
	row := fmt.Sprintf("%-41s", name)
	for _, m := range drawnMedia() {
		n, k := 0, 0
		for _, c := range all {
			if c.medium == m.name && of(c) {
				n++
				if holds(c) {
					k++
				}
			}
		}
		if n == 0 {
			row += fmt.Sprintf(" %11s", "-   ")
			continue
		}
		row += fmt.Sprintf(" %4d of %-3d", k, n)
	}
	return strings.TrimRight(row, " ") + "\n"
}

// unalteredRows is a row for each way in which unaltered pages are made anew.
func unalteredRows(all []drawnCopy) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%-41s %6s %8s %6s %9s\n", "", "pages", "CHANGED", "doubt", "not found")
	var names []string
	type count struct{ pages, changed, doubt, missed int }
	counts := map[string]*count{}
	for _, c := range all {
		if c.class != "" {
			continue
		}
		name := c.medium + ", " + c.name
		if counts[name] == nil {
			names, counts[name] = append(names, name), &count{}
		}
		k := counts[name]
		k.pages++
		switch {
		case !c.found():
			k.missed++
		case len(c.said()) > 0:
			k.changed++
		case c.unclear() > 0:
			k.doubt++
		}
	}
	for _, name := range names {
		k := counts[name]
		fmt.Fprintf(&b, "%-41s %6d %8d %6d %9d\n", name, k.pages, k.changed, k.doubt, k.missed)
	}
	return b.String()
}
