package match

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/leakprint/leakprint/pkg/dossier"
)

// covering is a match of page 1 of an input of which a document holds so much.
func covering(name string, verdict dossier.Verdict, query, known float64) dossier.Match {
	m := found(dossier.Document{SHA256: dossier.Sum([]byte(name)), Name: name, Pages: 9}, verdict, 1, 1)
	m.Coverage = dossier.Coverage{Query: query, Known: known}
	return m
}

func TestOrderGoesByWhatWasVerified(t *testing.T) {
	weak := covering("weak", dossier.Partial, 1, .1)
	weak.Grade = dossier.Weak
	inOrder := []dossier.Match{
		covering("the file", dossier.Identical, 1, 1),
		covering("the document", dossier.Same, .98, .98),
		covering("its title page", dossier.Partial, 1, .1),
		weak,
		covering("a title page like it, changed", dossier.Altered, 1, .1),
		covering("a title page like it, unclear", dossier.Unclear, 1, .1),
		covering("another title page", dossier.Altered, .79, .1),
		covering("a third title page", dossier.Altered, .77, .1),
		covering("passages", dossier.Shared, .99, .9),
	}
	got := slices.Clone(inOrder)
	slices.Reverse(got)
	Order(got)
	if diff := cmp.Diff(inOrder, got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestTiesAreCounted(t *testing.T) {
	first := covering("a", dossier.Partial, 1, .1)
	elsewhere := covering("d", dossier.Partial, 1, .1)
	elsewhere.Pages[0].Query = 7
	for _, tt := range []struct {
		name    string
		ordered []dossier.Match
		want    int
	}{
		{"none", nil, 0},
		{"alone", []dossier.Match{first}, 0},
		{"three alike", []dossier.Match{first, covering("b", dossier.Partial, 1, .1), covering("c", dossier.Partial, 1, .1)}, 2},
		{"one is worse", []dossier.Match{first, covering("b", dossier.Partial, .9, .1)}, 0},
		{"one is changed", []dossier.Match{first, covering("b", dossier.Altered, 1, .1)}, 0},
		{"one is longer", []dossier.Match{first, covering("b", dossier.Partial, 1, .01)}, 1},
		{"another part of the input", []dossier.Match{first, elsewhere}, 0},
		{"passages alone", []dossier.Match{covering("a", dossier.Shared, 1, 1), covering("b", dossier.Shared, 1, 1)}, 0},
	} {
		if got := Tied(tt.ordered); got != tt.want {
			t.Errorf("%s: %d, want %d", tt.name, got, tt.want)
		}
	}
}

func TestWhatIsLeftOutIsCounted(t *testing.T) {
	part := covering("b", dossier.Partial, .4, .1)
	part.Pages[0].Query = 2
	ordered := []dossier.Match{
		covering("a", dossier.Partial, .5, .1), part, covering("c", dossier.Altered, .4, .1),
		covering("d", dossier.Shared, .4, .1), covering("e", dossier.Shared, .3, .1),
	}
	ordered = WithParts(ordered)
	for top, want := range map[int]dossier.LeftOut{1: {Parts: 1, Others: 1, Shared: 2}, 2: {Others: 1, Shared: 2}, 4: {Shared: 1}} {
		if diff := cmp.Diff(&want, LeftOut(ordered, top)); diff != "" {
			t.Errorf("after %d: (-want +got)\n%s", top, diff)
		}
	}
}

// A text may quote several documents, and the same words of several.
func TestQuotationsAreParts(t *testing.T) {
	quote := func(name string, verdict dossier.Verdict, texts ...string) dossier.Match {
		m := covering(name, verdict, .5, .1)
		for _, text := range texts {
			m.Quotations = append(m.Quotations, dossier.Quotation{Text: text})
		}
		return m
	}
	ordered := WithParts([]dossier.Match{
		quote("a", dossier.Altered, "paid at once"), quote("b", dossier.Partial, "the sum was paid at once"),
		quote("c", dossier.Partial, "nobody objected"), quote("d", dossier.Shared, "otherwise"),
	})
	var parts []string
	for _, m := range ordered {
		if m.Part {
			parts = append(parts, m.Document.Name)
		}
	}
	if !slices.Equal(parts, []string{"a", "c"}) {
		t.Errorf("the text is made of %v", parts)
	}
	alike := []dossier.Match{quote("a", dossier.Partial, "paid at once"), quote("b", dossier.Partial, "paid at once"), quote("c", dossier.Partial, "nobody objected")}
	if got := Tied(alike); got != 1 {
		t.Errorf("%d other documents have these words", got)
	}
}

func TestJudgedOrdersAlterationsByMeaning(t *testing.T) {
	inOrder := []dossier.Alteration{
		{Kind: dossier.TextEdited, Class: dossier.ClassFigures, Before: "42", After: "72"},
		{Kind: dossier.TextEdited, Class: dossier.ClassWords, Before: "shall not", After: "shall", Negation: "not"},
		{Kind: dossier.TextEdited, Class: dossier.ClassWords, Before: "shall", After: "may"},
		{Kind: dossier.TextEdited, Class: dossier.ClassPunctuation, Before: "a,", After: "a"},
		{Kind: dossier.RedactedBadly, Before: "name"},
		{Kind: dossier.TextRedacted, Before: "name"},
		{Kind: dossier.PageRemoved, KnownPages: []int{4}},
		{Kind: dossier.HiddenTextAdded, After: "internal note"},
		{Kind: dossier.OverlayAdded, KnownPages: []int{2}, QueryPages: []int{2}},
		{Kind: dossier.Restyled, Before: "shall"},
		{Kind: dossier.PageMoved, KnownPages: []int{3}},
		{Kind: "of-a-later-version"},
		{Kind: dossier.OverlayAdded, KnownPages: []int{1, 2, 3}, QueryPages: []int{1, 2, 3}},
		{Kind: dossier.Retypeset},
		{Kind: dossier.ReSaved},
		{Kind: dossier.MetadataChanged},
	}
	shuffled := slices.Clone(inOrder)
	slices.Reverse(shuffled)
	shuffled[len(shuffled)-2].Negation = "" // it is told
	got := Judged(dossier.Match{Alterations: shuffled})
	// What means as much stays in the order given.
	want := slices.Clone(inOrder)
	want[0], want[1] = want[1], want[0]
	want[2], want[3] = want[3], want[2]
	if diff := cmp.Diff(want, got.Alterations); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestJudgedSaysWhatIsTooUnclear(t *testing.T) {
	pages := func(clear ...float64) []dossier.PagePair {
		var pairs []dossier.PagePair
		for i, c := range clear {
			pairs = append(pairs, dossier.PagePair{Query: i + 1, Known: i + 1, Relation: dossier.SamePage, Clear: c})
		}
		return pairs
	}
	part := []dossier.Alteration{{Kind: dossier.PageRemoved}}
	edited := []dossier.Alteration{{Kind: dossier.TextEdited}}
	same, near := dossier.SamePage, dossier.Near
	for _, tt := range []struct {
		name      string
		pages     []dossier.PagePair
		found     []dossier.Alteration
		want      dossier.Verdict
		relations []dossier.Relation
	}{
		{"all of it could be told", pages(1, 1), nil, dossier.Same, []dossier.Relation{same, same}},
		{"nearly all", pages(.95, .95), nil, dossier.Same, []dossier.Relation{same, same}},
		{"a page could not", pages(.949, 1, 1), nil, dossier.Same, []dossier.Relation{near, same, same}},
		{"half of the pages could not", pages(.9, 1), nil, dossier.Same, []dossier.Relation{near, same}},
		{"most could not", pages(.9, .9, 1), nil, dossier.Unclear, []dossier.Relation{near, near, same}},
		{"most of a part could not", pages(.9), part, dossier.Unclear, []dossier.Relation{near}},
		{"most could not, what could is changed", pages(.1), edited, dossier.Altered, []dossier.Relation{near}},
		{"no pages", nil, nil, dossier.Same, nil},
	} {
		m := Judged(dossier.Match{Pages: tt.pages, Alterations: tt.found})
		var relations []dossier.Relation
		for _, p := range m.Pages {
			relations = append(relations, p.Relation)
		}
		if m.Verdict != tt.want || !slices.Equal(relations, tt.relations) {
			t.Errorf("%s: %s, pages %v, want %s, %v", tt.name, m.Verdict, relations, tt.want, tt.relations)
		}
	}
}

func TestUnclearIsFound(t *testing.T) {
	if !dossier.Unclear.Found() {
		t.Error("what is the same as far as it can be read is not found")
	}
	known := minutes()
	verdict, _ := Overall([]dossier.Match{found(known[0], dossier.Same, 1, 1), found(known[1], dossier.Unclear, 4, 1)})
	if verdict != dossier.Unclear {
		t.Errorf("an input of which one part is unclear is %s", verdict)
	}
}

// A page whose words could be told is worth more than one that only looks much like it.
func TestOutshone(t *testing.T) {
	copied := func(clear float64, basis dossier.Basis, pages ...int) dossier.Match {
		m := dossier.Match{Verdict: dossier.Altered, Clear: clear, Alterations: []dossier.Alteration{{Kind: dossier.TextRedacted}}}
		for _, n := range pages {
			m.Pages = append(m.Pages, dossier.PagePair{Query: n, Known: n, Relation: dossier.Redacted, Basis: []dossier.Basis{basis}, Clear: clear})
		}
		return m
	}
	clear := copied(.9, dossier.ByLayout, 1, 2)
	shared := copied(.9, dossier.ByLayout, 1)
	shared.Verdict = dossier.Shared
	for name, c := range map[string]struct {
		matches []dossier.Match
		want    bool // of the first
	}{
		"hardly a word told":                 {[]dossier.Match{copied(.3, dossier.ByLayout, 1), clear}, true},
		"half of the words told":             {[]dossier.Match{copied(.5, dossier.ByLayout, 1), clear}, false},
		"by its text":                        {[]dossier.Match{copied(.3, dossier.ByText, 1), clear}, false},
		"a page that the other has not":      {[]dossier.Match{copied(.3, dossier.ByLayout, 1, 3), clear}, false},
		"nor was the other told":             {[]dossier.Match{copied(.3, dossier.ByLayout, 1), copied(.4, dossier.ByLayout, 1)}, false},
		"the other is no copy":               {[]dossier.Match{copied(.3, dossier.ByLayout, 1), shared}, false},
		"alone, with nothing to outshine it": {[]dossier.Match{copied(.3, dossier.ByLayout, 1)}, false},
	} {
		if got := Outshone(c.matches)[0]; got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
	before := copied(.3, dossier.ByLayout, 1)
	form := AsForm(before)
	if form.Verdict != dossier.Shared || len(form.Alterations) > 0 || form.Pages[0].Relation != dossier.FormOrPage || before.Pages[0].Relation != dossier.Redacted {
		t.Errorf("as a form: %+v, of %+v", form, before)
	}
}
