package pdf

import (
	"cmp"
	"fmt"
	"maps"
	"slices"

	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/model"
	"github.com/pdfcpu/pdfcpu/pkg/pdfcpu/types"

	"github.com/leakprint/leakprint/pkg/dossier"
)

// Limits of what is read of embedded files; those beyond are left out.
const (
	maxAttachments     = 1_000
	maxAttachmentBytes = 64 << 20 // unpacked, all together
)

// attachments lists the files embedded in a document, by name; the error says how many
// could not be read. Wherever a file is embedded, in the tree of names, in an annotation or in a
// part of the content, a file specification says so (ISO 32000-1, 7.11.3); so all
// objects are looked through for these.
func attachments(ctx *model.Context) ([]dossier.Attachment, error) {
	var found []dossier.Attachment
	unread, room := 0, int64(maxAttachmentBytes)
	seen := make(map[types.IndirectRef]bool)
	for _, number := range slices.Sorted(maps.Keys(ctx.Table)) {
		object, err := ctx.Dereference(types.IndirectRef{ObjectNumber: types.Integer(number)})
		if err != nil {
			continue
		}
		for _, specification := range fileSpecifications(object) {
			for _, where := range embedded(ctx, specification) {
				if seen[where] {
					continue
				}
				seen[where] = true
				stream, _, err := ctx.DereferenceStreamDict(where)
				if err != nil || stream == nil {
					continue
				}
				if len(found) == maxAttachments || stream.DecodeWithLimit(room) != nil || int64(len(stream.Content)) > room {
					unread++
					continue
				}
				room -= int64(len(stream.Content))
				found = append(found, dossier.Attachment{
					Name:   specifiedName(ctx, specification),
					Size:   int64(len(stream.Content)),
					SHA256: dossier.Sum(stream.Content),
				})
				stream.Content = nil
			}
		}
	}
	slices.SortFunc(found, func(a, b dossier.Attachment) int {
		return cmp.Or(cmp.Compare(a.Name, b.Name), slices.Compare(a.SHA256[:], b.SHA256[:]))
	})
	if unread > 0 {
		return found, fmt.Errorf("embedded files that could not be read: %d", unread)
	}
	return found, nil
}

// fileSpecifications are those that an object is or holds directly, at any depth: a leaf of
// a tree of names in an array, an annotation as its FS, a part of the content as one of
// its AF (associated files, ISO 32000-2, 14.13).
func fileSpecifications(object types.Object) []types.Dict {
	var specifications []types.Dict
	switch held := object.(type) {
	case types.StreamDict:
		return fileSpecifications(held.Dict)
	case types.Array:
		for _, element := range held {
			specifications = append(specifications, fileSpecifications(element)...)
		}
	case types.Dict:
		if held["EF"] != nil {
			specifications = append(specifications, held)
		}
		for _, key := range slices.Sorted(maps.Keys(held)) {
			specifications = append(specifications, fileSpecifications(held[key])...)
		}
	}
	return specifications
}

// embedded is where the streams are that a file specification embeds: mostly one, under two
// names, but a file may hold another for each kind of program.
func embedded(ctx *model.Context, specification types.Dict) []types.IndirectRef {
	files, err := ctx.DereferenceDict(specification["EF"])
	if err != nil {
		return nil
	}
	var streams []types.IndirectRef
	for _, key := range []string{"UF", "F", "DOS", "Mac", "Unix"} {
		if where, ok := files[key].(types.IndirectRef); ok { // streams never stand elsewhere
			streams = append(streams, where)
		}
	}
	return streams
}

// specifiedName is the name that a file specification gives; "" for none.
func specifiedName(ctx *model.Context, specification types.Dict) string {
	for _, key := range []string{"UF", "F"} {
		if specification[key] == nil {
			continue
		}
		if name, err := ctx.DereferenceText(specification[key]); err == nil && name != "" {
			return name
		}
	}
	return ""
}
