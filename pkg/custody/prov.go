package custody

import (
	"bytes"
	"cmp"
	"crypto/sha512"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"slices"
	"strconv"
	"time"

	"github.com/leakprint/leakprint/pkg/dossier"
)

// ownNamespace is the namespace of leakprint's additions to PROV.
const ownNamespace = "https://github.com/leakprint/leakprint/ns#"

// pathAttribute says where in the corpus a document's original is kept.
const pathAttribute = "leakprint:path"

// provenance is a document in PROV-JSON (https://www.w3.org/submissions/prov-json/). Its
// members map identifiers to attributes, which JSON encoding sorts.
type provenance struct {
	Activity          map[string]attributes
	Agent             map[string]attributes
	AlternateOf       map[string]attributes
	Entity            map[string]attributes
	Prefix            map[string]string
	Used              map[string]attributes
	WasAssociatedWith map[string]attributes
	WasDerivedFrom    map[string]attributes
	WasGeneratedBy    map[string]attributes
	WasInvalidatedBy  map[string]attributes

	files map[string]string // by document: the file that its original was last kept in
}

// attributes are strings or literals by qualified name.
type attributes map[string]any

// A literal is a value of a type other than string.
type literal struct {
	Value string `json:"$"`
	Type  string `json:"type"`
}

func integer(n int64) literal { return literal{strconv.FormatInt(n, 10), "xsd:long"} }

func kind(name string) literal { return literal{name, "prov:QUALIFIED_NAME"} }

func instant(t time.Time) string { return t.UTC().Format(time.RFC3339) }

// say adds an attribute unless its value is empty.
func (a attributes) say(name, value string) {
	if value != "" {
		a[name] = value
	}
}

// A NumberedRecord is a record and its number in the log.
type NumberedRecord struct {
	Number int64
	Record
}

// WritePROV writes records, in the order of the log, as W3C PROV in JSON. Documents, copies
// as seen somewhere and fingerprints are entities; records are activities; operators and
// versions of leakprint are agents. Documents are named by digest, and whatever else a
// record is about by the record's number. The same records give the same bytes.
func WritePROV(w io.Writer, records []NumberedRecord) error {
	p := provenance{
		Activity:    map[string]attributes{},
		Agent:       map[string]attributes{},
		AlternateOf: map[string]attributes{},
		Entity:      map[string]attributes{},
		Prefix: map[string]string{
			"leakprint": ownNamespace,
			"prov":      "http://www.w3.org/ns/prov#",
			"sha256":    "urn:sha256:",
			"xsd":       "http://www.w3.org/2001/XMLSchema#",
		},
		Used:              map[string]attributes{},
		WasAssociatedWith: map[string]attributes{},
		WasDerivedFrom:    map[string]attributes{},
		WasGeneratedBy:    map[string]attributes{},
		WasInvalidatedBy:  map[string]attributes{},
		files:             map[string]string{},
	}
	for _, r := range records {
		if err := r.check(); err != nil {
			return fmt.Errorf("write PROV: record %d: %w", r.Number, err)
		}
		p.tell(r.Number, r.Record)
	}
	if err := p.write(w); err != nil {
		return fmt.Errorf("write PROV: %w", err)
	}
	return nil
}

// write writes the document as JSON, indented, a member at a time: one is a tenth of the whole.
func (p provenance) write(w io.Writer) error {
	members := []struct {
		name string
		of   any
	}{
		{"activity", p.Activity}, {"agent", p.Agent}, {"alternateOf", p.AlternateOf}, {"entity", p.Entity}, {"prefix", p.Prefix},
		{"used", p.Used}, {"wasAssociatedWith", p.WasAssociatedWith}, {"wasDerivedFrom", p.WasDerivedFrom},
		{"wasGeneratedBy", p.WasGeneratedBy}, {"wasInvalidatedBy", p.WasInvalidatedBy},
	}
	before := "{"
	for _, m := range members {
		var text bytes.Buffer
		out := json.NewEncoder(&text)
		out.SetEscapeHTML(false)
		out.SetIndent("  ", "  ")
		if err := out.Encode(m.of); err != nil {
			return err
		}
		if _, err := fmt.Fprintf(w, "%s\n  %q: ", before, m.name); err != nil {
			return err
		}
		if _, err := w.Write(bytes.TrimSuffix(text.Bytes(), []byte("\n"))); err != nil {
			return err
		}
		before = ","
	}
	_, err := io.WriteString(w, "\n}\n")
	return err
}

// tell adds the statements of a record.
func (p provenance) tell(number int64, r Record) {
	activity := p.activity(number, r)
	p.associate(activity, p.software(r.Tool))
	if r.Operator != "" {
		p.associate(activity, p.operator(r.Operator))
	}
	var place string
	if r.Sighting != nil {
		place = p.place(number, *r.Sighting)
		p.use(activity, place)
	}
	if r.Document == nil {
		return
	}
	document := p.document(*r.Document)
	switch r.Event {
	case Acquired:
		p.generate(document, activity, r.Time)
		if place != "" {
			p.derive(document, place, activity)
		}
		if !r.Document.Seal.IsZero() {
			seal := p.fingerprints(number, r.Document.Seal)
			p.generate(seal, activity, r.Time)
			p.derive(seal, document, activity)
		}
	case Seen:
		p.use(activity, document)
		if place != "" { // the record says that it is a copy, not which came from which
			relate(p.AlternateOf, "alternate", attributes{"prov:alternate1": place, "prov:alternate2": document})
		}
	}
	if original, told := r.Keeps(); told {
		p.keep(number, r, document, activity, original)
	}
}

// activity adds what was done.
func (p provenance) activity(number int64, r Record) string {
	a := attributes{
		"prov:type":      kind("leakprint:" + string(r.Event)),
		"prov:startTime": instant(r.Time),
		"prov:endTime":   instant(r.Time),
	}
	a.say("leakprint:clock", r.Clock)
	a.say("leakprint:method", r.Method)
	a.say("leakprint:reason", r.Reason)
	if r.Export != nil {
		a.say("leakprint:format", r.Export.Format)
		a.say("leakprint:sha256", r.Export.SHA256.String())
		a["leakprint:files"] = integer(int64(r.Export.Files))
	}
	if r.Audit != nil {
		a["leakprint:checks"] = integer(int64(r.Audit.Checks))
		a["leakprint:problems"] = integer(int64(r.Audit.Problems))
	}
	return add(p.Activity, fmt.Sprintf("leakprint:record-%d", number), a)
}

// document adds a document, or what a later record adds to it.
func (p provenance) document(d Document) string {
	id := "sha256:" + d.SHA256.String()
	a := p.Entity[id]
	if a == nil {
		a = attributes{"prov:type": kind("leakprint:Document"), "leakprint:sha256": d.SHA256.String()}
	}
	if a["leakprint:name"] == nil { // the first name stays
		a.say("leakprint:name", d.Name)
	}
	a.say("leakprint:dossier", d.Dossier)
	a.say("leakprint:mediaType", d.MediaType)
	a.say("leakprint:sha512", d.SHA512)
	if d.Size > 0 {
		a["leakprint:size"] = integer(d.Size)
	}
	if d.Pages > 0 {
		a["leakprint:pages"] = integer(int64(d.Pages))
	}
	return add(p.Entity, id, a)
}

// keep adds the file that a document's original is kept in, or says that it is no longer
// there. The document outlives its file: it may still be seen.
func (p provenance) keep(number int64, r Record, document, activity string, original bool) {
	_, there := p.Entity[document][pathAttribute]
	switch {
	case original && !there:
		path := fmt.Sprintf("objects/%.2s/%[1]s", r.Document.SHA256)
		p.Entity[document][pathAttribute] = path
		file := add(p.Entity, fmt.Sprintf("leakprint:file-%d", number), attributes{"prov:type": kind("leakprint:File"), "prov:location": path})
		p.files[document] = file
		p.generate(file, activity, r.Time)
		p.derive(file, document, activity)
	case !original && there:
		delete(p.Entity[document], pathAttribute)
		relate(p.WasInvalidatedBy, "invalidation", attributes{"prov:entity": p.files[document], "prov:activity": activity, "prov:time": instant(r.Time)})
	}
}

// place adds the copy that was seen somewhere.
func (p provenance) place(number int64, s Sighting) string {
	a := attributes{
		"prov:type":         kind("leakprint:Copy"),
		"leakprint:claimed": literal{strconv.FormatBool(s.Claimed), "xsd:boolean"},
		"leakprint:seen":    literal{instant(s.When), "xsd:dateTime"},
	}
	if s.Precision == dossier.ToTheDay {
		a["leakprint:seen"] = literal{s.When.Format(time.DateOnly), "xsd:date"}
	}
	a.say("prov:location", s.Where)
	a.say("leakprint:by", s.By)
	a.say("leakprint:via", s.Via)
	a.say("leakprint:note", s.Note)
	return add(p.Entity, fmt.Sprintf("leakprint:copy-%d", number), a)
}

// fingerprints adds the fingerprints of a document.
func (p provenance) fingerprints(number int64, seal dossier.Digest) string {
	return add(p.Entity, fmt.Sprintf("leakprint:fingerprints-%d", number),
		attributes{"prov:type": kind("leakprint:Fingerprints"), "leakprint:seal": seal.String()})
}

// operator adds a person by pseudonym. Its identifier is made from a digest, because the name
// may hold any character.
func (p provenance) operator(name string) string {
	return add(p.Agent, "leakprint:operator-"+dossier.Sum([]byte(name)).Short(), attributes{"prov:label": name})
}

// software adds a version of leakprint.
func (p provenance) software(t dossier.Tool) string {
	version := fmt.Sprintf("%s, fingerprint %d", t.Version, t.Fingerprint)
	return add(p.Agent, "leakprint:software-"+dossier.Sum([]byte(version)).Short(), attributes{
		"prov:type":             kind("prov:SoftwareAgent"),
		"prov:label":            "leakprint",
		"leakprint:version":     t.Version,
		"leakprint:fingerprint": integer(int64(t.Fingerprint)),
	})
}

func (p provenance) associate(activity, agent string) {
	relate(p.WasAssociatedWith, "association", attributes{"prov:activity": activity, "prov:agent": agent})
}

func (p provenance) use(activity, entity string) {
	relate(p.Used, "usage", attributes{"prov:activity": activity, "prov:entity": entity})
}

func (p provenance) generate(entity, activity string, at time.Time) {
	relate(p.WasGeneratedBy, "generation", attributes{"prov:entity": entity, "prov:activity": activity, "prov:time": instant(at)})
}

func (p provenance) derive(entity, from, activity string) {
	relate(p.WasDerivedFrom, "derivation", attributes{"prov:generatedEntity": entity, "prov:usedEntity": from, "prov:activity": activity})
}

// add adds a thing and returns its identifier.
func add(things map[string]attributes, id string, a attributes) string {
	things[id] = a
	return id
}

// relate adds a relation under an identifier that is only unique within its kind.
func relate(relations map[string]attributes, kind string, a attributes) {
	add(relations, fmt.Sprintf("_:%s-%d", kind, len(relations)), a)
}

// A PROVFile is a file described in a PROV document.
type PROVFile struct {
	Path   string // with slashes, within the corpus
	SHA256 string // hexadecimal
	SHA512 string // hexadecimal; "" if not given
	Size   int64  // bytes; -1 if not given
}

// maxPROVValues is how many JSON values a document of PROV may have: those of some 50,000 documents.
const maxPROVValues = 1_500_000

// PROVEntries returns the files that a document written by WritePROV says are kept, sorted by
// path. It returns an error for PROV from other sources, and one wrapping dossier.ErrTooMuchJSON for
// too much of it.
func PROVEntries(data []byte) ([]PROVFile, error) {
	if err := dossier.CheckJSON(data, maxPROVValues, maxPROVValues/2); err != nil {
		return nil, fmt.Errorf("read PROV: %w", err)
	}
	var p struct {
		Prefix map[string]string
		Entity map[string]json.RawMessage
	}
	if err := json.Unmarshal(data, &p); err != nil {
		return nil, fmt.Errorf("read PROV: %w", err)
	}
	if p.Prefix["leakprint"] != ownNamespace {
		return nil, errors.New("read PROV: leakprint did not write it")
	}
	var files []PROVFile
	for _, id := range slices.Sorted(maps.Keys(p.Entity)) {
		file, err := provFile(p.Entity[id])
		if err != nil {
			return nil, fmt.Errorf("read PROV: %s: %w", id, err)
		}
		if file.Path != "" {
			files = append(files, file)
		}
	}
	slices.SortFunc(files, func(a, b PROVFile) int { return cmp.Or(cmp.Compare(a.Path, b.Path), cmp.Compare(a.SHA256, b.SHA256)) })
	return files, nil
}

// provFile returns the file that an entity describes; without a path if there is none.
func provFile(entity []byte) (PROVFile, error) {
	var said struct {
		Path   string  `json:"leakprint:path"`
		SHA256 string  `json:"leakprint:sha256"`
		SHA512 string  `json:"leakprint:sha512"`
		Size   literal `json:"leakprint:size"`
	}
	if err := json.Unmarshal(entity, &said); err != nil || said.Path == "" {
		return PROVFile{}, err
	}
	if !fs.ValidPath(said.Path) {
		return PROVFile{}, fmt.Errorf("path %q leads out of the corpus", said.Path)
	}
	sum256, err := dossier.ParseDigest(said.SHA256)
	if err != nil {
		return PROVFile{}, err
	}
	sum512, err := hex.DecodeString(said.SHA512)
	if err != nil || len(sum512) != 0 && len(sum512) != sha512.Size {
		return PROVFile{}, fmt.Errorf("%q is not a SHA-512", said.SHA512)
	}
	size := int64(-1)
	if said.Size.Value != "" {
		if size, err = strconv.ParseInt(said.Size.Value, 10, 64); err != nil || size < 0 {
			return PROVFile{}, fmt.Errorf("%q is not a size", said.Size.Value)
		}
	}
	return PROVFile{Path: said.Path, SHA256: sum256.String(), SHA512: hex.EncodeToString(sum512), Size: size}, nil
}
