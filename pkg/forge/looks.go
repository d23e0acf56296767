package forge

import (
	"image"
	"math/rand/v2"
)

// LooksDPI is the resolution of the pages that looks are given. The sizes of
// lines of text, stamps and page widths in pixels assume it.
const LooksDPI = 200

// A Look is one way in which the picture of a page is altered when the page is
// reposted.
type Look struct {
	Name string // "jpeg30"
	Note string // what it does, in words

	// Alter makes the altered picture of a page drawn at LooksDPI, most often at
	// 150 dpi. It leaves the page as it is. The same page and a source of random
	// numbers in the same state give the same pixels on every machine. The picture
	// has no more pixels than the page, and none only where the page has none.
	Alter func(page *image.Gray, r *rand.Rand) *image.Gray
}

// Looks is the 46 alterations of a page's picture by which recognition by looks
// is measured. Sharing services, fax machines, cameras and the people who repost
// do the like, from what nobody notices to what few people can still read.
func Looks() []Look {
	small := shrink(.75)
	return []Look{
		{"ident", "drawn at 150 dpi", chain(small)},
		{"jpeg30", "JPEG of quality 30", chain(small, throughJPEG(30))},
		{"jpeg10", "at 120 dpi, JPEG of quality 10", chain(shrink(.6), throughJPEG(10))},
		{"w900", "900 pixels wide", chain(narrow(900))},
		{"w600", "600 pixels wide", chain(narrow(600))},
		{"w450", "450 pixels wide", chain(narrow(450))},
		{"noiseblur0", "slight blur and noise", chain(small, blur(.8), addNoise(10))},
		{"noiseblur1", "blur and noise", chain(small, blur(1.5), addNoise(25))},
		{"noiseblur2", "strong blur and noise", chain(small, blur(2.3), addNoise(40))},
		{"bilevel0", "black and white at 200 dpi", chain(bilevel(128, 129))},
		{"bilevel1", "black and white at 100 dpi, fainter or bolder", chain(shrink(.5), bilevel(100, 190))},
		{"bilevel2", "black and white at 150 dpi, broken or clogged letters, dirt", chain(small, either(bilevel(60, 90), bilevel(200, 235)), dirt(2.6))},
		{"rot0.5", "turned by half a degree", chain(small, rotate(.5))},
		{"rot2", "turned by 2 degrees", chain(small, rotate(2))},
		{"rot5", "turned by 5 degrees", chain(small, rotate(5))},
		{"crop5", "5 % of the area cut off", chain(small, crop(.05))},
		{"crop15", "15 % of the area cut off", chain(small, crop(.15))},
		{"crop40", "40 % of the area cut off", chain(small, crop(.40))},
		{"shot33", "screenshot of a third of the page", chain(screenshot(.33))},
		{"shot15", "screenshot of 15 % of the page", chain(screenshot(.15))},
		{"photo0", "photo, nearly from above, in good light", chain(small, photograph(photos[0]), addNoise(3))},
		{"photo1", "photo, slightly from the side, in uneven light", chain(small, photograph(photos[1]), addNoise(6))},
		{"photo2", "photo, from the side, in bad light", chain(small, photograph(photos[2]), addNoise(9))},
		{"redact10", "10 % of the lines blacked out", chain(redactLines(.10, 0), small)},
		{"redact30", "30 % of the lines and a block blacked out", chain(redactLines(.30, 0), redactBlock(.30, 0), small)},
		{"redact60", "60 % of the lines and a block blacked out", chain(redactLines(.60, 0), redactBlock(.60, 0), small)},
		{"redactwhite30", "30 % of the lines and a block whited out", chain(redactLines(.30, 255), redactBlock(.30, 255), small)},
		{"wm0", "light watermark", chain(small, watermark(.25))},
		{"wm1", "watermark", chain(small, watermark(.50))},
		{"wm2", "watermark, nearly black", chain(small, watermark(.90))},
		{"stamp0", "lines added at head and foot", chain(imprint, small)},
		{"stamp1", "head and foot replaced, stamped", chain(imprint, letterhead, small)},
		{"margin0.7", "printed at 70 %", chain(small, reprint(.70))},
		{"margin0.85", "printed at 85 %", chain(small, reprint(.85))},
		{"margin1.15", "printed at 115 %, the rim lost", chain(small, reprint(1.15))},
		{"rot90", "turned left by 90 degrees", chain(small, quarterTurn)},
		{"rot180", "upside down", chain(small, quarterTurn, quarterTurn)},
		{"mirror", "left and right swapped", chain(small, mirror)},
		{"invert", "white on black", chain(small, invert)},
		{"hilite30", "30 % of the lines marked with a pen", chain(highlight(.30), small)},
		{"printscan0", "printed and scanned", chain(narrow(1240), skew(.7), blur(.8), fade(.9, 20), addNoise(6), reprint(.97), throughJPEG(70))},
		{"printscan1", "printed and scanned carelessly", chain(narrow(1240), skew(1.5), blur(1.2), fade(.8, 30), addNoise(12), reprint(.94), throughJPEG(45))},
		{"printscan2", "printed, scanned and faxed: black and white, broken, dirty", chain(narrow(1000), skew(2.5), blur(1.5), fade(.7, 45), addNoise(20), reprint(.9), bilevel(120, 160), dirt(3.2), throughJPEG(30))},
		{"heavy0", "10 % of the lines blacked out, a tenth cut off, photographed, JPEG of quality 60", chain(redactLines(.10, 0), crop(.10), shrink(.75), photograph(photos[0]), addNoise(4), throughJPEG(60))},
		{"heavy1", "25 % of the lines blacked out, a fifth cut off, photographed, JPEG of quality 40", chain(redactLines(.25, 0), crop(.20), shrink(.65), photograph(photos[1]), addNoise(8), throughJPEG(40))},
		{"heavy2", "40 % of the lines and a block blacked out, a third cut off, photographed, JPEG of quality 30", chain(redactLines(.40, 0), redactBlock(.40, 0), crop(.35), shrink(.60), photograph(photos[2]), addNoise(12), throughJPEG(30))},
	}
}

// A step makes a new picture of one that has at least one pixel, its origin at
// 0, 0 and no gaps between its rows (flat), and leaves that one as it is. What
// it makes is of the same kind.
type step func(page *image.Gray, r *rand.Rand) *image.Gray

// chain takes the steps one after the other, on a page of any kind.
func chain(steps ...step) step {
	return func(page *image.Gray, r *rand.Rand) *image.Gray {
		page = flat(page)
		if page.Rect.Empty() {
			return page
		}
		for _, next := range steps {
			page = next(page, r)
		}
		return page
	}
}

// either takes one of two steps.
func either(a, b step) step {
	return func(page *image.Gray, r *rand.Rand) *image.Gray {
		if r.IntN(2) == 0 {
			return a(page, r)
		}
		return b(page, r)
	}
}

// flat is page as steps want it. One that is nil has no pixels.
func flat(page *image.Gray) *image.Gray {
	if page == nil || page.Rect.Empty() {
		return image.NewGray(image.Rectangle{})
	}
	if page.Rect.Min == (image.Point{}) && page.Stride == page.Rect.Dx() {
		return page
	}
	return clip(page, page.Rect)
}

// clip is a copy of the part of page within area, which lies on the page.
func clip(page *image.Gray, area image.Rectangle) *image.Gray {
	out := image.NewGray(image.Rect(0, 0, area.Dx(), area.Dy()))
	for y := range area.Dy() {
		copy(out.Pix[y*out.Stride:], page.Pix[page.PixOffset(area.Min.X, area.Min.Y+y):][:area.Dx()])
	}
	return out
}

// between is a random number from low to high.
func between(low, high float64, r *rand.Rand) float64 {
	return low + float64((high-low)*r.Float64())
}

// share is that part of n, as a whole number of at least 1.
func share(part float64, n int) int { return max(1, int(part*float64(n))) }
