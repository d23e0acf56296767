package report

import (
	"strings"
	"testing"

	"github.com/leakprint/leakprint/pkg/dossier"
)

// marked shows the marks of enclosed text as letters.
var marked = strings.NewReplacer(firstStrongIsolate, "⟨", popIsolate, "⟩")

func TestTextFromRightToLeftIsEnclosed(t *testing.T) {
	for _, tt := range []struct{ lines, want string }{
		{`"plenary.pdf" and "annex \"a\".pdf"`, `"plenary.pdf" and "annex \"a\".pdf"`},
		{`PART OF "تقرير.pdf", 3 pages`, `PART OF "⟨تقرير.pdf⟩", 3 pages`},
		{`PART OF "a.pdf" and "تقرير 7"`, `PART OF "a.pdf" and "⟨تقرير 7⟩"`},
		{`"يوم [-الخميس-]{+الجمعة+} المقبل"`, `"⟨يوم [-⟨الخميس⟩-]{+⟨الجمعة⟩+} المقبل⟩"`},
		{`"on [-الخميس-]{+الجمعة+} next"`, `"⟨on [-⟨الخميس⟩-]{+⟨الجمعة⟩+} next⟩"`},
		{`"يوم [-الخميس/    وما-]{+الجمعة+}/    المقبل" became "may"`, `"⟨يوم [-⟨الخميس⟩⟩/    ⟨⟨وما⟩-]{+⟨الجمعة⟩+}⟩/    ⟨المقبل⟩" became "may"`},
		{`"قال \"لا\" \[-كذا-\]"`, `"⟨قال \"لا\" \[-كذا-\]⟩"`},
		{`  ملف قديم.pdf  3 pages`, `  ⟨ملف قديم⟩.pdf  3 pages`},
		{`added: שלום 12, עולם (3 pages)`, `added: ⟨שלום 12, עולם⟩ (3 pages)`},
		{`"שָׁלוֹם"`, `"⟨שָׁלוֹם⟩"`},
	} {
		got := marked.Replace(strings.Join(isolated(strings.Split(tt.lines, "/")), "/"))
		if got != tt.want {
			t.Errorf("%s\n\tis  %s\n\twant %s", tt.lines, got, tt.want)
		}
	}
}

// Whatever a document says, on every line as many isolates end as begin, and none ends before
// it begins: the rest of a line is not its to reorder.
func FuzzIsolatesAreBalanced(f *testing.F) {
	for _, seed := range []string{"", "الخميس", "\u2067\u202eאב", `א" [-ב`, "-]ב+}{+", `\"א\\"`, "plain", "\x1b[31mא"} {
		f.Add(seed, seed)
	}
	f.Fuzz(func(t *testing.T, before, after string) {
		s := &sheet{width: 40}
		s.text(0, "PART OF "+inQuotes(before)+": "+Quote(after))
		s.changes(dossier.InputFinding{Path: "a.pdf"}, dossier.Match{Verdict: dossier.Altered, Alterations: []dossier.Alteration{
			{Kind: dossier.TextEdited, KnownPages: []int{1}, Before: before, After: after, Lead: after, Trail: before},
		}})
		for line := range strings.Lines(s.String()) {
			depth := 0
			for _, r := range line {
				switch r {
				case '\u2068':
					depth++
				case '\u2069':
					depth--
				case '\u202a', '\u202b', '\u202c', '\u202d', '\u202e', '\u2066', '\u2067', '\u200e', '\u200f', '\u061c':
					t.Errorf("%q has a control of direction that is not ours", line)
				}
				if depth < 0 {
					t.Errorf("%q ends what it has not begun", line)
				}
			}
			if depth != 0 {
				t.Errorf("%q leaves %d open", line, depth)
			}
		}
	})
}
