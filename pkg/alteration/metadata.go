package alteration

import (
	"maps"
	"slices"
	"strings"

	"github.com/leakprint/leakprint/pkg/dossier"
)

// metadata finds what the files say of themselves changed or taken out. What a merged
// file says of itself is not about this document.
func metadata(d *Differences, found []dossier.Alteration) []dossier.Alteration {
	if d.Query.MediaType != pdfType || d.Known.MediaType != pdfType || d.Match.Has(dossier.Merged) {
		return nil
	}
	before, after := differing(d.Known.Info, d.Query.Info)
	if before == after {
		return nil
	}
	kind := dossier.MetadataChanged
	if after == "" && len(d.Query.Info) == 0 {
		kind = dossier.MetadataStripped
	}
	return []dossier.Alteration{{Kind: kind, Before: before, After: after, Basis: "the document information dictionaries differ"}}
}

// differing writes the entries of either side that the other has not, by key.
func differing(before, after map[string]string) (string, string) {
	only := func(of, other map[string]string) string {
		var entries []string
		for _, key := range slices.Sorted(maps.Keys(of)) {
			if value, ok := other[key]; !ok || value != of[key] {
				entries = append(entries, key+": "+of[key])
			}
		}
		return strings.Join(entries, "; ")
	}
	return only(before, after), only(after, before)
}
