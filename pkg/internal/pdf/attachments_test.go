package pdf

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"codeberg.org/go-pdf/fpdf"
	"github.com/google/go-cmp/cmp"

	"github.com/leakprint/leakprint/pkg/dossier"
)

func attachment(name, content string) dossier.Attachment {
	return dossier.Attachment{Name: name, Size: int64(len(content)), SHA256: dossier.Sum([]byte(content))}
}

func TestAttachments(t *testing.T) {
	file := func(content string) string { return stream("/Type/EmbeddedFile", content) }
	packed := stream("/Type/EmbeddedFile/Filter/FlateDecode", deflate("packed"))
	bomb := stream("/Type/EmbeddedFile/Filter/FlateDecode", deflate(strings.Repeat("\x00", maxAttachmentBytes+1)))
	doc := func(catalog, page string, more ...string) []byte {
		return rawPDF(append([]string{
			"<</Type/Catalog/Pages 2 0 R" + catalog + ">>",
			"<</Type/Pages/Kids[3 0 R]/Count 1>>",
			"<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]" + page + ">>"}, more...)...)
	}
	for _, test := range []struct {
		name    string
		data    []byte
		want    []dossier.Attachment
		problem string
	}{
		{"none", doc("", ""), nil, ""},
		{"in the tree of names", doc("/Names<</EmbeddedFiles<</Kids[4 0 R]>>>>", "",
			"<</Names[(b)5 0 R(a)<</Type/Filespec/F(a.txt)/EF<</F 7 0 R>>>>]>>",
			"<</Type/Filespec/F(b)/UF<FEFF00E9002E007400780074>/EF<</F 6 0 R>>>>", packed, file("A")),
			[]dossier.Attachment{attachment("a.txt", "A"), attachment("é.txt", "packed")}, ""},
		{"of an annotation", doc("", "/Annots[4 0 R]", "<</Type/Annot/Subtype/FileAttachment/Rect[0 0 9 9]/FS<</F(x)/EF<</F 5 0 R>>>>>>", file("X")),
			[]dossier.Attachment{attachment("x", "X")}, ""},
		{"named twice", doc("/Names<</EmbeddedFiles<</Names[(x)4 0 R]>>>>/AF[5 0 R]", "",
			"<</F(x)/EF<</F 6 0 R>>>>", "<</F(y)/EF<</F 6 0 R>>>>", file("X")),
			[]dossier.Attachment{attachment("x", "X")}, ""},
		{"tree of names held by the catalog", doc("/Names<</EmbeddedFiles<</Names[(a)<</F(a.txt)/EF<</F 4 0 R>>>>]>>>>", "", file("A")),
			[]dossier.Attachment{attachment("a.txt", "A")}, ""},
		{"of an annotation held by its page", doc("", "/Annots[<</Type/Annot/Subtype/FileAttachment/Rect[0 0 9 9]/FS<</F(x)/EF<</F 4 0 R>>>>>>]", file("X")),
			[]dossier.Attachment{attachment("x", "X")}, ""},
		{"associated with the document, the page and a form", doc("/AF[4 0 R]", "/AF[<</F(page)/EF<</F 6 0 R>>>>]/Resources<</XObject<</Fm 8 0 R>>>>",
			"<</F(document)/EF<</F 5 0 R>>>>", file("D"), file("P"), file("F"), stream("/Type/XObject/Subtype/Form/BBox[0 0 9 9]/AF[<</F(form)/EF<</UF 7 0 R>>>>]", "n")),
			[]dossier.Attachment{attachment("document", "D"), attachment("form", "F"), attachment("page", "P")}, ""},
		{"another for each kind of program", doc("", "", "<</F(x)/EF<</F 5 0 R/UF 6 0 R/Mac 7 0 R>>>>", file("F"), file("U"), file("M")),
			[]dossier.Attachment{attachment("x", "M"), attachment("x", "U"), attachment("x", "F")}, ""},
		{"without a name", doc("", "", "<</EF<</F 5 0 R>>>>", file("X")), []dossier.Attachment{attachment("", "X")}, ""},
		{"nothing embedded", doc("", "", "<</F(x)/EF<</F 3 0 R>>>>", "<</F(x)/EF 1>>", "<</F(x)/EF<</F(y)>>>>"), nil, ""},
		{"damaged", doc("", "", "<</F(x)/EF<</F 5 0 R>>>>", stream("/Filter/FlateDecode", "no"), "<</F(y)/EF<</F 7 0 R>>>>", file("Y")),
			[]dossier.Attachment{attachment("y", "Y")}, "embedded files that could not be read: 1"},
		{"too large", doc("", "", "<</F(x)/EF<</F 5 0 R>>>>", bomb), nil, "embedded files that could not be read: 1"},
	} {
		t.Run(test.name, func(t *testing.T) {
			s := open(t, test.data).Structure()
			if diff := cmp.Diff(test.want, s.Attachments); diff != "" {
				t.Error(diff)
			}
			if s.Problem != test.problem {
				t.Errorf("problem %q, want %q", s.Problem, test.problem)
			}
		})
	}
}

func TestTooManyAttachments(t *testing.T) {
	objects := []string{"<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[3 0 R]/Count 1>>", "<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>"}
	for i := range maxAttachments + 5 {
		objects = append(objects, fmt.Sprintf("<</F(%d)/EF<</F %d 0 R>>>>", i, len(objects)+2), stream("", "x"))
	}
	s := open(t, rawPDF(objects...)).Structure()
	if len(s.Attachments) != maxAttachments || s.Problem != "embedded files that could not be read: 5" {
		t.Errorf("%d attachments, problem %q", len(s.Attachments), s.Problem)
	}
}

func TestAttachmentsOfEncrypted(t *testing.T) {
	f := letter("x")
	f.SetAttachments([]fpdf.Attachment{{Content: []byte("memo"), Filename: "memo.txt"}})
	f.SetProtection(fpdf.CnProtectPrint, "", "owner")
	s := open(t, output(t, f)).Structure()
	if diff := cmp.Diff([]dossier.Attachment{attachment("memo.txt", "memo")}, s.Attachments); diff != "" || s.Problem != "" {
		t.Errorf("%s, problem %q", diff, s.Problem)
	}
}

// packedPDF is a PDF whose objects, numbered from 1, are in an object stream, but for
// one more that is given apart (ISO 32000-1, 7.5.7 and 7.5.8).
func packedPDF(apart string, objects ...string) []byte {
	var index, bodies, b bytes.Buffer
	for i, o := range objects {
		fmt.Fprintf(&index, "%d %d ", i+1, bodies.Len())
		bodies.WriteString(o + "\n")
	}
	var table []byte // type, offset or number of the object stream, index
	row := func(kind, place, index int) {
		table = append(table, byte(kind), byte(place>>8), byte(place), byte(index))
	}
	row(0, 0, 255)
	n := len(objects)
	for i := range objects {
		row(2, n+2, i)
	}
	b.WriteString("%PDF-1.7\n")
	for i, o := range []string{apart, stream(fmt.Sprintf("/Type/ObjStm/N %d/First %d", n, index.Len()), index.String()+bodies.String())} {
		row(1, b.Len(), 0)
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", n+1+i, o)
	}
	start := b.Len()
	row(1, start, 0)
	fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\nstartxref\n%d\n%%%%EOF\n", n+3,
		stream(fmt.Sprintf("/Type/XRef/W[1 2 1]/Size %d/Root 1 0 R", n+4), string(table)), start)
	return b.Bytes()
}

// File specifications are mostly packed with other objects.
func TestAttachmentsInObjectStreams(t *testing.T) {
	s := open(t, packedPDF(stream("/Type/EmbeddedFile", "memo"), "<</Type/Catalog/Pages 2 0 R/AF[4 0 R]>>",
		"<</Type/Pages/Kids[3 0 R]/Count 1>>", "<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>",
		"<</Type/Filespec/F(memo.txt)/EF<</F 5 0 R>>>>")).Structure()
	if diff := cmp.Diff([]dossier.Attachment{attachment("memo.txt", "memo")}, s.Attachments); diff != "" || s.Problem != "" {
		t.Errorf("%s, problem %q", diff, s.Problem)
	}
}
