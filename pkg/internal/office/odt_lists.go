package office

import (
	"encoding/xml"
	"strconv"
	"strings"
)

const odtListLevels = 10

// An odtListStyle says how the items of each level are numbered.
type odtListStyle [odtListLevels]*odtListLevel

type odtListLevel struct {
	format         numeral
	sign           string // of a bullet
	prefix, suffix string
	template       string // %1% stands for the number of the first level; "" for none
	start          int
	shown          int // levels whose numbers are shown
}

// levelFromOne reads a level, from 1, as an index.
func levelFromOne(s string) int { return min(max(counted(s, 1), 1), odtListLevels) - 1 }

func newODTListLevel(element xml.StartElement) *odtListLevel {
	l := &odtListLevel{
		prefix: attribute(element, "num-prefix"), suffix: attribute(element, "num-suffix"), template: attribute(element, "num-list-format"),
		start: counted(attribute(element, "start-value"), 1), shown: min(max(counted(attribute(element, "display-levels"), 1), 1), odtListLevels),
	}
	doubles := attribute(element, "num-letter-sync") == "true"
	switch attribute(element, "num-format") {
	case "":
		l.format = noNumeral
	case "i":
		l.format = lowerRoman
	case "I":
		l.format = upperRoman
	case "a":
		l.format = map[bool]numeral{false: lowerLetters, true: lowerDoubled}[doubles]
	case "A":
		l.format = map[bool]numeral{false: upperLetters, true: upperDoubled}[doubles]
	}
	switch element.Name.Local {
	case "list-level-style-bullet":
		l.format, l.sign = bullet, bulletSign("", attribute(element, "bullet-char"))
	case "list-level-style-image":
		l.format, l.sign = bullet, bullets[0]
	}
	return l
}

// An odtCount is how far the items of a list are counted.
type odtCount [odtListLevels]struct {
	n   int
	set bool
}

// next counts an item at a level, from 0, and returns its number as it is written. start
// is what the item says of its number, "" for nothing.
func (c *odtCount) next(style *odtListStyle, at int, start string) string {
	level := style[at]
	if level == nil {
		level = &odtListLevel{format: noNumeral, start: 1}
	}
	if !c[at].set {
		c[at].n, c[at].set = level.start-1, true
	}
	c[at].n++
	c[at].n = counted(start, c[at].n)
	for i := at + 1; i < odtListLevels; i++ {
		c[i].set = false
	}
	return c.write(style, level, at)
}

func (c *odtCount) write(style *odtListStyle, level *odtListLevel, at int) string {
	switch {
	case level.format == bullet:
		return level.sign
	case level.format == noNumeral:
		return strings.TrimSpace(level.prefix + level.suffix)
	}
	numbers := make([]string, at+1)
	for i := range numbers {
		of := style[i]
		switch {
		case of == nil || of.format == bullet || of.format == noNumeral:
		case !c[i].set:
			numbers[i] = of.format.write(of.start)
		default:
			numbers[i] = of.format.write(c[i].n)
		}
	}
	if level.template != "" {
		written := level.template
		for i, number := range numbers {
			written = strings.ReplaceAll(written, "%"+strconv.Itoa(i+1)+"%", number)
		}
		return strings.TrimSpace(written)
	}
	var shown []string
	for _, number := range numbers[max(0, at+1-level.shown):] {
		if number != "" {
			shown = append(shown, number)
		}
	}
	return strings.TrimSpace(level.prefix + strings.Join(shown, ".") + level.suffix)
}

// An odtList is a list that is open.
type odtList struct {
	style string
	count *odtCount
}

// An odtItem is an item that is open.
type odtItem struct {
	numbered bool // its number was written, or it has none
	start    string
}

// odtLists are the lists of a part.
type odtLists struct {
	open  []odtList
	items []*odtItem
	byID  map[string]*odtCount
	last  odtList // the outermost one that was begun last
}

// begin opens a list. Lists within lists are counted by the outermost.
func (l *odtLists) begin(element xml.StartElement) {
	list := odtList{style: attribute(element, "style-name")}
	if len(l.open) > 0 {
		above := l.open[len(l.open)-1]
		list.count = above.count
		if list.style == "" {
			list.style = above.style
		}
	} else {
		list.count = l.byID[attribute(element, "continue-list")]
		if list.count == nil && attribute(element, "continue-numbering") == "true" && l.last.style == list.style {
			list.count = l.last.count
		}
		if list.count == nil {
			list.count = &odtCount{}
		}
		l.last = list
	}
	if id := attribute(element, "id"); id != "" {
		l.byID[id] = list.count
	}
	l.open = append(l.open, list)
}

func (l *odtLists) end() { l.open = l.open[:max(len(l.open)-1, 0)] }

func (l *odtLists) beginItem(element xml.StartElement) {
	l.items = append(l.items, &odtItem{numbered: element.Name.Local == "list-header", start: attribute(element, "start-value")})
}

func (l *odtLists) endItem() { l.items = l.items[:max(len(l.items)-1, 0)] }

// number returns the number that is due before a paragraph; "" for none. style is the
// list style that the paragraph's own style names.
func (l *odtLists) number(styles odtStyles, style string) string {
	if len(l.open) == 0 || len(l.items) == 0 {
		return ""
	}
	item, list := l.items[len(l.items)-1], l.open[len(l.open)-1]
	if item.numbered {
		return ""
	}
	item.numbered = true
	if list.style != "" {
		style = list.style
	}
	of := styles.lists[style]
	if of == nil {
		return ""
	}
	return list.count.next(of, min(len(l.open), odtListLevels)-1, item.start)
}
