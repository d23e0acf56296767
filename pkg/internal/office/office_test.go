package office

import (
	"archive/zip"
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"
)

// zipped is a ZIP archive of names and contents in turn.
func zipped(t testing.TB, members ...string) []byte {
	t.Helper()
	var file bytes.Buffer
	z := zip.NewWriter(&file)
	for member := range slices.Chunk(members, 2) {
		w, err := z.Create(member[0])
		if err == nil {
			_, err = io.WriteString(w, member[1])
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return file.Bytes()
}

func links(entries ...string) string {
	var s strings.Builder
	s.WriteString(`<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">`)
	for i, e := range entries {
		kind, target, _ := strings.Cut(e, " ")
		fmt.Fprintf(&s, `<Relationship Id="r%d" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/%s" Target="%s"`, i+1, kind, target)
		if strings.Contains(target, "://") {
			s.WriteString(` TargetMode="External"`)
		}
		s.WriteString("/>")
	}
	return s.String() + "</Relationships>"
}

const wordNamespaces = `xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" ` +
	`xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" ` +
	`xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" ` +
	`xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"`

// word is a DOCX with this body, and further members.
func word(t testing.TB, body string, members ...string) []byte {
	return zipped(t, append([]string{
		"_rels/.rels", links("officeDocument word/document.xml", "metadata/core-properties docProps/core.xml"),
		"word/document.xml", `<?xml version="1.0" encoding="UTF-8"?><w:document ` + wordNamespaces + `><w:body>` + body + `</w:body></w:document>`,
	}, members...)...)
}

func p(runs string) string { return "<w:p>" + runs + "</w:p>" }
func r(text string) string { return "<w:r><w:t>" + text + "</w:t></w:r>" }

func read(t *testing.T, data []byte, mediaType string) Content {
	t.Helper()
	content, err := Read(data, mediaType)
	if err != nil {
		t.Fatal(err)
	}
	return content
}

func TestTextOfDOCX(t *testing.T) {
	for _, tt := range []struct{ name, body, want string }{
		{"paragraphs", p(r("One ")+r("line.")) + p(r("Another &amp; last.")), "One line.\nAnother & last.\n"},
		{"runs split a word", p(r("con") + r("fiden") + r("tial")), "confidential\n"},
		{"tabs and breaks", p(r("a") + "<w:r><w:tab/></w:r>" + r("b") + "<w:r><w:br/><w:cr/></w:r>" + r("c")), "a\tb\n\nc\n"},
		{"tab stops are no tabs", p(`<w:pPr><w:tabs><w:tab w:val="left" w:pos="720"/></w:tabs></w:pPr>` + r("a")), "a\n"},
		{"hyphen and symbols", p(r("a") + `<w:r><w:noBreakHyphen/></w:r>` + r("b") + `<w:r><w:sym w:font="Wingdings" w:char="F0FC"/><w:sym w:char="2022"/></w:r>`), "a-b✓•\n"},
		{"table", "<w:tbl><w:tr><w:tc>" + p(r("a1")) + "</w:tc><w:tc>" + p(r("b1")) + "</w:tc></w:tr><w:tr><w:tc>" + p(r("a2")) + "</w:tc></w:tr></w:tbl>", "a1\nb1\na2\n"},
		{"deleted left out, inserted kept",
			p(r("The ") + "<w:del><w:r><w:delText>old</w:delText></w:r></w:del><w:ins>" + r("new") + "</w:ins>" + r(" text") + "<w:moveFrom>" + r(" gone") + "</w:moveFrom><w:moveTo>" + r(" here") + "</w:moveTo>"),
			"The new text here\n"},
		{"deleted paragraph mark", p("<w:pPr><w:rPr><w:del/></w:rPr></w:pPr>"+r("One ")) + p(r("line.")), "One line.\n"},
		{"page breaks", p(r("1")) + p(`<w:r><w:br w:type="page"/></w:r>`) + p("<w:r><w:lastRenderedPageBreak/></w:r>"+r("2")) + p("<w:pPr><w:pageBreakBefore/></w:pPr>"+r("3")),
			"1\n\f\n2\n\f3\n"},
		{"page break switched off", p(r("1")) + p(`<w:pPr><w:pageBreakBefore w:val="0"/></w:pPr>`+r("2")), "1\n2\n"},
		{"column break", p(r("1") + `<w:r><w:br w:type="column"/></w:r>` + r("2")), "1\n2\n"},
		{"text box, once, after its paragraph",
			p(r("before ")+"<w:r><mc:AlternateContent><mc:Choice><wps:txbx><w:txbxContent>"+p(r("in the box"))+"</w:txbxContent></wps:txbx></mc:Choice>"+
				"<mc:Fallback><v:textbox><w:txbxContent>"+p(r("in the box"))+"</w:txbxContent></v:textbox></mc:Fallback></mc:AlternateContent></w:r>"+r("after")) + p(r("next")),
			"before after\nin the box\nnext\n"},
		{"text box in a text box",
			p("<w:txbxContent>" + p(r("outer")+"<w:txbxContent>"+p(r("inner"))+"</w:txbxContent>") + "</w:txbxContent>" + r("text")), "text\nouter\ninner\n"},
		{"field codes and positions are no text",
			p(`<w:r><w:instrText>PAGE</w:instrText></w:r><w:r><w:drawing><wp:align>center</wp:align></w:drawing></w:r>` + r("7")), "7\n"},
		{"content controls", "<w:sdt><w:sdtContent>" + p(r("kept")) + "</w:sdtContent></w:sdt>", "kept\n"},
		{"nothing", "", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			content := read(t, word(t, tt.body), DOCX)
			if content.Text != tt.want || content.Notes != nil || content.Pictures != nil {
				t.Errorf("got %q (notes %q), want %q", content.Text, content.Notes, tt.want)
			}
		})
	}
}

func TestPartsOfDOCX(t *testing.T) {
	body := p(r("First")+`<w:r><w:footnoteReference w:id="2"/></w:r>`+`<w:r><w:endnoteReference w:id="1"/></w:r>`+r(".")) +
		p(`<w:r><w:br w:type="page"/></w:r>`+r("Second")+`<w:r><w:footnoteReference w:id="3"/></w:r>`) +
		p(`<w:r><w:drawing><a:blip r:embed="r5"/></w:drawing><w:pict><v:imagedata r:id="r6"/></w:pict></w:r>`) +
		p(`<w:r><w:drawing><a:blip r:embed="r5"/><a:blip r:link="r7"/><a:blip r:embed="r8"/><a:blip r:embed="r99"/></w:drawing></w:r>`) +
		`<w:altChunk r:id="r1"/>`
	part := func(name, content string) string {
		return "<w:" + name + " " + wordNamespaces + ">" + content + "</w:" + name + ">"
	}
	note := func(kind, attributes, text string) string {
		return "<w:" + kind + " " + attributes + ">" + p(r(text)) + "</w:" + kind + ">"
	}
	data := word(t, body,
		"word/_rels/document.xml.rels", links("header header1.xml", "footer footer1.xml", "footnotes footnotes.xml", "endnotes /word/endnotes.xml",
			"image media/b.png", "image ../word/media/a.jpg", "image https://example.org/far.png", "image media/missing.png", "header header2.xml"),
		"word/header1.xml", part("hdr", p(r("Ministry"))),
		"word/header2.xml", part("hdr", p(r("Ministry"))),
		"word/footer1.xml", part("ftr", p(r("page 1"))),
		"word/footnotes.xml", part("footnotes", note("footnote", `w:id="0" w:type="separator"`, "---")+note("footnote", `w:id="2"`, "note two")+
			note("footnote", `w:id="3"`, "note three")+note("footnote", `w:id="4"`, "nobody refers to it")),
		"word/endnotes.xml", part("endnotes", note("endnote", `w:id="1"`, "at the end")),
		"word/media/a.jpg", "A", "word/media/b.png", "B", "word/media/unused.png", "C",
		"docProps/core.xml", `<cp:coreProperties xmlns:cp="c" xmlns:dc="d" xmlns:dcterms="t"><dc:title> Read-outs </dc:title><dc:creator>A. Clerk</dc:creator>`+
			`<cp:lastModifiedBy>B</cp:lastModifiedBy><dcterms:created>2019-01-02T03:04:05Z</dcterms:created><cp:revision>3</cp:revision><dc:subject/></cp:coreProperties>`)
	want := Content{
		Text:     "Ministry\nFirst¹ⁱ.\n¹note two\nⁱat the end\n\fSecond²\n\n\n²note three\npage 1\n",
		Pictures: []Picture{{"b.png", []byte("B")}, {"a.jpg", []byte("A")}},
		Notes: []string{"pictures that are only linked were not fetched",
			"a picture could not be read: damaged document: word/media/missing.png: file does not exist", "documents embedded in this one were not read"},
		Metadata: map[string]string{"Title": "Read-outs", "Author": "A. Clerk", "LastModifiedBy": "B", "CreationDate": "2019-01-02T03:04:05Z"},
	}
	if diff := cmp.Diff(want, read(t, data, DOCX)); diff != "" {
		t.Error(diff)
	}
}

const odfNamespaces = `xmlns:office="urn:o" xmlns:text="urn:t" xmlns:table="urn:tb" xmlns:draw="urn:d" xmlns:style="urn:s" xmlns:fo="urn:fo" xmlns:xlink="urn:x" xmlns:svg="urn:v" xmlns:dc="urn:dc" xmlns:meta="urn:m"`

func openDocument(t testing.TB, body string, members ...string) []byte {
	return zipped(t, append([]string{
		"mimetype", ODT,
		"content.xml", `<office:document-content ` + odfNamespaces + `><office:automatic-styles>` +
			`<style:style style:name="P1" style:family="paragraph"><style:paragraph-properties fo:break-before="page"/></style:style>` +
			`<style:style style:name="P2" style:family="paragraph"><style:paragraph-properties fo:break-after="page"/></style:style>` +
			`<style:style style:name="P3" style:family="paragraph"><style:paragraph-properties fo:margin-top="0cm"/></style:style>` +
			`</office:automatic-styles><office:body><office:text>` + body + `</office:text></office:body></office:document-content>`,
	}, members...)...)
}

func TestTextOfODT(t *testing.T) {
	for _, tt := range []struct{ name, body, want string }{
		{"paragraphs and headings", "<text:h>Title</text:h>\n  <text:p>One <text:span>line</text:span>.</text:p>", "Title\nOne line.\n"},
		{"white space", "<text:p>\n   a\n   b<text:s/><text:s text:c=\"3\"/>c<text:tab/>d<text:line-break/>e </text:p>", "a b    c\td\ne\n"},
		{"space, then more", "<text:p>a <text:s/>b</text:p>", "a  b\n"},
		{"too many spaces", `<text:p>a<text:s text:c="2000000000"/>b</text:p>`, "a" + strings.Repeat(" ", 1000) + "b\n"},
		{"table", "<table:table><table:table-row><table:table-cell><text:p>a1</text:p></table:table-cell><table:table-cell><text:p>b1</text:p></table:table-cell></table:table-row></table:table>", "a1\nb1\n"},
		{"tracked changes and comments left out",
			"<text:tracked-changes><text:changed-region><text:deletion><text:p>old</text:p></text:deletion></text:changed-region></text:tracked-changes>" +
				"<text:p>new<office:annotation><text:p>why?</text:p></office:annotation> text</text:p>", "new text\n"},
		{"notes at the end of the page",
			"<text:p>First<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>the note</text:p></text:note-body></text:note>.</text:p>" +
				"<text:p>more<text:soft-page-break/>over</text:p>", "First¹.\nmore\n¹the note\n\fover\n"},
		{"breaks by style", `<text:p>1</text:p><text:p text:style-name="P1">2</text:p><text:soft-page-break/><text:p text:style-name="P2">3</text:p><text:p text:style-name="P3">4</text:p>`,
			"1\n\f2\n\f3\n\f4\n"},
		{"text box after its paragraph", "<text:p>a<draw:frame><draw:text-box><text:p>boxed</text:p></draw:text-box><svg:desc>a box</svg:desc></draw:frame>b</text:p>", "ab\nboxed\n"},
		{"nothing", "", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			content := read(t, openDocument(t, tt.body), ODT)
			if content.Text != tt.want || content.Notes != nil {
				t.Errorf("got %q (notes %q), want %q", content.Text, content.Notes, tt.want)
			}
		})
	}
}

func TestPartsOfODT(t *testing.T) {
	data := openDocument(t,
		`<text:p>Body<draw:image xlink:href="Pictures/b.png"/><draw:image xlink:href="./Pictures/a.png"/><draw:image xlink:href="Pictures/b.png"/>`+
			`<draw:image xlink:href="https://example.org/x.png"/><draw:image xlink:href="Pictures/none.png"/></text:p>`,
		"Pictures/a.png", "A", "Pictures/b.png", "B",
		"styles.xml", `<office:document-styles `+odfNamespaces+`><style:master-page><style:header><text:p>Ministry</text:p></style:header><style:footer><text:p>page</text:p></style:footer></style:master-page>`+
			`<style:master-page><style:header><text:p>Ministry</text:p></style:header></style:master-page></office:document-styles>`,
		"meta.xml", `<office:document-meta `+odfNamespaces+`><office:meta><dc:title>T</dc:title><meta:initial-creator>A</meta:initial-creator><dc:creator>B</dc:creator>`+
			`<meta:creation-date>2019-01-02</meta:creation-date><dc:date>2020-01-02</dc:date><meta:generator>G</meta:generator></office:meta></office:document-meta>`)
	want := Content{
		Text:     "Ministry\nBody\npage\n",
		Pictures: []Picture{{"b.png", []byte("B")}, {"a.png", []byte("A")}},
		Notes:    []string{"pictures that are only linked were not fetched", "a picture could not be read: damaged document: Pictures/none.png: file does not exist"},
		Metadata: map[string]string{"Title": "T", "Author": "A", "LastModifiedBy": "B", "CreationDate": "2019-01-02", "ModDate": "2020-01-02", "Producer": "G"},
	}
	if diff := cmp.Diff(want, read(t, data, ODT)); diff != "" {
		t.Error(diff)
	}
}

func TestTextOfHTML(t *testing.T) {
	for _, tt := range []struct{ name, page, want string }{
		{"blocks break lines", "<h1>Title</h1>\n<p>One <b>bold</b>\n line. </p><div>a<div>b</div>c</div>", "Title\nOne bold line.\na\nb\nc\n"},
		{"inline does not", "<span>con</span><i>fiden</i>tial", "confidential\n"},
		{"br, lists, tables", "a<br>b<ul><li>c<li>d</ul><table><tr><td>e<td>f</table>", "a\nb\n• c\n• d\ne\nf\n"},
		{"entities", "<p>&quot;a&nbsp;b&quot; &lt;c&gt; &#8212;", "\"a\u00a0b\" <c> —\n"},
		{"pre keeps white space", "<pre>a  b\n  c</pre>d  e", "a  b\n  c\nd e\n"},
		{"what is not shown", "<script>no()</script><style>p{}</style><noscript>no</noscript><template>no</template><p hidden>no</p>" +
			"<div style='Display : none'>no</div><svg><title>no</title></svg><!-- no --><p>yes", "yes\n"},
		{"page breaks", "1<p style='page-break-before: always'>2</p><p style='break-after:page'>3</p>4<p style='color:red'>5", "1\n\f2\n3\n\f4\n5\n"},
		{"a page that breaks before anything", "<p style='break-before:page'>1", "1\n"},
		{"not HTML at all", "just words", "just words\n"},
		{"nothing", "", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if content := read(t, []byte(tt.page), HTML); content.Text != tt.want || content.Notes != nil {
				t.Errorf("got %q (notes %q), want %q", content.Text, content.Notes, tt.want)
			}
		})
	}
}

func TestPartsOfHTML(t *testing.T) {
	page := `<html><head><title>The
 leak</title><meta name=Author content="A. Clerk"><meta name=viewport content=no></head><body>` +
		`<img src="data:image/png;base64,QUJD"><img src="data:image/svg+xml,%3Csvg%3E"><img src="data:image/gif;base64,!!"><img src=a.png><img src=a.png><img src="data:image/png;base64,QUJD"><img src=//example.org/b.png><img>`
	want := Content{
		Pictures: []Picture{{"image1.png", []byte("ABC")}, {"image2.svg", []byte("<svg>")}},
		Notes:    []string{"pictures only linked, and not fetched: 2", "pictures within the page that could not be read: 1"},
		Metadata: map[string]string{"Title": "The leak", "Author": "A. Clerk"},
	}
	if diff := cmp.Diff(want, read(t, []byte(page), HTML)); diff != "" {
		t.Error(diff)
	}
}

func TestCharsetOfHTML(t *testing.T) {
	utf16LE := []byte{0xff, 0xfe}
	for _, unit := range utf16.Encode([]rune("<p>Übergabe")) {
		utf16LE = binary.LittleEndian.AppendUint16(utf16LE, unit)
	}
	for name, tt := range map[string]struct {
		page      []byte
		mediaType string
	}{
		"declared in the page":    {[]byte("<meta charset=iso-8859-1><p>\xdcbergabe"), HTML},
		"declared with it":        {[]byte("<p>\xdcbergabe"), "text/html; charset=windows-1252"},
		"UTF-8, declared":         {[]byte("<meta charset=utf-8><p>Übergabe"), HTML},
		"by byte order mark":      {utf16LE, HTML},
		"UTF-8, not declared":     {[]byte("<p>Übergabe"), HTML},
		"UTF-8 after much ASCII":  {[]byte("<!--" + strings.Repeat("x", 2000) + "--><p>Übergabe"), HTML},
		"western, not declared":   {[]byte("<p>\xdcbergabe"), XHTML},
		"a charset nobody knows":  {[]byte("<p>Übergabe"), "text/html; charset=klingon"},
		"UTF-8 byte order mark":   {[]byte("\xef\xbb\xbf<p>Übergabe"), HTML},
		"declared in http-equiv":  {[]byte("<meta http-equiv=Content-Type content='text/html; charset=latin1'><p>\xdcbergabe"), HTML},
		"XHTML with a prologue":   {[]byte("<?xml version='1.0'?><html><body><p>Übergabe</p></body></html>"), XHTML},
		"declared wrongly, bytes": {[]byte("<meta charset=utf-16><p>Übergabe"), HTML},
	} {
		if content := read(t, tt.page, tt.mediaType); content.Text != "Übergabe\n" {
			t.Errorf("%s: %q", name, content.Text)
		}
	}
}

func TestRefused(t *testing.T) {
	compound := "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + strings.Repeat("\x00", 100)
	deep := strings.Repeat("<w:p>", 2000) + strings.Repeat("</w:p>", 2000)
	many := make([]string, 0, 2*(MaxMembers+1))
	for i := range MaxMembers + 1 {
		many = append(many, fmt.Sprint(i), "")
	}
	whole := word(t, p(r("text")))
	changed := openDocument(t, "<text:p>text</text:p>")
	changed[bytes.Index(changed, []byte("content.xml"))+40] ^= 0x55
	for _, tt := range []struct {
		name      string
		data      []byte
		mediaType string
		want      error
		says      string
	}{
		{"empty", nil, DOCX, ErrDamaged, "zip"},
		{"cut", whole[:len(whole)-30], DOCX, ErrDamaged, "zip"},
		{"no document in it", zipped(t, "a", "b"), DOCX, ErrDamaged, "word/document.xml"},
		{"no content in it", zipped(t, "a", "b"), ODT, ErrDamaged, "content.xml"},
		{"XML that ends early", zipped(t, "word/document.xml", "<a><b>"), DOCX, ErrDamaged, "word/document.xml"},
		{"bytes changed", changed, ODT, ErrDamaged, "content.xml"},
		{"deep", word(t, deep), DOCX, ErrTooLarge, "1000 elements"},
		{"skipped, and deep", word(t, "<w:del>"+deep+"</w:del>"), DOCX, ErrTooLarge, "1000 elements"},
		{"deep HTML", []byte(strings.Repeat("<div>", 2000)), HTML, ErrTooLarge, "nested"},
		{"lists in lists", []byte(strings.Repeat("<ol><li>", 10_000)), HTML, ErrTooLarge, "nested"},
		{"lists in lists of ODT", openDocument(t, strings.Repeat("<text:list><text:list-item>", 10_000)), ODT, ErrTooLarge, "1000 elements"},
		{"formulas in formulas", word(t, strings.Repeat("<m:f xmlns:m='m'>", 10_000)), DOCX, ErrTooLarge, "1000 elements"},
		{"large HTML", make([]byte, MaxHTML+1), HTML, ErrTooLarge, "16 MB"},
		{"many files", zipped(t, many...), DOCX, ErrTooLarge, "10001 files"},
		{"encrypted by Word", []byte(compound + "E\x00n\x00c\x00r\x00y\x00p\x00t\x00e\x00d\x00P\x00a\x00c\x00k\x00a\x00g\x00e\x00"), DOCX, ErrEncrypted, "password"},
		{"Word 97", []byte(compound), DOCX, ErrUnsupported, "save it as .docx"},
		{"encrypted ODT", openDocument(t, "", "META-INF/manifest.xml", "<manifest:encryption-data/>"), ODT, ErrEncrypted, "password"},
		{"another type", whole, "application/pdf", ErrUnsupported, "application/pdf"},
		{"no type", whole, "", ErrUnsupported, ""},
	} {
		content, err := Read(tt.data, tt.mediaType)
		if !errors.Is(err, tt.want) || !strings.Contains(err.Error(), tt.says) {
			t.Errorf("%s: %.100q, %v; want %v and %q", tt.name, content.Text, err, tt.want, tt.says)
		}
	}
}

// zeros are bytes that pack well.
type zeros int64

func (z *zeros) Read(b []byte) (int, error) {
	if *z <= 0 {
		return 0, io.EOF
	}
	n := min(len(b), int(*z))
	clear(b[:n])
	*z -= zeros(n)
	return n, nil
}

func TestBombs(t *testing.T) {
	bomb := func(sizes ...int64) []byte {
		var file bytes.Buffer
		z := zip.NewWriter(&file)
		for i, size := range sizes {
			w, err := z.Create([]string{"content.xml", "styles.xml", "meta.xml"}[i])
			if err != nil {
				t.Fatal(err)
			}
			content := zeros(size)
			if _, err := io.Copy(w, &content); err != nil {
				t.Fatal(err)
			}
		}
		if err := z.Close(); err != nil {
			t.Fatal(err)
		}
		return file.Bytes()
	}
	if _, err := Read(bomb(MaxMember+1), ODT); !errors.Is(err, ErrTooLarge) || !strings.Contains(err.Error(), "64 MB") {
		t.Errorf("one large member: %v", err)
	}
	a, err := openArchive(bomb(1000, 1000))
	if err != nil {
		t.Fatal(err)
	}
	a.left = 1500
	if _, err := a.read("content.xml"); err != nil {
		t.Errorf("the first member, within the limit: %v", err)
	}
	if _, err := a.read("styles.xml"); !errors.Is(err, ErrTooLarge) {
		t.Errorf("the second member, which exceeds the total: %v", err)
	}
}

func FuzzRead(f *testing.F) {
	f.Add(word(f, p(r("text")+`<w:r><w:footnoteReference w:id="2"/></w:r>`)), uint8(0))
	f.Add(openDocument(f, "<text:p>text</text:p>"), uint8(1))
	f.Add([]byte("<p>text<img src='data:image/png;base64,QUJD'>"), uint8(2))
	f.Add([]byte("<style>/**/ @media screen{ol > li.x#y,*{color:#fff}} b{font:1px/2 a}</style><ol reversed><li class=x id=y>a<sup>1</sup>/<sub>2</sub><select><option>b</select><math><mfrac><mi>a"), uint8(2))
	f.Fuzz(func(t *testing.T, data []byte, kind uint8) {
		Read(data, []string{DOCX, ODT, HTML}[kind%3])
	})
}

// FuzzBody reaches what stands behind the ZIP archive.
func FuzzBody(f *testing.F) {
	f.Add(p("<w:pPr><w:rPr><w:del/></w:rPr></w:pPr>" + r("text") + "<w:txbxContent>" + p(r("box")) + "</w:txbxContent>"))
	f.Add(`<text:p>a<text:s text:c="3"/><text:note><text:note-body><text:p>b</text:p></text:note-body></text:note><draw:text-box/></text:p>`)
	f.Add(item("1", "1", "a") + styled("Heading2", "b") + p(legacy(`<w:ddList><w:result w:val="9"/></w:ddList>`)+math("<m:f><m:num/></m:f>")+sym("Symbol", "F0B7")+as("<w:vanish/>", "x")))
	f.Add(list("L1", ti(tp(span("Up", "1")+"/"+span("Down", "2")))) + fieldmark("FORMDROPDOWN", "") + `<draw:object xlink:href="./Half"/>`)
	f.Add("<w:rPr><w:txbxContent><w:rPr/></w:txbxContent><w:footnote><w:rPr/></w:footnote></w:rPr>")
	f.Fuzz(func(t *testing.T, body string) {
		for kind, data := range map[string][]byte{DOCX: fullWord(t, body), ODT: fullODT(t, body)} {
			first, err := Read(data, kind)
			if err != nil {
				continue
			}
			if strings.Contains(first.Text, "\f\f") {
				t.Errorf("an empty page in %q", first.Text)
			}
			if again, _ := Read(data, kind); again.Text != first.Text {
				t.Errorf("%q, then %q", first.Text, again.Text)
			}
		}
	})
}
