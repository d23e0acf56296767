package alteration

import (
	"slices"
	"strconv"
	"strings"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/wording"
)

// This file tells running heads, running feet and page numbers from text that flows.

const (
	marginRows = 2 // lines at the head and at the foot of a page that may be a running header or footer
	leastPages = 3 // pages on which such a line stands
)

// A row is a line of a page.
type row struct {
	page int
	text string
	box  dossier.Box // zero where its place is not known
	// margin is set of the first and the last lines of the page, apart of those of them that
	// are set apart from the others by more than their height.
	margin, apart bool
}

// rowsOf returns the lines of a page: as its words stand, or, where that is not known, as
// its text has them.
func rowsOf(page dossier.Page) []row {
	var rows []row
	if slices.ContainsFunc(page.Words, func(w dossier.Word) bool { return w.Box.W > 0 }) {
		rows = rowsOfWords(page)
	} else {
		for text := range strings.SplitSeq(page.Text, "\n") {
			rows = append(rows, row{page: page.Number, text: text})
		}
	}
	markMargins(rows)
	return rows
}

// rowsOfWords returns the lines on which words stand, in reading order.
func rowsOfWords(page dossier.Page) []row {
	var rows []row
	var last dossier.Word
	for _, i := range readingOrder(page.Words) {
		w := page.Words[i]
		if n := len(rows); n > 0 && (w.Box.W <= 0 || last.Box.W <= 0 || continuesLine(rows[n-1].text, last, w)) {
			rows[n-1].text += " " + w.Text
			if w.Box.W > 0 {
				rows[n-1].box = bounds([]dossier.Box{rows[n-1].box, w.Box})
			}
		} else {
			rows = append(rows, row{page: page.Number, text: w.Text, box: w.Box})
		}
		last = w
	}
	return rows
}

// joinUnplaced makes one of lines whose places are not known, with all white space between
// their words.
func joinUnplaced(rows []row) []row {
	if len(rows) == 0 || slices.ContainsFunc(rows, func(r row) bool { return r.box.W > 0 }) {
		return rows
	}
	text := make([]string, len(rows))
	for i, r := range rows {
		text[i] = r.text
	}
	return []row{{page: rows[0].page, text: strings.Join(text, "\n")}}
}

// markMargins finds the lines at the head and at the foot of a page, by their place where it
// is known.
func markMargins(rows []row) {
	order := make([]int, len(rows))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return int(rows[a].box.Y - rows[b].box.Y) })
	for n := range min(marginRows, len(order)) {
		rows[order[n]].margin, rows[order[len(order)-1-n]].margin = true, true
	}
	gapAfter := func(n int) bool {
		a, b := rows[order[n]].box, rows[order[n+1]].box
		return a.H > 0 && b.H > 0 && b.Y-(a.Y+a.H) >= max(a.H, b.H)
	}
	for n := min(marginRows, len(order)-1) - 1; n >= 0; n-- {
		if gapAfter(n) {
			markApart(rows, order[:n+1])
			break
		}
	}
	for n := max(0, len(order)-1-marginRows); n+1 < len(order); n++ {
		if gapAfter(n) {
			markApart(rows, order[n+1:])
			break
		}
	}
}

func markApart(rows []row, which []int) {
	for _, i := range which {
		rows[i].apart = true
	}
}

// isPageNumber reports whether a line that is set apart is a page number: nothing but a
// short number, or that of the page and a word.
func (r row) isPageNumber() bool {
	const mostDigits = 4
	if !r.apart {
		return false
	}
	words := strings.FieldsFunc(r.text, func(c rune) bool { return strings.ContainsRune(" -–—/()[]|.", c) })
	digits, others, own := 0, 0, false
	for _, w := range words {
		if strings.Trim(w, "0123456789") != "" {
			others++
			continue
		}
		digits += len(w)
		own = own || w == strconv.Itoa(r.page)
	}
	return digits > 0 && digits <= mostDigits && (others == 0 || others == 1 && own)
}

// runningLines returns the lines that stand at the head or the foot of several pages of
// either text, as they are and by lineKey.
func runningLines(of ...Passage) map[string]bool {
	running := map[string]bool{}
	for _, p := range of {
		count := map[string]int{}
		for _, page := range slices.Concat(p.Pages, p.Around) {
			here := map[string]bool{}
			for _, r := range rowsOf(page) {
				if r.margin {
					here[strings.TrimSpace(r.text)], here[lineKey(r.text)] = true, true
				}
			}
			for key := range here {
				if count[key]++; count[key] >= leastPages {
					running[key] = true
				}
			}
		}
	}
	delete(running, "")
	return running
}

// isRunning reports whether a line is one of runningLines. Where the text was set anew they
// may stand anywhere; those that differ by a number, at the margins only.
func (r row) isRunning(running map[string]bool) bool {
	return running[strings.TrimSpace(r.text)] || r.margin && running[lineKey(r.text)]
}

// lineKey is the same for lines that differ at most in their numbers.
func lineKey(row string) string { return wording.MaskNumbers(strings.TrimSpace(row)) }

// strayRows returns the lines set apart at the head and at the foot of pages of which
// hardly a word is in pairs: the other text does not have them there. By number.
func (f flowing) strayRows(pairs []wording.Pair, side func(wording.Pair) int) map[int]bool {
	words, paired := map[int]int{}, map[int]int{}
	for _, row := range f.row {
		words[row]++
	}
	for _, p := range pairs {
		paired[f.row[side(p)]]++
	}
	stray := map[int]bool{}
	for i, r := range f.rows {
		if r.apart && words[i] > 0 && 3*paired[i] <= words[i] {
			stray[i] = true
		}
	}
	return stray
}

// tellStray adds to the edits that lines at the head or the foot of pages were put there, or
// are gone.
func (f *Flow) tellStray(q, k flowing, added, removed map[int]bool) {
	for i, r := range q.rows {
		if added[i] {
			f.edits = append(f.edits, dossier.Alteration{
				Kind: dossier.OverlayAdded, After: r.text, QueryBoxes: pageBoxes(r.page, []dossier.Box{r.box}),
				QueryPages: []int{r.page}, KnownPages: f.partners(r.page, func(p dossier.PagePair) (int, int) { return p.Query, p.Known }),
				Basis: "a line at the head or the foot of the page is not in the known text",
			})
		}
	}
	for i, r := range k.rows {
		if removed[i] {
			f.edits = append(f.edits, dossier.Alteration{
				Kind: dossier.OverlayRemoved, Before: r.text, Boxes: pageBoxes(r.page, []dossier.Box{r.box}),
				KnownPages: []int{r.page}, QueryPages: f.partners(r.page, func(p dossier.PagePair) (int, int) { return p.Known, p.Query }),
				Basis: "a line at the head or the foot of the known page is not in the input",
			})
		}
	}
}

// partners returns the pages of the other document that a page is paired with.
func (f *Flow) partners(page int, sides func(dossier.PagePair) (own, other int)) []int {
	var pages []int
	for _, p := range f.Pairs {
		if own, other := sides(p); own == page {
			pages = append(pages, other)
		}
	}
	slices.Sort(pages)
	return slices.Compact(pages)
}
