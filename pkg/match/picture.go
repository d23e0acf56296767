package match

import (
	"math/bits"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/fingerprint"
	"github.com/leakprint/leakprint/pkg/internal/layout"
	"github.com/leakprint/leakprint/pkg/internal/pdq"
)

// When two pictures are one. Scans of typewritten records that were re-encoded (as JPEG
// at a third of the size) lie within 8 of 256 bits of the original; the same printed
// form filled in differently begins at 14. What lies between is never claimed.
const (
	sameStreamScore = 128. // bits: the same stream, digest for digest
	samePicture     = 44.  // bits: the same picture by its perceptual hashes
	alikePicture    = 30.  // bits: one that looks much like it, as forms do
	maxPHash        = 2    // bits of the 64-bit perceptual hash that re-encoding may change
	max256          = 8    // of the 256-bit one
)

// LookAlike is the distance, in bits of fingerprint.Image.PHash256, up to which known
// pictures should be proposed for a page that is a picture. Two that are both so near
// cannot be told apart by their hashes, and Find claims neither if it sees both.
const LookAlike = 2 * max256

// pictureEvidence is what two pages have in common as pictures.
type pictureEvidence struct {
	score      float64        // bits; 0 for nothing in common
	sameStream bool           // the embedded pictures are the same, digest for digest
	known      dossier.Digest // of the known picture or, for pages as drawn, of its hash
	distance   int            // bits by which the hashes differ: of 256
	turn       pdq.Turn       // how the query page is turned against the known one
}

// comparePictures compares two pages by the picture that each consists of, as scans do,
// and unless that shows them to be the same, by what each looks like as a whole.
func comparePictures(q, k *preparedPage, rarity Rarity) pictureEvidence {
	if found := compareEmbedded(q, k, rarity); found.score >= samePicture {
		return found
	}
	return compareDrawn(q, k)
}

// compareEmbedded compares two pages that each consist of an embedded picture. A picture
// that is on more than maxRepeats known pages, such as letter paper, says nothing.
func compareEmbedded(q, k *preparedPage, rarity Rarity) pictureEvidence {
	a, b := q.fullPagePicture(), k.fullPagePicture()
	if a == nil || b == nil || rarity.Pictures[b.Trimmed] > maxRepeats {
		return pictureEvidence{}
	}
	found := pictureEvidence{known: b.Trimmed, distance: fingerprint.Distance256(a.PHash256, b.PHash256)}
	switch {
	case a.Trimmed == b.Trimmed:
		found.score, found.sameStream = sameStreamScore, true
	case found.distance <= max256 && bits.OnesCount64(a.PHash^b.PHash) <= maxPHash:
		found.score = samePicture
	case found.distance <= LookAlike:
		found.score = alikePicture
	}
	return found
}

// compareDrawn compares two pages by their PDQ hashes as a whole, in each orientation of
// the query page. All pages of text are alike in that, so two that both have a layout
// get no more than alikePicture.
func compareDrawn(q, k *preparedPage) pictureEvidence {
	known, ok := k.pdqHash()
	if !ok {
		return pictureEvidence{}
	}
	var best pictureEvidence
	for turn, hash := range q.Turned {
		distance := hash.Distance(known)
		if distance > pdq.MaxDistance || best.score > 0 && distance >= best.distance {
			continue
		}
		best = pictureEvidence{score: samePicture, distance: distance, turn: pdq.Turn(turn), known: digestOf(known)}
	}
	if best.score > 0 && q.plane() != nil && k.plane() != nil {
		best.score = alikePicture
	}
	return best
}

// pdqHash is the PDQ hash of the page as drawn or else of the picture that it consists
// of; ok is false where neither has one of sufficient quality.
func (p *preparedPage) pdqHash() (hash pdq.Hash, ok bool) {
	if p.Print.LooksQuality >= pdq.MinQuality {
		return p.Print.Looks, true
	}
	if picture := p.fullPagePicture(); picture != nil {
		return picture.PDQ, true
	}
	return pdq.Hash{}, false
}

// digestOf stands for a hash among the digests of pictures.
func digestOf(h pdq.Hash) dossier.Digest { return dossier.Sum([]byte(h.String())) }

// unmistakable reports whether no other known picture lies so near to the page that the
// hashes cannot tell them apart. lookAlikes are the known pictures that look like the
// page, and their distances.
func (p pictureEvidence) unmistakable(lookAlikes map[dossier.Digest]int) bool {
	for digest, distance := range lookAlikes {
		if digest != p.known && distance <= p.distance+max256 {
			return false
		}
	}
	return true
}

// upright reports whether the query page lies as the known one does.
func (p pictureEvidence) upright() bool { return p.turn == pdq.Upright }

// onto maps points of the query page to points of the known page, which both fill.
func (p pictureEvidence) onto(q, k *preparedPage) layout.Homography {
	// How the unit square is mapped onto itself.
	unit := [pdq.Turns]layout.Affine{
		pdq.Upright:             {1, 0, 0, 0, 1, 0},
		pdq.TurnedLeft:          {0, 1, 0, -1, 0, 1},
		pdq.UpsideDown:          {-1, 0, 1, 0, -1, 1},
		pdq.TurnedRight:         {0, -1, 1, 1, 0, 0},
		pdq.MirroredDown:        {1, 0, 0, 0, -1, 1},
		pdq.MirroredAcross:      {-1, 0, 1, 0, 1, 0},
		pdq.MirroredTurnedLeft:  {0, 1, 0, 1, 0, 0},
		pdq.MirroredTurnedRight: {0, -1, 1, -1, 0, 1},
	}[p.turn]
	toUnit := layout.Affine{1 / q.Width, 0, 0, 0, 1 / q.Height, 0}
	toKnown := layout.Affine{k.Width, 0, 0, 0, k.Height, 0}
	return toUnit.Then(unit).Then(toKnown).Homography()
}
