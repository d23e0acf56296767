package inspect

import (
	"fmt"
	"slices"
	"strings"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/internal/pdf"
	"github.com/leakprint/leakprint/pkg/internal/picture"
)

const (
	maxPictures = 2000 // of a file that are looked into
	maxPreviews = 20   // of them that are compared with their thumbnails
)

// A pictured is a picture file in the file, or the file itself.
type pictured struct {
	facts  picture.Facts
	data   []byte
	object int
	part   string
	page   int
}

// pictures are the picture files in the file that are stored as such.
func (s *Subject) pictures() []pictured {
	var found []pictured
	switch s.family {
	case inPicture:
		found = append(found, pictured{facts: picture.FactsOf(s.data), data: s.data, page: 1})
	case inOffice:
		for _, part := range s.content.Parts {
			if part.Kind == "picture" && len(found) < maxPictures {
				found = append(found, pictured{facts: picture.FactsOf(part.Data), data: part.Data, part: part.Name})
			}
		}
	case inPDF:
		s.walk(func(v pdf.Value) {
			filters := v.Key("Filter").Elements()
			if v.Key("Subtype").Name() == "Image" && len(filters) == 1 && filters[0].Name() == "DCTDecode" && len(found) < maxPictures {
				found = append(found, pictured{facts: picture.FactsOf(v.Stored()), data: v.Stored(), object: v.Number, page: s.pageOf(v.Number)})
			}
		})
	}
	return found
}

// pictureFacts are what pictures say of how they were made.
func pictureFacts(s *Subject) []dossier.Item {
	var items []dossier.Item
	tables := map[picture.JPEGTables][]pictured{}
	var order []picture.JPEGTables
	for _, p := range s.pictures() {
		items = append(items, p.items(s)...)
		if t := p.facts.Tables; !t.Digest.IsZero() {
			if tables[t] == nil {
				order = append(order, t)
			}
			tables[t] = append(tables[t], p)
		}
	}
	for _, t := range order {
		first := tables[t][0]
		items = append(items, dossier.Item{
			Group: dossier.GroupOrigin, Kind: dossier.JPEGTables, Object: first.object, Page: first.page, Part: first.part,
			Value: tablesInWords(t, len(tables[t])), Basis: "quantisation and Huffman tables",
		})
	}
	return distinct(items)
}

// items are the facts of one picture.
func (p pictured) items(s *Subject) []dossier.Item {
	var items []dossier.Item
	add := func(kind dossier.ItemKind, value, basis string) {
		items = append(items, dossier.Item{Group: dossier.GroupOrigin, Kind: kind, Object: p.object, Page: p.page, Part: p.part, Value: value, Basis: basis})
	}
	byName := map[string]string{}
	for _, tag := range p.facts.Tags {
		byName[tag.Name] = tag.Value
	}
	if device := strings.TrimSpace(byName["Make"] + " " + byName["Model"]); device != "" {
		add(dossier.Camera, device, "Exif Make, Model")
	}
	if p.facts.Located {
		add(dossier.Location, fmt.Sprintf("latitude %.6f, longitude %.6f", p.facts.Latitude, p.facts.Longitude), "Exif GPS")
	}
	for _, tag := range p.facts.Tags {
		switch kind := kindOfField(tag.Name); {
		case tag.Name == "Make" || tag.Name == "Model":
		case strings.Contains(tag.Name, "Date"):
			if strings.HasPrefix(tag.Name, "DateTime") {
				s.date("Exif "+tag.Name, tag.Value, "Exif of a picture"+p.suffix())
			}
		case kind != dossier.Metadata || slices.Contains(toldTags, tag.Name):
			for _, item := range named(tag.Name, tag.Value, p.object, "Exif or other data of a picture") {
				item.Page, item.Part = p.page, p.part
				items = append(items, item)
			}
		}
	}
	if p.facts.Thumbnail {
		items = append(items, p.thumbnail(s))
	}
	if p.facts.Profile != "" {
		add(dossier.ColourProfile, p.facts.Profile, "colour profile of a picture")
	}
	return items
}

// thumbnail is the small picture in the picture's Exif data.
func (p pictured) thumbnail(s *Subject) dossier.Item {
	item := dossier.Item{Object: p.object, Page: p.page, Part: p.part, Value: "a thumbnail"}
	seen := comparison{}
	small := decodedJPEG(p.facts.Preview)
	if s.previews++; s.previews > maxPreviews {
		small = nil
	}
	if small == nil {
		return seen.item(item, "Exif thumbnail of the picture")
	}
	if large := decodedJPEG(p.data); large != nil {
		item.Value = fmt.Sprintf("%d x %d pixels, of a picture of %d x %d", small.Rect.Dx(), small.Rect.Dy(), large.Rect.Dx(), large.Rect.Dy())
		seen = compareThumbnail(small, large)
	}
	return seen.item(item, "Exif thumbnail of the picture")
}

func (p pictured) suffix() string {
	if p.object == 0 {
		return ""
	}
	return fmt.Sprintf(", object %d", p.object)
}

// toldTags are the names of what pictures say beside people and serial numbers that tells who or
// what made them.
var toldTags = []string{
	"Software", "ProcessingSoftware", "HostComputer", "LensModel", "ImageDescription", "UserComment", "ImageUniqueID",
	"DocumentName", "XPAuthor", "XPComment", "XPTitle", "Caption-Abstract", "Headline", "City", "Country-PrimaryLocationName",
	"Comment", "Description", "Title", "Source",
}

func tablesInWords(t picture.JPEGTables, pictures int) string {
	words := "JPEG tables that libjpeg never writes"
	if t.Quality > 0 {
		words = fmt.Sprintf("JPEG tables of libjpeg at quality %d", t.Quality)
	}
	if t.Optimised {
		words += ", optimised"
	}
	return fmt.Sprintf("%s, %s, in %s", words, t.Digest.Short(), number(pictures, "picture"))
}

func profileDescription(profile []byte) string { return picture.ProfileDescription(profile) }
