package report

import (
	"fmt"
	"strings"

	"github.com/leakprint/leakprint/pkg/dossier"
)

// How much of hidden text is shown.
const (
	hiddenPieces     = 5
	hiddenCharacters = 60 // of each piece
)

// HiddenWords says in one line what text a file holds and does not show, the first pieces
// of it, shortened; "" where there is none.
func HiddenWords(hidden []dossier.Hidden) string {
	var parts []string
	for i, h := range hidden {
		if i == hiddenPieces {
			parts = append(parts, fmt.Sprintf("and %s more", grouped(len(hidden)-i)))
			break
		}
		text, cut := h.Text, ""
		if runes := []rune(text); len(runes) > hiddenCharacters {
			text, cut = string(runes[:hiddenCharacters]), "..."
		}
		parts = append(parts, Quote(string(h.Kind))+" "+inQuotes(text)+cut)
	}
	if len(parts) == 0 {
		return ""
	}
	return "hidden in the file: " + strings.Join(parts, "; ")
}
