package pdf

import (
	"fmt"
	"strings"
	"testing"

	"codeberg.org/go-pdf/fpdf"
	"github.com/google/go-cmp/cmp"

	"github.com/leakprint/leakprint/pkg/dossier"
)

func attachment(name, content string) Attachment {
	return Attachment{Name: name, Size: int64(len(content)), SHA256: dossier.Sum([]byte(content))}
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
		want    []Attachment
		problem string
	}{
		{"none", doc("", ""), nil, ""},
		{"in the tree of names", doc("/Names<</EmbeddedFiles<</Kids[4 0 R]>>>>", "",
			"<</Names[(b)5 0 R(a)<</Type/Filespec/F(a.txt)/EF<</F 7 0 R>>>>]>>",
			"<</Type/Filespec/F(b)/UF<FEFF00E9002E007400780074>/EF<</F 6 0 R>>>>", packed, file("A")),
			[]Attachment{attachment("a.txt", "A"), attachment("é.txt", "packed")}, ""},
		{"of an annotation", doc("", "/Annots[4 0 R]", "<</Type/Annot/Subtype/FileAttachment/Rect[0 0 9 9]/FS<</F(x)/EF<</F 5 0 R>>>>>>", file("X")),
			[]Attachment{attachment("x", "X")}, ""},
		{"named twice", doc("/Names<</EmbeddedFiles<</Names[(x)4 0 R]>>>>/AF[5 0 R]", "",
			"<</F(x)/EF<</F 6 0 R>>>>", "<</F(y)/EF<</F 6 0 R>>>>", file("X")),
			[]Attachment{attachment("x", "X")}, ""},
		{"without a name", doc("", "", "<</EF<</F 5 0 R>>>>", file("X")), []Attachment{attachment("", "X")}, ""},
		{"nothing embedded", doc("", "", "<</F(x)/EF<</F 3 0 R>>>>", "<</F(x)/EF 1>>", "<</F(x)/EF<</F(y)>>>>"), nil, ""},
		{"damaged", doc("", "", "<</F(x)/EF<</F 5 0 R>>>>", stream("/Filter/FlateDecode", "no"), "<</F(y)/EF<</F 7 0 R>>>>", file("Y")),
			[]Attachment{attachment("y", "Y")}, "embedded files that could not be read: 1"},
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
	if diff := cmp.Diff([]Attachment{attachment("memo.txt", "memo")}, s.Attachments); diff != "" || s.Problem != "" {
		t.Errorf("%s, problem %q", diff, s.Problem)
	}
}
