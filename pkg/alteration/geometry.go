package alteration

import (
	"fmt"
	"math"

	"github.com/leakprint/leakprint/pkg/dossier"
)

const (
	mostSkew       = 10.  // degrees up to which a page is askew rather than turned
	sameScale      = .025 // by which the scale may differ from 1: scanners are off by as much
	sameMargins    = .03  // share of a page's width or height that may be missing at an edge...
	scannedMargins = .10  // ...of a scan
)

const pdfType = "application/pdf"

// bothPDF reports whether both files have pages of a size on paper, which pictures have not.
func (d *Differences) bothPDF() bool {
	return d.Query.MediaType == pdfType && d.Known.MediaType == pdfType
}

// pageRotated finds pages turned by quarters. Of a picture that says nothing: it may be
// held in any way.
func pageRotated(d *Differences, _ []dossier.Alteration) []dossier.Alteration {
	if d.Query.MediaType != pdfType {
		return nil
	}
	var found []dossier.Alteration
	for _, turn := range []int{90, 180, 270} {
		for _, a := range d.pagesThat(dossier.PageRotated, "laid over one another, the page is turned", func(p *Comparison) bool { return p.turned() == turn }) {
			a.After = fmt.Sprintf("%d degrees clockwise", turn)
			found = append(found, a)
		}
	}
	return found
}

// turned returns by how many degrees, clockwise, the query page is turned against the
// known page: 0, 90, 180 or 270.
func (p *Comparison) turned() int {
	if !p.registered {
		return 0
	}
	angle := -p.toKnown.AngleAt(p.query.Width/2, p.query.Height/2)
	quarter := math.Round(angle / 90)
	if math.Abs(angle-90*quarter) > mostSkew {
		return 0
	}
	return (int(quarter)*90 + 360) % 360
}

// pageScaled finds pages shown at another size.
func pageScaled(d *Differences, _ []dossier.Alteration) []dossier.Alteration {
	scales := map[int]bool{}
	found := d.pagesThat(dossier.PageScaled, "laid over one another, the page is shown at another size", func(p *Comparison) bool {
		percent, ok := p.scale(d)
		if ok {
			scales[percent] = true
		}
		return ok
	})
	if len(scales) == 1 {
		for percent := range scales {
			found[0].After = fmt.Sprintf("%d %%", percent)
		}
	}
	return found
}

// scale returns the size at which the query shows the known page, in percent; ok is false
// where that is the same or not known.
func (p *Comparison) scale(d *Differences) (percent int, ok bool) {
	if !p.registered || !d.bothPDF() {
		return 0, false
	}
	scale := 1 / p.toKnown.ScaleAt(p.query.Width/2, p.query.Height/2)
	return int(math.Round(100 * scale)), math.Abs(scale-1) > sameScale
}

// pageCropped finds pages of which the input shows only a part. Before is the words that
// were cut off.
func pageCropped(d *Differences, _ []dossier.Alteration) []dossier.Alteration {
	found := d.pagesThat(dossier.PageCropped, "laid over one another, the page ends before the known page does", func(p *Comparison) bool { return p.cropped(d) })
	for i := range found {
		for _, p := range d.Pages {
			if p.cropped(d) && len(p.cutOff) > 0 && !p.known.machineRead {
				found[i].Boxes = append(found[i].Boxes, pageBoxes(p.pair.Known, lineBoxes(boxesOf(p.words.known, p.cutOff)))...)
				if found[i].Before != "" {
					found[i].Before += " … "
				}
				found[i].Before += textOf(p.words.known, p.cutOff)
			}
		}
	}
	return found
}

// cropped reports whether the known page goes on beyond an edge of the query page.
func (p *Comparison) cropped(d *Differences) bool {
	if !p.registered || !d.bothPDF() {
		return false
	}
	shown := mapBox(p.toKnown, dossier.Box{W: p.query.Width, H: p.query.Height})
	margins := sameMargins
	if p.known.isPicture {
		margins = scannedMargins
	}
	w, h := margins*p.known.Width, margins*p.known.Height
	if shown.W >= .99*p.known.Width && shown.H >= .99*p.known.Height {
		return false // as large as it was: its content was shifted
	}
	return shown.X > w || shown.Y > h || shown.X+shown.W < p.known.Width-w || shown.Y+shown.H < p.known.Height-h
}
