// Package inspect says of one file what it hides, what it was before, what is attached to it,
// who and what made it, and which marks in it may identify a source.
//
// # What goes in
//
// A Subject is a file as a worker has opened it: its bytes, and where it is a PDF, its objects
// and pages. A file that cannot be opened is a Subject of bytes alone.
//
// # What comes out
//
// Items (package dossier): facts with their place, quoted as the file has them, and how each was
// found. Nothing is said of what a fact means; package report does that, by the kind of item.
//
// # How to add an inspector
//
// Add its kinds to package dossier, with words in package report, a function to a file of its
// own, and a row to inspectors. It is given a whole file or, one by one, its pages as read and
// drawn once for all inspectors. It may panic on a hostile file: that costs what it would have
// found, which is told.
package inspect

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/intake"
	"github.com/leakprint/leakprint/pkg/internal/office"
	"github.com/leakprint/leakprint/pkg/internal/pdf"
)

// Limits of what is told and read.
const (
	maxFileItems = 1000     // of one inspector
	maxPageItems = 200      // of one inspector, per page
	maxAllItems  = 5000     // of all inspectors, pages aside
	maxValue     = 1000     // bytes of a quoted value
	maxStream    = 16 << 20 // bytes of one stream of a PDF, its filters undone
)

// An inspector looks for one thing: in the file as a whole, or on each page.
type inspector struct {
	lookedFor string
	in        families
	file      func(*Subject) []dossier.Item
	page      func(*Subject, pdf.View) []dossier.Item
}

// families are kinds of files.
type families uint8

const (
	inPDF families = 1 << iota
	inPicture
	inOffice
	inText
	inBytes // files that cannot be opened

	inPages = inPDF | inOffice | inText
	inAll   = inPDF | inPicture | inOffice | inText | inBytes
)

// inspectors are all of them, in the order in which what they find is told within its group.
var inspectors = []inspector{
	{"text that is drawn and cannot be seen, by drawing each page with and without it", inPDF, nil, unseenText},
	{"text too small to be read", inPDF, nil, tinyText},
	{"areas marked to be redacted that were not", inPDF, nil, unappliedRedactions},
	{"what lies outside the part of a page that is shown", inPDF, nil, croppedAway},
	{"parts of pictures that are clipped away or lie off the page", inPDF, nil, clippedPictures},
	{"comments and notes", inPDF, comments, nil},
	{"values of form fields that are not shown", inPDF, fieldsNotShown, nil},
	{"texts for screen readers that say more than the page", inPDF, placeless, alternateTexts},
	{"bookmarks that quote what is not on their page", inPDF, nil, bookmarks},
	{"hidden text, comments and tracked changes of office documents", inOffice, officeHidden, nil},

	{"earlier states that the file was saved in", inPDF | inBytes, earlierStates, nil},
	{"thumbnails of pages that show something else", inPDF, nil, thumbnails},

	{"attached files", inPDF, attachedFiles, nil},
	{"scripts and actions", inPDF, actions, nil},
	{"embedded sound, film and models", inPDF, embeddedMedia, nil},
	{"references to other files that a program opens by itself", inPDF, externalReferences, nil},
	{"signatures and their certificates", inPDF, signatures, nil},
	{"encryption", inPDF | inBytes, encryption, nil},
	{"what an office document holds or refers to besides its text", inOffice, officeParts, nil},

	{"metadata", inPDF | inBytes, information, nil},
	{"metadata of office documents, templates and revision ids", inOffice, officeMetadata, nil},
	{"metadata in XMP, with its history", inAll &^ inText, packets, nil},
	{"dates, their zones and contradictions", inPDF | inOffice | inBytes, dates, nil},
	{"which programs wrote it", inPDF, producers, nil},
	{"identifiers of the file", inPDF, identifiers, nil},
	{"fonts", inPDF, fonts, nil},
	{"colour profiles", inPDF, colourProfiles, nil},
	{"what pictures say of cameras, places, serial numbers and programs", inPDF | inPicture | inOffice, pictureFacts, nil},
	{"links", inPDF, links, nil},

	{"characters without width, unusual and doubled spaces, soft hyphens, letters of other scripts that look alike", inPages, nil, charactersIn},
	{"lines set a little up or down", inPDF, nil, lineSteps},
	{"words set a little closer together or wider apart", inPDF, nil, wordSteps},
	{"lines that number a copy or name a recipient", inPages, nil, recipients},
	{"watermarks that are called so", inPDF, watermarks, nil},
	{"text at a slant, or large and across other text, that is the same on all of the first 20 pages", inPDF, repeatedAcross, nil},
	{"QR codes", inPDF | inPicture, nil, codes},
	{"grids of yellow specks, as colour printers leave them, on scans in colour of 150 dpi or more, of a PDF on its first 20 pages where they are JPEGs", inPDF | inPicture, nil, printerDots},
}

// bytesOnly reports whether nothing but the bytes of a file can be looked at.
func (s *Subject) bytesOnly() bool { return s.family == inBytes || s.problem != nil }

// A Subject is a file to be inspected. It is for one goroutine at a time.
type Subject struct {
	data      []byte
	mediaType string
	family    families
	document  *pdf.Document
	problem   error // why a PDF has no objects

	objects  pdf.Objects
	pages    []pdf.Value
	numbers  map[int]int // of pages, by the object of the page or of what stands on it
	content  *office.Inside
	found    []dated // dates met so far
	attached []Attached
	states   []int64
	beside   besidePages
	previews int           // of pictures that were compared with them
	earlier  []pdf.Objects // of states before the last; the zero value for one that cannot be read
}

// Open returns a file as a Subject. The document is nil unless the file is a PDF that could be
// opened; opened says whether the file could be, as whatever it is.
func Open(data []byte, mediaType string, document *pdf.Document, opened bool) *Subject {
	s := &Subject{data: data, mediaType: mediaType, document: document, family: familyOf(mediaType)}
	switch {
	case !opened:
		s.family = inBytes
	case document != nil:
		if s.objects, s.problem = document.Objects(); s.problem == nil {
			s.pages = s.objects.Pages()
		}
	case s.family == inOffice:
		s.content = office.Inspect(data, mediaType)
	}
	return s
}

func familyOf(mediaType string) families {
	switch {
	case mediaType == "" || mediaType == "application/pdf":
		return inPDF
	case strings.HasPrefix(mediaType, "image/"):
		return inPicture
	case mediaType == intake.Text:
		return inText
	}
	return inOffice
}

// An Attached is a file within the file.
type Attached struct {
	Name string
	Data []byte
}

// A Found is what was found in a file as a whole.
type Found struct {
	Items        []dossier.Item
	LookedFor    []string // on its pages too
	NotLookedFor []string
	States       []int64
	Attached     []Attached
}

// File inspects the file as a whole.
func (s *Subject) File() Found {
	var f Found
	var unread []string
	for _, i := range inspectors {
		if i.in&s.family == 0 {
			continue
		}
		if s.problem != nil && i.file != nil && i.in&inBytes == 0 {
			unread = append(unread, i.lookedFor)
			continue
		}
		f.LookedFor = append(f.LookedFor, i.lookedFor)
		if i.file == nil {
			continue
		}
		items, err := safely(func() []dossier.Item { return i.file(s) })
		if err != nil || len(items) > maxFileItems {
			f.NotLookedFor = append(f.NotLookedFor, i.lookedFor+": "+shortfall(err, len(items)))
		}
		f.Items = append(f.Items, tidy(items, min(maxFileItems, maxAllItems-len(f.Items)))...)
	}
	if len(unread) > 0 {
		f.NotLookedFor = append(f.NotLookedFor, "what its objects would tell ("+strings.Join(unread, "; ")+"): "+cut(s.problem.Error()))
	}
	f.States, f.Attached = s.states, s.attached
	return f
}

// Page inspects a page of the file, read with Want.
func (s *Subject) Page(view pdf.View) (items []dossier.Item, notLookedFor []string) {
	for _, i := range inspectors {
		if i.in&s.family == 0 || i.page == nil {
			continue
		}
		found, err := safely(func() []dossier.Item { return i.page(s, view) })
		if err != nil || len(found) > maxPageItems {
			notLookedFor = append(notLookedFor, fmt.Sprintf("%s, page %d: %s", i.lookedFor, view.Number, shortfall(err, len(found))))
		}
		for n := range found {
			found[n].Page = view.Number
		}
		items = append(items, tidy(found, maxPageItems)...)
	}
	return items, notLookedFor
}

// PageWant is what Page needs of a page.
func PageWant() pdf.Want {
	return pdf.Want{Words: true, Marks: true, Reasons: true, Gaps: true, DPI: drawnDPI, Native: true}
}

// drawnDPI is the resolution at which pages are drawn for inspectors.
const drawnDPI = 100

// safely calls look and turns a panic into an error.
func safely(look func() []dossier.Item) (items []dossier.Item, err error) {
	defer func() {
		if p := recover(); p != nil {
			items, err = nil, fmt.Errorf("the reader failed: %v", p)
		}
	}()
	return look(), nil
}

func shortfall(err error, found int) string {
	if err != nil {
		return cut(err.Error())
	}
	return fmt.Sprintf("%d found, not all are told", found)
}

// tidy keeps the first items, their values cut short and valid UTF-8, their boxes rounded.
func tidy(items []dossier.Item, most int) []dossier.Item {
	items = items[:min(len(items), most)]
	for i := range items {
		item := &items[i]
		item.Value, item.Basis, item.Part = cut(item.Value), cut(item.Basis), cut(item.Part)
		if item.Box != nil {
			box := rounded(*item.Box)
			item.Box = &box
		}
	}
	return items
}

// cut shortens a text to maxValue bytes, at a character.
func cut(text string) string {
	text = strings.ToValidUTF8(text, "\uFFFD")
	if len(text) <= maxValue {
		return text
	}
	end := maxValue
	for !utf8.RuneStart(text[end]) {
		end--
	}
	return text[:end] + "..."
}

// pageOf is the number of the page that an object is or stands on; 0 where that is unknown.
func (s *Subject) pageOf(object int) int {
	if s.numbers == nil {
		s.numbers = map[int]int{}
		for i, page := range s.pages {
			s.place(page, i+1)
		}
	}
	return s.numbers[object]
}

// place notes on which page what it leads to stands, the first page where there are several.
func (s *Subject) place(page pdf.Value, number int) {
	note := func(v pdf.Value) bool {
		if v.Number == 0 || s.numbers[v.Number] != 0 {
			return false
		}
		s.numbers[v.Number] = number
		return true
	}
	note(page)
	for _, annotation := range page.Key("Annots").Elements() {
		note(annotation)
	}
	var resources func(v pdf.Value, depth int)
	resources = func(v pdf.Value, depth int) {
		objects := v.Key("XObject")
		for _, key := range objects.Keys() {
			if o := objects.Key(key); note(o) && depth < maxForms {
				resources(o.Key("Resources"), depth+1)
			}
		}
	}
	resources(pdf.Inherited(page, "Resources", "Parent"), 0)
}

// maxForms is how deeply forms are nested that are looked into.
const maxForms = 16

// on returns a box of the page's own space as displayed; nil where it is unknown.
func (s *Subject) on(page int, rectangle pdf.Value) *dossier.Box {
	if page < 1 || page > len(s.pages) {
		return nil
	}
	return pdf.BoxOnPage(s.pages[page-1], rectangle.Numbers())
}

// walk calls visit with each dictionary of the file, those within others included, each after
// what it stands in.
func (s *Subject) walk(visit func(pdf.Value)) {
	var parts func(v pdf.Value, depth int)
	parts = func(v pdf.Value, depth int) {
		if depth > maxParts {
			return
		}
		if len(v.Keys()) > 0 {
			visit(v)
		}
		for _, part := range v.Direct() {
			parts(part, depth+1)
		}
	}
	for v := range s.objects.All() {
		parts(v, 0)
	}
}

// maxParts is how deeply values stand in one object that are looked at.
const maxParts = 50

// distinct leaves out items that say the same in the same place.
func distinct(items []dossier.Item) []dossier.Item {
	type key struct {
		kind        dossier.ItemKind
		page        int
		value, part string
	}
	seen := map[key]bool{}
	return slices.DeleteFunc(items, func(i dossier.Item) bool {
		k := key{i.Kind, i.Page, i.Value, i.Part}
		twice := seen[k]
		seen[k] = true
		return twice
	})
}

// number counts things: "1 picture", "2 pictures".
func number(n int, thing string) string {
	if n == 1 {
		return "1 " + thing
	}
	return fmt.Sprintf("%d %ss", n, thing)
}
