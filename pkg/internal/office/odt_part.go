package office

import (
	"encoding/xml"
	"strconv"
	"strings"

	"github.com/leakprint/leakprint/pkg/dossier"
)

// An odtPart is a part being read.
type odtPart struct {
	*odt
	*flow
	lists           odtLists
	headings        odtCount
	characters      []charStyle // of the paragraphs and spans that are open
	behind          []paint     // of the cells and shapes that are open
	painted         bool        // a coloured shape or a picture came before, which another may lie on
	unseen          int         // elements open that are not shown
	paragraphs      int         // that are open, one in the text box of another
	pageEnds        bool        // after the paragraph that is open
	paragraphHidden bool
	formula         formulaReader
	citing          bool
	citation        string            // of the note being read
	inRemark        int               // annotations and deletions open
	controls        map[string]string // what form controls show, by id
	control         string            // the id of the one being read
	fieldMark       *formField        // being read
}

func (o *odt) newPart() *odtPart {
	return &odtPart{
		odt: o, flow: newFlow(&o.concealed), behind: []paint{o.styles.page}, controls: map[string]string{},
		lists: odtLists{byID: map[string]*odtCount{}},
	}
}

func (p *odtPart) start(element xml.StartElement) (skip bool, err error) {
	name := element.Name.Local
	switch {
	case p.formula.isOpen() || name == "math":
		p.formula.start(element)
		return false, nil
	case p.inRemark > 0 && (name == "creator" || name == "date" || name == "creator-initials" || name == "date-string" || name == "frame"):
		return true, nil
	case p.fieldMark != nil && name == "param":
		p.fieldMark.setParameter(attribute(element, "name"), attribute(element, "value"))
		return false, nil
	}
	switch name {
	case "desc", "scripts", "number", "automatic-styles", "font-face-decls", "script":
		return true, nil
	case "title": // of a picture, or a field that shows the document's
		return strings.Contains(element.Name.Space, "svg"), nil
	}
	if p.structure(element) || p.sign(element) || p.formControl(element) {
		return false, nil
	}
	switch name {
	case "image":
		p.painted = true
		return false, p.picture(attribute(element, "href"))
	case "object", "object-ole":
		return false, p.object(attribute(element, "href"))
	}
	return false, nil
}

// structure takes an element that others stand in.
func (p *odtPart) structure(element xml.StartElement) bool {
	style := attribute(element, "style-name")
	switch name := element.Name.Local; name {
	case "p", "h":
		p.beginParagraph(element)
	case "span", "a":
		p.characters = append(p.characters, p.styles.resolve("text", style).characters.over(p.style()))
	case "table":
		if p.styles.resolve("table", style).breakBefore == on {
			p.beginPage()
		}
		p.behind = append(p.behind, p.styles.resolve("table", style).behind.on(p.background()))
	case "table-row", "table-cell":
		p.behind = append(p.behind, p.styles.resolve(name, style).behind.on(p.background()))
	case "frame":
		behind := p.styles.resolve("graphic", style).behind
		if p.painted && (behind.is == paintUnsaid || behind.is == paintNone) {
			behind.is = paintUnknown
		}
		p.painted = p.painted || behind.on(p.background()) != p.background()
		p.behind = append(p.behind, behind.on(p.background()))
	case "custom-shape", "rect", "ellipse": // filled unless it is said that they are not
		behind := p.styles.resolve("graphic", style).behind
		if behind.is == paintUnsaid {
			behind.is = paintUnknown
		}
		p.painted = p.painted || behind.on(p.background()) != p.background()
		p.behind = append(p.behind, behind.on(p.background()))
	case "section":
		if attribute(element, "display") == "none" || p.unseen > 0 || attribute(element, "is-hidden") == "true" {
			p.unseen++
		}
	case "list":
		p.lists.begin(element)
	case "list-item", "list-header":
		p.lists.beginItem(element)
	case "text-box", "note-body", "header", "header-left", "header-first", "footer", "footer-left", "footer-first":
		p.openAside()
	case "annotation", "deletion":
		p.inRemark++
		p.openAside()
	case "note-citation":
		p.citing, p.citation = true, ""
	default:
		return false
	}
	return true
}

func (p *odtPart) background() paint { return p.behind[len(p.behind)-1] }

// style is the style of the characters that come next.
func (p *odtPart) style() charStyle {
	if len(p.characters) == 0 {
		return charStyle{}
	}
	return p.characters[len(p.characters)-1]
}

func (p *odtPart) look() look {
	l := p.style().look(p.background())
	if (p.unseen > 0 || p.paragraphHidden) && p.inRemark == 0 {
		l.hidden = dossier.HiddenByMark
	}
	return l
}

func (p *odtPart) beginParagraph(element xml.StartElement) {
	style := p.styles.resolve("paragraph", attribute(element, "style-name"))
	if style.breakBefore == on {
		p.beginPage()
	}
	p.pageEnds = p.pageEnds || style.breakAfter == on
	p.paragraphs++
	p.characters = append(p.characters, style.characters)
	p.behind = append(p.behind, style.behind.on(p.background()))
	number := p.lists.number(p.styles, style.list)
	if level := attribute(element, "outline-level"); element.Name.Local == "h" && len(p.lists.open) == 0 && attribute(element, "is-list-header") != "true" {
		start := ""
		if attribute(element, "restart-numbering") == "true" {
			start = attribute(element, "start-value")
		}
		number = p.headings.next(p.styles.outline, levelFromOne(level), start)
	}
	p.mark(p.look(), number)
}

// sign takes an element that stands for characters.
func (p *odtPart) sign(element xml.StartElement) bool {
	switch element.Name.Local {
	case "soft-page-break":
		p.beginPage()
	case "s":
		const most = 1000 // a line holds fewer
		count, err := strconv.Atoi(attribute(element, "c"))
		if err != nil {
			count = 1
		}
		if p.top().spaced && p.inLine() {
			count++ // the space before this element
		}
		p.show(p.look(), strings.Repeat(" ", min(max(count, 0), most)))
	case "tab":
		p.show(p.look(), "\t")
	case "line-break":
		p.show(p.look(), "\n")
	case "hidden-text":
		if attribute(element, "is-hidden") == "true" {
			p.concealed.add(dossier.HiddenByMark, attribute(element, "string-value"))
		}
		if attribute(element, "is-hidden") == "true" || p.unseen > 0 {
			p.unseen++
		}
	case "hidden-paragraph":
		p.paragraphHidden = p.paragraphHidden || attribute(element, "is-hidden") == "true"
	default:
		return false
	}
	return true
}

// formControl takes an element that says what a control of a form shows, or where.
func (p *odtPart) formControl(element xml.StartElement) bool {
	switch name := element.Name.Local; name {
	case "checkbox":
		p.setControl(element, checkBox(attribute(element, "current-state") == "checked" || attribute(element, "current-state") == "" && attribute(element, "state") == "checked"))
	case "radio":
		p.setControl(element, radioButton(attribute(element, "current-selected") == "true"))
	case "text", "textarea", "formatted-text", "combobox", "date", "time":
		if attribute(element, "id") == "" { // office:text
			return false
		}
		value := attribute(element, "current-value")
		if value == "" {
			value = attribute(element, "value")
		}
		p.setControl(element, value)
	case "listbox":
		p.setControl(element, "")
	case "option":
		if attribute(element, "current-selected") == "true" && p.control != "" {
			p.controls[p.control] = strings.TrimSpace(p.controls[p.control] + " " + attribute(element, "label"))
		}
	case "button", "fixed-text":
		p.setControl(element, attribute(element, "label"))
	case "control":
		p.showApart(p.look(), p.controls[attribute(element, "control")])
	case "fieldmark":
		p.fieldMark = &formField{}
		switch kind := attribute(element, "type"); {
		case strings.HasSuffix(kind, "FORMCHECKBOX"):
			p.fieldMark.kind = "checkBox"
		case strings.HasSuffix(kind, "FORMDROPDOWN"):
			p.fieldMark.kind = "ddList"
		}
	default:
		return false
	}
	return true
}

func (p *odtPart) setControl(element xml.StartElement, shown string) {
	if p.control = attribute(element, "id"); p.control != "" {
		p.controls[p.control] = shown
	}
}

// setParameter takes a parameter of a field mark.
func (f *formField) setParameter(name, value string) {
	switch name {
	case "Checkbox_Checked":
		f.on = value == "true" || value == "1"
	case "Dropdown_Selected":
		f.choice = counted(value, 0)
	case "Dropdown_ListEntry":
		f.entries = append(f.entries, value)
	}
}

// object writes a formula, which is a document of its own; others are not read.
func (p *odtPart) object(href string) error {
	if href == "" { // it stands within the element
		return nil
	}
	data, err := p.readIfAny(strings.TrimPrefix(href, "./") + "/content.xml")
	if err != nil {
		return err
	}
	found := formulaDocument{}
	if data == nil || walk(data, &found) != nil || found.formula == "" {
		p.note("documents embedded in this one were not read")
		return nil
	}
	p.showCollapsed(p.look(), found.formula)
	return nil
}

// A formulaDocument is a part that holds a formula.
type formulaDocument struct {
	reader  formulaReader
	formula string
}

func (d *formulaDocument) start(element xml.StartElement) (bool, error) {
	if d.reader.isOpen() || element.Name.Local == "math" {
		d.reader.start(element)
	}
	return false, nil
}

func (d *formulaDocument) end(string) error {
	if d.reader.isOpen() {
		d.formula += d.reader.end()
	}
	return nil
}

func (d *formulaDocument) text(s string) {
	if d.reader.isOpen() {
		d.reader.text(s)
	}
}

func (p *odtPart) end(name string) error {
	if p.formula.isOpen() {
		p.showCollapsed(p.look(), p.formula.end())
		return nil
	}
	switch name {
	case "p", "h":
		p.endODTParagraph()
	case "span", "a":
		p.characters = p.characters[:max(len(p.characters)-1, 0)]
	case "table", "table-row", "table-cell", "frame", "custom-shape", "rect", "ellipse":
		p.behind = p.behind[:max(len(p.behind)-1, 1)]
	case "section", "hidden-text":
		p.unseen = max(p.unseen-1, 0)
	case "list":
		p.lists.end()
	case "list-item", "list-header":
		p.lists.endItem()
	case "fieldmark":
		p.showCollapsed(p.look(), p.fieldMark.String())
		p.fieldMark = nil
	default:
		p.endAside(name)
	}
	return nil
}

func (p *odtPart) endODTParagraph() {
	p.characters = p.characters[:max(len(p.characters)-1, 0)]
	p.behind = p.behind[:max(len(p.behind)-1, 1)]
	p.paragraphs--
	p.paragraphHidden = false
	p.endParagraph()
	if p.pageEnds && p.paragraphs == 0 {
		p.pageEnds = false
		p.beginPage()
	}
}

// endAside ends what is not part of the line.
func (p *odtPart) endAside(name string) {
	switch name {
	case "text-box":
		p.closeBox()
	case "annotation", "deletion":
		p.inRemark--
		remark := p.closeAside()
		p.concealed.end()
		p.concealed.add(map[string]dossier.HiddenKind{"annotation": dossier.HiddenComment, "deletion": dossier.HiddenDeleted}[name], remark)
		p.concealed.end()
	case "note-citation":
		p.citing = false
		p.citation = scripted(superscript, strings.TrimSpace(p.citation))
		p.showCollapsed(p.look(), p.citation)
	case "note-body":
		note := p.citation + p.closeAside()
		if l := p.look(); l.hidden != "" {
			p.concealed.add(l.hidden, note)
			return
		}
		p.notes = append(p.notes, note)
	case "header", "header-left", "header-first":
		p.headers = appendNew(p.headers, p.closeAside())
	case "footer", "footer-left", "footer-first":
		p.footers = appendNew(p.footers, p.closeAside())
	}
}

func (p *odtPart) text(s string) {
	switch {
	case p.formula.isOpen():
		p.formula.text(s)
	case p.citing:
		p.citation += s
	case p.paragraphs > 0:
		p.showCollapsed(p.look(), s)
	}
}

// appendNew appends a text that says something not said yet.
func appendNew(texts []string, text string) []string {
	for _, known := range texts {
		if known == text {
			return texts
		}
	}
	if strings.TrimSpace(text) == "" {
		return texts
	}
	return append(texts, text)
}
