package alteration

import (
	"strings"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/internal/pdf"
	"github.com/leakprint/leakprint/pkg/wording"
)

// compareFields makes edits of the fields of forms that both pages have, and that were
// filled in otherwise. The places of one field are one edit.
func (p *Comparison) compareFields() {
	edits := map[string]int{} // by field and what it holds: its place in p.changes
	taken := make([]bool, len(p.query.fields))
	for _, k := range p.known.fields {
		q := p.fieldLike(k, taken)
		if q < 0 {
			continue
		}
		taken[q] = true
		f := p.query.fields[q]
		before, after := oneLine(k.Value), oneLine(f.Value)
		if before == after {
			continue
		}
		edit := strings.Join([]string{k.Name, before, after}, "\x00")
		at, again := edits[edit]
		if !again {
			at = len(p.changes)
			edits[edit] = at
			p.changes = append(p.changes, change{
				hunk: hunk{previous: -1}, kind: dossier.TextEdited, before: before, after: after, basis: "a field of a form is filled in otherwise",
				class: wording.Classify("", wording.Tokens(before), wording.Tokens(after)),
			})
		}
		c := &p.changes[at]
		c.boxes, c.queryBoxes = append(c.boxes, k.Box), append(c.queryBoxes, f.Box)
	}
}

// fieldLike returns the field of the query page, by index, that is one of the known page: it
// has its name and, as far as that is known, its place; -1 where there is none but those taken.
func (p *Comparison) fieldLike(known pdf.Field, taken []bool) int {
	for i, f := range p.query.fields {
		if !taken[i] && f.Name == known.Name && (!p.registered || touches(mapBox(p.toKnown, f.Box), known.Box, samePlace)) {
			return i
		}
	}
	return -1
}

// oneLine returns text with single spaces.
func oneLine(text string) string { return strings.Join(strings.Fields(text), " ") }
