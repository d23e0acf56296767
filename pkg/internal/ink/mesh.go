package ink

import (
	"math"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/internal/layout"
)

// meshStep is the distance of a mesh's nodes, in pixels of the known rendering.
const meshStep = 16

// A mesh maps points of the known rendering to points of the query's: exactly at its
// nodes, interpolated between them.
type mesh struct {
	nodes        []node
	across, down int
}

// A node is a point of the query's rendering, in pixels; nowhere where there is none.
type node struct{ x, y float64 }

// nowhere is a coordinate outside of every rendering.
const nowhere = -1e6

// newMesh returns the mesh over width by height pixels that place maps.
func newMesh(width, height int, place func(x, y float64) (float64, float64)) mesh {
	m := mesh{across: (width+meshStep-1)/meshStep + 1, down: (height+meshStep-1)/meshStep + 1}
	m.nodes = make([]node, m.across*m.down)
	for j := range m.down {
		for i := range m.across {
			x, y := place(float64(i*meshStep), float64(j*meshStep))
			if !(math.Abs(x) <= -nowhere && math.Abs(y) <= -nowhere) {
				x, y = nowhere, nowhere
			}
			m.nodes[j*m.across+i] = node{x, y}
		}
	}
	return m
}

// at maps a point of the known rendering, in pixels, or one a little beyond it.
func (m mesh) at(x, y float64) (float64, float64) {
	i := min(max(int(x)/meshStep, 0), m.across-2)
	j := min(max(int(y)/meshStep, 0), m.down-2)
	fx, fy := x/meshStep-float64(i), y/meshStep-float64(j)
	upper, lower := m.nodes[j*m.across+i:], m.nodes[(j+1)*m.across+i:]
	mix := func(a, b, c, d float64) float64 {
		above := a + float64(fx*(b-a))
		return above + float64(fy*(c+float64(fx*(d-c))-above))
	}
	return mix(upper[0].x, upper[1].x, lower[0].x, lower[1].x), mix(upper[0].y, upper[1].y, lower[0].y, lower[1].y)
}

// scaled returns the mesh with the points of the query's rendering multiplied.
func (m mesh) scaled(kx, ky float64) mesh {
	nodes := make([]node, len(m.nodes))
	for i, n := range m.nodes {
		nodes[i] = node{n.x * kx, n.y * ky}
	}
	return mesh{nodes, m.across, m.down}
}

// moved returns the mesh with the points of the known rendering, width by height pixels,
// displaced before they are mapped.
func (m mesh) moved(width, height int, by field) mesh {
	return newMesh(width, height, func(x, y float64) (float64, float64) {
		dx, dy := by.at(x, y)
		return m.at(x+dx, y+dy)
	})
}

// warp returns the query's raster on the pixels of the known rendering, width by height,
// interpolated; 0 where the query shows nothing.
func (m mesh) warp(query raster, width, height int) raster {
	const (
		fraction = 16 // bits
		unit     = 1 << fraction
		steps    = meshStep - .5
	)
	warped := newRaster(width, height)
	limitX, limitY := int64(query.width-1)*unit, int64(query.height-1)*unit
	for y := range height {
		dst := warped.row(y)
		for left := 0; left < width; left += meshStep {
			// The middle of the first pixel, and the end of the last.
			x0, y0 := m.at(float64(left)+.5, float64(y)+.5)
			x1, y1 := m.at(float64(left)+meshStep, float64(y)+.5)
			u, v := int64(math.Round((x0-.5)*unit)), int64(math.Round((y0-.5)*unit))
			du, dv := int64(math.Round((x1-x0)/steps*unit)), int64(math.Round((y1-y0)/steps*unit))
			for x := left; x < min(left+meshStep, width); x++ {
				if u >= -unit/2 && v >= -unit/2 && u <= limitX+unit/2 && v <= limitY+unit/2 {
					cu, cv := min(max(u, 0), limitX), min(max(v, 0), limitY)
					i := int(cv>>fraction)*query.width + int(cu>>fraction)
					fu, fv := int(cu&(unit-1))>>8, int(cv&(unit-1))>>8
					right, below := 0, 0
					if fu > 0 {
						right = 1
					}
					if fv > 0 {
						below = query.width
					}
					p := query.pix
					above := int(p[i])*(256-fu) + int(p[i+right])*fu
					under := int(p[i+below])*(256-fu) + int(p[i+below+right])*fu
					dst[x] = uint8((above*(256-fv) + under*fv + 1<<15) >> 16)
				}
				u, v = u+du, v+dv
			}
		}
	}
	return warped
}

// boxUnder returns the bounding box of the corners of a box as place maps them.
func boxUnder(place func(x, y float64) (float64, float64), b dossier.Box) dossier.Box {
	x0, y0, x1, y1 := math.Inf(1), math.Inf(1), math.Inf(-1), math.Inf(-1)
	for _, corner := range [4][2]float64{{b.X, b.Y}, {b.X + b.W, b.Y}, {b.X, b.Y + b.H}, {b.X + b.W, b.Y + b.H}} {
		x, y := place(corner[0], corner[1])
		x0, y0, x1, y1 = min(x0, x), min(y0, y), max(x1, x), max(y1, y)
	}
	return dossier.Box{X: x0, Y: y0, W: x1 - x0, H: y1 - y0}
}

// pixelsBetween returns the map from pixels of the known rendering to those of the
// query's, given that from the query's points to the known page's; ok is false where
// that has no inverse.
func pixelsBetween(query, known *Rendering, toKnown layout.Homography) (h layout.Homography, ok bool) {
	toQuery, ok := toKnown.Inverse()
	if !ok {
		return h, false
	}
	kx, ky := known.scale()
	qx, qy := query.scale()
	toPoints := layout.Affine{1 / kx, 0, 0, 0, 1 / ky, 0}.Homography()
	return toPoints.Then(toQuery).Then(layout.Affine{qx, 0, 0, 0, qy, 0}.Homography()), true
}
