// Package pdq computes PDQ, the 256-bit perceptual image hash published by Meta
// ("The TMK+PDQF Video-Hashing Algorithm and the PDQ Image-Hashing Algorithm",
// 2019), and searches hashes exactly by Hamming distance.
package pdq

import "math/bits"

// A Hash is a PDQ hash, 256 bits; its first word holds the bits numbered lowest.
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
	// MaxDistance is the greatest distance at which two pictures are taken for one.
	MaxDistance = 31
)
