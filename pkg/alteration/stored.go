package alteration

import "github.com/leakprint/leakprint/pkg/dossier"

// rasterised finds pages whose text has become a picture of it. Of a picture that goes
// without saying.
func rasterised(d *Differences, _ []dossier.Alteration) []dossier.Alteration {
	if d.Query.MediaType != pdfType {
		return nil
	}
	return d.pagesThat(dossier.Rasterised, "the known page holds text, the page is a picture of it", (*Comparison).rasterised)
}

func (p *Comparison) rasterised() bool {
	return p.known.showsText && !p.query.showsText && p.query.isPicture
}

// leastOCR is how many words nobody sees make a layer of recognised text.
const leastOCR = 5

// ocrLayerAdded finds pictures of pages beneath which recognised text was put.
func ocrLayerAdded(d *Differences, _ []dossier.Alteration) []dossier.Alteration {
	return d.pagesThat(dossier.OCRLayerAdded, "the page is a picture, with text to be searched that cannot be seen", func(p *Comparison) bool {
		return p.query.isPicture && p.query.invisible >= leastOCR && p.known.invisible < leastOCR
	})
}
