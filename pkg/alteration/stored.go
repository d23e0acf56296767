package alteration

import "github.com/leakprint/leakprint/pkg/dossier"

// rasterised finds pages of a PDF whose text has become a picture of it.
func rasterised(d *Differences, _ []dossier.Alteration) []dossier.Alteration {
	if d.Query.MediaType != pdfType {
		return nil
	}
	return d.pagesThat(dossier.Rasterised, "the known page holds text, the page is a picture of it", (*Comparison).isRasterised)
}

// isRasterised reports whether the known page shows text and the query a picture instead.
func (p *Comparison) isRasterised() bool {
	return p.known.showsText && !p.query.showsText && p.query.isPicture
}

// leastOCR is from how many invisible words on a page has a layer of recognised text.
const leastOCR = 5

// ocrLayerAdded finds pictures of pages that got a layer of recognised text.
func ocrLayerAdded(d *Differences, _ []dossier.Alteration) []dossier.Alteration {
	return d.pagesThat(dossier.OCRLayerAdded, "the page is a picture, with text to be searched that cannot be seen", func(p *Comparison) bool {
		return p.query.isPicture && len(p.query.invisible) >= leastOCR && len(p.known.invisible) < leastOCR
	})
}
