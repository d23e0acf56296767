package forge

import (
	"fmt"
	"image"
	"math"
	"math/rand/v2"
)

// What people put on a page: black boxes, watermarks, stamps, a marker's lines.

// textLines finds the lines of text on a page drawn at LooksDPI: rows with ink
// between rows without, where they are as high as text is. Across them a box
// reaches from the first ink to the last. Lines beside a vertical rule, and those
// of columns that are out of step, are not found.
func textLines(page *image.Gray) []image.Rectangle {
	const (
		ink             = 140
		lowest, highest = 8, 80
	)
	width, height := page.Rect.Dx(), page.Rect.Dy()
	var lines []image.Rectangle
	line := image.Rectangle{}
	for y := range height + 1 {
		left, right := width, 0
		if y < height {
			left, right = extentOfInk(page.Pix[y*width:][:width], ink)
		}
		row := image.Rect(left, y, right, y+1)
		switch {
		case left < right && line.Empty():
			line = row
		case left < right:
			line = line.Union(row)
		case !line.Empty():
			if lowest <= line.Dy() && line.Dy() <= highest {
				lines = append(lines, line)
			}
			line = image.Rectangle{}
		}
	}
	return lines
}

// extentOfInk is where the pixels darker than ink begin and end; from > to where
// there are none.
func extentOfInk(row []uint8, ink uint8) (from, to int) {
	from, to = len(row), 0
	for x, p := range row {
		if p < ink {
			from = x
			break
		}
	}
	for x := len(row) - 1; x >= from; x-- {
		if row[x] < ink {
			to = x + 1
			break
		}
	}
	return from, to
}

// someLines is that part of the page's lines, their number rounded, in random
// order.
func someLines(page *image.Gray, part float64, r *rand.Rand) []image.Rectangle {
	lines := textLines(page)
	r.Shuffle(len(lines), func(i, j int) { lines[i], lines[j] = lines[j], lines[i] })
	return lines[:int(math.Round(part*float64(len(lines))))]
}

// redactLines covers that part of the lines of text with boxes of a gray. Half
// of the boxes cover the whole line, half a stretch of it.
func redactLines(part float64, gray uint8) step {
	return func(page *image.Gray, r *rand.Rand) *image.Gray {
		out := clip(page, page.Rect)
		for _, line := range someLines(page, part, r) {
			if r.IntN(2) == 0 {
				width := line.Dx()
				line.Min.X += int(between(0, .4, r) * float64(width))
				line.Max.X = min(line.Max.X, line.Min.X+int(between(.4, .8, r)*float64(width)))
			}
			cover(out, line, gray)
		}
		return out
	}
}

// cover fills the box of a line of text and a little around it.
func cover(page *image.Gray, line image.Rectangle, gray uint8) {
	box := image.Rect(line.Min.X-4, line.Min.Y-3, line.Max.X+4, line.Max.Y+3)
	fill(page, box, gray)
}

func fill(page *image.Gray, box image.Rectangle, gray uint8) {
	box = box.Intersect(page.Rect)
	for y := box.Min.Y; y < box.Max.Y; y++ {
		row := page.Pix[page.PixOffset(box.Min.X, y):][:box.Dx()]
		for x := range row {
			row[x] = gray
		}
	}
}

// redactBlock covers a block of the page's text with a gray, higher where more is
// redacted.
func redactBlock(part float64, gray uint8) step {
	return func(page *image.Gray, r *rand.Rand) *image.Gray {
		out := clip(page, page.Rect)
		width, height := page.Rect.Dx(), page.Rect.Dy()
		y := r.IntN(share(.7, height))
		fill(out, image.Rect(width/10, y, width*9/10, y+share(.35*part, height)), gray)
		return out
	}
}

// highlight draws a marker over that part of the lines.
func highlight(part float64) step {
	return func(page *image.Gray, r *rand.Rand) *image.Gray {
		out := clip(page, page.Rect)
		for _, line := range someLines(page, part, r) {
			box := image.Rect(line.Min.X, line.Min.Y-4, line.Max.X, line.Max.Y+4).Intersect(out.Rect)
			for y := box.Min.Y; y < box.Max.Y; y++ {
				row := out.Pix[out.PixOffset(box.Min.X, y):][:box.Dx()]
				for x, p := range row {
					row[x] = uint8(int(p) * 72 / 100)
				}
			}
		}
		return out
	}
}

// watermark writes large words across the page. They darken it by strength where
// they stand, 1 for black.
func watermark(strength float64) step {
	texts := [...]string{"INVENTED COPY", "SPECIMEN", "INVENTED - DO NOT SHARE"}
	darkest := int(strength * 256)
	return func(page *image.Gray, r *rand.Rand) *image.Gray {
		width, height := page.Rect.Dx(), page.Rect.Dy()
		words := write(Bold, min(width, height)*63/1000, texts[r.IntN(len(texts))])
		place := rotation(between(35, 55, r), page.Rect.Max)
		place[2] -= float64(.07*float64(width)) - float64(words.margin)
		place[5] -= float64(height/2 - words.baseline)
		ink := warp(words.ink, width, height, place, 0)
		out := image.NewGray(page.Rect)
		for i, p := range page.Pix {
			out.Pix[i] = uint8(int(p) * (255<<8 - int(ink.Pix[i])*darkest) / (255 << 8))
		}
		return out
	}
}

// imprint adds a line at the head and one at the foot of the page.
func imprint(page *image.Gray, r *rand.Rand) *image.Gray {
	out := clip(page, page.Rect)
	width, height := page.Rect.Dx(), page.Rect.Dy()
	header := fmt.Sprintf("www.leak.example  %d", r.IntN(1000))
	footer := fmt.Sprintf("Invented copy of 12 May 2015  Ref %06d", r.IntN(1_000_000))
	write(Regular, 34, header).on(out, width*3/10, height*25/1000+10, 0)
	write(Regular, 34, footer).on(out, width/10, height*985/1000, 0)
	return out
}

// letterhead replaces the head and the foot of the page and stamps it.
func letterhead(page *image.Gray, r *rand.Rand) *image.Gray {
	out := clip(page, page.Rect)
	width, height := page.Rect.Dx(), page.Rect.Dy()
	fill(out, image.Rect(0, 0, width, height*9/100), 255)
	fill(out, image.Rect(0, height*92/100, width, height), 255)
	write(Bold, 40, fmt.Sprintf("www.leak.example/%d", r.IntN(10_000))).on(out, width/5, height/20, 0)

	const gray, line = 60, 6
	stamp := image.Rect(0, 0, 500, 160).Add(image.Pt(width*55/100, height*12/100))
	inside := stamp.Inset(line)
	for _, side := range []image.Rectangle{
		{stamp.Min, image.Pt(stamp.Max.X, inside.Min.Y)}, {image.Pt(stamp.Min.X, inside.Max.Y), stamp.Max},
		{stamp.Min, image.Pt(inside.Min.X, stamp.Max.Y)}, {image.Pt(inside.Max.X, stamp.Min.Y), stamp.Max},
	} {
		fill(out, side, gray)
	}
	write(Bold, 80, "SPECIMEN").on(out, stamp.Min.X+40, stamp.Min.Y+108, gray)
	return out
}
