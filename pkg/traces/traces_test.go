package traces

import (
	"slices"
	"testing"
	"time"

	"github.com/leakprint/leakprint/pkg/forge"
	"github.com/leakprint/leakprint/pkg/internal/pdf"
)

func read(t *testing.T, d forge.Document) File {
	t.Helper()
	data, err := d.Bytes()
	if err != nil {
		t.Fatal(err)
	}
	objects, err := pdf.OpenObjects(data)
	if err != nil {
		t.Fatal(err)
	}
	return of(objects)
}

func TestTracesOfACopy(t *testing.T) {
	original := forge.Dossier(7)[0].Cut(1, 3)
	original.Meta.Created = time.Date(2024, 5, 2, 10, 0, 0, 0, time.UTC)
	was := read(t, original)
	if len(was.Pages) != 3 || was.Objects == 0 || len(was.Pages[0].Units) == 0 {
		t.Fatalf("%d pages, %d objects: want 3, drawn by something", len(was.Pages), was.Objects)
	}
	if was.Created != original.Meta.Created.Unix() {
		t.Errorf("made at %d, want %d", was.Created, original.Meta.Created.Unix())
	}
	stamped := read(t, original.Watermark("COPY 7", true))
	before, after := was.Pages[0].Units, stamped.Pages[0].Units
	if len(after) <= len(before) {
		t.Errorf("drawn by %d pieces, by %d with something on it", len(before), len(after))
	}
	for _, u := range before {
		if !slices.Contains(after, u) {
			t.Errorf("a piece is gone where something was put on")
			break
		}
	}
}

func TestDates(t *testing.T) {
	for text, want := range map[string]int64{
		"D:20240502120000+02'00'": 1714644000, "D:20240502100000Z": 1714644000, "20240502100000": 1714644000,
		"D:2024": 1704067200, "": 0, "yesterday": 0, "D:20249902": 0, "D:00010101000000Z": 0,
	} {
		if got := dateOf(text); got != want {
			t.Errorf("%q: %d, want %d", text, got, want)
		}
	}
}

func TestIdentifiersOfXMP(t *testing.T) {
	var f File
	f.xmp([]byte(`<rdf:Description xmpMM:DocumentID="uuid:1"><xmpMM:InstanceID>uuid:2</xmpMM:InstanceID>
<xmpMM:DerivedFrom stRef:instanceID="uuid:3" stRef:documentID="uuid:4"/></rdf:Description>`))
	if f.Document != "uuid:1" || f.Instance != "uuid:2" || len(f.From) != 2 || f.From[0] != "uuid:3" || f.From[1] != "uuid:4" {
		t.Errorf("identifiers %q, %q, from %q", f.Document, f.Instance, f.From)
	}
}

// Within strings and wherever else it stands, a piece is cut the same way in every copy.
func TestPiecesDoNotDependOnBlanks(t *testing.T) {
	pieces := func(drawn string) []uint64 {
		var p Page
		c := &content{page: &p}
		c.units([]byte(drawn))
		return p.Units
	}
	a, b := pieces("q BT /F1 9 Tf (a) Tj ET Q\n0 0 9 9 re f"), pieces("BT\n/F1 9 Tf\n(a) Tj\nET\n0 0 9 9 re\nf\n")
	if len(a) != 2 || len(b) != 2 || a[0] != b[0] || a[1] != b[1] {
		t.Errorf("pieces %v and %v, want two, the same", a, b)
	}
}
