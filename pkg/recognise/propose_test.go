package recognise

import (
	"fmt"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/fingerprint"
	"github.com/leakprint/leakprint/pkg/match"
	"github.com/leakprint/leakprint/pkg/store"
)

func ref(document string, page int) dossier.PageRef {
	return dossier.PageRef{Document: dossier.Sum([]byte(document)), Number: page}
}

func TestCandidates(t *testing.T) {
	c := proposals{}
	c.add(1, []match.Proposal{{PageRef: ref("a", 1), Votes: 30}, {PageRef: ref("b", 1), Votes: 20}, {PageRef: ref("a", 7), Votes: 10}}, 8)
	c.add(2, []match.Proposal{{PageRef: ref("b", 2), Votes: 25}}, 8)
	c.add(3, nil, 8)
	want := []dossier.Digest{ref("b", 0).Document, ref("a", 0).Document} // 45 votes, 30 votes
	if diff := cmp.Diff(want, c.documents()); diff != "" {
		t.Errorf("documents: %s", diff)
	}
	if diff := cmp.Diff([]match.Pair{{Query: 1, Known: 1}, {Query: 1, Known: 7}}, c[ref("a", 0).Document].pairs); diff != "" {
		t.Errorf("pairs: %s", diff)
	}
}

// However many pages hold a phrase, few are compared, those with most votes.
func TestCandidatesAreLimited(t *testing.T) {
	c := proposals{}
	for document := range documentCandidates + 5 {
		var proposed []match.Proposal
		for page := range pairCandidates + 5 {
			proposed = append(proposed, match.Proposal{PageRef: ref(fmt.Sprint(document), page+1), Votes: float64(100 + document - page)})
		}
		c.add(1, proposed, pairCandidates)
	}
	documents := c.documents()
	if len(documents) != documentCandidates || slices.Contains(documents, ref("0", 0).Document) {
		t.Errorf("%d documents, or the one with fewest votes among them", len(documents))
	}
	pairs := c[documents[0]].pairs
	if len(pairs) != pairCandidates || pairs[0].Known != 1 {
		t.Errorf("pairs %v", pairs)
	}
}

func TestPicturesPropose(t *testing.T) {
	image := func(stream string, quality, off int) fingerprint.Image {
		i := fingerprint.Image{Quality: quality}
		i.Trimmed = dossier.Sum([]byte(stream))
		for bit := range off {
			i.PHash256[bit/64] |= 1 << (bit % 64)
		}
		return i
	}
	p := pictures{pages: map[dossier.Digest][]dossier.PageRef{}, frequency: map[dossier.Digest]int{}}
	know := func(at dossier.PageRef, i fingerprint.Image) {
		p.all = append(p.all, store.ImageRef{PageRef: at, Image: i})
		p.pages[i.Trimmed] = append(p.pages[i.Trimmed], at)
		p.frequency[i.Trimmed]++
	}
	know(ref("a", 1), image("far", 90, match.LookAlike+1))
	know(ref("a", 2), image("like", 90, match.LookAlike))
	know(ref("a", 3), image("liker", 90, 3))
	know(ref("b", 9), image("same", 90, 0))
	for n := range pageCandidates + 1 {
		know(ref("paper", n+1), image("letter paper", 90, 128))
	}
	for _, tt := range []struct {
		name  string
		asked fingerprint.Image
		want  []dossier.PageRef
	}{
		{"the same stream first, then by looks", image("same", 90, 0), []dossier.PageRef{ref("b", 9), ref("a", 3), ref("a", 2)}},
		{"flat", image("same", fingerprint.MinQuality-1, 0), nil},
		{"on very many pages", image("letter paper", 90, 128), nil},
		{"unlike any", image("new", 90, 256), nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var got []dossier.PageRef
			for _, c := range p.propose(match.Subject{Print: fingerprint.Print{Images: []fingerprint.Image{tt.asked}}}) {
				got = append(got, c.PageRef)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestOutstanding(t *testing.T) {
	falling := func(votes ...float64) (proposed []match.Proposal) {
		for i, v := range votes {
			proposed = append(proposed, match.Proposal{PageRef: ref("a", i+1), Votes: v})
		}
		return proposed
	}
	for _, tt := range []struct {
		name  string
		votes []float64
		want  int
	}{
		{"none", nil, 0},
		{"few, however weak", []float64{90, 1, 1, 1}, 4},
		{"one outstanding", []float64{90, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9}, pairCandidates},
		{"many that nearly tie", []float64{90, 80, 80, 80, 80, 80, 80, 80, 80, 80, 45, 44, 43}, 11},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := outstanding(falling(tt.votes...)); len(got) != tt.want {
				t.Errorf("%d are, want %d", len(got), tt.want)
			}
		})
	}
}
