package office

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"strings"

	"golang.org/x/net/html/charset"
)

// An xmlReader reads a document's XML token by token. It tells elements and
// attributes by their local names: producers differ in the namespaces.
type xmlReader struct {
	decoder *xml.Decoder
	depth   int
}

func newXMLReader(data []byte) *xmlReader {
	d := xml.NewDecoder(bytes.NewReader(data))
	d.CharsetReader = charset.NewReaderLabel
	return &xmlReader{decoder: d}
}

// next returns the next token, io.EOF after the last. Entities of a document type
// declaration are not known to package xml, so none expands.
func (x *xmlReader) next() (xml.Token, error) {
	token, err := x.decoder.Token()
	if err != nil {
		if errors.Is(err, io.EOF) {
			return nil, io.EOF
		}
		return nil, fmt.Errorf("%w: %w", ErrDamaged, err)
	}
	switch token.(type) {
	case xml.StartElement:
		if x.depth++; x.depth > maxDepth {
			return nil, fmt.Errorf("%w: more than %d elements within one another", ErrTooLarge, maxDepth)
		}
	case xml.EndElement:
		x.depth--
	}
	return token, nil
}

// skip passes over what the element just begun holds, and its end.
func (x *xmlReader) skip() error {
	for outside := x.depth - 1; x.depth > outside; {
		if _, err := x.next(); err != nil {
			return err
		}
	}
	return nil
}

// A handler is told of a document's tokens. start reports whether the element and
// what it holds is to be skipped; end is not called for it then.
type handler interface {
	start(element xml.StartElement) (skip bool, err error)
	end(name string) error
	text(s string)
}

func walk(data []byte, h handler) error {
	x := newXMLReader(data)
	for {
		token, err := x.next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		switch token := token.(type) {
		case xml.StartElement:
			skip, err := h.start(token)
			if err == nil && skip {
				err = x.skip()
			}
			if err != nil {
				return err
			}
		case xml.EndElement:
			if err := h.end(token.Name.Local); err != nil {
				return err
			}
		case xml.CharData:
			h.text(string(token))
		}
	}
}

// attribute returns an attribute's value, "" when the element has none of the name.
func attribute(element xml.StartElement, name string) string {
	for _, a := range element.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// properties returns the texts of elements in a document's description under the
// keys that names gives, which are those of the PDF information dictionary.
func properties(data []byte, names map[string]string) (map[string]string, error) {
	p := propertyReader{names: names, found: map[string]string{}}
	if len(data) == 0 {
		return p.found, nil
	}
	err := walk(data, &p)
	return p.found, err
}

type propertyReader struct {
	names, found map[string]string
	key          string // of the element open, "" for one that does not count
	value        strings.Builder
}

func (p *propertyReader) start(element xml.StartElement) (bool, error) {
	p.key = p.names[element.Name.Local]
	p.value.Reset()
	return false, nil
}

func (p *propertyReader) text(s string) { p.value.WriteString(s) }

func (p *propertyReader) end(string) error {
	if value := strings.TrimSpace(p.value.String()); p.key != "" && value != "" {
		p.found[p.key] = value
	}
	p.key = ""
	return nil
}
