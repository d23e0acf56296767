package report

import (
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"strings"

	"charm.land/lipgloss/v2"

	"github.com/leakprint/leakprint/pkg/dossier"
)

// SearchText prints where words stand, for a person: document by document, the hits between angle
// brackets.
func SearchText(w io.Writer, a dossier.SearchAnswer, style Style) error {
	s := newSheet(style)
	documents := 0
	for i, hit := range a.Hits {
		if i == 0 || hit.Document != a.Hits[i-1].Document {
			documents++
			s.documentLine(hit.Document)
		}
		label := fmt.Sprintf("p. %d", hit.Page)
		if hit.Recognised {
			label += ", recognised"
		}
		s.hang(indentMore, label+strings.Repeat(" ", max(1, labelWidth-lipgloss.Width(label))), markedHits(hit))
	}
	switch {
	case a.Total == 0:
		s.text(0, "Nothing found.")
	case a.Total > len(a.Hits):
		s.text(0, fmt.Sprintf("The first %d of %s.", len(a.Hits), count(a.Total, "page")))
	default:
		s.text(0, fmt.Sprintf("%s in %s.", count(a.Total, "page"), count(documents, "document")))
	}
	_, err := io.WriteString(w, s.String())
	return err
}

// markedHits returns what is shown of a page, with the hits marked.
func markedHits(hit dossier.SearchHit) string {
	var b strings.Builder
	text, at := []rune(hit.Snippet), 0
	for _, h := range hit.Hits {
		b.WriteString(Quote(string(text[at:h[0]])) + "»" + Quote(string(text[h[0]:h[1]])) + "«")
		at = h[1]
	}
	b.WriteString(Quote(string(text[at:])))
	return b.String()
}

// SearchCSV prints the pages on which words stand as CSV (RFC 4180), with a header.
func SearchCSV(w io.Writer, a dossier.SearchAnswer) error {
	table := csv.NewWriter(w)
	rows := [][]string{{"sha256", "name", "dossier", "page", "recognised", "snippet"}}
	for _, hit := range a.Hits {
		rows = append(rows, []string{
			hit.Document.SHA256.String(), CSVCell(hit.Document.Name), CSVCell(hit.Document.Dossier), strconv.Itoa(hit.Page),
			strconv.FormatBool(hit.Recognised), CSVCell(hit.Snippet),
		})
	}
	return table.WriteAll(rows)
}

// CSVCell returns text as a cell in which no character is hidden, and which no spreadsheet takes for a formula.
func CSVCell(text string) string {
	text = Quote(text)
	if text != "" && strings.ContainsRune("=+-@", rune(text[0])) {
		return "'" + text
	}
	return text
}
