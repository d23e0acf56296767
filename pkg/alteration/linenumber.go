package alteration

import (
	"cmp"
	"slices"

	"github.com/leakprint/leakprint/pkg/dossier"
)

// lineNumber returns on which line of the known page a place is, counted from the top with
// what stands above and below the text; 0 where the lines cannot be counted as a reader
// would, as where columns or the cells of a table stand at different heights.
func (p *Comparison) lineNumber(place dossier.Box) int {
	const (
		small  = .6 // of the usual height of words, below which they are note signs and the like
		astray = .3 // of its height by which a line may reach into the next one
	)
	if place.H <= 0 || p.known.machineRead {
		return 0
	}
	usual := usualHeight(p.words.known)
	var boxes []dossier.Box
	for i, w := range p.words.known {
		if w.Box.H >= small*usual && w.Box.H <= largeType*usual && !p.known.hidden[i] {
			boxes = append(boxes, w.Box)
		}
	}
	slices.SortFunc(boxes, func(a, b dossier.Box) int { return cmp.Compare(a.Y+a.H/2, b.Y+b.H/2) })
	var lines []dossier.Box
	for _, b := range boxes {
		last := len(lines) - 1
		if last >= 0 && b.Y+b.H/2 < lines[last].Y+lines[last].H {
			lines[last] = bounds([]dossier.Box{lines[last], b})
		} else {
			lines = append(lines, b)
		}
	}
	number := 0
	for i, l := range lines {
		if l.H > largeType*usual || i > 0 && lines[i-1].Y+lines[i-1].H-l.Y > astray*l.H {
			return 0
		}
		if _, y := centre(place); number == 0 && y >= l.Y && y < l.Y+l.H {
			number = i + 1
		}
	}
	return number
}
