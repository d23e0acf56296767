package forge

import (
	"regexp"
	"slices"

	"github.com/leakprint/leakprint/pkg/dossier"
)

// Words changed by tools that paint over what stands there or set other letters.

// A rewording makes a word of a word.
type rewording struct {
	name, pattern, template string
}

// both makes two changes of one: what stood there is left in the file, and is taken out.
func both(name string, kinds, kindsTakenOut []dossier.Kind, draw func(w *drawing, takenOut bool) bool) []DrawnChange {
	return []DrawnChange{
		{Name: name + ", left in the file", Kinds: kinds, draw: func(w *drawing) bool { return draw(w, false) }},
		{Name: name + ", taken out", Kinds: kindsTakenOut, FileOnly: true, draw: func(w *drawing) bool { return draw(w, true) }},
	}
}

var inPlace = []rewording{
	{"shall to may", `^shall$`, "may"},
	{"leading digit", `^([£$€]?)4(,?[0-9])`, "${1}9$2"},
	{"each to some", `^(all|each|any)$`, "some"},
	{"another leading digit", `^([£$€-]?)[1-35-8]([0-9,.]*[0-9])`, "${1}4$2"},
	{"Party to State", `^Party(\W?)$`, "State$1"},
	{"last digit", `^([0-9,.]*[0-9])[0-7](\W*)$`, "${1}9$2"},
	{"a short word", `^(to|of|in)$`, "by"},
	{"a longer word", `^[a-z]{6,}$`, "void"},
}

func editsInPlace() []DrawnChange {
	var all []DrawnChange
	for _, w := range inPlace {
		re := regexp.MustCompile(w.pattern)
		all = append(all, both(w.name, kinds(dossier.TextEdited), kinds(dossier.TextEdited), func(d *drawing, takenOut bool) bool {
			return d.editInPlace(re, w.template, takenOut)
		})...)
	}
	return all
}

// editInPlace paints a word over in white and writes another onto that, no wider than the
// first.
func (w *drawing) editInPlace(re *regexp.Regexp, template string, takenOut bool) bool {
	i := w.word(func(word Word) bool { _, ok := replacingIn(word.Text, re, template); return ok })
	if i < 0 {
		return false
	}
	old := w.copy.Words[i]
	edited := old
	edited.Text, _ = replacingIn(old.Text, re, template)
	edited.Width = min(old.Width, natural(old.Font, old.Size, edited.Text))
	edited.Depth = Above
	w.copy.Fills = append(w.copy.Fills, Fill{Box: old.Box(), Gray: 255, Over: true})
	w.copy.Words = slices.Insert(w.copy.Words, i+1, edited)
	if takenOut {
		w.copy.Words = slices.Delete(w.copy.Words, i, i+1)
	} else {
		w.copy.Words[i].End = Space
	}
	w.before, w.after = old.Text, edited.Text
	w.at(old.Box())
	return true
}

// Endings of words that get longer, and of those that get shorter.
var (
	longer = []rewording{
		{"a zero added", `^([0-9]+)$`, "${1}0"},
		{"a letter added to a unit", `^(m|t|kg)$`, "${1}m"},
		{"half added", `^([0-9]+)$`, "${1}.5"},
		{"an ending added", `^([a-z]{4,})$`, "${1}men"},
		{"an s added", `^([a-z]{3,}[a-rt-z])$`, "${1}s"},
	}
	shorter = []rewording{
		{"last digit gone", `^([0-9][0-9,.]*[0-9])[0-9]$`, "$1"},
		{"decimals gone", `^([0-9]+)\.[0-9]+$`, "$1"},
		{"an s gone", `^([a-z]{3,})s$`, "$1"},
		{"an ending gone", `^([a-z]{3,})(ed|ly|ion|ing)$`, "$1"},
	}
)

func otherLengths() []DrawnChange {
	var all []DrawnChange
	add := func(words []rewording, change func(w *drawing, re *regexp.Regexp, template string, textToo bool) bool) {
		for _, r := range words {
			re := regexp.MustCompile(r.pattern)
			all = append(all,
				DrawnChange{Name: r.name + ", in the text as well", Kinds: kinds(dossier.TextEdited), draw: func(w *drawing) bool { return change(w, re, r.template, true) }},
				DrawnChange{Name: r.name + ", in the drawing alone", Kinds: kinds(dossier.TextEdited), FileOnly: true, draw: func(w *drawing) bool { return change(w, re, r.template, false) }},
			)
		}
	}
	add(longer, (*drawing).lengthen)
	add(shorter, (*drawing).shorten)
	return all
}

// lengthen adds letters at the right of a word that has room there. Where the text is not
// to be changed as well, they are shapes.
func (w *drawing) lengthen(re *regexp.Regexp, template string, textToo bool) bool {
	const apart = 1 // points, to what follows
	i := w.word(func(word Word) bool {
		long, ok := replacingIn(word.Text, re, template)
		return ok && natural(word.Font, word.Size, long)*word.stretch()/100+apart < w.room(word)
	})
	if i < 0 {
		return false
	}
	old := w.copy.Words[i]
	long := old
	long.Text, _ = replacingIn(old.Text, re, template)
	long.Width = hundredths(natural(old.Font, old.Size, long.Text) * old.stretch() / 100)
	if textToo {
		w.copy.Words[i] = long
	} else {
		added := piece(long, len(old.Text), len(long.Text))
		added.Outlined, added.Depth = true, Above
		w.copy.Words = append(w.copy.Words, added)
	}
	w.before, w.after = old.Text, long.Text
	w.at(long.Box())
	return true
}

// room is how wide a word may be until it meets the next one, or the margin.
func (w *drawing) room(word Word) float64 {
	const edge = 30 // points
	right := w.copy.Width - edge
	for _, other := range w.copy.Words {
		if o, b := other.Box(), word.Box(); other.X > word.X && o.Y < b.Y+b.H && b.Y < o.Y+o.H {
			right = min(right, other.X)
		}
	}
	return right - word.X
}

// shorten takes the letters at the right of a word away. Where the text is not to be
// changed as well, they stay in it and are not drawn.
func (w *drawing) shorten(re *regexp.Regexp, template string, textToo bool) bool {
	i := w.word(func(word Word) bool { _, ok := replacingIn(word.Text, re, template); return ok })
	if i < 0 {
		return false
	}
	old := w.copy.Words[i]
	short, _ := replacingIn(old.Text, re, template)
	kept := piece(old, 0, len(short))
	if textToo {
		kept.End = old.End
		w.copy.Words[i] = kept
	} else {
		lost := piece(old, len(short), len(old.Text))
		lost.Invisible, lost.End = true, old.End
		w.copy.Words = slices.Replace(w.copy.Words, i, i+1, kept, lost)
	}
	w.before, w.after = old.Text, short
	w.at(old.Box())
	return true
}

// patched are the parts of words that are painted over: the group of the pattern.
var patched = []struct{ name, pattern string }{
	{"last digit", `[0-9]([0-9])\W*$`},
	{"minus sign", `^(-)[0-9]`},
	{"decimal point", `[0-9](\.)[0-9]`},
	{"first digit", `^([0-9])[0-9,.]+`},
	{"percent or per mille sign", `[0-9]([%‰])`},
	{"currency sign", `^([$£€])[0-9]`},
}

func whitePatches() []DrawnChange {
	gone := kinds(dossier.TextRedacted, dossier.RedactedBadly)
	var all []DrawnChange
	for _, p := range patched {
		re := regexp.MustCompile(p.pattern)
		partly := kinds(dossier.TextRedacted, dossier.RedactedBadly, dossier.TextEdited)
		all = append(all, both(p.name, partly, kinds(dossier.TextRedacted, dossier.TextEdited), func(w *drawing, takenOut bool) bool {
			return w.patchPart(re, takenOut)
		})...)
	}
	for _, p := range []struct {
		name  string
		words int
	}{{"a word", 1}, {"three words", 3}, {"a line", 0}} {
		all = append(all, both(p.name, gone, kinds(dossier.TextRedacted), func(w *drawing, takenOut bool) bool {
			return w.patchRun(p.words, takenOut)
		})...)
	}
	return all
}

// patchPart paints over the group of a pattern that a word has, and leaves more of the word.
func (w *drawing) patchPart(re *regexp.Regexp, takenOut bool) bool {
	i := w.word(func(word Word) bool { return len(word.Text) > 1 && re.MatchString(word.Text) })
	if i < 0 {
		return false
	}
	old := w.copy.Words[i]
	at := re.FindStringSubmatchIndex(old.Text)
	from, to := at[2], at[3]
	box := part(old, from, to)
	w.copy.Fills = append(w.copy.Fills, Fill{Box: box, Gray: 255, Over: true})
	if takenOut {
		var kept []Word
		if from > 0 {
			kept = append(kept, piece(old, 0, from))
		}
		if to < len(old.Text) {
			kept = append(kept, piece(old, to, len(old.Text)))
		}
		kept[len(kept)-1].End = old.End
		w.copy.Words = slices.Replace(w.copy.Words, i, i+1, kept...)
	}
	w.before, w.after = old.Text, old.Text[:from]+old.Text[to:]
	w.at(box)
	return true
}

// patchRun paints over so many words of a line, or over a whole line.
func (w *drawing) patchRun(n int, takenOut bool) bool {
	run := w.run(n)
	if run == nil {
		return false
	}
	box, said := w.around(run)
	w.copy.Fills = append(w.copy.Fills, Fill{Box: box, Gray: 255, Over: true})
	if takenOut {
		w.copy.Words = slices.Delete(w.copy.Words, run[0], run[len(run)-1]+1)
	}
	w.before = said
	w.at(box)
	return true
}
