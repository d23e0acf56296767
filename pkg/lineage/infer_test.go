package lineage

import (
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/traces"
)

// A made copy has three pages, each drawn by pieces of its own, and what was put on them.
func made(name string, on ...string) Copy {
	c := Copy{SHA256: dossier.Sum([]byte(name)), Name: name + ".pdf", MediaType: "application/pdf"}
	for page := range uint64(3) {
		units := []uint64{100 * page, 100*page + 1, 100*page + 2, 100*page + 3}
		drawn := "page" + string(rune('1'+page))
		if page == 0 {
			drawn += strings.Join(on, "")
			for _, thing := range on {
				units = append(units, uint64(dossier.Sum([]byte(thing))[0])+1000)
			}
		}
		c.Pages = append(c.Pages, Page{Render: dossier.Sum([]byte(drawn)), Letters: 500})
		c.Traces.Pages = append(c.Traces.Pages, traces.Page{Units: units})
	}
	return c
}

// compared compares copies of one document as package recognise would.
func compared(copies []Copy) Comparisons {
	all := Comparisons{}
	for _, p := range Candidates(copies) {
		m := dossier.Match{Verdict: dossier.Altered}
		for n := range min(len(copies[p[0]].Pages), len(copies[p[1]].Pages)) {
			m.Pages = append(m.Pages, dossier.PagePair{Query: n + 1, Known: n + 1, Relation: dossier.SamePage})
		}
		all[p] = m
	}
	return all
}

func infer(opt Options, copies ...Copy) dossier.Lineage {
	sorted := Sorted(copies)
	return Infer(sorted, compared(sorted), opt)
}

// parents are the names of what was made from what.
func parents(l dossier.Lineage) map[string]string {
	name := map[string]string{}
	for _, n := range l.Nodes {
		var names []string
		for _, c := range n.Copies {
			names = append(names, strings.TrimSuffix(c.Name, ".pdf"))
		}
		slices.Sort(names)
		name[n.ID] = strings.Join(names, "=")
	}
	found := map[string]string{}
	for _, e := range l.Edges {
		found[name[e.Child]] = name[e.Parent]
	}
	return found
}

func TestThingsPutOnOneAfterAnother(t *testing.T) {
	copies := []Copy{made("a"), made("b", "stamp"), made("c", "stamp", "note"), made("d", "watermark")}
	want := map[string]string{"b": "a", "c": "b", "d": "a"}
	first := infer(Options{}, copies...)
	if got := parents(first); !reflect.DeepEqual(got, want) {
		t.Errorf("made from: %v, want %v", got, want)
	}
	if len(first.Roots) != 1 || first.Nodes[0].Copies[0].Name != "a.pdf" || first.Roots[0] != "n1" {
		t.Errorf("roots %v of nodes %+v, want a alone", first.Roots, first.Nodes)
	}
	r := rand.New(rand.NewPCG(5, 6))
	for range 10 {
		r.Shuffle(len(copies), func(i, j int) { copies[i], copies[j] = copies[j], copies[i] })
		if again := infer(Options{}, copies...); !reflect.DeepEqual(again, first) {
			t.Fatalf("in another order: %+v, want %+v", again, first)
		}
	}
}

func TestEqualCopiesAreOne(t *testing.T) {
	twin := made("a")
	twin.SHA256, twin.Name = dossier.Sum([]byte("twin")), "twin.pdf"
	l := infer(Options{}, made("a"), twin, made("b", "stamp"))
	if want := map[string]string{"b": "a=twin"}; !reflect.DeepEqual(parents(l), want) {
		t.Errorf("made from: %v, want %v", parents(l), want)
	}
	if same := infer(Options{}, made("a"), made("a")); len(same.Nodes) != 1 || len(same.Nodes[0].Copies) != 1 {
		t.Errorf("the same file twice: %+v, want one copy", same.Nodes)
	}
}

func TestTheSameFileUnderTwoNamesHasTheFirst(t *testing.T) {
	a, other := made("a"), made("a")
	other.Name = "0.pdf"
	for _, copies := range [][]Copy{{a, other}, {other, a}} {
		if l := infer(Options{}, copies...); len(l.Nodes) != 1 || l.Nodes[0].Copies[0].Name != "0.pdf" {
			t.Errorf("nodes %+v, want 0.pdf alone", l.Nodes)
		}
	}
}

func TestOneCopyAndNone(t *testing.T) {
	if l := infer(Options{}, made("a")); len(l.Nodes) != 1 || len(l.Roots) != 1 || len(l.Undecided) != 0 {
		t.Errorf("one copy: %+v", l)
	}
	if l := infer(Options{}); l.Nodes == nil || l.Edges == nil || l.Roots == nil || l.Undecided == nil || l.Contradictions == nil {
		t.Errorf("no copies: %+v, want empty lists", l)
	}
}

func TestStrangersAreRoots(t *testing.T) {
	stranger := made("x", "other")
	for i := range stranger.Pages {
		stranger.Pages[i].Render = dossier.Sum([]byte{byte(i), 99})
		stranger.Traces.Pages[i].Units = []uint64{uint64(7000 + i)}
	}
	l := infer(Options{}, made("a"), made("b", "stamp"), stranger)
	if len(l.Roots) != 2 || len(l.Edges) != 1 {
		t.Errorf("roots %v, edges %v, want two trees", l.Roots, l.Edges)
	}
}

// A forged date neither turns what the pages show, nor goes unsaid.
func TestForgedDateIsAContradiction(t *testing.T) {
	a, b := made("a"), made("b", "stamp")
	a.Traces.Created = time.Date(2024, 5, 2, 0, 0, 0, 0, time.UTC).Unix()
	b.Traces.Created = time.Date(2024, 5, 1, 0, 0, 0, 0, time.UTC).Unix()
	b.Extends = []dossier.Digest{a.SHA256}
	b.Sightings = []dossier.Sighting{{Where: "https://forum.example", When: time.Date(2024, 4, 30, 0, 0, 0, 0, time.UTC), Precision: dossier.ToTheDay}}
	l := infer(Options{}, a, b)
	if want := map[string]string{"b": "a"}; !reflect.DeepEqual(parents(l), want) {
		t.Fatalf("made from: %v, want %v", parents(l), want)
	}
	var said []string
	for _, c := range l.Contradictions {
		said = append(said, c.Why)
	}
	text := strings.Join(said, "; ")
	if !strings.Contains(text, "the dates in the files say the opposite") || !strings.Contains(text, "seen on 2024-04-30, before 2024-05-02") {
		t.Errorf("contradictions: %q", said)
	}
	for _, e := range infer(Options{Distrust: true}, a, b).Edges {
		for _, clue := range e.Evidence {
			if clue.Forgeable {
				t.Errorf("without metadata: %s counted", clue.Rule)
			}
		}
	}
}

// Two copies that the same was done to, in two ways of storing, tell nothing of which was first.
func TestWhatCannotBeTold(t *testing.T) {
	a, b := made("a"), made("b")
	for i := range b.Pages {
		b.Pages[i].Render = dossier.Sum([]byte{byte(i), 42})
	}
	l := infer(Options{}, a, b)
	if len(l.Edges) != 0 || len(l.Undecided) == 0 || !strings.Contains(l.Undecided[0].Why, "cannot be told") {
		t.Errorf("edges %+v, undecided %+v, want none told", l.Edges, l.Undecided)
	}
}

// Of the rules of an aspect one is heard; each has a name of its own and stands with its aspect.
func TestRulesAreWellMade(t *testing.T) {
	names, aspects, last := map[string]bool{}, map[string]bool{}, ""
	for _, r := range rules {
		if names[r.name] {
			t.Errorf("%s: twice", r.name)
		}
		names[r.name] = true
		if r.aspect != last && aspects[r.aspect] {
			t.Errorf("%s: not with the other rules of %s", r.name, r.aspect)
		}
		aspects[r.aspect], last = true, r.aspect
		if s := r.strength(); s > strongest || s < -strongest {
			t.Errorf("%s: strength %v", r.name, s)
		}
	}
}

func TestPagesTakenOverInOrderAreOneRun(t *testing.T) {
	got := runs([][2]int{{0, 0}, {1, 1}, {3, 2}, {4, 3}})
	want := []dossier.DerivedPages{{Parent: [2]int{1, 2}, Child: [2]int{1, 2}}, {Parent: [2]int{4, 5}, Child: [2]int{3, 4}}}
	if !slices.Equal(got, want) {
		t.Errorf("runs %v, want %v", got, want)
	}
}

// A stripped file is told by what it shows.
func TestStrippedFileIsToldByItsContent(t *testing.T) {
	a, b := made("a"), made("b", "stamp")
	a.Traces.ID, a.Traces.Info = [2]string{"aa", "aa"}, map[string]string{"Title": "Minutes", "Author": "A. Varn"}
	l := infer(Options{}, a, b)
	if want := map[string]string{"b": "a"}; !reflect.DeepEqual(parents(l), want) {
		t.Errorf("made from: %v, want %v", parents(l), want)
	}
}

// Of a file that was joined from two, what is told to come from one of them are its pages alone.
func TestJoinedFileSaysWhichPagesCameOver(t *testing.T) {
	a, joined := made("a"), made("joined")
	joined.Extends = []dossier.Digest{a.SHA256}
	joined.Pages = append(joined.Pages, Page{Render: dossier.Sum([]byte("strange")), Letters: 300})
	joined.Traces.Pages = append(joined.Traces.Pages, traces.Page{Units: []uint64{9001, 9002, 9003}})
	copies := Sorted([]Copy{a, joined})
	l := Infer(copies, compared(copies), Options{})
	if len(l.Edges) != 1 {
		t.Fatalf("edges %+v, undecided %+v, want one edge", l.Edges, l.Undecided)
	}
	want := []dossier.DerivedPages{{Parent: [2]int{1, 3}, Child: [2]int{1, 3}}}
	if !slices.Equal(l.Edges[0].Pages, want) {
		t.Errorf("pages %v, want %v", l.Edges[0].Pages, want)
	}
}
