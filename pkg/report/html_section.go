package report

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/leakprint/leakprint/pkg/dossier"
)

// A section is what a report shows for one match.
type section struct {
	ID, Tone      string
	Verdict       string
	Facts, Doubts []string
	Marks         string   // that there are some
	Notes         []string // on the input, if this is its first section
	Strip         []tile
	Legend        []sign
	Pictured      bool // the strip has small pictures
	Sums          string
	Changes       []change
	Figures       []figure
	NotShown      int    // pages with changes without a figure
	Metadata      string // the entries that differ
	Pairs         []pairRow
	Document      string
}

// Unfolded reports whether the small pictures are shown at first: only if they are so few that
// the changes are not far below.
func (s section) Unfolded() bool { return len(s.Strip) <= 24 }

// mostSummed is how many changes stand in the summary of an input: on the pages that it takes
// when it is printed, with what else is there.
const mostSummed = 6

// Summed returns the changes that stand in the summary, the weightiest.
func (s section) Summed() []change { return s.Changes[:min(mostSummed, len(s.Changes))] }

// Others returns the changes that stand in the appendix.
func (s section) Others() []change { return s.Changes[len(s.Summed()):] }

// Appended reports whether there is an appendix.
func (s section) Appended() bool {
	return len(s.Others())+len(s.Figures)+len(s.Pairs) > 0 || s.Pictured && len(s.Strip) > 0
}

// A tile is a page in the strip.
type tile struct {
	ID             string
	More           string // ID of the figure or the change that shows more; "" for none
	Number         int
	Here           int // the page of the input that it is, if that has another number; else 0
	Mark           string
	Class, Meaning string
	Sides          []side // small pictures
}

// Target returns the ID that the tile links to; "" for none.
func (t tile) Target() string {
	if t.More == "" && len(t.Sides) > 0 {
		return t.ID
	}
	return t.More
}

// A sign is a mark and what it means.
type sign struct{ Mark, Class, Meaning string }

// A change is an alteration with its number.
type change struct {
	Number        int
	ID            string
	What          string
	Lead, Trail   string
	Before, After string
	Beneath       string // words that are covered but still there
	Drawn         string // words that look different, or have a line along them
	RightToLeft   bool   // the passage begins with a letter that runs from right to left
	Unknown       bool   // words are covered, and it is not known which
	Basis         string
	Figures       []*figure // where it is shown
	Crops         []crop    // what it looks like, before and after
}

// A figure is a page of each side, large.
type figure struct {
	ID, Heading  string
	Known, Query side
	Changes      []*change
}

// A side is one page of a place.
type side struct {
	Label   string // "known copy, p. 4"
	Absent  bool   // the place has no page on this side
	Drawn   bool   // there is a picture of it
	Picture Picture
	Frames  []frame
}

// ViewBox is the part of the plane that the frames are drawn on: the gutter and the page.
func (s side) ViewBox() string {
	width := gutterOf(s.Picture.Width)
	return fmt.Sprintf("%g 0 %g %g", -width, tenths(s.Picture.Width+width), s.Picture.Height)
}

// A pairRow is the evidence for a pair of pages.
type pairRow struct {
	Query, Known           int
	Meaning, Basis         string
	Score, Coincidences    string
	QueryCover, KnownCover string
	Clear                  string
}

func newSection(p plan, id string, opt HTMLOptions) section {
	m := p.match
	s := section{
		ID: id, Tone: toneName(m.Verdict),
		Verdict: verdictWords(p.in, m) + " " + name(p.in, m),
		Facts:   facts(p.in, m), Doubts: cannotTell(p.in, m), Marks: marksHeld(m.Marks),
		Document: inQuotes(m.Document.Name), Metadata: differingFields(p.metadata),
	}
	if len(p.changes) > 1 {
		s.Sums = sumWords(alterationsOf(p.changes), 0)
	}
	b := sectionBuilder{plan: p, section: &s, opt: opt}
	b.addFigures()
	b.addChanges()
	b.addStrip()
	for _, pair := range p.pairs {
		row := newPairRow(pair)
		if !m.Verdict.Found() {
			row.Clear = "not asked"
		}
		s.Pairs = append(s.Pairs, row)
	}
	return s
}

func alterationsOf(changes []located) []dossier.Alteration {
	var list []dossier.Alteration
	for _, c := range changes {
		list = append(list, c.Alteration)
	}
	return list
}

// A sectionBuilder fills in the parts of a section that show pages.
type sectionBuilder struct {
	plan
	section *section
	opt     HTMLOptions
}

func (b *sectionBuilder) addFigures() {
	b.figures = slices.DeleteFunc(slices.Clone(b.figures), func(at place) bool {
		return !b.side(at, true, b.opt.Full).Drawn && !b.side(at, false, b.opt.Full).Drawn
	})
	b.section.Figures = make([]figure, len(b.figures))
	for i, at := range b.figures {
		b.section.Figures[i] = figure{
			ID:      fmt.Sprintf("%sp%d", b.section.ID, i+1),
			Heading: placeWords(at),
			Known:   b.side(at, true, b.opt.Full),
			Query:   b.side(at, false, b.opt.Full),
		}
	}
	if len(b.figures) > 0 {
		b.section.NotShown = b.notShown
	}
}

// placeWords names the pages of a place.
func placeWords(at place) string {
	switch {
	case at.query == 0:
		return fmt.Sprintf("Page %d of the known copy", at.known)
	case at.known == 0:
		return fmt.Sprintf("Page %d of this file", at.query)
	case at.known == at.query:
		return fmt.Sprintf("Page %d", at.known)
	}
	return fmt.Sprintf("Page %d of the known copy, page %d of this file", at.known, at.query)
}

// side returns one page of a place with its picture.
func (b *sectionBuilder) side(at place, onKnown bool, pictures map[PageRef]Picture) side {
	label, page, ref := "this file", at.query, PageRef{Input: b.input, Page: at.query}
	if onKnown {
		label, page, ref = "known copy", at.known, PageRef{Document: b.match.Document.SHA256, Page: at.known}
	}
	s := side{Label: label, Absent: page == 0}
	if !s.Absent {
		s.Label += fmt.Sprintf(", p. %d", page)
	}
	s.Picture, s.Drawn = pictures[ref]
	return s
}

func (b *sectionBuilder) addChanges() {
	shown := make(map[place]*figure)
	for i := range b.section.Figures {
		shown[b.figures[i]] = &b.section.Figures[i]
	}
	b.section.Changes = make([]change, len(b.changes))
	for i, a := range b.changes {
		c := &b.section.Changes[i]
		*c = newChange(a.Alteration, i+1, b.section.ID)
		c.Crops = b.crops(a)
		for _, at := range a.places {
			f := shown[at]
			if f == nil {
				continue
			}
			c.Figures = append(c.Figures, f)
			f.Changes = append(f.Changes, c)
			f.Known.Frames = append(f.Known.Frames, b.frames(c.Number, a.Alteration, at, true, f.Known.Picture)...)
			f.Query.Frames = append(f.Query.Frames, b.frames(c.Number, a.Alteration, at, false, f.Query.Picture)...)
		}
	}
	for i := range b.section.Figures {
		f := &b.section.Figures[i]
		f.Known.Frames, f.Query.Frames = withTags(f.Known.Frames, f.Known.Picture), withTags(f.Query.Frames, f.Query.Picture)
	}
}

// longest is how many characters of a passage are shown at most.
const longest = 3000

func newChange(a dossier.Alteration, number int, section string) change {
	if a.Kind == dossier.TextEdited && !a.Unread() {
		e := narrowed(a)
		a.Lead, a.Before, a.After, a.Trail = e.lead, e.before, e.after, e.trail
	}
	c := change{
		Number: number, ID: fmt.Sprintf("%sc%d", section, number),
		What: alterationWords(a),
		Lead: passage(a.Lead, longest), Trail: passage(a.Trail, longest), Basis: Quote(a.Basis),
	}
	before, after := passage(a.Before, longest), passage(a.After, longest)
	switch a.Kind {
	case dossier.PageRotated, dossier.PageCropped, dossier.PageScaled: // What says by how much
	case dossier.RedactedBadly:
		c.Beneath = before
	case dossier.Restyled:
		c.Before = before
	case dossier.TextEdited, dossier.OverlayAdded:
		if c.Before, c.After = before, after; a.Unread() || a.AlongWords() { // they are still there, or others
			c.Before, c.Drawn = "", before
		}
	default:
		c.Before, c.After = before, after
	}
	c.Unknown = a.Kind == dossier.TextRedacted && before == ""
	c.RightToLeft = startsRightToLeft(c.Lead + " " + before + " " + after + " " + c.Trail)
	return c
}

// Told reports whether there is text to show.
func (c *change) Told() bool {
	return c.Before != "" || c.After != "" || c.Beneath != "" || c.Drawn != ""
}

func (b *sectionBuilder) addStrip() {
	b.section.Pictured = len(b.opt.Thumbnails) > 0
	for i, c := range b.strip {
		t := tile{
			ID: fmt.Sprintf("%st%d", b.section.ID, i+1), More: b.shownAt(c), Number: c.page,
			Mark: string(c.mark), Class: markClass(c.mark), Meaning: meaning(c.mark),
		}
		if at := b.placeOf(c); at.query != c.page {
			t.Here = at.query
		}
		if b.section.Pictured && i < len(b.thumbnails) {
			at := b.thumbnails[i]
			t.Sides = []side{b.side(at, true, b.opt.Thumbnails), b.side(at, false, b.opt.Thumbnails)}
		}
		b.section.Strip = append(b.section.Strip, t)
	}
	for _, entry := range legend {
		if slices.ContainsFunc(b.strip, func(c cell) bool { return c.mark == entry.mark }) {
			b.section.Legend = append(b.section.Legend, sign{string(entry.mark), markClass(entry.mark), entry.meaning})
		}
	}
}

// shownAt returns the ID of the figure, or else of the change, that shows a cell's page; "" for
// none.
func (b *sectionBuilder) shownAt(c cell) string {
	holds := func(at place) bool {
		if c.mark == added {
			return at.query == c.page
		}
		return at.known == c.page
	}
	for i := range b.section.Figures {
		if holds(b.figures[i]) {
			return b.section.Figures[i].ID
		}
	}
	for i, a := range b.changes {
		if slices.ContainsFunc(a.places, holds) {
			return b.section.Changes[i].ID
		}
	}
	return ""
}

func meaning(m mark) string {
	if i := rank(m); i < len(legend) {
		return legend[i].meaning
	}
	return ""
}

// markClass returns the style class of a mark.
func markClass(m mark) string {
	switch m {
	case same:
		return "same"
	case notFound, '#':
		return "gone"
	case added:
		return "added"
	case unclear, '.':
		return "unclear"
	}
	return "changed"
}

func newPairRow(p dossier.PagePair) pairRow {
	bases := make([]string, len(p.Basis))
	for i, basis := range p.Basis {
		bases[i] = Quote(string(basis))
	}
	return pairRow{
		Query: p.Query, Known: p.Known,
		Meaning: meaning(markOf(p)), Basis: strings.Join(bases, ", "),
		Score: fmt.Sprintf("%.0f", p.Score), Coincidences: fmt.Sprintf("%.0e", p.Coincidences),
		QueryCover: percent(p.QueryCover), KnownCover: percent(p.KnownCover),
		Clear: percent(p.Clear),
	}
}

// percent rounds down, so that only the whole is 100 %.
func percent(share float64) string { return fmt.Sprintf("%.0f %%", math.Floor(100*share)) }
