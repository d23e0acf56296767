package office

import (
	"encoding/xml"
	"strconv"
	"strings"
)

// docxStyles are what a DOCX's styles part defines (ISO/IEC 29500-1, 17.7).
type docxStyles struct {
	byID map[string]*docxStyle
	// defaults are those of every character, normal the style of paragraphs that name none.
	defaults charStyle
	normal   string
}

type docxStyle struct {
	id, kind, basedOn string
	characters        charStyle
	behind            paint // of its paragraphs
	list              listRef
	shaded            bool // a table style that paints cells
}

// A listRef says what list a paragraph belongs to. The zero value says nothing.
type listRef struct {
	num   string // "0" for none
	level string
}

func (r listRef) over(base listRef) listRef {
	if r.num == "" {
		r.num = base.num
	}
	if r.level == "" {
		r.level = base.level
	}
	return r
}

// maxBasedOn is how many styles are followed, each based on the next.
const maxBasedOn = 32

// resolve returns a style with what the styles say that it is based on.
func (s docxStyles) resolve(id string) docxStyle {
	var found docxStyle
	for range maxBasedOn {
		next := s.byID[id]
		if next == nil {
			break
		}
		found.characters = found.characters.over(next.characters)
		found.list = found.list.over(next.list)
		found.shaded = found.shaded || next.shaded
		if found.behind.is == paintUnsaid {
			found.behind = next.behind
		}
		id = next.basedOn
	}
	return found
}

// styles reads the styles part; there need not be one.
func (d *docx) readStyles(links relationships) (docxStyles, error) {
	r := docxStyleReader{styles: docxStyles{byID: map[string]*docxStyle{}}}
	data, err := d.readIfAny(links.ofType("styles", ""))
	if err != nil || data == nil {
		return r.styles, err
	}
	return r.styles, walk(data, &r)
}

type docxStyleReader struct {
	styles       docxStyles
	open         *docxStyle
	inCharacters bool
	inParagraph  bool
}

func (r *docxStyleReader) start(element xml.StartElement) (bool, error) {
	name := element.Name.Local
	switch {
	case strings.HasSuffix(name, "Change"):
		return true, nil
	case name == "style":
		r.open = &docxStyle{id: attribute(element, "styleId"), kind: attribute(element, "type")}
		if _, twice := r.styles.byID[r.open.id]; !twice {
			r.styles.byID[r.open.id] = r.open
		}
		if r.open.kind == "paragraph" && isOn(attribute(element, "default"), false) {
			r.styles.normal = r.open.id
		}
	case name == "rPr":
		r.inCharacters = true
	case name == "pPr":
		r.inParagraph = true
	case name == "rPrDefault":
		r.open = nil
	case r.inCharacters && r.open == nil:
		characterProperty(&r.styles.defaults, element)
	case r.open == nil:
	case name == "basedOn":
		r.open.basedOn = attribute(element, "val")
	case name == "shd" && r.open.kind == "table":
		r.open.shaded = r.open.shaded || shading(element).is != paintNone
	case r.inCharacters && r.open.kind != "table":
		characterProperty(&r.open.characters, element)
	case r.inParagraph:
		paragraphProperty(&r.open.list, &r.open.behind, element)
	}
	return false, nil
}

func (r *docxStyleReader) end(name string) error {
	switch name {
	case "rPr":
		r.inCharacters = false
	case "pPr":
		r.inParagraph = false
	case "style":
		r.open = nil
	}
	return nil
}

func (r *docxStyleReader) text(string) {}

// isOn reads a value of ST_OnOff.
func isOn(value string, otherwise bool) bool {
	switch value {
	case "":
		return otherwise
	case "0", "false", "off":
		return false
	}
	return true
}

// characterProperty takes what a child of rPr says. webHidden hides text in web views
// only, and Word sets it on the page numbers of every table of contents.
func characterProperty(c *charStyle, element xml.StartElement) {
	value := attribute(element, "val")
	switch element.Name.Local {
	case "strike":
		c.struck = toggled(isOn(value, true))
	case "dstrike":
		c.struckTwice = toggled(isOn(value, true))
	case "vanish":
		c.hidden = toggled(isOn(value, true))
	case "caps":
		c.upper = toggled(isOn(value, true))
	case "vertAlign":
		if to := (map[string]shift{"superscript": superscript, "subscript": lowered}[value]); to != onLine || !c.shifted {
			c.shift, c.shifted = to, true
		}
	case "position": // as LibreOffice writes raised text; it stands before vertAlign
		c.shift, c.shifted = shiftBy(float64(counted(value, 0))), true
	case "sz":
		if halves, err := strconv.ParseFloat(value, 64); err == nil {
			c.size, c.sized = halves/2, true
		}
	case "color":
		c.colour = paintOf(value)
		if theme := attribute(element, "themeColor"); value == "" && (theme == "background1" || theme == "light1") {
			c.colour = white
		}
	case "highlight":
		c.behind = highlight(value)
	case "shd":
		if c.behind.is == paintUnsaid {
			c.behind = shading(element)
		}
	case "rFonts":
		c.font = attribute(element, "ascii")
	}
}

// shiftBy returns the shift of text that is raised by a length, or lowered.
func shiftBy(length float64) shift {
	switch {
	case length > 0:
		return superscript
	case length < 0:
		return lowered
	}
	return onLine
}

// paragraphProperty takes what a child of pPr, or of its numPr, says.
func paragraphProperty(list *listRef, behind *paint, element xml.StartElement) {
	switch element.Name.Local {
	case "numId":
		list.num = attribute(element, "val")
	case "ilvl":
		list.level = attribute(element, "val")
	case "shd":
		*behind = shading(element)
	}
}

// highlight returns the paint of a value of ST_HighlightColor.
func highlight(value string) paint {
	return paintOf(strings.ToLower(value))
}

// shading returns the paint that w:shd lays behind text.
func shading(element xml.StartElement) paint {
	fill := attribute(element, "fill")
	switch pattern := attribute(element, "val"); pattern {
	case "", "clear", "nil":
	case "solid":
		fill = attribute(element, "color")
		if fill == "" || fill == "auto" {
			fill = "000000"
		}
	default:
		return paint{is: paintUnknown}
	}
	if fill == "" || fill == "auto" {
		return paint{is: paintNone}
	}
	return paintOf(fill)
}
