package forge

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"image"
	_ "image/jpeg" // decoders for the pictures' sizes
	_ "image/png"
	"io"
	"math"
	"slices"
	"strings"
	"time"

	"codeberg.org/go-pdf/fpdf"

	"github.com/leakprint/leakprint/pkg/dossier"
)

var errPictureWidth = errors.New("two pictures of one document differ but are equally wide in pixels")

// PDF writes the document as a PDF, the same bytes every time. Different
// pictures of one document must differ in pixel width: fpdf orders embedded
// pictures by nothing else, and anything equal would come out in random order.
func (d Document) PDF(w io.Writer) error {
	data, err := d.Bytes()
	if err != nil {
		return err
	}
	_, err = w.Write(data)
	return err
}

// Bytes is what PDF writes.
func (d Document) Bytes() ([]byte, error) {
	pdf := fpdf.NewCustom(&fpdf.InitType{UnitStr: "pt"})
	pdf.SetCatalogSort(true)
	pdf.SetCompression(!d.Container.Uncompressed)
	pdf.SetMargins(0, 0, 0)
	pdf.SetAutoPageBreak(false, 0)
	if d.Container.OpenFitted {
		pdf.SetDisplayMode("fullpage", "TwoColumnLeft")
	}
	d.Meta.set(pdf)
	var attachments []fpdf.Attachment
	for _, a := range d.Attachments {
		attachments = append(attachments, fpdf.Attachment{Filename: a.Name, Content: a.Content})
	}
	pdf.SetAttachments(attachments)

	canvas := canvas{pdf: pdf, fonts: map[Font]bool{}, widths: map[int]string{}}
	for i, p := range d.Pages {
		if err := canvas.page(p); err != nil {
			return nil, fmt.Errorf("draw page %d of %s: %w", i+1, d.Name, err)
		}
	}
	var b bytes.Buffer
	if err := pdf.Output(&b); err != nil {
		return nil, fmt.Errorf("write %s: %w", d.Name, err)
	}
	return d.finish(b.Bytes())
}

// absent is written where fpdf insists on a date and is blanked out afterwards.
var absent = time.Date(1970, 1, 1, 0, 0, 0, 0, time.UTC)

func (m Meta) set(pdf *fpdf.Fpdf) {
	for _, field := range []struct {
		value string
		set   func(string, bool)
	}{
		{m.Title, pdf.SetTitle}, {m.Author, pdf.SetAuthor}, {m.Subject, pdf.SetSubject},
		{m.Keywords, pdf.SetKeywords}, {m.Creator, pdf.SetCreator}, {m.Producer, pdf.SetProducer},
	} {
		// fpdf would write a byte order mark for the empty string, and for plain ASCII.
		field.set(field.value, !isASCII(field.value))
	}
	date := func(t time.Time) time.Time {
		if t.IsZero() {
			return absent
		}
		return t.UTC()
	}
	pdf.SetCreationDate(date(m.Created))
	pdf.SetModificationDate(date(m.Modified))
}

// finish makes the changes that fpdf has no setting for. The first keep the length,
// so the offsets of the cross-reference table stay right; what does not is written
// object by object.
func (d Document) finish(data []byte) ([]byte, error) {
	version := d.Container.Version
	if version == "" {
		version = "1.4"
	}
	copy(data, "%PDF-"+version)
	for _, key := range []string{"/CreationDate", "/ModDate"} {
		entry := []byte(key + " (D:" + absent.Format("20060102150405") + ")")
		if i := bytes.LastIndex(data, entry); i >= 0 {
			copy(data[i:], bytes.Repeat([]byte{' '}, len(entry)))
		}
	}
	if !d.Container.Encrypted && !slices.ContainsFunc(d.Pages, Sheet.marked) {
		return data, nil
	}
	f, err := objectsOf(data)
	if err != nil {
		return nil, fmt.Errorf("write %s: %w", d.Name, err)
	}
	f.mark(d.Pages)
	if d.Container.Encrypted {
		f.encrypt()
	}
	return f.bytes(), nil
}

// marked reports whether a page holds what fpdf cannot write.
func (p Sheet) marked() bool {
	return p.Turn != 0 || p.Crop != dossier.Box{} || len(p.Annotations) > 0 || len(p.Fields) > 0
}

// A canvas draws pages.
type canvas struct {
	pdf    *fpdf.Fpdf
	fonts  map[Font]bool  // those added
	widths map[int]string // pixel width to the picture that has it
}

func (c *canvas) page(p Sheet) error {
	c.pdf.AddPageFormat("P", fpdf.SizeType{Wd: p.Width, Ht: p.Height})
	c.words(p.Words, Beneath)
	for _, pic := range p.Pictures {
		if err := c.picture(pic); err != nil {
			return err
		}
	}
	c.fills(p.Fills, false)
	c.words(p.Words, Amid)
	c.fills(p.Fills, true)
	c.strokes(p.Strokes)
	c.words(p.Words, Above)
	return c.pdf.Error()
}

func (c *canvas) picture(p Picture) error {
	config, _, err := image.DecodeConfig(bytes.NewReader(p.Data))
	if err != nil {
		return fmt.Errorf("picture: %w", err)
	}
	sum := sha256.Sum256(p.Data)
	name := hex.EncodeToString(sum[:])
	if other, ok := c.widths[config.Width]; ok && other != name {
		return fmt.Errorf("%w: %d", errPictureWidth, config.Width)
	}
	c.widths[config.Width] = name
	options := fpdf.ImageOptions{ImageType: p.Format}
	c.pdf.RegisterImageOptionsReader(name, options, bytes.NewReader(p.Data))
	c.pdf.ImageOptions(name, p.X, p.Y, p.W, p.H, false, options, 0, "")
	return nil
}

func (c *canvas) fills(fills []Fill, over bool) {
	for _, f := range fills {
		if f.Over == over {
			c.pdf.SetFillColor(f.Colour.or(f.Gray))
			if f.Through {
				c.pdf.SetAlpha(1, "Multiply")
			}
			c.pdf.Rect(f.X, f.Y, f.W, f.H, "F")
			if f.Through {
				c.pdf.SetAlpha(1, "Normal")
			}
		}
	}
	c.pdf.SetFillColor(0, 0, 0) // text is drawn in the fill colour
}

// words draws each word of a depth at its place, followed by a space where one
// follows, so that a reader finds the words apart without guessing from the gaps.
func (c *canvas) words(words []Word, depth Depth) {
	var font Font = -1
	var size float64
	var r, g, b int
	stretch := 100.0 // per cent, PDF's Tz
	for _, w := range words {
		if w.Depth != depth {
			continue
		}
		if w.Outlined {
			c.outlines(w)
			continue
		}
		if w.Font != font || w.Size != size {
			if !c.fonts[w.Font] {
				c.pdf.AddUTF8FontFromBytes(w.Font.family(), "", w.Font.file())
				c.fonts[w.Font] = true
			}
			c.pdf.SetFont(w.Font.family(), "", w.Size)
			font, size = w.Font, w.Size
		}
		if wr, wg, wb := w.Colour.or(w.Gray); wr != r || wg != g || wb != b {
			r, g, b = wr, wg, wb
			c.pdf.SetTextColor(r, g, b)
		}
		text := strings.Map(basicPlane, w.Text)
		if tz := w.stretch(); tz != stretch {
			c.pdf.RawWriteStr(fmt.Sprintf("%.2f Tz", tz))
			stretch = tz
		}
		if w.End <= Cell {
			text += " "
		}
		if w.Through {
			c.pdf.SetAlpha(1, "Multiply")
		}
		if w.Invisible {
			c.pdf.SetTextRenderingMode(3)
		}
		c.text(w, text)
		if w.Invisible {
			c.pdf.SetTextRenderingMode(0)
		}
		if w.Through {
			c.pdf.SetAlpha(1, "Normal")
		}
	}
	if r+g+b != 0 {
		c.pdf.SetTextColor(0, 0, 0)
	}
	if stretch != 100 {
		c.pdf.RawWriteStr("100 Tz")
	}
}

// text draws a word's letters at its place and slant.
func (c *canvas) text(w Word, letters string) {
	if w.Slant == 0 {
		c.pdf.Text(w.X, w.Y, letters)
		return
	}
	_, height := c.pdf.GetPageSize()
	cos, sin := slanted(1, 0, -w.Slant)
	c.pdf.TransformBegin()
	c.pdf.Transform(fpdf.TransformMatrix{A: cos, B: sin, C: -sin, D: cos, E: w.X, F: height - w.Y})
	c.pdf.Text(0, height, letters)
	c.pdf.TransformEnd()
}

// stretch is the horizontal scaling that makes the word as wide as it is shown,
// in per cent, 100 where it differs by too little to be seen.
func (w Word) stretch() float64 {
	n := natural(w.Font, w.Size, w.Text)
	if n == 0 || w.Width <= 0 || math.Abs(w.Width-n) < 0.05 {
		return 100
	}
	return math.Round(w.Width/n*1e4) / 100
}

// basicPlane replaces what fpdf cannot encode, characters beyond U+FFFF.
func basicPlane(r rune) rune {
	if r > 0xFFFF {
		return '\uFFFD'
	}
	return r
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}
