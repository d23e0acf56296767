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

// pictureWords returns the verdict on a picture: how much of a page it shows.
func pictureWords(m dossier.Match) string {
	shows := func(r dossier.Relation) bool {
		return slices.ContainsFunc(m.Pages, func(p dossier.PagePair) bool { return p.Relation == r })
	}
	switch {
	case m.Verdict == dossier.Identical:
		return "SAME FILE as"
	case !m.Verdict.Found() && shows(dossier.Form):
		return "THE SAME FORM OR TEMPLATE as in"
	case !m.Verdict.Found():
		return "SHARES A REGION with"
	case shows(dossier.Redacted) || m.Has(dossier.TextRedacted) || m.Has(dossier.RedactedBadly):
		return "REDACTED PAGE of"
	case shows(dossier.Excerpt):
		return "PART OF A PAGE of"
	case shows(dossier.Contains):
		return "HOLDS A PAGE of"
	case shows(dossier.Edited) || m.Verdict == dossier.Altered:
		return "ALTERED PAGE of"
	}
	return "SAME PAGE as in"
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
	if len(m.Pages) > 1 {
		sentences = append(sentences, "These pages match it alike.")
	}
	return sentences
}

// pictureDoubts says what the looks of a page cannot show.
func pictureDoubts(m dossier.Match) []string {
	if m.Verdict == dossier.Identical {
		return nil
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
		doubts = append(doubts, "whether single words differ, or were only misread: a machine has read them")
	}
	if slices.ContainsFunc(m.Pages, func(p dossier.PagePair) bool { return p.Relation == dossier.Excerpt }) {
		doubts = append(doubts, "what the rest of the page looked like in the copy that this was taken from")
	}
	return doubts
}

// straightened says how a page must be turned to match the known one; "" if it need not be. The
// transform maps it to the known page.
func straightened(transform []float64) string {
	if len(transform) != 9 {
		return ""
	}
	a, b, d, e := transform[0], transform[1], transform[3], transform[4]
	var how []string
	if a*e-b*d < 0 {
		how = append(how, "mirroring")
		a, d = -a, -d
	}
	angle := math.Atan2(d, a) * 180 / math.Pi
	quarters := int(math.Round(angle/90)+4) % 4
	askew := math.Abs(angle - 90*math.Round(angle/90))
	switch quarters {
	case 1:
		how = append(how, "turning by 90 degrees clockwise")
	case 2:
		how = append(how, "turning upside down")
	case 3:
		how = append(how, "turning by 90 degrees anticlockwise")
	}
	if degrees := int(math.Round(askew)); degrees >= 1 {
		how = append(how, "straightening by "+count(degrees, "degree"))
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
