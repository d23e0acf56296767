package alteration

import (
	"strings"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/internal/ink"
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

// fieldRim is how far from the edge of a field, in points, what it holds begins.
const fieldRim = 1.5

// placeOfField returns where on the known page a field holds something; where it is empty, all
// of it.
func (p *Comparison) placeOfField(f pdf.Field) dossier.Box {
	inner := grow(f.Box, -fieldRim)
	if inner.W <= 0 || inner.H <= 0 {
		return dossier.Box{}
	}
	if inked, ok := p.ink.Inked(inner); ok {
		return inked
	}
	return inner
}

// fieldsOtherwise returns edits of the fields of the known page that look filled in otherwise
// in a picture of it, given what became of what they hold.
func (p *Comparison) fieldsOtherwise(became []ink.Fate) []change {
	var changes []change
	for i, fate := range became {
		f := p.known.fields[i]
		c := change{hunk: hunk{previous: -1}, kind: dossier.TextEdited, before: oneLine(f.Value), boxes: []dossier.Box{f.Box}, queryBoxes: p.onQuery([]dossier.Box{f.Box})}
		switch {
		case fate == ink.Changed && c.before == "":
			c.basis = "laid over one another, a field of a form that was empty is filled in; what it holds now was not read"
		case fate == ink.Changed:
			c.basis = "laid over one another, a field of a form looks filled in otherwise; what it holds now was not read"
		case isHidden(fate) && c.before != "":
			c.kind, c.covered, c.basis = dossier.TextRedacted, fate == ink.Covered, "laid over one another, what a field of a form holds is gone"
		default:
			continue
		}
		changes = append(changes, c)
	}
	return changes
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
