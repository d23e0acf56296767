package office

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"path"
	"slices"
	"strings"
)

// readDOCX reads Office Open XML (ISO/IEC 29500-1), of either conformance class.
func readDOCX(data []byte) (Content, error) {
	a, err := openArchive(data)
	if err != nil {
		return Content{}, err
	}
	d := docx{archive: a, seen: map[string]bool{}, unplaced: map[string]map[string]string{}, page: white}
	links, err := d.relationships("")
	if err != nil {
		return Content{}, err
	}
	main := links.ofType("officeDocument", "word/document.xml")
	if err := d.body(main); err != nil {
		return Content{}, err
	}
	d.content.conceal(&d.concealed)
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
	content   Content
	seen      map[string]bool // parts that were listed as pictures
	concealed concealed
	styles    docxStyles
	lists     docxLists
	page      paint // what the text stands on
	// pageIsPainted says that the page has the colour that the document gives it.
	pageIsPainted bool
	unplaced      map[string]map[string]string // footnotes, endnotes and comments, by part and id
}

// body reads the main part with its headers before and its footers after it.
func (d *docx) body(main string) error {
	links, err := d.relationships(main)
	if err != nil {
		return err
	}
	if d.styles, err = d.readStyles(links); err != nil {
		return err
	}
	if d.lists, err = d.readLists(links); err != nil {
		return err
	}
	settings, err := d.readIfAny(links.ofType("settings", ""))
	if err != nil {
		return err
	}
	d.pageIsPainted = bytes.Contains(settings, []byte("displayBackgroundShape"))
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
	p := d.newPart(links)
	if err := walk(data, p); err != nil {
		return "", fmt.Errorf("%s: %w", name, err)
	}
	return p.finish(), p.leftComments()
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
