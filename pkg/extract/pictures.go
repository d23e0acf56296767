package extract

import (
	"fmt"
	"image"
	"strings"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/fingerprint"
	"github.com/leakprint/leakprint/pkg/internal/office"
	"github.com/leakprint/leakprint/pkg/internal/pdf"
	"github.com/leakprint/leakprint/pkg/internal/picture"
)

// rasterSide is the longer side, in pixels, to which larger pictures are scaled down before
// their words are looked for.
const rasterSide = 5200

// A pictureDocument is a picture file read as a document: each picture is a page of the size
// that it has at fingerprint.DPI.
type pictureDocument struct {
	*picture.File
	data []byte
}

func openPicture(data []byte) (document, error) {
	file, err := picture.Open(data)
	if err != nil {
		return nil, err
	}
	return pictureDocument{file, data}, nil
}

func (d pictureDocument) Close() {}

func (d pictureDocument) Structure() pdf.Structure { return pdf.Structure{} }

func (d pictureDocument) Page(n int, want pdf.Want) (pdf.View, error) {
	pixels, note, err := d.File.Page(n)
	if err != nil {
		return pdf.View{}, err
	}
	page := picturePage(n, pixels, want)
	page.Note = note
	if n == 1 && d.Note != "" {
		page.Note = strings.TrimPrefix(note+"; "+d.Note, "; ")
	}
	page.Images[0].Format = d.Format
	if d.NumPages() == 1 {
		// The file is the picture's stream, as it might be embedded in a PDF.
		page.Images[0].SHA256, page.Images[0].Trimmed = dossier.Sum(d.data), dossier.Sum(pdf.TrimJPEG(d.data))
		page.Pictures[0].Stored = d.data
	}
	return page, nil
}

// picturePage returns a page that consists of one picture.
func picturePage(n int, pixels image.Image, want pdf.Want) pdf.View {
	const points = 72. / fingerprint.DPI
	size := pixels.Bounds().Size()
	var page pdf.View
	page.Number = n
	page.Width, page.Height = float64(size.X)*points, float64(size.Y)*points
	page.Images = []dossier.Image{{Box: dossier.Box{W: page.Width, H: page.Height}, Width: size.X, Height: size.Y}}
	page.Pictures = []pdf.Picture{{Pixels: pixels}}
	if want.DPI > 0 {
		page.Raster = picture.Gray(pixels, rasterSide)
	}
	return page
}

// An officeDocument is an office document or a web page read as pages: its text as cut by
// Paginate, then each of its pictures.
type officeDocument struct {
	texts    []string
	pictures []office.Picture
	metadata map[string]string
	note     string // what was left out
	hidden   []dossier.Hidden
}

func openOffice(data []byte, mediaType string) (document, error) {
	content, err := office.Read(data, mediaType)
	if err != nil {
		return nil, err
	}
	texts, _ := Paginate(content.Text)
	return officeDocument{texts, content.Pictures, content.Metadata, strings.Join(content.Notes, "; "), content.Hidden}, nil
}

func (d officeDocument) Close() {}

func (d officeDocument) NumPages() int { return len(d.texts) + len(d.pictures) }

func (d officeDocument) Structure() pdf.Structure { return pdf.Structure{Info: d.metadata} }

func (d officeDocument) Hidden() []dossier.Hidden { return d.hidden }

func (d officeDocument) Page(n int, want pdf.Want) (pdf.View, error) {
	if n <= len(d.texts) {
		page := pdf.View{Page: dossier.Page{Number: n, Text: d.texts[n-1]}}
		if n == 1 {
			page.Note = d.note
		}
		return page, nil
	}
	embedded := d.pictures[n-1-len(d.texts)]
	opened, err := openPicture(embedded.Data)
	if err != nil {
		return pdf.View{}, fmt.Errorf("picture %s: %w", embedded.Name, err)
	}
	page, err := opened.Page(1, want)
	page.Number = n
	page.Note = strings.TrimPrefix(page.Note+"; the picture "+embedded.Name, "; ")
	return page, err
}
