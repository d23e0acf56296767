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
func attachments(ctx *model.Context) ([]Attachment, error) {
	var found []Attachment
	unread, room := 0, int64(maxAttachmentBytes)
	seen := make(map[types.IndirectRef]bool)
	for _, number := range slices.Sorted(maps.Keys(ctx.Table)) {
		entry := ctx.Table[number]
		if entry == nil || entry.Free {
			continue
		}
		for _, specification := range fileSpecifications(entry.Object) {
			stream, where := embedded(ctx, specification)
			if stream == nil || seen[where] {
				continue
			}
			seen[where] = true
			if len(found) == maxAttachments || stream.DecodeWithLimit(room) != nil || int64(len(stream.Content)) > room {
				unread++
				continue
			}
			room -= int64(len(stream.Content))
			found = append(found, Attachment{
				Name:   specifiedName(ctx, specification),
				Size:   int64(len(stream.Content)),
				SHA256: dossier.Sum(stream.Content),
			})
			stream.Content = nil
		}
	}
	slices.SortFunc(found, func(a, b Attachment) int {
		return cmp.Or(cmp.Compare(a.Name, b.Name), slices.Compare(a.SHA256[:], b.SHA256[:]))
	})
	if unread > 0 {
		return found, fmt.Errorf("embedded files that could not be read: %d", unread)
	}
	return found, nil
}

// fileSpecifications are those that an object is, or holds directly: as a leaf of a
// tree of names does in an array, and an annotation as its FS.
func fileSpecifications(object types.Object) []types.Dict {
	dict, ok := object.(types.Dict)
	if !ok {
		return nil
	}
	held := []types.Object{dict, dict["FS"]}
	if names, ok := dict["Names"].(types.Array); ok {
		held = append(held, names...)
	}
	var specifications []types.Dict
	for _, o := range held {
		if d, ok := o.(types.Dict); ok && d["EF"] != nil {
			specifications = append(specifications, d)
		}
	}
	return specifications
}

// embedded is the stream that a file specification embeds, and where it is; nil for none.
func embedded(ctx *model.Context, specification types.Dict) (*types.StreamDict, types.IndirectRef) {
	files, err := ctx.DereferenceDict(specification["EF"])
	if err != nil {
		return nil, types.IndirectRef{}
	}
	for _, key := range []string{"UF", "F"} {
		where, ok := files[key].(types.IndirectRef) // streams never stand elsewhere
		if !ok {
			continue
		}
		if stream, _, err := ctx.DereferenceStreamDict(where); err == nil && stream != nil {
			return stream, where
		}
	}
	return nil, types.IndirectRef{}
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
