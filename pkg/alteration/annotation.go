package alteration

import (
	"slices"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/internal/pdf"
)

// annotationAdded finds notes, highlights and stamps put on by a viewer.
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

func (p *Comparison) sameAnnotation(q, k pdf.Annotation) bool {
	return q.Subtype == k.Subtype && q.Contents == k.Contents && (!p.registered || touches(mapBox(p.toKnown, q.Box), k.Box, samePlace))
}
