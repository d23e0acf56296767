package forge

import (
	"math"
	"slices"
	"strings"
	"time"

	"github.com/leakprint/leakprint/pkg/dossier"
)

// A Document is a document as a model: everything that PDF draws.
type Document struct {
	Name      string // file name, "01-opening-plenary.pdf"
	Meta      Meta
	Container Container
	Pages     []Sheet

	Attachments []Attachment
}

// An Attachment is a file within the file.
type Attachment struct {
	Name    string
	Content []byte
}

// Meta is what a document says of itself. Empty fields are left out of the file.
type Meta struct {
	Title, Author, Subject, Keywords, Creator, Producer string

	Created, Modified time.Time // UTC is what is written; zero: left out
}

// Container is how a document is saved; it does not change what a page shows.
type Container struct {
	Version      string // "1.7"; "" for 1.4
	Uncompressed bool   // page contents are stored without Flate
	OpenFitted   bool   // viewers open the file fitted to the window, pages side by side
	Encrypted    bool   // only the owner's password allows changes; anyone may open it
}

// A Sheet is one page. Lengths are PDF points (1/72 inch), the origin is the top
// left corner.
type Sheet struct {
	Width, Height float64
	Words         []Word // in reading order
	Fills         []Fill
	Pictures      []Picture
	Strokes       []Stroke
	From          []Origin // the original pages it came from; empty for an inserted page

	Turn        int         // degrees clockwise by which viewers turn it: 0, 90, 180 or 270
	Crop        dossier.Box // the part that viewers show, before it is turned; zero for all of it
	Annotations []Annotation
	Fields      []Field
}

// A Field is a field of a form in which text is written.
type Field struct {
	dossier.Box
	Name, Value string // no characters beyond ASCII, no brackets and no backslash
}

// An Annotation is a mark that a viewer put on a page.
type Annotation struct {
	dossier.Box
	Subtype  string // ISO 32000-1, table 169: "Text" or "Highlight"
	Contents string
}

// An Origin names a page of an original document.
type Origin struct {
	Document string // Document.Name
	Page     int    // 1-based
}

// A Word is a run of text without white space, set on one baseline.
type Word struct {
	Text      string
	X, Y      float64 // left end of the baseline
	Width     float64 // as shown; letters are squeezed or stretched to fit it
	Size      float64 // of the font
	Font      Font
	End       End
	Furniture bool    // header, footer or label, not running text
	Gray      uint8   // 0 black, 255 white
	Colour    Colour  // in place of Gray, unless it is black
	Slant     float64 // degrees counter-clockwise by which it is turned about its left end
	Through   bool    // what it is drawn over shows through
	Depth     Depth
	Invisible bool // in the file, and not drawn
	Outlined  bool // drawn as shapes, which are no text in the file
}

// A Colour is one of the screen's.
type Colour struct{ R, G, B uint8 }

// Depth is when a word is drawn.
type Depth int

// The depths.
const (
	Amid    Depth = iota // after pictures and the fills beneath, before the fills over the words
	Beneath              // before all else
	Above                // after all else
)

// End is what follows a word in reading order.
type End int

// The ends.
const (
	Space     End = iota // another word of the line
	Cell                 // another word of the line, placed for itself: the next cell, the text after a number
	Line                 // the next line of the paragraph
	Hyphen               // the next line holds the rest of the word
	Paragraph            // the next paragraph
)

// Box is the word's place on the page, upright around one that is slanted.
func (w Word) Box() dossier.Box {
	if w.Slant == 0 {
		return dossier.Box{X: w.X, Y: w.Y - 0.8*w.Size, W: w.Width, H: w.Size}
	}
	left, top, right, bottom := w.X, w.Y, w.X, w.Y
	for _, corner := range [...][2]float64{{0, 0.2 * w.Size}, {w.Width, 0.2 * w.Size}, {0, -0.8 * w.Size}, {w.Width, -0.8 * w.Size}} {
		x, y := slanted(corner[0], corner[1], w.Slant)
		left, right = min(left, w.X+x), max(right, w.X+x)
		top, bottom = min(top, w.Y+y), max(bottom, w.Y+y)
	}
	return dossier.Box{X: hundredths(left), Y: hundredths(top), W: hundredths(right - left), H: hundredths(bottom - top)}
}

// slanted turns a point counter-clockwise about the origin, y growing downwards.
func slanted(x, y, degrees float64) (float64, float64) {
	sin, cos := math.Sincos(degrees * math.Pi / 180)
	return float64(x*cos) + float64(y*sin), float64(y*cos) - float64(x*sin)
}

// A Fill is a filled rectangle: a rule, a shaded row, a black box.
type Fill struct {
	dossier.Box
	Gray    uint8  // 0 black, 255 white
	Colour  Colour // in place of Gray, unless it is black
	Over    bool   // drawn over the words, not beneath them
	Through bool   // what it is drawn over shows through
}

// A Stroke is a line drawn by hand, over the words: a curve through points x, y.
type Stroke struct {
	Points [][2]float64
	Width  float64
	Colour Colour
}

// A Picture is an embedded picture, drawn beneath the words.
type Picture struct {
	dossier.Box
	Format    string // "jpeg" or "png"
	Data      []byte // in that format; a JPEG is embedded as it is
	Lettering string // what is written in the picture, as pixels
}

// Text is the page's text in reading order, a space between words and a line
// feed between lines.
func (p Sheet) Text() string {
	var b strings.Builder
	for i, w := range p.Words {
		b.WriteString(w.Text)
		switch {
		case i == len(p.Words)-1:
		case w.End >= Line:
			b.WriteByte('\n')
		default:
			b.WriteByte(' ')
		}
	}
	return b.String()
}

// Text is the text of all pages, a form feed between pages.
func (d Document) Text() string {
	texts := make([]string, len(d.Pages))
	for i, p := range d.Pages {
		texts[i] = p.Text()
	}
	return strings.Join(texts, "\f")
}

// clone is a copy of p whose slices may be changed.
func (p Sheet) clone() Sheet {
	p.Words = slices.Clone(p.Words)
	p.Fills = slices.Clone(p.Fills)
	p.Pictures = slices.Clone(p.Pictures)
	p.Strokes = slices.Clone(p.Strokes)
	p.From = slices.Clone(p.From)
	p.Annotations = slices.Clone(p.Annotations)
	p.Fields = slices.Clone(p.Fields)
	return p
}

// clone is a copy of d that shares nothing that alterations change.
func (d Document) clone() Document {
	d.Pages = slices.Clone(d.Pages)
	for i, p := range d.Pages {
		d.Pages[i] = p.clone()
	}
	return d
}

// original marks every page as its own origin.
func (d Document) original() Document {
	for i := range d.Pages {
		d.Pages[i].From = []Origin{{d.Name, i + 1}}
	}
	return d
}

// body returns the indices of p's words that are running text, cut into lines.
func (p Sheet) body() [][]int {
	var lines [][]int
	var line []int
	for i, w := range p.Words {
		if w.Furniture {
			continue
		}
		line = append(line, i)
		if w.End >= Line {
			lines, line = append(lines, line), nil
		}
	}
	if line != nil {
		lines = append(lines, line)
	}
	return lines
}
