package office

import (
	"cmp"
	"encoding/xml"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/leakprint/leakprint/pkg/dossier"
)

// A docxPart is a part being read.
type docxPart struct {
	*docx
	*flow
	links   relationships
	counter *listCounter

	inText     bool             // in an element that holds characters
	paragraphs []*docxParagraph // that are open, one in the text box of another
	runs       []*docxRun       // that are open
	properties *charStyle       // being read
	behind     []paint          // of the table cells and shapes that are open
	inShape    bool             // in the properties of a shape
	painted    bool             // a coloured shape or a picture came before, which another may lie on
	deleted    int              // elements open of which all was deleted
	row        docxRow          // of a table, the last one that has properties
	field      *formField       // being read
	formula    formulaReader
	notesByID  map[string]string // when this part holds footnotes, endnotes or comments
	noteID     string            // the one being read
	counted    map[string]int    // notes referred to, by kind
}

type docxParagraph struct {
	style        string
	mark         charStyle // of its number
	behind       paint
	list         listRef
	inProperties bool
	begun        bool
}

type docxRun struct {
	style string
	own   charStyle
}

// A formField is a check box, a list or a text to fill in, of Word 97.
type formField struct {
	kind    string // "checkBox", "ddList"
	on      bool
	choice  int
	entries []string
}

func (d *docx) newPart(links relationships) *docxPart {
	return &docxPart{
		docx: d, flow: newFlow(&d.concealed), links: links, counter: newListCounter(d.lists, d.styles),
		behind: []paint{d.page}, counted: map[string]int{},
	}
}

func (p *docxPart) start(element xml.StartElement) (skip bool, err error) {
	name := element.Name.Local
	switch {
	case name == "Fallback" || name == "tabs" || name == "sectPr" || strings.HasSuffix(name, "PrChange"):
		return true, nil // the same content again; where tabs stop; what was
	case p.deleted > 0:
		p.startDeleted(element)
	case p.formula.isOpen() || name == "oMath":
		p.formula.start(element)
	case p.properties != nil:
		p.property(element)
	case p.inShape:
		if p.shapeProperty(element) {
			return true, nil
		}
		return p.reference(element)
	case p.field != nil:
		p.field.set(element)
	case p.paragraphProperty(element) || p.structure(element) || p.sign(element):
	default:
		return p.reference(element)
	}
	return false, nil
}

// paragraphProperty takes an element within pPr.
func (p *docxPart) paragraphProperty(element xml.StartElement) bool {
	if len(p.paragraphs) == 0 || !p.paragraph().inProperties {
		return false
	}
	switch q := p.paragraph(); element.Name.Local {
	case "rPr":
		p.properties = &q.mark
	case "pStyle":
		q.style = attribute(element, "val")
	case "pageBreakBefore":
		if isOn(attribute(element, "val"), true) {
			p.beginPage()
		}
	default:
		paragraphProperty(&q.list, &q.behind, element)
	}
	return true
}

// property takes an element within rPr.
func (p *docxPart) property(element xml.StartElement) {
	switch element.Name.Local {
	case "del", "moveFrom":
		// Of the paragraph mark: what follows belongs to this paragraph.
		if len(p.paragraphs) > 0 && p.properties == &p.paragraph().mark {
			p.top().joined = true
		}
	case "rStyle":
		if len(p.runs) > 0 && p.properties == &p.run().own {
			p.run().style = attribute(element, "val")
		}
	default:
		characterProperty(p.properties, element)
	}
}

func (p *docxPart) paragraph() *docxParagraph { return p.paragraphs[len(p.paragraphs)-1] }
func (p *docxPart) run() *docxRun             { return p.runs[len(p.runs)-1] }

// structure takes an element that others stand in.
func (p *docxPart) structure(element xml.StartElement) bool {
	switch name := element.Name.Local; name {
	case "trPr":
		p.row = docxRow{inProperties: true}
	case "hidden":
		return p.row.takes(dossier.HiddenByMark, isOn(attribute(element, "val"), true))
	case "del", "moveFrom":
		if !p.row.takes(dossier.HiddenDeleted, true) {
			p.deleted++
		}
	case "p":
		p.paragraphs = append(p.paragraphs, &docxParagraph{style: p.styles.normal})
	case "pPr":
		if len(p.paragraphs) > 0 {
			p.paragraph().inProperties = true
		}
	case "r":
		p.runs = append(p.runs, &docxRun{})
	case "rPr":
		p.properties = &charStyle{} // of nothing that is read
		if len(p.runs) > 0 {
			p.properties = &p.run().own
		}
	case "t":
		p.inText = true
	case "tbl", "tc", "pic", "wsp", "shape", "rect", "roundrect", "oval":
		p.behind = append(p.behind, p.background())
		if name == "wsp" && p.painted {
			p.paintBehind(paint{is: paintUnknown})
		}
		if fill, _, _ := strings.Cut(attribute(element, "fillcolor"), " "); attribute(element, "filled") != "f" {
			p.paintBehind(paintOf(fill))
		}
	case "tblStyle":
		if p.styles.resolve(attribute(element, "val")).shaded {
			p.paintBehind(paint{is: paintUnknown})
		}
	case "shd": // of a cell or a table
		p.paintBehind(shading(element))
	case "spPr":
		p.inShape = true
	case "fillRef":
		if p.background() == p.page && attribute(element, "idx") != "0" {
			p.paintBehind(paint{is: paintUnknown})
		}
	case "background":
		if p.pageIsPainted {
			p.page = paintOf(attribute(element, "color")).on(p.page)
			p.behind[0] = p.page
		}
	case "txbxContent":
		p.openAside()
	case "ffData":
		p.field = &formField{}
	default:
		return false
	}
	return true
}

func (p *docxPart) background() paint { return p.behind[len(p.behind)-1] }

// paintBehind paints the table, cell or shape that is open.
func (p *docxPart) paintBehind(with paint) {
	if len(p.behind) > 1 {
		p.behind[len(p.behind)-1] = with.on(p.background())
	}
}

// shapeProperty takes an element within the properties of a shape.
func (p *docxPart) shapeProperty(element xml.StartElement) (skip bool) {
	switch element.Name.Local {
	case "ln", "effectLst":
		return true
	case "srgbClr":
		p.paintBehind(paintOf(attribute(element, "val")))
		p.painted = p.painted || p.background() != p.page
	case "schemeClr", "gradFill", "blipFill", "pattFill":
		p.paintBehind(paint{is: paintUnknown})
		p.painted = true
	}
	return false
}

// sign takes an element that stands for characters.
func (p *docxPart) sign(element xml.StartElement) bool {
	switch element.Name.Local {
	case "lastRenderedPageBreak":
		p.beginPage()
	case "br":
		if attribute(element, "type") == "page" {
			p.beginPage()
		} else {
			p.put("\n")
		}
	case "cr":
		p.put("\n")
	case "tab", "ptab":
		p.put("\t")
	case "noBreakHyphen":
		p.put("-")
	case "softHyphen":
		p.put("\u00ad")
	case "sym":
		if c, err := strconv.ParseUint(attribute(element, "char"), 16, 16); err == nil && (c < 0xD800 || c >= 0xE000) {
			p.put(symbols(attribute(element, "font"), string(rune(c))))
		}
	case "footnoteRef", "endnoteRef": // the number is written where the note is placed
	default:
		return false
	}
	return true
}

// reference takes an element that refers to something else, or that is skipped.
func (p *docxPart) reference(element xml.StartElement) (skip bool, err error) {
	switch name := element.Name.Local; name {
	case "footnote", "endnote", "comment":
		if p.notesByID == nil || strings.HasSuffix(strings.ToLower(attribute(element, "type")), "separator") {
			return true, nil
		}
		p.noteID = attribute(element, "id")
		p.openAside()
	case "footnoteReference", "endnoteReference":
		return false, p.refer(strings.TrimSuffix(name, "Reference")+"s", element)
	case "commentReference":
		return false, p.comment(attribute(element, "id"))
	case "blip":
		p.painted = true
		return false, p.picture(p.links, cmp.Or(attribute(element, "embed"), attribute(element, "link")))
	case "imagedata":
		return false, p.picture(p.links, attribute(element, "id"))
	case "altChunk", "OLEObject":
		p.note("documents embedded in this one were not read")
	}
	return false, nil
}

// A docxRow is a row of a table of which nothing is shown.
type docxRow struct {
	inProperties bool               // in trPr
	gone         dossier.HiddenKind // why nothing of it is shown; "" where it is
	open         int                // rows open in it, itself included
}

// takes says within the properties of a row, if it is so, that the row is not shown, and
// reports whether these are open.
func (r *docxRow) takes(kind dossier.HiddenKind, so bool) bool {
	if r.inProperties && so {
		r.gone = kind
	}
	return r.inProperties
}

// endRowProperties takes the rest of a row for deleted if nothing of it is shown.
func (p *docxPart) endRowProperties() {
	p.row.inProperties = false
	if p.row.gone != "" {
		p.row.open = 1
		p.deleted++
	}
}

// conceal puts text aside that was deleted, or is in a row that is hidden.
func (p *docxPart) conceal(text string) {
	kind := dossier.HiddenDeleted
	if p.row.open > 0 && p.deleted == 1 {
		kind = p.row.gone
	}
	p.concealed.add(kind, text)
}

// startDeleted takes an element of which all was deleted.
func (p *docxPart) startDeleted(element xml.StartElement) {
	switch element.Name.Local {
	case "tr":
		if p.row.open > 0 {
			p.row.open++
		}
	case "del", "moveFrom":
		p.deleted++
	case "t", "delText":
		p.inText = true
	case "tab", "br", "cr", "p":
		p.conceal(" ")
	}
}

func (p *docxPart) endDeleted(name string) {
	switch name {
	case "tr":
		if p.row.open == 1 {
			p.deleted--
		}
		p.row.open = max(0, p.row.open-1)
	case "del", "moveFrom":
		p.deleted--
	case "t", "delText":
		p.inText = false
	}
}

// end ends an element in whatever it began in, as start has it.
func (p *docxPart) end(name string) error {
	switch {
	case p.deleted > 0:
		p.endDeleted(name)
	case p.formula.isOpen():
		p.put(p.formula.end())
	case p.properties != nil:
		if name == "rPr" {
			p.properties = nil
		}
	case p.inShape:
		p.inShape = name != "spPr"
	case p.field != nil:
		if name == "ffData" {
			p.put(p.field.String())
			p.field = nil
		}
	case len(p.paragraphs) > 0 && p.paragraph().inProperties:
		if name == "pPr" {
			p.paragraph().inProperties = false
			p.beginParagraph()
		}
	default:
		p.endStructure(name)
	}
	return nil
}

func (p *docxPart) endStructure(name string) {
	switch name {
	case "t":
		p.inText = false
	case "r":
		p.runs = p.runs[:max(len(p.runs)-1, 0)]
	case "p":
		p.endDocxParagraph()
	case "tbl", "tc", "pic", "wsp", "shape", "rect", "roundrect", "oval":
		p.behind = p.behind[:max(len(p.behind)-1, 1)]
	case "trPr":
		p.endRowProperties()
	case "txbxContent":
		p.closeBox()
	case "footnote", "endnote", "comment":
		if note := p.closeAside(); p.notesByID != nil {
			p.notesByID[p.noteID] = note
		}
	}
}

func (p *docxPart) endDocxParagraph() {
	if len(p.paragraphs) == 0 {
		return
	}
	p.beginParagraph()
	p.paragraphs = p.paragraphs[:len(p.paragraphs)-1]
	p.endParagraph()
}

// beginParagraph sets the paragraph's number, once.
func (p *docxPart) beginParagraph() {
	if len(p.paragraphs) == 0 || p.paragraph().begun {
		return
	}
	q := p.paragraph()
	q.begun = true
	style := p.styles.resolve(q.style)
	list := q.list.over(style.list)
	if list.num == "" || p.top().goesOn {
		return
	}
	number, tight := p.counter.next(list, q.style)
	l := q.mark.over(style.characters).over(p.styles.defaults).look(p.paragraphBackground())
	l.shift = onLine
	p.mark(l, number)
	if tight {
		p.top().marker = strings.TrimSuffix(p.top().marker, " ")
	}
}

func (p *docxPart) paragraphBackground() paint {
	if len(p.paragraphs) == 0 {
		return p.background()
	}
	q := p.paragraph()
	return q.behind.on(p.styles.resolve(q.style).behind.on(p.background()))
}

// characters is the style of the run that is open.
func (p *docxPart) characters() charStyle {
	var c charStyle
	if len(p.runs) > 0 {
		c = p.run().own.over(p.styles.resolve(p.run().style).characters)
	}
	if len(p.paragraphs) > 0 {
		c = c.over(p.styles.resolve(p.paragraph().style).characters)
	}
	return c.over(p.styles.defaults)
}

// put writes characters as the run that is open shows them.
func (p *docxPart) put(s string) {
	if s == "" {
		return
	}
	p.beginParagraph()
	p.show(p.characters().look(p.paragraphBackground()), s)
}

func (p *docxPart) text(s string) {
	switch {
	case p.formula.isOpen():
		p.formula.text(s)
	case !p.inText:
	case p.deleted > 0:
		p.conceal(s)
	default:
		p.put(symbols(p.characters().font, s))
	}
}

// set takes an element of a form field.
func (f *formField) set(element xml.StartElement) {
	value := attribute(element, "val")
	switch name := element.Name.Local; name {
	case "checkBox", "ddList":
		f.kind = name
	case "checked":
		f.on = isOn(value, true)
	case "default":
		f.on = isOn(value, true)
		f.choice = counted(value, 0)
	case "result":
		f.choice = counted(value, 0)
	case "listEntry":
		f.entries = append(f.entries, value)
	}
}

// String is what the field shows beside its text.
func (f *formField) String() string {
	switch {
	case f == nil:
	case f.kind == "checkBox":
		return checkBox(f.on)
	case f.kind == "ddList" && f.choice >= 0 && f.choice < len(f.entries):
		return f.entries[f.choice]
	}
	return ""
}

func checkBox(isOn bool) string {
	if isOn {
		return "☑"
	}
	return "☐"
}

// refer writes the number of a note and puts the note on the page that refers to it.
func (p *docxPart) refer(kind string, element xml.StartElement) error {
	if p.notesByID != nil { // a note on a note
		return nil
	}
	notes, err := p.notesOf(kind)
	if err != nil {
		return err
	}
	id := attribute(element, "id")
	text, ok := notes[id]
	delete(notes, id)
	number := ""
	if !isOn(attribute(element, "customMarkFollows"), false) {
		p.counted[kind]++
		format := map[string]numeral{"footnotes": decimal, "endnotes": lowerRoman}[kind]
		number = scripted(superscript, format.write(p.counted[kind]))
	}
	l := p.characters().look(p.paragraphBackground())
	l.shift = onLine
	p.beginParagraph()
	p.show(l, number)
	switch {
	case !ok:
	case l.hidden != "":
		p.concealed.add(l.hidden, text)
	default:
		p.notes = append(p.notes, number+text)
	}
	return nil
}

// comment puts a comment aside.
func (p *docxPart) comment(id string) error {
	comments, err := p.notesOf("comments")
	if err == nil && p.notesByID == nil {
		p.concealed.end()
		p.concealed.add(dossier.HiddenComment, comments[id])
		p.concealed.end()
		delete(comments, id)
	}
	return err
}

// notesOf returns the notes of a kind that were not placed yet, by id.
func (p *docxPart) notesOf(kind string) (map[string]string, error) {
	name := p.links.ofType(kind, "")
	if notes, known := p.unplaced[name]; known {
		return notes, nil
	}
	notes := map[string]string{}
	p.unplaced[name] = notes
	data, err := p.readIfAny(name)
	if err != nil || data == nil {
		return notes, err
	}
	links, err := p.relationships(name)
	if err != nil {
		return nil, err
	}
	part := p.newPart(links)
	part.notesByID = notes
	if err := walk(data, part); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return notes, nil
}

// leftComments puts the comments aside that no text refers to, in order of their ids.
func (p *docxPart) leftComments() error {
	comments, err := p.notesOf("comments")
	if err != nil {
		return err
	}
	var ids []string
	for id := range comments {
		ids = append(ids, id)
	}
	slices.SortFunc(ids, func(a, b string) int { return cmp.Or(cmp.Compare(counted(a, 0), counted(b, 0)), strings.Compare(a, b)) })
	for _, id := range ids {
		p.concealed.add(dossier.HiddenComment, comments[id])
		p.concealed.end()
	}
	return nil
}
