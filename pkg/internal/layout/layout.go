// Package layout fingerprints how a page looks: where its words stand, how wide they
// are, and a small picture of each. It reads nothing, so it works for any script that
// separates words.
//
// Segment turns a page that was rendered, scanned or photographed into a Layout
// (segment.go): it measures the ink of each pixel (ink.go), finds the connected
// components (components.go) and the skew of the text (skew.go), straightens the raster
// and groups components into words (words.go). Black areas are kept as bars (bars.go).
//
// An index stores a page's Chains, runs of word widths as keys, and looks up the Probes
// of a page in question (chain.go). Both survive scaling, skew, turning and mirroring.
//
// Register lays the words of one page over those of another (register.go): chains that
// both pages have give seeds of a transform, each of which is grown over the page while
// words agree (grow.go). What remains unpaired is then compared (replaced.go).
//
// The words of a page that did not lie flat when it was photographed are found by package
// camera, which makes a Layout of them with the Bend of its paper (bend.go).
//
// There are three coordinate systems: the raster given; the straightened raster, in whose
// pixels words and bars are; and units, 1/64 of its pixels, in which places are compared.
package layout

// A Word is a word as it looks.
type Word struct {
	X0, Y0, X1, Y1 int16 // its box in pixels of the straightened raster; X1 and Y1 are outside it
	// Picture is its ink on a grid of 16 columns and 4 rows: bit 16*row+column is set where
	// there is more ink than in the median cell.
	Picture uint64
}

// A Bar is part of an area that is black throughout, as a redaction is. Its box is in
// pixels of the straightened raster; X1 and Y1 are outside it. A black area consists of
// several bars.
type Bar struct{ X0, Y0, X1, Y1 int16 }

// A Layout is the words of one page.
type Layout struct {
	Width, Height int     // of the straightened raster the words were found on, in pixels
	CharHeight    float64 // of the text, in the same pixels: the weighted median height of connected components
	Words         []Word  // by Y0, then X0
	Bars          []Bar   // black areas, by Y0, then X0
	Inverted      bool    // the raster given was light on dark
	// ToPage maps the straightened raster to the raster given, which may be larger, skewed
	// or turned by 90 degrees. In a page's fingerprint it maps to the page, in points from
	// its top left corner.
	ToPage Affine
	// Bend is how the page was bent, which ToPage does not tell; nil for one that lay flat.
	Bend *Bend
}

// An Affine maps x, y to a[0]x+a[1]y+a[2], a[3]x+a[4]y+a[5].
type Affine [6]float64

// A Homography maps x, y to (h[0]x+h[1]y+h[2])/w, (h[3]x+h[4]y+h[5])/w with
// w = h[6]x+h[7]y+h[8]: the image of a plane under a pinhole camera.
type Homography [9]float64
