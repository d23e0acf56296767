package custody

import (
	"bytes"
	"encoding/json"
	"errors"
	"io/fs"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/leakprint/leakprint/pkg/dossier"
)

func prov(t testing.TB, records ...Record) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := WritePROV(&out, numbered(records...)); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// second returns the record of another document, added by nobody in particular.
func second() Record {
	r := acquired()
	r.Operator, r.Sighting = "", nil
	r.Document.SHA256, r.Document.SHA512, r.Document.Name = dossier.Sum([]byte("annex")), strings.Repeat("c3", 64), "annex.pdf"
	r.Document.Seal = dossier.Digest{}
	return r
}

func TestPROVOfOneDocument(t *testing.T) {
	r := acquired()
	r.Document.SHA512 = "5a"
	const want = `{
  "activity": {
    "leakprint:record-0": {
      "leakprint:clock": "system",
      "leakprint:method": "add",
      "prov:endTime": "2026-03-14T12:00:00Z",
      "prov:startTime": "2026-03-14T12:00:00Z",
      "prov:type": {
        "$": "leakprint:acquired",
        "type": "prov:QUALIFIED_NAME"
      }
    }
  },
  "agent": {
    "leakprint:operator-8bf140db34c3": {
      "prov:label": "heron"
    },
    "leakprint:software-35b54e450ded": {
      "leakprint:fingerprint": {
        "$": "2",
        "type": "xsd:long"
      },
      "leakprint:version": "1.2.3",
      "prov:label": "leakprint",
      "prov:type": {
        "$": "prov:SoftwareAgent",
        "type": "prov:QUALIFIED_NAME"
      }
    }
  },
  "alternateOf": {},
  "entity": {
    "leakprint:copy-0": {
      "leakprint:by": "@shelf",
      "leakprint:claimed": {
        "$": "true",
        "type": "xsd:boolean"
      },
      "leakprint:note": "line\nfeed",
      "leakprint:seen": {
        "$": "2026-03-14",
        "type": "xsd:date"
      },
      "leakprint:via": "forum",
      "prov:location": "https://example.org/memo?a=1&b=<2>",
      "prov:type": {
        "$": "leakprint:Copy",
        "type": "prov:QUALIFIED_NAME"
      }
    },
    "leakprint:file-0": {
      "prov:location": "objects/9c/9c225a950b92172f8c2afe8b682b7b86ce8f835578b546f9b8070cba309ad314",
      "prov:type": {
        "$": "leakprint:File",
        "type": "prov:QUALIFIED_NAME"
      }
    },
    "leakprint:fingerprints-0": {
      "leakprint:seal": "f0f668bf610e5cf9f11d2aa50f924ada10797100e8f05de085842ddb6370a867",
      "prov:type": {
        "$": "leakprint:Fingerprints",
        "type": "prov:QUALIFIED_NAME"
      }
    },
    "sha256:9c225a950b92172f8c2afe8b682b7b86ce8f835578b546f9b8070cba309ad314": {
      "leakprint:dossier": "Read-outs",
      "leakprint:mediaType": "application/pdf",
      "leakprint:name": "memo <draft> & \u2028é.pdf",
      "leakprint:pages": {
        "$": "12",
        "type": "xsd:long"
      },
      "leakprint:path": "objects/9c/9c225a950b92172f8c2afe8b682b7b86ce8f835578b546f9b8070cba309ad314",
      "leakprint:sha256": "9c225a950b92172f8c2afe8b682b7b86ce8f835578b546f9b8070cba309ad314",
      "leakprint:sha512": "5a",
      "leakprint:size": {
        "$": "48211",
        "type": "xsd:long"
      },
      "prov:type": {
        "$": "leakprint:Document",
        "type": "prov:QUALIFIED_NAME"
      }
    }
  },
  "prefix": {
    "leakprint": "https://github.com/leakprint/leakprint/ns#",
    "prov": "http://www.w3.org/ns/prov#",
    "sha256": "urn:sha256:",
    "xsd": "http://www.w3.org/2001/XMLSchema#"
  },
  "used": {
    "_:usage-0": {
      "prov:activity": "leakprint:record-0",
      "prov:entity": "leakprint:copy-0"
    }
  },
  "wasAssociatedWith": {
    "_:association-0": {
      "prov:activity": "leakprint:record-0",
      "prov:agent": "leakprint:software-35b54e450ded"
    },
    "_:association-1": {
      "prov:activity": "leakprint:record-0",
      "prov:agent": "leakprint:operator-8bf140db34c3"
    }
  },
  "wasDerivedFrom": {
    "_:derivation-0": {
      "prov:activity": "leakprint:record-0",
      "prov:generatedEntity": "sha256:9c225a950b92172f8c2afe8b682b7b86ce8f835578b546f9b8070cba309ad314",
      "prov:usedEntity": "leakprint:copy-0"
    },
    "_:derivation-1": {
      "prov:activity": "leakprint:record-0",
      "prov:generatedEntity": "leakprint:fingerprints-0",
      "prov:usedEntity": "sha256:9c225a950b92172f8c2afe8b682b7b86ce8f835578b546f9b8070cba309ad314"
    },
    "_:derivation-2": {
      "prov:activity": "leakprint:record-0",
      "prov:generatedEntity": "leakprint:file-0",
      "prov:usedEntity": "sha256:9c225a950b92172f8c2afe8b682b7b86ce8f835578b546f9b8070cba309ad314"
    }
  },
  "wasGeneratedBy": {
    "_:generation-0": {
      "prov:activity": "leakprint:record-0",
      "prov:entity": "sha256:9c225a950b92172f8c2afe8b682b7b86ce8f835578b546f9b8070cba309ad314",
      "prov:time": "2026-03-14T12:00:00Z"
    },
    "_:generation-1": {
      "prov:activity": "leakprint:record-0",
      "prov:entity": "leakprint:fingerprints-0",
      "prov:time": "2026-03-14T12:00:00Z"
    },
    "_:generation-2": {
      "prov:activity": "leakprint:record-0",
      "prov:entity": "leakprint:file-0",
      "prov:time": "2026-03-14T12:00:00Z"
    }
  },
  "wasInvalidatedBy": {}
}
`
	if diff := cmp.Diff(want, string(prov(t, r))); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

// The members of PROV-JSON, what each requires, and what each may name.
var provMembers = map[string]struct{ required, names map[string]string }{
	"alternateOf":       {map[string]string{"prov:alternate1": "entity", "prov:alternate2": "entity"}, nil},
	"used":              {map[string]string{"prov:activity": "activity", "prov:entity": "entity"}, nil},
	"wasAssociatedWith": {map[string]string{"prov:activity": "activity", "prov:agent": "agent"}, nil},
	"wasDerivedFrom":    {map[string]string{"prov:generatedEntity": "entity", "prov:usedEntity": "entity"}, map[string]string{"prov:activity": "activity"}},
	"wasGeneratedBy":    {map[string]string{"prov:entity": "entity", "prov:activity": "activity"}, nil},
	"wasInvalidatedBy":  {map[string]string{"prov:entity": "entity", "prov:activity": "activity"}, nil},
}

func TestPROVIsOfOnePiece(t *testing.T) {
	var p map[string]map[string]json.RawMessage
	data := prov(t, acquired(), second(), seen(), exported(), verified(), removed(), acquired())
	if err := json.Unmarshal(data, &p); err != nil {
		t.Fatal(err)
	}
	for member, things := range p {
		if member == "prefix" {
			continue
		}
		for id, said := range things {
			var attributes map[string]any
			if err := json.Unmarshal(said, &attributes); err != nil {
				t.Fatalf("%s %s: %v", member, id, err)
			}
			rules, relation := provMembers[member]
			if !relation && member != "entity" && member != "activity" && member != "agent" {
				t.Errorf("PROV-JSON has no member %s", member)
			}
			for name := range rules.required {
				if attributes[name] == nil {
					t.Errorf("%s %s has no %s", member, id, name)
				}
			}
			checkNames(t, p, id)
			for name, value := range attributes {
				checkNames(t, p, name)
				kind := rules.required[name] + rules.names[name]
				if named, ok := value.(string); kind != "" && (!ok || p[kind][named] == nil) {
					t.Errorf("%s %s names the %s %v, which is not there", member, id, kind, value)
				}
				checkValue(t, p, name, value)
			}
		}
	}
	counts := map[string]int{}
	for member, things := range p {
		counts[member] = len(things)
	}
	want := map[string]int{
		"prefix":   4,
		"activity": 7,
		"agent":    3,  // heron, leakprint 1.2.3 and one without a version
		"entity":   10, // two documents, three files that keep them, three copies, two sets of fingerprints
		// Three copies, and the document that was seen again.
		"used":              4,
		"alternateOf":       1,
		"wasAssociatedWith": 10,
		"wasDerivedFrom":    7,
		"wasGeneratedBy":    8,
		"wasInvalidatedBy":  1,
	}
	if diff := cmp.Diff(want, counts); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

var qualifiedName = regexp.MustCompile(`^([a-z0-9]+|_):[A-Za-z0-9_-]+$`)

// checkNames checks that a name is qualified by a prefix that the document declares.
func checkNames(t *testing.T, p map[string]map[string]json.RawMessage, name string) {
	t.Helper()
	parts := qualifiedName.FindStringSubmatch(name)
	if parts == nil || parts[1] != "_" && p["prefix"][parts[1]] == nil {
		t.Errorf("%q is not a qualified name of the document", name)
	}
}

// checkValue checks that a value is a string or a literal of a type, and times are times.
func checkValue(t *testing.T, p map[string]map[string]json.RawMessage, name string, value any) {
	t.Helper()
	switch value := value.(type) {
	case string:
		if strings.HasSuffix(strings.ToLower(name), "time") {
			if _, err := time.Parse(time.RFC3339, value); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
	case map[string]any:
		kind, _ := value["type"].(string)
		text, ok := value["$"].(string)
		if len(value) != 2 || !ok {
			t.Errorf("%s: %v is not a literal", name, value)
		}
		checkNames(t, p, kind)
		if kind == "prov:QUALIFIED_NAME" {
			checkNames(t, p, text)
		}
	default:
		t.Errorf("%s: %v is neither a string nor a literal", name, value)
	}
}

func TestPROVEntriesAreTheFilesThatAreKept(t *testing.T) {
	memo := PROVFile{SHA256: dossier.Sum([]byte("memo")).String(), SHA512: strings.Repeat("5a", 64), Size: 48211}
	memo.Path = "objects/" + memo.SHA256[:2] + "/" + memo.SHA256
	annex := PROVFile{SHA256: dossier.Sum([]byte("annex")).String(), SHA512: strings.Repeat("c3", 64), Size: 48211}
	annex.Path = "objects/" + annex.SHA256[:2] + "/" + annex.SHA256
	unkept := acquired()
	unkept.Document.Original = false
	for _, tt := range []struct {
		name    string
		records []Record
		want    []PROVFile
	}{
		{"no records", nil, nil},
		{"two files", []Record{acquired(), second(), verified()}, []PROVFile{memo, annex}},
		{"seen again", []Record{acquired(), seen()}, []PROVFile{memo}},
		{"removed", []Record{acquired(), second(), removed()}, []PROVFile{annex}},
		{"added again", []Record{acquired(), removed(), acquired()}, []PROVFile{memo}},
		{"the file was not kept", []Record{unkept}, nil},
		{"the file was kept later", []Record{unkept, seen()}, []PROVFile{memo}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			got, err := PROVEntries(prov(t, tt.records...))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

func TestPROVEntriesRefuses(t *testing.T) {
	const entity = `{"prefix":{"leakprint":"https://github.com/leakprint/leakprint/ns#"},"entity":{"sha256:1":`
	sum := dossier.Sum([]byte("memo")).String()
	for _, tt := range []struct{ name, data, want string }{
		{"what is not JSON", "memo.pdf", "invalid character"},
		{"PROV of others", `{"prefix":{"ex":"http://example.org/"},"entity":{"ex:a":{}}}`, "leakprint did not write it"},
		{"a path that leads out", entity + `{"leakprint:path":"../key","leakprint:sha256":"` + sum + `"}}}`, "leads out"},
		{"a path from the root", entity + `{"leakprint:path":"/key","leakprint:sha256":"` + sum + `"}}}`, "leads out"},
		{"no digest", entity + `{"leakprint:path":"a"}}}`, "digest"},
		{"a short digest", entity + `{"leakprint:path":"a","leakprint:sha256":"` + sum + `","leakprint:sha512":"5a"}}}`, "SHA-512"},
		{"a size below zero", entity + `{"leakprint:path":"a","leakprint:sha256":"` + sum + `","leakprint:size":{"$":"-1"}}}}`, "not a size"},
		{"a size beyond integers", entity + `{"leakprint:path":"a","leakprint:sha256":"` + sum + `","leakprint:size":{"$":"99999999999999999999"}}}}`, "not a size"},
		{"an entity that is none", entity + `7}}`, "number"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got, err := PROVEntries([]byte(tt.data)); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("PROVEntries = %+v, %v, want an error with %q", got, err, tt.want)
			}
		})
	}
}

// FuzzPROVEntries reads what is no PROV: what it says is kept lies within the corpus.
func FuzzPROVEntries(f *testing.F) {
	const prefix = `{"prefix":{"leakprint":"` + ownNamespace + `"},"entity":{`
	sum := dossier.Sum([]byte("memo")).String()
	f.Add([]byte(prefix + `"sha256:1":{"leakprint:path":"objects/ab/ab","leakprint:sha256":"` + sum + `","leakprint:size":{"$":"4","type":"xsd:long"}}}}`))
	f.Add([]byte(prefix + `"a":{"leakprint:path":"../a"},"a":7}}`))
	f.Add([]byte(prefix + `"a":` + strings.Repeat("[", 20_000)))
	f.Fuzz(func(t *testing.T, data []byte) {
		files, err := PROVEntries(data)
		if err != nil {
			return
		}
		for _, file := range files {
			if !fs.ValidPath(file.Path) || len(file.SHA256) != 64 || file.Size < -1 {
				t.Errorf("%+v is kept", file)
			}
		}
	})
}

// full refuses whatever is written to it.
type full struct{}

var errFull = errors.New("disk full")

func (full) Write([]byte) (int, error) { return 0, errFull }

func TestWritePROVFails(t *testing.T) {
	if err := WritePROV(full{}, numbered(acquired())); !errors.Is(err, errFull) {
		t.Errorf("error %v, want %v", err, errFull)
	}
	if err := WritePROV(&bytes.Buffer{}, numbered(acquired(), Record{Schema: RecordSchema, Event: Seen})); err == nil || !strings.Contains(err.Error(), "record 1") {
		t.Errorf("error %v, want one about record 1", err)
	}
}

// numbered are records from the beginning of a log.
func numbered(records ...Record) []NumberedRecord {
	all := make([]NumberedRecord, len(records))
	for i, r := range records {
		all[i] = NumberedRecord{int64(i), r}
	}
	return all
}
