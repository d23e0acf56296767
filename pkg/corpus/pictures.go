package corpus

import (
	"cmp"
	"context"
	"slices"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/fingerprint"
	"github.com/leakprint/leakprint/pkg/index"
	"github.com/leakprint/leakprint/pkg/match"
)

// pictures are the corpus's pictures that have enough in them to be matched.
type pictures struct {
	all       []index.ImageRef
	pages     map[dossier.Digest][]index.PageRef // by trimmed digest
	frequency map[dossier.Digest]int
}

func readPictures(ctx context.Context, store index.Reader) (pictures, error) {
	all, err := store.Images(ctx)
	p := pictures{all: all, pages: map[dossier.Digest][]index.PageRef{}, frequency: map[dossier.Digest]int{}}
	for _, image := range all {
		p.pages[image.Trimmed] = append(p.pages[image.Trimmed], image.PageRef)
		p.frequency[image.Trimmed]++
	}
	return p, err
}

// Votes of a picture beside those of shared wording, in bits.
const (
	streamVotes = 128. // the same stream
	looksVotes  = 64.  // the same looks, less 2 for each bit that differs
)

// propose returns the known pages on which one of the pictures stands, or one that
// looks like it. A picture on many pages, such as a letterhead, proposes none.
func (p pictures) propose(images []fingerprint.Image) []index.Candidate {
	var proposed []index.Candidate
	for _, image := range images {
		if image.Quality < fingerprint.MinQuality || p.frequency[image.Trimmed] > pageCandidates {
			continue
		}
		for _, ref := range p.pages[image.Trimmed] {
			proposed = append(proposed, index.Candidate{PageRef: ref, Hits: 1, Votes: streamVotes})
		}
		for _, known := range p.all {
			distance := fingerprint.Distance256(image.PHash256, known.PHash256)
			if distance <= match.LookAlike && known.Trimmed != image.Trimmed {
				proposed = append(proposed, index.Candidate{PageRef: known.PageRef, Hits: 1, Votes: looksVotes - 2*float64(distance)})
			}
		}
	}
	slices.SortStableFunc(proposed, func(a, b index.Candidate) int { return cmp.Compare(b.Votes, a.Votes) })
	return proposed[:min(pageCandidates, len(proposed))]
}
