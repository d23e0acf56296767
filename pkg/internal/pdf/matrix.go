package pdf

import (
	"math"

	"github.com/leakprint/leakprint/pkg/dossier"
)

// A matrix maps (x, y) to (a*x + c*y + e, b*x + d*y + f), as in ISO 32000-1, 8.3.3.
type matrix struct{ a, b, c, d, e, f float64 }

// then is the matrix that applies m first and n after it.
func (m matrix) then(n matrix) matrix {
	return matrix{
		m.a*n.a + m.b*n.c, m.a*n.b + m.b*n.d,
		m.c*n.a + m.d*n.c, m.c*n.b + m.d*n.d,
		m.e*n.a + m.f*n.c + n.e, m.e*n.b + m.f*n.d + n.f,
	}
}

// box is the smallest box around what the rectangle is mapped to.
func (m matrix) box(left, bottom, right, top float64) dossier.Box {
	x1, x2 := spread(m.a*left, m.a*right, m.c*bottom, m.c*top, m.e)
	y1, y2 := spread(m.b*left, m.b*right, m.d*bottom, m.d*top, m.f)
	return dossier.Box{X: finite(x1), Y: finite(y1), W: finite(x2 - x1), H: finite(y2 - y1)}
}

// finite replaces what no coordinate can be, and JSON cannot hold, by 0.
func finite(v float64) float64 {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return 0
	}
	return v
}

// spread is the range of u + v + offset with u from u1 to u2 and v from v1 to v2.
func spread(u1, u2, v1, v2, offset float64) (low, high float64) {
	return math.Min(u1, u2) + math.Min(v1, v2) + offset, math.Max(u1, u2) + math.Max(v1, v2) + offset
}

// bounds is what viewers show of the page's own space, the crop box; all 0
// where it has none.
func (r *pageReader) bounds() (left, bottom, right, top float64) {
	if r.call("FPDF_GetPageBoundingBox", r.handle, r.out) == 0 {
		r.note("the page has no bounds")
		return 0, 0, 0, 0
	}
	// The out structure is FS_RECTF: left, top, right, bottom.
	return r.outFloat(0), r.outFloat(3), r.outFloat(2), r.outFloat(1)
}

// view maps the page's own space to the page as displayed: cropped, turned
// and with its origin at the top left.
func (r *pageReader) view() matrix {
	left, bottom, right, top := r.bounds()
	return displayed(r.integer("FPDFPage_GetRotation", r.handle), left, bottom, right, top)
}

// displayed maps a page's own space to the page as displayed, of which viewers show the part
// given, turned clockwise by quarters.
func displayed(quarters int, left, bottom, right, top float64) matrix {
	switch quarters {
	case 1:
		return matrix{b: 1, c: 1, e: -bottom, f: -left}
	case 2:
		return matrix{a: -1, d: 1, e: right, f: -bottom}
	case 3:
		return matrix{b: -1, c: -1, e: top, f: right}
	}
	return matrix{a: 1, d: -1, e: -left, f: top}
}
