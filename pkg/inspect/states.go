package inspect

import (
	"bytes"
	"fmt"
	"slices"
	"strings"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/internal/pdf"
)

// maxStatesRead is how many of a file's earlier states are read: each costs as much as the file.
const maxStatesRead = 20

// earlierStates are the states of the file before the last that was saved. What changed between
// them on pages is told by whoever compares them.
func earlierStates(s *Subject) []dossier.Item {
	if !bytes.Contains(s.data[:min(len(s.data), 1024)], []byte("%PDF-")) {
		return nil
	}
	ends := pdf.States(s.data)
	if len(ends) < 2 {
		return nil
	}
	s.states = ends
	var items []dossier.Item
	for i, end := range ends[:len(ends)-1] {
		items = append(items, dossier.Item{
			Group: dossier.GroupEarlier, Kind: dossier.Revision,
			Value: fmt.Sprintf("state %d of %d: the first %d of %d bytes", i+1, len(ends), end, len(s.data)),
			Basis: "a state of the file ends there, with its own table of objects",
		})
	}
	return append(items, s.earlierMetadata()...)
}

// earlierMetadata are entries that an earlier state had and the file does not have any more. Dates
// and identifiers that every program writes anew when it saves are told only where they are gone.
func (s *Subject) earlierMetadata() []dossier.Item {
	now := entriesOf(s.objects)
	var items []dossier.Item
	for i, earlier := range s.earlierObjects() {
		for _, e := range entriesOf(earlier) {
			same := func(n entry) bool {
				return n == e || n.key == e.key && (isDate(e.key) || strings.HasSuffix(e.key, "ID"))
			}
			if !slices.ContainsFunc(now, same) {
				items = append(items, dossier.Item{
					Group: dossier.GroupEarlier, Kind: dossier.EarlierMetadata, Value: e.key + ": " + e.value, Basis: fmt.Sprintf("metadata of state %d", i+1),
				})
			}
		}
	}
	return distinct(items)
}

// An entry is one of a file's metadata.
type entry struct{ key, value string }

// entriesOf are the entries of a file's metadata in both places.
func entriesOf(o pdf.Objects) []entry {
	var entries []entry
	info := o.Info()
	for _, key := range info.Keys() {
		if text := info.Key(key).Text(); text != "" {
			entries = append(entries, entry{key, text})
		}
	}
	for _, p := range propertiesOf(o.Catalog().Key("Metadata").Content(maxPacket)) {
		entries = append(entries, entry{"xmp:" + p.name, p.value})
	}
	return entries
}

// earlierObjects are those of the earlier states that can be read.
func (s *Subject) earlierObjects() []pdf.Objects {
	if s.earlier != nil || len(s.states) < 2 {
		return s.earlier
	}
	s.earlier = []pdf.Objects{}
	for _, end := range s.states[:min(len(s.states)-1, maxStatesRead)] {
		objects, err := pdf.OpenObjects(s.data[:end])
		if err != nil {
			objects = pdf.Objects{}
		}
		s.earlier = append(s.earlier, objects)
	}
	return s.earlier
}

// earlierInfo are the information dictionaries of the earlier states.
func (s *Subject) earlierInfo() []pdf.Value {
	var found []pdf.Value
	for _, o := range s.earlierObjects() {
		found = append(found, o.Info())
	}
	return found
}
