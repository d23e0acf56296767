package pdf

import "slices"

// clusterOrder returns the glyphs of a line of a script that writes vowels around letters.
// They are in order but for marks that are drawn apart from the letter that they stand on.
func clusterOrder(line []glyph) []glyph {
	var placed, stray []glyph
	for _, g := range line {
		if n := len(placed); g.isMark() && n > 0 && !touches(placed[n-1], g) {
			stray = append(stray, g)
		} else {
			placed = append(placed, g)
		}
	}
	for _, g := range stray {
		if on := letterUnder(placed, g); on != nil {
			on.putOn(g)
		} else {
			placed = append(placed, g)
		}
	}
	return spaced(slices.Clip(placed))
}

// touches reports whether a mark stands on a glyph, or as near as on the one before.
func touches(g, mark glyph) bool {
	at := mark.middle()
	return at > g.left-.5*g.size && at < g.right+.5*g.size
}
