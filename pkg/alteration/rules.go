package alteration

import (
	"regexp"
	"slices"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/internal/ink"
	"github.com/leakprint/leakprint/pkg/wording"
)

// This file decides what a hunk, a place where the words of two pages differ, means. judge
// gathers the facts of the hunk and takes the outcome of the first rule that holds: of
// anyHunk, then of the table for words only deleted, only inserted, or replaced. To tell
// one more case apart, add a fact and a rule. The order of the rules matters.

// A rule gives an outcome to the hunks for which it holds.
type rule struct {
	holds   func(f *hunkFacts) bool
	outcome outcome
}

// A table is an ordered list of rules, and the outcome where none of them holds.
type table struct {
	rules     []rule
	otherwise outcome
}

// An outcome is what becomes of a hunk. Kind, basis and covered are those of the change
// where it was altered.
type outcome struct {
	verdict verdict
	kind    dossier.Kind
	basis   string // for people
	covered bool   // a box stands over the words
}

type verdict int

const (
	unaltered  verdict = iota // the words are there, or nothing that matters differs
	cutOff                    // the words lie outside of what the query shows
	undecided                 // the evidence does not suffice
	looksAlike                // other characters that seem to be drawn alike; to be looked at closer
	altered
)

// alteredAs returns the outcome for words that were altered.
func alteredAs(kind dossier.Kind, basis string) outcome {
	return outcome{verdict: altered, kind: kind, basis: basis}
}

// coveredByBox is the outcome for words under a box, or replaced by what is written on one.
var coveredByBox = outcome{altered, dossier.TextRedacted, "a box stands where the known page has these words", true}

// anyHunk are the rules that come first, whatever the hunk has.
var anyHunk = []rule{
	{func(f *hunkFacts) bool { return f.class == "" || f.class == dossier.ClassSpacing },
		outcome{verdict: unaltered}},
	{func(f *hunkFacts) bool { return f.fates.mostly(ink.Outside) },
		outcome{verdict: cutOff}},
	{func(f *hunkFacts) bool { return f.alike },
		outcome{verdict: looksAlike}},
	{func(f *hunkFacts) bool { return !f.unlike && wording.SameButUnsaid(f.before, f.after) },
		outcome{verdict: undecided}},
	{func(f *hunkFacts) bool { return f.misencoded },
		outcome{verdict: undecided}},
}

// deletedWords are the rules for words that are gone, and for a label in their place.
var deletedWords = table{
	rules: []rule{
		{func(f *hunkFacts) bool { return f.fates.mostly(ink.Covered) || isLabel(f.after) },
			coveredByBox},
		{func(f *hunkFacts) bool { return f.fates.mostly(ink.Same) && wording.HasLetters(f.before) }, // still seen, though not as text
			outcome{verdict: unaltered}},
		{func(f *hunkFacts) bool { return f.fates.mostly(ink.Same) }, // too little ink to be sure
			outcome{verdict: looksAlike}},
		{func(f *hunkFacts) bool { return f.readable && f.page.closedUp(f.hunk) },
			alteredAs(dossier.TextEdited, "the words are gone and the text has closed up")},
		{func(f *hunkFacts) bool { return f.readable && !f.drawn && f.page.pair.Relation != dossier.Redacted },
			alteredAs(dossier.TextEdited, "the words are gone")},
		{func(f *hunkFacts) bool {
			return f.readable && !f.fates.mostly(ink.Unclear) && f.page.isHeaderOrFooter(f.deleted)
		},
			alteredAs(dossier.OverlayRemoved, "the first or the last line of the page is gone")},
		{func(f *hunkFacts) bool { return f.readable && !f.drawn || f.fates.mostly(ink.Blank) },
			alteredAs(dossier.TextRedacted, "the words are gone and their place is empty")},
		{func(f *hunkFacts) bool { return f.readable && wording.HasLetters(f.before) && f.fates.mostlyLost() },
			alteredAs(dossier.TextRedacted, "the words are gone and what stands in their place is no text")},
		{func(f *hunkFacts) bool { return f.readable && f.fates.mostlyLost() },
			alteredAs(dossier.TextEdited, "the sign is gone")},
	},
	otherwise: outcome{verdict: undecided},
}

// insertedWords are the rules for words that the known page does not have.
var insertedWords = table{
	rules: []rule{
		{func(f *hunkFacts) bool { return f.origins.mostly(ink.Same) && wording.HasLetters(f.after) }, // the known page shows them too, though not as text
			outcome{verdict: unaltered}},
		{func(f *hunkFacts) bool { return f.origins.mostly(ink.Same) }, // too little ink to be sure
			outcome{verdict: looksAlike}},
		{func(f *hunkFacts) bool { return !f.readable && !f.origins.mostly(ink.Blank) },
			outcome{verdict: undecided}},
		{func(f *hunkFacts) bool { return f.page.inRunningText(f.hunk) },
			alteredAs(dossier.TextEdited, "words of the input are not on the known page")},
	},
	otherwise: alteredAs(dossier.OverlayAdded, "words stand where the known page has none"),
}

// replacedWords are the rules for words that have others in their place.
var replacedWords = table{
	rules: []rule{
		{func(f *hunkFacts) bool { return f.fates.only(ink.Same) && (f.origins.only(ink.Same) || !f.readable) }, // misread by a machine, or by a font that lost its encoding
			outcome{verdict: looksAlike}},
		{func(f *hunkFacts) bool { return f.fates.mostly(ink.Covered) },
			coveredByBox},
		{func(f *hunkFacts) bool { return f.readable && f.class == dossier.ClassOrder },
			alteredAs(dossier.TextEdited, "the same words stand in another order")},
		{func(f *hunkFacts) bool { return !f.readable && f.onlySignsDiffer() && !f.fates.mostly(ink.Changed) },
			outcome{verdict: unaltered}},
		{func(f *hunkFacts) bool { return !f.readable && !wording.HasLetters(f.before+f.after) }, // specks that a machine read
			outcome{verdict: unaltered}},
		{func(f *hunkFacts) bool { return !f.readable && !f.fates.mostly(ink.Changed) },
			outcome{verdict: undecided}},
	},
	otherwise: alteredAs(dossier.TextEdited, "other words stand in their place"),
}

// hunkFacts are what the rules ask of a hunk.
type hunkFacts struct {
	hunk          // without inserted words that cannot be seen
	class         dossier.Class
	page          *Comparison // to ask where the hunk stands; rules do not change it
	before, after string      // the deleted and the inserted words
	fates         fateCounts  // of the deleted words; empty where the pages were not drawn
	origins       fateCounts  // of the inserted words, likewise
	drawn         bool        // the pages were drawn
	alike, unlike bool        // the pages look the same there, pixel by pixel, or do not; neither where that is not known
	readable      bool        // the words of neither page were read by a machine
	misencoded    bool        // a sign or two, which look the same but for traces, where fonts have lost their encoding
}

// gather returns the facts of a hunk.
func (p *Comparison) gather(h hunk) *hunkFacts {
	if q := p.words.query; p.pair.Relation == dossier.Excerpt && len(q) > 0 && q[0].Box.W == 0 {
		h = h.quoted(len(p.words.common))
	}
	h.inserted = slices.DeleteFunc(slices.Clone(h.inserted), func(w int) bool { return p.unseen(w) })
	alike := p.fine != nil && p.looksTheSame(p.fine, ink.FineDPI, h)
	misencoded := p.encodingLost && p.fine != nil && !alike && p.sameIn(p.fine.SameIn, ink.FineDPI, h)
	return &hunkFacts{
		hunk: h, page: p, class: p.words.class(h),
		before: p.words.deletedText(h), after: p.words.insertedText(h),
		fates: p.fatesOf(h.deleted), origins: p.originsOf(h.inserted),
		drawn: p.ink != nil, alike: alike, unlike: p.fine != nil && !alike && !p.otherType && !h.misread, readable: !p.eitherMachineRead(),
		misencoded: misencoded,
	}
}

// unseen reports whether a word of the query page cannot be seen, on a page whose words can.
func (p *Comparison) unseen(w int) bool {
	return p.query.hidden[w] || p.query.invisible[w] && !p.query.machineRead
}

// quoted returns a hunk of a quote, which is text without a page: of the words before
// its beginning and after its end, only as many are deleted as are inserted there.
// common is how many common words there are.
func (h hunk) quoted(common int) hunk {
	n := min(len(h.inserted), len(h.deleted))
	switch {
	case h.previous < 0:
		h.deleted = h.deleted[len(h.deleted)-n:]
	case h.next >= common:
		h.deleted = h.deleted[:n]
	}
	return h
}

// onlySignsDiffer reports whether the texts differ in what machines misread most:
// punctuation, letter case and accents.
func (f *hunkFacts) onlySignsDiffer() bool {
	return f.class == dossier.ClassPunctuation || f.class == dossier.ClassLetters
}

// tableOfRules returns the rules for the kind of hunk.
func (f *hunkFacts) tableOfRules() table {
	switch {
	case len(f.deleted) > 0 && len(f.inserted) == 0 || isLabel(f.after):
		return deletedWords
	case len(f.deleted) == 0:
		return insertedWords
	}
	return replacedWords
}

// judge returns what a hunk means, and the facts that say so.
func (p *Comparison) judge(h hunk) (*hunkFacts, outcome) {
	f := p.gather(h)
	return f, f.decide()
}

// decide returns the outcome of the first rule that holds. What was seen to look otherwise,
// pixel by pixel, does not look alike.
func (f *hunkFacts) decide() outcome {
	if f.unlike {
		return f.decideBut(looksAlike)
	}
	return f.decideBut(-1)
}

// decideBut returns the outcome of the first rule that holds and has not the verdict.
func (f *hunkFacts) decideBut(not verdict) outcome {
	t := f.tableOfRules()
	for _, r := range slices.Concat(anyHunk, t.rules) {
		if r.outcome.verdict != not && r.holds(f) {
			return r.outcome
		}
	}
	return t.otherwise
}

// apply records the outcome of a hunk that is no change, and returns one that is.
func (p *Comparison) apply(f *hunkFacts, o outcome) (c change, ok bool) {
	switch o.verdict {
	case cutOff:
		p.cutOff = append(p.cutOff, f.deleted...)
	case undecided:
		if p.untold = append(p.untold, f.deleted...); len(f.deleted) == 0 {
			p.untoldAdded = append(p.untoldAdded, f.inserted...)
		}
	case looksAlike:
		if o := f.decideBut(looksAlike); f.readable && o.verdict == altered {
			p.lookAlikes = append(p.lookAlikes, p.located(f.changeAs(o)))
		}
	case altered:
		if o.kind == dossier.TextEdited && !f.readable {
			o.basis += ", as far as a machine could read them; they look different as well"
		}
		return p.located(f.changeAs(o)), true
	}
	return c, false
}

// changeAs returns the hunk as a change, not yet located.
func (f *hunkFacts) changeAs(o outcome) change {
	return change{hunk: f.hunk, class: f.class, before: f.before, after: f.after, kind: o.kind, basis: o.basis, covered: o.covered}
}

// labels matches what is written on redactions: exemptions of the US Freedom of
// Information Act and the like, and blocks or signs that stand for letters.
var labels = regexp.MustCompile(`(?i)^[\[(]?\s*(redacted|deleted|withheld|classified|exempt\w*|removed|blacked out|geschwärzt|caviardé)\s*[\])]?$|^([(]?b[)]?\s?\(\d\)[\s,;/]*(\([A-F]\))?[\s,;/]*)+$|^[█▇■▮▓▒░_xX*.…\[\]\s-]{3,}$`)

func isLabel(text string) bool { return labels.MatchString(text) }
