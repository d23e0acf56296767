// Package fingerprint turns a page into small values that survive alteration: marks of its
// wording, the layout of its words as they look, and perceptual hashes of its pictures.
//
// Of makes the fingerprint of a page, a Print, from what was read of it and how it looks
// when rendered (page.go):
//
//   - Text is folded (Fold, fold.go), so that case, accents, ligatures, hyphenation, spacing
//     and look-alike letters do not count and lengths mean the same in every script, and cut
//     into runs of GramLen letters. Winnow keeps a fraction of these as marks, such that two
//     pages that share a passage keep the same ones of it (winnow.go).
//   - The layout is that of the page as rendered (package layout), so that scans and
//     photographs have one too.
//   - Embedded pictures get perceptual hashes beside the digest of their stream (OfPicture,
//     picture.go), and a quality, since the hash of a picture with little in it says nothing.
//
// The same page gives the same values on every machine within a Version.
package fingerprint

import (
	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/internal/layout"
	"github.com/leakprint/leakprint/pkg/internal/pdq"
)

// Version is that of all values in a Print, and of Fold. Values of different versions must
// not be compared.
//
//	1: first
//	2: pages carry the layout of their words, and pages and pictures a PDQ hash
const Version = 2

// Columns are the versions of what is made of a page. A column is bumped when the same page
// would get another value in it; leakprint refresh makes it anew of the originals that are
// kept. Version is bumped where what was made before must not be compared with what is made
// now, which Facts never are. Looks and absence depend on the words of the layout, so they are
// bumped with it.
//
//	Text      1: first
//	          2: of office documents, what a reader sees: list numbers, check boxes, fractions,
//	             what is struck through or raised; hidden text is left out; of PDFs,
//	             superscripts and subscripts
//	          3: what spells a word in scripts other than Latin is kept, and lengths are in
//	             letters of English
//	          4: of PDFs, letters that are drawn beneath others stand behind these, and
//	             narrower gaps set words apart, in scripts that write vowels around letters
//	          5: of PDFs, lines of a page with little text are in one piece, and brackets
//	             drawn on letters from right to left are in the gaps left for them
//	Layout    1: first
//	          2: of PDFs, with the fields of forms, which are drawn
//	          3: of pages that were photographed, along their bent lines
//	          4: words are set apart by the gaps of the page itself
//	Pictures  1: with PDQ
//	Looks     1: first
//	          2: of PDFs, with the fields of forms, which are drawn
//	          3: of pages that show few words by layout 4
//	Facts     1: size, note, absence
//	          2: render digests, SHA-1, attachments
//	          3: absence by layout 4
var Columns = dossier.Columns{Text: 5, Layout: 4, Pictures: 1, Looks: 3, Facts: 3}

// A Mark is a run of GramLen letters of folded text that Winnow kept: its 48-bit hash, and
// where it begins, in letters from the start of the page.
type Mark struct {
	Hash uint64
	Pos  uint32
}

// An Image is an embedded picture's fingerprint.
type Image struct {
	dossier.Image
	// Quality is 0 to 100. Below MinQuality a picture is flat, tiny or near-empty, and is
	// never matched by its perceptual hashes.
	Quality  int
	PHash    uint64    // goimagehash PerceptionHash (DCT, 64 bits)
	DHash    uint64    // goimagehash DifferenceHash (64 bits)
	AHash    uint64    // goimagehash AverageHash (64 bits); shown, never matched
	PHash256 [4]uint64 // goimagehash ExtPerceptionHash 16 x 16 (256 bits)
	PDQ      pdq.Hash
}

// MinQuality is the least quality at which a picture is matched.
const MinQuality = 50

// A Print is one page's fingerprint.
type Print struct {
	Length int     // of the folded text, in letters
	Marks  []Mark  // in order of position; nil when Length is less than MinLength
	Images []Image // one for each of the page's images, in the same order
	// Layout is that of the page as rendered, its ToPage mapping to points; without words for
	// a page that was not rendered.
	Layout layout.Layout
	// Looks is the PDQ hash of the page as rendered and LooksQuality its quality, 0 to 100;
	// 0 where the page has no such hash. Only pages of few words have one, since layouts
	// tell pages of text apart better.
	Looks        pdq.Hash
	LooksQuality int
	// Absent is why the page carries no fingerprint that it could be matched by.
	Absent dossier.Absence
}

// Wordless reports whether the page shows something and carries too little text to be
// found by.
func (p Print) Wordless() bool { return p.Absent == dossier.Present && p.Length < MinLength }
