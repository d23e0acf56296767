package alteration

import "github.com/leakprint/leakprint/pkg/dossier"

// imageReplaced finds pictures that show something else than the known page has there.
func imageReplaced(d *Differences, _ []dossier.Alteration) []dossier.Alteration {
	var found []dossier.Alteration
	for _, p := range d.Pages {
		for _, i := range p.images {
			if i.replaced {
				found = append(found, p.alteration(change{
					kind: dossier.ImageReplaced, boxes: []dossier.Box{i.box}, queryBoxes: []dossier.Box{i.query.Box},
					basis: "the picture in its place shows something else",
				}))
			}
		}
	}
	return found
}

// reEncoded finds pages whose pictures are stored anew and look the same.
func reEncoded(d *Differences, _ []dossier.Alteration) []dossier.Alteration {
	return d.pagesThat(dossier.ReEncoded, "pictures are stored with other bytes and look the same", func(p *Comparison) bool {
		for _, i := range p.images {
			if i.stored {
				return true
			}
		}
		return false
	})
}
