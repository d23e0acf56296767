package forge

import (
	"bytes"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/leakprint/leakprint/pkg/internal/office"
)

// A text written as an office document is read with the same words on the same pages.
func TestTextIn(t *testing.T) {
	text := append(Communique(11, 3), "Tags <b>& \"signs\"\na\tb\na\tb\tc\n1\t2\t3\n\nlast\n"+Label)
	for f, mediaType := range map[Format]string{HTML: office.HTML, DOCX: office.DOCX, ODT: office.ODT} {
		data, err := text.In(f)
		if err != nil {
			t.Fatal(err)
		}
		content, err := office.Read(data, mediaType)
		if err != nil {
			t.Fatalf("%s: %v", f, err)
		}
		pages := strings.Split(content.Text, "\f")
		if len(pages) != len(text) {
			t.Fatalf("%s: %d pages, want %d", f, len(pages), len(text))
		}
		for n := range text {
			if diff := cmp.Diff(strings.Fields(text[n]), strings.Fields(pages[n])); diff != "" {
				t.Errorf("%s, page %d (-want +got):\n%s", f, n+1, diff)
			}
		}
		if again, _ := text.In(f); !bytes.Equal(data, again) {
			t.Errorf("%s is written in other bytes the second time", f)
		}
	}
}

func TestSpacesIn(t *testing.T) {
	for f, mediaType := range map[Format]string{DOCX: office.DOCX, ODT: office.ODT} {
		data, err := Text{"two  spaces, a\ttab"}.In(f)
		if err != nil {
			t.Fatal(err)
		}
		content, err := office.Read(data, mediaType)
		if err != nil || content.Text != "two  spaces, a\ttab\n" {
			t.Errorf("%s: %q, %v", f, content.Text, err)
		}
	}
}

func TestTextInPDF(t *testing.T) {
	text := PDF.Kept(Communique(11, 3))
	set := text.typeset(595.28, 841.89, "")
	if len(set.Pages) != len(text) {
		t.Fatalf("%d pages, want %d", len(set.Pages), len(text))
	}
	for n, p := range set.Pages {
		if diff := cmp.Diff(strings.Fields(text[n]), strings.Fields(p.Text())); diff != "" {
			t.Errorf("page %d (-want +got):\n%s", n+1, diff)
		}
	}
	one, err := text.In(PDF)
	if err != nil {
		t.Fatal(err)
	}
	if again, _ := text.In(PDF); !bytes.Equal(one, again) {
		t.Error("written in other bytes the second time")
	}
}

func TestTextInNoFormat(t *testing.T) {
	if _, err := (Text{"a"}).In("rtf"); err == nil {
		t.Error("written in a format that there is none of")
	}
}

func TestKept(t *testing.T) {
	text := Text{"a  b ☐ c\u200bd\ne\tf\n1\t2 \t3"}
	for f, want := range map[Format]Text{
		TXT: text, DOCX: text,
		HTML: {"a b ☐ c\u200bd\ne f\n1\t2\t3"},
		ODT:  {"a  b ☐ c\u200bd\ne\tf\n1\t2\t3"},
		PDF:  {"a b cd\ne f\n1\t2\t3"},
	} {
		if got := f.Kept(text); !slices.Equal(got, want) {
			t.Errorf("%s keeps %q, want %q", f, got, want)
		}
	}
}

func TestTells(t *testing.T) {
	for _, tt := range []struct {
		format Format
		copied string
		tells  bool
	}{
		{TXT, "a b", false}, {TXT, "a  b", true}, {HTML, "a  b", false}, {HTML, "a\u00a0b", true}, {ODT, "a  b", true},
		{PDF, "a  b", false}, {PDF, "a\u00a0b", false}, {PDF, "a c", true}, {PDF, "a c\u200b", false}, {PDF, "a ☐", false},
	} {
		if got := tt.format.Tells(Text{"a b"}, Text{tt.copied}); got != tt.tells {
			t.Errorf("%s tells %q: %v", tt.format, tt.copied, got)
		}
	}
}

func TestCommunique(t *testing.T) {
	a, b := Communique(11, 4), Communique(12, 4)
	if len(a) != 4 || slices.Equal(a, b) || !slices.Equal(a, Communique(11, 4)) {
		t.Fatalf("%d pages", len(a))
	}
	for _, page := range a {
		if !strings.HasSuffix(page, Label) || strings.ContainsAny(page, "{}") || len(strings.Fields(page)) < 150 {
			t.Errorf("page %q", page)
		}
	}
	if one, all := strings.Fields(Communique(11, 1)[0]), strings.Fields(strings.Join(a, " ")); len(one) < len(all)/2 {
		t.Errorf("%d words on one page, %d on four", len(one), len(all))
	}
}
