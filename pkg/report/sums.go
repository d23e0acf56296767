package report

import (
	"strings"

	"github.com/leakprint/leakprint/pkg/dossier"
)

// This file counts changes by what they are.

// A changeNoun is what a kind of change is called when it is counted, and said alone.
type changeNoun struct {
	one, many string // "redaction", "redactions"
	said      string // "words are redacted"; "" where a sentence says it otherwise, or never alone
	quotes    bool   // the words are quoted after it
}

// changeNouns are those of kinds; of edits of text see editNouns.
var changeNouns = map[dossier.Kind]changeNoun{
	dossier.TextRedacted:    {"redaction", "redactions", "words are redacted", true},
	dossier.RedactedBadly:   {"failed redaction", "failed redactions", "words are covered and still in the file", true},
	dossier.HiddenTextAdded: {"piece of hidden text", "pieces of hidden text", "the file holds words that nobody sees", true},
	dossier.OverlayAdded:    {"thing put on a page", "things put on pages", "a header, stamp, watermark or drawing is added", true},
	dossier.OverlayRemoved:  {"thing taken off a page", "things taken off pages", "a header, stamp, watermark or drawing is taken away", true},
	dossier.Restyled:        {"change of colour, weight or slant", "changes of colour, weight or slant", "words have another colour, weight or slant", true},
	dossier.AnnotationAdded: {"note or mark", "notes or marks", "a note or mark is added", true},
	dossier.ImageReplaced:   {"picture replaced", "pictures replaced", "a picture is replaced", false},
	dossier.PageInserted:    {one: "page of no known copy", many: "pages of no known copy"},
	dossier.PageMoved:       {one: "page moved", many: "pages moved"},
	dossier.PageDuplicated:  {one: "page repeated", many: "pages repeated"},
	dossier.Retypeset:       {one: "page set anew", many: "pages set anew"},
	dossier.AttachmentAdded: {"attachment", "attachments", "files are attached", false},
	dossier.Shortened:       {one: "part left out with a sign", many: "parts left out with a sign"},
	dossier.PageRemoved:     {one: "page not found", many: "pages not found"},
	dossier.PageCropped:     {one: "page cropped", many: "pages cropped"},
	dossier.ExcerptTaken:    {one: "page of which a part is here", many: "pages of which a part is here"},
	dossier.PageRotated:     {one: "page turned", many: "pages turned"},
	dossier.PageScaled:      {one: "page scaled", many: "pages scaled"},
	dossier.Merged:          {one: "page of other known documents", many: "pages of other known documents"},
	dossier.Split:           {one: "page split off", many: "pages split off"},
}

var editNouns = map[dossier.Class]changeNoun{
	dossier.ClassFigures:     {one: "changed figure", many: "changed figures"},
	dossier.ClassLetters:     {one: "change of letters", many: "changes of letters"},
	dossier.ClassPunctuation: {one: "change of punctuation", many: "changes of punctuation"},
	dossier.ClassOrder:       {one: "change of order", many: "changes of order"},
}

// nounOf returns what a change is called.
func nounOf(a dossier.Alteration) changeNoun {
	switch {
	case a.Unread():
		return changeNoun{one: "word or passage that looks different", many: "words or passages that look different"}
	case formNouns[a.Form].words != "":
		return formNouns[a.Form].noun
	case a.AlongWords():
		return changeNoun{"line or highlight along words", "lines or highlights along words", "a line or highlight is drawn along words", true}
	case a.InPart:
		return changeNoun{"redaction", "redactions", "a part of words is gone", true}
	}
	if a.Kind == dossier.TextEdited {
		switch noun, ok := editNouns[a.Class]; {
		case a.Negation != "" && a.Class != dossier.ClassFigures:
			return changeNoun{one: "changed negation", many: "changed negations"}
		case ok:
			return noun
		}
		return changeNoun{one: "change of words", many: "changes of words"}
	}
	if noun, ok := changeNouns[a.Kind]; ok {
		return noun
	}
	return changeNoun{one: "other change", many: "other changes"}
}

// counted says how many there are: "3 redactions".
func (c changeNoun) counted(n int) string {
	if n == 1 {
		return "1 " + c.one
	}
	return grouped(n) + " " + c.many
}

// more is counted of others: "3 more redactions".
func (c changeNoun) more(n int) string {
	number, noun, _ := strings.Cut(c.counted(n), " ")
	return number + " more " + noun
}

// A changeSum is how many changes of one kind there are.
type changeSum struct {
	noun changeNoun
	n    int
}

// sums counts changes by what they are called, in the order in which these first occur.
func sums(list []dossier.Alteration) []changeSum {
	var all []changeSum
	at := map[string]int{}
	for _, a := range list {
		noun := nounOf(a)
		i, ok := at[noun.one]
		if !ok {
			i = len(all)
			at[noun.one], all = i, append(all, changeSum{noun: noun})
		}
		all[i].n += times(a)
	}
	return all
}

// times is how often a change counts: one of whole pages by their number, others once.
func times(a dossier.Alteration) int {
	switch a.Kind {
	case dossier.PageInserted, dossier.PageMoved, dossier.PageDuplicated, dossier.PageRemoved, dossier.PageCropped, dossier.PageScaled,
		dossier.PageRotated, dossier.ExcerptTaken, dossier.Retypeset, dossier.Merged, dossier.Split:
		return max(1, len(a.KnownPages), len(a.QueryPages))
	}
	return 1
}

// sumWords says of changes how many of each kind there are: "2 changed figures, 1 redaction".
// Of more than most kinds it counts the others together; 0 for no limit.
func sumWords(list []dossier.Alteration, most int) string {
	all := sums(list)
	if most == 0 {
		most = len(all)
	}
	var parts []string
	for _, s := range all[:min(most, len(all))] {
		parts = append(parts, s.noun.counted(s.n))
	}
	others := 0
	for _, s := range all[min(most, len(all)):] {
		others += s.n
	}
	if others > 0 {
		parts = append(parts, changeNoun{one: "other change", many: "other changes"}.counted(others))
	}
	return strings.Join(parts, ", ")
}
