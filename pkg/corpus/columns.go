package corpus

import (
	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/extract"
	"github.com/leakprint/leakprint/pkg/fingerprint"
	"github.com/leakprint/leakprint/pkg/store"
)

// columns is a set of the columns that are kept for a page.
type columns struct{ text, layout, pictures, looks, facts bool }

// staleColumns returns the columns that an earlier version made.
func staleColumns(c dossier.Columns) columns {
	now := fingerprint.Columns
	return columns{c.Text < now.Text, c.Layout < now.Layout, c.Pictures < now.Pictures, c.Looks < now.Looks, c.Facts < now.Facts}
}

// currentColumns returns the columns that this version made.
func currentColumns(c dossier.Columns) columns {
	s := staleColumns(c)
	return columns{!s.text, !s.layout, !s.pictures, !s.looks, !s.facts}
}

// of returns the kept page with these columns as just read. Recognised text stays if no
// text was read now, because another version of tesseract may read other words; so does the
// note, which may say that OCR failed. A render digest stays if none was made, as when
// single pages are read.
func (c columns) of(anew extract.PageContent, kept store.KeptPage) store.KeptPage {
	page := kept
	unread := anew.Print.Wordless() && !anew.Recognised
	if c.text && !(unread && kept.Recognised) {
		page.Text, page.Recognised, page.Language, page.Print.Length = anew.Text, anew.Recognised, anew.Language, anew.Print.Length
	}
	if c.layout {
		page.Print.Layout = anew.Print.Layout
	}
	if c.pictures {
		page.Print.Images = anew.Print.Images
	}
	if c.looks {
		page.Print.Looks, page.Print.LooksQuality = anew.Print.Looks, anew.Print.LooksQuality
	}
	if c.facts {
		page.Width, page.Height, page.Print.Absent = anew.Width, anew.Height, anew.Print.Absent
		if !unread {
			page.Note = anew.Note
		}
		if !anew.Render.IsZero() {
			page.Render = anew.Render
		}
	}
	return page
}
