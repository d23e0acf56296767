package pdf

import (
	"cmp"
	"math"
	"slices"
	"unicode"

	"golang.org/x/text/unicode/bidi"
	"golang.org/x/text/unicode/norm"
)

// Producers store right-to-left text in the order in which it is read or in that in which it
// is seen, whole or glyph by glyph, and PDFium, which takes all of it to be stored as seen,
// turns it around: the letters of a word may come out either way. What cannot be mistaken is
// where they stand. So a line that holds such text is put in order by the places of its
// glyphs, and then from the order in which it is seen to that in which it is read: the
// Unicode bidirectional algorithm (UAX 9) backwards. Where two readings are seen as the
// same, as a number beside a Latin word, it is the one in which Latin text reads on.

// The gap between two glyphs from which it sets words apart, in heights of the type: between
// the room that they take, and, where that may not be known, between what they show.
const (
	wideGap     = .17
	wideInkGap  = .19
	wideHanging = .1 // likewise, where letters hang from a line that joins them
)

func (g *glyph) class() bidi.Class { return classOf(g.text[0]) }

// classOf returns the class that UAX 9 knows of a character.
func classOf(r rune) bidi.Class {
	properties, _ := bidi.LookupRune(r)
	return properties.Class()
}

func isRightToLeft(r rune) bool {
	class := classOf(r)
	return class == bidi.R || class == bidi.AL
}

func (g *glyph) fromRight() bool { return isRightToLeft(g.text[0]) }

// readOrder returns the glyphs of a line in the order in which they are read, with spaces
// where gaps set words apart. The line is read from right to left where fromRight is set,
// but for the text in it that is not.
func readOrder(line []glyph, fromRight bool) []glyph {
	line = withMarks(line)
	moveOffLetters(line)
	line = spaced(seenOrder(line), func(glyph) float64 { return wideGap })
	if fromRight {
		slices.Reverse(line)
		turnLatin(line)
	} else {
		turnRightToLeft(line)
	}
	pairBrackets(line)
	return line
}

// withMarks puts marks on the letters that they stand on. A mark is drawn before or after its
// letter, or at the end of the line.
func withMarks(line []glyph) []glyph {
	letters := slices.DeleteFunc(slices.Clone(line), func(g glyph) bool { return g.isMark() })
	for _, g := range line {
		if !g.isMark() {
			continue
		}
		if on := letterUnder(letters, g); on != nil {
			on.putOn(g)
		} else {
			letters = append(letters, g)
		}
	}
	return letters
}

// moveOffLetters moves brackets that were drawn on letters read from right to left, as LibreOffice
// does at the end of a line, into the gap on the right of their word that is wide enough for them and
// a space.
func moveOffLetters(line []glyph) {
	for i := range line {
		g := &line[i]
		if _, _, bracket := bracketOf(g.text[0]); !bracket {
			continue
		}
		edge, on := rightEdge(line, g.middle())
		next := math.Inf(1)
		for j, l := range line {
			if j != i && !l.isSpace() && l.left >= edge {
				next = min(next, l.left)
			}
		}
		if gap := next - edge; on && gap < math.Inf(1) && gap >= g.right-g.left+wideGap*g.size {
			shift := edge - g.left
			g.left, g.right, g.origin, g.start, g.end = g.left+shift, g.right+shift, g.origin+shift, g.start+shift, g.end+shift
		}
	}
}

// rightEdge returns the right edge of the letters read from right to left that touch one another
// from a place on; ok is false where none stands there.
func rightEdge(line []glyph, at float64) (edge float64, ok bool) {
	edge = at
	for again := true; again; {
		again = false
		for _, l := range line {
			if l.fromRight() && l.left <= edge+.1*l.size && edge < l.right {
				edge, ok, again = l.right, true, true
			}
		}
	}
	return edge, ok
}

// putOn puts a mark on a letter.
func (g *glyph) putOn(mark glyph) {
	g.text = append(slices.Clip(g.text), mark.text...)
	g.chars = append(slices.Clip(g.chars), mark.chars...)
	g.box = g.box.union(mark.box)
}

// letterUnder returns the letter that a mark stands on: the one whose middle is nearest of
// those in whose place it stands; nil where there is none.
func letterUnder(letters []glyph, mark glyph) *glyph {
	at := mark.middle()
	var under *glyph
	nearest := .5 * mark.size
	for i := range letters {
		l := &letters[i]
		if !unicode.IsLetter(l.text[0]) {
			continue
		}
		outside := max(0, l.left-at, at-l.right)
		if away := outside + .1*math.Abs(l.middle()-at); away < nearest {
			nearest, under = away, l
		}
	}
	return under
}

// seenOrder sorts glyphs from left to right.
func seenOrder(line []glyph) []glyph {
	slices.SortStableFunc(line, func(a, b glyph) int {
		return cmp.Or(cmp.Compare(a.origin, b.origin), cmp.Compare(a.middle(), b.middle()))
	})
	return line
}

// spaced puts a space where there is a wide gap, and leaves one of several.
func spaced(line []glyph, wide func(glyph) float64) []glyph {
	var all []glyph
	end := 0. // of the glyphs so far
	for i, g := range line {
		if i > 0 {
			last := all[len(all)-1]
			switch {
			case g.isSpace() && last.isSpace():
				end = max(end, g.end)
				continue
			case !g.isSpace() && !last.isSpace() && g.start-end > wide(last)*min(g.size, last.size):
				all = append(all, glyph{text: []rune{' '}, left: end, right: g.left, start: end, end: g.start, size: g.size, base: g.base})
			}
			end = max(end, g.end)
		} else {
			end = g.end
		}
		all = append(all, g)
	}
	return all
}

// turnLatin turns what is read from left to right around, in a line that is in order from
// right to left: passages of Latin letters with all that stands between them, and numbers.
func turnLatin(line []glyph) {
	isLatin := func(g glyph) bool { return g.class() == bidi.L }
	eachStretch(line, func(g glyph) bool { return !g.fromRight() }, func(part []glyph) {
		first, end := latinPart(part, isLatin)
		first, end = withHyphens(part, first, end, &part[len(part)-1] == &line[len(line)-1])
		if &part[0] == &line[0] && beginsPath(part, first, end) {
			end++
		}
		outer, outerEnd := withPartners(part, first, end)
		turn(part[outer:outerEnd])
		if outer < first || outerEnd > end {
			pairAll(part[outer:outerEnd], func(glyph) bool { return true })
			first, end = outer, outerEnd
		}
		turnNumbers(part[:first], hasArabic(line))
		turnNumbers(part[end:], hasArabic(line))
	})
}

// latinPart returns where Latin text begins and ends that is still in order from right to
// left: with the figures that touch it, the number that follows it after a space, and the
// brackets that it opens.
func latinPart(part []glyph, isLatin func(glyph) bool) (first, end int) {
	first = slices.IndexFunc(part, isLatin)
	if first < 0 {
		return 0, 0
	}
	end = len(part)
	for !isLatin(part[end-1]) {
		end--
	}
	for end < len(part) && (isDigit(part[end]) || end+1 < len(part) && isDigit(part[end+1]) && joinsLatin(part[end])) {
		end++
	}
	next := first
	if next > 1 && part[next-1].isSpace() {
		next--
	}
	for next > 0 && (isDigit(part[next-1]) || next > 1 && isDigit(part[next-2]) && joinsNumbers(part[next-1].class(), false)) {
		next--
		first = next
	}
	for first > 0 && opensWithin(part[first:end], part[first-1].text[0]) {
		first--
	}
	return first, end
}

// joinsLatin reports whether a sign between a number and the Latin text behind it joins them, as
// in 2×N: in text from right to left they are seen so only where they are meant so.
func joinsLatin(g glyph) bool {
	_, _, bracket := bracketOf(g.text[0])
	return unicode.In(g.text[0], unicode.P, unicode.Sm) && !bracket && !isQuoteMark(g.text[0])
}

// withHyphens extends Latin text that is still in order from right to left by hyphens that can
// hardly be meant otherwise than they are seen: before an option of a command, apart from
// what follows it, and at the end of a line that divides a word.
func withHyphens(part []glyph, first, end int, endsLine bool) (int, int) {
	if first == end {
		return first, end
	}
	before := end
	for before < len(part) && part[before].text[0] == '-' {
		before++
	}
	if before < len(part) && part[before].isSpace() || before == len(part) && endsLine {
		end = before
	}
	blank := !slices.ContainsFunc(part[end:], func(g glyph) bool { return !g.isSpace() })
	if endsLine && blank && first > 1 && part[first-1].text[0] == '-' && part[first-2].isSpace() {
		first--
	}
	return first, end
}

// opensWithin reports whether a bracket closes one that text, in order from right to left,
// opens and does not close.
func opensWithin(text []glyph, bracket rune) bool {
	opening, closing, ok := bracketOf(bracket)
	open := 0
	for _, g := range text {
		switch g.text[0] {
		case opening:
			open++
		case closing:
			open--
		}
	}
	return ok && bracket == closing && open > 0
}

// beginsPath reports whether the sign behind Latin text, in order from right to left at the
// beginning of a line, is the slash before a path that the line before goes on with: other
// slashes stand within it.
func beginsPath(part []glyph, first, end int) bool {
	return first < end && end < len(part) && part[end].text[0] == '/' &&
		slices.ContainsFunc(part[first:end], func(g glyph) bool { return g.text[0] == '/' })
}

// withPartners extends Latin text that is still in order from right to left by the brackets
// right beside it whose partners are in it: "SSH (OpenSSH)" is seen where "(OpenSSH) SSH" was
// written, too, but never "(SSH )OpenSSH".
func withPartners(part []glyph, first, end int) (outer, outerEnd int) {
	outer, outerEnd = first, end
	if first == end {
		return outer, outerEnd
	}
	within := func(i int) (n int, isBracket bool) { // how many brackets of the kind of one are in the text
		if i < 0 || i >= len(part) {
			return 0, false
		}
		opening, _, ok := bracketOf(part[i].text[0])
		for _, g := range part[first:end] {
			if kind, _, isOne := bracketOf(g.text[0]); ok && isOne && kind == opening {
				n++
			}
		}
		return n, ok
	}
	before, isBefore := within(first - 1)
	after, isAfter := within(end)
	switch {
	case isBefore && before%2 == 1:
		outer--
	case isAfter && after%2 == 1:
		outerEnd++
	case isBefore && isAfter && before == 2 && after == 2:
		outer, outerEnd = outer-1, outerEnd+1
	}
	return outer, outerEnd
}

// turnRightToLeft turns passages that are read from right to left around, in a line that is in
// order from left to right.
func turnRightToLeft(line []glyph) {
	for i := range line {
		line[i].upright = true
	}
	eachStretch(line, func(g glyph) bool { return g.class() != bidi.L }, func(part []glyph) {
		part = trimmed(part, func(g glyph) bool { return g.fromRight() })
		turn(part)
		for i := range part {
			part[i].upright = false
		}
		turnNumbers(part, hasArabic(part))
	})
}

// turn reverses glyphs, and notes that they are read from left to right.
func turn(part []glyph) {
	slices.Reverse(part)
	for i := range part {
		part[i].upright = true
	}
}

// turnNumbers turns the numbers in glyphs around, which are in order from right to left.
func turnNumbers(part []glyph, arabic bool) {
	for i := 0; i < len(part); i++ {
		if !isDigit(part[i]) {
			continue
		}
		first, end := i, i+1
		for end < len(part) && (isDigit(part[end]) || end+1 < len(part) && isDigit(part[end+1]) && joinsNumbers(part[end].class(), arabic)) {
			end++
		}
		if !arabic { // what stands beside European numbers belongs to them: 15%, -3
			for first > 0 && part[first-1].class() == bidi.ET && !part[first-1].upright {
				first--
			}
			for end < len(part) && part[end].class() == bidi.ET {
				end++
			}
		}
		turn(part[first:end])
		i = end - 1
	}
}

// joinsNumbers reports whether a character of a class between two digits is part of the number.
func joinsNumbers(c bidi.Class, arabic bool) bool {
	return c == bidi.CS || c == bidi.ES && !arabic
}

func isDigit(g glyph) bool { return g.class() == bidi.EN || g.class() == bidi.AN }

// hasArabic reports whether there are Arabic letters, among which numbers are set otherwise
// than among Hebrew ones (rule W2).
func hasArabic(line []glyph) bool {
	return slices.ContainsFunc(line, func(g glyph) bool { return g.class() == bidi.AL })
}

// eachStretch calls a function with the longest stretches of some glyphs.
func eachStretch(line []glyph, of func(glyph) bool, do func([]glyph)) {
	for i := 0; i < len(line); i++ {
		end := i
		for end < len(line) && of(line[end]) {
			end++
		}
		if end > i {
			do(line[i:end])
			i = end
		}
	}
}

// trimmed returns the part of glyphs from the first that is wanted to the last.
func trimmed(part []glyph, wanted func(glyph) bool) []glyph {
	first := slices.IndexFunc(part, wanted)
	if first < 0 {
		return nil
	}
	end := len(part)
	for !wanted(part[end-1]) {
		end--
	}
	return part[first:end]
}

// brackets are those that are mirrored in text from right to left, opening and closing.
var brackets = map[rune]rune{'(': ')', '[': ']', '{': '}', '«': '»', '‹': '›', '⟨': '⟩', '⁅': '⁆'}

// bracketOf returns the opening and the closing form of a bracket; ok is false for another
// character.
func bracketOf(r rune) (opening, closing rune, ok bool) {
	for opening, closing := range brackets {
		if r == opening || r == closing {
			return opening, closing, true
		}
	}
	return 0, 0, false
}

// mirroredOf is bracketOf with the signs < and >, which are mirrored too and serve as brackets.
func mirroredOf(r rune) (opening, closing rune, ok bool) {
	if r == '<' || r == '>' {
		return '<', '>', true
	}
	return bracketOf(r)
}

// pairBrackets makes the brackets of a line that are read from right to left opening and
// closing ones. Some producers store the one that is read and some the one that is seen,
// but an opening one has what it opens behind it and none before.
func pairBrackets(line []glyph) {
	pairAll(line, func(g glyph) bool { return !g.upright })
}

// pairAll is pairBrackets of the brackets wanted, in whatever direction they are read.
func pairAll(line []glyph, wanted func(glyph) bool) {
	open := map[rune]int{}
	for i := range line {
		opening, closing, ok := mirroredOf(line[i].text[0])
		if !ok || !wanted(line[i]) {
			continue
		}
		before, after := besideMarks(line, i)
		begins := before == nil || before.isSpace() || isOpening(before.text[0])
		ends := after == nil || after.isSpace() || unicode.Is(unicode.Po, after.text[0])
		if opening == '<' && begins == ends && open[opening] == 0 { // a sign between numbers
			continue
		}
		if begins != ends && begins || begins == ends && open[opening] == 0 {
			line[i].text[0] = opening
			open[opening]++
		} else {
			line[i].text[0] = closing
			open[opening] = max(0, open[opening]-1)
		}
	}
}

// besideMarks returns what stands before and after a glyph of a line, nil at its ends, but for
// quotation marks that are not mirrored: which of those open differs.
func besideMarks(line []glyph, at int) (before, after *glyph) {
	b, a := at-1, at+1
	for b >= 0 && isQuoteMark(line[b].text[0]) {
		b--
	}
	for a < len(line) && isQuoteMark(line[a].text[0]) {
		a++
	}
	if b >= 0 {
		before = &line[b]
	}
	if a < len(line) {
		after = &line[a]
	}
	return before, after
}

func isQuoteMark(r rune) bool {
	_, _, mirrored := bracketOf(r)
	return unicode.Is(unicode.Quotation_Mark, r) && !mirrored
}

func isOpening(r rune) bool {
	_, isOne := brackets[r]
	return isOne || r == '<' || unicode.Is(unicode.Ps, r)
}

// lettersOf returns what a glyph that stands for several characters says, in the order in which
// it is read. PDFium gives the characters of a right-to-left glyph backwards where it turned
// the text around, save for those that it takes a presentation form apart into.
func lettersOf(said []rune, backwards bool) []rune {
	if len(said) < 2 {
		return said
	}
	letters := slices.DeleteFunc(slices.Clone(said), unicode.IsSpace)
	if len(letters) < 2 || !slices.ContainsFunc(letters, isRightToLeft) {
		return letters
	}
	if unicode.Is(unicode.Mn, letters[0]) || backwards && !unicode.Is(unicode.Mn, letters[len(letters)-1]) && !presentation[string(letters)] {
		slices.Reverse(letters)
	}
	if len(letters) == 2 && isAlef(letters[0]) && letters[1] == 'ل' { // no glyph has an alef before a lam
		slices.Reverse(letters)
	}
	return letters
}

func isAlef(r rune) bool { return r == 'ا' || r == 'أ' || r == 'إ' || r == 'آ' || r == 'ٱ' }

// presentation holds what Arabic presentation forms of more than two letters say.
var presentation = func() map[string]bool {
	words := map[string]bool{}
	for r := rune(0xFB50); r <= 0xFDFB; r++ {
		if letters := norm.NFKC.String(string(r)); len([]rune(letters)) > 2 {
			words[letters] = true
		}
	}
	return words
}()
