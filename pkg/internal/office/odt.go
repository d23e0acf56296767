package office

import (
	"bytes"
	"errors"
	"fmt"
	"path"
	"slices"
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
	o := odt{archive: a, seen: map[string]bool{}, styles: newODTStyles()}
	content, err := o.read("content.xml")
	if err != nil {
		return Content{}, err
	}
	styles, err := o.readIfAny("styles.xml")
	if err != nil {
		return Content{}, err
	}
	main, err := o.parts(content, styles)
	if err != nil {
		return Content{}, err
	}
	o.content.Text = strings.Join(o.headers, "") + main + strings.Join(o.footers, "")
	o.content.conceal(&o.concealed)
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
	concealed        concealed
	styles           odtStyles
	seen             map[string]bool // members that were listed as pictures
	headers, footers []string
}

// parts reads the styles of both parts, then their text. It returns that of the content.
func (o *odt) parts(content, styles []byte) (string, error) {
	for _, part := range []struct {
		name string
		data []byte
	}{{"styles.xml", styles}, {"content.xml", content}} {
		if len(part.data) == 0 && part.name == "styles.xml" {
			continue
		}
		if err := o.styles.read(part.data); err != nil {
			return "", fmt.Errorf("%s: %w", part.name, err)
		}
	}
	p := o.newPart()
	if err := walk(content, p); err != nil {
		return "", fmt.Errorf("content.xml: %w", err)
	}
	main := p.finish()
	if len(styles) == 0 {
		return main, nil
	}
	if err := walk(styles, o.newPart()); err != nil {
		return "", fmt.Errorf("styles.xml: %w", err)
	}
	return main, nil
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
