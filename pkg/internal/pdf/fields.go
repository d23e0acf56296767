package pdf

import (
	"strings"

	"github.com/leakprint/leakprint/pkg/dossier"
)

// PDFium draws the fields of a form, and says what they hold, by a form environment only:
// FPDF_RenderPageBitmap leaves them out.

const (
	maxOptions = 4_096 // of a field, looked at

	formFillInfo = 256 // bytes of an FPDF_FORMFILLINFO, and more: its version, then callbacks, all of them null

	fieldCheckBox = 2 // FPDF_FORMFIELD_*
	fieldComboBox = 4
	fieldListBox  = 5
	fieldText     = 6
	fieldRadio    = 3

	fieldPassword = 1 << 13 // a bit of ISO 32000-1, table 228
)

// What a check box holds.
const (
	Checked   = "☒"
	Unchecked = "☐"
)

// A Field is a field of a form in one place of a page.
type Field struct {
	Name  string // with the names of the fields above it
	Box   dossier.Box
	Value string // what it was filled in with: text, what was chosen, Checked or Unchecked
}

// hasFields reports whether fields stand on the page.
func (r *pageReader) hasFields() bool {
	count := min(r.integer("FPDFPage_GetAnnotCount", r.handle), maxAnnotations)
	for i := 0; i < count && r.err == nil; i++ {
		annotation := r.call("FPDFPage_GetAnnot", r.handle, uint64(i))
		if annotation == 0 {
			continue
		}
		subtype := r.integer("FPDFAnnot_GetSubtype", annotation)
		r.call("FPDFPage_CloseAnnot", annotation)
		if subtype > 0 && subtype < len(annotationSubtypes) && annotationSubtypes[subtype] == widget {
			return true
		}
	}
	return false
}

// openForm returns the document's form environment; 0 where there is none to be had.
func (d *Document) openForm() pointer {
	e := d.engine
	if d.fields != 0 {
		return d.fields
	}
	if d.formInfo = e.malloc(formFillInfo); d.formInfo == 0 {
		return 0
	}
	info := e.bytes(d.formInfo, formFillInfo)
	clear(info)
	if len(info) > 0 {
		info[0] = 1 // its version
	}
	d.fields = e.call("FPDFDOC_InitFormFillEnvironment", d.handle, d.formInfo)
	if d.fields == 0 {
		e.free(d.formInfo)
		return 0
	}
	e.call("FPDF_SetFormFieldHighlightAlpha", d.fields, 0)
	return d.fields
}

// closeForm ends the form environment, if there is one.
func (d *Document) closeForm() {
	if d.fields == 0 {
		return
	}
	d.engine.call("FPDFDOC_ExitFormFillEnvironment", d.fields)
	d.engine.free(d.formInfo)
	d.fields, d.formInfo = 0, 0
}

// field reads what a field holds that is shown as an annotation; false where that is none,
// or one that holds nothing to be read, such as a button.
func (r *pageReader) field(annotation pointer, shown Annotation) (f Field, ok bool) {
	if r.fields == 0 || shown.Subtype != widget {
		return Field{}, false
	}
	f.Box = shown.Box
	switch r.integer("FPDFAnnot_GetFormFieldType", r.fields, annotation) {
	case fieldCheckBox:
		f.Value = Unchecked
		if r.call("FPDFAnnot_IsChecked", r.fields, annotation) != 0 {
			f.Value = Checked
		}
	case fieldText:
		if r.integer("FPDFAnnot_GetFormFieldFlags", r.fields, annotation)&fieldPassword != 0 {
			return Field{}, false
		}
		f.Value = r.fieldText("FPDFAnnot_GetFormFieldValue", annotation)
	case fieldRadio:
		f.Value = r.fieldText("FPDFAnnot_GetFormFieldValue", annotation)
	case fieldComboBox, fieldListBox:
		if f.Value = r.chosen(annotation); f.Value == "" {
			f.Value = r.fieldText("FPDFAnnot_GetFormFieldValue", annotation)
		}
	default:
		return Field{}, false
	}
	f.Name = r.fieldText("FPDFAnnot_GetFormFieldName", annotation)
	return f, true
}

// fieldText asks a C function for a text of a field.
func (r *pageReader) fieldText(function string, annotation pointer) string {
	return r.said(func(buffer, size uint64) uint64 { return r.call(function, r.fields, annotation, buffer, size) })
}

// chosen returns the options of a field that are chosen.
func (r *pageReader) chosen(annotation pointer) string {
	var labels []string
	count := min(r.integer("FPDFAnnot_GetOptionCount", r.fields, annotation), maxOptions)
	for i := 0; i < count && r.err == nil; i++ {
		if r.call("FPDFAnnot_IsOptionSelected", r.fields, annotation, uint64(i)) == 0 {
			continue
		}
		labels = append(labels, r.said(func(buffer, size uint64) uint64 {
			return r.call("FPDFAnnot_GetOptionLabel", r.fields, annotation, uint64(i), buffer, size)
		}))
	}
	return strings.Join(labels, ", ")
}
