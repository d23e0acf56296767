package pdf

import (
	"bytes"
	"image"

	"github.com/leakprint/leakprint/pkg/dossier"
)

const (
	maxObjects     = 500_000    // page objects looked at for images, per page
	maxImages      = 4_096      // images listed per page
	maxNesting     = 16         // form XObjects within one another
	maxImagePixels = 40_000_000 // a larger picture is listed, not decoded

	objectText    = 1 // FPDF_PAGEOBJ_TEXT
	objectPath    = 2 // FPDF_PAGEOBJ_PATH
	objectImage   = 3 // FPDF_PAGEOBJ_IMAGE
	objectShading = 4 // FPDF_PAGEOBJ_SHADING
	objectForm    = 5 // FPDF_PAGEOBJ_FORM
)

// A Picture is what an embedded image shows.
type Picture struct {
	Stored []byte      // the stream as stored, decryption undone, filters not
	Pixels image.Image // *image.Gray or *image.NRGBA; nil when it could not be decoded, see the page's Note
}

// A layer is a page object other than a form XObject. What is drawn later lies above.
type layer struct {
	object pointer
	kind   int          // objectText, objectPath, objectImage or objectShading
	toView *matrix      // from the space of what contains it
	within *dossier.Box // what the clips of the forms that contain it leave of the page; nil where it is in none
}

// images lists the page's images in the order they are drawn, those within form
// XObjects included, and, when marks are wanted, all that is drawn.
func (r *pageReader) images(want Want) ([]dossier.Image, []Picture, []layer) {
	w := imageWalk{pageReader: r, want: want}
	w.walk("FPDFPage_CountObjects", "FPDFPage_GetObject", r.handle, r.toView, nil, 0)
	if w.objects > maxObjects || len(w.images) == maxImages {
		r.note("too many objects to look at all for images")
	}
	return w.images, w.pictures, w.layers
}

type imageWalk struct {
	*pageReader
	want     Want
	objects  int // seen so far
	images   []dossier.Image
	pictures []Picture
	layers   []layer
}

// walk visits the objects of a page or a form XObject, whose space toView maps
// to the page as displayed.
func (w *imageWalk) walk(countName, getName string, container pointer, toView matrix, within *dossier.Box, depth int) {
	count := w.integer(countName, container)
	for i := 0; i < count && w.err == nil && len(w.images) < maxImages; i++ {
		if w.objects++; w.objects > maxObjects {
			return
		}
		object := w.call(getName, container, uint64(i))
		if object == 0 {
			continue
		}
		kind := w.integer("FPDFPageObj_GetType", object)
		if w.want.Marks && kind != objectForm {
			w.layers = append(w.layers, layer{object, kind, &toView, within})
		}
		switch kind {
		case objectImage:
			w.image(object, w.objectMatrix(object).then(toView))
		case objectForm:
			if depth == maxNesting {
				w.note("forms nested too deep to look into for images")
				continue
			}
			shown := within
			if w.want.Marks {
				shown = w.withinForm(object, &toView, within)
			}
			w.walk("FPDFFormObj_CountObjects", "FPDFFormObj_GetObject", object, w.objectMatrix(object).then(toView), shown, depth+1)
		}
	}
}

// objectMatrix maps a page object's space to that of what contains it.
func (w *imageWalk) objectMatrix(object pointer) matrix {
	if w.integer("FPDFPageObj_GetMatrix", object, w.out) == 0 {
		return matrix{a: 1, d: 1}
	}
	return matrix{w.outFloat(0), w.outFloat(1), w.outFloat(2), w.outFloat(3), w.outFloat(4), w.outFloat(5)}
}

// image records one image, which fills the unit square of its space. One whose
// stream cannot be had is not listed: nothing identifies it.
func (w *imageWalk) image(object pointer, toView matrix) {
	img := dossier.Image{Box: toView.box(0, 0, 1, 1), Format: w.format(object)}
	if w.integer("FPDFImageObj_GetImagePixelSize", object, w.out, w.out+4) != 0 {
		img.Width, img.Height = int(w.outUint(0)), int(w.outUint(1))
	}
	var picture Picture
	decode := w.want.Pictures
	if !w.stored(object, func(stored []byte) {
		img.SHA256 = dossier.Sum(stored)
		img.Trimmed = img.SHA256
		if img.Format == "jpeg" {
			if cut := TrimJPEG(stored); len(cut) < len(stored) {
				img.Trimmed = dossier.Sum(cut)
			}
		}
		decode = decode && (w.want.SkipPicture == nil || !w.want.SkipPicture(img.SHA256))
		if decode {
			picture.Stored = bytes.Clone(stored)
		}
	}) {
		return
	}
	w.images = append(w.images, img)
	if decode {
		picture.Pixels = w.decode(object, img)
	}
	if w.want.Pictures {
		w.pictures = append(w.pictures, picture)
	}
}

// decode returns the pixels of the image listed last, nil with a note when it
// cannot.
func (w *imageWalk) decode(object pointer, img dossier.Image) image.Image {
	number := len(w.images)
	if img.Width <= 0 || img.Height <= 0 {
		w.note("image %d has no size", number)
		return nil
	}
	if img.Width > maxImagePixels/img.Height {
		w.note("image %d is too large to decode: %d x %d pixels", number, img.Width, img.Height)
		return nil
	}
	bitmap := w.call("FPDFImageObj_GetBitmap", object)
	if bitmap == 0 {
		w.note("image %d could not be decoded", number)
		return nil
	}
	defer w.call("FPDFBitmap_Destroy", bitmap)
	pixels := w.bitmapPixels(bitmap)
	if pixels == nil {
		w.note("image %d has pixels of an unknown kind", number)
	}
	return pixels
}

// format names the image's first filter: what the stored bytes are.
func (w *imageWalk) format(object pointer) string {
	if w.integer("FPDFImageObj_GetImageFilterCount", object) == 0 {
		return "raw"
	}
	n := w.integer("FPDFImageObj_GetImageFilter", object, 0, w.out, outParams)
	if n < 1 || n > outParams {
		return "raw"
	}
	switch name := w.bytes(w.out, uint64(n-1)); string(name) {
	case "DCTDecode", "DCT":
		return "jpeg"
	case "JPXDecode":
		return "jpx"
	case "JBIG2Decode":
		return "jbig2"
	case "CCITTFaxDecode", "CCF":
		return "ccitt"
	}
	return "raw"
}

// stored hands the image's stream to use, which must not keep it, or says why
// it cannot.
func (w *imageWalk) stored(object pointer, use func([]byte)) bool {
	size := w.call("FPDFImageObj_GetImageDataRaw", object, 0, 0)
	if size == 0 {
		w.note("an image has no data")
		return false
	}
	buffer := w.malloc(size)
	if buffer == 0 {
		w.note("no memory for an image of %d bytes", size)
		return false
	}
	w.call("FPDFImageObj_GetImageDataRaw", object, buffer, size)
	stored := w.bytes(buffer, size)
	if stored != nil {
		use(stored)
	}
	w.free(buffer)
	return stored != nil
}

// bitmapPixels copies a PDFium bitmap out of the sandbox: *image.Gray or
// *image.NRGBA, nil when it is of another kind.
func (r *pageReader) bitmapPixels(bitmap pointer) image.Image {
	format := r.integer("FPDFBitmap_GetFormat", bitmap)
	width := r.integer("FPDFBitmap_GetWidth", bitmap)
	height := r.integer("FPDFBitmap_GetHeight", bitmap)
	stride := r.integer("FPDFBitmap_GetStride", bitmap)
	address := r.call("FPDFBitmap_GetBuffer", bitmap)
	if width <= 0 || height <= 0 || stride <= 0 || format < 1 || format >= len(bitmapBytes) || width*bitmapBytes[format] > stride {
		return nil
	}
	pixels := r.bytes(address, uint64(stride)*uint64(height))
	if pixels == nil {
		return nil
	}
	if format == bitmapGray {
		img := image.NewGray(image.Rect(0, 0, width, height))
		for y := range height {
			copy(img.Pix[y*img.Stride:][:width], pixels[y*stride:])
		}
		return img
	}
	img := image.NewNRGBA(image.Rect(0, 0, width, height))
	for y := range height {
		from, to := pixels[y*stride:], img.Pix[y*img.Stride:][:4*width]
		for ; len(to) > 0; from, to = from[bitmapBytes[format]:], to[4:] {
			to[0], to[1], to[2], to[3] = from[2], from[1], from[0], 0xFF
			if format == bitmapBGRA {
				to[3] = from[3]
			}
		}
	}
	return img
}
