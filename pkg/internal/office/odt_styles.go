package office

import (
	"encoding/xml"
	"errors"
	"strconv"
	"strings"
)

// odtStyles are what the parts of an ODT define (ISO/IEC 26300-1, 16).
type odtStyles struct {
	byName  map[odtStyleName]*odtStyle // a default has no name
	lists   map[string]*odtListStyle
	outline *odtListStyle // of headings
	page    paint
}

type odtStyleName struct{ family, name string }

type odtStyle struct {
	parent                  string
	characters              charStyle
	behind                  paint
	list                    string
	breakBefore, breakAfter toggle
}

func newODTStyles() odtStyles {
	return odtStyles{byName: map[odtStyleName]*odtStyle{}, lists: map[string]*odtListStyle{}, outline: &odtListStyle{}, page: white}
}

// resolve returns a style with what the styles say that it has for parents.
func (s odtStyles) resolve(family, name string) odtStyle {
	var found odtStyle
	for range maxBasedOn {
		next := s.byName[odtStyleName{family, name}]
		if next == nil && name == "" {
			break
		}
		if next == nil { // of none, or of one that is missing
			name = ""
			continue
		}
		found.characters = found.characters.over(next.characters)
		found.behind = found.behind.on(next.behind)
		found.breakBefore = found.breakBefore.over(next.breakBefore)
		found.breakAfter = found.breakAfter.over(next.breakAfter)
		if found.list == "" {
			found.list = next.list
		}
		if name == "" {
			break
		}
		name = next.parent
	}
	return found
}

// errBody ends the reading of styles: what follows is no style.
var errBody = errors.New("the body begins")

// read takes the styles of a part, before its body.
func (s *odtStyles) read(data []byte) error {
	r := odtStyleReader{styles: s}
	if err := walk(data, &r); !errors.Is(err, errBody) {
		return err
	}
	return nil
}

type odtStyleReader struct {
	styles *odtStyles
	open   *odtStyle
	list   *odtListStyle
	level  *odtListLevel
}

func (r *odtStyleReader) start(element xml.StartElement) (bool, error) {
	switch name := element.Name.Local; name {
	case "body":
		return false, errBody
	case "master-styles", "font-face-decls":
		return true, nil
	case "style", "default-style":
		r.open = &odtStyle{parent: attribute(element, "parent-style-name"), list: attribute(element, "list-style-name")}
		key := odtStyleName{attribute(element, "family"), attribute(element, "name")}
		if name == "default-style" {
			key.name = ""
		}
		r.styles.byName[key] = r.open
	case "page-layout-properties":
		r.styles.page = paintOf(attribute(element, "background-color")).on(r.styles.page)
	case "list-style":
		r.list = &odtListStyle{}
		r.styles.lists[attribute(element, "name")] = r.list
	case "outline-style":
		r.list = r.styles.outline
	case "list-level-style-number", "list-level-style-bullet", "list-level-style-image", "outline-level-style":
		if r.list != nil {
			r.level = newODTListLevel(element)
			r.list[levelFromOne(attribute(element, "level"))] = r.level
		}
	case "text-properties":
		if r.level == nil && r.open != nil {
			r.open.characters = odtCharacters(element)
		}
	default:
		if r.open != nil && strings.HasSuffix(name, "-properties") {
			r.open.set(element)
		}
	}
	return false, nil
}

func (r *odtStyleReader) end(name string) error {
	switch name {
	case "style", "default-style":
		r.open = nil
	case "list-style", "outline-style":
		r.list = nil
	case "list-level-style-number", "list-level-style-bullet", "list-level-style-image", "outline-level-style":
		r.level = nil
	}
	return nil
}

func (r *odtStyleReader) text(string) {}

// set takes the properties of a paragraph, a table, a cell or a shape.
func (s *odtStyle) set(element xml.StartElement) {
	if value := attribute(element, "break-before"); value != "" {
		s.breakBefore = toggled(value == "page")
	}
	if value := attribute(element, "break-after"); value != "" {
		s.breakAfter = toggled(value == "page")
	}
	if behind := paintOf(attribute(element, "background-color")); behind.is != paintUnsaid {
		s.behind = behind
	}
	switch attribute(element, "fill") {
	case "":
	case "none":
		s.behind = paint{is: paintNone}
	case "solid":
		s.behind = paintOf(attribute(element, "fill-color")).on(paint{is: paintUnknown})
	default:
		s.behind = paint{is: paintUnknown}
	}
}

// odtCharacters reads text properties.
func odtCharacters(element xml.StartElement) charStyle {
	c := charStyle{
		colour: paintOf(attribute(element, "color")),
		behind: paintOf(attribute(element, "background-color")),
	}
	if attribute(element, "use-window-font-color") == "true" {
		c.colour = paint{is: paintUnknown}
	}
	for _, name := range []string{"text-line-through-style", "text-line-through-type"} {
		if value := attribute(element, name); value != "" && c.struck != off {
			c.struck = toggled(value != "none")
		}
	}
	if value := attribute(element, "display"); value != "" {
		c.hidden = toggled(value == "none")
	}
	if value := attribute(element, "text-transform"); value != "" {
		c.upper = toggled(value == "uppercase")
	}
	if points, ok := strings.CutSuffix(attribute(element, "font-size"), "pt"); ok {
		if size, err := strconv.ParseFloat(points, 64); err == nil {
			c.size, c.sized = size, true
		}
	}
	if position := attribute(element, "text-position"); position != "" {
		c.shift, c.shifted = odtShift(position), true
	}
	return c
}

// odtShift reads a style:text-position: how far text is raised, and its size.
func odtShift(position string) shift {
	by, _, _ := strings.Cut(position, " ")
	switch by {
	case "super":
		return superscript
	case "sub":
		return lowered
	}
	percent, err := strconv.ParseFloat(strings.TrimSuffix(by, "%"), 64)
	if err != nil {
		return onLine
	}
	return shiftBy(percent)
}
