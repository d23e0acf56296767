package ink

import (
	"image"
	"math"
	"slices"
)

// mostBlurs bounds how often a drawing is smoothed to be as blurred as the other.
const mostBlurs = 5

// soften smooths the sharper of the drawings until it is as blurred as the other, and
// then both once, which forgives displacements of parts of a pixel.
func (c *Comparison) soften() {
	c.knownSoft, c.laidSoft = c.known.ink, c.laid
	if c.exact {
		return
	}
	blurs := c.blurs()
	for range 1 + max(blurs, 0) {
		c.knownSoft = c.knownSoft.blurred()
	}
	for range 1 + max(-blurs, 0) {
		c.laidSoft = c.laidSoft.blurred()
	}
}

// blurs is how often the known drawing has to be smoothed to be most like the query's;
// negative where it is the query's that has to be smoothed.
func (c *Comparison) blurs() int {
	known, query := bands(c.known.ink).blurred(), bands(c.laid).blurred()
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

// bands is a part of a raster, spread over its height: enough to be measured.
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

// likeness is the median correlation of the cells in which known has ink: cells that
// were blacked out do not count for more than others.
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

// compared is the moments of two rasters over an area.
func compared(a, b raster, area image.Rectangle) (m moments) {
	for y := area.Min.Y; y < area.Max.Y; y++ {
		m.addRow(a.row(y)[area.Min.X:area.Max.X], b.row(y)[area.Min.X:area.Max.X])
	}
	return m
}

// moments are sums over pairs of pixels.
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

// inked says whether x varies as where there is ink, and there is neither much more
// nor much less of y: where words were blacked out nothing is to be measured.
func (m moments) inked() bool {
	const variance, most = 150, 5
	return m.n > 0 && m.varianceX() >= variance*float64(m.n*m.n) && m.y < most/2*m.x && m.x < most*m.y
}

// correlation is 0 where either is flat.
func (m moments) correlation() float64 {
	v := m.varianceX() * m.varianceY()
	if v <= 0 {
		return 0
	}
	return m.covariance() / math.Sqrt(v)
}

// A fit is how the query's ink follows the known ink all over the page.
type fit struct {
	gain   float64         // ink of the query for the known page's
	unlike float64         // usual share of the query's variance that the known ink does not explain
	share  float64         // of the cells with ink that are trusted
	text   image.Rectangle // around those
}

const (
	followed   = .5  // correlation from which a cell is trusted
	leastShare = .35 // of inked cells trusted; below, nothing is told of regions
)

// measureFit compares the drawings cell by cell.
func (c *Comparison) measureFit() fit {
	known, laid := c.knownSoft, c.laidSoft
	if c.exact {
		return fit{gain: 1, share: 1, text: known.bounds()}
	}
	f := fit{gain: 1}
	var gains, unlike []float64
	var columns, rows []int // of the cells trusted
	inked := 0
	for top := 0; top < known.height; top += cell {
		for left := 0; left < known.width; left += cell {
			area := image.Rect(left, top, left+cell, top+cell).Intersect(known.bounds())
			m := compared(known, laid, area)
			if !m.inked() || !c.seen.shows(area) {
				continue
			}
			inked++
			r := m.correlation()
			if r >= followed {
				columns, rows = append(columns, left), append(rows, top)
				gains = append(gains, m.covariance()/m.varianceX())
				unlike = append(unlike, 1-float64(r*r))
			}
		}
	}
	if len(gains) > 0 {
		f.share = float64(len(gains)) / float64(inked)
		f.gain, f.unlike = median(gains), median(unlike)
		x0, x1 := most(columns)
		y0, y1 := most(rows)
		f.text = image.Rect(x0, y0, x1+cell, y1+cell)
	}
	return f
}

// most sorts v, which is not empty, and says between which values most of it lies: black
// borders are not taken for text.
func most(v []int) (from, to int) {
	const tail = 12 // one part, at either end
	slices.Sort(v)
	return v[len(v)/tail], v[len(v)-1-len(v)/tail]
}

// median sorts v, which is not empty.
func median(v []float64) float64 {
	slices.Sort(v)
	return v[len(v)/2]
}
