package forge

import (
	"bytes"
	"sync"
	"unicode/utf8"

	"codeberg.org/go-pdf/fpdf"
	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/gofont/goitalic"
	"golang.org/x/image/font/gofont/gomono"
	"golang.org/x/image/font/gofont/goregular"
)

// A Font is one of the Go fonts, which are free to embed and cover Latin, Greek
// and Cyrillic.
type Font int

// The fonts.
const (
	Regular Font = iota
	Bold
	Italic
	Mono
	fonts int = iota
)

// file is a copy of the font's TrueType file. A copy, because fpdf writes into
// the bytes it is given when it embeds a monospaced font, and the next document
// would come out different.
func (f Font) file() []byte {
	return bytes.Clone([fonts][]byte{goregular.TTF, gobold.TTF, goitalic.TTF, gomono.TTF}[f])
}

// family is the name by which the font is known to fpdf.
func (f Font) family() string {
	return [fonts]string{"goregular", "gobold", "goitalic", "gomono"}[f]
}

// measured is how many code points' widths are tabled: all that the Go fonts hold.
const measured = 0x2700

// advances holds each font's widths in thousandths of its size, as fpdf writes
// them into the file. They are read once; fpdf takes milliseconds to parse a font.
var advances = sync.OnceValue(func() *[fonts][measured]uint16 {
	var table [fonts][measured]uint16
	for f := range Font(fonts) {
		pdf := fpdf.New("P", "pt", "A4", "")
		pdf.AddUTF8FontFromBytes(f.family(), "", f.file())
		pdf.SetFont(f.family(), "", 10)
		for r := range rune(measured) {
			table[f][r] = uint16(pdf.GetStringSymbolWidth(string(r)))
		}
	}
	return &table
})

// measure is text's natural width in thousandths of the font's size. It is an
// integer so that line breaks are the same on every machine.
func measure(f Font, text string) int {
	table := &advances()[f]
	w := 0
	for _, r := range text {
		if r == utf8.RuneError || r >= measured {
			r = '?'
		}
		w += int(table[r])
	}
	return w
}

// natural is text's natural width in points at a size.
func natural(f Font, size float64, text string) float64 {
	return float64(measure(f, text)) * size / 1000
}
