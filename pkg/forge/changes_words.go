package forge

import (
	"math/rand/v2"
	"strings"

	"github.com/leakprint/leakprint/pkg/dossier"
)

// plainWord is a word of small letters, too short for none.
const plainWord = `\b[a-z]{4,}\b`

// wordChanges change words, or how many there are.
var wordChanges = []SingleChange{
	{Name: "not dropped", change: to(` not `, " ")},
	{Name: "not added", change: to(`\b(may|shall|would|could) ([a-z])`, "$1 not $2")},
	{Name: "shall to may", change: to(`\bshall\b`, "may")},
	{Name: "may to shall", change: to(`\bmay\b`, "shall")},
	{Name: "word replaced", change: by(plainWord, commonWord)},
	{Name: "word dropped", change: to(` [a-z]{3,} `, " ")},
	{Name: "word added", change: to(`\b(the|a) ([a-z])`, "$1 alleged $2")},
	{Name: "word doubled", change: to(`\b([a-z]{3,}) `, "$1 $1 ")},
	{Name: "only dropped", change: to(`\bOnly two`, "Two")},
	{Name: "name replaced", change: mapped(`Norrhavn|Estavia|Kestrelholm|Varn`, "Norrhavn", "Grauwick", "Estavia", "Mirefell", "Kestrelholm", "Tessaly", "Varn", "Oriel")},
	{Name: "party exchanged", change: mapped(`Norrhavn|Estavia`, "Norrhavn", "Estavia", "Estavia", "Norrhavn")},
	{Name: "name extended", change: to(`\bDeverell\b`, "Deverelly")},
	{Name: "states to statesmen", change: to(`\bstates\b`, "statesmen")},
	{Name: "word made longer at the right", change: by(plainWord, func(w string, _ *rand.Rand) string { return w + "ness" })},
	{Name: "word made shorter at the right", change: to(`\b([a-z]{4,})(?:ed|ing|s)\b`, "$1")},
	{Name: "word made longer at the left", change: by(plainWord, func(w string, _ *rand.Rand) string { return "re" + w })},
	{Name: "sentence dropped", or: dossier.ClassFigures, change: to(`([.?!]) [A-Z][^.?!\n]{30,}[.] `, "$1 ")},
	{Name: "sentence added", change: to(`([a-z])\. ([A-Z])`, "$1. This is disputed. $2")},
	{Name: "line dropped", or: dossier.ClassFigures, change: to(`\n\(b\)[^\n]*`, "")},
	{Name: "row of a table dropped", or: dossier.ClassFigures, change: to(`\n[A-Z][a-z ]+\t[^\n]*`, "")},
	{Name: "cell emptied", or: dossier.ClassFigures, change: to(`(\n[A-Z][a-z ]+\t)[^\t\n]+\t`, "${1}–\t")},
	{Name: "legal to illegal", change: to(`\blegal opinion`, "illegal opinion")},
	{Name: "possible to impossible", change: to(`\bpossible\b`, "impossible")},
	{Name: "complete to incomplete", change: to(`\bcomplete\b`, "incomplete")},
	{Name: "the to a", change: to(`\bthe\b`, "a")},
	{Name: "a to the", change: to(` a `, " the ")},
	{Name: "article dropped", change: to(` the `, " ")},
	{Name: "number word", or: dossier.ClassFigures, change: to(`\btwo\b`, "ten")},
	{Name: "all to some", change: to(`\ball members`, "some members")},
	{Name: "before to after", change: to(`\bbefore\b`, "after")},
	{Name: "and to or", change: to(` and `, " or ")},
	{Name: "Ms to Mr", change: to(`\bMs\b`, "Mr")},
	{Name: "month", change: mapped(`January|February|March|April|June|July|September|October|November`, "January", "June", "February", "October", "March", "May", "April", "August", "June", "July", "July", "June", "September", "December", "October", "March", "November", "September")},
	{Name: "is to was", change: to(` is `, " was ")},
	{Name: "plural to singular", change: to(`\bParties\b`, "Party")},
	{Name: "unless to if", change: to(`\bunless\b`, "if")},
	{Name: "preposition", change: to(` to `, " from ")},
	{Name: "last word dropped", change: to(`, and [a-z ]+ ([a-z]+)\.`, ".")},
	{Name: "paragraph dropped", or: dossier.ClassFigures, change: dropParagraph},
	{Name: "stars for letters", change: by(plainWord, func(w string, _ *rand.Rand) string { return w[:1] + strings.Repeat("*", len(w)-1) })},
}

// commonWord is one of the words that most texts hold, in the place of another.
func commonWord(_ string, r *rand.Rand) string {
	words := []string{"question", "always", "large", "number", "forbidden", "first", "under", "people"}
	return words[r.IntN(len(words))]
}

// dropParagraph drops a line that holds sentences.
func dropParagraph(page string, r *rand.Rand) (string, bool) {
	lines := strings.Split(page, "\n")
	for _, n := range r.Perm(len(lines)) {
		if len(lines[n]) > 80 && !strings.Contains(lines[n], "\t") {
			return strings.Join(append(lines[:n:n], lines[n+1:]...), "\n"), true
		}
	}
	return "", false
}
