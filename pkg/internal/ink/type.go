package ink

import (
	"image"
	"slices"

	"github.com/leakprint/leakprint/pkg/dossier"
)

const (
	typeSpan  = .4 // of the usual height of words by which the ink of a column of pixels spans a letter
	typeShare = .3 // of a word's columns that do; of real scans, 2 of 100 words have less, dirt that a machine read has .25 and less
)

// LooksTyped reports of each box of the known page, in which a machine read a word, whether
// there is ink as high as letters are in most of the boxes, rather than a row of specks or the
// edge of a sheet. It is false of an empty box.
func (c *Comparison) LooksTyped(words []dossier.Box) []bool {
	typed := make([]bool, len(words))
	if c.failed() {
		return typed
	}
	r := c.known
	var heights []int
	for _, b := range words {
		if inked, _ := r.ink.tight(r.pixels(b)); b.W > 0 && !inked.Empty() {
			heights = append(heights, inked.Dy())
		}
	}
	if len(heights) == 0 {
		return typed
	}
	slices.Sort(heights)
	letter := typeSpan * float64(heights[len(heights)/2])
	for i, b := range words {
		typed[i] = b.W > 0 && r.ink.shareSpanned(r.pixels(b), letter) >= typeShare
	}
	return typed
}

// Bare reports whether the known page has hardly any ink in a box.
func (c *Comparison) Bare(box dossier.Box) bool {
	const most = .02 // of the pixels, where there are specks
	at := c.known.pixels(box).Intersect(c.known.ink.bounds())
	return at.Empty() || c.known.ink.share(at, faintest) < most
}

// shareSpanned returns the share of a box's columns in which ink spans so many pixels, from
// the highest to the lowest that has some.
func (r raster) shareSpanned(box image.Rectangle, pixels float64) float64 {
	box = box.Intersect(r.bounds())
	if box.Empty() {
		return 0
	}
	spanned := 0
	for x := box.Min.X; x < box.Max.X; x++ {
		top, bottom := box.Max.Y, box.Min.Y
		for y := box.Min.Y; y < box.Max.Y; y++ {
			if r.row(y)[x] >= darkInk {
				top, bottom = min(top, y), y+1
			}
		}
		if float64(bottom-top) >= pixels {
			spanned++
		}
	}
	return float64(spanned) / float64(box.Dx())
}
