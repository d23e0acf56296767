package forge

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"strings"

	"github.com/leakprint/leakprint/pkg/dossier"
)

// A Secret is a file that gives something away which its readers do not see, or that only looks as
// if it did.
type Secret struct {
	Name  string
	Kind  dossier.ItemKind // of what it gives away; "" where it gives nothing away
	Value string           // what stands in it, a part of what is to be told
	Page  int              // on which page; 0 for no page
	Bytes []byte
}

// A plainPDF is a file of one page of 300 x 200 points, written object by object.
type plainPDF struct {
	catalog string   // entries of the catalog
	page    string   // entries of the page
	content string   // what it draws
	objects []string // further objects, from number 10 on
	trailer string   // entries of the trailer

	pictures string // further pictures that it may draw
}

// bytes writes the file. Its object 5 is a font, 6 a picture, 7 a black box, 8 a layer that is off, 9
// one that is on.
func (p plainPDF) bytes() []byte {
	label := "BT /F 5 Tf 10 10 Td (" + Label + ") Tj ET\n"
	f := objects{header: []byte("%PDF-1.7\n"), trailer: []byte("/Root 1 0 R" + p.trailer)}
	f.add("<</Type/Catalog/Pages 2 0 R/OCProperties<</OCGs[8 0 R 9 0 R]/D<</OFF[8 0 R]>>>>" + p.catalog + ">>")
	f.add("<</Type/Pages/Kids[3 0 R]/Count 1>>")
	box := "/MediaBox[0 0 300 200]"
	if strings.Contains(p.page, "/MediaBox") {
		box = ""
	}
	f.add("<</Type/Page/Parent 2 0 R/Contents 4 0 R" + box + p.page + "/Resources<</Font<</F 5 0 R>>/XObject<</P 6 0 R/B 7 0 R" + p.pictures + ">>" +
		"/ExtGState<</M<</BM/Multiply>>/N<</ca 0>>>>/Properties<</Off 8 0 R/On 9 0 R>>>>>>")
	f.add(plainStream("", label+p.content))
	f.add(helvetica)
	var speckled strings.Builder
	for i := range 60 * 40 {
		speckled.WriteByte(byte(i*89%200 + 55))
	}
	f.add(plainStream("/Type/XObject/Subtype/Image/Width 60/Height 40/BitsPerComponent 8/ColorSpace/DeviceGray", speckled.String()))
	f.add(plainStream("/Type/XObject/Subtype/Form/BBox[45 95 205 115]", "45 95 160 20 re f"))
	f.add("<</Type/OCG/Name(Off)>>")
	f.add("<</Type/OCG/Name(On)>>")
	for _, body := range p.objects {
		f.add(body)
	}
	return f.bytes()
}

func plainStream(keys, data string) string {
	return fmt.Sprintf("<<%s/Length %d>>\nstream\n%s\nendstream", keys, len(data), data)
}

// plainLine shows words in 12 points, 50 points from the left at a height.
func plainLine(y int, words string) string {
	return fmt.Sprintf("BT /F 12 Tf 50 %d Td (%s) Tj ET\n", y, words)
}

// What secrets say.
const (
	secretWords = "the source is Varn"
	plainWords  = "the meeting was adjourned"
	plainBox    = "45 95 160 20 re f\n" // over what stands at height 100
	plainPhoto  = "q 160 0 0 20 45 95 cm /P Do Q\n"
)

// Secrets are files that hide something, each in another way, on paper that shows other words, and
// files that look alike and hide nothing.
func Secrets() []Secret {
	said := plainLine(60, plainWords)
	hides := func(name string, kind dossier.ItemKind, page, content string, more ...string) Secret {
		return Secret{name, kind, secretWords, 1, plainPDF{page: page, content: said + content, objects: more}.bytes()}
	}
	shows := func(name, page, content string, more ...string) Secret {
		return Secret{name, "", "", 0, plainPDF{page: page, content: said + content, objects: more}.bytes()}
	}
	annotation := func(keys string) string { return "/Annots[<</Type/Annot/Rect[45 95 205 115]" + keys + ">>]" }
	hidden := plainLine(100, secretWords)
	return []Secret{
		hides("under a black box", dossier.TextUnderBox, "", hidden+plainBox),
		hides("under a white box with a label", dossier.TextUnderBox, "", hidden+"1 g "+plainBox+"0 g "+plainLine(100, "\\(b\\)\\(6\\)")),
		hides("under crossed lines", dossier.TextUnderBox, "", hidden+".5 g "+plainBox+"45 95 m 65 115 l 55 95 m 75 115 l 65 95 m 85 115 l S\n"),
		hides("under a form", dossier.TextUnderBox, "", hidden+"/B Do\n"),
		hides("under a picture", dossier.TextUnderPicture, "", hidden+plainPhoto),
		hides("under a dark highlight", dossier.TextUnderAnnotation, annotation("/Subtype/Highlight/QuadPoints[45 115 205 115 45 95 205 95]/C[0 0 0]/AP<</N 7 0 R>>"), hidden),
		hides("white on white", dossier.TextInGroundColour, "", "1 g "+hidden),
		hides("black on black", dossier.TextInGroundColour, "", plainBox+hidden),
		hides("clipped away", dossier.TextClipped, "", "q 0 0 10 10 re W n "+hidden+"Q\n"),
		hides("off the page", dossier.TextOffPage, "", plainLine(250, secretWords)),
		hides("cropped away", dossier.TextOffPage, "/MediaBox[0 0 300 300]/CropBox[0 0 300 200]", plainLine(250, secretWords)),
		hides("tiny", dossier.TextTiny, "", "BT /F 1 Tf 50 100 Td ("+secretWords+") Tj ET\n"),
		hides("without ink", dossier.TextInvisible, "", "BT 3 Tr /F 12 Tf 50 100 Td ("+secretWords+") Tj ET\n"),
		hides("transparent", dossier.TextInvisible, "", "q /N gs "+hidden+"Q\n"),
		hides("in a layer that is off", dossier.TextLayerOff, "", "/OC /Off BDC "+hidden+"EMC\n"),
		hides("marked to be redacted", dossier.RedactionUnapplied, annotation("/Subtype/Redact/QuadPoints[45 115 205 115 45 95 205 95]"), hidden),
		hides("comment", dossier.Comment, annotation("/Subtype/Text/T(Ms Brandvold)/Contents("+secretWords+")"), ""),
		{"picture beyond the crop", dossier.CroppedAway, "1 picture", 1, plainPDF{page: "/MediaBox[0 0 300 300]/CropBox[0 0 300 200]", content: said + "q 60 0 0 40 50 250 cm /P Do Q"}.bytes()},
		{"picture clipped", dossier.PictureClipped, "picture of 60 x 40 pixels, of which 25 % are shown", 1, plainPDF{content: said + "q 45 95 80 30 re W n 160 0 0 60 45 95 cm /P Do Q"}.bytes()},
		{"picture clipped by a form", dossier.PictureClipped, "picture of 60 x 40 pixels, of which 25 % are shown", 1, formed("q 45 95 80 30 re W n /Q Do Q", "0 0 300 200", "160 0 0 60 45 95 cm /P Do")},
		{"picture clipped by the edge of a form", dossier.PictureClipped, "picture of 60 x 40 pixels, of which 25 % are shown", 1, formed("/Q Do", "45 95 125 125", "160 0 0 60 45 95 cm /P Do")},
		{"words clipped by a form", dossier.TextClipped, secretWords, 1, formed("q 0 0 10 10 re W n /Q Do Q", "0 0 300 200", hidden)},
		{"field on no page", dossier.FieldNotShown, secretWords, 0, plainPDF{catalog: "/AcroForm<</Fields[10 0 R]>>", content: said, objects: []string{"<</FT/Tx/T(note)/V(" + secretWords + ")>>"}}.bytes()},
		{"alternate text", dossier.AlternateText, secretWords, 1, plainPDF{catalog: "/StructTreeRoot 10 0 R", content: said, objects: []string{"<</Type/StructTreeRoot/K 11 0 R>>", "<</S/P/P 10 0 R/Pg 3 0 R/K 0/ActualText(" + secretWords + ")>>"}}.bytes()},
		{"bookmark", dossier.HiddenBookmark, secretWords, 1, outlined(said, secretWords)},

		shows("on a picture", "", plainPhoto+hidden),
		shows("white on a dark box", "", plainBox+"1 g "+hidden),
		shows("coloured, of one brightness", "", "0 .5 0 rg "+plainBox+"1 0 0 rg "+hidden),
		shows("small print", "", "BT /F 4 Tf 50 100 Td ("+secretWords+") Tj ET\n"),
		shows("watermark behind words", "", ".85 g BT /F 40 Tf .7 .7 -.7 .7 60 30 Tm (DRAFT) Tj ET 0 g "+hidden),
		shows("light gray", "", ".85 g "+hidden),
		shows("highlighted", "", hidden+"q /M gs 1 1 0 rg "+plainBox+"Q\n"),
		shows("highlight annotation", annotation("/Subtype/Highlight/QuadPoints[45 115 205 115 45 95 205 95]/C[1 1 0]"), hidden),
		shows("framed and struck out", "", hidden+"45 95 160 20 re S 45 103 160 1 re f\n"),
		shows("in a clip that leaves it", "", "q 40 90 200 40 re W n "+hidden+"Q\n"),
		shows("in a layer that is on", "", "/OC /On BDC "+hidden+"EMC\n"),
		shows("redaction that was applied", "", plainBox),
		shows("picture clipped a little", "", "q 45 95 158 60 re W n 160 0 0 60 45 95 cm /P Do Q"),
		{"in a form", "", "", 0, formed("q 40 90 200 100 re W n /Q Do Q", "0 0 300 200", hidden+"160 0 0 60 45 120 cm /P Do")},
		shows("thumbnail of what the page shows", "/Thumb 10 0 R", "", thumbnail(255)),
		shows("text layer of a scan", "", "q 300 0 0 200 0 0 cm /P Do Q BT 3 Tr /F 12 Tf 50 100 Td ("+secretWords+") Tj ET\n"),
		shows("beneath a scan", "", hidden+"q 300 0 0 200 0 0 cm /P Do Q\n"),
		shows("margin cropped", "/MediaBox[0 0 300 300]/CropBox[0 0 300 200]", hidden),
		{"alternate text that the page shows", "", "", 0, plainPDF{catalog: "/StructTreeRoot 10 0 R", content: said, objects: []string{"<</Type/StructTreeRoot/K 11 0 R>>", "<</S/P/P 10 0 R/Pg 3 0 R/K 0/ActualText(" + plainWords + ")>>"}}.bytes()},
		{"bookmark of a heading", "", "", 0, outlined(said, "1. The Meeting was adjourned")},
	}
}

// formed is a page that draws a form, Q, of a box.
func formed(content, box, draws string) []byte {
	return plainPDF{
		content: plainLine(60, plainWords) + content, pictures: "/Q 10 0 R",
		objects: []string{plainStream("/Type/XObject/Subtype/Form/BBox["+box+"]/Resources<</Font<</F 5 0 R>>/XObject<</P 6 0 R>>>>", draws)},
	}.bytes()
}

// outlined is a page with a bookmark.
func outlined(content, title string) []byte {
	return plainPDF{
		catalog: "/Outlines 10 0 R", content: content + plainBox,
		objects: []string{"<</Type/Outlines/First 11 0 R/Last 11 0 R/Count 1>>", "<</Title(" + title + ")/Parent 10 0 R/Dest[3 0 R/Fit]>>"},
	}.bytes()
}

// Active are files with something attached or active in them. attached is what is attached.
func Active(attached []byte) []Secret {
	said := plainLine(60, plainWords)
	with := func(name string, kind dossier.ItemKind, value, catalog, page string, more ...string) Secret {
		number := 0
		if page != "" {
			number = 1
		}
		return Secret{name, kind, value, number, plainPDF{catalog: catalog, page: page, content: said, objects: more}.bytes()}
	}
	return []Secret{
		with("script", dossier.JavaScript, "app.alert", "/OpenAction<</S/JavaScript/JS(app.alert\\('Varn'\\))>>", ""),
		with("named script", dossier.JavaScript, "this.print", "/Names<</JavaScript<</Names[(a)10 0 R]>>>>", "", "<</S/JavaScript/JS 11 0 R>>", plainStream("", "this.print()")),
		with("launch action", dossier.LaunchAction, "varn.exe", "/OpenAction<</S/Launch/F(varn.exe)>>", ""),
		with("address opened by itself", dossier.ActiveURI, "https://varn.example/opened", "", "/AA<</O<</S/URI/URI(https://varn.example/opened)>>>>"),
		with("form sent away", dossier.FormSubmission, "https://varn.example/form", "/OpenAction<</S/SubmitForm/F<</FS/URL/F(https://varn.example/form)>>>>", ""),
		with("attached file", dossier.AttachedFile, "budget.pdf", "/Names<</EmbeddedFiles<</Names[(budget.pdf)10 0 R]>>>>", "",
			"<</Type/Filespec/F(budget.pdf)/UF(budget.pdf)/EF<</F 11 0 R>>>>", plainStream("/Type/EmbeddedFile", string(attached))),
		with("film", dossier.EmbeddedMedia, "film", "", "/Annots[<</Type/Annot/Subtype/Movie/Rect[10 20 60 50]/T(briefing)>>]"),
		with("signature", dossier.Signature, "by Ms Brandvold", "", "", "<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/adbe.pkcs7.detached/Name(Ms Brandvold)/ByteRange[0 100 200 50]/Contents<00>>>"),
		with("certificate", dossier.Certificate, "of CN=Ms Brandvold,O=Norrhavn", "", "", "<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/adbe.pkcs7.detached/ByteRange[0 100 200 50]/Contents<"+hex.EncodeToString(signedData())+"00>>>"),
		with("thumbnail of an earlier state", dossier.EarlierThumbnail, "75 x 50 pixels", "", "/Thumb 10 0 R", thumbnail(0)),
		{"photograph that was cropped", dossier.EarlierThumbnail, "80 x 40 pixels, of a picture of 60 x 40", 1, photographed(cropped())},
		{"place of a photograph", dossier.Location, "latitude 48.858", 1, photographed(PhotoAt(48.8584, 2.2945))},
		{"serial number of a camera", dossier.SerialNumber, "VARN-0042", 1, photographed(PhotoAt(48.8584, 2.2945))},
		{"link", "", "", 0, plainPDF{page: "/Annots[<</Type/Annot/Subtype/Link/Rect[10 20 60 50]/A<</S/URI/URI(https://varn.example/)>>>>]", content: said}.bytes()},
	}
}

// photographed is a page that shows a JPEG of 60 x 40 pixels.
func photographed(photo []byte) []byte {
	return plainPDF{
		content: plainLine(60, plainWords) + "q 60 0 0 40 50 100 cm /Q Do Q\n", pictures: "/Q 10 0 R",
		objects: []string{plainStream("/Type/XObject/Subtype/Image/Width 60/Height 40/BitsPerComponent 8/ColorSpace/DeviceRGB/Filter/DCTDecode", string(photo))},
	}.bytes()
}

// thumbnail is a small picture of a page of 300 x 200 points that is white, with a bar of a brightness
// above its middle.
func thumbnail(bar byte) string {
	pixels := bytes.Repeat([]byte{255}, 75*50)
	for i := 20 * 75; i < 30*75; i++ {
		pixels[i] = bar
	}
	return plainStream("/Width 75/Height 50/BitsPerComponent 8/ColorSpace/DeviceGray", string(pixels))
}

// cropped is a JPEG of 60 x 40 pixels whose thumbnail, of 80 x 40, shows what was beside it.
func cropped() []byte {
	img := image.NewGray(image.Rect(0, 0, 80, 40))
	for i := range img.Pix {
		img.Pix[i] = uint8(3 * (i % 80))
	}
	encoded := func(part image.Rectangle) []byte {
		var b bytes.Buffer
		if err := jpeg.Encode(&b, img.SubImage(part), nil); err != nil {
			panic(err)
		}
		return b.Bytes()
	}
	return withExif(encoded(image.Rect(10, 0, 70, 40)), exifOfThumbnail(encoded(img.Rect)))
}

// PhotoAt is a JPEG of 60 x 40 pixels whose Exif data tell a camera, its serial number and where it
// was, in degrees north and east.
func PhotoAt(latitude, longitude float64) []byte {
	img := image.NewRGBA(image.Rect(0, 0, 60, 40))
	for i := range 60 * 40 {
		img.Set(i%60, i/60, color.RGBA{uint8(3 * i), uint8(5 * i), uint8(7 * i), 255})
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, &jpeg.Options{Quality: 85}); err != nil {
		panic(err)
	}
	return withExif(b.Bytes(), exif(latitude, longitude))
}

// withExif is a JPEG with Exif data.
func withExif(jpeg, data []byte) []byte {
	segment := append([]byte("Exif\x00\x00"), data...)
	head := []byte{0xFF, 0xD8, 0xFF, 0xE1, byte((len(segment) + 2) >> 8), byte(len(segment) + 2)}
	return append(append(head, segment...), jpeg[2:]...)
}
