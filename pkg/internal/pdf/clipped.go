package pdf

import (
	"image"
	"math"

	"github.com/leakprint/leakprint/pkg/dossier"
)

// Of pictures of which a part is not shown.
const (
	hiddenPart   = .1         // of the picture, at least
	hiddenArea   = 400        // square points, at least
	clippedLooks = 30_000_000 // pixels of pictures of a page that are looked into
	clippedSide  = 1000       // pixels each way that are looked at of a picture
	aslant       = 2          // points in each direction: what a line aslant spans
	maxSegments  = 200        // of a path, looked at
	maxClip      = 1000       // of a clip path
	leastAslant  = 2          // lines of a hatching
)

// partShown is what is shown of a picture whose other part shows something, and lies outside its
// clip or the page; nil for others. looks is how many pixels may be decoded, of which it takes what it
// decodes.
func (s *search) partShown(l layer, box dossier.Box, looks *int) *Part {
	shown := common(box, dossier.Box{W: s.page.Width, H: s.page.Height})
	for _, clip := range s.clips(l.object, l.toView) {
		shown = common(shown, clip)
	}
	if l.within != nil {
		shown = common(shown, *l.within)
	}
	whole := box.W * box.H
	if hidden := whole - shown.W*shown.H; hidden < hiddenPart*whole || hidden < hiddenArea {
		return nil
	}
	if s.integer("FPDFImageObj_GetImagePixelSize", l.object, s.out, s.out+4) == 0 {
		return nil
	}
	part := &Part{Box: shown, Width: int(s.outUint(0)), Height: int(s.outUint(1))}
	if part.Width <= 0 || part.Height <= 0 || part.Width > *looks/part.Height {
		return nil
	}
	*looks -= part.Width * part.Height
	toView := (&imageWalk{pageReader: s.pageReader}).objectMatrix(l.object).then(*l.toView)
	var told bool
	if part.Share, told = s.shareWithin(l.object, toView, shown); !told || part.Share > 1-hiddenPart {
		return nil
	}
	return part
}

// clips are the boxes around the paths of an object's clip path.
func (r *pageReader) clips(object pointer, toView *matrix) []dossier.Box {
	clip := r.call("FPDFPageObj_GetClipPath", object)
	if clip == 0 {
		return nil
	}
	var boxes []dossier.Box
	for p := range min(r.integer("FPDFClipPath_CountPaths", clip), maxMarks) {
		if around, ok := r.clipBox(clip, p, toView); ok {
			boxes = append(boxes, around)
		}
	}
	return boxes
}

// withinForm is what the clip path of a form leaves of what is shown where it stands.
func (r *pageReader) withinForm(form pointer, toView *matrix, within *dossier.Box) *dossier.Box {
	for _, clip := range r.clips(form, toView) {
		if within != nil {
			clip = common(*within, clip)
		}
		within = &clip
	}
	return within
}

// clipBox is the box around a path of a clip path.
func (r *pageReader) clipBox(clip pointer, path int, toView *matrix) (dossier.Box, bool) {
	var around pageBox
	segments := min(r.integer("FPDFClipPath_CountPathSegments", clip, uint64(path)), maxClip)
	for i := 0; i < segments; i++ {
		segment := r.call("FPDFClipPath_GetPathSegment", clip, uint64(path), uint64(i))
		if segment == 0 || r.call("FPDFPathSegment_GetPoint", segment, r.out, r.out+4) == 0 {
			return dossier.Box{}, false
		}
		x, y := r.outFloat(0), r.outFloat(1)
		if i == 0 {
			around = pageBox{x, y, x, y}
			continue
		}
		around = pageBox{min(around.left, x), min(around.bottom, y), max(around.right, x), max(around.top, y)}
	}
	if segments <= 0 {
		return dossier.Box{}, false
	}
	return toView.box(around.left, around.bottom, around.right, around.top), true
}

// shareWithin is the share of a picture's pixels that lie in a box, and whether the others are of more
// than one brightness.
func (s *search) shareWithin(object pointer, toView matrix, box dossier.Box) (share float64, told bool) {
	bitmap := s.call("FPDFImageObj_GetBitmap", object)
	if bitmap == 0 {
		return 0, false
	}
	defer s.call("FPDFBitmap_Destroy", bitmap)
	pixels := s.bitmapPixels(bitmap)
	if pixels == nil {
		return 0, false
	}
	low, high := uint8(255), uint8(0)
	size := pixels.Bounds().Size()
	within, all := 0, 0
	for y := 0; y < size.Y; y += 1 + size.Y/clippedSide {
		for x := 0; x < size.X; x += 1 + size.X/clippedSide {
			all++
			u, v := (float64(x)+.5)/float64(size.X), 1-(float64(y)+.5)/float64(size.Y)
			px, py := toView.a*u+toView.c*v+toView.e, toView.b*u+toView.d*v+toView.f
			if px >= box.X && py >= box.Y && px < box.X+box.W && py < box.Y+box.H {
				within++
				continue
			}
			level := brightness(pixels, x, y)
			low, high = min(low, level), max(high, level)
		}
	}
	return float64(within) / float64(max(1, all)), int(high)-int(low) > flatRange
}

func brightness(pixels image.Image, x, y int) uint8 {
	switch p := pixels.(type) {
	case *image.Gray:
		return p.GrayAt(x, y).Y
	case *image.NRGBA:
		c := p.NRGBAAt(x, y)
		return uint8((299*int(c.R) + 587*int(c.G) + 114*int(c.B)) / 1000)
	}
	return 0
}

// common is what two boxes share; empty for none.
func common(a, b dossier.Box) dossier.Box {
	x, y := max(a.X, b.X), max(a.Y, b.Y)
	return dossier.Box{X: x, Y: y, W: max(0, min(a.X+a.W, b.X+b.W)-x), H: max(0, min(a.Y+a.H, b.Y+b.H)-y)}
}

// crossed reports whether lines aslant are drawn over a word.
func (s *search) crossed(word int, depth map[pointer]int) bool {
	box := s.page.Words[word].Box
	top := -1
	for _, o := range s.objects[word] {
		top = max(top, depth[o])
	}
	lines := 0
	for _, l := range s.layers[min(top+1, len(s.layers)):] {
		if l.kind != objectPath || s.layerBox(l).Overlap(box) <= 0 {
			continue
		}
		if lines += s.linesAslant(l.object); lines >= leastAslant {
			return true
		}
	}
	return false
}

// linesAslant counts the straight lines of a stroked path that run neither along nor down.
func (s *search) linesAslant(path pointer) int {
	if s.call("FPDFPath_GetDrawMode", path, s.out, s.out+4) == 0 || s.outUint(1) == 0 {
		return 0
	}
	lines := 0
	var from [2]float64
	for i := range min(s.integer("FPDFPath_CountSegments", path), maxSegments) {
		segment := s.call("FPDFPath_GetPathSegment", path, uint64(i))
		if segment == 0 || s.call("FPDFPathSegment_GetPoint", segment, s.out, s.out+4) == 0 {
			return lines
		}
		to := [2]float64{s.outFloat(0), s.outFloat(1)}
		if s.integer("FPDFPathSegment_GetType", segment) == segmentLine && math.Abs(to[0]-from[0]) >= aslant && math.Abs(to[1]-from[1]) >= aslant {
			lines++
		}
		from = to
	}
	return lines
}

// segmentLine is FPDF_SEGMENT_LINETO.
const segmentLine = 0
