// Package layout fingerprints how a page looks: where its words stand, how wide
// they are, and a small picture of each.
//
// Segment finds the words of a page drawn, scanned or photographed. Chains turns
// runs of word widths into keys by which an index proposes pages. Register lays
// the words of one page over those of another and says how many agree.
//
// Nothing is read: the method works for any script that sets words apart.
package layout

// A Word is a word as it looks.
type Word struct {
	X0, Y0, X1, Y1 int16  // its box in pixels of the straightened raster; X1 and Y1 are outside it
	Picture        uint64 // its ink on a grid 16 wide and 4 high: bit 16*row+column is set where there is more than the median
}

// A Bar is a piece of an area that is black throughout, such as a redaction leaves, in
// pixels of the straightened raster; X1 and Y1 are outside it.
type Bar struct{ X0, Y0, X1, Y1 int16 }

// A Layout is the words of one page.
type Layout struct {
	Width, Height int     // of the straightened raster the words were found on, in pixels
	CharHeight    float64 // of the text, in those pixels: the weighted median height of connected components
	Words         []Word  // by Y0, then X0
	Bars          []Bar   // where it is black, by Y0, then X0
	Inverted      bool    // the raster given was light on dark
	// ToPage maps the straightened raster to the raster that was given, which may be
	// larger, skewed, or turned by a quarter; in a page's fingerprint, to the page, in
	// points from its top left corner.
	ToPage Affine
}

// An Affine maps x, y to a[0]x+a[1]y+a[2], a[3]x+a[4]y+a[5].
type Affine [6]float64

// A Homography maps x, y to (h[0]x+h[1]y+h[2])/w, (h[3]x+h[4]y+h[5])/w with
// w = h[6]x+h[7]y+h[8]: the image of a plane under a pinhole camera.
type Homography [9]float64
