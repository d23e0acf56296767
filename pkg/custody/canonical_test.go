package custody

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/leakprint/leakprint/pkg/dossier"
)

// noon is when things happen in these tests.
var noon = time.Date(2026, 3, 14, 12, 0, 0, 0, time.UTC)

func acquired() Record {
	return Record{
		Schema:   RecordSchema,
		Event:    Acquired,
		Time:     noon,
		Clock:    SystemClock,
		Operator: "heron",
		Method:   "add",
		Tool:     dossier.Tool{Version: "1.2.3", Fingerprint: 2},
		Document: &Document{
			SHA256:    dossier.Sum([]byte("memo")),
			SHA512:    strings.Repeat("5a", 64),
			Size:      48211,
			Name:      "memo <draft> & \u2028é.pdf",
			Dossier:   "Read-outs",
			MediaType: "application/pdf",
			Pages:     12,
			Original:  true,
			Seal:      dossier.Sum([]byte("seal")),
		},
		Sighting: &Sighting{
			Where:     "https://example.org/memo?a=1&b=<2>",
			When:      noon.Truncate(24 * time.Hour),
			Precision: dossier.ToTheDay,
			Claimed:   true,
			By:        "@shelf",
			Via:       "forum",
			Note:      "line\nfeed",
		},
	}
}

func seen() Record {
	r := acquired()
	r.Event, r.Method = Seen, "sight"
	r.Document = &Document{SHA256: r.Document.SHA256, Name: r.Document.Name, Original: true}
	r.Sighting = &Sighting{Where: "copies/memo.pdf", When: noon, Precision: dossier.ToTheSecond}
	return r
}

func exported() Record {
	r := Record{Schema: RecordSchema, Event: Exported, Time: noon, Clock: SystemClock, Method: "export --bag"}
	r.Export = &Export{Format: "bag", Files: 1, SHA256: dossier.Sum([]byte("manifest"))}
	return r
}

func verified() Record {
	return Record{Schema: RecordSchema, Event: Verified, Time: noon, Clock: SystemClock, Method: "verify", Audit: &Outcome{Checks: 40, Problems: 1}}
}

func removed() Record {
	r := acquired()
	r.Event, r.Method, r.Operator, r.Sighting, r.Reason = Removed, "remove", "", nil, "court order"
	r.Document = &Document{SHA256: r.Document.SHA256, Name: r.Document.Name}
	return r
}

func purged() Record {
	r := removed()
	r.Schema, r.Event, r.Document.Seal = PurgeSchema, Purged, dossier.Sum([]byte("blank"))
	return r
}

func named() Record {
	r := removed()
	r.Schema, r.Event, r.Method, r.Reason = NameSchema, Named, "move", ""
	r.Document.Dossier = "Another"
	return r
}

func begun() Record {
	return Record{Schema: RecordSchema, Event: Begun, Time: noon, Clock: SystemClock, Method: "init", Reason: "the records before this one were signed by another key"}
}

func TestCanonicalIsJSONByRFC8785(t *testing.T) {
	const want = `{"clock":"system","document":{"dossier":"Read-outs","media_type":"application/pdf",` +
		`"name":"memo <draft> & ` + "\u2028" + `é.pdf","original":true,"pages":12,` +
		`"seal":"f0f668bf610e5cf9f11d2aa50f924ada10797100e8f05de085842ddb6370a867",` +
		`"sha256":"9c225a950b92172f8c2afe8b682b7b86ce8f835578b546f9b8070cba309ad314",` +
		`"sha512":"5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a` +
		`5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a","size":48211},` +
		`"event":"acquired","method":"add","operator":"heron","schema":"leakprint/custody/1",` +
		`"sighting":{"by":"@shelf","claimed":true,"note":"line\nfeed","precision":"day","via":"forum",` +
		`"when":"2026-03-14T00:00:00Z","where":"https://example.org/memo?a=1&b=<2>"},` +
		`"time":"2026-03-14T12:00:00Z","tool":{"fingerprint":2,"version":"1.2.3"}}`
	got, err := acquired().Canonical()
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, string(got)); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestParseRecordReturnsWhatCanonicalWrote(t *testing.T) {
	for _, want := range []Record{acquired(), seen(), exported(), verified(), removed(), purged(), named(), begun()} {
		t.Run(string(want.Event), func(t *testing.T) {
			data, err := want.Canonical()
			if err != nil {
				t.Fatal(err)
			}
			got, err := ParseRecord(data)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

func TestBytesThatAreNotUTF8AreReplaced(t *testing.T) {
	r := seen()
	r.Document.Name = "memo\xff.pdf"
	data, err := r.Canonical()
	if err != nil {
		t.Fatal(err)
	}
	got, err := ParseRecord(data)
	if err != nil {
		t.Fatal(err)
	}
	if want := "memo\ufffd.pdf"; got.Document.Name != want {
		t.Errorf("name %q, want %q", got.Document.Name, want)
	}
}

func TestCanonicalRefuses(t *testing.T) {
	for _, tt := range []struct {
		name  string
		alter func(r *Record)
		want  string
	}{
		{"another schema", func(r *Record) { r.Schema = "leakprint/custody/2" }, "schema"},
		{"an unknown event", func(r *Record) { r.Event = "lost" }, `unknown event "lost"`},
		{"no document", func(r *Record) { r.Document = nil }, "what was acquired"},
		{"no export", func(r *Record) { r.Event = Exported }, "what was exported"},
		{"nothing purged", func(r *Record) { *r = purged(); r.Document = nil }, "what was purged"},
		{"no reason to purge", func(r *Record) { *r = purged(); r.Reason = "" }, "what was purged"},
		{"purged by the first schema", func(r *Record) { *r = purged(); r.Schema = RecordSchema }, "schema"},
		{"nothing named", func(r *Record) { *r = named(); r.Document = nil }, "what was named"},
		{"no audit", func(r *Record) { r.Event = Verified }, "what was verified"},
		{"local time", func(r *Record) { r.Time = r.Time.In(time.FixedZone("CET", 3600)) }, "UTC"},
		{"a fraction of a second", func(r *Record) { r.Sighting.When = noon.Add(1) }, "to the second"},
		{"the year 10000", func(r *Record) { r.Time = time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC) }, "year"},
		{"a negative size", func(r *Record) { r.Document.Size = -1 }, "-1 is out of range"},
		{"a size that JSON does not hold", func(r *Record) { r.Document.Size = maxInteger + 1 }, "out of range"},
		{"negative problems", func(r *Record) { r.Audit = &Outcome{Problems: -2} }, "-2 is out of range"},
		{"negative files", func(r *Record) { r.Export = &Export{Files: -3} }, "-3 is out of range"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := acquired()
			tt.alter(&r)
			data, err := r.Canonical()
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("Canonical() = %s, %v; want an error with %q", data, err, tt.want)
			}
		})
	}
}

func TestParseRecordRefusesOtherForms(t *testing.T) {
	data, err := seen().Canonical()
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct{ name, old, new string }{
		{"white space", `{"clock"`, `{ "clock"`},
		{"white space after", `"version":"1.2.3"}}`, `"version":"1.2.3"}} `},
		{"an escape", `"system"`, `"\u0073ystem"`},
		{"an unknown field", `{"clock"`, `{"also":1,"clock"`},
		{"a field in upper case", `"clock"`, `"Clock"`},
		{"a field twice", `{"clock":"system",`, `{"clock":"system","clock":"system",`},
		{"a field that is null", `{"clock"`, `{"audit":null,"clock"`},
		{"another order", `{"clock":"system","document"`, `{"document"`},
		{"a number as a double", `"fingerprint":2`, `"fingerprint":2.0`},
		{"a digest in upper case", dossier.Sum([]byte("memo")).String(), strings.ToUpper(dossier.Sum([]byte("memo")).String())},
		{"a time with an offset", `"time":"2026-03-14T12:00:00Z"`, `"time":"2026-03-14T12:00:00+00:00"`},
		{"a time with a fraction", `"time":"2026-03-14T12:00:00Z"`, `"time":"2026-03-14T12:00:00.0Z"`},
		{"another schema", RecordSchema, "leakprint/custody/9"},
		{"no end", `"version":"1.2.3"}}`, `"version":"1.2.3"}`},
	} {
		t.Run(tt.name, func(t *testing.T) {
			altered := strings.Replace(string(data), tt.old, tt.new, 1)
			if altered == string(data) {
				t.Fatalf("%s holds no %s", data, tt.old)
			}
			if r, err := ParseRecord([]byte(altered)); err == nil {
				t.Errorf("ParseRecord(%s) = %+v, want an error", altered, r)
			}
		})
	}
}

func FuzzParseRecord(f *testing.F) {
	for _, r := range []Record{acquired(), seen(), exported(), verified(), removed(), purged(), named(), begun()} {
		data, err := r.Canonical()
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Add([]byte(`{"schema":"leakprint/custody/1","event":"seen","time":"2026-03-14T12:00:00Z"}`))
	f.Add([]byte("[[[["))
	f.Fuzz(func(t *testing.T, data []byte) {
		r, err := ParseRecord(data)
		if err != nil {
			return
		}
		again, err := r.Canonical()
		if err != nil || string(again) != string(data) {
			t.Errorf("%q was read, and written as %q, %v", data, again, err)
		}
	})
}
