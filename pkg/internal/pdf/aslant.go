package pdf

import (
	"math"

	"github.com/leakprint/leakprint/pkg/dossier"
)

// An Aslant is words in a row that run neither along the page nor up or down.
type Aslant struct {
	Text  string
	Box   dossier.Box
	Angle float64 // degrees, clockwise from along the page
}

const (
	leastSlant = 5   // degrees from along, up and down
	sameSlant  = 1   // degrees by which words may differ that are in a row
	sameAslant = 2   // points from a line along them, likewise
	mostAslant = 500 // of a page
)

// aslant returns the words of a page that are aslant.
func (r *pageReader) aslant(text pointer, words []dossier.Word, runs []run) []Aslant {
	var all []Aslant
	last, row := -2, 0.
	for i := 0; i < len(words) && i < mostGaps && len(all) < mostAslant; i++ {
		if len(runs[i]) == 0 {
			continue
		}
		first := uint64(runs[i][0].first)
		radians := r.float("FPDFText_GetCharAngle", text, first)
		angle := degrees(radians)
		if off := math.Mod(angle, 90); off < leastSlant || off > 90-leastSlant {
			continue
		}
		if r.call("FPDFText_GetCharOrigin", text, first, r.out, r.out+8) == 0 {
			continue
		}
		_, height := onLine(r.outDouble(0), r.outDouble(1), -radians)
		if n := len(all) - 1; last == i-1 && math.Abs(all[n].Angle-angle) <= sameSlant && math.Abs(height-row) <= sameAslant {
			all[n].Text += " " + words[i].Text
			all[n].Box = all[n].Box.Union(words[i].Box)
		} else {
			all = append(all, Aslant{words[i].Text, words[i].Box, angle})
		}
		last, row = i, height
	}
	return all
}

// degrees returns an angle as degrees from 0 up to 360, 0 for none.
func degrees(radians float64) float64 {
	d := math.Mod(radians*180/math.Pi, 360)
	switch {
	case math.IsNaN(d):
		return 0
	case d < 0:
		return d + 360
	}
	return d
}
