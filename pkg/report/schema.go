package report

import (
	"bytes"
	"fmt"
	"reflect"

	"github.com/invopop/jsonschema"

	"github.com/leakprint/leakprint/pkg/dossier"
)

// Schema returns the JSON Schema (draft 2020-12) of a dossier.Finding. It allows fields that it
// does not name, because later versions may add some.
func Schema() ([]byte, error) { return schemaNamed(dossier.FindingSchema, dossier.Finding{}) }

// AuditSchema returns the JSON Schema of a dossier.Audit, like Schema.
func AuditSchema() ([]byte, error) { return schemaNamed(dossier.AuditSchema, dossier.Audit{}) }

// InspectionSchema returns the JSON Schema of a dossier.Inspection, like Schema.
func InspectionSchema() ([]byte, error) {
	return schemaNamed(dossier.InspectionSchema, dossier.Inspection{})
}

// LineageSchema returns the JSON Schema of a dossier.Lineage, like Schema.
func LineageSchema() ([]byte, error) { return schemaNamed(dossier.LineageSchema, dossier.Lineage{}) }

// SearchSchema returns the JSON Schema of a dossier.SearchAnswer, like Schema.
func SearchSchema() ([]byte, error) { return schemaNamed(dossier.SearchSchema, dossier.SearchAnswer{}) }

// schemaNamed returns the schema of values of v's type, whose field "schema" holds title.
func schemaNamed(title string, v any) ([]byte, error) {
	reflector := jsonschema.Reflector{
		Anonymous:                 true,
		AllowAdditionalProperties: true,
		Mapper:                    schemaOf,
	}
	schema := reflector.Reflect(v)
	schema.Title = title
	name, ok := schema.Definitions[reflect.TypeOf(v).Name()].Properties.Get("schema")
	if !ok {
		return nil, fmt.Errorf("schema of %s: no field that names it", title)
	}
	name.Const = title

	var b bytes.Buffer
	if err := JSON(&b, schema); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

// schemaOf returns the schema of a type whose values are words of a fixed list; nil for others.
func schemaOf(t reflect.Type) *jsonschema.Schema {
	switch t {
	case reflect.TypeFor[dossier.Digest]():
		return &jsonschema.Schema{Type: "string", Pattern: "^([0-9a-f]{64})?$"}
	case reflect.TypeFor[dossier.Group]():
		return oneOf(dossier.GroupHidden, dossier.GroupEarlier, dossier.GroupAttached, dossier.GroupOrigin, dossier.GroupMark)
	case reflect.TypeFor[dossier.ItemKind]():
		return oneOf(ItemKinds()...)
	case reflect.TypeFor[dossier.Precision]():
		return oneOf(dossier.ToTheDay, dossier.ToTheSecond)
	case reflect.TypeFor[dossier.Verdict]():
		return oneOf(dossier.Identical, dossier.Same, dossier.Altered, dossier.Partial, dossier.Unclear, dossier.Shared, dossier.None, dossier.Unreadable)
	case reflect.TypeFor[dossier.Relation]():
		return oneOf(dossier.SamePage, dossier.Edited, dossier.Redacted, dossier.Excerpt, dossier.Contains, dossier.Near, dossier.Passage, dossier.Form, dossier.FormOrPage)
	case reflect.TypeFor[dossier.Grade]():
		return oneOf(dossier.GradeIdentical, dossier.VeryStrong, dossier.Strong, dossier.Weak, dossier.NoGrade)
	case reflect.TypeFor[dossier.Basis]():
		return oneOf(dossier.ByBytes, dossier.ByText, dossier.ByImage, dossier.ByLayout, dossier.ByLooks, dossier.ByPosition)
	case reflect.TypeFor[dossier.HandlingKind]():
		return oneOf(dossier.HandledCase, dossier.HandledInsertion, dossier.HandledSic, dossier.HandledHashtag, dossier.HandledQuotes, dossier.HandledNotes, dossier.HandledCells, dossier.HandledOmission)
	case reflect.TypeFor[dossier.InkAdded]():
		return oneOf(dossier.InkBeside, dossier.InkOver)
	case reflect.TypeFor[dossier.OverlayForm]():
		return oneOf(dossier.OverlayLine, dossier.OverlayHighlight, dossier.OverlayBox, dossier.OverlayText)
	case reflect.TypeFor[dossier.Reason]():
		return oneOf(dossier.TooShort)
	case reflect.TypeFor[dossier.HiddenKind]():
		return oneOf(dossier.HiddenDeleted, dossier.HiddenByMark, dossier.HiddenWhite, dossier.HiddenTiny, dossier.HiddenComment, dossier.HiddenOffPage)
	case reflect.TypeFor[dossier.Thing]():
		return oneOf(dossier.OfOriginal, dossier.OfFile, dossier.OfDocument, dossier.OfFingerprint, dossier.OfDatabase,
			dossier.OfRecord, dossier.OfTree, dossier.OfSignature, dossier.OfCheckpoint, dossier.OfSighting)
	case reflect.TypeFor[dossier.State]():
		return oneOf(dossier.OK, dossier.Changed, dossier.Missing, dossier.New, dossier.Moved, dossier.Duplicate,
			dossier.Damaged, dossier.Invalid, dossier.Rewritten, dossier.NotRead)
	case reflect.TypeFor[dossier.Kind]():
		return oneOf(dossier.PageRemoved, dossier.PageInserted, dossier.PageMoved, dossier.PageDuplicated,
			dossier.PageRotated, dossier.PageCropped, dossier.PageScaled, dossier.ExcerptTaken, dossier.Shortened, dossier.Merged, dossier.Split,
			dossier.TextEdited, dossier.TextRedacted, dossier.RedactedBadly, dossier.OverlayAdded, dossier.OverlayRemoved,
			dossier.Restyled, dossier.HiddenTextAdded, dossier.AnnotationAdded, dossier.ImageReplaced, dossier.Retypeset,
			dossier.Rasterised, dossier.ReEncoded, dossier.OCRLayerAdded, dossier.ReSaved, dossier.IncrementalUpdate,
			dossier.Encrypted, dossier.AttachmentAdded, dossier.MetadataChanged, dossier.MetadataStripped)
	}
	return nil
}

func oneOf[T ~string](words ...T) *jsonschema.Schema {
	schema := &jsonschema.Schema{Type: "string"}
	for _, word := range words {
		schema.Enum = append(schema.Enum, string(word))
	}
	return schema
}
