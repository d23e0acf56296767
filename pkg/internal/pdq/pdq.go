// Package pdq computes PDQ, the 256-bit perceptual image hash published by Meta ("The
// TMK+PDQF Video-Hashing Algorithm and the PDQ Image-Hashing Algorithm", 2019), of an image
// as it is (Of) or in all eight orientations at once (Dihedral), and finds all hashes
// within a Hamming distance of another (Index).
package pdq

import "math/bits"

// A Hash is a PDQ hash of 256 bits. Bit i of the reference is bit i%64 of word i/64.
type Hash [4]uint64

// Distance is the number of bits, 0 to 256, in which two hashes differ.
func (h Hash) Distance(other Hash) int {
	d := 0
	for i := range h {
		d += bits.OnesCount64(h[i] ^ other[i])
	}
	return d
}

const (
	// MinQuality is the least quality at which a picture has enough in it to be matched.
	MinQuality = 50
	// MaxDistance is the greatest distance at which two pictures are taken to be the same.
	MaxDistance = 31
)
