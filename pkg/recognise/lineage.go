package recognise

import (
	"context"
	"slices"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/fingerprint"
	"github.com/leakprint/leakprint/pkg/intake"
	"github.com/leakprint/leakprint/pkg/internal/layout"
	"github.com/leakprint/leakprint/pkg/internal/ordered"
	"github.com/leakprint/leakprint/pkg/lineage"
	"github.com/leakprint/leakprint/pkg/match"
)

// copyOf returns what package lineage asks of a document before it is compared.
func (r Reader) copyOf(ctx context.Context, d Document) (lineage.Copy, error) {
	of := d.facts()
	c := lineage.Copy{SHA256: of.SHA256, Name: of.Name, MediaType: of.MediaType, Size: of.Size, Attachments: of.Attachments}
	for n := 1; n <= of.Pages; n++ {
		p, err := d.subject(ctx, n)
		if err != nil {
			return c, err
		}
		c.Pages = append(c.Pages, factsOfPage(p))
	}
	from, file, err := r.openSide(d)
	if err != nil {
		return c, err
	}
	defer file.Close()
	if from.source.Data != nil && of.MediaType == intake.PDF {
		c.Traces, err = r.Documents.Traces(ctx, from.source)
	}
	return c, unlessDocuments(ctx, err)
}

func factsOfPage(p match.Subject) lineage.Page {
	facts := lineage.Page{
		Render: p.Render, Letters: fingerprint.Letters(p.Text), Picture: slices.ContainsFunc(p.Images, p.FilledBy), Read: p.Recognised,
	}
	_, marks := fingerprint.OfText(p.Text)
	facts.Wording = sketch(marks, func(m fingerprint.Mark) uint64 { return uint64(m.Hash) })
	facts.Drawn = sketch(p.Print.Layout.Chains(), func(c layout.Chain) uint64 { return uint64(c.Key) * mixing })
	for _, image := range p.Images {
		facts.Images = append(facts.Images, image.Trimmed)
	}
	return facts
}

// mixing spreads keys that are not evenly spread: an odd number near 2^64 divided by the golden
// ratio (Knuth, The Art of Computer Programming, 6.4).
const mixing = 0x9e3779b97f4a7c15

// sketch is the least of the hashes of what stands on a page.
func sketch[T any](all []T, hash func(T) uint64) []uint64 {
	hashes := make([]uint64, len(all))
	for i, v := range all {
		hashes[i] = hash(v)
	}
	slices.Sort(hashes)
	hashes = slices.Compact(hashes)
	return slices.Clone(hashes[:min(len(hashes), lineage.SketchSize)])
}

// Lineage says which of several documents came from which; where copies of each were seen may be told,
// by their places among these.
func (r Reader) Lineage(ctx context.Context, documents []Document, sightings [][]dossier.Sighting, opt lineage.Options) (dossier.Lineage, error) {
	copies, sorted, err := r.copiesOf(ctx, documents, sightings)
	if err != nil {
		return dossier.Lineage{}, err
	}
	compared, err := r.compareCopies(ctx, copies, sorted)
	if err != nil {
		return dossier.Lineage{}, err
	}
	return lineage.Infer(copies, compared, opt), nil
}

// compareCopies compares those copies that are to be compared, of the documents in the same order.
func (r Reader) compareCopies(ctx context.Context, copies []lineage.Copy, documents []Document) (lineage.Comparisons, error) {
	type pair struct {
		of    [2]int
		match dossier.Match
		err   error
	}
	compared := lineage.Comparisons{}
	compare := func(ctx context.Context, of [2]int) pair {
		m, _, err := Compare(ctx, r, documents[of[1]], documents[of[0]])
		return pair{of, m, unlessDocuments(ctx, err)}
	}
	err := ordered.Do(ctx, slices.Values(lineage.Candidates(copies)), r.Workers, compare, func(p pair) error {
		compared[p.of] = withoutPlaces(p.match)
		return p.err
	})
	return compared, err
}

// withoutPlaces is a match without where on its pages it is: many are held at once.
func withoutPlaces(m dossier.Match) dossier.Match {
	for i, p := range m.Pages {
		m.Pages[i] = dossier.PagePair{Query: p.Query, Known: p.Known, Relation: p.Relation}
	}
	for i := range m.Alterations {
		m.Alterations[i].Boxes, m.Alterations[i].QueryBoxes = nil, nil
	}
	return m
}

// copiesOf returns the documents as copies, in the order in which package lineage tells them, and the
// documents in that order.
func (r Reader) copiesOf(ctx context.Context, documents []Document, sightings [][]dossier.Sighting) ([]lineage.Copy, []Document, error) {
	of := map[dossier.Digest]Document{}
	var copies []lineage.Copy
	for i, d := range documents {
		c, err := r.copyOf(ctx, d)
		if err != nil {
			return nil, nil, err
		}
		if i < len(sightings) {
			c.Sightings = sightings[i]
		}
		of[c.SHA256] = d
		copies = append(copies, c)
	}
	copies = lineage.Sorted(copies)
	var sorted []Document
	for _, c := range copies {
		sorted = append(sorted, of[c.SHA256])
	}
	return copies, sorted, r.findExtended(copies, sorted)
}

// findExtended says of each copy with the bytes of which others it begins.
func (r Reader) findExtended(copies []lineage.Copy, documents []Document) error {
	sides := make([]side, len(documents))
	for i, d := range documents {
		from, file, err := r.openSide(d)
		if err != nil {
			return err
		}
		defer file.Close()
		sides[i] = from
	}
	for i := range copies {
		for j := range copies {
			if i == j {
				continue
			}
			extended, err := extends(sides[i].source, sides[j].source)
			if err != nil {
				return err
			}
			if extended {
				copies[i].Extends = append(copies[i].Extends, copies[j].SHA256)
			}
		}
	}
	return nil
}
