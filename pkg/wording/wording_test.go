package wording

import (
	"strings"
	"testing"
)

func TestSameNumbers(t *testing.T) {
	tests := []struct {
		a, b string
		want bool
	}{
		{"a rate of 1.50", "a rate of 150", false},
		{"40,000 crowns", "40.000 crowns", false},
		{"40,000 crowns", "40000 crowns", false},
		{"12 %", "12", false},
		{"12%", "12 %", true},
		{"on 2/3 of it", "on 23 of it", false},
		{"2017-2018", "20172018", false},
		{"at 10:30", "at 1030", false},
		{"in 1999.", "in 1999", true}, // the full stop belongs to the sentence
		{"1, 2 and 3", "1,2 and 3", true},
		{"pay 40,\n000", "pay 40,000", true},
		{"Article 5", "article  5", true},
		{"no figures", "none", true},
	}
	for _, tt := range tests {
		if got := SameNumbers(tt.a, tt.b); got != tt.want {
			t.Errorf("%q and %q: %v, want %v (%q and %q)", tt.a, tt.b, got, tt.want, Numbers(tt.a), Numbers(tt.b))
		}
		if got := SameNumbers(tt.b, tt.a); got != tt.want {
			t.Errorf("%q and %q: %v, want %v", tt.b, tt.a, got, tt.want)
		}
	}
}

func TestRunsOver(t *testing.T) {
	const furniture = 100
	page := strings.Repeat("x", 300) + "endofthefirst"
	next := "secondgoeson" + strings.Repeat("y", 300)
	foot, head := strings.Repeat("f", furniture), strings.Repeat("h", furniture)
	for _, tt := range []struct {
		name, text, page, next string
		want                   bool
	}{
		{"over the break", "ofthefirstsecond", page, next, true},
		{"footer and header between", "ofthefirstsecond", page + foot, head + next, true},
		{"more than a footer between", "ofthefirstsecond", page + foot + "f", next, false},
		{"more than a header between", "ofthefirstsecond", page, head + "h" + next, false},
		{"a letter other", "ofthefirst_econd", page, next, false},
		{"on the first page only", "ofthefirst", page, next, true},
		{"the wrong way round", "secondgoesofthefirst", page, next, false},
		{"nothing", "", page, next, true},
		{"empty pages", "text", "", "", false},
	} {
		if got := RunsOver(tt.text, tt.page, tt.next, furniture); got != tt.want {
			t.Errorf("%s: %v, want %v", tt.name, got, tt.want)
		}
	}
}

func TestSameButEncoding(t *testing.T) {
	tests := []struct {
		name, a, b string
		want       bool
	}{
		{"equal", "the Party's offer", "the Party's offer", true},
		{"white space", "the offer", "the\n of fer", true},
		{"a quotation mark read as a digit", "the Party’s offer", "the Party9s offer", true},
		{"a quotation mark lost", "the “offer”", "the offer", true},
		{"an accented letter read as another", "café", "cafØ", true},
		{"an accented letter lost", "café au lait", "caf au lait", true},
		{"private use", "item \ue001 one", "item one", true},
		{"a quotation mark made a digit of a number", "pay “5 crowns", "pay 15 crowns", false},
		{"and at a number's end", "pay 5’ crowns", "pay 50 crowns", false},
		{"another letter", "the offer", "the offal", false},
		{"another digit", "40 days", "90 days", false},
		{"a word more", "the offer", "the offer stands", false},
		{"a decimal point lost", "1.5", "15", false},
		{"empty", "", "", true},
		{"nothing and something", "", "ab", false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := SameButEncoding(tt.a, tt.b); got != tt.want {
				t.Errorf("%v, want %v", got, tt.want)
			}
			if got := SameButEncoding(tt.b, tt.a); got != tt.want {
				t.Errorf("turned round: %v, want %v", got, tt.want)
			}
		})
	}
}
