package alteration

import (
	"cmp"
	"math"
	"slices"

	"github.com/leakprint/leakprint/pkg/dossier"
)

// This file finds lines that were drawn along words: through them, under them.

// linesAmong makes overlays of the spots that are lines along words, and returns the rest.
func (p *Comparison) linesAmong(spots []spot) (lines []change, rest []spot) {
	var pieces []spot
	for _, s := range spots {
		if w := p.wordAt(s.Box); s.added && !s.faint && w >= 0 && s.H <= lineThick*p.words.known[w].Box.H {
			pieces = append(pieces, s)
		} else {
			rest = append(rest, s)
		}
	}
	slices.SortFunc(pieces, func(a, b spot) int { return cmp.Or(cmp.Compare(a.Y, b.Y), cmp.Compare(a.X, b.X)) })
	for len(pieces) > 0 {
		var row []spot
		row, pieces = rowOf(pieces)
		for _, run := range p.lineRuns(row) {
			if c, ok := p.lineAlong(run); ok {
				lines = append(lines, c)
				rest = slices.DeleteFunc(rest, func(s spot) bool { return s.added && touches(s.Box, extentOf(run), lineEdge) })
			} else {
				rest = append(rest, run...)
			}
		}
	}
	return lines, rest
}

// lineEdge is how far from a line, in points, its ends and what letters leave of it may lie.
const lineEdge = 1

// extentOf returns the box around spots.
func extentOf(spots []spot) dossier.Box {
	var boxes []dossier.Box
	for _, s := range spots {
		boxes = append(boxes, s.Box)
	}
	return bounds(boxes)
}

// rowOf parts the pieces that lie as high as the first one from the others.
func rowOf(pieces []spot) (row, others []spot) {
	const level = .8 // points
	for _, s := range pieces {
		if math.Abs(s.Y-pieces[0].Y) <= level {
			row = append(row, s)
		} else {
			others = append(others, s)
		}
	}
	slices.SortFunc(row, func(a, b spot) int { return cmp.Compare(a.X, b.X) })
	return row, others
}

// lineRuns cuts a row where the next piece is too far away to be of the same line.
func (p *Comparison) lineRuns(row []spot) [][]spot {
	var runs [][]spot
	for i, s := range row {
		if i > 0 && s.X-(row[i-1].X+row[i-1].W) <= lineGap*p.words.known[p.wordAt(s.Box)].Box.H {
			runs[len(runs)-1] = append(runs[len(runs)-1], s)
		} else {
			runs = append(runs, []spot{s})
		}
	}
	return runs
}

// lineAlong returns a line as an overlay over the words along which it goes; ok is false
// where it goes along none.
func (p *Comparison) lineAlong(pieces []spot) (c change, ok bool) {
	shown, extent := 0., extentOf(pieces)
	for _, s := range pieces {
		shown += s.W
	}
	var words []int
	for i, w := range p.words.known {
		_, y := centre(extent)
		along := min(w.Box.X+w.Box.W, extent.X+extent.W) - max(w.Box.X, extent.X)
		if wordSized(w.Box) && y >= w.Box.Y && y <= w.Box.Y+w.Box.H && along >= .5*w.Box.W {
			words = append(words, i)
		}
	}
	if len(words) == 0 || shown < lineFilled*extent.W || extent.W < p.words.known[words[0]].Box.H {
		return c, false
	}
	c = p.alongWords(words, "a line was drawn along these words")
	c.form = dossier.OverlayLine
	return c, true
}
