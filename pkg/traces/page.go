package traces

import (
	"bytes"
	"fmt"
	"hash/fnv"
	"slices"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/internal/pdf"
	"github.com/leakprint/leakprint/pkg/internal/picture"
)

// pageOf reads a page; what it is drawn by takes from room, in bytes.
func pageOf(page pdf.Value, room *int64) Page {
	p := Page{Rotate: int(pdf.Inherited(page, "Rotate", "Parent").Number64())}
	copy(p.Media[:], pdf.Inherited(page, "MediaBox", "Parent").Numbers())
	p.Crop = p.Media
	copy(p.Crop[:], pdf.Inherited(page, "CropBox", "Parent").Numbers())
	c := content{page: &p, room: min(*room, maxContent), seen: map[int]bool{}}
	before := c.room
	var drawn []byte
	for _, part := range page.Key("Contents").Elements() {
		drawn = append(append(drawn, c.take(part)...), '\n')
	}
	c.units(drawn)
	c.resources(pdf.Inherited(page, "Resources", "Parent"), 0)
	*room -= before - c.room
	for _, note := range page.Key("Annots").Elements() {
		if len(p.Notes) < maxNotes {
			p.Notes = append(p.Notes, hash(fmt.Appendf(nil, "%s %v %q", note.Key("Subtype").Name(), note.Key("Rect").Numbers(), note.Key("Contents").Text())))
		}
	}
	slices.Sort(p.Notes)
	return p
}

// A content collects what a page is drawn by.
type content struct {
	page *Page
	room int64
	seen map[int]bool // streams, by object
}

func (c *content) take(stream pdf.Value) []byte {
	data := stream.Content(max(0, c.room))
	c.room -= int64(len(data))
	return data
}

// resources collects pictures, and the content of forms within forms.
func (c *content) resources(of pdf.Value, depth int) {
	objects := of.Key("XObject")
	for _, key := range objects.Keys() {
		object := objects.Key(key)
		if !object.IsStream() || c.seen[object.Number] {
			continue
		}
		c.seen[object.Number] = true
		switch object.Key("Subtype").Name() {
		case "Image":
			if len(c.page.Images) < maxImages {
				c.page.Images = append(c.page.Images, imageOf(object))
			}
		case "Form":
			if depth < maxNesting {
				c.units(c.take(object))
				c.resources(object.Key("Resources"), depth+1)
			}
		}
	}
}

func imageOf(object pdf.Value) Image {
	stored := object.Stored()
	image := Image{Width: int(object.Key("Width").Number64()), Height: int(object.Key("Height").Number64())}
	if object.Filter() == "DCTDecode" && len(object.Key("Filter").Elements()) == 1 {
		stored = pdf.TrimJPEG(stored)
		image.Quality = picture.FactsOf(stored).Tables.Quality
	}
	image.Data = dossier.Sum(stored)
	return image
}

// painting are the operators that put something on a page (ISO 32000-1, annex A).
var painting = map[string]bool{
	"ET": true, "Do": true, "S": true, "s": true, "f": true, "F": true, "f*": true, "B": true, "B*": true, "b": true, "b*": true, "sh": true, "EI": true,
}

// units adds the pieces of content, each up to an operator that paints. Within strings the pieces
// may be cut as well, which is done the same way in every copy.
func (c *content) units(drawn []byte) {
	var unit []byte
	for _, word := range bytes.Fields(drawn) {
		if text := string(word); text == "q" || text == "Q" {
			continue
		}
		unit = append(append(unit, word...), ' ')
		if painting[string(word)] {
			if len(c.page.Units) < maxUnits {
				c.page.Units = append(c.page.Units, hash(unit))
			}
			unit = unit[:0]
		}
	}
}

func hash(data []byte) uint64 {
	h := fnv.New64a()
	h.Write(data)
	return h.Sum64()
}
