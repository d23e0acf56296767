package report

import "github.com/leakprint/leakprint/pkg/dossier"

// Change is an alteration in one line: its page, what was done, and the words before
// and after.
func Change(a dossier.Alteration) string {
	plain := sheet{}
	words := plain.changeWords(a)
	if pages := where(a); pages != "" {
		return pages + ": " + words
	}
	return words
}
