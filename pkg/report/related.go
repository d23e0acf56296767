package report

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/leakprint/leakprint/pkg/dossier"
)

// RelatedText prints for a person which documents share something with one.
func RelatedText(w io.Writer, a dossier.RelatedAnswer, style Style) error {
	s := newSheet(style)
	for _, d := range a.Related {
		s.documentLine(d.Document)
		for _, words := range sharedWords(d) {
			s.text(indentMore, words)
		}
	}
	if len(a.Related) == 0 {
		s.text(0, "It shares nothing with another document, as far as the index tells.")
	} else {
		s.text(0, fmt.Sprintf("%s. Text in common shows neither which is a copy of the other nor that nothing was altered.", count(len(a.Related), "related document")))
	}
	_, err := io.WriteString(w, s.String())
	return err
}

// sharedWords says what two documents share, each thing in a line.
func sharedWords(d dossier.RelatedDocument) []string {
	var words []string
	if len(d.Pages) > 0 {
		words = append(words, fmt.Sprintf("Most of p. %s stands there too, on p. %s.", ranges(numbers(d.Pages)), ranges(others(d.Pages))))
	}
	if len(d.Passages) > 0 {
		words = append(words, fmt.Sprintf("Passages of p. %s stand there, on p. %s.", ranges(numbers(d.Passages)), ranges(others(d.Passages))))
	}
	if d.Pictures > 0 {
		words = append(words, "In common: "+count(d.Pictures, "picture")+".")
	}
	if d.Attached {
		words = append(words, "That document is attached to it.")
	}
	if d.AttachedTo {
		words = append(words, "It is attached to that document.")
	}
	return words
}

func numbers(pages []dossier.SharedPage) []int {
	all := make([]int, len(pages))
	for i, p := range pages {
		all[i] = p.Page
	}
	return all
}

// others returns the pages of the other document, ascending.
func others(pages []dossier.SharedPage) []int {
	all := make([]int, len(pages))
	for i, p := range pages {
		all[i] = p.Other
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// mostRelated is how many documents RelatedWords names.
const mostRelated = 2

// RelatedWords says in one line in which known documents most of some pages stands; "" if in none.
func RelatedWords(related []dossier.RelatedDocument) string {
	var parts []string
	more := 0
	for _, d := range related {
		switch {
		case len(d.Pages) == 0:
		case len(parts) == mostRelated:
			more++
		default:
			parts = append(parts, fmt.Sprintf("most of p. %s stands in %s too", ranges(numbers(d.Pages)), Show(d.Document.Name)))
		}
	}
	if more > 0 {
		parts = append(parts, "and some in "+count(more, "more document"))
	}
	return strings.Join(parts, "; ")
}

// RelatedSchema returns the JSON Schema of a dossier.RelatedAnswer, like Schema.
func RelatedSchema() ([]byte, error) {
	return schemaNamed(dossier.RelatedSchema, dossier.RelatedAnswer{})
}
