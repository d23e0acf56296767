package picture

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

func page1(t *testing.T, data []byte) (image.Image, string) {
	t.Helper()
	f, err := Open(data)
	if err != nil {
		t.Fatal(err)
	}
	pixels, note, err := f.Page(1)
	if err != nil {
		t.Fatal(err)
	}
	return pixels, note
}

func TestEveryFormat(t *testing.T) {
	files := corners(t)
	files["fax in tiff"] = faxed(t, tiffPage{})
	for name, data := range files {
		t.Run(name, func(t *testing.T) {
			f, err := Open(data)
			if err != nil {
				t.Fatal(err)
			}
			if !strings.HasSuffix(name, f.Format) || f.NumPages() != 1 || f.Note != "" {
				t.Errorf("format %q, %d pages, note %q", f.Format, f.NumPages(), f.Note)
			}
			if w, h := f.Size(1); w != cornerWidth || h != cornerHeight {
				t.Errorf("size %d x %d", w, h)
			}
			pixels, note, err := f.Page(1)
			if err != nil || note != "" {
				t.Fatalf("note %q, error %v", note, err)
			}
			if got := black(pixels); got != "#..." || pixels.Bounds().Dx() != cornerWidth {
				t.Errorf("shows %s in %v", got, pixels.Bounds())
			}
		})
	}
}

// What the upper left quarter becomes under each orientation (Exif 2.32, 4.6.4.A).
var shownAs = [...]string{1: "#...", 2: ".#..", 3: "...#", 4: "..#.", 5: "#...", 6: ".#..", 7: "...#", 8: "..#."}

func TestOrientationIsApplied(t *testing.T) {
	files := corners(t)
	for o := 1; o <= 8; o++ {
		for name, data := range map[string][]byte{
			"jpeg": withExifJPEG(files["jpeg"], o),
			"png":  withExifPNG(files["png"], o),
			"webp": withExifWebP(files["webp"], o),
			"tiff": faxed(t, tiffPage{tagOrientation: uint32(o)}),
		} {
			t.Run(fmt.Sprint(name, o), func(t *testing.T) {
				f, err := Open(data)
				if err != nil {
					t.Fatal(err)
				}
				pixels, _, err := f.Page(1)
				if err != nil {
					t.Fatal(err)
				}
				if got := black(pixels); got != shownAs[o] {
					t.Errorf("shows %s, want %s", got, shownAs[o])
				}
				want := image.Pt(cornerWidth, cornerHeight)
				if o >= 5 {
					want = image.Pt(cornerHeight, cornerWidth)
				}
				if w, h := f.Size(1); pixels.Bounds().Size() != want || image.Pt(w, h) != want {
					t.Errorf("%v, and %d x %d by the header, want %v", pixels.Bounds(), w, h, want)
				}
			})
		}
	}
	for _, o := range []int{0, 9, 255} {
		if pixels, _ := page1(t, withExifJPEG(files["jpeg"], o)); black(pixels) != "#..." {
			t.Errorf("orientation %d, which means nothing, turned the picture", o)
		}
	}
}

// Each pixel must come from where the orientation says, of all kinds of pixels and
// with sides that do not divide by what shares a sample of colour.
func TestOrientationMovesPixels(t *testing.T) {
	for _, size := range []image.Point{{1, 1}, {4, 2}, {5, 3}, {6, 7}, {1, 4}} {
		for name, img := range kindsOfPixels(size) {
			w, h := size.X, size.Y
			for o := orientation(1); o <= 8; o++ {
				turned := o.apply(img)
				b := turned.Bounds()
				for y := range b.Dy() {
					for x := range b.Dx() {
						from := [...]image.Point{1: {x, y}, 2: {w - 1 - x, y}, 3: {w - 1 - x, h - 1 - y}, 4: {x, h - 1 - y},
							5: {y, x}, 6: {y, h - 1 - x}, 7: {w - 1 - y, h - 1 - x}, 8: {w - 1 - y, x}}[o]
						want := color.RGBAModel.Convert(img.At(img.Bounds().Min.X+from.X, img.Bounds().Min.Y+from.Y))
						if got := color.RGBAModel.Convert(turned.At(b.Min.X+x, b.Min.Y+y)); got != want {
							t.Fatalf("%s %v turned by %d: at %d,%d %v, want %v", name, size, o, x, y, got, want)
						}
					}
				}
			}
		}
	}
}

// kindsOfPixels are pictures of random pixels, of every kind that decoders return.
func kindsOfPixels(size image.Point) map[string]image.Image {
	r := image.Rectangle{Max: size}
	random := rand.New(rand.NewPCG(1, 2))
	fill := func(parts ...[]byte) {
		for _, part := range parts {
			for i := range part {
				part[i] = byte(random.Uint32())
			}
		}
	}
	gray, nrgba, cmyk, gray16 := image.NewGray(r.Add(image.Pt(3, 5))), image.NewNRGBA(r), image.NewCMYK(r), image.NewGray16(r)
	fill(gray.Pix, nrgba.Pix, cmyk.Pix, gray16.Pix)
	rgba := image.NewRGBA(r)
	fill(rgba.Pix)
	for i := 3; i < len(rgba.Pix); i += 4 {
		rgba.Pix[i] = 0xFF
	}
	paletted := image.NewPaletted(r.Add(image.Pt(1, 0)), color.Palette{color.Black, color.White, color.NRGBA{9, 80, 200, 100}})
	for i := range paletted.Pix {
		paletted.Pix[i] = byte(random.Uint32N(3))
	}
	kinds := map[string]image.Image{"gray": gray, "nrgba": nrgba, "cmyk": cmyk, "gray16": gray16, "rgba": rgba, "paletted": paletted}
	for _, ratio := range []image.YCbCrSubsampleRatio{
		image.YCbCrSubsampleRatio444, image.YCbCrSubsampleRatio422, image.YCbCrSubsampleRatio420,
		image.YCbCrSubsampleRatio440, image.YCbCrSubsampleRatio411, image.YCbCrSubsampleRatio410,
	} {
		img := image.NewYCbCr(r, ratio)
		fill(img.Y, img.Cb, img.Cr)
		kinds[ratio.String()] = img
	}
	return kinds
}

func TestRefused(t *testing.T) {
	files := corners(t)
	narrow := bytes.Replace(files["heic"], []byte("ispe\x00\x00\x00\x00\x00\x00\x00\xa0"), []byte("ispe\x00\x00\x00\x00\x00\x00\x00\x40"), 1)
	hugeJPEG := bytes.Clone(files["jpeg"])
	size := bytes.Index(hugeJPEG, []byte("\xff\xc0")) + 5
	binary.BigEndian.PutUint16(hugeJPEG[size:], 60_000)
	binary.BigEndian.PutUint16(hugeJPEG[size+2:], 60_000)
	for _, tt := range []struct {
		name string
		data []byte
		want error
		says string
	}{
		{"empty", nil, ErrUnsupported, "not one of PNG"},
		{"text", []byte("PNG or not, this is text."), ErrUnsupported, "not one of PNG"},
		{"only the first bytes of a PNG", files["png"][:8], ErrDamaged, "ends early"},
		{"large PNG", pngHeader(20_000, 20_000), ErrTooLarge, "20000 x 20000 pixels, and the limit is 100 million"},
		{"PNG of one row too many", pngHeader(10_000, 10_001), ErrTooLarge, "limit"},
		{"large JPEG", hugeJPEG, ErrTooLarge, "60000 x 60000"},
		{"large TIFF", faxed(t, tiffPage{tagWidth: 70_000, tagLength: 70_000}), ErrTooLarge, "70000 x 70000"},
		{"TIFF without size", faxed(t, tiffPage{tagWidth: 0}), ErrDamaged, "no pixels"},
		{"TIFF without pages", tiffFile(binary.LittleEndian), ErrDamaged, "without pages"},
		{"TIFF that points outside", []byte("II*\x00\xff\xff\xff\x7f"), ErrDamaged, "ends early"},
		{"BigTIFF", []byte("II+\x00\x08\x00\x00\x00"), ErrUnsupported, "BigTIFF"},
		{"narrow HEIC", narrow, ErrUnsupported, "less than 127 pixels wide"},
		{"HEIC of nothing", files["heic"][:28], ErrDamaged, ""},
		{"AVIF of nothing", files["avif"][:28], ErrDamaged, ""},
	} {
		f, err := Open(tt.data)
		if !errors.Is(err, tt.want) || !strings.Contains(err.Error(), tt.says) {
			t.Errorf("%s: %v, %v; want %v and %q", tt.name, f, err, tt.want, tt.says)
		}
	}
	if _, err := Open(pngHeader(10_000, 10_000)); err != nil {
		t.Errorf("PNG at the limit: %v", err)
	}
}

func TestDamagedPage(t *testing.T) {
	files := corners(t)
	for name, data := range map[string][]byte{
		"PNG cut":     files["png"][:len(files["png"])-20],
		"GIF cut":     files["gif"][:len(files["gif"])-20],
		"BMP cut":     files["bmp"][:len(files["bmp"])-20],
		"WebP cut":    files["webp"][:60],
		"HEIC cut":    files["heic"][:400],
		"AVIF cut":    files["avif"][:270],
		"fax cut":     faxed(t, tiffPage{})[:100],
		"JPEG header": files["jpeg"][:bytes.Index(files["jpeg"], []byte(markerSOS))+4],
	} {
		f, err := Open(data)
		if err == nil {
			_, _, err = f.Page(1)
		}
		if !errors.Is(err, ErrDamaged) {
			t.Errorf("%s: %v", name, err)
		}
	}
	f, err := Open(files["png"])
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range []int{0, 2, -1} {
		if _, _, err := f.Page(n); err == nil {
			t.Errorf("page %d of 1 was read", n)
		}
	}
}

func TestPagesOfTIFF(t *testing.T) {
	preview := tiffPage{tagSubfileType: reducedResolution}
	data := faxed(t, tiffPage{}, preview, tiffPage{tagOrientation: 6}, tiffPage{tagWidth: 70_000, tagLength: 70_000}, tiffPage{tagOrientation: 3})
	f, err := Open(data)
	if err != nil || f.NumPages() != 4 || f.Note != "" {
		t.Fatalf("%v, error %v; want 4 pages: the preview is none", f, err)
	}
	for n, want := range map[int]string{1: "#...", 2: ".#..", 4: "...#"} {
		pixels, _, err := f.Page(n)
		if err != nil {
			t.Errorf("page %d: %v", n, err)
		} else if got := black(pixels); got != want {
			t.Errorf("page %d shows %s, want %s", n, got, want)
		}
	}
	if _, _, err := f.Page(3); !errors.Is(err, ErrTooLarge) {
		t.Errorf("page 3: %v", err)
	}
}

func TestChainOfTIFF(t *testing.T) {
	data := faxed(t, tiffPage{}, tiffPage{})
	last := len(data) - len(cornerG4)/2 - 4 // where the second page says where the next one stands
	for name, to := range map[string]uint32{"a loop": 8, "outside": uint32(len(data))} {
		damaged := bytes.Clone(data)
		binary.LittleEndian.PutUint32(damaged[last:], to)
		f, err := Open(damaged)
		if err != nil || f.NumPages() != 2 || f.Note != "the list of pages is damaged after page 2" {
			t.Errorf("%s: %+v, %v", name, f, err)
		}
	}
	f, err := Open(faxed(t, make([]tiffPage, MaxPages+1)...))
	if err != nil || f.NumPages() != MaxPages || f.Note != "only the first 1000 pages were read" {
		t.Errorf("too many pages: %d, %q, %v", f.NumPages(), f.Note, err)
	}
}

// Scanners write colour as JPEG within TIFF, in YCbCr.
func TestJPEGInTIFF(t *testing.T) {
	var strip bytes.Buffer
	if err := jpeg.Encode(&strip, quarters(64, 48), &jpeg.Options{Quality: 95}); err != nil {
		t.Fatal(err)
	}
	p := tiffPage{tagWidth: 64, tagLength: 48, 258: 8, tagCompression: compressedJPEG, tagPhotometric: photometricYCbCr,
		tagStripOffsets: 0, 277: 3, 278: 48, tagStripByteCounts: uint32(strip.Len())}
	// BitsPerSample is three values, which the builder does not write: they stand after the directory.
	p[tagStripOffsets] = uint32(len(tiffFile(binary.LittleEndian, p)) + 6)
	data := tiffFile(binary.LittleEndian, p)
	entry := bytes.Index(data, []byte{2, 1, 3, 0, 1, 0, 0, 0})
	binary.LittleEndian.PutUint32(data[entry+4:], 3)
	binary.LittleEndian.PutUint32(data[entry+8:], uint32(len(data)))
	data = slices.Concat(data, []byte{8, 0, 8, 0, 8, 0}, strip.Bytes())
	before := bytes.Clone(data)
	pixels, _ := page1(t, data)
	for _, at := range []image.Point{{10, 10}, {50, 10}, {10, 40}, {50, 40}} {
		r, g, b, _ := pixels.At(at.X, at.Y).RGBA()
		want := quarters(64, 48).RGBAAt(at.X, at.Y)
		if near(r>>8, want.R) && near(g>>8, want.G) && near(b>>8, want.B) {
			continue
		}
		t.Errorf("at %v: %d %d %d, want %v", at, r>>8, g>>8, b>>8, want)
	}
	if !bytes.Equal(data, before) {
		t.Error("Open or Page changed the caller's bytes")
	}
}

func near(a uint32, b uint8) bool { return max(int(a)-int(b), int(b)-int(a)) <= 8 }

func TestAnimated(t *testing.T) {
	first := image.NewPaletted(image.Rect(0, 0, 40, 40), color.Palette{color.White, color.Black})
	for i := range first.Pix {
		if i/40 < 20 && i%40 < 20 {
			first.Pix[i] = 1
		}
	}
	other := image.NewPaletted(image.Rect(5, 5, 30, 30), color.Palette{color.Black, color.White})
	var moving bytes.Buffer
	err := gif.EncodeAll(&moving, &gif.GIF{Image: []*image.Paletted{first, other, other}, Delay: []int{1, 1, 1}, LoopCount: 2})
	if err != nil {
		t.Fatal(err)
	}
	still := fromBase64(t, cornerWebP)
	frame := slices.Concat([]byte{0, 0, 0, 0, 0, 0, cornerWidth - 1, 0, 0, cornerHeight - 1, 0, 0, 9, 0, 0, 0}, still[12:])
	for name, data := range map[string][]byte{
		"gif":  moving.Bytes(),
		"webp": extendedWebP(0x02, chunk("ANIM", make([]byte, 6)), chunk("ANMF", frame), chunk("ANMF", frame), chunk("ANMF", frame)),
	} {
		pixels, note := page1(t, data)
		if note != "animated: only the first of 3 pictures was read" || black(pixels) != "#..." {
			t.Errorf("%s: shows %s, note %q", name, black(pixels), note)
		}
	}
	// What follows the first picture may be missing.
	if pixels, note := page1(t, moving.Bytes()[:moving.Len()-30]); note != animated(3) || black(pixels) != "#..." {
		t.Errorf("cut: shows %s, note %q", black(pixels), note)
	}
}

func TestCutJPEG(t *testing.T) {
	// Noise, so that every row takes about as many bytes as any other.
	random := rand.New(rand.NewPCG(3, 4))
	noise := image.NewRGBA(image.Rect(0, 0, 96, 160))
	for i := range noise.Pix {
		noise.Pix[i] = byte(random.Uint32N(128)) | byte(i%4/3*0xFF)
	}
	for name, img := range map[string]image.Image{"colour": noise, "gray": Gray(noise, 0)} {
		var file bytes.Buffer
		if err := jpeg.Encode(&file, img, &jpeg.Options{Quality: 90}); err != nil {
			t.Fatal(err)
		}
		whole, _ := page1(t, file.Bytes())
		pixels, note := page1(t, file.Bytes()[:file.Len()/2])
		var row, of int
		if _, err := fmt.Sscanf(note, "the file ends early: the lower part is missing, from row %d of %d on", &row, &of); err != nil {
			t.Fatalf("%s: note %q", name, note)
		}
		if of != 160 || row < 48 || row > 96 {
			t.Errorf("%s: half a file is said to lack what is below row %d of %d", name, row, of)
		}
		got, want := Gray(pixels, 0), Gray(whole, 0)
		if !bytes.Equal(got.Pix, want.Pix[:row*want.Stride]) {
			t.Errorf("%s: rows above %d are not those of the whole file", name, row)
		}
	}
}

func TestCutProgressiveJPEG(t *testing.T) {
	data := fromBase64(t, cornerProgressive)
	if pixels, note := page1(t, data); note != "" || black(pixels) != "#..." {
		t.Fatalf("whole: shows %s, note %q", black(pixels), note)
	}
	pixels, note := page1(t, data[:len(data)-10])
	if note != "the file ends early: fine detail is missing" || black(pixels) != "#..." {
		t.Errorf("cut: shows %s, note %q", black(pixels), note)
	}
}

func FuzzPicture(f *testing.F) {
	for _, data := range corners(f) {
		f.Add(data)
	}
	f.Add(fromBase64(f, cornerProgressive))
	f.Add(faxed(f, tiffPage{}, tiffPage{tagOrientation: 6}))
	f.Add(withExifPNG(encoded(f, drawCorner())["png"], 7))
	f.Fuzz(func(t *testing.T, data []byte) {
		file, err := Open(data)
		if err != nil {
			return
		}
		for n := 1; n <= min(file.NumPages(), 3); n++ {
			if w, h := file.Size(n); w*h > 1<<20 {
				continue // honest work, and slow
			}
			pixels, _, err := file.Page(n)
			if err != nil {
				continue
			}
			if gray := Gray(pixels, 64); gray.Rect.Empty() || gray.Rect.Dx() > 64 || gray.Rect.Dy() > 64 {
				t.Errorf("page %d: gray of %v", n, gray.Rect)
			}
			if err := png.Encode(new(bytes.Buffer), pixels); err != nil {
				t.Errorf("page %d cannot be written: %v", n, err)
			}
		}
	})
}
