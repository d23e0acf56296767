package office

import (
	"strconv"
	"strings"

	"golang.org/x/image/colornames"
)

// A paint is a colour, of text or of what is behind it.
type paint struct {
	is      paintKind
	r, g, b uint8 // of a known colour
}

type paintKind uint8

const (
	paintUnsaid  paintKind = iota
	paintNone              // what is behind shows through
	paintKnown             // a colour
	paintUnknown           // a gradient, a picture, or a colour that the program chooses
)

var white = paint{paintKnown, 255, 255, 255}

// on returns the paint that is seen where p lies on another.
func (p paint) on(behind paint) paint {
	if p.is == paintUnsaid || p.is == paintNone {
		return behind
	}
	return p
}

// sameColour is how far apart two colours may be, in each of red, green and blue, for
// the one to vanish on the other: a tenth.
const sameColour = 25

// vanishesOn reports whether text of this colour cannot be told from what is behind it.
func (p paint) vanishesOn(behind paint) bool {
	if p.is == paintNone {
		return true
	}
	near := func(a, b uint8) bool { return max(a, b)-min(a, b) <= sameColour }
	return p.is == paintKnown && behind.is == paintKnown && near(p.r, behind.r) && near(p.g, behind.g) && near(p.b, behind.b)
}

// paintOf reads a colour as CSS, ODF and Office Open XML write it. It is paintUnknown
// for one that cannot be told.
func paintOf(s string) paint {
	s = strings.ToLower(strings.TrimSpace(s))
	switch s {
	case "":
		return paint{}
	case "transparent", "none":
		return paint{is: paintNone}
	}
	if named, ok := colornames.Map[s]; ok {
		return paint{paintKnown, named.R, named.G, named.B}
	}
	if arguments, ok := strings.CutPrefix(s, "rgb"); ok {
		return paintOfFunction(strings.TrimPrefix(arguments, "a"))
	}
	digits := strings.TrimPrefix(s, "#")
	if len(digits) == 3 || len(digits) == 4 {
		var doubled strings.Builder
		for _, r := range digits {
			doubled.WriteString(strings.Repeat(string(r), 2))
		}
		digits = doubled.String()
	}
	v, err := strconv.ParseUint(digits, 16, 32)
	switch {
	case err != nil || len(digits) != 6 && len(digits) != 8:
		return paint{is: paintUnknown}
	case len(digits) == 8:
		return translucent(paint{paintKnown, uint8(v >> 24), uint8(v >> 16), uint8(v >> 8)}, float64(v&0xff)/255)
	}
	return paint{paintKnown, uint8(v >> 16), uint8(v >> 8), uint8(v)}
}

// paintOfFunction reads the arguments of rgb() or rgba().
func paintOfFunction(arguments string) paint {
	parts := strings.FieldsFunc(strings.Trim(arguments, "() "), func(r rune) bool { return strings.ContainsRune(", /", r) })
	if len(parts) != 3 && len(parts) != 4 {
		return paint{is: paintUnknown}
	}
	var values [4]float64
	for i, part := range parts {
		number, isPercent := strings.CutSuffix(part, "%")
		v, err := strconv.ParseFloat(number, 64)
		if err != nil {
			return paint{is: paintUnknown}
		}
		if isPercent {
			if v /= 100; i < 3 {
				v *= 255
			}
		}
		values[i] = v
	}
	known := paint{paintKnown, colourByte(values[0]), colourByte(values[1]), colourByte(values[2])}
	if len(parts) == 4 {
		return translucent(known, values[3])
	}
	return known
}

func colourByte(v float64) uint8 { return uint8(min(max(v, 0), 255)) }

// translucent is a colour of less than full opacity: nothing below a tenth, and unknown
// below the whole.
func translucent(p paint, opacity float64) paint {
	switch {
	case opacity < .1:
		return paint{is: paintNone}
	case opacity < 1:
		return paint{is: paintUnknown}
	}
	return p
}
