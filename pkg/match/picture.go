package match

import (
	"math/bits"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/fingerprint"
	"github.com/leakprint/leakprint/pkg/internal/layout"
	"github.com/leakprint/leakprint/pkg/internal/pdq"
)

// Scans of typewritten records that were re-encoded (JPEG at a third of the size)
// lie within 8 of 256 bits of the original; the same printed form filled in
// differently begins at 14. Between lies nothing that may be claimed.
const (
	pictureShare = .7   // of a page's area that a picture must fill for the page to be that picture
	sameStream   = 128. // score in bits of the same stream, digest for digest
	sameLooks    = 44.  // of the same picture by its perceptual hashes
	alikeLooks   = 30.  // of one that looks much like it, as forms do
	maxPHash     = 2    // bits of the 64-bit perceptual hash that re-encoding may change
	max256       = 8    // of the 256-bit one
	// LookAlike is the distance of the 256-bit hash within which known pictures are
	// compared: two of them that near a page cannot be told apart by their hashes.
	LookAlike = 2 * max256
)

// A looks is what comparing two pages' pictures says.
type looks struct {
	score    float64        // bits; 0 for nothing in common
	stream   bool           // the same stream
	known    dossier.Digest // of the known picture, or of its hash
	distance int            // of the 256-bit hashes
	turn     pdq.Turn       // of the query page, to lie as the known one
}

// comparePictures compares two pages that are each one picture, as scans are, or that
// show few words.
func comparePictures(q, k *sheet, rarity Rarity) looks {
	if l := compareEmbedded(q, k, rarity); l.score >= sameLooks {
		return l
	}
	return compareDrawn(q, k)
}

// compareDrawn compares two pages by what they look like as a whole. Pages of text are
// alike in that, so where both show words enough these decide.
func compareDrawn(q, k *sheet) looks {
	known, ok := k.looksHash()
	if !ok {
		return looks{}
	}
	var best looks
	for turn, hash := range q.Turned {
		distance := hash.Distance(known)
		if distance > pdq.MaxDistance || best.score > 0 && distance >= best.distance {
			continue
		}
		best = looks{score: sameLooks, distance: distance, turn: pdq.Turn(turn), known: digestOf(known)}
	}
	if best.score > 0 && q.plane() != nil && k.plane() != nil {
		best.score = alikeLooks
	}
	return best
}

// looksHash is the PDQ hash of the page as a whole.
func (s *sheet) looksHash() (pdq.Hash, bool) {
	if s.Print.LooksQuality >= pdq.MinQuality {
		return s.Print.Looks, true
	}
	if p := s.picture(); p != nil {
		return p.PDQ, true
	}
	return pdq.Hash{}, false
}

// onto maps a page to a known page of which it is a picture, turned: points to points.
func (l looks) onto(q, k *sheet) layout.Homography {
	// Corners of the unit square before and after: where u and v go.
	unit := [pdq.Turns]layout.Affine{
		pdq.Upright:             {1, 0, 0, 0, 1, 0},
		pdq.TurnedLeft:          {0, 1, 0, -1, 0, 1},
		pdq.UpsideDown:          {-1, 0, 1, 0, -1, 1},
		pdq.TurnedRight:         {0, -1, 1, 1, 0, 0},
		pdq.MirroredDown:        {1, 0, 0, 0, -1, 1},
		pdq.MirroredAcross:      {-1, 0, 1, 0, 1, 0},
		pdq.MirroredTurnedLeft:  {0, 1, 0, 1, 0, 0},
		pdq.MirroredTurnedRight: {0, -1, 1, -1, 0, 1},
	}[l.turn]
	toUnit := layout.Affine{1 / q.Width, 0, 0, 0, 1 / q.Height, 0}
	toKnown := layout.Affine{k.Width, 0, 0, 0, k.Height, 0}
	return toUnit.Then(unit).Then(toKnown).Homography()
}

// compareEmbedded compares two pages that are each one embedded picture.
func compareEmbedded(q, k *sheet, rarity Rarity) looks {
	a, b := q.picture(), k.picture()
	if a == nil || b == nil || rarity.Pictures[b.Trimmed] > maxRepeats {
		return looks{}
	}
	l := looks{known: b.Trimmed, distance: fingerprint.Distance256(a.PHash256, b.PHash256)}
	switch {
	case a.Trimmed == b.Trimmed:
		l.score, l.stream = sameStream, true
	case l.distance <= max256 && bits.OnesCount64(a.PHash^b.PHash) <= maxPHash:
		l.score = sameLooks
	case l.distance <= LookAlike:
		l.score = alikeLooks
	}
	return l
}

// unmistakable reports whether no other known picture looks so much like the page
// that the hashes cannot tell them apart.
func (l looks) unmistakable(others map[dossier.Digest]int) bool {
	for digest, distance := range others {
		if digest != l.known && distance <= l.distance+max256 {
			return false
		}
	}
	return true
}

// picture returns the picture that the page consists of; nil for other pages.
func (s *sheet) picture() *fingerprint.Image {
	for i := range s.Print.Images {
		p := &s.Print.Images[i]
		if p.Quality >= fingerprint.MinQuality && p.Box.W*p.Box.H >= pictureShare*s.Width*s.Height {
			return p
		}
	}
	return nil
}

// digestOf tells hashes apart where pictures are told apart by their digest.
func digestOf(h pdq.Hash) dossier.Digest { return dossier.Sum([]byte(h.String())) }
