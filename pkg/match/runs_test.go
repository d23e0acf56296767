package match

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/leakprint/leakprint/pkg/dossier"

	"github.com/google/go-cmp/cmp"

	"github.com/leakprint/leakprint/pkg/fingerprint"
)

var exportRuns = cmp.AllowUnexported(run{}, span{})

func TestSharedRuns(t *testing.T) {
	const n = 4
	tests := []struct {
		name, q, k string
		want       []run
	}{
		{"nothing", "abcdefgh", "ijklmnop", nil},
		{"too short", "xxabcxx", "yyabcyy", nil},
		{"empty", "", "abcdefgh", nil},
		{"shorter than a run", "abc", "abc", nil},
		{"equal texts are one run", "abcdefgh", "abcdefgh", []run{{0, 0, 8}}},
		{"runs are as long as they can be", "--abcdefgh..", "##abcdefgh++", []run{{2, 2, 8}}},
		{"in the other text's order", "abcdeVWXYZ", "VWXYZ-abcde", []run{{5, 0, 5}, {0, 6, 5}}},
		{"a change cuts a run", "abcdefghijk", "abcde_ghijk", []run{{0, 0, 5}, {6, 6, 5}}},
		{"a repeat is found at each place", "abcd-abcd", "abcd", []run{{0, 0, 4}, {5, 0, 4}}},
		{"and from each place", "abcd", "abcd-abcd", []run{{0, 0, 4}, {0, 5, 4}}},
		{"letters of more than a byte", "žluťoučký", "-žluťoučký", []run{{0, 1, 9}}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got := newRunIndex([]rune(tt.q), n).shared([]rune(tt.k))
			if diff := cmp.Diff(tt.want, got, exportRuns); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestFrequentRunsAreNotFound(t *testing.T) {
	cell := "0.00"
	for _, tt := range []struct {
		repeats int
		found   bool
	}{{maxRepeats, true}, {maxRepeats + 1, false}} {
		q := []rune(strings.Repeat(cell+"-|-", tt.repeats))
		got := newRunIndex(q, len(cell)).shared([]rune(cell))
		if (len(got) > 0) != tt.found {
			t.Errorf("text that repeats %d times: %d runs, want some: %v", tt.repeats, len(got), tt.found)
		}
	}
}

// slowRuns is what shared promises, word for word: of every pair of places where n
// characters agree, unless they do so one place before.
func slowRuns(q, k []rune, n int) []run {
	var runs []run
	for j := range k {
		for i := range q {
			length := 0
			for i+length < len(q) && j+length < len(k) && q[i+length] == k[j+length] {
				length++
			}
			if length >= n && (i == 0 || j == 0 || q[i-1] != k[j-1]) {
				runs = append(runs, run{i, j, length})
			}
		}
	}
	return runs
}

func TestSharedRunsAgainstBruteForce(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 2000 {
		// Twelve characters of three letters: no run of 3 stands more than maxRepeats times.
		q, k := letters(r, 3, r.IntN(13)), letters(r, 3, r.IntN(40))
		if diff := cmp.Diff(slowRuns(q, k, 3), newRunIndex(q, 3).shared(k), exportRuns); diff != "" {
			t.Fatalf("%q and %q: %s", string(q), string(k), diff)
		}
	}
}

func letters(r *rand.Rand, kinds, n int) []rune {
	text := make([]rune, n)
	for i := range text {
		text[i] = 'a' + rune(r.IntN(kinds))
	}
	return text
}

func TestLCSLen(t *testing.T) {
	tests := []struct {
		name string
		runs []run
		want int
	}{
		{"none", nil, 0},
		{"one", []run{{3, 5, 7}}, 7},
		{"two in order", []run{{0, 0, 5}, {9, 7, 4}}, 9},
		{"two crossed count once", []run{{9, 0, 5}, {0, 9, 4}}, 5},
		{"what overlaps counts once", []run{{0, 0, 6}, {4, 10, 6}}, 10},
		{"repeated cells count once", []run{{0, 0, 4}, {5, 0, 4}, {10, 0, 4}}, 4},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := lcsLen(tt.runs); got != tt.want {
				t.Errorf("%d characters in order, want %d", got, tt.want)
			}
		})
	}
}

// FuzzCompare: whatever two pages hold, shares are shares and spans lie on the page.
func FuzzCompare(f *testing.F) {
	prose := "The Parties shall consult each other on the operation of this Chapter within 30 days of a request."
	seeds := [][2]string{
		{"", ""},
		{"", prose},
		{prose, prose},
		{prose + prose, prose},
		{strings.Repeat("0.00 ", 600), strings.Repeat("0.00 ", 599) + "0.01"},
		{strings.Repeat("a", 2000), strings.Repeat("a", 1999) + "b"},
		{strings.Repeat("ab", 900), strings.Repeat("ba", 900)},
		{strings.Repeat("żółć ", 100), strings.Repeat("żółw ", 100)},
		{"\xff\xfe\x00" + prose, prose + "\u202e\u0301\U000e0041"},
		{strings.Repeat("ﷺ", 200), strings.Repeat("ﷺ", 201)},
	}
	r := rand.New(rand.NewPCG(3, 4))
	seeds = append(seeds, // a page of figures against another: as many short runs as can be
		[2]string{string(letters(r, 10, 4000)), string(letters(r, 10, 4000))},
		[2]string{string(letters(r, 2, 4000)), string(letters(r, 2, 4000))})
	for _, s := range seeds {
		f.Add(s[0], s[1])
	}
	f.Fuzz(func(t *testing.T, a, b string) {
		q, k := queryPage(a), prepare(Subject{Page: dossier.Page{Text: b}})
		e := compareWording(q, k)
		for _, side := range []struct {
			cover  float64
			spans  []span
			length int
		}{{e.queryCover, e.querySpans, len(q.folded)}, {e.knownCover, e.knownSpans, len(k.folded)}} {
			if !(0 <= side.cover && side.cover <= 1) {
				t.Errorf("cover %v", side.cover)
			}
			reached := 0
			for _, s := range side.spans {
				if s.from < reached || s.to <= s.from || s.to > side.length {
					t.Errorf("spans %v of %d characters", side.spans, side.length)
				}
				reached = s.to
			}
		}
		if e.score < 0 || e.score > q.bits(0, len(q.folded))+1e-6 {
			t.Errorf("score %v of a page worth %v", e.score, q.bits(0, len(q.folded)))
		}
		if equal := len(q.folded) > 0 && slices.Equal(q.folded, k.folded); e.equal != equal {
			t.Errorf("equal is %v, want %v", e.equal, equal)
		}
		for _, r := range e.bestChain {
			if !slices.Equal(q.folded[r.q:r.q+r.n], k.folded[r.k:r.k+r.n]) {
				t.Errorf("run %v: the texts differ there", r)
			}
		}
		if added, lost := e.addedAndLost(q, k); added < 0 || lost < 0 || added > len(q.folded) || lost > len(k.folded) {
			t.Errorf("added %d of %d, lost %d of %d", added, len(q.folded), lost, len(k.folded))
		}
	})
}

// queryPage is a query page of a corpus in which all of its wording is rare.
func queryPage(text string) *preparedPage {
	p := Subject{Page: dossier.Page{Number: 1, Text: text}}
	p.Print.Length, p.Print.Marks = fingerprint.OfText(text)
	return prepareQuery(p, Rarity{})
}
