package alteration

import "github.com/leakprint/leakprint/pkg/dossier"

// textEdited finds words that were replaced, inserted or deleted.
func textEdited(d *Differences, _ []dossier.Alteration) []dossier.Alteration {
	return append(d.changes(dossier.TextEdited), d.uncompared(dossier.TextEdited)...)
}
