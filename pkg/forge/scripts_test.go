package forge

import (
	"slices"
	"strings"
	"testing"
	"unicode"
)

func TestRecord(t *testing.T) {
	for _, s := range Scripts() {
		a, b := s.Record(11, 2), s.Record(12, 2)
		if len(a) != 2 || slices.Equal(a, b) || !slices.Equal(a, s.Record(11, 2)) {
			t.Errorf("%s: %d pages", s.Language, len(a))
		}
		for _, page := range append(a, b...) {
			text, ok := strings.CutSuffix(page, "\n"+Label)
			if !ok || strings.ContainsAny(page, "{}") || len([]rune(text)) < 300 {
				t.Errorf("%s: page %q", s.Language, page)
			}
		}
	}
}

// What is said to be drawn can be: PDF keeps every letter.
func TestDrawnScripts(t *testing.T) {
	for _, s := range Scripts() {
		text := strings.ReplaceAll(strings.Join(s.Record(11, 1), ""), Label, "")
		lost := strings.ContainsFunc(text, func(r rune) bool { return unicode.IsLetter(r) && lacking(r) })
		if lost == s.Drawn {
			t.Errorf("%s: drawn %v, but letters are lost %v", s.Language, s.Drawn, lost)
		}
	}
}

// Every change and every twin of a script makes a difference in every record, on the page
// and in the place where it is made.
func TestScriptsChange(t *testing.T) {
	for _, s := range Scripts() {
		text := s.Record(11, 2)
		before := slices.Clone(text)
		held := 0
		for _, c := range s.Changes() {
			changed, ok := c.Apply(text)
			again, _ := c.Apply(text)
			if !ok || !slices.Equal(changed, again) {
				t.Errorf("%s: %s: %v, or another change the second time", s.Language, c.Name, ok)
			}
			if c.HeldOut {
				held++
			}
		}
		if n := len(s.Changes()); n < 6 || held != n/3 {
			t.Errorf("%s: %d of %d changes are held out", s.Language, held, n)
		}
		for _, w := range s.Twins() {
			if _, ok := w.Apply(text); !ok && w.Name != "letters and signs apart" && w.Name != "lines broken short" {
				t.Errorf("%s: %s makes no difference", s.Language, w.Name)
			}
		}
		if !slices.Equal(text, before) {
			t.Errorf("%s: the text itself was changed", s.Language)
		}
	}
}

// A digit becomes another one of its script.
func TestDigitChanged(t *testing.T) {
	for _, digits := range []string{"7", "٧", "७", "๗"} {
		changed, ok := digitChanged.Apply(Text{digits})
		was, is := []rune(digits)[0], []rune(changed[0])
		if !ok || len(is) != 1 || is[0] == was || !unicode.IsDigit(is[0]) || is[0]-was > 9 || was-is[0] > 9 {
			t.Errorf("%s became %s", digits, changed)
		}
	}
}

func TestBrokenWithin(t *testing.T) {
	page := strings.Repeat("期限延长", 8) + "\n" + Label
	want := strings.Repeat("期限延长", 6) + "\n" + strings.Repeat("期限延长", 2) + "\n" + Label
	if got := brokenWithin(page); got != want {
		t.Errorf("broken as %q, want %q", got, want)
	}
}
