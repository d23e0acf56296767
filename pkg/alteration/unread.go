package alteration

import (
	"cmp"
	"slices"
	"unicode/utf8"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/internal/ink"
	"github.com/leakprint/leakprint/pkg/wording"
)

// This file judges pages of which the query is a picture that nobody has read, or that a
// machine has: by the ink in the place of each word of the known page.

const (
	mostChanged    = .03   // share of a page's words that may look changed to be said so; where more do, the picture is bad
	mostMisfit     = .08   // share of words that look changed from which lines were pushed up or down
	exchangedInk   = 1200. // square points of ink added, and of ink removed, on a form filled in differently
	exchangedWords = .05   // share of the words that look changed there, of those that look the same or changed
	leastGone      = 4     // words in a row that are gone from a photocopy; fewer may have faded
	clearPage      = .8    // share of a page's words that look the same where a picture is clear enough to say what differs
	knownPlace     = .2    // share of the words still there that look the same from which it is known where the others should be
	mostBridged    = 3     // words between two hidden ones that may be undecided and are taken for hidden
)

// wordFates are what became of the words of the known page, by index; "" of a word that
// cannot be seen there either.
type wordFates []ink.Fate

func (w wordFates) hidden(i int) bool { return isHidden(w[i]) }

func isHidden(f ink.Fate) bool { return f == ink.Covered || f == ink.Blank }

// judgeUnread judges the words of the known page by their ink. It sets changes, and what
// could not be decided.
func (p *Comparison) judgeUnread() {
	became, ofFields := p.fateOfEach()
	count := fateCounts{}
	for i, f := range became {
		if f != "" {
			count[f]++
		}
		if f == ink.Outside {
			p.cutOff = append(p.cutOff, i)
		}
	}
	p.linesShifted = p.pushed(became) || float64(count[ink.Changed]) > mostMisfit*float64(count.total())
	if p.linesShifted || hardlyAnyIsSame(count) { // what is gone may only stand elsewhere
		became = became.replaced(ink.Blank, ink.Unclear)
	}
	became = p.bridgeHidden(became)
	looksOne := slices.Contains(p.pair.Basis, dossier.ByLooks) // so it is not the same form, filled in otherwise
	if p.known.machineRead && !looksOne && p.filledOtherwise(count) {
		p.otherForm = true
		return
	}
	seen := count.total() - count[ink.Outside]
	isClear := float64(count[ink.Same]) >= clearPage*float64(seen)
	p.changes = p.withoutLostSigns(p.hiddenRuns(became), isClear)
	if isClear && !p.known.machineRead {
		became = p.takeDrawnAlong(became)
	}
	for i, f := range became {
		if f == ink.Unclear || f == ink.Changed {
			p.untold = append(p.untold, i)
		}
	}
	if p.known.machineRead {
		return // many of its words are none: they are not counted
	}
	if p.unreadChanges = p.countChanged(became); float64(p.unreadChanges) > mostChanged*float64(seen) {
		p.unreadChanges = 0
	}
	if p.unreadChanges > 0 && isClear {
		p.changes = append(p.changes, p.changesOfRuns(became.runs(func(f ink.Fate) bool { return f == ink.Changed }), became, dossier.TextEdited)...)
	}
	slices.SortStableFunc(p.changes, func(a, b change) int { return cmp.Compare(a.firstKnown(), b.firstKnown()) })
	if isClear {
		p.changes = append(p.changes, p.fieldsOtherwise(ofFields)...)
	}
}

// hardlyAnyIsSame reports whether so few words that are there look the same that it is not known
// how the pages lie on one another.
func hardlyAnyIsSame(count fateCounts) bool {
	return float64(count[ink.Same]) < knownPlace*float64(count[ink.Same]+count[ink.Unclear]+count[ink.Changed])
}

// fateOfEach returns the fate of each word of the known page, and of what its fields hold: by
// what is usual of all of them where its words are known as text. What a machine read on a scan
// is in part no word, and faded where the other did not.
func (p *Comparison) fateOfEach() (words wordFates, fields []ink.Fate) {
	boxes := p.boxesOfKnown()
	if !p.known.machineRead {
		for _, f := range p.known.fields {
			boxes = append(boxes, p.placeOfField(f))
		}
		all := p.ink.Fates(boxes)
		return all[:len(p.words.known)], all[len(p.words.known):]
	}
	became := make(wordFates, len(boxes))
	for i, b := range boxes {
		if b.W > 0 {
			became[i] = p.ink.Fate(b)
		}
	}
	return became, nil
}

// boxesOfKnown returns the boxes of the words of the known page, the empty one where a word
// cannot be seen.
func (p *Comparison) boxesOfKnown() []dossier.Box {
	boxes := make([]dossier.Box, len(p.words.known))
	for i, w := range p.words.known {
		if !p.known.hidden[i] && w.Box.W > 0 {
			boxes[i] = w.Box
		}
	}
	return boxes
}

// countChanged counts the words that look changed.
func (p *Comparison) countChanged(became wordFates) (n int) {
	for i, f := range became {
		if f == ink.Changed && wording.HasLetters(p.words.known[i].Text) {
			n++
		}
	}
	return n
}

func (w wordFates) replaced(old, with ink.Fate) wordFates {
	w = slices.Clone(w)
	for i, f := range w {
		if f == old {
			w[i] = with
		}
	}
	return w
}

// pushed reports whether a word is gone from its place while something was added just
// above or below: lines were inserted or deleted, and what is gone may only lie elsewhere.
func (p *Comparison) pushed(became wordFates) bool {
	for i, f := range became {
		word := p.words.known[i].Box
		if f == ink.Blank && slices.ContainsFunc(p.ink.Added(), func(r ink.Region) bool { return isLineBeside(r, word) }) {
			return true
		}
	}
	return false
}

// isLineBeside reports whether a region may be a line of text just above or below a word.
func isLineBeside(r ink.Region, word dossier.Box) bool {
	at := r.Known
	gap := max(at.Y-(word.Y+word.H), word.Y-(at.Y+at.H))
	return !r.Solid && at.X <= word.X+1 && at.X+at.W >= word.X+word.W-1 &&
		gap > -word.H && gap <= lineSpacing*word.H && at.H <= 4*word.H
}

// bridgeHidden takes words for hidden that are unclear and lie under a box or among words
// that are hidden: a box has edges, and labels on it.
func (p *Comparison) bridgeHidden(became wordFates) wordFates {
	var boxes []dossier.Box
	for _, r := range p.ink.Added() {
		if r.Solid && !r.Gray {
			boxes = append(boxes, r.Known)
		}
	}
	became = p.hiddenUnder(boxes, became)
	for i, w := range p.words.known {
		if became.hidden(i) {
			boxes = append(boxes, w.Box)
		}
	}
	return p.unclearBeside(boxes, became).bridged()
}

// hiddenUnder makes words covered that are unclear or changed, lie under a box and stand
// next to a hidden word; from the first word to the last, so that one makes the next.
func (p *Comparison) hiddenUnder(boxes []dossier.Box, became wordFates) wordFates {
	became = slices.Clone(became)
	for i, f := range became {
		word := p.words.known[i].Box
		beside := i > 0 && became.hidden(i-1) || i+1 < len(became) && became.hidden(i+1)
		if (f == ink.Unclear || f == ink.Changed) && beside && slices.ContainsFunc(boxes, func(b dossier.Box) bool { return covers(b, word) }) {
			became[i] = ink.Covered
		}
	}
	return became
}

// unclearBeside makes changed words unclear that touch a box: what is left of a word at
// its edge looks like another.
func (p *Comparison) unclearBeside(boxes []dossier.Box, became wordFates) wordFates {
	became = slices.Clone(became)
	for i, f := range became {
		word := p.words.known[i].Box
		if f == ink.Changed && slices.ContainsFunc(boxes, func(b dossier.Box) bool { return touches(word, b, word.H) }) {
			became[i] = ink.Unclear
		}
	}
	return became
}

// bridged gives up to mostBridged undecided words between two hidden ones the fate of
// the first of these.
func (w wordFates) bridged() wordFates {
	w = slices.Clone(w)
	last := -1 // the hidden word before
	for i, f := range w {
		switch {
		case isHidden(f):
			if last >= 0 && i-last-1 <= mostBridged {
				for j := last + 1; j < i; j++ {
					w[j] = w[last]
				}
			}
			last = i
		case f == ink.Same || f == ink.Outside:
			last = -1
		}
	}
	return w
}

// filledOtherwise reports whether the pages are a printed form filled in differently: ink
// stands in place of other ink. On a copy ink is gone, or was added, hardly both.
func (p *Comparison) filledOtherwise(count fateCounts) bool {
	added, removed := 0.0, 0.0
	for _, r := range p.ink.Added() {
		if !r.Solid {
			added += r.Ink
		}
	}
	for _, r := range p.ink.Removed() {
		removed += r.Ink
	}
	return min(added, removed) >= exchangedInk && float64(count[ink.Changed]) >= exchangedWords*float64(count[ink.Same]+count[ink.Changed])
}

// hiddenRuns returns a redaction for each run of hidden words.
func (p *Comparison) hiddenRuns(became wordFates) []change {
	runs := became.runs(isHidden)
	if p.known.machineRead {
		runs = p.trusted(runs, became)
	}
	return p.changesOfRuns(runs, became, dossier.TextRedacted)
}

// withoutLostSigns returns redactions without those of a sign alone that is lost in the dirt of a
// picture that is not clear, or under a watermark: of these it cannot be told.
func (p *Comparison) withoutLostSigns(redactions []change, isClear bool) []change {
	return slices.DeleteFunc(redactions, func(c change) bool {
		lost := !wording.HasLetters(c.before) && (!isClear || !slices.ContainsFunc(c.deleted, func(w int) bool { return !p.underDrawing(w) }))
		if lost {
			p.untold = append(p.untold, c.deleted...)
		}
		return lost
	})
}

// changesOfRuns returns a change of the kind for each run of words.
func (p *Comparison) changesOfRuns(runs [][]int, became wordFates, kind dossier.Kind) []change {
	var changes []change
	for _, run := range runs {
		c := change{hunk: hunk{deleted: run, previous: -1}, kind: kind, before: textOf(p.words.known, run)}
		switch became[run[0]] {
		case ink.Covered:
			c.covered, c.basis = true, "laid over one another, a box stands where the known page has these words"
		case ink.Blank:
			c.basis = "laid over one another, the place of these words is empty"
		default:
			c.basis = "laid over one another, these words look different; what stands in their place was not read"
		}
		changes = append(changes, p.located(c))
	}
	return changes
}

// runs returns the longest runs of words with such fates.
func (w wordFates) runs(such func(ink.Fate) bool) [][]int {
	var runs [][]int
	for i, f := range w {
		switch {
		case !such(f):
		case i > 0 && such(w[i-1]):
			runs[len(runs)-1] = append(runs[len(runs)-1], i)
		default:
			runs = append(runs, []int{i})
		}
	}
	return runs
}

// trusted returns of each run of hidden words, as a machine read them on the known page, what
// is words rather than specks. A few words that are merely gone may have faded, and a few under
// black that stand alone may lie under the edge of a sheet; words that are gone outside of what
// is still there may have been cut off.
func (p *Comparison) trusted(runs [][]int, became wordFates) [][]int {
	typed := p.ink.LooksTyped(p.boxesOfKnown())
	isWord := func(i int) bool { return typed[i] && likeWord(p.words.known[i]) }
	var left []dossier.Box
	for i, w := range p.words.known {
		if became[i] == ink.Same && isWord(i) {
			left = append(left, w.Box)
		}
	}
	text := bounds(left)
	var trusted [][]int
	for _, run := range runs {
		all := len(run)
		run = slices.DeleteFunc(run, func(i int) bool { return !isWord(i) })
		if 2*len(run) < all {
			continue
		}
		first, few := p.words.known[run[0]].Box, len(run) < leastGone
		beside := func(b dossier.Box) bool { return besideInLine(b, first) }
		if became[run[0]] == ink.Blank && (few || !covers(text, first)) || few && !slices.ContainsFunc(left, beside) {
			continue
		}
		trusted = append(trusted, run)
	}
	return trusted
}

// likeWord reports whether what a machine read is mostly letters or digits, more than two, with
// room for them along the line.
func likeWord(w dossier.Word) bool {
	const across, down = .2, .5 // of the line's height that a letter takes at least
	n := wording.CountLetters(w.Text)
	return n >= 3 && 10*n >= 7*utf8.RuneCountInString(w.Text) &&
		(w.Box.W >= across*float64(n)*w.Box.H || w.Box.H >= down*float64(n)*w.Box.W)
}

// judgeReading adds to the changes found by ink what a machine read in place of words that
// look changed. Which words are hidden, or drawn over, is left to ink: there a machine reads
// little.
func (p *Comparison) judgeReading() {
	for _, h := range p.words.hunks {
		read, ok := p.apply(p.judge(h))
		if !ok || read.kind == dossier.TextRedacted {
			continue
		}
		sameWords := func(c change) bool { return overlapping(c.deleted, read.deleted) }
		drawnOver := func(c change) bool {
			return c.kind == dossier.TextRedacted && sameWords(c) || overlapping(c.along, read.deleted)
		}
		if slices.ContainsFunc(p.changes, drawnOver) {
			continue
		}
		p.changes = append(slices.DeleteFunc(p.changes, sameWords), read) // it says more
	}
}

// overlapping reports whether two lists of words have one in common.
func overlapping(a, b []int) bool {
	return slices.ContainsFunc(a, func(w int) bool { return slices.Contains(b, w) })
}
