package inspect

import (
	"bytes"
	"regexp"
	"slices"
	"strings"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/internal/pdf"
)

const byInfo = "document information dictionary"

// information are the entries of the document information dictionary, dates aside.
func information(s *Subject) []dossier.Item {
	if s.bytesOnly() {
		return informationInBytes(s)
	}
	info := s.objects.Info()
	var items []dossier.Item
	for _, key := range info.Keys() {
		value := info.Key(key)
		text := value.Text()
		if text == "" {
			text = value.Name()
		}
		switch {
		case text == "":
		case isDate(key):
			s.date(key, text, byInfo)
		default:
			items = append(items, named(key, text, info.Number, byInfo)...)
		}
	}
	return items
}

// maxEntries is how many entries are looked at in the bytes of a file.
const maxEntries = 200

// infoEntry is an entry of the document information dictionary as it stands in a file, as a string in
// brackets or in hexadecimal.
var infoEntry = regexp.MustCompile(`(?s)/(Title|Author|Subject|Keywords|Creator|Producer|Company|Manager|SourceModified|CreationDate|ModDate)\s*(?:\(((?:[^()\\]|\\.)+)\)|<([0-9A-Fa-f\s]+)>)`)

// informationInBytes are such entries of a file that cannot be read, where they are not encrypted.
func informationInBytes(s *Subject) []dossier.Item {
	if bytes.Contains(s.data, []byte("/Encrypt")) {
		return nil
	}
	const basis = "in the bytes of the file"
	var items []dossier.Item
	for _, found := range infoEntry.FindAllSubmatch(s.data, maxEntries) {
		key, text := string(found[1]), cut(pdf.StringText(string(found[2]), string(found[3])))
		switch {
		case text == "":
		case isDate(key):
			s.date(key, text, basis)
		default:
			items = append(items, named(key, text, 0, basis)...)
		}
	}
	return distinct(items)
}

// named is an entry of metadata: who and what it names is told by its kind.
func named(key, value string, object int, basis string) []dossier.Item {
	item := dossier.Item{Group: dossier.GroupOrigin, Kind: kindOfField(key), Object: object, Value: key + ": " + value, Basis: basis}
	items := []dossier.Item{item}
	if path := localPath.FindString(value); path != "" && item.Kind != dossier.LocalPath {
		item.Kind, item.Value = dossier.LocalPath, path
		item.Basis = basis + ", " + key
		items = append(items, item)
	}
	return items
}

// localPath is the path of a file on somebody's machine.
var localPath = regexp.MustCompile(`(?i)(?:file:/{2,3}[^\s"'<>]+|\b[a-z]:[\\/][^\s"'<>|*?][^"'<>|*?\r\n]{2,200}|\\\\[\w.-]+\\[^\s"'<>|*?]+|(?:/home|/Users)/[^\s"'<>]{2,})`)

// personal are the fields that name people or their organisations.
var personal = []string{
	"author", "artist", "creator", "lastmodifiedby", "manager", "company", "ownername", "cameraownername", "by-line", "byline", "writer-editor", "writereditor",
	"initial-creator", "printed-by", "person", "sourcemodifiedby", "username", "owner", "copyright",
}

// kindOfField tells what kind of fact an entry of metadata is by its name. Creator of a PDF is a
// program; elsewhere it is a person.
func kindOfField(key string) dossier.ItemKind {
	folded := strings.ToLower(strings.ReplaceAll(key, " ", ""))
	switch {
	case key == "Creator":
		return dossier.Metadata
	case slices.Contains(personal, folded):
		return dossier.Person
	case strings.Contains(folded, "serialnumber"):
		return dossier.SerialNumber
	case strings.Contains(folded, "printer"):
		return dossier.Printer
	case folded == "template":
		return dossier.Template
	}
	return dossier.Metadata
}

func isDate(key string) bool { return strings.HasSuffix(key, "Date") }

// identifiers are those that programs give a file when they make it and when they save it.
func identifiers(s *Subject) []dossier.Item {
	permanent, ofSave := s.objects.IDs()
	if permanent == "" && ofSave == "" {
		return nil
	}
	value := "made as " + permanent
	if ofSave != permanent {
		value += ", saved as " + ofSave
	}
	return []dossier.Item{{Group: dossier.GroupOrigin, Kind: dossier.FileID, Value: value, Basis: "identifiers at the end of the file"}}
}

// fonts are those of the file, with the tags of those that are embedded in part.
func fonts(s *Subject) []dossier.Item {
	var items []dossier.Item
	s.walk(func(v pdf.Value) {
		name := v.Key("BaseFont").Name()
		if name == "" || v.Key("Type").Name() != "Font" || strings.HasPrefix(v.Key("Subtype").Name(), "CIDFont") {
			return
		}
		items = append(items, dossier.Item{
			Group: dossier.GroupOrigin, Kind: dossier.FontUsed, Object: v.Number, Value: name, Basis: v.Key("Subtype").Name() + " font",
		})
	})
	return distinct(items)
}
