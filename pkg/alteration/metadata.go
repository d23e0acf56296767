package alteration

import (
	"maps"
	"slices"
	"strings"

	"github.com/leakprint/leakprint/pkg/dossier"
)

// metadata finds entries of the document information dictionary that were changed or
// removed. That of a merged file is not about this document.
func metadata(d *Differences, found []dossier.Alteration) []dossier.Alteration {
	if !d.bothPDF() || d.Match.Has(dossier.Merged) {
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

// differing returns the entries on either side that the other does not have, as text,
// ordered by key.
func differing(before, after map[string]string) (onlyBefore, onlyAfter string) {
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
