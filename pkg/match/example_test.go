package match_test

import (
	"fmt"
	"log"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/fingerprint"
	"github.com/leakprint/leakprint/pkg/match"
)

// page is a page of text as matching sees it.
func page(number int, text string) match.Subject {
	p := dossier.Page{Number: number, Width: 595, Height: 842, Text: text}
	return match.Subject{Page: p, Print: fingerprint.Of(p, nil, nil)}
}

// A memorandum of two pages comes back with the first page as it was and a figure of the
// second changed.
func ExampleFind() {
	const (
		first = "Memorandum of the harbour board. The board met on Tuesday to consider the dredging of " +
			"the northern channel, for which three tenders had been received by the closing date."
		second = "The board resolved to accept the lowest tender, of 41,500 crowns, and asked its secretary " +
			"to sign the contract before the end of May. Two members wished their dissent recorded."
		altered = "The board resolved to accept the lowest tender, of 47,500 crowns, and asked its secretary " +
			"to sign the contract before the end of May. Two members wished their dissent recorded."
	)
	memorandum := []match.Subject{page(1, first), page(2, second)}
	known := match.Known{
		KnownDocument: dossier.KnownDocument{SHA256: dossier.Sum([]byte(first + second)), Name: "memorandum.pdf", Pages: 2},
		Page:          func(number int) (match.Subject, error) { return memorandum[number-1], nil },
	}
	rarity := match.Rarity{Pages: 2} // every mark is rare

	input := []match.Subject{page(1, first), page(2, altered)}
	candidates := []match.Candidate{{Known: known, Pairs: []match.Pair{{Query: 1, Known: 1}}}}
	matches, err := match.Find(match.PagesOf(input...), rarity, candidates)
	if err != nil {
		log.Fatal(err)
	}
	for _, m := range matches {
		fmt.Println(m.Document.Name, m.Verdict)
		for _, p := range m.Pages {
			fmt.Printf("page %d is page %d: %s\n", p.Query, p.Known, p.Relation)
		}
	}
	// Output:
	// memorandum.pdf altered
	// page 1 is page 1: same
	// page 2 is page 2: edited
}
