package inspect

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"strings"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/internal/pdf"
)

// Limits on XMP.
const (
	maxPackets    = 50
	maxPacket     = 1 << 20 // bytes
	maxProperties = 500     // of a packet
	maxXMLDepth   = 100
)

// A packet is metadata in XMP, and what it is of.
type packet struct {
	data   []byte
	object int
	of     string
}

// packetsOf are the file's packets of XMP: those of a PDF's streams or, where there are none to be
// had, what of them stands in its bytes unpacked.
func (s *Subject) packetsOf() []packet {
	var found []packet
	switch {
	case s.bytesOnly():
		return packetsInBytes(s.data)
	case s.family == inPDF:
		document := s.objects.Catalog().Key("Metadata").Number
		s.walk(func(v pdf.Value) {
			if !v.IsStream() || v.Key("Subtype").Name() != "XML" || len(found) == maxPackets {
				return
			}
			if data := v.Content(maxPacket); data != nil {
				of := "XMP of a part of the file"
				if v.Number == document {
					of = "XMP of the document"
				}
				found = append(found, packet{data, v.Number, of})
			}
		})
	default:
		for _, p := range s.pictures() {
			for _, data := range p.facts.XMP {
				if len(found) < maxPackets {
					found = append(found, packet{data, p.object, "XMP of a picture"})
				}
			}
		}
	}
	return found
}

// packetsInBytes are the packets that stand in a file unpacked.
func packetsInBytes(rest []byte) []packet {
	var found []packet
	for len(found) < maxPackets {
		_, after, ok := bytes.Cut(rest, []byte("<?xpacket begin"))
		inside, next, ended := bytes.Cut(after, []byte("<?xpacket end"))
		if !ok || !ended {
			break
		}
		if start := bytes.IndexByte(inside, '>'); start >= 0 && len(inside) <= maxPacket {
			found = append(found, packet{inside[start+1:], 0, "XMP in the bytes of the file"})
		}
		rest = next
	}
	return found
}

// packets are the properties of the file's XMP, dates aside.
func packets(s *Subject) []dossier.Item {
	var items []dossier.Item
	for _, p := range s.packetsOf() {
		for _, property := range propertiesOf(p.data) {
			switch {
			case strings.Contains(property.path, "History"):
			case isDate(property.name) && property.name != "instanceID":
				s.date("xmp:"+property.name, property.value, p.of)
			default:
				items = append(items, xmpItems(property, p)...)
			}
		}
		items = append(items, history(p)...)
	}
	return distinct(items)
}

func xmpItems(property xmpProperty, p packet) []dossier.Item {
	items := named(property.name, property.value, p.object, p.of)
	switch {
	case items[0].Kind != dossier.Metadata:
	case property.path == "creator": // dc:creator is a person, as Author is
		items[0].Kind = dossier.Person
	case strings.HasSuffix(property.name, "ID") || strings.HasSuffix(property.name, "InstanceID"):
		items[0].Kind = dossier.FileID
	default:
		items[0].Kind = dossier.XMP
	}
	if property.name == "creator" {
		items[0].Kind = dossier.Person
	}
	return items
}

// history is what programs wrote down of what they did (xmpMM:History).
func history(p packet) []dossier.Item {
	var items []dossier.Item
	step := map[string]string{}
	flush := func() {
		if len(step) == 0 {
			return
		}
		var parts []string
		for _, name := range []string{"action", "when", "softwareAgent", "instanceID", "changed", "parameters"} {
			if step[name] != "" {
				parts = append(parts, fmt.Sprintf("%s %s", name, step[name]))
			}
		}
		if len(parts) > 0 {
			items = append(items, dossier.Item{Group: dossier.GroupOrigin, Kind: dossier.XMPHistory, Object: p.object, Value: strings.Join(parts, ", "), Basis: p.of})
		}
		step = map[string]string{}
	}
	for _, property := range propertiesOf(p.data) {
		if !strings.Contains(property.path, "History") {
			continue
		}
		if _, again := step[property.name]; again {
			flush()
		}
		step[property.name] = property.value
	}
	flush()
	return items
}

type xmpProperty struct {
	path        string // local names of the elements that lead to it, from the description on
	name, value string
}

// structural are elements of RDF that name no property.
var structural = map[string]bool{
	"xmpmeta": true, "xapmeta": true, "RDF": true, "Description": true, "Seq": true, "Bag": true, "Alt": true, "li": true,
}

// propertiesOf reads a packet, as far as it is sound. Entities are not known to package xml, so
// none expands.
func propertiesOf(data []byte) []xmpProperty {
	decoder := xml.NewDecoder(bytes.NewReader(data))
	decoder.Strict = false
	var path []string
	var all []xmpProperty
	var text strings.Builder
	add := func(name, value string) {
		value = strings.TrimSpace(value)
		if value == "" || name == "" || len(all) == maxProperties {
			return
		}
		var named []string
		for _, element := range path {
			if !structural[element] {
				named = append(named, element)
			}
		}
		all = append(all, xmpProperty{strings.Join(named, "/"), name, value})
	}
	for {
		token, err := decoder.Token()
		if err != nil {
			return all
		}
		switch token := token.(type) {
		case xml.StartElement:
			if len(path) == maxXMLDepth {
				return all
			}
			path = append(path, token.Name.Local)
			text.Reset()
			for _, a := range token.Attr {
				if a.Name.Space != "xmlns" && a.Name.Local != "xmlns" && a.Name.Local != "about" && a.Name.Local != "parseType" && a.Name.Local != "lang" && a.Name.Local != "xmptk" {
					add(a.Name.Local, a.Value)
				}
			}
		case xml.CharData:
			if text.Len() < maxValue {
				text.Write(token)
			}
		case xml.EndElement:
			name := ""
			for i := len(path) - 1; i >= 0 && name == ""; i-- {
				if !structural[path[i]] {
					name = path[i]
				}
			}
			add(name, text.String())
			text.Reset()
			if len(path) > 0 {
				path = path[:len(path)-1]
			}
		}
	}
}
