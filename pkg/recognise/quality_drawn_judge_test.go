package recognise

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/forge"
	"github.com/leakprint/leakprint/pkg/match"
)

// A drawnCopy is a page changed in one place, or not at all, and what is said of it.
type drawnCopy struct {
	page    int // which original
	name    string
	class   forge.DrawnClass // "" where nothing was changed
	heldOut bool
	medium  string
	kinds   []dossier.Kind // any of them names the change rightly
	before  string
	after   string
	boxes   []dossier.PageBox

	known, file []byte
	ext         string

	match dossier.Match
	notes []string
	usual int // words that are too unclear in such a picture of the page unaltered
}

// said are the alterations of what the page shows or says.
func (c drawnCopy) said() []dossier.Alteration {
	return slices.DeleteFunc(slices.Clone(c.match.Alterations), func(a dossier.Alteration) bool {
		return match.Judge([]dossier.Alteration{a}) == dossier.Same
	})
}

func (c drawnCopy) found() bool { return c.match.Verdict.Found() }

// concerns reports whether an alteration is told of the place that was changed, or of the
// words there.
func (c drawnCopy) concerns(a dossier.Alteration) bool {
	boxes := a.Boxes
	if !c.isPicture() {
		boxes = slices.Concat(boxes, a.QueryBoxes)
	}
	for _, said := range boxes {
		if slices.ContainsFunc(c.boxes, func(b dossier.PageBox) bool { return meet(said.Box, b.Box) }) {
			return true
		}
	}
	return c.before != "" && holdsWords(a.Before, c.before) || c.after != "" && holdsWords(a.After, c.after)
}

func (c drawnCopy) isPicture() bool { return c.medium != asPDF }

// meet reports whether boxes are of one place.
func meet(a, b dossier.Box) bool {
	const touching = 1 // points that they may lie apart
	return a.X < b.X+b.W+touching && b.X < a.X+a.W+touching && a.Y < b.Y+b.H && b.Y < a.Y+a.H
}

func holdsWords(text, part string) bool {
	return strings.Contains(" "+joined(strings.Join(strings.Fields(text), " "))+" ", " "+joined(part)+" ")
}

// names reports whether an alteration says rightly what was changed: its kind, and the
// words. What a picture shows in their place may not have been read.
func (c drawnCopy) names(a dossier.Alteration) bool {
	before := c.before == "" || holdsWords(a.Before, c.before)
	after := c.after == "" || holdsWords(a.After, c.after)
	unread := c.isPicture() && a.After == ""
	switch {
	case !c.concerns(a) || !slices.Contains(c.kinds, a.Kind):
		return false
	case a.Kind == dossier.TextRedacted || a.Kind == dossier.RedactedBadly:
		return before
	case a.Kind == dossier.OverlayAdded: // of lines over words the place is enough
		return c.before != "" || after || unread
	case c.before == c.after:
		return before || after
	}
	return before && (after || unread)
}

// told are the alterations said of the change.
func (c drawnCopy) told() []dossier.Alteration {
	return slices.DeleteFunc(c.said(), func(a dossier.Alteration) bool { return !c.concerns(a) })
}

func (c drawnCopy) isTold() bool { return c.found() && len(c.told()) > 0 }

// undecided reports whether nothing is said of the change, and of more words than usual that
// they cannot be told.
func (c drawnCopy) undecided() bool { return c.found() && !c.isTold() && c.unclear() > c.usual }

var unclearWords = regexp.MustCompile(`(one|[0-9]+) words? (?:is|are) too unclear`)

// unclear is the one place that says what was not told: of how many words it is said that they cannot be told; a page that is only near
// the known one counts as one.
func (c drawnCopy) unclear() int {
	words := 0
	for _, note := range c.notes {
		if found := unclearWords.FindStringSubmatch(note); found != nil {
			n, err := strconv.Atoi(found[1])
			if err != nil {
				n = 1 // "one"
			}
			words += n
		}
	}
	if slices.ContainsFunc(c.match.Pages, func(p dossier.PagePair) bool { return p.Relation == dossier.Near }) {
		words++
	}
	return words
}

func (c drawnCopy) same() bool    { return c.found() && !c.isTold() && !c.undecided() }
func (c drawnCopy) rightly() bool { return slices.ContainsFunc(c.told(), c.names) }
func (c drawnCopy) beside() bool  { return c.found() && len(c.said()) > len(c.told()) }

// failure says what is wrong with what is said; "" for nothing.
func (c drawnCopy) failure() string {
	switch {
	case !c.found():
		return "NOT FOUND"
	case c.class == "" && len(c.said()) > 0:
		return "SAID CHANGED"
	case c.class == "":
		return ""
	case c.same():
		return "SAID THE SAME"
	case c.undecided():
		return "undecided"
	case !c.rightly():
		return "not named rightly"
	case len(c.told()) > 1:
		return "told as several"
	case c.beside():
		return "others that were not made"
	}
	return ""
}

// tellDrawn tells of copies of which something wrong is said. Of changes held out nobody is
// to know which.
func tellDrawn(t *testing.T, all []drawnCopy) {
	for _, c := range all {
		failure := c.failure()
		if failure == "" || c.heldOut {
			continue
		}
		said := fmt.Sprintf("%s: %s: %s, in %s: %q to %q, said: %s", failure, c.class, c.name, c.medium, c.before, c.after, c.match.Verdict)
		for _, a := range c.said() {
			said += fmt.Sprintf("\n\t%s: %q to %q (%s)", a.Kind, a.Before, a.After, a.Basis)
		}
		for _, n := range c.notes {
			said += "\n\t" + n
		}
		t.Log(said)
	}
}

// What is said is held against what was changed as a reader would.
func TestDrawnCopiesAreJudged(t *testing.T) {
	place := []dossier.PageBox{{Page: 1, Box: dossier.Box{X: 100, Y: 100, W: 30, H: 9}}}
	elsewhere := []dossier.PageBox{{Page: 1, Box: dossier.Box{X: 300, Y: 300, W: 30, H: 9}}}
	edited := drawnCopy{class: forge.EditedInPlace, medium: asPDF, kinds: []dossier.Kind{dossier.TextEdited}, before: "4,500", after: "9,500", boxes: place}
	lined := drawnCopy{class: forge.LineDrawn, medium: "scan 150", kinds: []dossier.Kind{dossier.OverlayAdded}, before: "shall not", after: "shall not", boxes: place}
	unread := edited
	unread.medium = "scan 150"
	for _, c := range []struct {
		name string
		copy drawnCopy
		said []dossier.Alteration
		note string
		want string
	}{
		{"nothing", edited, nil, "", "SAID THE SAME"},
		{"how it is stored", edited, []dossier.Alteration{{Kind: dossier.ReSaved}}, "", "SAID THE SAME"},
		{"that a word is unclear", edited, nil, "p. 1: one word is too unclear, or looks too different, to say whether it was changed", "undecided"},
		{"another place", edited, []dossier.Alteration{{Kind: dossier.OverlayAdded, Boxes: elsewhere}}, "", "SAID THE SAME"},
		{"the edit", edited, []dossier.Alteration{{Kind: dossier.TextEdited, Before: "of 4,500 crowns", After: "of 9,500 crowns"}}, "", ""},
		{"the edit, unread", edited, []dossier.Alteration{{Kind: dossier.TextEdited, Before: "4,500"}}, "", "not named rightly"},
		{"the edit, unread in a picture", unread, []dossier.Alteration{{Kind: dossier.TextEdited, Before: "4,500"}}, "", ""},
		{"two halves", edited, []dossier.Alteration{{Kind: dossier.RedactedBadly, Before: "4,500"}, {Kind: dossier.OverlayAdded, After: "9,500"}}, "", "not named rightly"},
		{"the edit and an overlay on it", edited, []dossier.Alteration{{Kind: dossier.TextEdited, Before: "4,500", After: "9,500"}, {Kind: dossier.OverlayAdded, Boxes: place}}, "", "told as several"},
		{"the edit and another", edited, []dossier.Alteration{{Kind: dossier.TextEdited, Before: "4,500", After: "9,500"}, {Kind: dossier.TextEdited, Before: "may", After: "must", Boxes: elsewhere}}, "", "others that were not made"},
		{"a line by its place", lined, []dossier.Alteration{{Kind: dossier.OverlayAdded, Boxes: place}}, "", ""},
		{"a line as an edit", lined, []dossier.Alteration{{Kind: dossier.TextEdited, Before: "shall not"}}, "", "not named rightly"},
	} {
		c.copy.match = dossier.Match{Verdict: match.Judge(c.said), Alterations: c.said}
		if c.note != "" {
			c.copy.notes = []string{c.note}
		}
		if got := c.copy.failure(); got != c.want {
			t.Errorf("said %s: %q, want %q", c.name, got, c.want)
		}
	}
}
