package office

import (
	"cmp"
	"encoding/xml"
	"errors"
	"fmt"
	"path"
	"slices"
	"strconv"
	"strings"
)

// readDOCX reads Office Open XML (ISO/IEC 29500-1), of either conformance class.
func readDOCX(data []byte) (Content, error) {
	a, err := openArchive(data)
	if err != nil {
		return Content{}, err
	}
	d := docx{archive: a, seen: map[string]bool{}}
	links, err := d.relationships("")
	if err != nil {
		return Content{}, err
	}
	main := links.ofType("officeDocument", "word/document.xml")
	if err := d.body(main); err != nil {
		return Content{}, err
	}
	core, err := a.readIfAny(links.ofType("core-properties", "docProps/core.xml"))
	if err != nil {
		return Content{}, err
	}
	d.content.Metadata, err = properties(core, map[string]string{
		"title": "Title", "subject": "Subject", "creator": "Author", "keywords": "Keywords",
		"lastModifiedBy": "LastModifiedBy", "created": "CreationDate", "modified": "ModDate",
	})
	return d.content, err
}

type docx struct {
	*archive
	content Content
	seen    map[string]bool // parts that were listed as pictures
}

// body reads the main part with its headers before and its footers after it.
func (d *docx) body(main string) error {
	links, err := d.relationships(main)
	if err != nil {
		return err
	}
	headers, err := d.once(links, "header")
	if err != nil {
		return err
	}
	text, err := d.part(main, links)
	if err != nil {
		return err
	}
	footers, err := d.once(links, "footer")
	d.content.Text = headers + text + footers
	return err
}

// once reads the parts of a type, of those that say the same one.
func (d *docx) once(links relationships, kind string) (string, error) {
	var texts []string
	for _, link := range links {
		if !strings.HasSuffix(link.kind, "/"+kind) || d.members[link.target] == nil {
			continue
		}
		own, err := d.relationships(link.target)
		if err != nil {
			return "", err
		}
		text, err := d.part(link.target, own)
		if err != nil {
			return "", err
		}
		if strings.TrimSpace(text) != "" && !slices.Contains(texts, text) {
			texts = append(texts, text)
		}
	}
	return strings.Join(texts, ""), nil
}

// part reads one of the parts that hold text.
func (d *docx) part(name string, links relationships) (string, error) {
	data, err := d.read(name)
	if err != nil {
		return "", err
	}
	p := docxPart{docx: d, links: links, flow: newFlow()}
	if err := walk(data, &p); err != nil {
		return "", fmt.Errorf("%s: %w", name, err)
	}
	return p.finish(), nil
}

// note writes down, once, what was left out.
func (d *docx) note(s string) {
	if !slices.Contains(d.content.Notes, s) {
		d.content.Notes = append(d.content.Notes, s)
	}
}

// picture lists the picture that a relationship leads to.
func (d *docx) picture(links relationships, id string) error {
	for _, link := range links {
		if link.id != id || d.seen[link.target] {
			continue
		}
		d.seen[link.target] = true
		if link.external {
			d.note("pictures that are only linked were not fetched")
			continue
		}
		data, err := d.read(link.target)
		switch {
		case errors.Is(err, ErrDamaged):
			d.note("a picture could not be read: " + err.Error())
		case err != nil:
			return err
		default:
			d.content.Pictures = append(d.content.Pictures, Picture{Name: path.Base(link.target), Data: data})
		}
	}
	return nil
}

// A docxPart is a part being read.
type docxPart struct {
	*docx
	*flow
	links relationships

	inText       bool              // in an element that holds characters
	inProperties bool              // of a paragraph
	notesByID    map[string]string // when this part is the footnotes or the endnotes
	noteID       string            // the one being read
	footnotes    map[string]string // read when the first one is referred to
	endnotes     map[string]string
}

func (p *docxPart) start(element xml.StartElement) (skip bool, err error) {
	switch name := element.Name.Local; name {
	case "del", "moveFrom":
		if p.inProperties { // of the paragraph mark: what follows belongs to this paragraph
			p.top().joined = true
		}
		return true, nil
	case "Fallback", "pPrChange", "tabs": // the same content again; what was; where tabs stop
		return true, nil
	case "pPr":
		p.inProperties = true
	case "pageBreakBefore":
		if on := attribute(element, "val"); on != "0" && on != "false" && on != "off" {
			p.beginPage()
		}
	case "lastRenderedPageBreak":
		p.beginPage()
	case "br":
		if attribute(element, "type") == "page" {
			p.beginPage()
		} else {
			p.write("\n")
		}
	case "cr":
		p.write("\n")
	case "tab", "ptab":
		p.write("\t")
	case "noBreakHyphen":
		p.write("-")
	case "sym":
		// Fonts of symbols number them in the private use area, which says nothing.
		if c, err := strconv.ParseUint(attribute(element, "char"), 16, 16); err == nil && (c < 0xD800 || c > 0xF8FF) {
			p.write(string(rune(c)))
		}
	case "t":
		p.inText = true
	case "txbxContent":
		p.openAside()
	case "footnote", "endnote":
		if p.notesByID == nil || strings.HasSuffix(strings.ToLower(attribute(element, "type")), "separator") {
			return true, nil
		}
		p.noteID = attribute(element, "id")
		p.openAside()
	case "footnoteReference":
		return false, p.refer(&p.footnotes, "footnotes", attribute(element, "id"))
	case "endnoteReference":
		return false, p.refer(&p.endnotes, "endnotes", attribute(element, "id"))
	case "blip":
		return false, p.picture(p.links, cmp.Or(attribute(element, "embed"), attribute(element, "link")))
	case "imagedata":
		return false, p.picture(p.links, attribute(element, "id"))
	case "altChunk", "OLEObject":
		p.note("documents embedded in this one were not read")
	}
	return false, nil
}

func (p *docxPart) end(name string) error {
	switch name {
	case "t":
		p.inText = false
	case "pPr":
		p.inProperties = false
	case "p":
		p.endParagraph()
	case "txbxContent":
		p.closeBox()
	case "footnote", "endnote":
		p.notesByID[p.noteID] = p.closeAside()
	}
	return nil
}

func (p *docxPart) text(s string) {
	if p.inText {
		p.write(s)
	}
}

// refer puts a note on the page that refers to it. notes are read from the part of
// the given kind when they are nil.
func (p *docxPart) refer(notes *map[string]string, kind, id string) error {
	if p.notesByID != nil { // a note on a note
		return nil
	}
	if *notes == nil {
		*notes = map[string]string{}
		name := p.links.ofType(kind, "")
		data, err := p.readIfAny(name)
		if err != nil || data == nil {
			return err
		}
		links, err := p.relationships(name)
		if err != nil {
			return err
		}
		part := docxPart{docx: p.docx, links: links, flow: newFlow(), notesByID: *notes}
		if err := walk(data, &part); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	p.notes = append(p.notes, (*notes)[id])
	delete(*notes, id)
	return nil
}

// relationships say what a part refers to (ISO/IEC 29500-2, 8.5), in their order.
type relationships []relationship

type relationship struct {
	id, kind, target string
	external         bool
}

// relationships reads those of a part, or of the package for "".
func (d *docx) relationships(part string) (relationships, error) {
	folder, file := path.Split(part)
	data, err := d.readIfAny(folder + "_rels/" + file + ".rels")
	if err != nil || data == nil {
		return nil, err
	}
	r := relationshipReader{folder: folder}
	err = walk(data, &r)
	return r.found, err
}

// ofType returns the target of the first relationship of a type.
func (r relationships) ofType(kind, otherwise string) string {
	for _, link := range r {
		if strings.HasSuffix(link.kind, "/"+kind) && !link.external {
			return link.target
		}
	}
	return otherwise
}

type relationshipReader struct {
	folder string
	found  relationships
}

func (r *relationshipReader) start(element xml.StartElement) (bool, error) {
	if element.Name.Local != "Relationship" {
		return false, nil
	}
	link := relationship{
		id:       attribute(element, "Id"),
		kind:     attribute(element, "Type"),
		target:   attribute(element, "Target"),
		external: attribute(element, "TargetMode") == "External",
	}
	if !link.external {
		if !strings.HasPrefix(link.target, "/") {
			link.target = path.Join("/", r.folder, link.target)
		}
		link.target = strings.TrimPrefix(path.Clean(link.target), "/")
	}
	r.found = append(r.found, link)
	return false, nil
}

func (r *relationshipReader) end(string) error { return nil }
func (r *relationshipReader) text(string)      {}
