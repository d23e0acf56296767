package report

import (
	"encoding/json"
	"image"
	"image/color"
	"image/draw"
	"strings"
	"testing"

	"github.com/leakprint/leakprint/pkg/dossier"
)

// planted are what could identify a source, by where it stands in a finding.
var planted = []string{
	"homefolder", "jane.doe", "laptop-of-jane", "Jane Doe", "Word of Jane", "JaneStation", "custodian-jane", "jane-notes.xls",
	"tracked by Jane", "member-folder", "drivefolder", "\u200b", "tag-of-jane", "knownfolder", "2019-12-01 09:30",
}

// ofASource is a finding with all that is planted.
func ofASource() dossier.Finding {
	f := comparedFinding()
	in := &f.Inputs[0]
	in.Path = "/homefolder/jane.doe/laptop-of-jane/repost.zip!member-folder/final_v2.pdf"
	in.Notes = []string{"p. 9: blank page", "open " + in.Path + ": too large", `read C:\drivefolder\jane.doe\x.pdf: broken`, "see ~/homefolder/jane.doe/y.pdf"}
	in.Hidden = []dossier.Hidden{{Kind: dossier.HiddenComment, Text: "tracked by Jane"}}
	m := &in.Matches[0]
	m.Document.Name = "/knownfolder/readout-3.pdf"
	m.Marks = []dossier.Mark{{Class: dossier.MarkZeroWidth, Count: 3, First: dossier.MarkPlace{Page: 1, Text: "tag-of-jane"}}}
	m.Alterations[2].After = "1\u200b4"
	m.Alterations[2].Lead = "would be\u200b paid on"
	m.Alterations = append(m.Alterations,
		dossier.Alteration{Kind: dossier.MetadataChanged,
			Before: "Author: Jane Doe; Creator: Word of Jane; JaneStation: custodian-jane; ModDate: D:20191201093000Z; Producer: Word of Jane; Subject: Jane Doe; Title: Jane Doe",
			After:  "Author: custodian-jane; CreationDate: D:20191201093000Z; Producer: JaneStation"},
		dossier.Alteration{Kind: dossier.MetadataStripped, Before: "Author: Jane Doe; XMP: Jane Doe"},
		dossier.Alteration{Kind: dossier.AttachmentAdded, After: "jane-notes.xls"},
	)
	return f
}

// Nothing in a report tells where the files were, or who made them.
func TestReportIdentifiesNoSource(t *testing.T) {
	f := ofASource()
	page := withPictures(t, f)
	for _, secret := range planted {
		if at := strings.Index(page, secret); at >= 0 {
			t.Errorf("the report holds %q: %q", secret, page[max(0, at-80):at+80])
		}
	}
	for _, kept := range []string{"repost.zip!final_v2.pdf", "Author, CreationDate, Creator, ModDate, Producer, Subject, Title and entries of other names", "files attached", "y.pdf", "1 piece of text"} {
		if !strings.Contains(page, kept) {
			t.Errorf("the report does not say %q", kept)
		}
	}
	summed, err := json.Marshal(Summarised(f, false).Inputs[0].Summary)
	if err != nil {
		t.Fatal(err)
	}
	for _, secret := range planted {
		if strings.Contains(string(summed), secret) {
			t.Errorf("the summary holds %q: %s", secret, summed)
		}
	}
	if f.Inputs[0].Notes[1] == "" || f.Inputs[0].Matches[0].Alterations[len(f.Inputs[0].Matches[0].Alterations)-1].After != "jane-notes.xls" {
		t.Error("the finding given was changed")
	}
}

// What is planted is in the finding: else the test above would show nothing.
func TestSourceIsPlanted(t *testing.T) {
	data, err := json.Marshal(ofASource())
	if err != nil {
		t.Fatal(err)
	}
	text := strings.ReplaceAll(string(data), "D:20191201093000Z", "2019-12-01 09:30")
	for _, secret := range planted {
		if !strings.Contains(text, secret) {
			t.Errorf("%q is not in the finding", secret)
		}
	}
}

func TestBaseName(t *testing.T) {
	for path, want := range map[string]string{
		"-": "-", "a.pdf": "a.pdf", "/home/a/b.pdf": "b.pdf", `C:\x\y.pdf`: "y.pdf",
		"/a/b.zip!c/d.pdf": "b.zip!d.pdf", "../mail.eml!x.zip!e/f.pdf": "mail.eml!x.zip!f.pdf", "": "",
	} {
		if got := baseName(path); got != want {
			t.Errorf("%q: %q, want %q", path, got, want)
		}
	}
}

// Specks that printers leave on paper are not in the pictures; ink, its edges and what is gray
// are.
func TestPicturesHaveNoSpecks(t *testing.T) {
	page := image.NewGray(image.Rect(0, 0, 100, 100))
	draw.Draw(page, page.Rect, image.White, image.Point{}, draw.Src)
	ink := image.Rect(40, 40, 60, 60)
	draw.Draw(page, ink, image.NewUniform(color.Gray{Y: 0}), image.Point{}, draw.Src)
	page.SetGray(39, 50, color.Gray{Y: 210}) // the edge of ink
	highlight := image.Rect(70, 70, 95, 95)
	draw.Draw(page, highlight, image.NewUniform(color.Gray{Y: 236}), image.Point{}, draw.Src)
	for _, speck := range []image.Point{{10, 10}, {20, 10}, {20, 11}, {15, 80}} {
		page.SetGray(speck.X, speck.Y, color.Gray{Y: 225})
	}
	clean := withoutSpecks(page)
	for _, speck := range []image.Point{{10, 10}, {20, 10}, {20, 11}, {15, 80}} {
		if v := clean.GrayAt(speck.X, speck.Y).Y; v != 255 {
			t.Errorf("the speck at %v is %d", speck, v)
		}
	}
	for at, want := range map[image.Point]uint8{{50, 50}: 0, {39, 50}: 210, {80, 80}: 236} {
		if v := clean.GrayAt(at.X, at.Y).Y; v != want {
			t.Errorf("%v is %d, want %d", at, v, want)
		}
	}
}
