package report

import (
	"slices"

	"github.com/leakprint/leakprint/pkg/dossier"
)

// Summarised returns a finding in which each input has its summary. Compare says whether two
// files were compared, without a corpus.
func Summarised(f dossier.Finding, compare bool) dossier.Finding {
	f.Inputs = slices.Clone(f.Inputs)
	for i, in := range f.Inputs {
		f.Inputs[i].Summary = summary(in, f.Corpus, compare)
	}
	return f
}

// summary shows nothing that could identify a source: see publishable.
func summary(in dossier.InputFinding, corpus dossier.CorpusSize, compare bool) *dossier.Summary {
	s := dossier.Summary{
		Sentence: inOneSentence(in, corpus, compare),
		Facts:    dossier.SummaryFacts{Verdict: in.Verdict, Grade: in.Grade, Documents: documentsOf(in), Parts: partsOf(in), Tied: in.Tied, Clear: 1},
	}
	if len(in.Matches) == 0 {
		return &s
	}
	m := publishableMatch(leading(in))
	s.Facts.Document, s.Facts.Pages = &m.Document, dossier.Count{Matched: foundPages(m), Of: m.Document.Pages}
	s.Facts.KnownPages = knownPages(only(m.Pages, holds))
	s.Facts.Clear, s.Facts.Untold = m.Clear, untoldOf(m)
	s.Facts.Part = m.Verdict.Found() && len(m.Pages) > 0 && partly(m)
	if isPicture(in) {
		lie := lieOf(m)
		s.Facts.Turned, s.Facts.Askew, s.Facts.Mirrored = lie.turned, lie.askew, lie.mirrored
	}
	if list := tellingChanges(m); len(list) > 0 {
		s.Facts.First = summaryChange(list[0])
	}
	s.Facts.Alterations, s.Facts.Negations = countsOf(m.Alterations), negations(m.Alterations)
	if isQuotation(m) {
		s.Facts.Quotation = summaryQuotation(in, m)
	}
	return &s
}

func summaryQuotation(in dossier.InputFinding, m dossier.Match) *dossier.SummaryQuotation {
	return &dossier.SummaryQuotation{
		Passages: len(quotedTexts(m)), TooShort: m.Reason == dossier.TooShort, Shortened: partsLeftOut(m),
		Unclear: misread(m), Unquoted: len(in.Unquoted),
	}
}

func summaryChange(a dossier.Alteration) *dossier.SummaryChange {
	return &dossier.SummaryChange{
		Kind: a.Kind, Class: a.Class, Negation: a.Negation,
		QueryPages: a.QueryPages, KnownPages: a.KnownPages, Before: a.Before, After: a.After,
	}
}

// countsOf counts alterations by kind and class.
func countsOf(alterations []dossier.Alteration) (counts []dossier.AlterationCount) {
	for _, a := range alterations {
		i := slices.IndexFunc(counts, func(c dossier.AlterationCount) bool { return c.Kind == a.Kind && c.Class == a.Class })
		if i < 0 {
			i, counts = len(counts), append(counts, dossier.AlterationCount{Kind: a.Kind, Class: a.Class})
		}
		counts[i].Count++
	}
	return counts
}

// negations returns the negations that were left out or put in, each once.
func negations(alterations []dossier.Alteration) (words []string) {
	for _, a := range alterations {
		if a.Negation != "" && !slices.Contains(words, a.Negation) {
			words = append(words, a.Negation)
		}
	}
	return words
}
