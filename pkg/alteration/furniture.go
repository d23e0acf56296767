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
	page  int
	text  string
	cells []string    // text, cut where words are set apart by more than spaces; nil for one cell
	box   dossier.Box // zero where its place is not known
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
	words := inLines(page.Words)
	for _, i := range readingOrder(words) {
		w := words[i]
		if n := len(rows); n > 0 && (w.Box.W <= 0 || last.Box.W <= 0 || continuesLine(rows[n-1].text, last, w)) {
			rows[n-1].add(page.Words[i], isCellGap(last, w))
		} else {
			rows = append(rows, row{page: page.Number, text: w.Text, box: page.Words[i].Box})
		}
		last = w
	}
	return rows
}

// cellGap is how many heights of a line words are apart at least that stand in two cells of a
// table.
const cellGap = 2.

// isCellGap reports whether a word that stands beside another begins a cell.
func isCellGap(a, b dossier.Word) bool {
	gap := max(b.Box.X-(a.Box.X+a.Box.W), a.Box.X-(b.Box.X+b.Box.W))
	return a.Box.W > 0 && b.Box.W > 0 && gap > cellGap*max(a.Box.H, b.Box.H)
}

// add adds a word to the line, in the last cell or in one of its own.
func (r *row) add(w dossier.Word, cell bool) {
	switch n := len(r.cells); {
	case cell && n == 0:
		r.cells = []string{r.text, w.Text}
	case cell:
		r.cells = append(r.cells, w.Text)
	case n > 0:
		r.cells[n-1] += " " + w.Text
	}
	r.text += " " + w.Text
	if w.Box.W > 0 {
		r.box = bounds([]dossier.Box{r.box, w.Box})
	}
}

// inCells returns the text of the line by its cells.
func (r row) inCells() []string {
	if r.cells == nil {
		return []string{r.text}
	}
	return r.cells
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
// short number, or one of labelled.
func (r row) isPageNumber(labelled map[string]bool) bool {
	const mostDigits = 4
	digits, own, label := r.numbers()
	return r.apart && digits > 0 && digits <= mostDigits && (label == 0 || label == 1 && own && labelled[lineKey(r.text)])
}

// numbers returns how many digits a line has, whether one of its numbers is that of the page,
// and how many other words there are.
func (r row) numbers() (digits int, own bool, others int) {
	words := strings.FieldsFunc(r.text, func(c rune) bool { return strings.ContainsRune(" -–—/()[]|.", c) })
	for _, w := range words {
		if strings.Trim(w, "0123456789") != "" {
			others++
			continue
		}
		digits += len(w)
		own = own || w == strconv.Itoa(r.page)
	}
	return digits, own, others
}

// labelledNumbers returns the lines, by lineKey, that have the number of their page on more
// than one page, or on the only one: "Page 2", but not "Chapter 2" on page 2.
func (p Passage) labelledNumbers() map[string]bool {
	pages := slices.Concat(p.Pages, p.Around)
	count, labelled := map[string]int{}, map[string]bool{}
	for _, page := range pages {
		for _, r := range rowsOf(page) {
			if _, own, _ := r.numbers(); r.apart && own {
				count[lineKey(r.text)]++
			}
		}
	}
	for key, n := range count {
		labelled[key] = n > 1 || len(pages) == 1
	}
	return labelled
}

// runningLines returns the lines that stand at the head or the foot of several pages of
// either text, as they are, and by lineKey where a number in them follows that of the page:
// headings of chapters do not.
func runningLines(of ...Passage) map[string]bool {
	type numbered struct {
		key    string
		offset int // of a number to that of the page
	}
	running := map[string]bool{}
	for _, p := range of {
		same, following := map[string]int{}, map[numbered]int{}
		for _, page := range slices.Concat(p.Pages, p.Around) {
			texts, numbers := map[string]bool{}, map[numbered]bool{} // of this page
			for _, r := range rowsOf(page) {
				if !r.margin {
					continue
				}
				texts[strings.TrimSpace(r.text)] = true
				for _, n := range numbersIn(r.text) {
					numbers[numbered{lineKey(r.text), n - r.page}] = true
				}
			}
			for text := range texts {
				if same[text]++; same[text] >= leastPages {
					running[text], running[lineKey(text)] = true, true
				}
			}
			for n := range numbers {
				if following[n]++; following[n] >= leastPages {
					running[n.key] = true
				}
			}
		}
	}
	delete(running, "")
	return running
}

// numbersIn returns the numbers in a text that may be those of pages.
func numbersIn(text string) []int {
	var all []int
	for _, digits := range strings.FieldsFunc(text, func(c rune) bool { return c < '0' || c > '9' }) {
		if n, err := strconv.Atoi(digits); err == nil {
			all = append(all, n)
		}
	}
	return all
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

// tellStray adds to the edits what stray lines of a text are.
func (f *Flow) tellStray(text flowing, stray map[int]bool, tell func(row) dossier.Alteration) {
	for i, r := range text.rows {
		if stray[i] {
			f.edits = append(f.edits, tell(r))
		}
	}
}

// addedLine says that a line at the head or the foot of a page was put there.
func (f *Flow) addedLine(r row) dossier.Alteration {
	return dossier.Alteration{
		Kind: dossier.OverlayAdded, After: r.text, QueryBoxes: pageBoxes(r.page, []dossier.Box{r.box}),
		QueryPages: []int{r.page}, KnownPages: f.partners(r.page, func(p dossier.PagePair) (int, int) { return p.Query, p.Known }),
		Basis: "a line at the head or the foot of the page is not in the known text",
	}
}

// removedLine says that a line at the head or the foot of a known page is gone.
func (f *Flow) removedLine(r row) dossier.Alteration {
	return dossier.Alteration{
		Kind: dossier.OverlayRemoved, Before: r.text, Boxes: pageBoxes(r.page, []dossier.Box{r.box}),
		KnownPages: []int{r.page}, QueryPages: f.partners(r.page, func(p dossier.PagePair) (int, int) { return p.Known, p.Query }),
		Basis: "a line at the head or the foot of the known page is not in the input",
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
