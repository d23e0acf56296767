package forge

import (
	"math/rand/v2"
	"regexp"
	"strings"

	"github.com/leakprint/leakprint/pkg/dossier"
)

// orderChanges put words, lines and cells in another order.
var orderChanges = []SingleChange{
	{Name: "two rows of a table swapped", change: swapLines(isRow)},
	{Name: "two paragraphs swapped", change: swapLines(isParagraph)},
	{Name: "two sentences swapped", change: swapSentences},
	{Name: "two names in one sentence swapped", change: to(`(M[rs] [A-Z][a-z]+) met (M[rs] [A-Z][a-z]+)`, "$2 met $1")},
	{Name: "two words swapped", change: to(`\b([a-z]{3,}) ([a-z]{4,})\b`, "$2 $1")},
	{Name: "two words swapped over a third", change: to(`\b([a-z]{4,}) ([a-z]+) ([a-z]{4,})\b`, "$3 $2 $1")},
	{Name: "figures of two columns swapped", or: dossier.ClassFigures, change: to(`([0-9][0-9.,]*)\t([0-9][0-9.,]*)`, "$2\t$1")},
	{Name: "figures of two rows swapped", or: dossier.ClassFigures, change: to(`(\n[^\t\n]+\t[^\t\n]+\t)([^\t\n]+)(\t[^\n]*\n[^\t\n]+\t[^\t\n]+\t)([0-9][^\t\n]+)`, "$1$4$3$2")},
	{Name: "two figures in one sentence swapped", or: dossier.ClassFigures, change: to(`\b([0-9]+)([^0-9\n.]{4,40})([0-9]+)\b`, "$3$2$1")},
	{Name: "two list items swapped", change: to(`\n\(a\) ([^\n]+)\n\(b\) ([^\n]+)`, "\n(a) $2\n(b) $1")},
	{Name: "parties of a sentence swapped", change: to(`(François Bœuf)([^.\n]*)(Łucja Wrońska)`, "$3$2$1")},
	{Name: "first line moved to the end", or: dossier.ClassFigures, change: to(`(?s)^([^\n]+)\n(.*)$`, "$2\n$1")},
}

func isRow(line string) bool { return strings.Contains(line, "\t") }

func isParagraph(line string) bool { return !isRow(line) && len(line) > 80 }

// swapLines exchanges two lines of a kind that differ.
func swapLines(is func(string) bool) changer {
	return func(page string, r *rand.Rand) (string, bool) {
		lines := strings.Split(page, "\n")
		var chosen []int
		for _, n := range r.Perm(len(lines)) {
			if is(lines[n]) && (len(chosen) == 0 || lines[n] != lines[chosen[0]]) {
				chosen = append(chosen, n)
			}
		}
		if len(chosen) < 2 {
			return "", false
		}
		a, b := chosen[0], chosen[1]
		lines[a], lines[b] = lines[b], lines[a]
		return strings.Join(lines, "\n"), true
	}
}

var sentenceEnd = regexp.MustCompile(`[a-z][.] [A-Z]`)

// swapSentences exchanges two sentences of a paragraph that stand side by side.
func swapSentences(page string, r *rand.Rand) (string, bool) {
	lines := strings.Split(page, "\n")
	for _, n := range r.Perm(len(lines)) {
		line := lines[n]
		ends := sentenceEnd.FindAllStringIndex(line, -1)
		if len(ends) == 0 || !strings.HasSuffix(line, ".") {
			continue
		}
		from, middle, to := 0, ends[0][1]-1, len(line)+1
		if len(ends) > 1 {
			to = ends[1][1] - 1
		}
		first, second, rest := line[from:middle-1], line[middle:to-1], ""
		if to < len(line) {
			rest = " " + line[to:]
		}
		lines[n] = second + " " + first + rest
		return strings.Join(lines, "\n"), true
	}
	return "", false
}
