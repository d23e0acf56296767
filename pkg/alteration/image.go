package alteration

import (
	"slices"

	"github.com/leakprint/leakprint/pkg/dossier"
)

// imageReplaced finds pictures that show something else than the known page has there.
func imageReplaced(d *Differences, _ []dossier.Alteration) []dossier.Alteration {
	var found []dossier.Alteration
	for _, p := range d.Pages {
		for _, c := range p.pictures {
			if c.replaced {
				found = append(found, p.alteration(change{
					kind: dossier.ImageReplaced, boxes: []dossier.Box{c.known}, queryBoxes: []dossier.Box{c.query},
					basis: "the picture in its place shows something else",
				}))
			}
		}
	}
	return found
}

// reEncoded finds pages with pictures that are stored with other bytes and look the same.
func reEncoded(d *Differences, _ []dossier.Alteration) []dossier.Alteration {
	return d.pagesThat(dossier.ReEncoded, "pictures are stored with other bytes and look the same", func(p *Comparison) bool {
		return slices.ContainsFunc(p.pictures, func(c pictureChange) bool { return !c.replaced })
	})
}
