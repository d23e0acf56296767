package recognise

import (
	"cmp"
	"context"
	"slices"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/fingerprint"
	"github.com/leakprint/leakprint/pkg/internal/pdq"
	"github.com/leakprint/leakprint/pkg/match"
	"github.com/leakprint/leakprint/pkg/store"
)

// pictures are the known pictures that have enough in them to be matched.
type pictures struct {
	all       []store.ImageRef
	pages     map[dossier.Digest][]dossier.PageRef // by trimmed digest
	frequency map[dossier.Digest]int
	looks     pdq.Index         // of pictures, and of pages that show few words
	looked    []dossier.PageRef // by number in looks
}

func readPictures(ctx context.Context, known store.Pages) (*pictures, error) {
	all, err := known.Images(ctx)
	if err != nil {
		return nil, err
	}
	p := &pictures{all: all, pages: map[dossier.Digest][]dossier.PageRef{}, frequency: map[dossier.Digest]int{}}
	for _, image := range all {
		p.pages[image.Trimmed] = append(p.pages[image.Trimmed], image.PageRef)
		p.frequency[image.Trimmed]++
		p.look(image.PageRef, image.PDQ)
	}
	drawn, err := known.Looks(ctx)
	for _, page := range drawn {
		p.look(page.PageRef, page.Hash)
	}
	return p, err
}

func (p *pictures) look(ref dossier.PageRef, hash pdq.Hash) {
	p.looks.Add(hash, len(p.looked))
	p.looked = append(p.looked, ref)
}

// Votes of a picture beside those of shared wording, in bits.
const (
	streamVotes = 128. // the same stream
	looksVotes  = 64.  // the same looks, less 2 for each bit that differs
)

// propose returns the known pages on which one of the page's pictures stands, or one
// that looks like it, and those that look like the page itself, upright, turned or
// mirrored. A picture on many pages, such as a letterhead, proposes none.
func (p *pictures) propose(page match.Subject) []match.Proposal {
	var proposed []match.Proposal
	for _, hash := range page.Turned {
		for _, found := range p.looks.Search(hash, pdq.MaxDistance) {
			proposed = append(proposed, match.Proposal{PageRef: p.looked[found.ID], Hits: 1, Votes: looksVotes - float64(found.Distance)})
		}
	}
	for _, image := range page.Print.Images {
		if image.Quality < fingerprint.MinQuality || p.frequency[image.Trimmed] > pageCandidates {
			continue
		}
		for _, ref := range p.pages[image.Trimmed] {
			proposed = append(proposed, match.Proposal{PageRef: ref, Hits: 1, Votes: streamVotes})
		}
		for _, known := range p.all {
			distance := fingerprint.Distance256(image.PHash256, known.PHash256)
			if distance <= match.LookAlike && known.Trimmed != image.Trimmed {
				proposed = append(proposed, match.Proposal{PageRef: known.PageRef, Hits: 1, Votes: looksVotes - 2*float64(distance)})
			}
		}
	}
	slices.SortStableFunc(proposed, func(a, b match.Proposal) int { return cmp.Compare(b.Votes, a.Votes) })
	return proposed[:min(pageCandidates, len(proposed))]
}
