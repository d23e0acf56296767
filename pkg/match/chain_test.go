package match

import (
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/leakprint/leakprint/pkg/dossier"

	"github.com/google/go-cmp/cmp"

	"github.com/leakprint/leakprint/pkg/forge"
)

// passage invents n words of a given seed: no two passages share a run.
func passage(seed uint64, n int) string {
	r := rand.New(rand.NewPCG(seed, 0))
	words := make([]string, n)
	for i := range words {
		words[i] = string(letters(r, 26, 3+r.IntN(8)))
	}
	return strings.Join(words, " ")
}

func comparePages(q, k string) (e evidence, query, known *preparedPage) {
	query, known = queryPage(q), prepare(Subject{Page: dossier.Page{Text: k}})
	return compareWording(query, known), query, known
}

func near1(x float64) bool { return math.Abs(x-1) < 1e-9 }

func TestEqualPagesShareAllBits(t *testing.T) {
	text := passage(1, 200)
	e, q, _ := comparePages(text, strings.ToUpper(strings.ReplaceAll(text, " ", "\n")))
	if !e.equal || !near1(e.queryCover) || !near1(e.knownCover) || e.score != q.bits(0, len(q.folded)) || e.score < 100 {
		t.Errorf("got %+v, want all of %.0f bits", e, q.bits(0, len(q.folded)))
	}
	if added, lost := e.addedAndLost(q, prepare(Subject{Page: dossier.Page{Text: text}})); added+lost != 0 {
		t.Errorf("added %d, lost %d", added, lost)
	}
}

func TestCommonWordingIsWorthLess(t *testing.T) {
	text := passage(1, 100)
	p := pageOf(1, text)
	frequent := Rarity{Pages: 1024, Frequency: map[uint64]int{}}
	for _, m := range p.Print.Marks {
		frequent.Frequency[m.Hash] = 1024
	}
	for _, tt := range []struct {
		rarity Rarity
		want   float64 // bits per character
	}{{Rarity{}, 10. / 16}, {Rarity{Pages: 1 << 20}, 20. / 16}, {frequent, 0}} {
		q := prepareQuery(p, tt.rarity)
		if got := compareWording(q, prepare(p)).score / float64(len(q.folded)); math.Abs(got-tt.want) > 1e-9 {
			t.Errorf("%v bits per character, want %v", got, tt.want)
		}
	}
}

func TestCoverage(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	a, b, c := passage(1, 150), passage(2, 150), passage(3, 150)
	other := func(n int) string { return passage(4, n) }
	third := 1. / 3
	tests := []struct {
		name, query, known string
		cq, cp             float64
		within             float64
	}{
		{"nothing in common", a, b, 0, 0, 0},
		{"an excerpt", b, a + b + c, 1, third, .02},
		{"a page that holds more", a + b + c, b, third, 1, .02},
		{"one character in fifty misread", forge.Noise(a+b, .02, r), a + b, 1, 1, .02},
		{"one character in ten misread", forge.Noise(a+b, .1, r), a + b, .9, .9, .1},
		{"one word in twenty replaced", forge.EditWords(a+b, .05, r), a + b, 1, 1, .03},
		{"a redaction takes from the known page only", a + c, a + b + c, 1, 2 * third, .02},
		{"an insertion takes from the query page only", a + b + c, a + c, 2 * third, 1, .02},
		{"text replaced is covered on neither", a + other(60) + c, a + passage(5, 60) + c, 300. / 360, 300. / 360, .02},
		{"boilerplate between other text is not the other text", other(150) + b + passage(5, 150), passage(6, 150) + b + passage(7, 150), third, third, .02},
		{"passages in other order", c + b + a, a + b + c, 1, 1, .02},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			e, _, _ := comparePages(tt.query, tt.known)
			if math.Abs(e.queryCover-tt.cq) > tt.within || math.Abs(e.knownCover-tt.cp) > tt.within {
				t.Errorf("covers %.3f of the query page and %.3f of the known page, want %.3f and %.3f", e.queryCover, e.knownCover, tt.cq, tt.cp)
			}
		})
	}
}

// Turning the question round must not change what is shared.
func TestCoverageIsSymmetric(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 8))
	for i := range 60 {
		known := passage(uint64(i), 200)
		query := known
		switch i % 4 {
		case 0:
			query = forge.Noise(known, .1*r.Float64(), r)
		case 1:
			query = forge.RedactText(known, .6*r.Float64(), r)
		case 2:
			query = forge.ExcerptWords(known, 20+r.IntN(150), r)
		case 3:
			query = passage(1000, r.IntN(80)) + forge.EditWords(known, .2*r.Float64(), r)
		}
		there, _, _ := comparePages(query, known)
		back, _, _ := comparePages(known, query)
		if math.Abs(there.queryCover-back.knownCover) > .03 || math.Abs(there.knownCover-back.queryCover) > .03 {
			t.Errorf("case %d: %.3f and %.3f one way, %.3f and %.3f the other", i, there.queryCover, there.knownCover, back.knownCover, back.queryCover)
		}
	}
}

func TestAddedAndLost(t *testing.T) {
	a, b, c := passage(1, 60), passage(2, 20), passage(3, 60)
	length := len(prepare(Subject{Page: dossier.Page{Text: b}}).folded)
	tests := []struct {
		name, query, known string
		added, lost        int
		within             int // runs of tinyRun agree by chance
	}{
		{"redacted", a + c, a + b + c, 0, length, 2},
		{"inserted", a + b + c, a + c, length, 0, 2},
		{"one digit", a + " 17 " + c, a + " 19 " + c, 1, 1, 0},
		{"cut short", a, a + b, 0, length, 2},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			e, q, k := comparePages(tt.query, tt.known)
			added, lost := e.addedAndLost(q, k)
			if max(added-tt.added, tt.added-added, lost-tt.lost, tt.lost-lost) > tt.within {
				t.Errorf("added %d, lost %d; want %d, %d", added, lost, tt.added, tt.lost)
			}
		})
	}
}

// Going on after a gap costs by its length and by how much the pages' gaps differ,
// and never more than beginning another passage.
func TestStepCost(t *testing.T) {
	a := run{100, 100, 50}
	for _, tt := range []struct {
		name string
		b    run
		want float64
	}{
		{"nothing between", run{150, 150, 20}, 0},
		{"a gap on both", run{250, 250, 20}, 100 * gapCost},
		{"a gap on one", run{150, 158, 20}, 8*gapCost + 8*driftCost},
		{"too far", run{151 + maxGap, 151 + maxGap, 20}, jumpCost},
		{"gaps too different", run{150, 250, 20}, jumpCost},
		{"overlapping", run{140, 140, 20}, 0},
	} {
		if got := stepCost(a, tt.b); math.Abs(got-tt.want) > 1e-9 {
			t.Errorf("%s: %v bits, want %v", tt.name, got, tt.want)
		}
	}
}

func TestUnion(t *testing.T) {
	tests := []struct {
		name  string
		spans []span
		want  []span
		total int
	}{
		{"none", nil, nil, 0},
		{"apart", []span{{5, 7}, {0, 2}}, []span{{0, 2}, {5, 7}}, 4},
		{"touching", []span{{0, 2}, {2, 4}}, []span{{0, 4}}, 4},
		{"overlapping", []span{{1, 6}, {0, 3}, {2, 4}}, []span{{0, 6}}, 6},
		{"empty and turned round ones vanish", []span{{3, 3}, {9, 5}}, nil, 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := union(tt.spans)
			if diff := cmp.Diff(tt.want, got, exportRuns); diff != "" || totalLen(got) != tt.total {
				t.Errorf("%d characters, want %d; %s", totalLen(got), tt.total, diff)
			}
		})
	}
}

func TestHoles(t *testing.T) {
	tests := []struct {
		name           string
		covered        []span
		length         int
		holes, longest int
	}{
		{"all covered", []span{{0, 100}}, 100, 0, 0},
		{"ends left off are no holes", []span{{40, 60}}, 100, 0, 40},
		{"a word missing is none", []span{{0, 40}, {40 + wordGap, 100}}, 100, 0, wordGap},
		{"a line missing", []span{{0, 30}, {70, 100}}, 100, 1, 40},
		{"nothing covered", nil, 100, 0, 100},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if n, l := holes(tt.covered), longestHole(tt.covered, tt.length); n != tt.holes || l != tt.longest {
				t.Errorf("%d holes, the longest stretch %d; want %d and %d", n, l, tt.holes, tt.longest)
			}
		})
	}
}
