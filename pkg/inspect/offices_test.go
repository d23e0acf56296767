package inspect

import (
	"archive/zip"
	"bytes"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/forge"
)

// zipped is a ZIP archive of parts, the first in front.
func zipped(t *testing.T, first string, parts map[string]string) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	names := slices.DeleteFunc(slices.Sorted(maps.Keys(parts)), func(name string) bool { return name == first })
	for _, name := range append([]string{first}, names...) {
		f, err := w.CreateHeader(&zip.FileHeader{Name: name})
		if err == nil {
			_, err = f.Write([]byte(parts[name]))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

const relationships = `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">`

func docxParts() map[string]string {
	const types = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
	return map[string]string{
		"[Content_Types].xml":          `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>`,
		"_rels/.rels":                  relationships + `<Relationship Id="r1" Type="` + types + `officeDocument" Target="word/document.xml"/></Relationships>`,
		"word/document.xml":            `<w:document xmlns:w="w"><w:body><w:p w:rsidR="00AB12CD"><w:r><w:t>Plain </w:t></w:r><w:ins w:author="Ms Brandvold" w:date="2018-03-30T10:17:00Z"><w:r><w:t>put in</w:t></w:r></w:ins><w:del w:author="Mr Varn" w:date="2018-03-31T10:17:00Z"><w:r><w:delText>taken out</w:delText></w:r></w:del><w:r><w:rPr><w:vanish/></w:rPr><w:t>not shown</w:t></w:r></w:p></w:body></w:document>`,
		"word/comments.xml":            `<w:comments xmlns:w="w"><w:comment w:id="1" w:author="Mr Varn" w:date="2018-04-01T09:00:00Z"><w:p><w:r><w:t>who said so?</w:t></w:r></w:p></w:comment></w:comments>`,
		"word/settings.xml":            `<w:settings xmlns:w="w"><w:rsids><w:rsidRoot w:val="00AB12CD"/><w:rsid w:val="00EF3456"/></w:rsids></w:settings>`,
		"word/_rels/document.xml.rels": relationships + `<Relationship Id="r1" Type="` + types + `attachedTemplate" Target="file:///C:/Users/varn/desk.dotx" TargetMode="External"/><Relationship Id="r2" Type="` + types + `hyperlink" Target="https://varn.example/" TargetMode="External"/><Relationship Id="r3" Type="` + types + `image" Target="https://varn.example/seen.png" TargetMode="External"/></Relationships>`,
		"word/embeddings/budget.pdf":   string(forge.Secrets()[0].Bytes),
		"word/media/image1.jpg":        string(forge.PhotoAt(48.8584, 2.2945)),
		"word/vbaProject.bin":          "macro",
		"word/printerSettings1.bin":    "V\x00a\x00r\x00n\x00 \x004\x00\x00\x00",
		"docProps/core.xml":            `<cp:coreProperties xmlns:cp="c" xmlns:dc="d" xmlns:dcterms="t"><dc:creator>Ms Brandvold</dc:creator><cp:lastModifiedBy>Mr Varn</cp:lastModifiedBy><dcterms:created>2018-04-01T09:00:00Z</dcterms:created><dcterms:modified>2018-03-01T09:00:00Z</dcterms:modified></cp:coreProperties>`,
		"docProps/app.xml":             `<Properties><Template>desk.dotx</Template><Company>Ministry of Varn</Company><Application>Word</Application></Properties>`,
		"docProps/custom.xml":          `<Properties xmlns:vt="v"><property name="Recipient"><vt:lpwstr>copy 7</vt:lpwstr></property></Properties>`,
	}
}

func TestDOCX(t *testing.T) {
	found, items := inspected(t, zipped(t, "[Content_Types].xml", docxParts()))
	wantItems(t, items, []dossier.Item{
		{Group: dossier.GroupEarlier, Kind: dossier.TrackedChange, Value: "put in", Basis: "inserted by Ms Brandvold at 2018-03-30T10:17:00Z"},
		{Group: dossier.GroupEarlier, Kind: dossier.TrackedChange, Value: "taken out", Basis: "deleted by Mr Varn"},
		{Group: dossier.GroupHidden, Kind: dossier.Comment, Value: "who said so?", Basis: "by Mr Varn"},
		{Group: dossier.GroupHidden, Kind: dossier.TextMarkedHidden, Value: "not shown"},
		{Group: dossier.GroupAttached, Kind: dossier.AttachedFile, Value: "word/embeddings/budget.pdf, application/pdf"},
		{Group: dossier.GroupAttached, Kind: dossier.Macros, Part: "word/vbaProject.bin"},
		{Group: dossier.GroupAttached, Kind: dossier.ExternalReference, Value: "https://varn.example/seen.png"},
		{Group: dossier.GroupOrigin, Kind: dossier.Link, Value: "https://varn.example/"},
		{Group: dossier.GroupOrigin, Kind: dossier.Person, Value: "creator: Ms Brandvold"},
		{Group: dossier.GroupOrigin, Kind: dossier.Person, Value: "lastModifiedBy: Mr Varn"},
		{Group: dossier.GroupOrigin, Kind: dossier.Person, Value: "Company: Ministry of Varn"},
		{Group: dossier.GroupOrigin, Kind: dossier.Template, Value: "desk.dotx"},
		{Group: dossier.GroupOrigin, Kind: dossier.LocalPath, Value: "C:/Users/varn/desk.dotx"},
		{Group: dossier.GroupOrigin, Kind: dossier.Printer, Value: "Varn 4"},
		{Group: dossier.GroupOrigin, Kind: dossier.Metadata, Value: "Recipient: copy 7"},
		{Group: dossier.GroupOrigin, Kind: dossier.RevisionIDs, Value: "00AB12CD 00EF3456"},
		{Group: dossier.GroupOrigin, Kind: dossier.Location, Value: "latitude 48.858", Part: "word/media/image1.jpg"},
		{Group: dossier.GroupOrigin, Kind: dossier.DateContradict, Value: "created 2018-04-01 09:00:00 +00:00 is after modified"},
	})
	if len(found.Attached) != 1 {
		t.Errorf("%d files are attached, want 1", len(found.Attached))
	}
}

func TestODT(t *testing.T) {
	parts := map[string]string{
		"mimetype":     "application/vnd.oasis.opendocument.text",
		"content.xml":  `<office:document-content xmlns:office="o" xmlns:text="t" xmlns:dc="d" xmlns:xlink="x"><office:body><office:text><text:tracked-changes><text:changed-region><text:deletion><office:change-info><dc:creator>Mr Varn</dc:creator><dc:date>2018-03-31T10:17:00</dc:date></office:change-info><text:p>taken out</text:p></text:deletion></text:changed-region><text:changed-region text:id="i"><text:insertion><office:change-info><dc:creator>Mr Varn</dc:creator></office:change-info></text:insertion></text:changed-region></text:tracked-changes><text:p>Plain<text:change-start text:change-id="i"/>words <text:span>put in</text:span><text:change-end text:change-id="i"/><office:annotation><dc:creator>Ms Brandvold</dc:creator><dc:date>2018-04-01T09:00:00</dc:date><text:p>who said so?</text:p></office:annotation></text:p></office:text></office:body></office:document-content>`,
		"meta.xml":     `<office:document-meta xmlns:office="o" xmlns:meta="m" xmlns:dc="d" xmlns:xlink="x"><office:meta><meta:initial-creator>Ms Brandvold</meta:initial-creator><dc:creator>Mr Varn</dc:creator><meta:generator>LibreOffice</meta:generator><meta:template xlink:href="../desk.ott"/><meta:user-defined meta:name="Copy">7</meta:user-defined></office:meta></office:document-meta>`,
		"settings.xml": `<office:document-settings xmlns:office="o" xmlns:config="c"><config:config-item config:name="PrinterName">Varn 4</config:config-item></office:document-settings>`,
	}
	_, items := inspected(t, zipped(t, "mimetype", parts))
	wantItems(t, items, []dossier.Item{
		{Group: dossier.GroupEarlier, Kind: dossier.TrackedChange, Value: "taken out", Basis: "deleted by Mr Varn at 2018-03-31T10:17:00"},
		{Group: dossier.GroupEarlier, Kind: dossier.TrackedChange, Value: "words put in", Basis: "inserted by Mr Varn"},
		{Group: dossier.GroupHidden, Kind: dossier.Comment, Value: "who said so?", Basis: "by Ms Brandvold at 2018-04-01T09:00:00"},
		{Group: dossier.GroupOrigin, Kind: dossier.Person, Value: "initial-creator: Ms Brandvold"},
		{Group: dossier.GroupOrigin, Kind: dossier.Person, Value: "creator: Mr Varn"},
		{Group: dossier.GroupOrigin, Kind: dossier.Template, Value: "../desk.ott"},
		{Group: dossier.GroupOrigin, Kind: dossier.Metadata, Value: "Copy: 7"},
		{Group: dossier.GroupOrigin, Kind: dossier.Printer, Value: "Varn 4"},
	})
}

// wantItems checks that each item wanted is there: its texts are parts of what is told.
func wantItems(t *testing.T, items, want []dossier.Item) {
	t.Helper()
	for _, w := range want {
		if !slices.ContainsFunc(items, func(i dossier.Item) bool {
			return i.Group == w.Group && i.Kind == w.Kind && strings.Contains(i.Value, w.Value) && strings.Contains(i.Basis, w.Basis) && strings.Contains(i.Part, w.Part)
		}) {
			t.Errorf("no %s, %s %q (%s) in %+v", w.Group, w.Kind, w.Value, w.Basis, items)
		}
	}
}

func TestDamagedOfficeFilesAreBounded(t *testing.T) {
	whole := zipped(t, "[Content_Types].xml", docxParts())
	for cut := 1; cut < len(whole); cut += len(whole) / 40 {
		Open(whole[:cut], "application/vnd.openxmlformats-officedocument.wordprocessingml.document", nil, true).File()
	}
	parts := docxParts()
	parts["word/document.xml"] = strings.Repeat("<w:ins>", 3000)
	parts["docProps/app.xml"] = "<a>" + strings.Repeat("<b>x</b>", 100_000) + "</a>"
	found := Open(zipped(t, "[Content_Types].xml", parts), "application/vnd.openxmlformats-officedocument.wordprocessingml.document", nil, true).File()
	if len(found.Items) > maxAllItems {
		t.Errorf("%d items", len(found.Items))
	}
}
