package alteration

import (
	"cmp"
	"slices"
	"unicode/utf8"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/internal/ink"
)

const (
	mostChanged    = .03   // share of a page's words that may look changed to be said so; where more do, the picture is bad
	mostMisfit     = .08   // share of words that look changed where lines were pushed up or down
	exchangedInk   = 1200. // square points, on either page
	exchangedWords = .05   // share of the words that can be told
	leastGone      = 4     // words that are gone from a photocopy
	clearPage      = .8    // share of a page's words that look the same where a picture is clear enough to say what differs
	mostBridged    = 3     // words too unclear to tell between two that are hidden
)

// judgeUnread says what became of the words of a known page of which the query is a
// picture that nobody has read.
func (p *Comparison) judgeUnread() {
	words := p.words.known
	became := make([]ink.Fate, len(words))
	count := fates{}
	for i, w := range words {
		if p.known.hidden[i] || w.Box.W <= 0 {
			continue
		}
		became[i] = p.ink.Fate(w.Box)
		count[became[i]]++
		if became[i] == ink.Outside {
			p.cut = append(p.cut, i)
		}
	}
	p.misfit = p.pushed(became) || float64(count[ink.Changed]) > mostMisfit*float64(count.total())
	for i, f := range became {
		if p.misfit && f == ink.Blank {
			became[i] = ink.Unclear
		}
	}
	p.bridge(became)
	p.noteRuns(became, dossier.TextRedacted, func(f ink.Fate) bool { return f == ink.Covered || f == ink.Blank })
	p.changed, p.unclear = 0, 0
	for i, f := range became {
		switch {
		case f == ink.Changed && hasLetters(words[i].Text):
			p.changed++
		case f == ink.Unclear:
			p.unclear++
		}
	}
	if p.known.machineRead {
		p.unclear, p.changed = 0, 0 // many of its words are none
		if p.otherForm = p.filledOtherwise(count); p.otherForm {
			p.changes = nil
			return
		}
	}
	if seen := count.total() - count[ink.Outside]; float64(p.changed) > mostChanged*float64(seen) {
		p.unclear, p.changed = p.unclear+p.changed, 0
	}
	if p.changed > 0 && float64(count[ink.Same]) >= clearPage*float64(count.total()-count[ink.Outside]) {
		p.noteRuns(became, dossier.TextEdited, func(f ink.Fate) bool { return f == ink.Changed })
	}
	slices.SortStableFunc(p.changes, func(a, b change) int { return cmp.Compare(a.gone[0], b.gone[0]) })
}

// pushed reports whether something is gone from its place while something was added just
// above or below: lines were put in or taken out, and what is gone may only lie elsewhere.
func (p *Comparison) pushed(became []ink.Fate) bool {
	for i, f := range became {
		if f != ink.Blank {
			continue
		}
		b := p.words.known[i].Box
		if slices.ContainsFunc(p.ink.Added(), func(r ink.Region) bool {
			at := r.Known
			gap := max(at.Y-(b.Y+b.H), b.Y-(at.Y+at.H))
			return !r.Solid && at.X <= b.X+1 && at.X+at.W >= b.X+b.W-1 && gap > -b.H && gap <= lineSpacing*b.H && at.H <= 4*b.H
		}) {
			return true
		}
	}
	return false
}

// judgeReading says what a machine read in place of words that look changed. Which words
// are hidden is told from the ink of each: next to a box, a machine reads little.
func (p *Comparison) judgeReading() {
	byInk := p.changes
	for _, s := range p.words.spots {
		p.changes = nil
		p.judge(s)
		for _, c := range p.changes {
			overlaps := func(o change) bool {
				return slices.ContainsFunc(o.gone, func(w int) bool { return slices.Contains(c.gone, w) })
			}
			hidden := slices.ContainsFunc(byInk, func(o change) bool { return o.kind == dossier.TextRedacted && overlaps(o) })
			if c.kind == dossier.TextRedacted || hidden {
				continue
			}
			byInk = append(slices.DeleteFunc(byInk, overlaps), c) // it says more
		}
	}
	p.changes = byInk
}

// bridge takes for hidden what is too unclear to tell and lies under a box, or among
// words that are hidden: a box has edges, and labels on it.
func (p *Comparison) bridge(became []ink.Fate) {
	hidden := func(i int) bool { return became[i] == ink.Covered || became[i] == ink.Blank }
	var boxes []dossier.Box
	for _, r := range p.ink.Added() {
		if r.Solid && !r.Gray {
			boxes = append(boxes, r.Known)
		}
	}
	for i, f := range became {
		under := func(b dossier.Box) bool { return covers(b, p.words.known[i].Box) }
		beside := i > 0 && hidden(i-1) || i+1 < len(became) && hidden(i+1)
		if (f == ink.Unclear || f == ink.Changed) && beside && slices.ContainsFunc(boxes, under) {
			became[i] = ink.Covered
		}
	}
	for i, w := range p.words.known {
		if hidden(i) {
			boxes = append(boxes, w.Box)
		}
	}
	for i := range became { // what is left of a word at the edge of a box looks like another
		b := p.words.known[i].Box
		near := func(box dossier.Box) bool { return touches(b, box, b.H) }
		if became[i] == ink.Changed && slices.ContainsFunc(boxes, near) {
			became[i] = ink.Unclear
		}
	}
	last := -1
	for i := range became {
		switch {
		case hidden(i):
			if last >= 0 && i-last-1 <= mostBridged {
				for j := last + 1; j < i; j++ {
					became[j] = became[last]
				}
			}
			last = i
		case became[i] == ink.Same || became[i] == ink.Outside:
			last = -1
		}
	}
}

// filledOtherwise reports whether the pages are a printed form filled in differently: ink
// stands in place of other ink. On a copy ink is gone, or was added, hardly both.
func (p *Comparison) filledOtherwise(count fates) bool {
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

// trusted are those of a run of words, as a machine read them on the known page, that are
// words rather than specks. One that is merely gone may have faded.
func (p *Comparison) trusted(run []int, became []ink.Fate) []int {
	words := slices.DeleteFunc(slices.Clone(run), func(i int) bool { return !likeWord(p.words.known[i].Text) })
	if len(words) > 0 && len(words) < leastGone && became[words[0]] == ink.Blank {
		return nil
	}
	return words
}

// likeWord reports whether a reading is mostly letters or digits, and more than two.
func likeWord(text string) bool {
	n := countLetters(text)
	return n >= 3 && 10*n >= 7*utf8.RuneCountInString(text)
}

// noteRuns makes a change of each run of words that became of the kind.
func (p *Comparison) noteRuns(became []ink.Fate, kind dossier.Kind, of func(ink.Fate) bool) {
	var run []int
	flush := func() {
		if p.known.machineRead {
			run = p.trusted(run, became)
		}
		if len(run) == 0 {
			return
		}
		c := change{spot: spot{gone: run, previous: -1}, kind: kind, before: textOf(p.words.known, run)}
		switch became[run[0]] {
		case ink.Covered:
			c.covered, c.basis = true, "laid over one another, a box stands where the known page has these words"
		case ink.Blank:
			c.basis = "laid over one another, the place of these words is empty"
		default:
			c.basis = "laid over one another, these words look different; what stands in their place was not read"
		}
		p.note(c)
		run = nil
	}
	for i, f := range became {
		if !of(f) {
			flush()
		} else {
			run = append(run, i)
		}
	}
	flush()
}
