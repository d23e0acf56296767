package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/leakprint/leakprint/pkg/dossier"
)

// This file says the answer for one input in one sentence, which can be quoted.

// inOneSentence returns the answer for one input. Nothing in it tells where the input was or
// who made it.
func inOneSentence(in dossier.InputFinding, corpus dossier.CorpusSize, compare bool) string {
	return answerClause(publishableInput(in), corpus, compare) + "."
}

func answerClause(in dossier.InputFinding, corpus dossier.CorpusSize, compare bool) string {
	switch {
	case in.Verdict == dossier.Unreadable:
		return subject(in) + " could not be read"
	case len(in.Matches) == 0 && compare:
		return "Nothing of " + lowered(subject(in)) + " was found in the other file"
	case len(in.Matches) == 0 && corpus.Documents == 0:
		return "There is no known document to compare " + lowered(subject(in)) + " with"
	case len(in.Matches) == 0 && corpus.Documents == 1:
		return "Nothing of " + lowered(subject(in)) + " was found in the only known document"
	case len(in.Matches) == 0:
		return "Nothing of " + lowered(subject(in)) + " was found in the " + count(corpus.Documents, "known document")
	}
	m := in.Matches[0]
	switch {
	case !m.Verdict.Found():
		return sharedClause(in, m)
	case m.Verdict == dossier.Identical:
		return subject(in) + " is " + inQuotes(m.Document.Name) + ", byte for byte" + tiedClause(in)
	case several(in):
		return partsClause(in)
	}
	return copyClause(in, m) + tiedClause(in)
}

// copyClause says of a copy what it is of, and what was changed in it.
func copyClause(in dossier.InputFinding, m dossier.Match) string {
	is := isClause(in, m)
	switch m.Verdict {
	case dossier.Altered:
		return is + alteredClause(in, m)
	case dossier.Unclear:
		if m.Clear == 0 {
			return is + ", as far as it can be read: of none of the words could it be told whether they were changed"
		}
		return is + fmt.Sprintf(", as far as it can be read: %s of the words could be told, and no change was found in these", percent(m.Clear))
	}
	switch {
	case len(m.Quotations) > 0:
		return is + ", " + lowered(strings.TrimSuffix(faithfulness(in, m), "."))
	case isQuote(in) && partly(m):
		words, _, _ := strings.Cut(quoteWords(m), ".")
		return is + ", " + lowered(words)
	}
	return is + "; no change was found in what can be told of it" + untoldClause(m)
}

// isClause says what the input shows, holds or quotes.
func isClause(in dossier.InputFinding, m dossier.Match) string {
	named := inQuotes(m.Document.Name)
	switch {
	case len(m.Quotations) > 0:
		return subject(in) + " quotes " + pageWords(knownPages(m.Pages), "and") + " of " + named
	case isPicture(in):
		return subject(in) + " shows " + shownPages(m) + " of " + named + transformWords(m)
	}
	if isQuote(in) && len(m.Pages) > 0 && partly(m) {
		return subject(in) + " is from " + pageWords(knownPages(m.Pages), "or") + " of " + named
	}
	found := foundPages(m)
	part := ""
	if len(m.Pages) > 0 && partly(m) {
		part = "parts of "
	}
	switch {
	case part == "" && found == m.Document.Pages && m.Verdict == dossier.Same:
		return subject(in) + " is " + named + ", stored anew"
	case part == "" && found == m.Document.Pages && m.Verdict == dossier.Altered:
		return subject(in) + " is a copy of " + named
	case part == "" && found == m.Document.Pages:
		return subject(in) + " is " + named
	}
	return subject(in) + " holds " + part + ofPages(found, m.Document.Pages) + " of " + named
}

// ofPages says how many of a document's pages.
func ofPages(found, of int) string {
	switch {
	case of == 1:
		return "the only page"
	case found == of:
		return "all " + count(of, "page")
	}
	return fmt.Sprintf("%s of the %s", grouped(found), count(of, "page"))
}

// partly reports whether no page was found wholly.
func partly(m dossier.Match) bool {
	return !slices.ContainsFunc(m.Pages, func(p dossier.PagePair) bool { return p.Relation != dossier.Excerpt })
}

// shownPages names the known pages that a picture shows.
func shownPages(m dossier.Match) string {
	pages := knownPages(m.Pages)
	beside := dossier.SideBySide(m.Pages)
	words := pageWords(pages, "or")
	if beside {
		words = pageWords(pages, "and")
	}
	if partly(m) {
		words = "a part of " + words
	}
	if len(pages) > 1 && !beside {
		words += ", which match it alike,"
	}
	return words
}

// pageWords names pages: "page 3", "pages 3-5", "page 3 or 7".
func pageWords(pages []int, or string) string {
	switch {
	case len(pages) == 1:
		return fmt.Sprintf("page %d", pages[0])
	case or == "or" && len(pages) == 2:
		return fmt.Sprintf("page %d or %d", pages[0], pages[1])
	case or == "or":
		return fmt.Sprintf("one of the pages %s", pageList(pages))
	}
	if len(pages) == 2 {
		return fmt.Sprintf("pages %d and %d", pages[0], pages[1])
	}
	return "pages " + pageList(pages)
}

// transformWords says how a picture lies on the page that it shows.
func transformWords(m dossier.Match) string {
	lie := lieOf(m)
	var how []string
	if lie.mirrored {
		how = append(how, "mirrored")
	}
	switch lie.turned { // how it must be turned back
	case 90:
		how = append(how, "turned by 90 degrees anticlockwise")
	case 180:
		how = append(how, "upside down")
	case 270:
		how = append(how, "turned by 90 degrees clockwise")
	}
	if lie.askew > 0 {
		how = append(how, "askew by "+count(lie.askew, "degree"))
	}
	if m.Has(dossier.PageCropped) {
		how = append(how, "cropped")
	}
	if len(how) == 0 {
		return ""
	}
	return ", " + strings.Join(how, " and ")
}

// alteredClause says what was changed: the change that means most, how many others there are,
// and that there are none beside these.
func alteredClause(in dossier.InputFinding, m dossier.Match) string {
	list := tellingChanges(m)
	if len(list) == 0 {
		return ", altered"
	}
	opening := "; "
	if len(m.Quotations) > 0 {
		opening = ", but not word for word: "
	} else if !isPicture(in) && foundPages(m) == m.Document.Pages && !partly(m) {
		opening = " with changes: "
	}
	words := opening + changeClause(list[0], isPicture(in) || len(m.Quotations) > 0) + alsoFound(list[1:])
	return words + "; " + theRest(in, m) + untoldClause(m)
}

// theRest says that nothing was found changed beside what is told.
func theRest(in dossier.InputFinding, m dossier.Match) string {
	switch {
	case len(m.Quotations) > 0:
		return "everything else that it quotes and that can be told agrees"
	case isPicture(in):
		return "everything else that can be told agrees"
	}
	return "everything else on its pages that can be told agrees"
}

// mostKinds is how many kinds of changes a sentence counts by themselves.
const mostKinds = 3

// alsoFound counts further changes; "" if there are none.
func alsoFound(list []dossier.Alteration) string {
	if len(list) == 0 {
		return ""
	}
	return "; also found: " + sumWords(list, mostKinds)
}

// tellingChanges returns the changes that a sentence tells: of what pages show, but that some
// are not there or lie otherwise, and files attached.
func tellingChanges(m dossier.Match) []dossier.Alteration {
	return slices.DeleteFunc(slices.Clone(m.Alterations), func(a dossier.Alteration) bool {
		switch a.Kind {
		case dossier.PageRemoved, dossier.ExcerptTaken, dossier.Split, dossier.Merged,
			dossier.PageRotated, dossier.PageScaled, dossier.PageCropped:
			return true
		}
		return !ofContent(a) && a.Kind != dossier.AttachmentAdded
	})
}

// mostQuoted is how many characters of a change a sentence quotes.
const mostQuoted = 60

// changeClause says one change: "the figure 42 on page 3 reads 72 here". onePage says that it
// need not name the page.
func changeClause(a dossier.Alteration, onePage bool) string {
	e := shownEdit{before: a.Before, after: a.After}
	if a.Kind == dossier.TextEdited && !a.Unread() {
		e = narrowed(a)
	}
	before, after := passage(e.before, mostQuoted), passage(e.after, mostQuoted)
	at := atLine(a)
	if !onePage {
		at = atPages(a) + at
	}
	switch {
	case a.Kind == dossier.TextEdited && a.Class == dossier.ClassOrder:
		return "words stand in another order" + at
	case a.Kind == dossier.TextEdited && before+after == "":
		return "words are changed" + at
	case a.Kind == dossier.TextEdited && isFigure(before) && isFigure(after):
		return "the figure " + before + at + " reads " + after + " here"
	case a.Kind == dossier.Shortened && a.Negation != "":
		return "a sign says that words are left out" + at + ", " + inQuotes(a.Negation) + " among them"
	case a.Kind == dossier.Shortened:
		return "a sign says that words are left out" + at
	case a.InkAdded == dossier.InkBeside:
		return "ink is added right beside \"" + before + `"` + at + ", and was not read"
	case a.InkAdded == dossier.InkOver:
		return "ink is added over \"" + before + `"` + at + ", and what it reads now was not read"
	case a.Unread():
		return `"` + before + `"` + at + " looks different here, and was not read"
	case a.Kind == dossier.TextEdited && after == "":
		return `"` + before + `"` + at + " is left out here" + negates(a)
	case a.Kind == dossier.TextEdited && before == "":
		return `"` + after + `" is put in` + at + negates(a)
	case a.Kind == dossier.TextEdited:
		return `"` + before + `"` + at + ` reads "` + after + `" here` + negates(a)
	}
	if _, ok := doneToPages[a.Kind]; ok {
		return pagesClause(a)
	}
	what := nounOf(a)
	if what.said == "" {
		return "there is one change" + at + " of a kind that this report has no words for (" + Quote(string(a.Kind)) + ")"
	}
	words := what.said + at
	if said := cmp.Or(before, after); said != "" && what.quotes {
		words += ` ("` + said + `")`
	}
	return words
}

// doneToPages is what became of a page as a whole, and of several.
var doneToPages = map[dossier.Kind][2]string{
	dossier.PageInserted:   {"was found on no page of the known copy", "were found on no page of the known copy"},
	dossier.PageMoved:      {"is moved", "are moved"},
	dossier.PageDuplicated: {"is repeated", "are repeated"},
	dossier.Retypeset:      {"is set anew, in another layout", "are set anew, in another layout"},
}

// pagesClause says what became of pages as a whole.
func pagesClause(a dossier.Alteration) string {
	pages, of := a.KnownPages, ""
	if len(pages) == 0 {
		pages, of = a.QueryPages, " of this file"
	}
	pages = slices.Compact(slices.Sorted(slices.Values(pages)))
	switch done := doneToPages[a.Kind]; len(pages) {
	case 0:
		return "pages " + done[1]
	case 1:
		return pageWords(pages, "and") + of + " " + done[0]
	default:
		return pageWords(pages, "and") + of + " " + done[1]
	}
}

// negates says which negation a change takes away or puts in.
func negates(a dossier.Alteration) string {
	if a.Negation == "" || strings.EqualFold(a.Before, a.Negation) || strings.EqualFold(a.After, a.Negation) {
		return ""
	}
	if strings.Contains(a.Before, a.Negation) {
		return ", without " + inQuotes(a.Negation)
	}
	return ", with " + inQuotes(a.Negation) + " put in"
}

// isFigure reports whether a text is one word with a digit.
func isFigure(text string) bool {
	return strings.ContainsAny(text, "0123456789") && !strings.Contains(text, " ")
}

// atLine says on which line of its page a change is.
func atLine(a dossier.Alteration) string {
	if a.Line == 0 || len(a.KnownPages) != 1 {
		return ""
	}
	return fmt.Sprintf(" in line %d", a.Line)
}

// atPages says on which pages a change is.
func atPages(a dossier.Alteration) string {
	switch {
	case len(a.KnownPages) > 0:
		return " on " + pageWords(slices.Compact(slices.Sorted(slices.Values(a.KnownPages))), "and")
	case len(a.QueryPages) > 0:
		return " on " + pageWords(a.QueryPages, "and") + " of this file"
	}
	return ""
}

// untoldClause counts what could not be told.
func untoldClause(matches ...dossier.Match) string {
	n := untoldOf(matches...)
	if n == nil {
		return ""
	}
	words := "; " + count(n.Words, "word") + " could not be told"
	var among []string
	if n.Figures > 0 {
		among = append(among, count(n.Figures, "figure"))
	}
	if n.Negations > 0 {
		among = append(among, count(n.Negations, "negation"))
	}
	if len(among) > 0 {
		words += ", " + strings.Join(among, " and ") + " among them"
	}
	return words
}

// untoldOf adds up what could not be told of the pages of matches; nil where all could.
func untoldOf(matches ...dossier.Match) *dossier.Untold {
	var sum dossier.Untold
	for _, m := range matches {
		for _, p := range m.Pages {
			if p.Untold != nil {
				sum.Words += p.Untold.Words
				sum.Figures += p.Untold.Figures
				sum.Negations += p.Untold.Negations
			}
		}
	}
	if sum.Words == 0 {
		return nil
	}
	return &sum
}

// tiedClause says how many other documents fit as well.
func tiedClause(in dossier.InputFinding) string {
	switch in.Tied {
	case 0:
		return ""
	case 1:
		return "; 1 other known document fits it as well"
	}
	return fmt.Sprintf("; %d other known documents fit it as well", in.Tied)
}

// sharedClause says what a document has in common with an input that is no copy of it.
func sharedClause(in dossier.InputFinding, m dossier.Match) string {
	named := inQuotes(m.Document.Name)
	others, ofThem := "", "it"
	if n := documentsOf(in) - 1; n > 0 {
		ofThem = "any of them"
		others = " and " + count(n, "other known document")
	}
	form := slices.ContainsFunc(m.Pages, func(p dossier.PagePair) bool { return p.Relation.IsForm() })
	switch {
	case m.Reason == dossier.TooShort:
		return "These words stand in " + named + others + ", and are too few to tell whether they are from it"
	case m.Verdict != dossier.Shared:
		return "Nothing of " + lowered(subject(in)) + " was found in " + named
	case isPicture(in) && slices.ContainsFunc(m.Pages, isUntoldForm):
		return subject(in) + " shows " + pageWords(knownPages(m.Pages), "or") + " of " + named + " or only the same printed form: it is too unclear to tell which"
	case isPicture(in) && form:
		return subject(in) + " shows the same printed form as " + pageWords(knownPages(m.Pages), "or") + " of " + named + "; it cannot be told that it is that page"
	case isPicture(in):
		return subject(in) + " has a region in common with " + pageWords(knownPages(m.Pages), "or") + " of " + named + "; it cannot be told that it is that page"
	}
	return subject(in) + " has passages in common with " + named + others + ", and was not found to be a copy of " + ofThem
}

// partsClause says which documents an input is made of, and what was changed in them.
func partsClause(in dossier.InputFinding) string {
	parts := shownParts(in)
	var altered []dossier.Match
	var changes []dossier.Alteration
	for _, m := range parts {
		if m.Verdict == dossier.Altered {
			altered, changes = append(altered, m), append(changes, tellingChanges(m)...)
		}
	}
	words := subject(in) + " " + holdsParts(parts) + " " + partNames(parts, partsOf(in))
	switch {
	case in.Verdict == dossier.Altered && len(altered) == 0:
		return words + "; what was changed is in documents that are not shown here"
	case in.Verdict == dossier.Altered:
		words += "; " + howManyOf(len(altered), partsOf(in)) + " altered"
		if len(changes) > 0 {
			words += ": in " + inQuotes(altered[0].Document.Name) + " " + changeClause(changes[0], false) + alsoFound(changes[1:])
		}
		return words + untoldClause(parts...)
	case in.Verdict == dossier.Unclear:
		words += ", as far as it can be read"
	}
	return words + "; no change was found in what can be told of these" + untoldClause(parts...)
}

// howManyOf says how many of several documents are: "both are", "2 of these are".
func howManyOf(n, of int) string {
	switch {
	case n < of:
		return grouped(n) + " of these " + isAre(n)
	case n == 2:
		return "both are"
	}
	return "all of these are"
}

// leading returns the match that a summary tells of: the first or, of several parts of the
// input, the first altered one, else the first as they are shown.
func leading(in dossier.InputFinding) dossier.Match {
	if !several(in) {
		return in.Matches[0]
	}
	parts := shownParts(in)
	if at := slices.IndexFunc(parts, func(m dossier.Match) bool { return m.Verdict == dossier.Altered }); at >= 0 {
		return parts[at]
	}
	return parts[0]
}

// holdsParts says how an input has the documents that it is made of.
func holdsParts(parts []dossier.Match) string {
	switch {
	case slices.ContainsFunc(parts, func(m dossier.Match) bool { return len(m.Quotations) > 0 }):
		return "quotes"
	case slices.ContainsFunc(parts, func(m dossier.Match) bool { return foundPages(m) < m.Document.Pages || partly(m) }):
		return "holds pages of"
	}
	return "holds"
}

// partNames names the documents that an input is made of: two, or the first and how many others.
func partNames(parts []dossier.Match, all int) string {
	first := inQuotes(parts[0].Document.Name)
	if all == 2 && len(parts) == 2 {
		return first + " and " + inQuotes(parts[1].Document.Name)
	}
	return first + " and " + count(all-1, "other known document")
}

// shownParts returns the matches shown that the input is made of, in the order in which they are
// shown.
func shownParts(in dossier.InputFinding) []dossier.Match {
	parts := slices.DeleteFunc(slices.Clone(in.Matches), func(m dossier.Match) bool { return !m.Part })
	return readingOrder(parts)
}

// several reports whether an input is made of several documents.
func several(in dossier.InputFinding) bool { return partsOf(in) > 1 && len(shownParts(in)) > 0 }

// partsOf counts the parts of an input, also those left out.
func partsOf(in dossier.InputFinding) int {
	n := len(shownParts(in))
	if in.LeftOut != nil {
		n += in.LeftOut.Parts
	}
	return n
}

// documentsOf counts the documents of which something was found, also those left out.
func documentsOf(in dossier.InputFinding) int {
	n := len(in.Matches)
	if out := in.LeftOut; out != nil {
		n += out.Parts + out.Others + out.Shared
	}
	return n
}

// subject names the input by what kind of file it is.
func subject(in dossier.InputFinding) string {
	switch {
	case isPicture(in):
		return "This picture"
	case isQuote(in):
		return "This text"
	case in.MediaType == "application/pdf":
		return "This PDF"
	}
	switch kind := kindOfFile(in.MediaType); kind {
	case "web page", "Word document", "OpenDocument text":
		return "This " + kind
	}
	return "This file"
}

// lowered returns a text with its first letter, which is of the basic Latin alphabet, in lower
// case.
func lowered(text string) string { return strings.ToLower(text[:1]) + text[1:] }
