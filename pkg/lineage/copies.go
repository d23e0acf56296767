package lineage

import (
	"bytes"
	"cmp"
	"slices"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/traces"
)

// A Copy is a file that takes part.
type Copy struct {
	SHA256      dossier.Digest
	Name        string
	MediaType   string
	Size        int64 // bytes
	Attachments []dossier.Attachment
	Pages       []Page
	Traces      traces.File
	// Extends are the copies with whose bytes it begins, and goes on.
	Extends   []dossier.Digest
	Sightings []dossier.Sighting
}

// A Page is what is known of a page without comparing it.
type Page struct {
	Render  dossier.Digest // dossier.Page.Render; zero where there is none
	Letters int            // of that, 0 for a page without text
	Picture bool           // it is a picture of a page
	Read    bool           // OCR of this program read its text
	Images  []dossier.Digest
	// Wording and Drawn are the least hashes of its wording, and of how its words lie as drawn:
	// sorted, SketchSize at most.
	Wording, Drawn []uint64
}

// SketchSize is how many hashes stand for all of a page.
const SketchSize = 48

// Comparisons say how copies differ, by the places of two among the copies: as if the second had been
// made from the first, which is the known document of the match.
type Comparisons map[[2]int]dossier.Match

// Sorted returns copies in an order of their own, without those given twice: in it they are
// compared and told, so that it does not matter in which order they were given.
func Sorted(copies []Copy) []Copy {
	sorted := slices.Clone(copies)
	slices.SortFunc(sorted, func(a, b Copy) int {
		return cmp.Or(bytes.Compare(a.SHA256[:], b.SHA256[:]), cmp.Compare(a.Name, b.Name))
	})
	return slices.CompactFunc(sorted, func(a, b Copy) bool { return a.SHA256 == b.SHA256 })
}
