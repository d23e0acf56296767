package pdf

import (
	"math"
	"slices"

	"github.com/leakprint/leakprint/pkg/dossier"
)

const (
	maxAnnotations = 4_096   // listed per page
	maxContents    = 1 << 20 // bytes of what an annotation says, as UTF-16

	everywhere = 1e6 // points: farther than any page reaches

	annotationHidden = 1 << 1 // bits of ISO 32000-1, table 165
	annotationNoView = 1 << 5
)

// annotationSubtypes are PDFium's numbers for them (FPDF_ANNOT_*); "" for those that
// show nothing of their own.
var annotationSubtypes = [...]string{
	1: "Text", 3: "FreeText", 4: "Line", 5: "Square", 6: "Circle", 7: "Polygon", 8: "PolyLine",
	9: "Highlight", 10: "Underline", 11: "Squiggly", 12: "StrikeOut", 13: "Stamp", 14: "Caret", 15: "Ink",
	17: "FileAttachment", 18: "Sound", 19: "Movie", 20: widget, 21: "Screen", 22: "PrinterMark", 23: "TrapNet",
	24: "Watermark", 25: "3D", 26: "RichMedia", 28: "Redact",
}

// widget is the subtype of a form's fields: they belong to the document, not to one
// who marked it.
const widget = "Widget"

// marks fills what Want.Marks asks for, except what is hidden. It returns all
// annotations that show something, form fields among them.
func (r *pageReader) marks(page *View) []Annotation {
	page.Turn = 90 * (r.integer("FPDFPage_GetRotation", r.handle) & 3)
	page.Media = r.media()
	shown := r.annotations(page)
	for _, a := range shown {
		if a.Subtype != widget {
			page.Annotations = append(page.Annotations, a)
		}
	}
	return shown
}

// media is the media box as displayed.
func (r *pageReader) media() dossier.Box {
	if r.call("FPDFPage_GetMediaBox", r.handle, r.out, r.out+4, r.out+8, r.out+12) != 0 {
		return r.toView.box(r.outFloat(0), r.outFloat(1), r.outFloat(2), r.outFloat(3))
	}
	// That does not see a media box inherited from the page tree. PDFium's bounds of
	// a page are the media box within the crop box: with a crop box that leaves
	// everything, they are the media box.
	left, bottom, right, top := r.bounds()
	r.setCropBox(-everywhere, -everywhere, everywhere, everywhere)
	media := r.toView.box(r.bounds())
	r.setCropBox(left, bottom, right, top)
	return media
}

func (r *pageReader) setCropBox(left, bottom, right, top float64) {
	r.call("FPDFPage_SetCropBox", r.handle, float32Bits(left), float32Bits(bottom), float32Bits(right), float32Bits(top))
}

// float32Bits passes v to a C function as float.
func float32Bits(v float64) uint64 { return uint64(math.Float32bits(float32(v))) }

// annotations lists the page's annotations that show something, and fills page.Fields.
func (r *pageReader) annotations(page *View) []Annotation {
	var shown []Annotation
	count := r.integer("FPDFPage_GetAnnotCount", r.handle)
	for i := 0; i < count && r.err == nil; i++ {
		if i == maxAnnotations {
			r.note("more than %d annotations: the others are left out", maxAnnotations)
			break
		}
		annotation := r.call("FPDFPage_GetAnnot", r.handle, uint64(i))
		if annotation == 0 {
			continue
		}
		if a, ok := r.annotation(annotation); ok {
			shown = append(shown, a)
			if f, ok := r.field(annotation, a); ok {
				page.Fields = append(page.Fields, f)
			}
		}
		r.call("FPDFPage_CloseAnnot", annotation)
	}
	return shown
}

// annotation reads one; false when it shows nothing.
func (r *pageReader) annotation(annotation pointer) (a Annotation, ok bool) {
	subtype := r.integer("FPDFAnnot_GetSubtype", annotation)
	if subtype < 0 || subtype >= len(annotationSubtypes) || annotationSubtypes[subtype] == "" {
		return Annotation{}, false
	}
	if r.integer("FPDFAnnot_GetFlags", annotation)&(annotationHidden|annotationNoView) != 0 {
		return Annotation{}, false
	}
	a.Subtype = annotationSubtypes[subtype]
	if r.call("FPDFAnnot_GetRect", annotation, r.out) != 0 { // FS_RECTF: left, top, right, bottom
		a.Box = r.toView.box(r.outFloat(0), r.outFloat(3), r.outFloat(2), r.outFloat(1))
	}
	a.Contents = r.contents(annotation)
	return a, true
}

// contents is what an annotation says.
func (r *pageReader) contents(annotation pointer) string {
	copy(r.bytes(r.out, outParams), "Contents\x00")
	return r.said(func(buffer, size uint64) uint64 {
		return r.call("FPDFAnnot_GetStringValue", annotation, r.out, buffer, size)
	})
}

// said is a text of an annotation, which get puts into a buffer as far as it has room, and
// returns the size of.
func (r *pageReader) said(get func(buffer, size uint64) uint64) string {
	size := get(0, 0)
	if size <= 2 { // the end of the string alone
		return ""
	}
	if size > maxContents {
		r.note("what an annotation says is too long: %d bytes", size)
		return ""
	}
	buffer := r.malloc(size)
	if buffer == 0 {
		r.note("no memory for what an annotation says")
		return ""
	}
	defer r.free(buffer)
	get(buffer, size)
	units := utf16Units(r.bytes(buffer, size))
	if end := slices.Index(units, 0); end >= 0 {
		units = units[:end]
	}
	return cleanText(units)
}
