package report

import (
	"fmt"
	"slices"
	"strings"

	"github.com/leakprint/leakprint/pkg/dossier"
)

// isQuotation reports whether the verdict is one on what a text quotes.
func isQuotation(m dossier.Match) bool {
	quotes := m.Verdict == dossier.Partial || m.Verdict == dossier.Altered || m.Reason == dossier.TooShort
	return quotes && len(m.Quotations) > 0
}

// quotationVerdict returns the verdict on a text that quotes a document. A negation that was
// left out or put in comes first.
func quotationVerdict(m dossier.Match) string {
	switch {
	case m.Reason == dossier.TooShort:
		return "TOO SHORT TO TELL, but these words stand in"
	case m.Verdict == dossier.Altered:
		return "ALTERED QUOTE" + negated(m, dossier.TextEdited) + " from"
	case m.Has(dossier.Shortened):
		return "QUOTE, SHORTENED" + negated(m, dossier.Shortened) + ", from"
	}
	return "QUOTE from"
}

// negated names the negations that changes of a kind take away or put in; "" without any.
func negated(m dossier.Match, kind dossier.Kind) string {
	var words []string
	for _, a := range m.Alterations {
		if a.Kind != kind || a.Negation == "" {
			continue
		}
		how := "left out"
		if !strings.Contains(a.Before, a.Negation) {
			how = "put in"
		}
		if said := inQuotes(a.Negation) + " " + how; !slices.Contains(words, said) {
			words = append(words, said)
		}
	}
	if len(words) == 0 {
		return ""
	}
	return " (" + strings.Join(words, ", ") + ")"
}

// tooShort reports whether an input was found word for word and is too short to tell anything
// by.
func tooShort(in dossier.InputFinding) bool {
	return in.Verdict == dossier.Shared && len(in.Matches) > 0 && in.Matches[0].Reason == dossier.TooShort
}

// quotationFacts returns the sentences on what is quoted and how faithfully.
func quotationFacts(in dossier.InputFinding, m dossier.Match) []string {
	sentences := []string{faithfulness(in, m), evidenceWords(m.Grade) + "."}
	texts := quotedTexts(m)
	if len(texts) > 1 || len(in.Unquoted) > 0 {
		for _, text := range texts {
			sentences = append(sentences, "Quoted, p. "+pageList(pagesQuoted(m, text))+`: "`+passage(text, mostPassage)+`"`)
		}
	}
	if len(texts) == 1 && len(m.Quotations) > 1 {
		sentences = append(sentences, "The same words stand on each of these pages.")
	}
	if words := handlingWords(m); words != "" {
		sentences = append(sentences, words)
	}
	return sentences
}

// faithfulness says how faithful the quotations are.
func faithfulness(in dossier.InputFinding, m dossier.Match) string {
	left := partsLeftOut(m)
	switch {
	case m.Reason == dossier.TooShort:
		return "Word for word, but so few words may stand in any document."
	case m.Verdict == dossier.Altered:
		return "Not word for word."
	case misread(m) > 0:
		return "Word for word but for " + count(misread(m), "place") + ", where a machine read " + machineRead(in) + " and may have misread it" + variantWords(m) + "."
	case left == 1:
		return "Word for word but for one part, which a sign says is left out."
	case left > 1:
		return fmt.Sprintf("Word for word but for %d parts, which signs say are left out.", left)
	}
	return "Word for word."
}

// partsLeftOut counts the parts left out with a sign for it.
func partsLeftOut(m dossier.Match) int {
	n := 0
	for _, a := range m.Alterations {
		if a.Kind == dossier.Shortened {
			n++
		}
	}
	return n
}

// machineRead names the side of which a machine read the words.
func machineRead(in dossier.InputFinding) string {
	if isPicture(in) {
		return "the picture"
	}
	return "the known copy"
}

// variantWords shows the places in which a machine read something else: `: "mav" for "may"`.
func variantWords(m dossier.Match) string {
	var parts []string
	for _, q := range m.Quotations {
		for _, v := range q.Variants {
			parts = append(parts, variant(v.Before, v.After))
		}
	}
	if len(parts) == 0 {
		return ""
	}
	return ": " + strings.Join(eachOnce(parts), ", ")
}

// eachOnce returns texts in order, each once.
func eachOnce(texts []string) []string {
	var each []string
	for _, text := range texts {
		if !slices.Contains(each, text) {
			each = append(each, text)
		}
	}
	return each
}

// variant shows what an input has, and what a document has in its place.
func variant(before, after string) string {
	part := `"` + passage(after, mostContext) + `"`
	if before != "" {
		part += ` for "` + passage(before, mostContext) + `"`
	}
	return part
}

// misread counts the places in which quotations differ from what a machine read.
func misread(m dossier.Match) int {
	n := 0
	for _, q := range m.Quotations {
		n += q.Unclear
	}
	return n
}

// quotedTexts returns what is quoted, each passage once.
func quotedTexts(m dossier.Match) []string {
	var texts []string
	for _, q := range m.Quotations {
		texts = append(texts, q.Text)
	}
	return eachOnce(texts)
}

// pagesQuoted returns the known pages on which a passage stands.
func pagesQuoted(m dossier.Match, text string) []int {
	var pages []int
	for _, q := range m.Quotations {
		if q.Text == text {
			pages = append(pages, q.KnownPages...)
		}
	}
	return pages
}

// handlingWords says how quotations were handled; "" where nothing was.
func handlingWords(m dossier.Match) string {
	var parts []string
	for _, q := range m.Quotations {
		for _, h := range q.Handling {
			parts = append(parts, variant(h.Before, h.After))
		}
	}
	if len(parts) == 0 {
		return ""
	}
	return sentence("Written as quotations may be: ", eachOnce(parts))
}

// shortenedWords says what was left out, and what of it matters most.
func shortenedWords(a dossier.Alteration) string {
	var within []string
	if a.Negation != "" {
		within = append(within, inQuotes(a.Negation))
	}
	if a.EndsSentence {
		within = append(within, "the end of a sentence")
	}
	words := "left out"
	if len(within) > 0 {
		words += ", with " + strings.Join(within, " and ")
	}
	return words
}

// quoteMarks stand around what is quoted, and belong to neither.
const quoteMarks = "\"“”„«»‘’「」『』"

// unquotedWords shows the words of a text that are from no document found; "" if there are
// none.
func unquotedWords(in dossier.InputFinding) string {
	var pieces []string
	for _, text := range in.Unquoted {
		text = strings.TrimRight(strings.TrimLeft(text, quoteMarks+" .,;:"), quoteMarks+" ")
		pieces = append(pieces, `"`+passage(text, mostPassage)+`"`)
	}
	return sentence("From no document found: ", pieces)
}
