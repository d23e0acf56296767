package inspect

import (
	"fmt"
	"slices"
	"strings"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/fingerprint"
	"github.com/leakprint/leakprint/pkg/internal/pdf"
)

// croppedAway is what is drawn outside the part of a page that is shown, text aside.
func croppedAway(_ *Subject, page pdf.View) []dossier.Item {
	whole := slices.DeleteFunc(slices.Clone(page.Outside), func(o pdf.Outside) bool { return o.Part != nil })
	if len(whole) == 0 {
		return nil
	}
	box, pictures := whole[0].Box, 0
	for _, o := range whole {
		box = box.Union(o.Box)
		if o.Picture {
			pictures++
		}
	}
	value := number(pictures, "picture") + " and " + number(len(whole)-pictures, "drawing")
	return []dossier.Item{{Group: dossier.GroupHidden, Kind: dossier.CroppedAway, Box: &box, Value: value, Basis: "drawn where the page goes on beyond what is shown"}}
}

// clippedPictures are pictures of which a part is not shown that shows something.
func clippedPictures(_ *Subject, page pdf.View) []dossier.Item {
	var items []dossier.Item
	for _, o := range page.Outside {
		if o.Part == nil {
			continue
		}
		box := o.Part.Box
		value := fmt.Sprintf("picture of %d x %d pixels, of which %.0f %% are shown", o.Part.Width, o.Part.Height, 100*o.Part.Share)
		items = append(items, dossier.Item{
			Group: dossier.GroupHidden, Kind: dossier.PictureClipped, Box: &box, Value: value, Basis: "the other part is clipped away or lies off the page, and is not of one colour",
		})
	}
	return items
}

// remarks are the annotations that say something of their own.
var remarks = []string{"Text", "FreeText", "Highlight", "Underline", "Squiggly", "StrikeOut", "Stamp", "Caret", "Ink", "Line", "Square", "Circle", "Polygon", "PolyLine", "Popup"}

// comments are what annotations say that the page does not show.
func comments(s *Subject) []dossier.Item {
	var items []dossier.Item
	for i, page := range s.pages {
		for _, a := range page.Key("Annots").Elements() {
			kind, text := a.Key("Subtype").Name(), a.Key("Contents").Text()
			shown := kind == "FreeText" && int(a.Key("F").Number64())&(flagHidden|flagNoView) == 0
			if !slices.Contains(remarks, kind) || strings.TrimSpace(text) == "" || shown {
				continue
			}
			basis := "annotation of type " + kind
			if by := a.Key("T").Text(); by != "" {
				basis += " by " + by
			}
			if at := a.Key("M").Text(); at != "" {
				basis += " at " + at
			}
			item := dossier.Item{Group: dossier.GroupHidden, Kind: dossier.Comment, Page: i + 1, Object: a.Number, Box: s.on(i+1, a.Key("Rect")), Value: text, Basis: basis}
			items = append(items, item)
		}
	}
	return items
}

// Bits of an annotation's flags (ISO 32000-1, table 165).
const (
	flagHidden = 1 << 1
	flagNoView = 1 << 5
)

// fieldsNotShown are fields of a form that hold something and are shown nowhere.
func fieldsNotShown(s *Subject) []dossier.Item {
	var items []dossier.Item
	var walk func(field pdf.Value, name string, depth int)
	walk = func(field pdf.Value, name string, depth int) {
		if depth > maxForms || len(items) > maxFileItems {
			return
		}
		if own := field.Key("T").Text(); own != "" {
			name = strings.TrimPrefix(name+"."+own, ".")
		}
		value := field.Key("V").Text()
		kids := field.Key("Kids").Elements()
		if value != "" && !slices.ContainsFunc(append(kids, field), s.showsField) {
			items = append(items, dossier.Item{Group: dossier.GroupHidden, Kind: dossier.FieldNotShown, Object: field.Number, Page: s.pageOf(field.Number), Value: name + ": " + value, Basis: "field of a form that is shown on no page"})
		}
		for _, kid := range kids {
			walk(kid, name, depth+1)
		}
	}
	for _, field := range s.objects.Catalog().Key("AcroForm").Key("Fields").Elements() {
		walk(field, "", 0)
	}
	return items
}

// showsField reports whether a widget is on a page and not marked as hidden.
func (s *Subject) showsField(widget pdf.Value) bool {
	r := widget.Key("Rect").Numbers()
	return len(r) == 4 && r[0] != r[2] && r[1] != r[3] && int(widget.Key("F").Number64())&(flagHidden|flagNoView) == 0 && s.pageOf(widget.Number) > 0
}

// alternateTexts are texts that the structure of the document has in place of, or beside, what the
// page shows, and that say more than it.
func alternateTexts(s *Subject, page pdf.View) []dossier.Item {
	return unsaid(s.besidePages().alternates[page.Number], page)
}

// bookmarks are those whose words are not on the page that they lead to, where something on it is
// blacked out: they may quote what is under it.
func bookmarks(s *Subject, page pdf.View) []dossier.Item {
	found := unsaid(s.besidePages().bookmarks[page.Number], page)
	if len(found) == 0 || !blackedOut(page) {
		return nil
	}
	return found
}

// Of a bar that blacks something out.
const (
	barWidth  = 30 // points
	barHeight = 6
	barGray   = 64 // the brightest that it may be
)

// blackedOut reports whether a page shows a dark bar as large as some letters.
func blackedOut(page pdf.View) bool {
	if page.Raster == nil || page.Width <= 0 {
		return false
	}
	perPoint := float64(page.Raster.Rect.Dx()) / page.Width
	wide, high := int(barWidth*perPoint), int(barHeight*perPoint)
	rows := make([]int, page.Raster.Rect.Dx()) // dark pixels above one another, by column
	for y := range page.Raster.Rect.Dy() {
		run := 0
		for x, level := range page.Raster.Pix[y*page.Raster.Stride:][:len(rows)] {
			if level > barGray {
				rows[x], run = 0, 0
				continue
			}
			if rows[x]++; rows[x] < high {
				run = 0
			} else if run++; run >= wide {
				return true
			}
		}
	}
	return false
}

// placeless are alternate texts of no page.
func placeless(s *Subject) []dossier.Item { return s.besidePages().alternates[0] }

// unsaid are the items of which most words are not on the page.
func unsaid(items []dossier.Item, page pdf.View) []dossier.Item {
	if len(items) == 0 {
		return nil
	}
	said := string(fingerprint.Fold(page.Text))
	return slices.DeleteFunc(slices.Clone(items), func(i dossier.Item) bool { return says(said, i.Value) })
}

// says reports whether most words of a text are in another, of which only what counts is given.
func says(said, text string) bool {
	words, met := 0, 0
	for _, word := range strings.Fields(text) {
		folded := string(fingerprint.Fold(word))
		if len(folded) < 3 {
			continue
		}
		words++
		if strings.Contains(said, folded) {
			met++
		}
	}
	return 2*met >= words
}

// A besidePages is what stands beside the pages of a file, by their numbers.
type besidePages struct{ alternates, bookmarks map[int][]dossier.Item }

func (s *Subject) besidePages() besidePages {
	if s.beside.alternates != nil {
		return s.beside
	}
	s.beside = besidePages{map[int][]dossier.Item{}, map[int][]dossier.Item{}}
	told := 0
	s.walk(func(v pdf.Value) {
		if v.Key("S").IsZero() || v.Key("P").IsZero() || told == maxAllItems {
			return
		}
		for _, key := range []string{"ActualText", "Alt", "E"} {
			text := v.Key(key).Text()
			if letters(text) < 2 {
				continue
			}
			told++
			page := s.pageOf(pdf.Inherited(v, "Pg", "P").Number)
			item := dossier.Item{
				Group: dossier.GroupHidden, Kind: dossier.AlternateText, Object: v.Number,
				Value: text, Basis: key + " of a " + v.Key("S").Name() + " in the structure, not on the page",
			}
			if kind := v.Key("S").Name(); key == "Alt" && (kind == "Figure" || kind == "Formula") {
				item.Group, item.Basis = dossier.GroupOrigin, "description of a "+kind+" in the structure"
			}
			s.beside.alternates[page] = append(s.beside.alternates[page], item)
		}
	})
	seen := map[int]bool{}
	for todo := []pdf.Value{s.objects.Catalog().Key("Outlines").Key("First")}; len(todo) > 0; {
		v := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		if v.Number == 0 || seen[v.Number] {
			continue
		}
		seen[v.Number] = true
		todo = append(todo, v.Key("Next"), v.Key("First"))
		to := v.Key("Dest")
		if to.IsZero() {
			to = v.Key("A").Key("D")
		}
		title := v.Key("Title").Text()
		where := to.Elements()
		if len(where) == 0 || letters(title) < 4 {
			continue
		}
		if page := s.pageOf(where[0].Number); page > 0 {
			s.beside.bookmarks[page] = append(s.beside.bookmarks[page], dossier.Item{
				Group: dossier.GroupHidden, Kind: dossier.HiddenBookmark, Form: dossier.FormBookmark, Object: v.Number, Value: title, Basis: "bookmark whose words are not on the page that it leads to, on which something is blacked out",
			})
		}
	}
	return s.beside
}
