package report

import (
	"fmt"
	"slices"
	"strings"

	"github.com/leakprint/leakprint/pkg/dossier"
)

// A mark says in one character what became of a page.
type mark byte

const (
	same     mark = '='
	moved    mark = '>'
	notFound mark = '-'
	added    mark = '+'
	unclear  mark = '?'
)

// legend lists the marks in the order in which they are explained. If several pages of the input
// are one known page, that page gets the mark that comes first here.
var legend = []struct {
	mark    mark
	meaning string
}{
	{same, "same"},
	{moved, "moved"},
	{'~', "words differ"},
	{'#', "words gone"},
	{'&', "looks differ"},
	{'!', "hidden text added"},
	{'/', "part of the page"},
	{'*', "the page and more"},
	{'.', "passages only"},
	{unclear, "too unclear to tell"},
	{notFound, "not found"},
	{added, "added"},
}

// markOfKind maps alterations of a page that pairs as the same to its mark. Of several the first
// counts, which is the weightiest.
var markOfKind = map[dossier.Kind]mark{
	dossier.PageMoved:       moved,
	dossier.TextEdited:      '~',
	dossier.TextRedacted:    '#',
	dossier.RedactedBadly:   '#',
	dossier.OverlayAdded:    '&',
	dossier.OverlayRemoved:  '&',
	dossier.Restyled:        '&',
	dossier.HiddenTextAdded: '!',
	dossier.AnnotationAdded: '&',
	dossier.ImageReplaced:   '&',
}

func markOf(p dossier.PagePair) mark {
	if isUnclear(p) {
		return unclear
	}
	switch p.Relation {
	case dossier.SamePage:
		return same
	case dossier.Redacted:
		return '#'
	case dossier.Excerpt:
		return '/'
	case dossier.Contains:
		return '*'
	case dossier.Passage, dossier.Form, dossier.FormOrPage:
		return '.'
	}
	return '~'
}

// isUnclear reports whether all that is known of two pages is that they look alike, or too many
// of their words could not be told.
func isUnclear(p dossier.PagePair) bool {
	return p.Relation == dossier.Near && (p.Basis[0] == dossier.ByLayout || p.Untold != nil)
}

// A cell is one page of the strip: a page of the known document, or one that
// the input adds.
type cell struct {
	page int // in the known document, or in the input when added
	mark mark
}

// cells returns the known document page by page, with added pages where they belong.
func cells(m dossier.Match) []cell {
	marks := make(map[int]mark)
	after := make(map[int][]int) // added pages by the known page they follow
	for _, p := range m.Pages {
		if now, ok := marks[p.Known]; !ok || rank(markOf(p)) < rank(now) {
			marks[p.Known] = markOf(p)
		}
	}
	for _, a := range m.Alterations {
		switch a.Kind {
		case dossier.PageInserted:
			for _, page := range a.QueryPages {
				place := knownBefore(m.Pages, page)
				after[place] = append(after[place], page)
			}
		default:
			now, ok := markOfKind[a.Kind]
			for _, page := range changedPages(m, a) {
				if ok && marks[page] == same {
					marks[page] = now
				}
			}
		}
	}
	var strip []cell
	for page := 0; page <= m.Document.Pages; page++ {
		if page > 0 {
			now, ok := marks[page]
			if !ok {
				now = notFound
			}
			strip = append(strip, cell{page, now})
		}
		slices.Sort(after[page])
		for _, inserted := range after[page] {
			strip = append(strip, cell{inserted, added})
		}
	}
	return strip
}

func rank(m mark) int {
	for i, entry := range legend {
		if entry.mark == m {
			return i
		}
	}
	return len(legend)
}

// knownBefore returns the known page of the last paired page before the input's page; 0 if there
// is none.
func knownBefore(pairs []dossier.PagePair, query int) int {
	nearest, known := 0, 0
	for _, p := range pairs {
		if p.Query < query && p.Query > nearest {
			nearest, known = p.Query, p.Known
		}
	}
	return known
}

// stripPages is how many pages a strip shows one by one. For more, a table lists the pages of
// each mark.
const stripPages = 60

// strip draws the pages of a match. It draws nothing if all are the same or merely not part of an
// excerpt.
func (s *sheet) strip(m dossier.Match) {
	pages := cells(m)
	telling := slices.ContainsFunc(pages, func(c cell) bool {
		return c.mark != same && (c.mark != notFound || m.Verdict != dossier.Partial)
	})
	switch {
	case !telling:
	case s.plain:
		s.stripInWords(pages)
	case len(pages) <= stripPages:
		s.stripRows(pages)
	default:
		s.stripTable(pages)
	}
}

// stripRows draws the pages in rows. The legend below lists the pages of each mark again, for
// readers who use a screen reader.
func (s *sheet) stripRows(pages []cell) {
	const cellWidth, label = 3, "page "
	perRow := max((s.width-indentMore-len(label))/cellWidth/5*5, 5)
	for row := range slices.Chunk(pages, perRow) {
		numbers, marks := label, strings.Repeat(" ", len(label))
		for _, c := range row {
			number := fmt.Sprint(c.page)
			if c.mark == added {
				number = "" // it is not a page of the known document
			}
			numbers += fmt.Sprintf("%*s", cellWidth, number)
			marks += fmt.Sprintf("%*c", cellWidth, c.mark)
		}
		s.raw(indentMore, numbers)
		s.raw(indentMore, marks)
	}
	var used []string
	for _, entry := range legend {
		marked := pagesMarked(pages, entry.mark)
		if len(marked) == 0 {
			continue
		}
		explained := string(entry.mark) + " " + entry.meaning
		switch entry.mark {
		case same:
		case added:
			explained += ": p. " + cut(ranges(marked), s.width/4) + " of this file"
		default:
			explained += ": " + cut(ranges(marked), s.width/4)
		}
		used = append(used, explained)
	}
	s.list(indentMore, "", used, "   ")
}

func pagesMarked(pages []cell, by mark) []int {
	var marked []int
	for _, c := range pages {
		if c.mark == by {
			marked = append(marked, c.page)
		}
	}
	return marked
}

func (s *sheet) stripTable(pages []cell) {
	const most = 160 // characters of page numbers to a mark
	for _, entry := range legend {
		marked := pagesMarked(pages, entry.mark)
		if len(marked) == 0 {
			continue
		}
		meaning := entry.meaning
		if entry.mark == added {
			meaning = "added, as p."
		}
		label := fmt.Sprintf("%c %-19s %10s  ", entry.mark, meaning, count(len(marked), "page"))
		s.hang(indentMore, label, cut(ranges(marked), most))
	}
}
