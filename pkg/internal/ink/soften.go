package ink

import (
	"image"
	"math"
	"slices"
)

// mostBlurs bounds how often a drawing is blurred to match the other.
const mostBlurs = 5

// soften blurs the sharper drawing until it is as blurred as the other, and then both
// once more, which forgives displacements by parts of a pixel.
func (c *Comparison) soften() {
	c.knownSoft, c.warpedSoft = c.known.ink, c.warped
	if c.exact {
		return
	}
	blurs := c.blurs()
	for range 1 + max(blurs, 0) {
		c.knownSoft = c.knownSoft.blurred()
	}
	for range 1 + max(-blurs, 0) {
		c.warpedSoft = c.warpedSoft.blurred()
	}
}

// blurs returns how often the known drawing has to be blurred to be most like the query's;
// negative where it is the query's that has to be blurred.
func (c *Comparison) blurs() int {
	known, query := bands(c.known.ink).blurred(), bands(c.warped).blurred()
	best, score := 0, likeness(known, query)
	try := func(sign int, sharp, other raster, of func(sharp, other raster) float64) {
		for n := 1; n <= mostBlurs; n++ {
			sharp = sharp.blurred()
			s := of(sharp, other)
			if s <= score {
				return
			}
			best, score = sign*n, s
		}
	}
	try(1, known, query, likeness)
	if best == 0 {
		try(-1, query, known, func(sharp, other raster) float64 { return likeness(other, sharp) })
	}
	return best
}

// bands returns a quarter of a raster, spread over its height: enough to be measured.
func bands(r raster) raster {
	const every = 4
	out := raster{width: r.width}
	for y := 0; y < r.height; y += cell * every {
		for i := y; i < min(y+cell, r.height); i++ {
			out.pix = append(out.pix, r.row(i)...)
			out.height++
		}
	}
	return out
}

// likeness returns the median correlation of the cells in which known has ink, so that
// cells that were blacked out count for no more than others.
func likeness(known, query raster) float64 {
	var correlations []float64
	for top := 0; top < known.height; top += cell {
		for left := 0; left < known.width; left += cell {
			area := image.Rect(left, top, left+cell, top+cell).Intersect(known.bounds())
			if m := compared(known, query, area); m.inked() {
				correlations = append(correlations, m.correlation())
			}
		}
	}
	if len(correlations) == 0 {
		return 0
	}
	return median(correlations)
}

// compared returns the moments of two rasters over an area.
func compared(a, b raster, area image.Rectangle) (m moments) {
	for y := area.Min.Y; y < area.Max.Y; y++ {
		m.addRow(a.row(y)[area.Min.X:area.Max.X], b.row(y)[area.Min.X:area.Max.X])
	}
	return m
}

// moments are sums over pairs of pixels: their number, values, squares and product.
type moments struct{ n, x, y, xx, yy, xy int64 }

// addRow adds pixels, pair by pair.
func (m *moments) addRow(x, y []uint8) {
	y = y[:len(x)]
	for i, v := range x {
		a, b := int64(v), int64(y[i])
		m.x, m.y = m.x+a, m.y+b
		m.xx, m.yy, m.xy = m.xx+a*a, m.yy+b*b, m.xy+a*b
	}
	m.n += int64(len(x))
}

// varianceX, varianceY and covariance are n² times what they are called.
func (m moments) varianceX() float64  { return float64(m.n*m.xx - m.x*m.x) }
func (m moments) varianceY() float64  { return float64(m.n*m.yy - m.y*m.y) }
func (m moments) covariance() float64 { return float64(m.n*m.xy - m.x*m.y) }

// inked reports whether x varies as it does where there is ink, and there is neither much
// more nor much less of y: where words were blacked out, nothing can be measured.
func (m moments) inked() bool {
	const variance, most = 150, 5
	return m.n > 0 && m.varianceX() >= variance*float64(m.n*m.n) && m.y < most/2*m.x && m.x < most*m.y
}

// correlation returns the correlation of x and y, 0 where either is flat.
func (m moments) correlation() float64 {
	v := m.varianceX() * m.varianceY()
	if v <= 0 {
		return 0
	}
	return m.covariance() / math.Sqrt(v)
}

// A fit is how the query's ink follows the known ink all over the page.
type fit struct {
	gain  float64         // ink of the query for that of the known page
	share float64         // of the cells with ink that are trusted
	text  image.Rectangle // around those of text, all but stray ones
}

// followed is the correlation from which a cell is trusted.
const followed = .5

// measureFit compares the drawings cell by cell. Cells are trusted that correlate.
func (c *Comparison) measureFit() fit {
	known, warped := c.knownSoft, c.warpedSoft
	if c.exact {
		return fit{gain: 1, share: 1, text: known.bounds()}
	}
	f := fit{gain: 1}
	var gains []float64
	var columns, rows []int // of the cells trusted
	inked := 0
	for top := 0; top < known.height; top += cell {
		for left := 0; left < known.width; left += cell {
			area := image.Rect(left, top, left+cell, top+cell).Intersect(known.bounds())
			m := compared(known, warped, area)
			if !m.inked() || !c.visible.shows(area) {
				continue
			}
			inked++
			if m.correlation() < followed {
				continue
			}
			gains = append(gains, m.covariance()/m.varianceX())
			if !known.isUpright(area) {
				columns, rows = append(columns, left), append(rows, top)
			}
		}
	}
	if len(gains) > 0 {
		f.share = float64(len(gains)) / float64(inked)
		f.gain = median(gains)
	}
	if len(columns) > 0 {
		x0, x1 := innerRange(columns)
		y0, y1 := innerRange(rows)
		f.text = image.Rect(x0, y0, x1+cell, y1+cell)
	}
	return f
}

// isUpright reports whether the ink of an area differs from column to column far more than
// from row to row, as the edge of a sheet does and text does not.
func (r raster) isUpright(area image.Rectangle) bool {
	const times = 4
	columns, rows := make([]int64, area.Dx()), make([]int64, area.Dy())
	for y := range rows {
		for x, v := range r.row(area.Min.Y + y)[area.Min.X:area.Max.X] {
			columns[x], rows[y] = columns[x]+int64(v), rows[y]+int64(v)
		}
	}
	return variance(columns) > times*variance(rows)
}

func variance(values []int64) float64 {
	var m moments
	for _, v := range values {
		m.n, m.x, m.xx = m.n+1, m.x+v, m.xx+v*v
	}
	return m.varianceX() / float64(m.n*m.n)
}

// innerRange returns between which values most of v lies, which is not empty: black
// borders are not taken for text.
func innerRange(v []int) (from, to int) {
	const tail = 12 // one part, at either end
	v = slices.Sorted(slices.Values(v))
	return v[len(v)/tail], v[len(v)-1-len(v)/tail]
}

// median returns the median of v, which is not empty.
func median(v []float64) float64 {
	return slices.Sorted(slices.Values(v))[len(v)/2]
}
