package report

import (
	"fmt"
	"slices"
	"strings"

	"github.com/leakprint/leakprint/pkg/dossier"
)

func verdictWords(in dossier.InputFinding, m dossier.Match) string {
	if isQuotation(m) {
		return quotationVerdict(m)
	}
	if isPicture(in) {
		return pictureWords(m)
	}
	quote := isQuote(in)
	switch m.Verdict {
	case dossier.Identical:
		return "SAME FILE as"
	case dossier.Same:
		if quote {
			return "SAME TEXT as"
		}
		return "SAME DOCUMENT as"
	case dossier.Altered:
		if quote {
			return "ALTERED QUOTE from"
		}
		return "ALTERED COPY of"
	case dossier.Partial:
		if quote {
			return "QUOTE from"
		}
		return "PART of"
	case dossier.Unclear:
		return "THE SAME DOCUMENT AS FAR AS IT CAN BE READ:"
	case dossier.Shared:
		if quote {
			return "SHARES WORDS with"
		}
		return "SHARES PASSAGES with"
	}
	return "NO MATCH with"
}

// partsVerdict returns the verdict on an input that holds, or quotes, several documents.
func partsVerdict(in dossier.InputFinding) string {
	of := count(partsOf(in), "known document")
	switch in.Verdict {
	case dossier.Altered:
		return of + ", ALTERED"
	case dossier.Unclear:
		return of + ", AS FAR AS IT CAN BE READ"
	case dossier.Partial:
		return "PARTS of " + of
	}
	return of + ", MERGED"
}

// dossierWords returns the verdict on a dossier. merged says that one input holds several of its
// documents.
func dossierWords(d dossier.DossierMatch, merged bool) string {
	name := inQuotes(d.Name)
	how := ""
	if merged {
		how = ", MERGED"
	}
	switch d.Verdict {
	case dossier.Identical:
		return "THE SAME DOSSIER " + name + how
	case dossier.Same:
		if !merged {
			how = ", STORED ANEW"
		}
		return "THE SAME DOSSIER " + name + how
	case dossier.Altered:
		if merged {
			how = " AND MERGED"
		}
		return "THE SAME DOSSIER " + name + ", ALTERED" + how
	case dossier.Unclear:
		return "THE SAME DOSSIER " + name + " AS FAR AS IT CAN BE READ" + how
	case dossier.Partial:
		if merged {
			how = " in one file"
		}
		return strings.ToUpper(ofPages(d.Pages.Matched, d.Pages.Of)) + " of the dossier " + name + how
	case dossier.Shared:
		return "SHARES PASSAGES with the dossier " + name
	}
	return "NO MATCH with the dossier " + name
}

// dossierFacts says how much of a dossier was found, and how much of that is altered.
func dossierFacts(d dossier.DossierMatch) string {
	words := fmt.Sprintf("in %s of %s", grouped(d.Documents.Matched), count(d.Documents.Of, "document"))
	if d.Verdict == dossier.Partial { // which is said with the number of pages
		words = "I" + words[1:]
	} else {
		words = fmt.Sprintf("%s of %s, ", grouped(d.Pages.Matched), count(d.Pages.Of, "page")) + words
	}
	if d.Altered > 0 {
		words += ", altered copies of " + grouped(d.Altered) + " of them"
	}
	return words
}

// comparedWords returns the last line of a comparison of two files.
func comparedWords(in dossier.InputFinding) string {
	if tooShort(in) {
		return "Compared: too short to tell; the same words stand in the other file."
	}
	switch in.Verdict {
	case dossier.Identical:
		return "Compared: the same bytes."
	case dossier.Same:
		return "Compared: the same content, stored anew."
	case dossier.Altered:
		return "Compared: the same document, altered."
	case dossier.Partial:
		return "Compared: a part of the other file."
	case dossier.Unclear:
		return "Compared: the same document as far as it can be read."
	case dossier.Shared:
		return "Compared: passages in common only, not the same document."
	case dossier.None:
		return "Compared: not the same."
	}
	return "Not compared: a file could not be read."
}

func evidenceWords(g dossier.Grade) string {
	switch g {
	case dossier.GradeIdentical:
		return "Identical bytes"
	case dossier.VeryStrong:
		return "Very strong evidence"
	case dossier.Strong:
		return "Strong evidence"
	case dossier.Weak:
		return "Weak evidence"
	}
	return "No evidence"
}

// facts returns the sentences below the headline of a match: how much of the document was found,
// where, and on what evidence.
func facts(in dossier.InputFinding, m dossier.Match) []string {
	switch {
	case m.Verdict == dossier.Identical:
		return []string{"The file is the same, byte for byte."}
	case len(m.Quotations) > 0:
		return quotationFacts(in, m)
	case isQuote(in):
		return []string{quoteWords(m), evidenceWords(m.Grade) + "."}
	case isPicture(in):
		return pictureFacts(m)
	case m.Verdict == dossier.Shared:
		return append([]string{"Not the same document. " + evidence(m)}, inCommon(m.Pages)...)
	case !m.Verdict.Found():
		return []string{evidence(m)}
	}
	sentences := []string{foundWords(m) + " " + evidence(m)}
	if where := whereabouts(m.Pages); where != "" {
		sentences = append(sentences, where)
	}
	switch {
	case m.Verdict == dossier.Same:
		sentences = append(sentences, "The bytes differ: it was stored anew. "+compared(m))
	case m.Verdict == dossier.Partial && !slices.ContainsFunc(worthTelling(in, m), ofContent):
		sentences = append(sentences, "No change of wording was found in what is here.")
	}
	return sentences
}

// compared says how the pages of an unchanged copy were compared, and how they were not.
func compared(m dossier.Match) string {
	drawn := func(p dossier.PagePair) bool {
		return slices.Contains(p.Basis, dossier.ByLooks) && slices.Contains(p.Basis, dossier.ByText)
	}
	if len(only(m.Pages, drawn)) == len(m.Pages) {
		return "No change was found in its wording or in what is drawn."
	}
	byLooks := queryPages(only(m.Pages, func(p dossier.PagePair) bool { return p.Basis[0] == dossier.ByLayout || p.Basis[0] == dossier.ByImage }))
	switch len(byLooks) {
	case 0:
		return "No change of wording was found. Of what may be drawn over the text, only black was looked for."
	case len(queryPages(m.Pages)):
		return "No word was seen to differ. Words were compared by their looks, not read: single letters or digits may differ."
	}
	return fmt.Sprintf("No change of wording was found. On %s words were compared by their looks, not read: single letters or digits may differ there.", count(len(byLooks), "page"))
}

// foundPages returns how many known pages were found. An input page that may be any of several
// known pages counts for one of them; one that contains several counts for all.
func foundPages(m dossier.Match) int {
	pairs := only(m.Pages, holds)
	single := func(p dossier.PagePair) bool { return p.Relation != dossier.Contains }
	pages := only(pairs, single)
	return min(len(knownPages(pairs)), len(queryPages(pages))+len(pairs)-len(pages))
}

// foundWords says how many known pages were found.
func foundWords(m dossier.Match) string {
	found := foundPages(m)
	switch {
	case m.Document.Pages == 1 && found == 1:
		return "Its only page was found."
	case found == m.Document.Pages:
		return fmt.Sprintf("All %s found.", count(found, "page"))
	}
	return fmt.Sprintf("%s of %s found.", grouped(found), count(m.Document.Pages, "page"))
}

// quoteWords says how faithful a text is that is more than a quotation.
func quoteWords(m dossier.Match) string {
	reworded := slices.ContainsFunc(m.Alterations, func(a dossier.Alteration) bool {
		return a.Kind == dossier.TextEdited || a.Kind == dossier.TextRedacted
	})
	words := "Some words are in common; it is not a quotation."
	switch {
	case m.Verdict == dossier.Altered || m.Verdict.Found() && reworded:
		words = "Not word for word."
	case m.Verdict.Found() && slices.ContainsFunc(m.Pages, wholly):
		words = "Word for word."
	case m.Verdict.Found():
		words = "Word for word in part; some of it is not on that page."
	}
	if len(ties(m.Pages)) > 0 {
		words += " The same words stand on each of these pages."
	}
	return words
}

// wholly reports whether all of the input's page is on the known page, allowing for the few
// characters that a fingerprint loses at either end of a quotation.
func wholly(p dossier.PagePair) bool {
	const nearlyAll = 0.95
	return (p.Relation == dossier.SamePage || p.Relation == dossier.Excerpt) && p.QueryCover >= nearlyAll
}

// mostRuns is how many runs of pages a sentence lists.
const mostRuns = 4

// whereabouts says which pages of the input are which known pages, if the numbers differ.
func whereabouts(pairs []dossier.PagePair) string {
	var parts []string
	for _, r := range runs(only(pairs, holds)) {
		if r.query != r.known {
			parts = append(parts, pageIs(r, len(parts) == 0))
		}
	}
	return sentence("In the known copy, ", parts)
}

// pageIs says which known pages a run of the input's pages is.
func pageIs(r run, first bool) string {
	of, verb := "", "are"
	if first {
		of = " of this file"
	}
	if r.length == 1 {
		verb = "is"
	}
	return span(r.query, r.length) + of + " " + verb + " " + span(r.known, r.length)
}

// inCommon says where two different documents have something in common.
func inCommon(pairs []dossier.PagePair) []string {
	var sentences []string
	for _, common := range []struct {
		what string
		form bool
	}{
		{"Passages in common: ", false},
		{"The same printed form: ", true},
	} {
		var parts []string
		alike := only(pairs, func(p dossier.PagePair) bool { return p.Relation.IsForm() == common.form })
		for _, r := range runs(alike) {
			parts = append(parts, span(r.query, r.length)+" of this file and "+span(r.known, r.length)+" of the known one")
		}
		if len(parts) > 0 {
			sentences = append(sentences, sentence(common.what, parts))
		}
	}
	return sentences
}

// sentence joins the first few parts into one sentence; "" if there are none.
func sentence(opening string, parts []string) string {
	if len(parts) == 0 {
		return ""
	}
	shown := strings.Join(parts[:min(len(parts), mostRuns)], "; ")
	if more := len(parts) - mostRuns; more > 0 {
		shown += fmt.Sprintf("; and %s more", count(more, "place"))
	}
	return opening + shown + "."
}

// evidence says how strong the evidence is and what it rests on, counted in pages of the input.
func evidence(m dossier.Match) string {
	rests := func(on dossier.Basis, alone bool) int {
		return len(queryPages(only(m.Pages, func(p dossier.PagePair) bool {
			return slices.Contains(p.Basis, on) && (!alone || len(p.Basis) == 1)
		})))
	}
	var parts []string
	if n := rests(dossier.ByText, false); n > 0 {
		parts = append(parts, "wording on "+count(n, "page"))
	}
	if n := rests(dossier.ByLayout, false); n > 0 {
		parts = append(parts, "layout on "+count(n, "page"))
	}
	if n := rests(dossier.ByImage, false); n > 0 {
		parts = append(parts, "pictures on "+count(n, "page"))
	}
	if n := rests(dossier.ByPosition, true); n > 0 {
		parts = append(parts, count(n, "page")+" only by the place between others")
	}
	words := evidenceWords(m.Grade)
	if m.Verdict == dossier.Shared {
		words += " of shared passages"
	}
	if len(parts) > 0 {
		words += ": " + strings.Join(parts, ", ")
	}
	return words + "."
}

// cannotTell lists what a match leaves open.
func cannotTell(in dossier.InputFinding, m dossier.Match) []string {
	switch {
	case isQuote(in) || m.Verdict == dossier.Identical:
		return nil // the headline names all pages of a quote
	case isPicture(in) && isQuotation(m):
		return []string{onlyMisread}
	case isPicture(in):
		return slices.Concat(unknownWords(m), pictureDoubts(m))
	}
	doubts := unknownWords(m)
	if unclear := knownPages(only(m.Pages, isUnclear)); len(unclear) > 0 && m.Verdict.Found() {
		doubts = append(doubts, fmt.Sprintf("what was changed on p. %s, if anything: much looks the same, but other words stand in some places, or are too unclear to be compared", ranges(unclear)))
	}
	for _, t := range ties(m.Pages) {
		doubts = append(doubts, fmt.Sprintf("which page p. %d of this file comes from: p. %s match it alike", t.query, ranges(t.known)))
	}
	return doubts
}

// unknownWords says for which redactions the known copy does not show the words.
func unknownWords(m dossier.Match) []string {
	var beneath, gone []int
	for _, a := range m.Alterations {
		switch {
		case a.Kind != dossier.TextRedacted || strings.TrimSpace(a.Before) != "":
		case len(a.Boxes)+len(a.QueryBoxes) > 0:
			beneath = append(beneath, changedPages(m, a)...)
		default:
			gone = append(gone, changedPages(m, a)...)
		}
	}
	var doubts []string
	if len(beneath) > 0 {
		doubts = append(doubts, "p. "+pageList(beneath)+": words under the box unknown")
	}
	if len(gone) > 0 {
		doubts = append(doubts, "p. "+pageList(gone)+": which words are gone")
	}
	return doubts
}

// changedPages returns the known pages that an alteration affects.
func changedPages(m dossier.Match, a dossier.Alteration) []int {
	if len(a.KnownPages) > 0 {
		return a.KnownPages
	}
	return knownPages(only(m.Pages, func(p dossier.PagePair) bool { return slices.Contains(a.QueryPages, p.Query) }))
}

// alterationWords returns an alteration in one line, without the words that it affects.
func alterationWords(a dossier.Alteration) string {
	what := kindWords(a)
	if pages := where(a); pages != "" {
		what = pages + ": " + what
	}
	return what
}

// where names the pages of an alteration: those of the known document, and those of the input if
// they differ.
func where(a dossier.Alteration) string {
	known, query := pageList(a.KnownPages), pageList(a.QueryPages)
	switch {
	case known == "" && query == "":
		return ""
	case known == "":
		return "p. " + query + " of this file"
	case query == "" || query == known:
		return "p. " + known
	}
	return "p. " + known + " (p. " + query + " here)"
}

func pageList(pages []int) string {
	sorted := slices.Sorted(slices.Values(pages))
	return cut(ranges(slices.Compact(sorted)), 60)
}

// kindWords returns what was done, without the words that it affects.
func kindWords(a dossier.Alteration) string {
	switch {
	case a.Kind == dossier.PageRotated:
		return "turned" + measure(a, " by ")
	case a.Kind == dossier.PageScaled:
		return "scaled" + measure(a, " to ")
	case a.Kind == dossier.TextRedacted && a.Before == "":
		return "words gone or blacked out"
	case a.InPart:
		return "redacted in part"
	case a.Form != "" && formNouns[a.Form].words != "":
		return formNouns[a.Form].words
	case a.AlongWords():
		return "line or highlight drawn along words"
	case a.InkAdded == dossier.InkBeside:
		return "ink added right beside, and not read"
	case a.InkAdded == dossier.InkOver:
		return "ink added over, and what it reads now not read"
	case a.Unread():
		return "looks different, and was not read"
	case a.Kind == dossier.Shortened:
		return shortenedWords(a)
	case a.Kind == dossier.TextEdited && a.Class != "":
		return Quote(string(a.Class)) + " changed"
	}
	if words, ok := plainKinds[a.Kind]; ok {
		return words
	}
	return strings.ReplaceAll(Quote(string(a.Kind)), "-", " ")
}

// formNouns are the words for what was put on a page, where its form is told; what reads as
// words is called as all else is.
var formNouns = map[dossier.OverlayForm]struct {
	words string
	noun  changeNoun
}{
	dossier.OverlayLine:      {"line drawn along words", changeNoun{"line along words", "lines along words", "a line is drawn along words", true}},
	dossier.OverlayHighlight: {"highlight over words", changeNoun{"highlight", "highlights", "words are highlighted", true}},
	dossier.OverlayBox:       {"filled box added", changeNoun{"filled box", "filled boxes", "a filled box is added", false}},
}

// plainKinds are the words for kinds of alteration that need no details.
var plainKinds = map[dossier.Kind]string{
	dossier.PageRemoved:       "not found here",
	dossier.PageInserted:      "found on no page of the known copy",
	dossier.PageMoved:         "moved",
	dossier.PageDuplicated:    "repeated",
	dossier.PageCropped:       "edges cut off",
	dossier.ExcerptTaken:      "only a part is here",
	dossier.Merged:            "other known documents merged with it",
	dossier.Split:             "split off: the other pages are in other files",
	dossier.TextEdited:        "words changed",
	dossier.RedactedBadly:     "BADLY REDACTED, the text is still in the file",
	dossier.OverlayAdded:      "header, stamp, watermark or drawing added",
	dossier.OverlayRemoved:    "header, stamp, watermark or drawing taken away",
	dossier.Restyled:          "other colour, weight or slant",
	dossier.HiddenTextAdded:   "HIDDEN TEXT ADDED, which nobody sees",
	dossier.AnnotationAdded:   "note or mark added",
	dossier.ImageReplaced:     "picture replaced",
	dossier.Retypeset:         "set anew, in another layout",
	dossier.Rasterised:        "text became a picture of it",
	dossier.ReEncoded:         "pictures stored anew, looking the same",
	dossier.OCRLayerAdded:     "invisible text added, as text recognition leaves it",
	dossier.ReSaved:           "saved again by other software",
	dossier.IncrementalUpdate: "the known file's bytes, with changes appended",
	dossier.Encrypted:         "encrypted; the known copy is not",
	dossier.AttachmentAdded:   "files attached",
	dossier.MetadataStripped:  "metadata taken out",
	dossier.MetadataChanged:   "metadata changed (metadata is easily forged)",
	dossier.TextRedacted:      "redacted",
}

// marksWords says which marks differ from those of the known document.
func marksWords(marks []dossier.Mark) []string {
	var words []string
	for _, m := range marks {
		what, ok := markKinds[m.Class]
		if !ok {
			what = Quote(string(m.Class))
		}
		where := fmt.Sprintf("p. %d", m.First.Page)
		if m.Count > 1 {
			where = "the first on " + where
		}
		words = append(words, fmt.Sprintf("%s in %s, %s: \"%s\"", what, count(m.Count, "place"), where, passage(m.First.Text, mostPassage)))
	}
	return words
}

// markKinds are the words for what differs.
var markKinds = map[dossier.MarkClass]string{
	dossier.MarkZeroWidth:    "other zero-width characters",
	dossier.MarkTag:          "other invisible tags",
	dossier.MarkDirection:    "other controls of writing direction",
	dossier.MarkSoftHyphen:   "other soft hyphens",
	dossier.MarkUnusualSpace: "another kind of space",
	dossier.MarkDoubledSpace: "single and doubled spaces exchanged",
	dossier.MarkJoinedWords:  "words joined or split",
	dossier.MarkLookAlike:    "other characters that are drawn alike",
}

// measure says by how much a page was turned or scaled, if the alteration does.
func measure(a dossier.Alteration, by string) string {
	if a.After == "" {
		return ""
	}
	return by + passage(a.After, mostContext)
}
