package corpus

import (
	"cmp"
	"context"
	"iter"
	"math"
	"slices"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/fingerprint"
	"github.com/leakprint/leakprint/pkg/match"
	"github.com/leakprint/leakprint/pkg/recognise"
	"github.com/leakprint/leakprint/pkg/store"
)

const (
	// leastShared is how many marks two pages have in common at least that share a passage: some 50 words.
	leastShared = 8

	// mostOfPage is from which share of its marks on a page stands on another one for the most part.
	mostOfPage = 0.8

	// marksOfAdded is how many marks of a page are looked up when it was just added: the least, which are
	// the same ones of pages with the same text.
	marksOfAdded = 32
)

// Related returns which documents share pages, passages, pictures or attachments with the one that id
// names. It asks the indexes alone: that pages have marks in common says that they share text, not
// which is a copy of the other, nor that nothing was altered.
func (c *Corpus) Related(ctx context.Context, id string) (dossier.RelatedAnswer, error) {
	doc, err := c.find(ctx, id)
	if err != nil {
		return dossier.RelatedAnswer{}, err
	}
	found := relations{}
	if err := c.addPictures(ctx, doc, found); err != nil {
		return dossier.RelatedAnswer{}, err
	}
	answer := dossier.RelatedAnswer{Schema: dossier.RelatedSchema, Document: asFound(doc)}
	answer.Related, err = c.related(ctx, doc, c.keptMarks(ctx, doc), math.MaxInt, found)
	return answer, err
}

// relatedToAdded is Related of a document that was just added, as it was read, by a part of its marks and
// without pictures.
func (c *Corpus) relatedToAdded(ctx context.Context, doc dossier.Document, read recognise.Pages) ([]dossier.RelatedDocument, error) {
	return c.related(ctx, doc, func(yield func([]fingerprint.Mark, error) bool) {
		for p, err := range read.All() {
			if !yield(p.Print.Marks, err) {
				return
			}
		}
	}, marksOfAdded, relations{})
}

// keptMarks yields the marks of each page of a document, in order.
func (c *Corpus) keptMarks(ctx context.Context, doc dossier.Document) iter.Seq2[[]fingerprint.Mark, error] {
	return func(yield func([]fingerprint.Mark, error) bool) {
		for n := 1; n <= doc.Pages; n++ {
			pages, err := c.store.Pages(ctx, doc.SHA256, n, n)
			var marks []fingerprint.Mark
			if err == nil {
				_, marks = fingerprint.OfText(pages[0].Text)
			}
			if !yield(marks, err) {
				return
			}
		}
	}
}

func asFound(doc dossier.Document) dossier.FoundDocument {
	return dossier.FoundDocument{SHA256: doc.SHA256, Name: doc.Name, Dossier: doc.Dossier}
}

// relations are what a document shares with others, by their digest.
type relations map[dossier.Digest]*dossier.RelatedDocument

// with returns what is shared with a document, to be added to.
func (r relations) with(doc dossier.Digest) *dossier.RelatedDocument {
	if r[doc] == nil {
		r[doc] = &dossier.RelatedDocument{Document: dossier.FoundDocument{SHA256: doc}}
	}
	return r[doc]
}

// told returns what is shared with others, most first, with their names.
func (r relations) told(docs []dossier.Document) []dossier.RelatedDocument {
	var all []dossier.RelatedDocument
	for _, doc := range docs {
		if of := r[doc.SHA256]; of != nil {
			of.Document = asFound(doc)
			all = append(all, *of)
		}
	}
	slices.SortFunc(all, func(a, b dossier.RelatedDocument) int {
		return cmp.Or(cmp.Compare(len(b.Pages), len(a.Pages)), cmp.Compare(len(b.Passages), len(a.Passages)),
			cmp.Compare(b.Pictures, a.Pictures), cmp.Compare(a.Document.SHA256.String(), b.Document.SHA256.String()))
	})
	return all
}

// related adds what the text and the attachments of a document share with others to what was found, and
// returns all of it. pages are the marks of its pages, of each of which at most most are looked up.
func (c *Corpus) related(ctx context.Context, doc dossier.Document, pages iter.Seq2[[]fingerprint.Mark, error], most int, found relations) ([]dossier.RelatedDocument, error) {
	snapshot, err := c.store.Snapshot(ctx)
	if err != nil {
		return nil, err
	}
	page := dossier.PageRef{Document: doc.SHA256}
	for marks, err := range pages {
		if err != nil {
			return nil, err
		}
		page.Number++
		if err := found.addPage(ctx, snapshot, page, least(marks, most)); err != nil {
			return nil, err
		}
	}
	docs, err := c.List(ctx)
	if err != nil {
		return nil, err
	}
	for _, other := range docs {
		if attaches(doc, other) {
			found.with(other.SHA256).Attached = true
		}
		if attaches(other, doc) {
			found.with(other.SHA256).AttachedTo = true
		}
	}
	return found.told(docs), nil
}

// attaches reports whether a file is attached to a document.
func attaches(doc, file dossier.Document) bool {
	return slices.ContainsFunc(doc.Attachments, func(a dossier.Attachment) bool { return a.SHA256 == file.SHA256 })
}

// least returns the distinct hashes of marks, the least ones if they are more than most.
func least(marks []fingerprint.Mark, most int) []uint64 {
	hashes := make([]uint64, len(marks))
	for i, m := range marks {
		hashes[i] = m.Hash
	}
	slices.Sort(hashes)
	hashes = slices.Compact(hashes)
	return hashes[:min(most, len(hashes))]
}

// addPage adds the pages of other documents that share enough of these marks of a page: of each document the one
// that shares most.
func (r relations) addPage(ctx context.Context, snapshot store.Snapshot, page dossier.PageRef, hashes []uint64) error {
	telling, shared := len(hashes), map[uint32]int{}
	err := snapshot.Marks(ctx, hashes, match.HotMark, match.FrequencyCap, func(_ uint64, pages []uint32, _ int) {
		if pages == nil {
			telling-- // it stands on too many pages to tell anything
		}
		for _, id := range pages {
			shared[id]++
		}
	})
	if err != nil {
		return err
	}
	best := map[dossier.Digest]dossier.SharedPage{}
	for id, n := range shared {
		other, _, err := snapshot.Page(id)
		if err != nil {
			return err
		}
		if other.Document == page.Document || n < leastShared {
			continue
		}
		share := math.Round(100*float64(n)/float64(telling)) / 100
		if b := best[other.Document]; share > b.Share || share == b.Share && other.Number < b.Other {
			best[other.Document] = dossier.SharedPage{Page: page.Number, Other: other.Number, Share: share}
		}
	}
	for doc, p := range best {
		of := r.with(doc)
		if p.Share >= mostOfPage {
			of.Pages = append(of.Pages, p)
		} else {
			of.Passages = append(of.Passages, p)
		}
	}
	return nil
}

// addPictures counts the pictures that documents have in common with one, as they are stored.
func (c *Corpus) addPictures(ctx context.Context, doc dossier.Document, found relations) error {
	images, err := c.store.Images(ctx)
	if err != nil {
		return err
	}
	own, counted := map[dossier.Digest]bool{}, map[[2]dossier.Digest]bool{}
	for _, m := range images {
		if m.Document == doc.SHA256 {
			own[m.Trimmed] = true
		}
	}
	for _, m := range images {
		key := [2]dossier.Digest{m.Document, m.Trimmed}
		if m.Document == doc.SHA256 || !own[m.Trimmed] || counted[key] {
			continue
		}
		counted[key] = true
		found.with(m.Document).Pictures++
	}
	return nil
}
