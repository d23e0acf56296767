package office

import (
	"archive/zip"
	"encoding/xml"
	"maps"
	"path"
	"slices"
	"strings"
	"unicode/utf16"
)

// Inside is what an office document holds beside its text, as far as it is sound.
type Inside struct {
	Changes    []Change   // tracked, in order
	Comments   []Change   // likewise
	Properties []Property // what it says of itself, by part
	Revisions  []string   // rsids of Word, sorted: each is drawn by lot for an editing session
	Externals  []Property // what it refers to elsewhere and a program opens by itself; the Name is the kind
	Links      []Property // what it links to
	Parts      []Part     // files in it that are no text of the document
	Problem    string     // why not all was read
}

// A Change is a tracked change or a comment.
type Change struct {
	Kind         string // "inserted", "deleted", "moved from", "moved to", "reformatted" or "comment"
	Author, Date string // as written, "" for none
	Text         string
	Part         string // where in the document
}

// A Property is a value with its name.
type Property struct{ Part, Name, Value string }

// A Part is a file in the document.
type Part struct {
	Name string
	Kind string // "picture", "embedded", "macros", "thumbnail" or "printer"
	Data []byte
}

// Limits on what Inspect tells.
const (
	maxChanges = 2000
	maxText    = 4 << 10 // bytes of a piece
)

// Inspect reads what an office document holds beside its text.
func Inspect(data []byte, mediaType string) *Inside {
	in := &Inside{}
	if name, _, _ := strings.Cut(mediaType, ";"); name != DOCX && name != ODT {
		return in
	}
	a, err := openArchive(data)
	if err != nil {
		in.Problem = err.Error()
		return in
	}
	revisions := map[string]bool{}
	for _, name := range slices.Sorted(maps.Keys(a.members)) {
		if err := in.part(a, a.members[name], revisions); err != nil {
			in.Problem = err.Error()
		}
	}
	in.Revisions = slices.Sorted(maps.Keys(revisions))
	return in
}

// part reads one file of the document.
func (in *Inside) part(a *archive, f *zip.File, revisions map[string]bool) error {
	name, kind := f.Name, partKind(f.Name)
	isXML := strings.HasSuffix(name, ".xml") || strings.HasSuffix(name, ".rels")
	if kind == "" && !isXML || strings.HasSuffix(name, "/") {
		return nil
	}
	data, err := a.read(name)
	if err != nil {
		return err
	}
	if kind != "" {
		if kind == "printer" {
			if device := deviceOf(data); device != "" {
				in.Properties = append(in.Properties, Property{name, "printer", device})
			}
			return nil
		}
		in.Parts = append(in.Parts, Part{name, kind, data})
		return nil
	}
	return walk(data, &insideReader{Inside: in, part: name, revisions: revisions})
}

// partKind says what a file of a document is by where it stands; "" for what is read as XML, or not
// told.
func partKind(name string) string {
	base := strings.ToLower(path.Base(name))
	switch dir := path.Dir(name); {
	case strings.Contains(base, "printersettings"):
		return "printer"
	case base == "vbaproject.bin" || strings.HasPrefix(name, "Basic/") && strings.HasSuffix(base, ".xml") && base != "script-lc.xml" && base != "script-lb.xml":
		return "macros"
	case strings.HasPrefix(base, "thumbnail."):
		return "thumbnail"
	case strings.HasSuffix(dir, "/embeddings"):
		return "embedded"
	case strings.HasSuffix(dir, "/media") || dir == "Pictures":
		return "picture"
	}
	return ""
}

// deviceOf is the name of the printer in a DEVMODE structure (Windows, wingdi.h), which it begins with.
func deviceOf(data []byte) string {
	const characters = 32
	var units []uint16
	for i := 0; i+1 < len(data) && i < 2*characters; i += 2 {
		unit := uint16(data[i]) | uint16(data[i+1])<<8
		if unit == 0 {
			break
		}
		units = append(units, unit)
	}
	return string(utf16.Decode(units))
}

// An insideReader reads a part of DOCX or ODT.
type insideReader struct {
	*Inside
	part      string
	revisions map[string]bool

	path    []string   // elements open
	changes []openText // changes and comments open
	leaf    strings.Builder
	name    string // of the property being read, where an attribute says it

	// Of ODT, which tells of insertions first, and has what was inserted where it stands.
	region   string                      // the changed region open
	regions  map[string]int              // insertions in Changes, by region
	inserted map[string]*strings.Builder // those open where they stand
}

type openText struct {
	change  Change
	element string
	text    strings.Builder
	comment bool
}

var changeElements = map[string]string{
	"ins": "inserted", "del": "deleted", "moveFrom": "moved from", "moveTo": "moved to",
	"rPrChange": "reformatted", "pPrChange": "reformatted",
	"insertion": "inserted", "deletion": "deleted", "format-change": "reformatted",
}

func (r *insideReader) start(e xml.StartElement) (bool, error) {
	name := e.Name.Local
	r.path = append(r.path, name)
	r.leaf.Reset()
	for _, a := range e.Attr {
		if strings.HasPrefix(a.Name.Local, "rsid") && len(a.Value) == 8 || name == "rsid" && a.Name.Local == "val" && len(a.Value) == 8 {
			if len(r.revisions) < maxChanges {
				r.revisions[strings.ToUpper(a.Value)] = true
			}
		}
	}
	switch kind := changeElements[name]; {
	case kind != "":
		r.open(e, kind, false)
	case name == "changed-region":
		r.region = attribute(e, "id")
	case name == "change-start":
		r.startInserted(attribute(e, "change-id"))
	case name == "change-end":
		r.endInserted(attribute(e, "change-id"))
	case name == "comment" || name == "annotation":
		r.open(e, "comment", true)
	case name == "Relationship":
		r.relationship(e)
	case name == "template" && attribute(e, "href") != "":
		r.property("template", attribute(e, "href"))
	case name == "a" && strings.Contains(attribute(e, "href"), ":"):
		r.Links = append(r.Links, Property{r.part, "link", attribute(e, "href")})
	case name == "image" && strings.Contains(attribute(e, "href"), "://"):
		r.Externals = append(r.Externals, Property{r.part, "picture", attribute(e, "href")})
	case name == "person":
		r.property("person", attribute(e, "author"))
	case name == "property" || name == "user-defined" || name == "config-item":
		r.name = attribute(e, "name")
	}
	return false, nil
}

// startInserted begins what was inserted in a changed region.
func (r *insideReader) startInserted(region string) {
	if _, known := r.regions[region]; known && len(r.inserted) < maxDepth {
		if r.inserted == nil {
			r.inserted = map[string]*strings.Builder{}
		}
		r.inserted[region] = &strings.Builder{}
	}
}

// endInserted ends it.
func (r *insideReader) endInserted(region string) {
	if text := r.inserted[region]; text != nil {
		r.Changes[r.regions[region]].Text = strings.Join(strings.Fields(text.String()), " ")
		delete(r.inserted, region)
	}
}

// addInserted adds text to what is being inserted.
func (r *insideReader) addInserted(s string) {
	for _, text := range r.inserted {
		if text.Len() < maxText {
			text.WriteString(s)
		}
	}
}

func (r *insideReader) open(e xml.StartElement, kind string, comment bool) {
	if len(r.changes) > maxDepth {
		return
	}
	r.changes = append(r.changes, openText{
		change:  Change{Kind: kind, Author: attribute(e, "author"), Date: attribute(e, "date"), Part: r.part},
		element: e.Name.Local, comment: comment,
	})
}

// relationship notes what a part refers to outside of the document (ECMA-376, part 2, 9.3).
func (r *insideReader) relationship(e xml.StartElement) {
	if attribute(e, "TargetMode") != "External" {
		return
	}
	target := attribute(e, "Target")
	kind := path.Base(attribute(e, "Type"))
	switch kind {
	case "hyperlink":
		r.Links = append(r.Links, Property{r.part, "link", target})
	case "attachedTemplate":
		r.property("template", target)
		r.Externals = append(r.Externals, Property{r.part, kind, target})
	default:
		r.Externals = append(r.Externals, Property{r.part, kind, target})
	}
}

func (r *insideReader) property(name, value string) {
	if value = strings.TrimSpace(value); value != "" && len(r.Properties) < maxChanges {
		r.Properties = append(r.Properties, Property{r.part, name, value})
	}
}

func (r *insideReader) text(s string) {
	if r.leaf.Len() < maxText {
		r.leaf.WriteString(s)
	}
	if n := len(r.changes); n > 0 {
		if in := r.parent(); in != "creator" && in != "date" && r.changes[n-1].text.Len() < maxText {
			r.changes[n-1].text.WriteString(s)
		}
	} else {
		r.addInserted(s)
	}
}

func (r *insideReader) parent() string {
	if len(r.path) == 0 {
		return ""
	}
	return r.path[len(r.path)-1]
}

// propertyPart reports whether the leaves of a file are properties.
func propertyPart(part string) bool {
	return strings.HasPrefix(part, "docProps/") || part == "meta.xml"
}

func (r *insideReader) end(name string) error {
	if n := len(r.changes); n > 0 {
		top := &r.changes[n-1]
		switch {
		case name == "creator" && top.change.Author == "":
			top.change.Author = strings.TrimSpace(r.leaf.String())
		case name == "date" && top.change.Date == "":
			top.change.Date = strings.TrimSpace(r.leaf.String())
		case name == "p" || name == "tab":
			top.text.WriteByte(' ')
		case name == top.element:
			r.close()
		}
	} else {
		if name == "p" || name == "h" || name == "tab" || name == "s" {
			r.addInserted(" ")
		}
		switch {
		case r.name == "PrinterName":
			r.property("printer", r.leaf.String())
		case name == "config-item":
		case propertyPart(r.part) && r.leaf.Len() > 0:
			property := name
			if r.name != "" {
				property = r.name
			}
			r.property(property, r.leaf.String())
		}
	}
	if name == "property" || name == "user-defined" || name == "config-item" {
		r.name = ""
	}
	r.leaf.Reset()
	if len(r.path) > 0 {
		r.path = r.path[:len(r.path)-1]
	}
	return nil
}

// close ends the change or comment that was opened last.
func (r *insideReader) close() {
	last := len(r.changes) - 1
	closed := &r.changes[last]
	closed.change.Text = strings.Join(strings.Fields(closed.text.String()), " ")
	to := &r.Changes
	if closed.comment {
		to = &r.Comments
	}
	if len(*to) < maxChanges {
		*to = append(*to, closed.change)
		if closed.element == "insertion" && r.region != "" {
			if r.regions == nil {
				r.regions = map[string]int{}
			}
			r.regions[r.region] = len(r.Changes) - 1
		}
	}
	r.changes = r.changes[:last]
}
