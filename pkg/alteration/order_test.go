package alteration

import (
	"slices"
	"strings"
	"testing"

	"github.com/leakprint/leakprint/pkg/dossier"
)

// drawn returns words as they are drawn: each is a text, where it begins and the line on
// which it stands. A letter is 5 points wide and a line 12 high.
func drawn(words ...any) []dossier.Word {
	var all []dossier.Word
	for i := 0; i < len(words); i += 3 {
		text := words[i].(string)
		box := dossier.Box{X: float64(words[i+1].(int)), Y: 12 * float64(words[i+2].(int)), W: 5 * float64(len(text)), H: 8}
		if strings.Trim(text, ".,") == "" { // low
			box.Y, box.H = box.Y+6, 2
		}
		all = append(all, dossier.Word{Text: text, Box: box})
	}
	return all
}

// turned returns words of a page that is turned by a quarter, four to a line.
func turned(words ...string) []dossier.Word {
	var all []dossier.Word
	for i, text := range words {
		all = append(all, dossier.Word{Text: text, Box: dossier.Box{X: 300 - 12*float64(i/4), Y: 30 * float64(i%4), W: 8, H: 5 * float64(len(text))}})
	}
	return all
}

func TestReadingOrder(t *testing.T) {
	for _, test := range []struct {
		name  string
		words []dossier.Word
		want  string
	}{
		{"a figure drawn after the page stands in its gap",
			drawn("fee", 0, 0, "is", 18, 0, "crowns", 65, 0, "a", 98, 0, "year", 0, 1, "in", 25, 1, "4,500", 35, 0),
			"fee is 4,500 crowns a year in"},
		{"two figures in one gap, and one at the end of a line",
			drawn("sum", 0, 0, "of", 60, 0, "due", 0, 1, "12", 20, 0, "340", 35, 0, "1999", 20, 1),
			"sum 12 340 of due 1999"},
		{"figures at the end of the last lines",
			drawn("sum", 0, 0, "of", 60, 0, "it", 75, 0, "by", 0, 1, "June", 0, 2, "12", 20, 0, "21", 15, 1),
			"sum 12 of it by 21 June"},
		{"a stop drawn apart follows its word",
			drawn("the", 0, 0, "end", 18, 0, "next", 0, 1, "line", 25, 1, ".", 34, 0),
			"the end . next line"},
		{"a number drawn last begins its line",
			drawn("first", 12, 0, "item", 40, 0, "second", 12, 1, "one", 45, 1, "1.", 0, 0, "2.", 0, 1),
			"1. first item 2. second one"},
		{"columns stay whole",
			drawn("left", 0, 0, "column", 25, 0, "goes", 0, 1, "on", 25, 1, "right", 62, 0, "column", 92, 0, "has", 127, 0, "words", 147, 0, "too", 62, 1),
			"left column goes on right column has words too"},
		{"a table drawn by columns stays so",
			drawn("goods", 0, 0, "tiles", 0, 1, "2017", 60, 0, "1.5", 60, 1, "2018", 120, 0, "2.5", 120, 1),
			"goods tiles 2017 1.5 2018 2.5"},
		{"figures of a table's rows, drawn after its words",
			drawn("goods", 0, 0, "tiles", 0, 1, "all the figures are in thousands", 0, 2, "1.5", 60, 0, "2.5", 120, 0, "3.5", 60, 1, "4.5", 120, 1),
			"goods 1.5 2.5 tiles 3.5 4.5 all the figures are in thousands"},
		{"cells of several lines stay whole",
			drawn("toys", 0, 0, "for", 25, 0, "sale", 0, 1, "2.5", 45, 0, "each", 70, 0, "piece", 70, 1, "home", 98, 0, "all of it is free", 0, 3),
			"toys for sale 2.5 each piece home all of it is free"},
		{"rows of a table, its figures and labels drawn after its words",
			drawn("toys", 60, 0, "for", 85, 0, "sale", 60, 1, "TRQ", 240, 0, "tiles", 60, 2, "EL", 240, 2,
				"1.20", 0, 0, "30", 130, 0, "20", 160, 0, "10", 190, 0, "1.30", 0, 2, "9", 130, 2, "6", 160, 2, "3", 190, 2),
			"1.20 toys for sale 30 20 10 TRQ 1.30 tiles 9 6 3 EL"},
		{"rows of a table in which text reaches up to a figure",
			drawn("1.20", 0, 0, "toys", 60, 0, "for", 85, 0, "sale", 102, 0, "30", 130, 0, "20", 160, 0, "10", 190, 0, "here", 60, 1, "1.30", 0, 2, "tiles", 60, 2, "9", 130, 2, "6", 160, 2, "3", 190, 2),
			"1.20 toys for sale here 30 20 10 1.30 tiles 9 6 3"},
		{"many figures and a label with one, at the end of a line of text",
			drawn("toys", 0, 0, "sold in bulk", 0, 1, "4", 25, 0, "3", 35, 0, "2", 45, 0, "B10", 55, 0),
			"toys 4 3 2 B10 sold in bulk"},
		{"lines below a table are none of its rows",
			drawn("1.30", 0, 0, "tiles", 60, 0, "9", 130, 0, "6", 160, 0, "3", 190, 0, "what follows is about another matter", 60, 1, "and", 0, 2),
			"1.30 tiles 9 6 3 what follows is about another matter and"},
		{"a line that is read from right to left stays as it is",
			drawn("אדם", 95, 0, "the", 40, 0, "kernel", 60, 0, "הוא", 5, 0, "חוק", 95, 1, "of", 35, 1, "Linux", 50, 1, "כאן", 1, 1),
			"אדם the kernel הוא חוק of Linux כאן"},
		{"what is much larger stands by itself", append(drawn("fee", 0, 0, "is", 18, 0, "due", 65, 0, "now", 0, 1), dossier.Word{Text: "DRAFT", Box: dossier.Box{X: 30, Y: -20, W: 30, H: 50}}),
			"fee is due now DRAFT"},
		{"a turned page stays as it is", turned("first", "line", "goes", "down", "then", "comes", "more"), "first line goes down then comes more"},
		{"words without a place stay where they are", []dossier.Word{{Text: "one"}, {Text: "two"}}, "one two"},
	} {
		if got := textOf(test.words, readingOrder(test.words)); got != test.want {
			t.Errorf("%s: %q, want %q", test.name, got, test.want)
		}
	}
}

func TestPagesShownUpsideDownAreReadUpright(t *testing.T) {
	// The lines stand one above the other, and their words from the right to the left.
	words := drawn("crowns", 0, 5, "4,500", 40, 5, "pay", 75, 5, "year", 0, 4, "of", 30, 4, "beginning", 45, 4, "at", 95, 4,
		"then", 0, 3, "and", 30, 3, "each", 50, 3, "goods", 0, 2, "all", 30, 2, "for", 50, 2)
	if got, want := textOf(words, uprightOrder(words)), "pay 4,500 crowns at beginning of year each and then for all goods"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	for _, words := range [][]dossier.Word{
		drawn("pay", 0, 0, "4,500", 40, 0, "at", 0, 1, "beginning", 45, 1, "each", 0, 2, "and", 30, 2, "for", 0, 3, "all", 30, 3),
		turned("first", "line", "goes", "down", "then", "comes", "more"),
	} {
		if got := uprightOrder(words); got != nil {
			t.Errorf("read as upside down: %q", textOf(words, got))
		}
	}
}

func TestLinesReadFromTheRightAreLines(t *testing.T) {
	page := dossier.Page{Number: 1, Words: drawn("סעיף", 100, 0, "12", 80, 0, "אדם", 100, 1, "(UN)", 70, 1, "הוא", 40, 1)}
	var got []string
	for _, r := range rowsOf(page) {
		got = append(got, r.text)
	}
	if want := []string{"סעיף 12", "אדם (UN) הוא"}; !slices.Equal(got, want) {
		t.Errorf("got lines %q, want %q", got, want)
	}
}
