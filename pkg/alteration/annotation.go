package alteration

import (
	"slices"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/internal/pdf"
)

// annotationAdded finds annotations, such as notes, highlights and stamps, that the known
// page does not have.
func annotationAdded(d *Differences, _ []dossier.Alteration) []dossier.Alteration {
	var found []dossier.Alteration
	for _, p := range d.Pages {
		for _, a := range p.query.annotations {
			if slices.ContainsFunc(p.known.annotations, func(k pdf.Annotation) bool { return p.sameAnnotation(a, k) }) {
				continue
			}
			c := change{kind: dossier.AnnotationAdded, after: a.Contents, queryBoxes: []dossier.Box{a.Box}, basis: "an annotation (" + a.Subtype + ") that the known page does not have"}
			if p.registered {
				c.boxes = []dossier.Box{mapBox(p.toKnown, a.Box)}
			}
			found = append(found, p.alteration(c))
		}
	}
	return found
}

// sameAnnotation reports whether an annotation of the query page is one of the known page:
// its type, its contents and, as far as that is known, its place are the same.
func (p *Comparison) sameAnnotation(q, k pdf.Annotation) bool {
	return q.Subtype == k.Subtype && q.Contents == k.Contents && (!p.registered || touches(mapBox(p.toKnown, q.Box), k.Box, samePlace))
}
