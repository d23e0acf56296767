package forge

import (
	"image"
	"math/rand/v2"
	"slices"

	"github.com/leakprint/leakprint/pkg/dossier"
)

// Alterations are the ways in which copies are altered, at least one for each kind save
// split, which takes several files to tell.
func Alterations() []Alteration {
	return []Alteration{
		{Name: "page-removed", Kinds: kinds(dossier.PageRemoved), stage: ofOrder, alter: removePages},
		{Name: "page-inserted", Kinds: kinds(dossier.PageInserted), stage: ofOrder, alter: insertPage},
		{Name: "page-moved", Kinds: kinds(dossier.PageMoved), stage: ofOrder, alter: movePage},
		{Name: "page-duplicated", Kinds: kinds(dossier.PageDuplicated), stage: ofOrder, alter: duplicatePage},
		{Name: "excerpt", Kinds: kinds(dossier.ExcerptTaken), stage: ofOrder, alter: takeExcerpt},
		{Name: "merged", Kinds: kinds(dossier.Merged), stage: ofOrder, alone: true, alter: mergeWithOther},

		{Name: "text-edited: three words", Kinds: kinds(dossier.TextEdited), stage: ofWords, alter: editing(Document.EditExactly, 3)},
		{Name: "text-edited: two figures", Kinds: kinds(dossier.TextEdited), stage: ofWords, alter: editing(Document.EditFigures, 2)},
		{Name: "text-edited: a line put in", Kinds: kinds(dossier.TextEdited), stage: ofWords, alter: reflowing(Document.InsertLine)},
		{Name: "text-edited: a sentence taken out", Kinds: kinds(dossier.TextEdited), stage: ofWords, alter: reflowing(Document.DeleteSentence)},
		{Name: "redacted: black boxes", Kinds: kinds(dossier.TextRedacted), stage: ofWords, alter: editing(Document.RedactPassages, 4)},
		{Name: "redacted: gaps", Kinds: kinds(dossier.TextRedacted), stage: ofWords, alter: editing(Document.ErasePassages, 4)},
		{Name: "redacted: boxes with (b)(6)", Kinds: kinds(dossier.TextRedacted), stage: ofWords, alter: labelling("(b)(6)")},
		{Name: "redacted: boxes with REDACTED", Kinds: kinds(dossier.TextRedacted), stage: ofWords, alter: labelling("REDACTED")},
		{Name: "redacted-badly", Kinds: kinds(dossier.RedactedBadly), stage: ofWords, alter: editing(Document.CoverPassages, 4)},
		{Name: "re-typeset", Kinds: kinds(dossier.Retypeset), stage: ofWords, alone: true, alter: setAnew},

		{Name: "overlay-added: watermark beneath", Kinds: kinds(dossier.OverlayAdded), stage: ofMarks, alter: watermarking("CONFIDENTIAL", false)},
		{Name: "overlay-added: watermark over", Kinds: kinds(dossier.OverlayAdded), stage: ofMarks, alter: watermarking("LEAKED COPY", true)},
		{Name: "overlay-added: stamp in a frame", Kinds: kinds(dossier.OverlayAdded), stage: ofMarks, alter: stamping(true)},
		{Name: "overlay-added: stamp askew", Kinds: kinds(dossier.OverlayAdded), stage: ofMarks, alter: stamping(false)},
		{Name: "overlay-added: header", Kinds: kinds(dossier.OverlayAdded), stage: ofMarks, alter: addHeader},
		{Name: "overlay-added: footer", Kinds: kinds(dossier.OverlayAdded), stage: ofMarks, alter: addFooter},
		{Name: "overlay-removed: header", Kinds: kinds(dossier.OverlayRemoved), stage: ofMarks, alter: removing(Document.WithoutHeader)},
		{Name: "overlay-removed: page numbers", Kinds: kinds(dossier.OverlayRemoved), stage: ofMarks, alter: removing(Document.WithoutFooter)},
		{Name: "annotation-added: note", Kinds: kinds(dossier.AnnotationAdded), stage: ofMarks, alter: annotating("Text", "Is this the final version?")},
		{Name: "annotation-added: highlight", Kinds: kinds(dossier.AnnotationAdded), stage: ofMarks, alter: annotating("Highlight", "Compare with the minutes")},
		{Name: "image-replaced: another picture", Kinds: kinds(dossier.ImageReplaced), stage: ofMarks, alter: replacing(Document.ReplacePicture)},
		{Name: "image-replaced: painted over", Kinds: kinds(dossier.ImageReplaced), stage: ofMarks, alter: replacing(Document.PaintPicture)},

		{Name: "page-rotated", Kinds: kinds(dossier.PageRotated), stage: ofShape, alter: rotatePage},
		{Name: "page-cropped", Kinds: kinds(dossier.PageCropped), stage: ofShape, without: kinds(dossier.OverlayAdded, dossier.OverlayRemoved), alter: cropPages},
		{Name: "page-scaled", Kinds: kinds(dossier.PageScaled), stage: ofShape, alter: scalePages},

		{Name: "rasterised: 120 dpi", Kinds: kinds(dossier.Rasterised, dossier.MetadataChanged), stage: ofMaking, pictures: true, alter: rasterisePages},
		{Name: "rasterised: printed and scanned", Kinds: kinds(dossier.Rasterised, dossier.MetadataChanged), stage: ofMaking, pictures: true, alter: scanPages},
		{Name: "rasterised, ocr-layer-added", Kinds: kinds(dossier.Rasterised, dossier.OCRLayerAdded, dossier.MetadataChanged), stage: ofMaking, pictures: true, without: kinds(dossier.PageRotated, dossier.PageCropped, dossier.OverlayAdded), alter: recognisePages},
		{Name: "re-encoded", Kinds: kinds(dossier.ReEncoded), stage: ofMaking, without: kinds(dossier.ImageReplaced), alter: reEncode},
		{Name: "re-saved", Kinds: kinds(dossier.ReSaved), stage: ofMaking, alone: true, alter: saveAnew},

		{Name: "metadata-changed", Kinds: kinds(dossier.MetadataChanged), stage: ofFile, alter: changeMetadata},
		{Name: "metadata-stripped", Kinds: kinds(dossier.MetadataStripped), stage: ofFile, alter: stripMetadata},
		{Name: "encrypted", Kinds: kinds(dossier.Encrypted), stage: ofFile, alter: encryptFile},
		{Name: "attachment-added", Kinds: kinds(dossier.AttachmentAdded), stage: ofFile, alter: attach},
		{Name: "incremental-update", Kinds: kinds(dossier.IncrementalUpdate, dossier.AnnotationAdded, dossier.MetadataChanged), stage: ofFile, alone: true, alter: update},
	}
}

func kinds(all ...dossier.Kind) []dossier.Kind { return all }

// Of the order of pages.

func removePages(c *Copy, r *rand.Rand) error {
	n := len(c.Altered.Pages)
	if n < 5 {
		return ErrNotThere
	}
	// One from within, so that the rest is no excerpt, and perhaps another.
	gone := []int{2 + r.IntN(n-2)}
	if second := 2 + r.IntN(n-2); second != gone[0] {
		gone = append(gone, second)
	}
	slices.Sort(gone)
	c.say(dossier.PageRemoved, gone...).QueryPages = nil
	c.Altered = c.Altered.Without(gone...)
	return nil
}

func insertPage(c *Copy, r *rand.Rand) error {
	at := 2 + r.IntN(max(1, len(c.Altered.Pages)-1))
	stranger := Treaties(r.Uint64(), 1, 3)[0].Pages[1]
	stranger.From = nil
	c.Altered = c.Altered.Insert(at, stranger)
	c.say(dossier.PageInserted).QueryPages = []int{at}
	return nil
}

func movePage(c *Copy, r *rand.Rand) error {
	n := len(c.Altered.Pages)
	texts := c.ownWith(hasText)
	from, err := anyOf(texts, r)
	if err != nil || n < 4 {
		return ErrNotThere
	}
	// By two pages or more: of neighbours that change places, either may be said to have
	// moved.
	to := 1 + (from+1+r.IntN(n-3))%n
	c.Altered = c.Altered.Move(from, to)
	c.say(dossier.PageMoved, to)
	return nil
}

func duplicatePage(c *Copy, r *rand.Rand) error {
	from, err := anyOf(c.ownWith(hasText), r)
	if err != nil {
		return err
	}
	to := 1 + r.IntN(len(c.Altered.Pages)+1)
	c.Altered = c.Altered.Duplicate(from, to)
	c.say(dossier.PageDuplicated, to)
	return nil
}

func takeExcerpt(c *Copy, r *rand.Rand) error {
	n := len(c.Altered.Pages)
	length := max(1, n/3)
	first := 1 + r.IntN(n-length+1)
	c.Altered = c.Altered.Cut(first, first+length-1)
	c.say(dossier.ExcerptTaken, c.own()...)
	return nil
}

func mergeWithOther(c *Copy, r *rand.Rand) error {
	if len(c.others) == 0 {
		return ErrNotThere
	}
	other := c.others[r.IntN(len(c.others))]
	n := len(c.Altered.Pages)
	c.Altered = Merge(c.Altered.Name, c.Altered, other)
	c.say(dossier.Merged).QueryPages = indices(n+1, len(c.Altered.Pages)+1)
	return nil
}

// Of words.

func editing(edit func(Document, int, *rand.Rand) (Document, []Change), n int) func(*Copy, *rand.Rand) error {
	return reflowing(func(d Document, r *rand.Rand) (Document, []Change) { return edit(d, n, r) })
}

func reflowing(edit func(Document, *rand.Rand) (Document, []Change)) func(*Copy, *rand.Rand) error {
	return func(c *Copy, r *rand.Rand) error {
		return c.edit(func(d Document) (Document, []Change) { return edit(d, r) })
	}
}

func labelling(label string) func(*Copy, *rand.Rand) error {
	return reflowing(func(d Document, r *rand.Rand) (Document, []Change) { return d.LabelPassages(4, label, r) })
}

func setAnew(c *Copy, _ *rand.Rand) error {
	c.Altered = c.Altered.Retypeset(Style{
		Width: 432, Height: 648, Margin: 52, Size: 9.5, Leading: 13.5, Justify: true, Footer: pageNumber, Label: Label,
	})
	a := c.say(dossier.Retypeset, c.own()...)
	a.KnownPages = indices(1, len(c.Original.Pages)+1)
	return nil
}

// Of marks and pictures.

func watermarking(text string, over bool) func(*Copy, *rand.Rand) error {
	return func(c *Copy, _ *rand.Rand) error {
		c.Altered = c.Altered.Watermark(text, over)
		c.say(dossier.OverlayAdded, c.own()...).After = text
		return nil
	}
}

func stamping(framed bool) func(*Copy, *rand.Rand) error {
	return func(c *Copy, r *rand.Rand) error {
		const text = "RECEIVED 12 MAR"
		n, err := anyOf(c.ownWith(hasText), r)
		if err != nil {
			return err
		}
		c.Altered, _ = c.Altered.Stamp(n, text, framed)
		c.say(dossier.OverlayAdded, n).After = text
		return nil
	}
}

func addHeader(c *Copy, r *rand.Rand) error {
	header, _ := Stamp(r)
	c.Altered = c.Altered.HeaderFooter(header, "")
	c.say(dossier.OverlayAdded, c.own()...).After = header
	return nil
}

func addFooter(c *Copy, r *rand.Rand) error {
	_, footer := Stamp(r)
	c.Altered = c.Altered.HeaderFooter("", footer)
	c.say(dossier.OverlayAdded, c.own()...).After = footer
	return nil
}

// removing takes off what stands alike on many pages: that is one alteration.
func removing(remove func(Document) (Document, []Change)) func(*Copy, *rand.Rand) error {
	return func(c *Copy, _ *rand.Rand) error {
		altered, changes := remove(c.Altered)
		var query []int
		var boxes []dossier.PageBox
		for _, change := range changes {
			for _, b := range change.Boxes {
				query = append(query, b.Page)
				b.Page = c.known(b.Page)
				boxes = append(boxes, b)
			}
		}
		if len(query) == 0 {
			return ErrNotThere
		}
		c.Altered = altered
		a := c.say(dossier.OverlayRemoved, slices.Compact(query)...)
		a.Boxes, a.Before = boxes, changes[0].Before
		return nil
	}
}

func annotating(subtype, contents string) func(*Copy, *rand.Rand) error {
	return func(c *Copy, r *rand.Rand) error {
		n, err := anyOf(c.ownWith(hasText), r)
		if err != nil {
			return err
		}
		c.Altered, _ = c.Altered.Annotate(n, subtype, contents, r)
		c.say(dossier.AnnotationAdded, n).After = contents
		return nil
	}
}

func replacing(replace func(Document, int, *rand.Rand) Document) func(*Copy, *rand.Rand) error {
	return func(c *Copy, r *rand.Rand) error {
		n, err := anyOf(c.ownWith(hasPicture), r)
		if err != nil {
			return err
		}
		c.Altered = replace(c.Altered, n, r)
		a := c.say(dossier.ImageReplaced, n)
		a.Boxes = []dossier.PageBox{{Page: c.known(n), Box: c.Altered.Pages[n-1].Pictures[0].Box}}
		return nil
	}
}

// Of shape.

func rotatePage(c *Copy, r *rand.Rand) error {
	n, err := anyOf(c.ownWith(hasText), r)
	if err != nil {
		return err
	}
	degrees := 90 * (1 + r.IntN(3))
	c.Altered = c.Altered.Turn(degrees, n)
	c.say(dossier.PageRotated, n)
	return nil
}

// cropPages crops the foot of up to two pages on which nothing else was altered.
func cropPages(c *Copy, r *rand.Rand) error {
	whole := slices.DeleteFunc(c.ownWith(hasText), func(q int) bool {
		return slices.ContainsFunc(c.Truth, func(a dossier.Alteration) bool { return slices.Contains(a.QueryPages, q) })
	})
	if len(whole) == 0 {
		return ErrNotThere
	}
	r.Shuffle(len(whole), func(i, j int) { whole[i], whole[j] = whole[j], whole[i] })
	cropped := slices.Sorted(slices.Values(whole[:min(2, len(whole))]))
	for _, n := range cropped {
		p := c.Altered.Pages[n-1]
		c.Altered = c.Altered.Crop(dossier.Box{W: p.Width, H: hundredths(0.72 * p.Height)}, n)
	}
	c.say(dossier.PageCropped, cropped...)
	return nil
}

// scalePages is A4 printed on A5.
func scalePages(c *Copy, _ *rand.Rand) error {
	const by = 0.7071
	c.Altered = c.Altered.Scale(by)
	c.say(dossier.PageScaled, c.own()...)
	return nil
}

// Of how pages are stored.

const rasterQuality = 60

func rasterisePages(c *Copy, _ *rand.Rand) error {
	c.photograph(func(pages []*image.Gray) ([]byte, error) {
		return Scanned(each(pages, Rasterise), RasterDPI, rasterQuality)
	})
	return nil
}

func scanPages(c *Copy, r *rand.Rand) error {
	seed := r.Uint64() // so that the file is the same however often it is made
	c.photograph(func(pages []*image.Gray) ([]byte, error) {
		r := rand.New(rand.NewPCG(seed, 0))
		return Scanned(each(pages, func(page *image.Gray) *image.Gray { return Scan(page, r) }), ScanDPI, rasterQuality)
	})
	return nil
}

// recognisePages makes pictures of the pages and lays over them the words as a
// recogniser reads them, some wrongly.
func recognisePages(c *Copy, r *rand.Rand) error {
	var text [][]Word
	for _, p := range c.Altered.Noise(.004, r).Pages {
		text = append(text, p.Words)
	}
	c.photograph(func(pages []*image.Gray) ([]byte, error) {
		return Recognised(each(pages, Rasterise), RasterDPI, rasterQuality, text)
	})
	c.say(dossier.OCRLayerAdded)
	return nil
}

// photograph makes the copy's file of pictures of its pages.
func (c *Copy) photograph(bind func(pages []*image.Gray) ([]byte, error)) {
	c.reproduce = func(file []byte, draw Draw) ([]byte, error) {
		pages, err := draw(file)
		if err != nil {
			return nil, err
		}
		return bind(pages)
	}
	c.say(dossier.Rasterised)
	c.say(dossier.MetadataChanged)
}

// each applies f to all pages, in order.
func each(pages []*image.Gray, f func(*image.Gray) *image.Gray) []*image.Gray {
	made := make([]*image.Gray, len(pages))
	for i, page := range pages {
		made[i] = f(page)
	}
	return made
}

func reEncode(c *Copy, r *rand.Rand) error {
	altered, pages := c.Altered.ReEncode(45 + r.IntN(30))
	if len(pages) == 0 {
		return ErrNotThere
	}
	c.Altered = altered
	c.say(dossier.ReEncoded, pages...)
	return nil
}

func saveAnew(c *Copy, _ *rand.Rand) error {
	c.Altered.Container = Container{Version: "1.6", Uncompressed: true, OpenFitted: true}
	c.say(dossier.ReSaved)
	return nil
}

// Of what the file holds beside pages.

func changeMetadata(c *Copy, _ *rand.Rand) error {
	c.Altered.Meta.Author, c.Altered.Meta.Producer = "Anonymous", "PDF Studio 12"
	c.Altered.Meta.Modified = day(2019, 12, 3)
	c.say(dossier.MetadataChanged)
	return nil
}

func stripMetadata(c *Copy, _ *rand.Rand) error {
	c.Altered.Meta = Meta{}
	c.say(dossier.MetadataStripped)
	return nil
}

func encryptFile(c *Copy, _ *rand.Rand) error {
	c.Altered.Container.Encrypted = true
	c.say(dossier.Encrypted)
	return nil
}

func attach(c *Copy, _ *rand.Rand) error {
	c.Altered.Attachments = append(c.Altered.Attachments, Attachment{Name: "notes.txt", Content: []byte("Invented notes.\n")})
	c.say(dossier.AttachmentAdded).After = "notes.txt"
	return nil
}

// update appends a note and other metadata to the original's bytes.
func update(c *Copy, r *rand.Rand) error {
	if err := annotating("Text", "Seen, filed")(c, r); err != nil {
		return err
	}
	if err := changeMetadata(c, r); err != nil {
		return err
	}
	c.say(dossier.IncrementalUpdate)
	original := c.Original
	c.reproduce = func(file []byte, _ Draw) ([]byte, error) {
		before, err := original.Bytes()
		if err != nil {
			return nil, err
		}
		f, err := objectsOf(file)
		if err != nil {
			return nil, err
		}
		return f.upon(before)
	}
	return nil
}
