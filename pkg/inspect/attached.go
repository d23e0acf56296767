package inspect

import (
	"fmt"
	"strings"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/intake"
	"github.com/leakprint/leakprint/pkg/internal/pdf"
)

// Limits on attached files; those beyond are left out.
const (
	maxAttached      = 1000
	maxAttachedBytes = 64 << 20 // unpacked, all together
)

// attach notes a file within the file, to be inspected itself, and fills in what is said of it.
func (s *Subject) attach(item *dossier.Item, name string, data []byte) {
	mediaType, read := intake.TypeOf(data)
	if read {
		s.attached = append(s.attached, Attached{name, data})
	}
	digest := dossier.Sum(data)
	item.Value = fmt.Sprintf("%s, %s, %d bytes", name, mediaType, len(data))
	item.SHA256 = &digest
}

// attachedFiles are the files embedded in a PDF, wherever a file specification embeds one
// (ISO 32000-1, 7.11.3).
func attachedFiles(s *Subject) []dossier.Item {
	var items []dossier.Item
	room := int64(maxAttachedBytes)
	seen := map[int]bool{}
	s.walk(func(v pdf.Value) {
		files := v.Key("EF")
		for _, key := range files.Keys() {
			stream := files.Key(key)
			if !stream.IsStream() || seen[stream.Number] || len(items) == maxAttached {
				continue
			}
			seen[stream.Number] = true
			name := fileName(v)
			item := dossier.Item{Group: dossier.GroupAttached, Kind: dossier.AttachedFile, Object: stream.Number, Page: s.pageOf(v.Number), Basis: "embedded file"}
			if data := stream.Content(room); data != nil {
				room -= int64(len(data))
				s.attach(&item, name, data)
			} else {
				item.Value = name + ", could not be unpacked within the limits"
			}
			items = append(items, item)
		}
	})
	return items
}

// fileName is the name that a file specification gives; "" for none.
func fileName(specification pdf.Value) string {
	for _, key := range []string{"UF", "F"} {
		if name := specification.Key(key).Text(); name != "" {
			return name
		}
	}
	return specification.Text()
}

// mediaAnnotations are the annotations that play or show something of their own.
var mediaAnnotations = map[string]string{"Sound": "sound", "Movie": "film", "Screen": "a place for media", "3D": "a model", "RichMedia": "rich media"}

// embeddedMedia are sounds, films and models.
func embeddedMedia(s *Subject) []dossier.Item {
	var items []dossier.Item
	s.walk(func(v pdf.Value) {
		what, ok := mediaAnnotations[v.Key("Subtype").Name()]
		if !ok || v.Key("Rect").IsZero() {
			return
		}
		page := s.pageOf(v.Number)
		items = append(items, dossier.Item{
			Group: dossier.GroupAttached, Kind: dossier.EmbeddedMedia, Object: v.Number, Page: page, Box: s.on(page, v.Key("Rect")),
			Value: strings.TrimSpace(what + " " + v.Key("T").Text()), Basis: "annotation of type " + v.Key("Subtype").Name(),
		})
	})
	return items
}

// externalReferences are what of other files or places a program opens by itself.
func externalReferences(s *Subject) []dossier.Item {
	var items []dossier.Item
	add := func(v pdf.Value, value, basis string) {
		if value != "" {
			items = append(items, dossier.Item{Group: dossier.GroupAttached, Kind: dossier.ExternalReference, Object: v.Number, Page: s.pageOf(v.Number), Value: value, Basis: basis})
		}
	}
	s.walk(func(v pdf.Value) {
		switch {
		case v.IsStream() && !v.Key("F").IsZero():
			add(v, fileName(v.Key("F")), "data of a stream in another file")
		case v.Key("FS").Name() == "URL" && v.Key("EF").IsZero():
			add(v, fileName(v), "file at an address")
		case v.Key("Type").Name() == "Ref" || v.Key("S").Name() == "ImportData":
			add(v, fileName(v.Key("F")), "content of another file")
		}
	})
	return distinct(items)
}
