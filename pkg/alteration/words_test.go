package alteration

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/internal/layout"
)

// set is words set in lines of 12-point type from x, y on, each a letter 6 points wide.
func set(x, y float64, lines ...string) []dossier.Word {
	var words []dossier.Word
	for _, line := range lines {
		at := x
		for text := range strings.FieldsSeq(line) {
			width := 6 * float64(len([]rune(text)))
			words = append(words, dossier.Word{Text: text, Box: dossier.Box{X: at, Y: y, W: width, H: 10}})
			at += width + 6
		}
		y += 14
	}
	return words
}

var minutes = []string{
	"The minister said that the price of insulin would stay where it was and",
	"that nothing in the paper was to be read as a promise to either side of it.",
	"Officials noted that 40,000 was paid on 4 May, and that the second payment",
	"was due by the end of the year unless both parties agreed to something else.",
	"The next meeting is planned for the autumn, at a place to be agreed later on.",
}

// edited is the minutes with one line replaced.
func edited(line int, text string) []string {
	lines := append([]string(nil), minutes...)
	lines[line] = text
	return lines
}

type difference struct{ Gone, Come, Lead, Trail string }

func differences(a *alignment) []difference {
	var all []difference
	for _, s := range a.hunks {
		lead, trail := a.context(s)
		all = append(all, difference{a.deletedText(s), a.insertedText(s), lead, trail})
	}
	return all
}

func TestAlign(t *testing.T) {
	known := set(72, 100, minutes...)
	for _, tt := range []struct {
		name  string
		query []dossier.Word
		want  []difference
	}{
		{"the same", set(72, 100, minutes...), nil},
		{"the same, elsewhere on the page", set(60, 130, minutes...), nil},
		{"one figure", set(72, 100, edited(2, "Officials noted that 40,000 was paid on 14 May, and that the second payment")...),
			[]difference{{"4", "14", "that 40,000 was paid on", "May, and that the second"}}},
		{"words taken out", set(72, 100, edited(1, "that nothing was to be read as a promise to either side of it.")...),
			[]difference{{"in the paper", "", "it was and that nothing", "was to be read as"}}},
		{"a header", append(set(72, 30, "COPY OBTAINED BY THE GAZETTE"), known...),
			[]difference{{"", "COPY OBTAINED BY THE GAZETTE", "", "The minister said that the"}}},
		{"saved in another order", append(set(72, 128, minutes[2:]...), set(72, 100, minutes[:2]...)...), nil},
		{"names swapped", set(72, 100, edited(4, "The next autumn is planned for the meeting, at a place to be agreed later on.")...),
			[]difference{{"meeting is planned for the autumn,", "autumn is planned for the meeting,", "to something else. The next", "at a place to be"}}},
		{"nouns swapped", set(72, 100, edited(3, "was due by the year of the end unless both parties agreed to something else.")...),
			[]difference{{"end of the year", "year of the end", "payment was due by the", "unless both parties agreed to"}}},
		{"passages swapped", set(72, 100, minutes[0], minutes[2], minutes[3], minutes[1], minutes[4]),
			[]difference{{minutes[1], minutes[1], "stay where it was and", "Officials noted that 40,000 was"}}},
		{"other quotation marks and word ends", set(72, 100, edited(0, "The minister said that the price of in sulin would stay where it was and")...), nil},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, differences(align(tt.query, known))); diff != "" {
				t.Errorf("differences (-want +got)\n%s", diff)
			}
		})
	}
}

// A line put in pushes the others down; they are the same words all the same.
func TestAlignAfterAnInsertedLine(t *testing.T) {
	pushed := append(append(append([]string(nil), minutes[:2]...), "A line that nobody had written before was put in here."), minutes[2:]...)
	a := align(set(72, 100, pushed...), set(72, 100, minutes...))
	want := []difference{{"", "A line that nobody had written before was put in here.", "either side of it.", ""}}
	want[0].Lead, want[0].Trail = "to either side of it.", "Officials noted that 40,000 was"
	if diff := cmp.Diff(want, differences(a)); diff != "" {
		t.Errorf("differences (-want +got)\n%s", diff)
	}
	moved := 0
	for _, displaced := range a.displaced {
		if displaced {
			moved++
		}
	}
	if after := len(set(0, 0, minutes[2:]...)); !a.registered || moved != after && moved != len(a.pairs)-after {
		t.Errorf("%d of %d words moved, want those before or after the line (%d after); fits %v", moved, len(a.pairs), after, a.registered)
	}
}

func TestFitted(t *testing.T) {
	known := set(72, 100, minutes...)
	var all []wordPair
	for i := range known {
		all = append(all, wordPair{i, i})
	}
	for _, tt := range []struct {
		name string
		to   layout.Homography // known page to query page
	}{
		{"as it is", layout.Homography{1, 0, 0, 0, 1, 0, 0, 0, 1}},
		{"smaller", layout.Homography{.7, 0, 20, 0, .7, 30, 0, 0, 1}},
		{"turned", layout.Homography{0, -1, 792, 1, 0, 0, 0, 0, 1}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			query := make([]dossier.Word, len(known))
			for i, w := range known {
				query[i] = dossier.Word{Text: w.Text, Box: mapBox(tt.to, w.Box)}
			}
			back, ok := fitTransform(query, known, all)
			if !ok {
				t.Fatal("no transform")
			}
			for i := range known {
				got := mapBox(back, query[i].Box)
				if x, y := centre(got); !touches(dossier.Box{X: x, Y: y}, dossier.Box{X: known[i].Box.X + known[i].Box.W/2, Y: known[i].Box.Y + 5}, .01) {
					t.Fatalf("word %d lands on %v, want %v", i, got, known[i].Box)
				}
			}
		})
	}
	t.Run("set anew", func(t *testing.T) {
		var flowed []string
		words := strings.Fields(strings.Join(minutes, " "))
		for len(words) > 0 {
			n := min(5, len(words))
			flowed = append(flowed, strings.Join(words[:n], " "))
			words = words[n:]
		}
		if _, ok := fitTransform(set(50, 50, flowed...), known, all); ok {
			t.Error("a transform where the lines break elsewhere")
		}
	})
}

// Of a page set anew many words may stand in their place; that the type is another tells.
func TestSetAnewInOtherType(t *testing.T) {
	known := unrenderedPage(1, set(72, 100, minutes...))
	for _, tt := range []struct {
		name   string
		change func(b *dossier.Box)
		want   bool
	}{
		{"the same", func(*dossier.Box) {}, false},
		{"smaller throughout", func(b *dossier.Box) { *b = dossier.Box{X: .8 * b.X, Y: .8 * b.Y, W: .8 * b.W, H: .8 * b.H} }, false},
		{"in narrow type", func(b *dossier.Box) { b.W *= .93 }, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			words := set(72, 100, minutes...)
			for i := range words {
				tt.change(&words[i].Box)
			}
			pair := dossier.PagePair{Query: 1, Known: 1, Relation: dossier.SamePage, Basis: []dossier.Basis{dossier.ByText}}
			if got := Compare(pair, unrenderedPage(1, words), known).SetAnew(); got != tt.want {
				t.Errorf("set anew: %v, want %v", got, tt.want)
			}
		})
	}
}
