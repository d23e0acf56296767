package corpus

import (
	"maps"
	"slices"
	"strings"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/intake"
)

// addFileAlterations adds to each copy found what differs about the file rather than
// its pages. That is no change of content and leaves the verdict as it is.
func (m matcher) addFileAlterations(got reading, matches []dossier.Match) {
	for i := range matches {
		found := &matches[i]
		known := m.known[found.Document.SHA256]
		if !found.Verdict.Found() || found.Has(dossier.Merged) || got.MediaType != intake.PDF || known.MediaType != intake.PDF {
			continue // what a merged file says of itself is not about this document
		}
		if found.Verdict == dossier.Same && len(found.Alterations) == 0 {
			found.Alterations = append(found.Alterations, dossier.Alteration{
				Kind: dossier.ReSaved, Basis: "the files differ, the content does not",
			})
		}
		if before, after := differing(known.Metadata, got.Metadata); before != after {
			kind := dossier.MetadataChanged
			if after == "" && len(got.Metadata) == 0 {
				kind = dossier.MetadataStripped
			}
			found.Alterations = append(found.Alterations, dossier.Alteration{
				Kind: kind, Before: before, After: after, Basis: "the document information dictionaries differ",
			})
		}
	}
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
