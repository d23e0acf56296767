package office

import (
	"strconv"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"github.com/leakprint/leakprint/pkg/dossier"
)

// An htmlStyle is how an element appears, and what those within it inherit.
type htmlStyle struct {
	gone           dossier.HiddenKind // why nothing of the element is shown; "" where it is
	invisible      bool
	struck         bool
	upper, lower   bool
	kept           bool // white space counts
	colour, behind paint
	size           float64 // pixels
	shift          shift
	list           string // list-style-type
	lists          int    // unordered lists around it
	values         map[string]string
}

// firstStyle is that of the page.
var firstStyle = htmlStyle{colour: paint{is: paintKnown}, behind: white, size: 16}

// tinyPixels is the size below which text cannot be read.
const tinyPixels = 2

func (s htmlStyle) look() look {
	l := look{hidden: s.gone, struck: s.struck, upper: s.upper, shift: s.shift}
	switch {
	case l.hidden != "":
	case s.invisible:
		l.hidden = dossier.HiddenByMark
	case s.size < tinyPixels:
		l.hidden = dossier.HiddenTiny
	case s.colour.vanishesOn(s.behind):
		l.hidden = dossier.HiddenWhite
	}
	return l
}

// expand returns a declaration as those of its parts that say what is seen.
func expand(property, value string) []declaration {
	one := func(name, value string) []declaration { return []declaration{{property: name, value: value}} }
	switch property {
	case "background":
		return one("background-color", paintIn(value))
	case "background-image":
		if value == "none" {
			return nil
		}
		return one("background-color", "picture")
	case "text-decoration":
		return one("text-decoration-line", value)
	case "list-style":
		for _, word := range strings.Fields(value) {
			if _, known := listTypes[word]; known {
				return one("list-style-type", word)
			}
		}
		return nil
	case "font":
		for _, word := range strings.Fields(value) {
			size, _, _ := strings.Cut(word, "/")
			if _, ok := length(size, 1, true); ok {
				return one("font-size", size)
			}
		}
		return nil
	case "page-break-before", "page-break-after":
		return one(strings.TrimPrefix(property, "page-"), value)
	case "-webkit-text-fill-color":
		return one("color", value)
	case "display", "visibility", "opacity", "font-size", "color", "background-color", "text-decoration-line", "text-transform", "vertical-align",
		"list-style-type", "position", "left", "right", "top", "bottom", "text-indent", "margin-left", "margin-top", "clip", "clip-path",
		"width", "height", "max-width", "max-height", "overflow", "white-space", "break-before", "break-after", "transform":
		return one(property, value)
	}
	return nil
}

// paintIn returns the colour in a value of background: that of a picture is not known.
func paintIn(value string) string {
	if strings.Contains(value, "url(") || strings.Contains(value, "gradient") || strings.Contains(value, "var(") {
		return "picture"
	}
	if i := strings.Index(value, "rgb"); i >= 0 {
		before, _, _ := strings.Cut(value[i:], ")")
		return before + ")"
	}
	for _, word := range strings.Fields(value) {
		if paintOf(word).is == paintKnown && (strings.HasPrefix(word, "#") || word[0] >= 'a') {
			return word
		}
	}
	return "transparent"
}

// styleOf returns how an element appears within another.
func (p *htmlPage) styleOf(n *html.Node, around htmlStyle) htmlStyle {
	s := around
	s.values = p.sheet.declarationsFor(n)
	s.takeElement(n)
	said := func(property string) string { return s.values[property] }
	switch said("visibility") {
	case "hidden", "collapse":
		s.invisible = true
	case "visible":
		s.invisible = false
	}
	if value := said("font-size"); value != "" {
		if size, ok := length(value, around.size, true); ok {
			s.size = size
		}
	}
	if value := said("color"); value != "" && value != "inherit" && value != "currentcolor" {
		s.colour = paintOf(value)
	}
	if value := said("background-color"); value != "" {
		s.behind = paintOf(value).on(around.behind)
	}
	if value := said("text-transform"); value != "" {
		s.upper, s.lower = value == "uppercase", value == "lowercase"
	}
	if value := said("white-space"); value != "" {
		s.kept = value == "pre" || value == "pre-wrap" || value == "break-spaces"
	}
	switch said("vertical-align") {
	case "super":
		s.shift = superscript
	case "sub":
		s.shift = lowered
	case "baseline":
		s.shift = around.shift
	}
	if value := said("list-style-type"); value != "" {
		s.list = value
	}
	if s.gone == "" {
		s.gone = s.whyGone(n)
	}
	return s
}

// takeElement takes what elements look like of themselves, and their attributes.
func (s *htmlStyle) takeElement(n *html.Node) {
	decoration, isSaid := s.values["text-decoration-line"]
	struck := strings.Contains(decoration, "line-through")
	switch n.DataAtom {
	case atom.S, atom.Strike, atom.Del:
		struck = struck || !isSaid
	case atom.Sup:
		s.shift = superscript
	case atom.Sub:
		s.shift = lowered
	case atom.Pre, atom.Textarea:
		s.kept = true
	case atom.Ol:
		s.list = listAttribute(n, "decimal")
	case atom.Ul, atom.Menu, atom.Dir:
		s.list = listAttribute(n, []string{"disc", "circle", "square"}[min(s.lists, len(bullets)-1)])
		s.lists++
	case atom.Li:
		s.list = listAttribute(n, s.list)
	case atom.Font, atom.Body:
		if colour := paintOf(attributeOf(n, map[atom.Atom]string{atom.Font: "color", atom.Body: "text"}[n.DataAtom])); colour.is == paintKnown {
			s.colour = colour
		}
	}
	s.struck = s.struck || struck
	if behind := paintOf(attributeOf(n, "bgcolor")); behind.is == paintKnown {
		s.behind = behind
	}
}

// whyGone returns why nothing of an element is shown, nor of those within it.
func (s htmlStyle) whyGone(n *html.Node) dossier.HiddenKind {
	said := func(property string) string { return s.values[property] }
	far := func(property string) bool {
		to, ok := length(said(property), s.size, false)
		const away = -500 // pixels
		return ok && to <= away
	}
	none := func(property string) bool {
		size, ok := length(said(property), s.size, false)
		return ok && size <= 1
	}
	display := said("display")
	placed := said("position") == "absolute" || said("position") == "fixed"
	cut := strings.HasPrefix(said("overflow"), "hidden") || strings.HasPrefix(said("overflow"), "clip")
	opacity, err := strconv.ParseFloat(strings.TrimSuffix(said("opacity"), "%"), 64)
	switch {
	case display == "none" || display == "" && isClosed(n):
		return dossier.HiddenByMark
	case err == nil && opacity < .1:
		return dossier.HiddenByMark
	case cut && (none("width") || none("height") || none("max-width") || none("max-height")):
		return dossier.HiddenByMark
	case placed && (strings.HasPrefix(said("clip"), "rect(0") || strings.HasPrefix(said("clip"), "rect(1px")):
		return dossier.HiddenByMark
	case said("clip-path") == "inset(50%)" || said("clip-path") == "inset(100%)" || strings.HasPrefix(said("transform"), "scale(0)"):
		return dossier.HiddenByMark
	case said("position") != "" && said("position") != "static" && (far("left") || far("top") || placed && (far("right") || far("bottom"))):
		return dossier.HiddenOffPage
	case far("text-indent") || far("margin-left") || far("margin-top"):
		return dossier.HiddenOffPage
	}
	return ""
}

// isClosed reports whether an element is not shown unless its style says otherwise.
func isClosed(n *html.Node) bool {
	open := false
	for _, a := range n.Attr {
		if a.Key == "hidden" {
			return true
		}
		open = open || a.Key == "open"
	}
	return n.DataAtom == atom.Dialog && !open
}

// fontSizes are the sizes in pixels that have names.
var fontSizes = map[string]float64{
	"xx-small": 9, "x-small": 10, "small": 13, "medium": 16, "large": 18, "x-large": 24, "xx-large": 32, "xxx-large": 48, "smaller": 13, "larger": 19,
}

// pixelsPer are the units of lengths, in CSS pixels.
var pixelsPer = map[string]float64{"px": 1, "pt": 96. / 72, "pc": 16, "in": 96, "cm": 96 / 2.54, "mm": 96 / 25.4, "q": 96 / 101.6, "rem": 16, "vw": 10, "vh": 8}

// length reads a length in pixels. size is what em and, for the size of a font, percent
// refer to.
func length(value string, size float64, ofFont bool) (float64, bool) {
	if named, ok := fontSizes[value]; ok && ofFont {
		return named, true
	}
	end := strings.LastIndexAny(value, "0123456789.") + 1
	number, err := strconv.ParseFloat(value[:end], 64)
	if err != nil {
		return 0, false
	}
	unit := value[end:]
	switch {
	case number == 0:
		return 0, unit != "%" || ofFont
	case unit == "em":
		return number * size, true
	case unit == "ex" || unit == "ch":
		return number * size / 2, true
	case unit == "%" && ofFont:
		return number * size / 100, true
	case unit == "%":
		const page = 1000 // pixels
		return number * page / 100, number < 0
	}
	per, ok := pixelsPer[unit]
	return number * per, ok
}
