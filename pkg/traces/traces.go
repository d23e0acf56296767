// Package traces reads from a PDF what its making left in it that may tell which other copy it
// was made from: identifiers and dates, fonts and pictures as they are stored, and what its pages
// are drawn by. They are small values; which copy came from which is for package lineage to say.
//
// All of it is read from objects, by bounded walks: a document is hostile. Nothing is drawn.
package traces

import (
	"regexp"
	"slices"
	"time"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/internal/pdf"
)

// Limits of what is read of one file.
const (
	maxPages   = 2000
	maxUnits   = 2000     // of a page
	maxContent = 4 << 20  // bytes that a page is drawn by, filters undone
	maxBytes   = 64 << 20 // of all pages
	maxFonts   = 1000
	maxImages  = 500 // of a page
	maxNotes   = 500 // annotations of a page
	maxProgram = 8 << 20
	maxXMP     = 1 << 20
	maxNesting = 4 // forms within one another
)

// A File is what the making of a PDF left in it. The zero File has left nothing.
type File struct {
	ID       [2]string         // the trailer's identifiers in hexadecimal: permanent, of this save
	Info     map[string]string // the document information dictionary
	Created  int64             // what that says, in seconds since 1970 (UTC); 0 where it does not
	Modified int64             // likewise
	Document string            // XMP: the identifier of the document
	Instance string            // and of this save
	From     []string          // and of what it was derived from
	Tagged   bool              // it has a logical structure
	Objects  int
	Fonts    []Font // sorted, no two alike
	Pages    []Page
}

// A Font is one that is in the file.
type Font struct {
	Family  string // without the tag of a subset
	Tag     string // "" of a font that is whole
	Program dossier.Digest
}

// A Page is what a page is made of.
type Page struct {
	// Units are hashes of the pieces that the page is drawn by, in order: each ends with an
	// operator that paints. Blanks do not count, nor does saving the state of graphics.
	Units  []uint64
	Media  [4]float64
	Crop   [4]float64 // Media where there is none
	Rotate int
	Notes  []uint64 // hashes of annotations, sorted
	Images []Image
}

// An Image is a picture as it is stored.
type Image struct {
	Data          dossier.Digest // of a JPEG, cut at its end
	Width, Height int
	Quality       int // of a JPEG, as libjpeg counts it; 0 where unknown
}

// Of returns the traces of an open PDF, as far as it is sound.
func Of(d *pdf.Document) File {
	objects, err := d.Objects()
	if err != nil {
		return File{}
	}
	return of(objects)
}

func of(objects pdf.Objects) (f File) {
	defer func() { _ = recover() }() // f is what was read before
	f.ID[0], f.ID[1] = objects.IDs()
	f.information(objects.Info())
	f.xmp(objects.Catalog().Key("Metadata").Content(maxXMP))
	f.Tagged = !objects.Catalog().Key("StructTreeRoot").IsZero()
	for v := range objects.All() {
		f.Objects++
		f.font(v)
	}
	slices.SortFunc(f.Fonts, compareFonts)
	f.Fonts = slices.Compact(f.Fonts)
	room := int64(maxBytes)
	for i, page := range objects.Pages() {
		if i == maxPages {
			break
		}
		f.Pages = append(f.Pages, pageOf(page, &room))
	}
	return f
}

const maxValue = 500 // bytes of a value that is kept

func (f *File) information(info pdf.Value) {
	for _, key := range info.Keys() {
		if value := info.Key(key).Text(); value != "" && len(value) <= maxValue && len(f.Info) < 50 {
			if f.Info == nil {
				f.Info = map[string]string{}
			}
			f.Info[key] = value
		}
	}
	f.Created, f.Modified = dateOf(f.Info["CreationDate"]), dateOf(f.Info["ModDate"])
}

var pdfDate = regexp.MustCompile(`^D?:?(\d{4})(\d{2})?(\d{2})?(\d{2})?(\d{2})?(\d{2})?(Z|[+-]\d{2})?'?(\d{2})?`)

// dateOf is a date (ISO 32000-1, 7.9.4) in seconds since 1970; 0 for none. One without a zone is
// taken for UTC.
func dateOf(text string) int64 {
	m := pdfDate.FindStringSubmatch(text)
	if m == nil {
		return 0
	}
	or := func(field, otherwise string) string {
		if field == "" {
			return otherwise
		}
		return field
	}
	zone := or(m[7], "Z")
	if zone != "Z" {
		zone += ":" + or(m[8], "00")
	}
	stamp := m[1] + "-" + or(m[2], "01") + "-" + or(m[3], "01") + "T" + or(m[4], "00") + ":" + or(m[5], "00") + ":" + or(m[6], "00") + zone
	at, err := time.Parse(time.RFC3339, stamp)
	if err != nil || at.Year() < 1970 {
		return 0
	}
	return at.Unix()
}

var (
	documentID  = regexp.MustCompile(`xmpMM:DocumentID(?:\s*=\s*["']|>)\s*([^"'<\s]{1,200})`)
	instanceID  = regexp.MustCompile(`xmpMM:InstanceID(?:\s*=\s*["']|>)\s*([^"'<\s]{1,200})`)
	derivedFrom = regexp.MustCompile(`(?s)<xmpMM:DerivedFrom.{0,1000}?(?:/>|</xmpMM:DerivedFrom>)`)
	referenceID = regexp.MustCompile(`stRef:(?:instance|document)ID(?:\s*=\s*["']|>)\s*([^"'<\s]{1,200})`)
)

// xmp reads the identifiers of a packet.
func (f *File) xmp(packet []byte) {
	for _, id := range []struct {
		of   *regexp.Regexp
		into *string
	}{{documentID, &f.Document}, {instanceID, &f.Instance}} {
		if m := id.of.FindSubmatch(packet); m != nil {
			*id.into = string(m[1])
		}
	}
	for _, m := range referenceID.FindAllSubmatch(derivedFrom.Find(packet), 4) {
		f.From = append(f.From, string(m[1]))
	}
}
