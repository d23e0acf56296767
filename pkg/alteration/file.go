package alteration

import (
	"slices"
	"strings"

	"github.com/leakprint/leakprint/pkg/dossier"
)

// attachmentAdded finds files embedded in the input and not in the known document.
func attachmentAdded(d *Differences, _ []dossier.Alteration) []dossier.Alteration {
	var names []string
	for _, a := range d.Query.Structure.Attachments {
		if !slices.ContainsFunc(d.Known.Structure.Attachments, func(k dossier.Attachment) bool { return k.SHA256 == a.SHA256 }) {
			names = append(names, a.Name)
		}
	}
	if len(names) == 0 {
		return nil
	}
	return []dossier.Alteration{{Kind: dossier.AttachmentAdded, After: strings.Join(names, "; "), Basis: "files are attached that the known document does not have"}}
}

// encrypted finds a file that was encrypted, where the known one is not.
func encrypted(d *Differences, _ []dossier.Alteration) []dossier.Alteration {
	if !d.Query.Encrypted || d.Known.Encrypted {
		return nil
	}
	return []dossier.Alteration{{Kind: dossier.Encrypted, Basis: "the file is encrypted, the known file is not"}}
}

// incrementalUpdate finds a file that was saved by appending to the known one.
func incrementalUpdate(d *Differences, _ []dossier.Alteration) []dossier.Alteration {
	if !d.Extended {
		return nil
	}
	return []dossier.Alteration{{Kind: dossier.IncrementalUpdate, Basis: "the file begins with the whole known file, byte for byte; what was changed was appended"}}
}

// reSaved finds a file in which nothing was found that differs but its bytes.
func reSaved(d *Differences, found []dossier.Alteration) []dossier.Alteration {
	if len(found) > 0 || d.Query.SHA256 == d.Known.SHA256 {
		return nil
	}
	return []dossier.Alteration{{Kind: dossier.ReSaved, Basis: "the files differ, the content does not"}}
}
