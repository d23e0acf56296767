package ink

import "github.com/leakprint/leakprint/pkg/dossier"

// Likeness returns the correlation of the brightness of the two pages in a box of the
// known page, such as a picture's: near 1 where a picture was encoded again, low where
// another stands in its place. It is 0 where either is flat, or the query does not show
// the whole box.
func (c *Comparison) Likeness(known dossier.Box) float64 {
	const (
		most   = 160 // samples along a side
		reach  = 3   // samples by which the pictures may be displaced, in steps of one
		margin = reach
	)
	if c.failed() {
		return 0
	}
	box := c.known.pixels(known).Intersect(c.warped.bounds())
	if !c.visible.shows(box) {
		return 0
	}
	step := max(1, float64(max(box.Dx(), box.Dy()))/most)
	w, h := int(float64(box.Dx())/step), int(float64(box.Dy())/step)
	if w <= 2*margin || h <= 2*margin {
		return 0
	}
	here, there := newRaster(w, h), newRaster(w, h)
	for y := range h {
		for x := range w {
			u, v := float64(box.Min.X)+float64((float64(x)+.5)*step), float64(box.Min.Y)+float64((float64(y)+.5)*step)
			here.row(y)[x] = c.known.gray.meanAround(u, v, step)
			s, t := c.mesh.at(u, v)
			there.row(y)[x] = c.query.gray.meanAround(s, t, step)
		}
	}
	return inkPair{source: here.blurred(), target: there.blurred()}.locate(here.bounds().Inset(margin), reach, reach).correlation()
}
