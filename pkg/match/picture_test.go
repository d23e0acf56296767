package match

import (
	"slices"
	"testing"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/fingerprint"
)

// A scan is the fingerprint of a picture whose stream is named and whose hashes
// differ from those of the scan of the same kind in so many bits.
type scan struct {
	stream        string
	kind          uint64
	off64, off256 int
}

func (s scan) image() fingerprint.Image {
	image := fingerprint.Image{Quality: 90, PHash: s.kind * 0x9e3779b97f4a7c15}
	image.Width, image.Height = 1200, 1700
	image.Box = dossier.Box{W: 590, H: 840}
	image.SHA256 = dossier.Sum([]byte(s.stream))
	image.Trimmed = image.SHA256
	for i := range image.PHash256 {
		image.PHash256[i] = image.PHash * uint64(2*i+1)
	}
	image.PHash ^= 1<<s.off64 - 1
	for i := range s.off256 {
		image.PHash256[i%4] ^= 1 << (i / 4)
	}
	return image
}

func scanned(number int, text string, images ...fingerprint.Image) Subject {
	p := pageOf(number, text)
	p.Print.Images = images
	if len(p.Print.Marks) > 0 || slices.ContainsFunc(images, func(i fingerprint.Image) bool { return i.Quality >= fingerprint.MinQuality }) {
		p.Print.Absent = dossier.Present
	}
	return p
}

func TestScannedPages(t *testing.T) {
	original := scan{stream: "letter", kind: 1}
	logo := original.image()
	logo.Box = dossier.Box{W: 100, H: 100}
	flat := original.image()
	flat.Quality = fingerprint.MinQuality - 1
	a, b := passage(1, 150), passage(2, 150)
	tests := []struct {
		name         string
		query, known Subject
		others       []scan // further known documents
		verdict      dossier.Verdict
		basis        dossier.Basis
	}{
		{"the same stream", scanned(1, "", original.image()), scanned(1, "", original.image()), nil, dossier.Same, dossier.ByImage},
		{"encoded anew", scanned(1, "", scan{"jpeg", 1, maxPHash, max256}.image()), scanned(1, "", original.image()), nil, dossier.Same, dossier.ByImage},
		{"encoded anew, other scans known", scanned(1, "", scan{"jpeg", 1, 1, 4}.image()), scanned(1, "", original.image()), []scan{{"map", 2, 0, 0}}, dossier.Same, dossier.ByImage},
		{"a bit more of the small hash", scanned(1, "", scan{"jpeg", 1, maxPHash + 1, max256}.image()), scanned(1, "", original.image()), nil, dossier.None, ""},
		{"a bit more of the large hash", scanned(1, "", scan{"jpeg", 1, 0, max256 + 1}.image()), scanned(1, "", original.image()), nil, dossier.None, ""},
		{"a form filled in otherwise", scanned(1, "", scan{"form", 1, 0, 14}.image()), scanned(1, "", original.image()), nil, dossier.None, ""},
		{"another form lies as near", scanned(1, "", scan{"jpeg", 1, 0, 4}.image()), scanned(1, "", original.image()), []scan{{"form", 1, 0, 10}}, dossier.Shared, dossier.ByImage},
		{"another picture", scanned(1, "", scan{"map", 2, 0, 0}.image()), scanned(1, "", original.image()), nil, dossier.None, ""},
		{"a logo on two blank pages", scanned(1, "", logo), scanned(1, "", logo), nil, dossier.None, ""},
		{"flat pictures", scanned(1, "", flat), scanned(1, "", flat), nil, dossier.None, ""},
		{"the same picture under other text", scanned(1, a, original.image()), scanned(1, b, original.image()), nil, dossier.None, ""},
		{"a scan, and the same scan with its text", scanned(1, "", original.image()), scanned(1, a, original.image()), nil, dossier.Same, dossier.ByImage},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			library := &library{}
			library.add("known.pdf", []Subject{tt.known})
			for _, other := range tt.others {
				library.add(other.stream, []Subject{scanned(1, "", other.image())})
			}
			matches := library.find(t, []Subject{tt.query})
			m := of(matches, "known.pdf")
			if m.Verdict != tt.verdict {
				t.Fatalf("got %s, want %s", summary(matches), tt.verdict)
			}
			if tt.basis != "" && !slices.Contains(m.Pages[0].Basis, tt.basis) {
				t.Errorf("basis %v, want %s", m.Pages[0].Basis, tt.basis)
			}
			for _, other := range matches {
				if other.Document.Name != "known.pdf" && other.Verdict.Found() {
					t.Errorf("claims %s", summary(matches))
				}
			}
		})
	}
}

// Where a scan stood another picture stands: its place alone does not make it the scan.
func TestPicturesAreNotPairedByPlace(t *testing.T) {
	a, b := passage(1, 120), passage(2, 120)
	pages := func(s scan) []Subject { return []Subject{pageOf(1, a), scanned(2, "", s.image()), pageOf(3, b)} }
	library := &library{}
	library.add("known.pdf", pages(scan{"letter", 1, 0, 0}))
	for _, tt := range []struct {
		name string
		scan scan
		want []Pair
	}{
		{"the scan", scan{"letter", 1, 0, 0}, []Pair{{1, 1}, {2, 2}, {3, 3}}},
		{"another", scan{"map", 2, 0, 0}, []Pair{{1, 1}, {3, 3}}},
	} {
		if got := pairsOf(of(library.find(t, pages(tt.scan)), "known.pdf")); !slices.Equal(got, tt.want) {
			t.Errorf("%s: pairs %v, want %v", tt.name, got, tt.want)
		}
	}
}

// A page blacked out in both copies may hide something else in each, unless it is
// the same picture.
func TestBlackPagesArePairedOnlyAsTheSamePicture(t *testing.T) {
	a, b := passage(1, 120), passage(2, 120)
	black := func(content string) []Subject {
		image := fingerprint.Image{Image: dossier.Image{Trimmed: dossier.Sum([]byte(content))}}
		page := scanned(2, "", image)
		page.Print.Absent = dossier.NothingSeen
		return []Subject{pageOf(1, a), page, pageOf(3, b)}
	}
	library := &library{}
	library.add("known.pdf", black("one"))
	for content, want := range map[string][]Pair{"one": {{1, 1}, {2, 2}, {3, 3}}, "other": {{1, 1}, {3, 3}}} {
		if got := pairsOf(of(library.find(t, black(content)), "known.pdf")); !slices.Equal(got, want) {
			t.Errorf("%s: pairs %v, want %v", content, got, want)
		}
	}
}

// A picture on many pages, such as a sheet of letter paper, tells nothing.
func TestFrequentPicturesAreNotCompared(t *testing.T) {
	paper := scan{stream: "letter paper", kind: 3}.image()
	for _, tt := range []struct {
		pages   int
		verdict dossier.Verdict
	}{{maxRepeats, dossier.Partial}, {maxRepeats + 1, dossier.None}} {
		var pages []Subject
		for n := range tt.pages {
			pages = append(pages, scanned(n+1, "", paper))
		}
		library := &library{}
		library.add("known.pdf", pages)
		query := pages[:1]
		candidates := []Candidate{{Known: library.known[0], Pairs: []Pair{{1, 1}}}}
		matches, err := Find(PagesOf(query...), library.rarity, candidates)
		if err != nil {
			t.Fatal(err)
		}
		if m := of(matches, "known.pdf"); m.Verdict != tt.verdict {
			t.Errorf("on %d pages: %s, want %s", tt.pages, summary(matches), tt.verdict)
		}
	}
}
