package forge

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/leakprint/leakprint/pkg/dossier"
)

// A Repost is a copy of documents as it turned up again, altered. Its file name
// begins with the verdict that is right for it.
type Repost struct {
	Name     string // "altered-three-sentences.pdf"
	Verdict  dossier.Verdict
	Note     string // the story: who is said to have posted what
	Document Document
	Text     string // instead of a document, when the repost is plain text
	Changes  []Change
}

// Origins says of every page of the repost which original pages it came from.
func (r Repost) Origins() [][]Origin {
	origins := make([][]Origin, len(r.Document.Pages))
	for i, p := range r.Document.Pages {
		origins[i] = p.From
	}
	return origins
}

// Bytes is the repost's file.
func (r Repost) Bytes() ([]byte, error) {
	if r.Text != "" {
		return []byte(r.Text), nil
	}
	return r.Document.Bytes()
}

// Reposts tells the demonstration's story of the six documents that Dossier made
// from the same seed: eight altered copies, and as a ninth a document of the
// same office on the same forms that is not of the dossier.
func Reposts(originals []Document, seed uint64) []Repost {
	r := newRand(seed, streamReposts)

	foi, blacked := Merge("", originals[0], originals[1]).Redact(0.45, r)
	foi, whole := foi.BlackOut(6, 7, len(originals[0].Pages)+5)
	foi.Meta = Meta{Title: "Released documents", Producer: "Scan Office 9", Created: day(2019, 11, 19)}

	merged := Merge("", originals...)
	merged.Meta = Meta{Title: "Unredacted", Creator: "Print shop", Producer: "PDF Joiner 2", Created: day(2019, 11, 27)}

	resaved := originals[3]
	resaved.Meta, resaved.Container = Meta{}, Container{Version: "1.7", Uncompressed: true, OpenFitted: true}

	tainted, edits := originals[2].EditSentences(3, r)
	tainted.Meta.Modified = tainted.Meta.Modified.AddDate(0, 0, 3)

	cut := originals[4].Cut(3, 7)
	cut.Meta.Producer = "Page Picker"

	shuffled := originals[5].Without(4, 6).Move(3, 5)
	shuffled.Meta.Modified = day(2019, 10, 23)

	reset := originals[1].Retypeset(Style{
		Width: 419.53, Height: 595.28, Margin: 44, Size: 9, Leading: 13, Label: Label, Justify: true, Hyphenate: true, Footer: func(n int) string { return fmt.Sprint(n) },
	})
	reset.Meta = Meta{Title: "full text", Producer: "Web to PDF", Created: day(2019, 12, 1)}

	quote := ExcerptParagraph(originals[0].Cut(5, 5).prose(), r)

	return []Repost{
		repost("altered-redacted-two-documents.pdf", dossier.Altered, "The ministry's copy of two documents, released on request: passages removed under black boxes, three pages wholly black.", foi, append(blacked, whole...)),
		repost("same-six-documents-merged.pdf", dossier.Same, "All six documents printed to one file by those who published them.", merged, nil),
		repost("same-resaved-no-metadata.pdf", dossier.Same, "One document saved by another program that dropped what it said of itself.", resaved, nil),
		repost("altered-three-sentences.pdf", dossier.Altered, "A tainted copy: three sentences say something else.", tainted, edits),
		repost("partial-pages-3-to-7.pdf", dossier.Partial, "Five pages cut out of the longest document.", cut, nil),
		repost("altered-two-pages-removed-one-moved.pdf", dossier.Altered, "Pages 4 and 6 are missing, page 3 stands later.", shuffled, nil),
		repost("altered-typeset-anew.pdf", dossier.Altered, "The words of one document on small pages in another layout.", reset, nil),
		{Name: "partial-quoted-passage.txt", Verdict: dossier.Partial, Note: "A passage quoted in a blog.", Text: quote + "\n"},
		repost("shared-another-meeting.pdf", dossier.Shared, "Not of the dossier: another meeting, written up on the same forms with the same handling instructions.", LookAlike(seed), nil),
	}
}

// LookAlike is the read-out of a meeting that is not among those of Dossier, by
// the same office on the same forms.
func LookAlike(seed uint64) Document {
	return elsewhere.readOut(newRand(seed, streamLookAlike), newRand(seed, streamLookAlike), len(meetings))
}

// WriteFiles writes documents and reposts into a folder that exists.
func WriteFiles(dir string, originals []Document, reposts []Repost) error {
	write := func(name string, data []byte, err error) error {
		if err == nil {
			err = os.WriteFile(filepath.Join(dir, name), data, 0o644)
		}
		if err != nil {
			return &dossier.Error{Op: "write demonstration", Path: filepath.Join(dir, name), Err: err}
		}
		return nil
	}
	for _, d := range originals {
		data, err := d.Bytes()
		if err := write(d.Name, data, err); err != nil {
			return err
		}
	}
	for _, r := range reposts {
		data, err := r.Bytes()
		if err := write(r.Name, data, err); err != nil {
			return err
		}
	}
	return nil
}

func repost(name string, verdict dossier.Verdict, note string, d Document, changes []Change) Repost {
	d.Name = name
	return Repost{Name: name, Verdict: verdict, Note: note, Document: d, Changes: changes}
}
