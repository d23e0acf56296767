package pdf

import "math"

const (
	smallerType = .8  // of the height of the type before it, that of a superscript or subscript at most
	leastRaised = .15 // of that height, by how much it is raised, or lowered
)

// The digits 0 to 9 as superscripts and as subscripts.
var (
	superscripts = [10]uint16{'⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'}
	subscripts   = [10]uint16{'₀', '₁', '₂', '₃', '₄', '₅', '₆', '₇', '₈', '₉'}
)

// raiseDigits replaces digits that end a run of characters and are set smaller, and higher or
// lower, than what comes before them by superscripts and subscripts: 10⁵ is not 105.
func (r *pageReader) raiseDigits(text pointer, units []uint16) {
	isDigit := func(i int) bool { return units[i] >= '0' && units[i] <= '9' }
	isGap := func(i int) bool { return units[i] <= ' ' || units[i] == lineHyphen }
	for end := len(units); end > 0; end-- {
		if !isDigit(end - 1) {
			continue
		}
		first := end - 1 // of the digits
		for first > 0 && isDigit(first-1) {
			first--
		}
		before := first // what they stand after: a character, or the first digit
		if first > 0 && !isGap(first-1) {
			before = first - 1
		}
		if table := r.raised(text, before, end-1); table != nil {
			small := r.typeOf(text, end-1)
			for i := end - 1; i > before && isDigit(i) && sameHeight(r.typeOf(text, i), small); i-- {
				units[i] = table[units[i]-'0']
			}
		}
		end = first + 1
	}
}

// raised returns superscripts where the digit at unit i is one to the character at unit
// before, subscripts where it is one of these, and else nil.
func (r *pageReader) raised(text pointer, before, i int) *[10]uint16 {
	if before == i {
		return nil
	}
	base, digit := r.typeOf(text, before), r.typeOf(text, i)
	if base.height() == 0 || digit.height() == 0 || digit.height() > smallerType*base.height() || !r.upright(text, before) || !r.upright(text, i) {
		return nil
	}
	switch shift := digit.middle() - base.middle(); {
	case shift >= leastRaised*base.height():
		return &superscripts
	case shift <= -leastRaised*base.height():
		return &subscripts
	}
	return nil
}

// A lineBox is the vertical room of the type that a character is set in, in points from the
// bottom of the page.
type lineBox struct{ bottom, top float64 }

func (b lineBox) height() float64 { return b.top - b.bottom }
func (b lineBox) middle() float64 { return (b.top + b.bottom) / 2 }

func sameHeight(a, b lineBox) bool { return math.Abs(a.height()-b.height()) < .01*b.height() }

// typeOf returns the vertical room of the character at a unit of the text, from the
// ascent to the descent of its font; the zero value where it has none.
func (r *pageReader) typeOf(text pointer, unit int) lineBox {
	char := r.integer("FPDFText_GetCharIndexFromTextIndex", text, uint64(unit))
	if char < 0 || r.integer("FPDFText_GetLooseCharBox", text, uint64(char), r.out) == 0 {
		return lineBox{}
	}
	top, bottom := r.outFloat(1), r.outFloat(3) // of left, top, right, bottom
	return lineBox{bottom: min(bottom, top), top: max(bottom, top)}
}

// upright reports whether the character at a unit of the text is not turned.
func (r *pageReader) upright(text pointer, unit int) bool {
	char := r.integer("FPDFText_GetCharIndexFromTextIndex", text, uint64(unit))
	return char >= 0 && math.Abs(math.Sin(r.float("FPDFText_GetCharAngle", text, uint64(char)))) < .02
}
