package forge

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"fmt"
	"html"
	"slices"
	"strings"
	"sync"
	"unicode"

	"golang.org/x/image/font/gofont/goregular"
	"golang.org/x/image/font/sfnt"
)

// A Format is a file format that a Text is written in.
type Format string

// The formats; each is the file name's extension.
const (
	TXT  Format = "txt"
	HTML Format = "html"
	DOCX Format = "docx"
	ODT  Format = "odt"
	PDF  Format = "pdf"
)

// Kept is what the format can hold of a text: HTML makes one space of several, and PDF,
// which is set in a Go font, lacks the characters that the font lacks. Texts that are kept
// alike make the same file.
func (f Format) Kept(t Text) Text {
	kept := make(Text, len(t))
	for n, page := range t {
		lines := strings.Split(page, "\n")
		for i, line := range lines {
			lines[i] = f.keptLine(line)
		}
		kept[n] = strings.Join(lines, "\n")
	}
	return kept
}

func (f Format) keptLine(line string) string {
	if f == TXT {
		return line
	}
	cells := strings.Split(strings.TrimSuffix(line, "\r"), "\t")
	for i, c := range cells {
		cells[i] = f.keptCell(c)
	}
	if len(cells) < tableColumns && (f == HTML || f == PDF) {
		return strings.Join(cells, " ")
	}
	return strings.Join(cells, "\t")
}

func (f Format) keptCell(text string) string {
	switch f {
	case HTML:
		return strings.Join(strings.FieldsFunc(text, func(r rune) bool { return r == ' ' }), " ")
	case ODT:
		return strings.Trim(text, " ")
	case PDF:
		return strings.Join(strings.Fields(strings.Map(func(r rune) rune {
			if !unicode.IsSpace(r) && lacking(r) {
				return -1
			}
			return r
		}, text)), " ")
	}
	return text
}

// Tells reports whether the files of two texts differ in the format, and by all that the
// texts differ by, if original is what the format keeps.
func (f Format) Tells(original, copied Text) bool {
	lost := func(page string) bool {
		return f == PDF && strings.ContainsFunc(page, func(r rune) bool { return !unicode.IsSpace(r) && lacking(r) })
	}
	return !slices.ContainsFunc(copied, lost) && !slices.Equal(f.Kept(original), f.Kept(copied))
}

var goRegular = sync.OnceValue(func() *sfnt.Font {
	font, err := sfnt.Parse(goregular.TTF)
	if err != nil {
		panic(err) // it is part of the program
	}
	return font
})

// lacking reports whether the Go font has no glyph for a character, or one that does not
// show it: a soft hyphen is drawn as a hyphen.
func lacking(r rune) bool {
	glyph, err := goRegular().GlyphIndex(nil, r)
	return err != nil || glyph == 0 || unicode.Is(unicode.Cf, r) || r > 0xFFFF
}

// In is the text as a file of the format, the same bytes every time.
func (t Text) In(f Format) ([]byte, error) {
	t = f.Kept(t)
	switch f {
	case TXT:
		return []byte(strings.Join(t, "\n\f") + "\n"), nil
	case HTML:
		return t.html(), nil
	case DOCX:
		return t.docx()
	case ODT:
		return t.odt()
	case PDF:
		return t.typeset(595.28, 841.89, "").Bytes()
	}
	return nil, fmt.Errorf("no format is called %q", f)
}

// A markup is how a format writes paragraphs and tables.
type markup struct {
	table, row, cell, paragraph [2]string
	column                      string // declares one at the beginning of a table
	text                        func(string) string
	// breaking is a paragraph that begins a page.
	breaking string
}

// write writes the pages. Every page but the first begins with a paragraph that breaks it.
func (m markup) write(b *strings.Builder, t Text) {
	for n, page := range t {
		inTable := false
		for i, line := range strings.Split(page, "\n") {
			cells := strings.Split(line, "\t")
			isRow := len(cells) >= tableColumns
			switch {
			case isRow && !inTable:
				b.WriteString(m.table[0] + strings.Repeat(m.column, len(cells)))
			case inTable && !isRow:
				b.WriteString(m.table[1])
			}
			inTable = isRow
			switch {
			case isRow:
				m.writeRow(b, cells)
			case i == 0 && n > 0:
				b.WriteString(m.breaking + m.text(line) + m.paragraph[1])
			default:
				b.WriteString(m.paragraph[0] + m.text(line) + m.paragraph[1])
			}
		}
		if inTable {
			b.WriteString(m.table[1])
		}
	}
}

// tableColumns is how many columns a table has at least: a single tab is one within a line.
const tableColumns = 3

func (m markup) writeRow(b *strings.Builder, cells []string) {
	b.WriteString(m.row[0])
	for _, c := range cells {
		b.WriteString(m.cell[0] + m.text(c) + m.cell[1])
	}
	b.WriteString(m.row[1])
}

func (t Text) html() []byte {
	m := markup{
		table: [2]string{"<table>\n", "</table>\n"}, row: [2]string{"<tr>", "</tr>\n"}, cell: [2]string{"<td>", "</td>"},
		paragraph: [2]string{"<p>", "</p>\n"}, breaking: `<p style="break-before: page">`, text: html.EscapeString,
	}
	var b strings.Builder
	b.WriteString("<!DOCTYPE html>\n<html><head><meta charset=\"utf-8\"><title>" + Label + "</title></head><body>\n")
	m.write(&b, t)
	b.WriteString("</body></html>\n")
	return []byte(b.String())
}

func escapeXML(s string) string {
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(s)) // a Builder does not fail
	return b.String()
}

func (t Text) docx() ([]byte, error) {
	const run, end = `<w:r><w:t xml:space="preserve">`, `</w:t></w:r></w:p>`
	m := markup{
		table: [2]string{`<w:tbl><w:tblPr/><w:tblGrid/>`, `</w:tbl>`}, row: [2]string{`<w:tr>`, `</w:tr>`}, cell: [2]string{`<w:tc><w:p>` + run, end + `</w:tc>`},
		paragraph: [2]string{`<w:p>` + run, end}, breaking: `<w:p><w:pPr><w:pageBreakBefore/></w:pPr>` + run,
		text: func(s string) string {
			return strings.ReplaceAll(escapeXML(s), "&#x9;", `</w:t><w:tab/><w:t xml:space="preserve">`)
		},
	}
	var b strings.Builder
	b.WriteString(xml.Header + `<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>`)
	m.write(&b, t)
	b.WriteString(`</w:body></w:document>`)
	return zipped(
		"[Content_Types].xml", xml.Header+`<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>`,
		"_rels/.rels", xml.Header+`<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/></Relationships>`,
		"word/document.xml", b.String())
}

func (t Text) odt() ([]byte, error) {
	const end = `</text:p>`
	m := markup{
		table: [2]string{`<table:table>`, `</table:table>`}, column: `<table:table-column/>`, row: [2]string{`<table:table-row>`, `</table:table-row>`},
		cell: [2]string{`<table:table-cell><text:p>`, end + `</table:table-cell>`}, paragraph: [2]string{`<text:p>`, end}, breaking: `<text:p text:style-name="P1">`,
		text: func(s string) string {
			return strings.NewReplacer("&#x9;", `<text:tab/>`, "  ", ` <text:s/>`).Replace(escapeXML(s))
		},
	}
	var b strings.Builder
	b.WriteString(xml.Header + `<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0" office:version="1.2">`)
	b.WriteString(`<office:automatic-styles><style:style style:name="P1" style:family="paragraph"><style:paragraph-properties fo:break-before="page"/></style:style></office:automatic-styles><office:body><office:text>`)
	m.write(&b, t)
	b.WriteString(`</office:text></office:body></office:document-content>`)
	const mediaType = "application/vnd.oasis.opendocument.text"
	return zipped(
		"mimetype", mediaType,
		"META-INF/manifest.xml", xml.Header+`<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.2"><manifest:file-entry manifest:full-path="/" manifest:media-type="`+mediaType+`"/><manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>`,
		"content.xml", b.String())
}

// zipped stores members, given as name and content in turn, in a ZIP file.
func zipped(members ...string) ([]byte, error) {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for i := 0; i < len(members); i += 2 {
		w, err := z.CreateHeader(&zip.FileHeader{Name: members[i], Method: zip.Store})
		if err == nil {
			_, err = w.Write([]byte(members[i+1]))
		}
		if err != nil {
			return nil, fmt.Errorf("write %s: %w", members[i], err)
		}
	}
	if err := z.Close(); err != nil {
		return nil, fmt.Errorf("write ZIP file: %w", err)
	}
	return b.Bytes(), nil
}

// Typeset sets what PDF keeps of an invented text on pages of a size in points, Label at the
// foot of each.
func (t Text) Typeset(width, height float64) Document {
	unlabelled := eachPage(func(page string) string { return strings.TrimSuffix(page, "\n"+Label) })
	return unlabelled(PDF.Kept(t)).typeset(width, height, Label)
}

// typeset sets the text in lines, each page of it on a page of its own, or more where it
// is long.
func (t Text) typeset(width, height float64, label string) Document {
	s := newSetter(Style{Width: width, Height: height, Margin: 48, Size: 9, Leading: 11.5, Label: label})
	for n, page := range t {
		if n > 0 {
			s.newPage()
		}
		for _, line := range strings.Split(page, "\n") {
			if cells := strings.Split(line, "\t"); len(cells) >= tableColumns {
				s.row(evenly(len(cells)), cells, s.style.Size, Regular)
				continue
			}
			s.set(paragraph{tokens: words(Regular, line), before: 4})
		}
	}
	return Document{Name: "text.pdf", Meta: Meta{Title: Label, Producer: "leakprint forge"}, Pages: s.finish()}
}

// evenly are equal shares of the measure.
func evenly(n int) []float64 {
	shares := make([]float64, n)
	for i := range shares {
		shares[i] = 1 / float64(n)
	}
	return shares
}
