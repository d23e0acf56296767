package office

import (
	"encoding/xml"
	"strconv"
	"strings"
)

// docxLists are what a DOCX's numbering part defines (ISO/IEC 29500-1, 17.9).
type docxLists struct {
	abstract map[string]*abstractList
	nums     map[string]*listInstance
}

const listLevels = 9

type abstractList struct {
	levels [listLevels]*listLevel
	link   string // the style whose list it is
}

// A listInstance is a list of the text: several may count on together.
type listInstance struct {
	abstract string
	starts   [listLevels]string // where the instance begins to count anew; "" where it goes on
	levels   [listLevels]*listLevel
}

type listLevel struct {
	start    int
	format   numeral
	template string // %1 stands for the number of the first level
	font     string
	style    string // of the paragraphs that are items of this level
	tight    bool   // nothing stands between number and text
	legal    bool   // the numbers of all levels are decimal
	restart  int    // the level, from 1, whose next item sets this one back; 0 for none, -1 for any above
}

// listFormats are the values of ST_NumberFormat that are not written in decimal.
var listFormats = map[string]numeral{
	"decimalZero": decimalZero, "lowerRoman": lowerRoman, "upperRoman": upperRoman, "lowerLetter": lowerDoubled, "upperLetter": upperDoubled,
	"ordinal": ordinal, "bullet": bullet, "none": noNumeral,
}

func (d *docx) readLists(links relationships) (docxLists, error) {
	r := docxListReader{lists: docxLists{map[string]*abstractList{}, map[string]*listInstance{}}}
	data, err := d.readIfAny(links.ofType("numbering", ""))
	if err != nil || data == nil {
		return r.lists, err
	}
	return r.lists, walk(data, &r)
}

type docxListReader struct {
	lists    docxLists
	abstract *abstractList
	num      *listInstance
	override int // the level that an instance overrides
	level    *listLevel
}

func (r *docxListReader) start(element xml.StartElement) (bool, error) {
	value := attribute(element, "val")
	switch name := element.Name.Local; name {
	case "abstractNum":
		r.abstract = &abstractList{}
		r.lists.abstract[attribute(element, "abstractNumId")] = r.abstract
	case "num":
		r.num = &listInstance{}
		r.lists.nums[attribute(element, "numId")] = r.num
	case "abstractNumId":
		if r.num != nil {
			r.num.abstract = value
		}
	case "lvlOverride":
		r.override = levelOf(attribute(element, "ilvl"))
	case "startOverride":
		if r.num != nil {
			r.num.starts[r.override] = value
		}
	case "numStyleLink":
		if r.abstract != nil {
			r.abstract.link = value
		}
	case "lvl":
		r.beginLevel(levelOf(attribute(element, "ilvl")))
	default:
		if r.level != nil {
			r.level.set(element)
		}
	}
	return false, nil
}

func (r *docxListReader) beginLevel(n int) {
	r.level = &listLevel{start: 0, restart: -1}
	switch {
	case r.num != nil:
		r.num.levels[n] = r.level
	case r.abstract != nil:
		r.abstract.levels[n] = r.level
	}
}

// set takes what a child of w:lvl says.
func (l *listLevel) set(element xml.StartElement) {
	value := attribute(element, "val")
	switch element.Name.Local {
	case "start":
		l.start = counted(value, 0)
	case "numFmt":
		l.format = listFormats[value]
	case "lvlText":
		l.template = value
	case "lvlPicBulletId":
		l.format, l.template = bullet, ""
	case "lvlRestart":
		l.restart = counted(value, -1)
	case "suff":
		l.tight = value == "nothing"
	case "isLgl":
		l.legal = isOn(value, true)
	case "pStyle":
		l.style = value
	case "rFonts":
		l.font = attribute(element, "ascii")
	}
}

func (r *docxListReader) end(name string) error {
	switch name {
	case "abstractNum":
		r.abstract = nil
	case "num":
		r.num = nil
	case "lvl":
		r.level = nil
	}
	return nil
}

func (r *docxListReader) text(string) {}

// levelOf reads a level, from 0.
func levelOf(s string) int { return min(max(counted(s, 0), 0), listLevels-1) }

// A listCounter numbers the items of the lists of one part.
type listCounter struct {
	lists  docxLists
	styles docxStyles
	counts map[string]*counts // by abstract list
	begun  map[string]bool    // instances of which an item was counted
}

type counts [listLevels]struct {
	n   int
	set bool
}

func newListCounter(lists docxLists, styles docxStyles) *listCounter {
	return &listCounter{lists, styles, map[string]*counts{}, map[string]bool{}}
}

// next returns the number of the next item, as it is written before its text; "" for a
// paragraph that is no item.
func (c *listCounter) next(ref listRef, style string) (number string, tight bool) {
	num := c.lists.nums[ref.num]
	if num == nil {
		return "", false
	}
	abstract := num.abstract
	for range maxBasedOn { // lists that are defined by styles
		of := c.lists.abstract[abstract]
		if of == nil || of.link == "" {
			break
		}
		linked := c.lists.nums[c.styles.resolve(of.link).list.num]
		if linked == nil {
			break
		}
		abstract = linked.abstract
	}
	levels := c.levels(num, abstract)
	at := c.levelFor(levels, ref, style)
	level := levels[at]
	if level == nil {
		return "", false
	}
	n := c.count(abstract, ref.num, levels, at)
	return level.write(n, levels, at), level.tight
}

// levels returns the levels of a list as an instance of it has them.
func (c *listCounter) levels(num *listInstance, abstract string) [listLevels]*listLevel {
	var levels [listLevels]*listLevel
	if of := c.lists.abstract[abstract]; of != nil {
		levels = of.levels
	}
	for i, own := range num.levels {
		if own != nil {
			levels[i] = own
		}
		if start := num.starts[i]; start != "" && levels[i] != nil {
			anew := *levels[i]
			anew.start = counted(start, 0)
			levels[i] = &anew
		}
	}
	return levels
}

// levelFor returns the level of a paragraph: what it says, or that of its style.
func (c *listCounter) levelFor(levels [listLevels]*listLevel, ref listRef, style string) int {
	if ref.level != "" {
		return levelOf(ref.level)
	}
	for i, l := range levels {
		if l != nil && l.style != "" && l.style == style {
			return i
		}
	}
	return 0
}

// count counts an item and returns the numbers of all levels.
func (c *listCounter) count(abstract, num string, levels [listLevels]*listLevel, at int) counts {
	n := c.counts[abstract]
	if n == nil {
		n = &counts{}
		c.counts[abstract] = n
	}
	if !c.begun[num] {
		c.begun[num] = true
		for i, start := range c.lists.nums[num].starts {
			if start != "" {
				n[i].set = false
			}
		}
	}
	if !n[at].set {
		n[at].n, n[at].set = levels[at].start-1, true
	}
	n[at].n++
	for i := at + 1; i < listLevels; i++ {
		if l := levels[i]; l == nil || l.restart < 0 || at < l.restart {
			n[i].set = false
		}
	}
	shown := *n
	for i := range at {
		if !n[i].set && levels[i] != nil {
			shown[i].n = levels[i].start
		}
	}
	return shown
}

// write writes the number of an item.
func (l *listLevel) write(n counts, levels [listLevels]*listLevel, at int) string {
	if l.format == bullet {
		return bulletSign(l.font, l.template)
	}
	number := l.template
	for i := range at + 1 {
		format := decimal
		if of := levels[i]; of != nil && (!l.legal || i == at && of.format == noNumeral) {
			format = of.format
		}
		number = strings.ReplaceAll(number, "%"+strconv.Itoa(i+1), format.write(n[i].n))
	}
	return strings.TrimSpace(symbols(l.font, number))
}
