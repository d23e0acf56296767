// Package fingerprint turns a page into small values that survive alteration:
// rare runs of its wording, the layout of its words as they look, and perceptual
// hashes of its pictures.
//
// Text is folded (Fold) so that case, accents, ligatures, hyphenation, spacing
// and look-alike letters do not count, cut into runs of GramLen characters, and
// winnowed (Winnow) to a fraction of them that two pages sharing a passage are
// certain to choose alike. Layouts are made from the page as drawn (package layout),
// so that scans and photographs have them too. Pictures carry the digest of their
// stream and perceptual hashes, gated by how much picture there is (OfPicture).
package fingerprint

import (
	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/internal/layout"
	"github.com/leakprint/leakprint/pkg/internal/pdq"
)

// Version of the fingerprint and of the normalisation beneath it. Values of
// different versions must not be compared.
//
//	1: first
//	2: pages carry the layout of their words, and pages and pictures a PDQ hash
const Version = 2

// Columns are the versions of what is made of a page. A column is bumped when the same page
// would get another value in it; leakprint refresh makes it anew of the originals that are
// kept. Version is bumped with any but Facts, which nothing is matched by.
//
//	Text      1: first
//	Layout    1: first
//	Pictures  1: with PDQ
//	Looks     1: first
//	Facts     1: size, note, absence
//	          2: render digests, SHA-1, attachments
var Columns = dossier.Columns{Text: 1, Layout: 1, Pictures: 1, Looks: 1, Facts: 2}

// A Mark is one winnowed run of folded text: a 48-bit hash and where the run
// begins, in folded characters from the start of the page.
type Mark struct {
	Hash uint64
	Pos  uint32
}

// An Image is an embedded picture's fingerprint.
type Image struct {
	dossier.Image
	// Quality is 0 to 100; pictures below MinQuality are flat, tiny or near-empty
	// and are never matched by looks.
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
	Length int     // folded characters
	Marks  []Mark  // in order of position; nil when the page has too little text
	Images []Image // in order of appearance
	// Layout is that of the page as drawn; without words where it was not drawn.
	Layout layout.Layout
	// Looks is the PDQ hash of the page as drawn, of quality 0 to 100; 0 for none.
	// Only pages of few words have one: it tells text pages apart worse than layout.
	Looks        pdq.Hash
	LooksQuality int
	Absent       dossier.Absence // why the page carries no fingerprint at all
}

// Wordless reports whether the page shows something and carries too little text to be
// found by.
func (p Print) Wordless() bool { return p.Absent == dossier.Present && p.Length < MinLength }
