package office

import (
	"slices"
	"strings"
	"unicode"

	"github.com/leakprint/leakprint/pkg/dossier"
)

// A look is how a piece of text appears to a reader.
type look struct {
	hidden dossier.HiddenKind // "" for text that is seen
	struck bool
	upper  bool // small letters appear as capitals
	shift  shift
}

// A shift is where text stands to its line.
type shift int8

const (
	onLine shift = iota
	superscript
	lowered
)

// strikeThrough is COMBINING LONG STROKE OVERLAY.
const strikeThrough = '\u0336'

// apply returns text as it looks, its shift aside.
func (l look) apply(s string) string {
	if l.upper {
		s = strings.ToUpper(s)
	}
	if !l.struck {
		return s
	}
	var b strings.Builder
	for _, r := range s {
		b.WriteRune(r)
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			b.WriteRune(strikeThrough)
		}
	}
	return b.String()
}

// A toggle is a property that is on or off, or not said.
type toggle int8

const (
	unsaid toggle = iota
	on
	off
)

func toggled(isOn bool) toggle {
	if isOn {
		return on
	}
	return off
}

// over returns what is said, by the other where t does not say it.
func (t toggle) over(base toggle) toggle {
	if t == unsaid {
		return base
	}
	return t
}

// A charStyle is what a style, or an element itself, says of characters. The zero value
// says nothing.
type charStyle struct {
	struck, struckTwice, hidden, upper toggle
	colour, behind                     paint
	size                               float64 // points, where sized
	sized                              bool
	shift                              shift // where shifted
	shifted                            bool
	font                               string
}

// over returns the style with what it does not say taken from another.
func (c charStyle) over(base charStyle) charStyle {
	c.struck, c.struckTwice = c.struck.over(base.struck), c.struckTwice.over(base.struckTwice)
	c.hidden, c.upper = c.hidden.over(base.hidden), c.upper.over(base.upper)
	if c.colour.is == paintUnsaid {
		c.colour = base.colour
	}
	if c.behind.is == paintUnsaid {
		c.behind = base.behind
	}
	if !c.sized {
		c.size, c.sized = base.size, base.sized
	}
	if !c.shifted {
		c.shift, c.shifted = base.shift, base.shifted
	}
	if c.font == "" {
		c.font = base.font
	}
	return c
}

// tiny is the size in points below which text cannot be read.
const tiny = 2

// look returns how characters of this style appear on a background.
func (c charStyle) look(behind paint) look {
	l := look{struck: c.struck == on || c.struckTwice == on, upper: c.upper == on, shift: c.shift}
	switch {
	case c.hidden == on:
		l.hidden = dossier.HiddenByMark
	case c.sized && c.size < tiny:
		l.hidden = dossier.HiddenTiny
	case c.colour.vanishesOn(c.behind.on(behind)):
		l.hidden = dossier.HiddenWhite
	}
	return l
}

// scripts are the characters that Unicode has raised and lowered forms of, and these.
var scripts = map[shift]map[rune]rune{
	superscript: pairs("0123456789+-−=()abcdefghijklmnoprstuvwxyzABDEGHIJKLMNOPRTUVWβγδθφχ",
		"⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻᴬᴮᴰᴱᴳᴴᴵᴶᴷᴸᴹᴺᴼᴾᴿᵀᵁⱽᵂᵝᵞᵟᶿᵠᵡ"),
	lowered: pairs("0123456789+-−=()aehijklmnoprstuvxβγρφχ",
		"₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓᵦᵧᵨᵩᵪ"),
}

// pairs maps each character to the one in the same place.
func pairs(from, to string) map[rune]rune {
	mapped, forms := map[rune]rune{}, []rune(to)
	for i, r := range []rune(from) {
		mapped[r] = forms[i]
	}
	return mapped
}

// scripted writes raised or lowered text in the characters that Unicode has for it, or,
// where one of them has no such form, as ^(text) or _(text).
func scripted(to shift, text string) string {
	trimmed := strings.TrimSpace(text)
	if trimmed == "" || to == onLine {
		return text
	}
	var b strings.Builder
	for _, r := range trimmed {
		form, ok := scripts[to][r]
		if !ok {
			sign := map[shift]string{superscript: "^", lowered: "_"}[to]
			return strings.Replace(text, trimmed, sign+"("+trimmed+")", 1)
		}
		b.WriteRune(form)
	}
	return strings.Replace(text, trimmed, b.String(), 1)
}

// fraction writes one text over another on a line.
func fraction(over, under string) string { return bracketed(over) + "/" + bracketed(under) }

// bracketed puts an expression of several terms in brackets.
func bracketed(s string) string {
	s = strings.TrimSpace(s)
	isTerm := func(r rune) bool {
		return unicode.IsLetter(r) || unicode.IsNumber(r) || unicode.IsMark(r) || r == '.' || r == ','
	}
	if !slices.ContainsFunc([]rune(s), func(r rune) bool { return !isTerm(r) }) {
		return s
	}
	return "(" + s + ")"
}
