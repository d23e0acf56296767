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
		f.Inputs[i].Summary = summary(in, compare)
	}
	return f
}

func summary(in dossier.InputFinding, compare bool) *dossier.Summary {
	s := dossier.Summary{Facts: dossier.SummaryFacts{Verdict: in.Verdict, Grade: in.Grade, Documents: len(in.Matches)}}
	switch {
	case in.Verdict == dossier.Unreadable:
		s.Sentence = unreadable
	case len(in.Matches) == 0:
		s.Sentence = noMatch(compare)
	default:
		m := in.Matches[0]
		s.Sentence = headline(in, m)
		s.Facts.Document, s.Facts.Pages = &m.Document, dossier.Count{Matched: foundPages(m), Of: m.Document.Pages}
		s.Facts.Alterations, s.Facts.Negations = countsOf(m.Alterations), negations(m.Alterations)
	}
	s.Sentence += "."
	return &s
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
