package recognise

import (
	"fmt"
	"strings"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/match"
)

// Comparing a flow of text takes some 30 times its bytes, so long ones are compared in pieces.
const (
	// mostFlowing is roughly how many bytes of text, of both documents, are compared as one flow if it
	// can be cut.
	mostFlowing = 2 << 20
	// mostUncut is how many are compared as one flow if it cannot; beyond, no words are compared.
	mostUncut = 5 << 20
	// jointLength is how many bytes before and after a place must be the same in both documents for
	// their text to be cut there.
	jointLength = 200
)

// A pairText is what is known of the text of a pair of pages.
type pairText struct {
	bytes                 int // of both
	beginAlike, endsAlike bool
}

func newPairText(query, known string) pairText {
	n := min(jointLength, max(len(query), len(known)))
	return pairText{
		bytes:      len(query) + len(known),
		beginAlike: len(query) >= n && strings.HasPrefix(known, query[:min(n, len(query))]),
		endsAlike:  len(query) >= n && strings.HasSuffix(known, query[max(0, len(query)-n):]),
	}
}

// textOf returns what is known of the text of a pair of pages.
func (c *copied) textOf(p dossier.PagePair) pairText {
	return c.texts[match.Pair{Query: p.Query, Known: p.Known}]
}

// size returns how many bytes of text pairs of pages have.
func (c *copied) size(pairs []dossier.PagePair) int {
	size := 0
	for _, p := range pairs {
		size += c.textOf(p).bytes
	}
	return size
}

// inPieces cuts runs of pairs that have more text than is compared as one flow, where it is the same
// in both documents. It leaves out, with a note, what cannot be cut and is too much to be compared.
func (c *copied) inPieces(runs [][]dossier.PagePair) [][]dossier.PagePair {
	var pieces [][]dossier.PagePair
	for _, run := range runs {
		from, size := 0, 0
		for i, p := range run {
			if size >= mostFlowing && c.jointBefore(run, i) {
				pieces = append(pieces, run[from:i])
				from, size = i, 0
			}
			size += c.textOf(p).bytes
		}
		pieces = append(pieces, run[from:])
	}
	var kept [][]dossier.PagePair
	for _, piece := range pieces {
		if c.size(piece) <= mostUncut {
			kept = append(kept, piece)
			continue
		}
		c.notes = append(c.notes, fmt.Sprintf("p. %d to %d: too much text without a part that is the same in both documents; its words were not compared",
			piece[0].Query, piece[len(piece)-1].Query))
	}
	return kept
}

// jointBefore reports whether the text may be cut before a pair of a run: both documents go on to
// their next page there, and are the same before and after.
func (c *copied) jointBefore(run []dossier.PagePair, i int) bool {
	before, after := run[i-1], run[i]
	return after.Query == before.Query+1 && after.Known == before.Known+1 &&
		c.textOf(before).endsAlike && c.textOf(after).beginAlike
}
