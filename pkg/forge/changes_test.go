package forge

import (
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/google/go-cmp/cmp"

	"github.com/leakprint/leakprint/pkg/dossier"
)

func TestSingleChangesAreHeldOutByClass(t *testing.T) {
	names := map[string]bool{}
	count := map[dossier.Class]map[bool]int{}
	for _, c := range SingleChanges() {
		if names[c.Name] {
			t.Errorf("two are called %q", c.Name)
		}
		names[c.Name] = true
		if count[c.Class] == nil {
			count[c.Class] = map[bool]int{}
		}
		count[c.Class][c.HeldOut]++
	}
	for _, class := range []dossier.Class{
		dossier.ClassFigures, dossier.ClassWords, dossier.ClassLetters, dossier.ClassPunctuation,
		dossier.ClassOrder, dossier.ClassSpacing, dossier.ClassMarks,
	} {
		n := count[class]
		if n[true] == 0 || n[true] != (n[true]+n[false])/3 {
			t.Errorf("%s: %d of %d are held out, want a third", class, n[true], n[true]+n[false])
		}
	}
}

// Every kind finds something to change in an invented text, on one page, and leaves the
// text that it is given alone.
func TestSingleChangesApply(t *testing.T) {
	for _, seed := range []uint64{11, 12} {
		text := Communique(seed, 4)
		before := slices.Clone(text)
		for _, c := range SingleChanges() {
			changed, ok := c.Apply(text)
			if !ok {
				t.Errorf("seed %d: nothing to be changed: %s", seed, c.Name)
				continue
			}
			again, _ := c.Apply(text)
			if !slices.Equal(changed, again) {
				t.Errorf("%s is another change the second time", c.Name)
			}
			pages := 0
			for n := range text {
				if changed[n] != text[n] {
					pages++
				}
				if !strings.HasSuffix(changed[n], "\n"+Label) {
					t.Errorf("%s: page %d ends with %q", c.Name, n+1, changed[n][len(changed[n])-len(Label):])
				}
			}
			if pages != 1 || len(changed) != len(text) {
				t.Errorf("%s changes %d pages", c.Name, pages)
			}
		}
		if !slices.Equal(text, before) {
			t.Error("the text itself was changed")
		}
	}
}

func TestSingleChangeFindsNothing(t *testing.T) {
	for _, c := range SingleChanges() {
		if changed, ok := c.Apply(Text{"", "~"}); ok {
			t.Errorf("%s makes %q", c.Name, changed)
		}
	}
}

// What each class leaves as it was.
func TestClassesOfSingleChanges(t *testing.T) {
	text := Communique(13, 4)
	whole := func(t Text) string { return strings.Join(t, "\f") }
	only := func(keeps func(rune) bool) func(string) string {
		return func(s string) string {
			return strings.Map(func(r rune) rune {
				if keeps(r) {
					return r
				}
				return -1
			}, s)
		}
	}
	visible := only(func(r rune) bool {
		return r <= unicode.MaxASCII && !unicode.IsSpace(r) || strings.ContainsRune(whole(text), r) && !unicode.IsSpace(r)
	})
	left := map[dossier.Class]func(string) string{
		dossier.ClassLetters: func(s string) string {
			return only(func(r rune) bool { return unicode.IsSpace(r) || unicode.IsPunct(r) })(s)
		},
		dossier.ClassPunctuation: only(func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }),
		dossier.ClassOrder: func(s string) string {
			signs := strings.Split(s, "")
			slices.Sort(signs)
			return strings.Join(signs, "")
		},
		dossier.ClassSpacing: only(func(r rune) bool { return !unicode.IsSpace(r) }),
		dossier.ClassMarks:   visible,
	}
	for _, c := range SingleChanges() {
		changed, ok := c.Apply(text)
		if !ok {
			t.Errorf("nothing to be changed: %s", c.Name)
			continue
		}
		if keep := left[c.Class]; keep != nil && keep(whole(text)) != keep(whole(changed)) {
			t.Errorf("%s changes more than %s:\n%s", c.Name, c.Class, cmp.Diff(keep(whole(text)), keep(whole(changed))))
		}
	}
}

func TestHomoglyphIsAMarkWhereItIsDrawn(t *testing.T) {
	all := SingleChanges()
	c := all[slices.IndexFunc(all, func(c SingleChange) bool { return c.Name == "Cyrillic а for Latin a" })]
	if c.ClassIn(TXT) != dossier.ClassLetters || c.ClassIn(PDF) != dossier.ClassMarks {
		t.Errorf("%s as text, %s as PDF", c.ClassIn(TXT), c.ClassIn(PDF))
	}
	if c.Fits(dossier.ClassMarks, TXT) || !c.Fits(dossier.ClassLetters, TXT) || c.Fits("", TXT) {
		t.Error("as text, it may be told as marks, or as nothing, and not as letters")
	}
}

func TestSingleChangeFitsTwoClasses(t *testing.T) {
	all := SingleChanges()
	c := all[slices.IndexFunc(all, func(c SingleChange) bool { return c.Name == "letter doubled" })]
	if !c.Fits(dossier.ClassLetters, TXT) || !c.Fits(dossier.ClassWords, PDF) || c.Fits(dossier.ClassFigures, TXT) {
		t.Error("a letter doubled makes another word, and no other figure")
	}
}

func TestTwinsApply(t *testing.T) {
	text := Communique(11, 4)
	before := slices.Clone(text)
	names := map[string]bool{}
	for _, w := range Twins() {
		if names[w.Name] {
			t.Errorf("two are called %q", w.Name)
		}
		names[w.Name] = true
		rewritten, ok := w.Apply(text)
		if again, _ := w.Apply(text); !ok || !slices.Equal(rewritten, again) {
			t.Errorf("%s: %v, and again %q", w.Name, ok, again)
		}
	}
	if !slices.Equal(text, before) {
		t.Error("the text itself was changed")
	}
}

func TestRetyped(t *testing.T) {
	got := Text{"The Chair’s “note”… " + strings.Repeat("word ", 20) + "end\nA\tB\tC"}.Retyped()
	want := Text{"The Chair's \"note\"... " + strings.Repeat("word ", 10) + "word\n" + strings.Repeat("word ", 9) + "end\nA\tB\tC"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("retyped (-want +got):\n%s", diff)
	}
}
