package office

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"path"
	"slices"
	"strconv"
	"strings"
)

// readODT reads OpenDocument text (ISO/IEC 26300-1).
func readODT(data []byte) (Content, error) {
	a, err := openArchive(data)
	if err != nil {
		return Content{}, err
	}
	manifest, err := a.readIfAny("META-INF/manifest.xml")
	if err != nil {
		return Content{}, err
	}
	if bytes.Contains(manifest, []byte("encryption-data")) {
		return Content{}, errEncrypted
	}
	o := odt{archive: a, seen: map[string]bool{}}
	main, err := o.part("content.xml", true)
	if err != nil {
		return Content{}, err
	}
	if _, err := o.part("styles.xml", false); err != nil {
		return Content{}, err
	}
	o.content.Text = strings.Join(o.headers, "") + main + strings.Join(o.footers, "")
	meta, err := a.readIfAny("meta.xml")
	if err != nil {
		return Content{}, err
	}
	o.content.Metadata, err = properties(meta, map[string]string{
		"title": "Title", "subject": "Subject", "initial-creator": "Author", "keyword": "Keywords", "generator": "Producer",
		"creator": "LastModifiedBy", "creation-date": "CreationDate", "date": "ModDate",
	})
	return o.content, err
}

type odt struct {
	*archive
	content          Content
	seen             map[string]bool // members that were listed as pictures
	headers, footers []string
}

// part reads one of the parts that hold text.
func (o *odt) part(name string, needed bool) (string, error) {
	data, err := o.read(name)
	if err != nil && !needed && o.members[name] == nil {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	p := odtPart{odt: o, flow: newFlow(), breakBefore: map[string]bool{}, breakAfter: map[string]bool{}}
	if err := walk(data, &p); err != nil {
		return "", fmt.Errorf("%s: %w", name, err)
	}
	return p.finish(), nil
}

func (o *odt) note(s string) {
	if !slices.Contains(o.content.Notes, s) {
		o.content.Notes = append(o.content.Notes, s)
	}
}

func (o *odt) picture(href string) error {
	name := path.Clean(href)
	switch {
	case href == "" || o.seen[name]:
		return nil
	case strings.Contains(href, "://"):
		o.note("pictures that are only linked were not fetched")
		return nil
	}
	o.seen[name] = true
	data, err := o.read(name)
	if errors.Is(err, ErrDamaged) {
		o.note("a picture could not be read: " + err.Error())
		return nil
	}
	if err == nil {
		o.content.Pictures = append(o.content.Pictures, Picture{Name: path.Base(name), Data: data})
	}
	return err
}

// An odtPart is a part being read.
type odtPart struct {
	*odt
	*flow
	paragraphs int    // that are open, one in the text box of another
	style      string // the one being defined
	// names of the styles that break pages
	breakBefore, breakAfter map[string]bool
	pageEnds                bool // after the paragraph that is open
}

func (p *odtPart) start(element xml.StartElement) (skip bool, err error) {
	switch element.Name.Local {
	case "tracked-changes", "annotation", "note-citation", "desc", "scripts", "forms":
		return true, nil
	case "style":
		p.style = attribute(element, "name")
	case "paragraph-properties", "table-properties":
		if attribute(element, "break-before") == "page" {
			p.breakBefore[p.style] = true
		}
		if attribute(element, "break-after") == "page" {
			p.breakAfter[p.style] = true
		}
	case "table":
		if p.breakBefore[attribute(element, "style-name")] {
			p.beginPage()
		}
	case "p", "h":
		style := attribute(element, "style-name")
		if p.breakBefore[style] {
			p.beginPage()
		}
		p.pageEnds = p.pageEnds || p.breakAfter[style]
		p.paragraphs++
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
		p.write(strings.Repeat(" ", min(max(count, 0), most)))
	case "tab":
		p.write("\t")
	case "line-break":
		p.write("\n")
	case "text-box", "note-body", "header", "footer":
		p.openAside()
	case "image":
		return false, p.picture(attribute(element, "href"))
	case "object", "object-ole":
		p.note("documents embedded in this one were not read")
	}
	return false, nil
}

func (p *odtPart) end(name string) error {
	switch name {
	case "p", "h":
		p.paragraphs--
		p.endParagraph()
		if p.pageEnds && p.paragraphs == 0 {
			p.pageEnds = false
			p.beginPage()
		}
	case "text-box":
		p.closeBox()
	case "note-body":
		p.notes = append(p.notes, p.closeAside())
	case "header":
		p.headers = appendNew(p.headers, p.closeAside())
	case "footer":
		p.footers = appendNew(p.footers, p.closeAside())
	}
	return nil
}

func (p *odtPart) text(s string) {
	if p.paragraphs > 0 {
		p.writeCollapsed(s)
	}
}

// appendNew appends a text that says something not said yet.
func appendNew(texts []string, text string) []string {
	if strings.TrimSpace(text) == "" || slices.Contains(texts, text) {
		return texts
	}
	return append(texts, text)
}
