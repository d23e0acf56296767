package report

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/leakprint/leakprint/pkg/dossier"
)

// isPicture reports whether the input is one picture: a screenshot, photo or scan.
func isPicture(in dossier.InputFinding) bool {
	return strings.HasPrefix(in.MediaType, "image/") && in.Pages == 1
}

// pictureWords returns the verdict on a picture: how much of a page it shows. The verdict of the
// match decides, and the relations of its pages say more of it.
func pictureWords(m dossier.Match) string {
	shows := func(r dossier.Relation) bool {
		return slices.ContainsFunc(m.Pages, func(p dossier.PagePair) bool { return p.Relation == r })
	}
	page, it := "PAGE", "IT"
	if len(m.Pages) > 1 && dossier.SideBySide(m.Pages) {
		page, it = "PAGES", "THEY"
	}
	switch m.Verdict {
	case dossier.Identical:
		return "SAME FILE as"
	case dossier.Altered:
		if onlyRedacted(m) {
			return "REDACTED " + page + " of"
		}
		return "ALTERED " + page + " of"
	case dossier.Unclear:
		return "THE SAME " + page + " AS FAR AS " + it + " CAN BE READ:"
	case dossier.Same, dossier.Partial:
		switch {
		case shows(dossier.Excerpt):
			return "PART OF A PAGE of"
		case shows(dossier.Contains):
			return "HOLDS A PAGE of"
		}
		return "SAME " + page + " as in"
	}
	if shows(dossier.FormOrPage) {
		return "THE SAME PAGE OR ONLY THE SAME FORM, TOO UNCLEAR TO TELL WHICH:"
	}
	if shows(dossier.Form) {
		return "THE SAME FORM OR TEMPLATE as in"
	}
	return "SHARES A REGION with"
}

// onlyRedacted reports whether all that was changed is that words are gone or covered.
func onlyRedacted(m dossier.Match) bool {
	list := tellingChanges(m)
	return len(list) > 0 && !slices.ContainsFunc(list, func(a dossier.Alteration) bool {
		return a.Kind != dossier.TextRedacted && a.Kind != dossier.RedactedBadly
	})
}

// pictureFacts says what the verdict on a picture rests on.
func pictureFacts(m dossier.Match) []string {
	sentences := []string{evidenceWords(m.Grade) + "."}
	for _, p := range m.Pages {
		where := ""
		if len(m.Pages) > 1 {
			where = fmt.Sprintf("P. %d: ", p.Known)
		}
		switch {
		case p.Basis[0] == dossier.ByText:
			sentences = append(sentences, where+fmt.Sprintf("Of the text recognised in the picture, %.0f %% stands on that page.", math.Floor(100*p.QueryCover)))
		case p.Words != nil:
			sentences = append(sentences, where+fmt.Sprintf("The layout matches%s: %s of %s words in place.",
				straightened(p.Transform), grouped(p.Words.InPlace), grouped(p.Words.Of)))
		}
		if p.Basis[0] == dossier.ByImage {
			sentences = append(sentences, where+"The picture as a whole looks the same"+straightened(p.Transform)+".")
		}
	}
	if len(m.Pages) > 1 && !dossier.SideBySide(m.Pages) {
		sentences = append(sentences, "These pages match it alike.")
	}
	return sentences
}

func isUntoldForm(p dossier.PagePair) bool { return p.Relation == dossier.FormOrPage }

// onlyMisread is a doubt about words that were read off a picture.
const onlyMisread = "whether single words differ, or were only misread: a machine has read them"

// pictureDoubts says what the looks of a page cannot show.
func pictureDoubts(m dossier.Match) []string {
	if m.Verdict == dossier.Identical {
		return nil
	}
	if slices.ContainsFunc(m.Pages, isUntoldForm) {
		return []string{"whether it is that page or the same form with other words on it: too few words are clear; a sharper picture, more of the page or the pages around it would help"}
	}
	if slices.ContainsFunc(m.Pages, func(p dossier.PagePair) bool { return p.Relation == dossier.Form }) {
		return []string{"whether it is that page: other words stand in some places, or are too unclear to be compared"}
	}
	if !m.Verdict.Found() {
		return []string{"whether it is that page: most of the one has no counterpart on the other"}
	}
	var doubts []string
	read, seen := false, false
	for _, p := range m.Pages {
		if p.Basis[0] == dossier.ByText {
			read = true
			continue
		}
		seen = true
		if p.Words == nil {
			continue
		}
		if other := p.Words.Of - p.Words.InPlace; other > 0 {
			doubts = append(doubts, fmt.Sprintf("why %s of the picture %s not in place: changed, added, or only unclear", count(other, "word"), isAre(other)))
		}
		if p.Words.Missing > 0 && p.Relation != dossier.Redacted && !m.Has(dossier.TextRedacted) {
			doubts = append(doubts, fmt.Sprintf("whether %s of p. %d, not seen in the picture, %s hidden or only unclear",
				count(p.Words.Missing, "word"), p.Known, isAre(p.Words.Missing)))
		}
	}
	if seen {
		doubts = append(doubts, "whether single letters or digits differ: words were compared by their looks, not read")
	}
	if read {
		doubts = append(doubts, onlyMisread)
	}
	if slices.ContainsFunc(m.Pages, func(p dossier.PagePair) bool { return p.Relation == dossier.Excerpt }) {
		doubts = append(doubts, "what the rest of the page looked like in the copy that this was taken from")
	}
	return doubts
}

// A lie is how a page lies on the known one: how it must be turned, clockwise, to stand as that
// does, in quarters of a turn and in degrees beside these.
type lie struct {
	mirrored      bool
	turned, askew int // degrees
}

// lieBy returns how a page lies by the transform that maps it to the known page.
func lieBy(transform []float64) lie {
	if len(transform) != 9 {
		return lie{}
	}
	a, b, d, e := transform[0], transform[1], transform[3], transform[4]
	l := lie{mirrored: a*e-b*d < 0}
	if l.mirrored {
		a, d = -a, -d
	}
	angle := math.Atan2(d, a) * 180 / math.Pi
	l.turned = 90 * (int(math.Round(angle/90)+4) % 4)
	l.askew = int(math.Round(math.Abs(angle - 90*math.Round(angle/90))))
	return l
}

// lieOf returns how a picture lies on the first known page that it was laid over.
func lieOf(m dossier.Match) lie {
	for _, p := range m.Pages {
		if len(p.Transform) > 0 {
			return lieBy(p.Transform)
		}
	}
	return lie{}
}

// straightened says how a page must be turned to match the known one; "" if it need not be.
func straightened(transform []float64) string {
	l := lieBy(transform)
	var how []string
	if l.mirrored {
		how = append(how, "mirroring")
	}
	switch l.turned {
	case 90:
		how = append(how, "turning by 90 degrees clockwise")
	case 180:
		how = append(how, "turning upside down")
	case 270:
		how = append(how, "turning by 90 degrees anticlockwise")
	}
	if l.askew >= 1 {
		how = append(how, "straightening by "+count(l.askew, "degree"))
	}
	if len(how) == 0 {
		return ""
	}
	return " after " + strings.Join(how, " and ")
}

func isAre(n int) string {
	if n == 1 {
		return "is"
	}
	return "are"
}
