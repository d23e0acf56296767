package inspect

import (
	"fmt"
	"strings"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/internal/office"
)

// officeHidden is what a reader of an office document does not see, with who wrote it.
func officeHidden(s *Subject) []dossier.Item {
	var items []dossier.Item
	for _, c := range s.content.Comments {
		items = append(items, dossier.Item{Group: dossier.GroupHidden, Kind: dossier.Comment, Part: c.Part, Value: c.Text, Basis: "comment" + signed(c)})
	}
	for _, c := range s.content.Changes {
		items = append(items, dossier.Item{Group: dossier.GroupEarlier, Kind: dossier.TrackedChange, Part: c.Part, Value: c.Text, Basis: "tracked change, " + c.Kind + signed(c)})
	}
	read, err := office.Read(s.data, s.mediaType)
	if err != nil {
		return items
	}
	for _, h := range read.Hidden {
		told := len(s.content.Comments) > 0 && h.Kind == dossier.HiddenComment || len(s.content.Changes) > 0 && h.Kind == dossier.HiddenDeleted
		if told {
			continue
		}
		item := dossier.Item{Group: dossier.GroupHidden, Kind: dossier.TextMarkedHidden, Value: h.Text, Basis: "text that is " + string(h.Kind)}
		switch h.Kind {
		case dossier.HiddenComment:
			item.Kind, item.Basis = dossier.Comment, "comment"
		case dossier.HiddenDeleted:
			item.Group, item.Kind, item.Basis = dossier.GroupEarlier, dossier.TrackedChange, "tracked change, deleted"
		}
		items = append(items, item)
	}
	return items
}

// signed says who made a change and when.
func signed(c office.Change) string {
	words := ""
	if c.Author != "" {
		words += " by " + c.Author
	}
	if c.Date != "" {
		words += " at " + c.Date
	}
	return words
}

// officeParts are files in an office document, and what it refers to.
func officeParts(s *Subject) []dossier.Item {
	var items []dossier.Item
	room := maxAttachedBytes
	for _, p := range s.content.Parts {
		item := dossier.Item{Group: dossier.GroupAttached, Part: p.Name, Basis: "file in the document"}
		switch p.Kind {
		case "embedded":
			item.Kind = dossier.AttachedFile
			if room -= len(p.Data); room < 0 {
				item.Value = p.Name + ", not looked into within the limits"
			} else {
				s.attach(&item, p.Name, p.Data)
			}
		case "macros":
			item.Kind, item.Value = dossier.Macros, fmt.Sprintf("%d bytes", len(p.Data))
		case "thumbnail":
			item.Group, item.Kind, item.Value, item.Basis = dossier.GroupOrigin, dossier.EarlierThumbnail, fmt.Sprintf("%d bytes", len(p.Data)), "picture of the document, which may show an earlier state"
		default:
			continue
		}
		items = append(items, item)
	}
	for _, e := range s.content.Externals {
		items = append(items, dossier.Item{Group: dossier.GroupAttached, Kind: dossier.ExternalReference, Part: e.Part, Value: e.Value, Basis: "reference of type " + e.Name})
	}
	for _, l := range s.content.Links {
		items = append(items, dossier.Item{Group: dossier.GroupOrigin, Kind: dossier.Link, Part: l.Part, Value: l.Value, Basis: "link"})
	}
	return distinct(items)
}

// officeMetadata is what an office document says of itself.
func officeMetadata(s *Subject) []dossier.Item {
	var items []dossier.Item
	for _, p := range s.content.Properties {
		if _, _, ok := parseDate(p.Value); ok && (strings.HasSuffix(strings.ToLower(p.Name), "date") || p.Name == "created" || p.Name == "modified") {
			s.date(p.Name, p.Value, "metadata of the document")
			continue
		}
		for _, item := range named(p.Name, p.Value, 0, "metadata of the document") {
			item.Part = p.Part
			items = append(items, item)
		}
	}
	if ids := s.content.Revisions; len(ids) > 0 {
		items = append(items, dossier.Item{
			Group: dossier.GroupOrigin, Kind: dossier.RevisionIDs, Value: strings.Join(ids, " "),
			Basis: fmt.Sprintf("%d numbers drawn by lot for sessions of editing; files that share some mostly have a common origin", len(ids)),
		})
	}
	return distinct(items)
}
