package wording

import (
	"strings"
	"testing"
)

func TestHandling(t *testing.T) {
	for _, tt := range []struct {
		name string
		same func(a, b string) bool
		a, b string
		want bool
	}{
		{"first letter", SameButFirstCase, "Both sides", "both sides", true},
		{"first letter, Greek", SameButFirstCase, "Μπορείτε", "μπορείτε", true},
		{"all letters", SameButFirstCase, "Both", "BOTH", false},
		{"another word", SameButFirstCase, "Both", "Each", false},
		{"bracket before", SameButBefore, "(the", "the", true},
		{"stop before", SameButBefore, "。RAID", "RAID", true},
		{"a loss", SameButBefore, "(668)", "668", false},
		{"a sign before", SameButBefore, "-5", "5", false},
		{"a currency before", SameButBefore, "$5", "5", false},
		{"stop after", SameButAfter, "herring,", "herring.", true},
		{"a loss, after", SameButAfter, "(668)", "668", false},
		{"per cent after", SameButAfter, "5%", "5", false},
		{"sign of a note left out", SameButNoteSigns, "only.¹", "only.", true},
		{"sign of a note on the line", SameButNoteSigns, "treaty¹²", "treaty12", true},
		{"sign of a note only there", SameButNoteSigns, "(Measures).", "(Measures).6", true},
		{"a number of paragraphs", SameButNoteSigns, "Article 5.", "Article 5.2", false},
		{"a figure after a word", SameButNoteSigns, "Annex", "Annex6", false},
		{"a square", SameButNoteSigns, "31 m²", "31 m2", false},
		{"a power", SameButNoteSigns, "10⁵", "105", false},
		{"no note", SameButNoteSigns, "only.", "only.", false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := tt.same(tt.a, tt.b); got != tt.want {
				t.Errorf("%q, %q: %v", tt.a, tt.b, got)
			}
		})
	}
}

func TestMisread(t *testing.T) {
	for _, tt := range []struct {
		name, before, after string
		want                bool
	}{
		{"letters", "Party may", "Partv mav", true},
		{"a figure", "2026", "2028", true},
		{"a sign put in", "", "|", true},
		{"a sign gone", "a –", "a", true},
		{"another word", "export", "never", false},
		{"a word put in", "", "herons", false},
		{"a word gone", "herons", "", false},
		{"a negation of the same letters", "with", "without", false},
		{"a long passage", strings.Repeat("herons ", 40), strings.Repeat("herons ", 39), false},
	} {
		if got := MayBeMisread(tt.before, tt.after); got != tt.want {
			t.Errorf("%s: %v", tt.name, got)
		}
	}
}

func TestNegation(t *testing.T) {
	for text, want := range map[string]string{
		"shall not, as agreed,": "not", "except “where” written": "except", "it doesn’t": "doesn’t", "Article No. 5": "", "No duty": "No",
		"the note": "", "keine Zölle": "keine", "не допускается": "не", "不得转让": "不", "": "",
		"שלא יהא": "שלא", "ולם תמיד": "", "ولا يجوز": "ولا", "والعمل": "", "n’est": "n’est", "نمی\u200cشود": "نمی\u200cشود",
		"しなければ": "なけ", "必ず未来": "", "มิถุนายน": "", "มิได้": "มิได้", "하지 않는": "않",
	} {
		if got := Negation(text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
	if got := NegationChanged("shall not transfer", "shall transfer"); got != "not" {
		t.Errorf("left out: %q", got)
	}
	if got := NegationChanged("not before", "never before"); got != "" {
		t.Errorf("one for the other: %q", got)
	}
}

func TestCut(t *testing.T) {
	for _, test := range []struct {
		whole, part   string
		before, after bool
	}{
		{"/etc/inetd.conf", "conf", true, false},
		{"/etc/inetd.conf", "/inetd.conf", true, false},
		{"/dev/md1", "dev/md1", true, false},
		{"C++", "C", false, false},
		{"gcm-viewer", "gcm-", false, true},
		{"ISO-8859-1", "ISO-", false, true},
		{"RAID-4", "4", true, false},
		{"Protocol)。TCP", "TCP", true, false},
		{"=F(A1:A50;2)", "2)", true, false},
		{"viewer", "view", false, false},
		{"unlawful", "lawful", false, false},
		{"not-for-profit", "for-profit", false, false},
		{"1,721.81", "1", false, false},
		{"1,721.81", "721.81", false, false},
		{"8.9.2,", "8.", false, false},
		{"2026-05-14", "14", false, false},
		{"-4", "4", false, false},
		{"x=-4", "4", false, false},
		{"US$5", "5", false, false},
		{"50%-ige", "50", false, false},
		{"conf", "conf", false, false},
	} {
		if got := CutBefore(test.whole, test.part); got != test.before {
			t.Errorf("%q of %q cut before: %v", test.part, test.whole, got)
		}
		if got := CutAfter(test.whole, test.part); got != test.after {
			t.Errorf("%q of %q cut after: %v", test.part, test.whole, got)
		}
	}
}

func TestSameButUnsaid(t *testing.T) {
	for _, tt := range []struct {
		name, a, b string
		want       bool
	}{
		{"a mark", "يُولَّد", "يُول\uFFFDد", true},
		{"the other way", "\uFFFDroad", "broad", true},
		{"a ligature, and a space", "office hours", "o\uFFFDce \uFFFDhours", true},
		{"on both sides", "\uFFFDroad", "bro\uFFFDd", true},
		{"another letter beside", "roads", "\uFFFDroad", false},
		{"too much for one", "broad roads", "b\uFFFDs", false},
		{"nothing unsaid", "road", "road", false},
	} {
		if got := SameButUnsaid(tt.a, tt.b); got != tt.want {
			t.Errorf("%s: %v", tt.name, got)
		}
	}
}
