package pdf

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/leakprint/leakprint/pkg/dossier"
)

// A drawn is a glyph on a test page: what its font says that it stands for, and where it is
// drawn from. Glyphs are half as wide as their type of 10 points, and take as much room.
type drawn struct {
	says string
	x, y float64
}

// scriptPage makes a page of glyphs, in the order in which they are drawn.
func scriptPage(glyphs []drawn) []byte {
	var codes []string
	var content strings.Builder
	for _, g := range glyphs {
		code := slices.Index(codes, g.says)
		if code < 0 {
			code = len(codes)
			codes = append(codes, g.says)
		}
		fmt.Fprintf(&content, "BT /F 10 Tf 1 0 0 1 %g %g Tm <%02x> Tj ET\n", g.x, g.y, code+1)
	}
	return scriptFont(codes, content.String())
}

// scriptFont makes a page of content in a font /F whose codes, from 1, stand for texts. An alef
// shows ink on the right of its room only.
func scriptFont(codes []string, content string) []byte {
	var names, toUnicode strings.Builder
	for i, says := range codes {
		if says == "ا" {
			names.WriteString("/alef")
		} else {
			names.WriteString("/g")
		}
		fmt.Fprintf(&toUnicode, "<%02x> <", i+1)
		for _, unit := range utf16.Encode([]rune(says)) {
			fmt.Fprintf(&toUnicode, "%04x", unit)
		}
		toUnicode.WriteString(">\n")
	}
	n := len(codes)
	cmap := fmt.Sprintf("/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapType 2 def\n1 begincodespacerange <00> <ff> endcodespacerange\n%d beginbfchar\n%sendbfchar endcmap end end", n, toUnicode.String())
	font := fmt.Sprintf("<</Type/Font/Subtype/Type3/FontBBox[0 0 500 700]/FontMatrix[.001 0 0 .001 0 0]/CharProcs<</g 6 0 R/alef 8 0 R>>"+
		"/Encoding<</Type/Encoding/Differences[1%s]>>/FirstChar 1/LastChar %d/Widths[%s]/ToUnicode 7 0 R/Resources<<>>>>",
		names.String(), n, strings.Repeat("500 ", n))
	return onePage("/MediaBox[0 0 400 200]/Resources<</Font<</F 5 0 R>>>>", content,
		font, stream("", "500 0 0 0 500 700 d1 0 0 500 700 re f"), stream("", cmap),
		stream("", "500 0 300 0 500 700 d1 300 0 200 700 re f"))
}

// line draws a line from the left, a glyph for each character; '|' is a gap and no glyph.
func line(y float64, seen string) []drawn {
	var glyphs []drawn
	x := 50.
	for _, c := range seen {
		if c != '|' {
			glyphs = append(glyphs, drawn{string(c), x, y})
		}
		x += 5
	}
	return glyphs
}

// backwards returns glyphs drawn in the opposite order.
func backwards(glyphs []drawn) []drawn {
	glyphs = slices.Clone(glyphs)
	slices.Reverse(glyphs)
	return glyphs
}

func mirrored(s string) string {
	runes := []rune(s)
	slices.Reverse(runes)
	return string(runes)
}

func TestRightToLeftTextIsInTheOrderInWhichItIsRead(t *testing.T) {
	for _, test := range []struct{ name, seen, want string }{
		{"Hebrew", mirrored("שלום עולם"), "שלום עולם"},
		{"Arabic", mirrored("حقوق الناس"), "حقوق الناس"},
		{"words set apart by gaps", mirrored("שלום|עולם"), "שלום עולם"},
		{"a full stop", mirrored("שלום עולם."), "שלום עולם."},
		{"a number", "2026 " + mirrored("בשנת"), "בשנת 2026"},
		{"a number in the middle", mirrored("היו") + " 12,345.67 " + mirrored("כאן"), "כאן 12,345.67 היו"},
		{"a date", "14/03/2026 " + mirrored("ביום"), "ביום 14/03/2026"},
		{"percent among Hebrew", mirrored("היו") + " 15% " + mirrored("כאן"), "כאן 15% היו"},
		{"percent among Arabic", mirrored("كان") + " %15 " + mirrored("هنا"), "هنا 15% كان"},
		{"Arabic figures", "٢٠٢٦ " + mirrored("سنة"), "سنة ٢٠٢٦"},
		{"a Latin word", mirrored("ארגון") + " UNESCO " + mirrored("של"), "של UNESCO ארגון"},
		{"Latin words", mirrored("אמר נשיא המדינה") + " United Nations " + mirrored("אשר"), "אשר United Nations אמר נשיא המדינה"},
		{"a Latin word with a number", mirrored("תקן") + " ISO 9001 " + mirrored("לפי"), "לפי ISO 9001 תקן"},
		{"a product", mirrored("قرص") + " 2×N " + mirrored("تحوي"), "تحوي 2×N قرص"},
		{"an option of a command", mirrored("للأمر") + " --force " + mirrored("الخيار"), "الخيار --force للأمر"},
		{"an option at the end of a line", "-v " + mirrored("الخيار"), "الخيار -v"},
		{"a Latin word divided at the end of a line", "dm- " + mirrored("برنامج"), "برنامج dm-"},
		{"a Latin word with a prefix", "RAID-" + mirrored("מערך ה"), "מערך ה-RAID"},
		{"a Latin word with a suffix", mirrored("های زیاد") + "-RAID " + mirrored("دیسک"), "دیسک RAID-های زیاد"},
		{"brackets", mirrored("אדם") + " (" + mirrored("ראו") + ") " + mirrored("זכויות"), "זכויות (ראו) אדם"},
		{"brackets stored as they are read", mirrored("אדם") + " )" + mirrored("ראו") + "( " + mirrored("זכויות"), "זכויות (ראו) אדם"},
		{"a bracket that closes behind a quotation mark", mirrored("مجلس “الأمن”) التي"), "مجلس ”الأمن“) التي"},
		{"a bracket before one", mirrored("قال (“نعم” ثم"), "قال (”نعم“ ثم"},
		{"a number in brackets", mirrored("אדם") + " (12) " + mirrored("סעיף"), "סעיף (12) אדם"},
		{"an item", mirrored("א) ראשון"), "א) ראשון"},
		{"Latin text beside Latin text in brackets", mirrored("זכויות האדם") + " SSH (OpenSSH) " + mirrored("ארגון"), "ארגון SSH (OpenSSH) זכויות האדם"},
		{"likewise, brackets stored as they are read", mirrored("זכויות האדם") + " SSH )OpenSSH( " + mirrored("ארגון"), "ארגון SSH (OpenSSH) זכויות האדם"},
		{"two in brackets", mirrored("حقوق الناس") + " )RAID( LVM )KDE( " + mirrored("مجلس"), "مجلس (RAID) LVM (KDE) حقوق الناس"},
		{"signs that serve as brackets", mirrored("דהו") + " >code< " + mirrored("אבג"), "אבג <code> דהו"},
		{"a path that a line begins with", mirrored("كخط أمان الناس") + " /etc/hosts", "/etc/hosts كخط أمان الناس"},
		{"a path in a line", mirrored("ملف") + " etc/hosts/ " + mirrored("كخط أمان"), "كخط أمان /etc/hosts ملف"},
		{"a Hebrew word in Latin text", "the word " + mirrored("שלום") + " means peace", "the word שלום means peace"},
		{"Hebrew words in Latin text", "said " + mirrored("שלום עולם") + " to everyone here", "said שלום עולם to everyone here"},
		{"presentation forms", "ﻢﻠﻋ", "علم"},
		{"lam with alef as one form", "ﻡﻼﺳ", "سلام"},
	} {
		t.Run(test.name, func(t *testing.T) {
			for way, glyphs := range map[string][]drawn{
				"as seen": line(100, test.seen), "backwards": backwards(line(100, test.seen)),
			} {
				if got := textOf(t, glyphs); got != test.want {
					t.Errorf("drawn %s: got %q, want %q", way, got, test.want)
				}
			}
		})
	}
}

// textOf returns the text of a page of glyphs; its words must be those of the text.
func textOf(t *testing.T, glyphs []drawn) string {
	t.Helper()
	page := readPage(t, open(t, scriptPage(glyphs)), 1, Want{Words: true})
	text := strings.Join(strings.Fields(page.Text), " ")
	if words := strings.Join(wordsOf(page.Words), " "); words != text {
		t.Errorf("the words are %q, the text is %q", words, text)
	}
	return text
}

func wordsOf(words []dossier.Word) (text []string) {
	for _, w := range words {
		text = append(text, w.Text)
	}
	return text
}

func TestGlyphsThatStandForSeveralLetters(t *testing.T) {
	for _, test := range []struct {
		name   string
		glyphs []drawn
		want   string
	}{
		{"lam with alef", []drawn{{"م", 50, 100}, {"لا", 55, 100}, {"س", 60, 100}}, "سلام"},
		{"alef with lam", []drawn{{"م", 50, 100}, {"ال", 55, 100}, {"س", 60, 100}}, "سلام"},
		{"a letter with its mark", []drawn{{"م", 50, 100}, {"ل", 55, 100}, {"سَ", 60, 100}}, "سَلم"},
		{"a word as one form", []drawn{{"\uFDF2", 50, 100}, {"ب", 55, 100}}, "بالله"},
	} {
		t.Run(test.name, func(t *testing.T) {
			for way, glyphs := range map[string][]drawn{"as seen": test.glyphs, "backwards": backwards(test.glyphs)} {
				if got := textOf(t, glyphs); got != test.want {
					t.Errorf("drawn %s: got %q, want %q", way, got, test.want)
				}
			}
		})
	}
}

func TestMarksStayOnTheirLetters(t *testing.T) {
	word := line(100, mirrored("שלום"))
	for _, test := range []struct {
		name   string
		glyphs []drawn
		want   string
	}{
		{"drawn after the word", append(slices.Clip(word), drawn{"\u05B8", 60.5, 100}), "שלָום"},
		{"drawn before it", append([]drawn{{"\u05B8", 60.5, 100}}, word...), "שלָום"},
		{"two marks in canonical order", append(slices.Clip(word), drawn{"\u05BC", 65, 100}, drawn{"\u05B8", 65.2, 100}), "שָּלום"},
		{"a Thai tone drawn after the line", append(append([]drawn{{"ท", 45, 100}, {"ั", 45.5, 100}}, line(100, "งหมด")...), drawn{"้", 45.5, 100}), "ทั้งหมด"},
		{"a letter beneath another, drawn after the next one", []drawn{{"ತ", 50, 100}, {"ಮ", 55, 100}, {"್ವ", 50, 96}}, "ತ್ವಮ"},
		{"words set apart by a fifth of the height", []drawn{{"ક", 50, 100}, {"ખ", 55, 100}, {"ગ", 62, 100}}, "કખ ગ"},
	} {
		t.Run(test.name, func(t *testing.T) {
			if got := textOf(t, test.glyphs); got != test.want {
				t.Errorf("got %+q, want %+q", got, test.want)
			}
		})
	}
}

func TestPartsOfALineAreReadFromTheRight(t *testing.T) {
	seen := line(100, mirrored("אחת שתיים שלוש"))
	split := append(slices.Clone(seen[5:]), seen[:5]...)
	if got, want := textOf(t, split), "אחת שתיים שלוש"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	sentence := line(100, mirrored("قال كلاما. سابقا هنا"))
	stop, word := 10, 4 // from the left: هنا, سابقا, the full stop
	tanwin := drawn{"ً", sentence[word].x - 1, 104}
	stopFirst := slices.Concat(sentence[stop:stop+1], sentence[:word], []drawn{tanwin}, sentence[word:stop], sentence[stop+1:])
	if got, want := textOf(t, stopFirst), "قال كلاما. سابقاً هنا"; got != want {
		t.Errorf("a full stop drawn first: got %q, want %q", got, want)
	}
	lines := append(line(120, mirrored("שורה ראשונה")), line(100, mirrored("שורה שנייה"))...)
	if got, want := textOf(t, lines), "שורה ראשונה שורה שנייה"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestMarksAloneAreNoWordsToHide(t *testing.T) {
	if legible("\u17C6\u17B7") || !legible("ក\u17C6") {
		t.Error("marks alone are legible, or a letter is not")
	}
}

func TestTextIsCutIntoLines(t *testing.T) {
	for _, test := range []struct {
		text string
		want []string
	}{
		{"", nil},
		{"a\r\nb\r\n", []string{"a", "b"}},
		{"a\uFFFEb", []string{"a\uFFFE", "b"}},
		{"\uFFFE\uFFFEb", []string{"\uFFFE", "\uFFFE", "b"}},
	} {
		units := utf16.Encode([]rune(test.text))
		var got []string
		for _, line := range textLines(units) {
			got = append(got, string(utf16.Decode(units[line.first:line.end])))
		}
		if !slices.Equal(got, test.want) {
			t.Errorf("%q: got %q, want %q", test.text, got, test.want)
		}
	}
}

func TestWordsFromTheRightHaveTheirBoxes(t *testing.T) {
	page := readPage(t, open(t, scriptPage(line(100, mirrored("אב גדה")))), 1, Want{Words: true})
	want := []dossier.Word{
		{Text: "אב", Box: dossier.Box{X: 70, Y: 93, W: 10, H: 7}},
		{Text: "גדה", Box: dossier.Box{X: 50, Y: 93, W: 15, H: 7}},
	}
	if len(page.Words) != len(want) {
		t.Fatalf("got %v", page.Words)
	}
	for i, w := range page.Words {
		if w.Text != want[i].Text || !sameBox(w.Box, want[i].Box, .5) {
			t.Errorf("word %d is %v, want %v", i, w, want[i])
		}
	}
}

// Chromium names the text of a cluster and draws its pieces apart, others between them.
func TestClustersAreWhatTheFileSaysTheyAre(t *testing.T) {
	glyph := func(code int, x float64) string {
		return fmt.Sprintf("BT /F 10 Tf 1 0 0 1 %g 100 Tm <%02x> Tj ET\n", x, code)
	}
	span := func(text, content string) string {
		var hex strings.Builder
		for _, unit := range utf16.Encode([]rune(text)) {
			fmt.Fprintf(&hex, "%04x", unit)
		}
		return fmt.Sprintf("/Span<</ActualText<feff%s>>>BDC\n%sEMC\n", hex.String(), content)
	}
	codes := []string{"क", "म", "a", "स", "ल", "ا", "ب"}
	for _, test := range []struct{ name, content, want string }{
		{"in one piece", glyph(1, 50) + span("कि", glyph(3, 55)) + glyph(2, 60), "ककिम"},
		{"in more room than it shows", glyph(7, 50) + span("ا", glyph(6, 55)) + glyph(7, 60), "باب"},
		{"words of letters that reach into the gap", span("लू", glyph(5, 50)) + span("मा", glyph(2, 56.3)), "लू मा"},
		{"in two, with another between", span("सी", glyph(4, 50)+glyph(1, 60)) + glyph(2, 55), "सीम"},
	} {
		t.Run(test.name, func(t *testing.T) {
			page := readPage(t, open(t, scriptFont(codes, test.content)), 1, Want{Words: true})
			if got := strings.Join(strings.Fields(page.Text), " "); got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

// Of a page with a few lines, in which most gaps lie above one another, PDFium breaks the lines
// between letters.
func TestLinesOfAPageWithLittleTextAreNotBrokenBetweenLetters(t *testing.T) {
	lines := []string{"we do no an is", "of us or be up", "to my on as in"}
	var glyphs []drawn
	for i, text := range lines {
		glyphs = append(glyphs, line(180-9*float64(i), strings.ReplaceAll(text, " ", "|"))...)
	}
	page := readPage(t, open(t, scriptPage(glyphs)), 1, Want{Words: true})
	if got, want := strings.TrimSpace(page.Text), strings.Join(lines, "\n"); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got, want := wordsOf(page.Words), strings.Fields(strings.Join(lines, " ")); !slices.Equal(got, want) {
		t.Errorf("words: %q, want %q", got, want)
	}
}

// LibreOffice draws a bracket at the end of a line from right to left on a letter, and leaves a gap
// where it belongs.
func TestABracketDrawnOnALetterIsOfTheGapBesideItsWord(t *testing.T) {
	for want, glyphs := range map[string][]drawn{
		"גד (אב": append(line(100, mirrored("אב")+"||"+mirrored("גד")), drawn{"(", 49.9, 100}),
		"גד אב)": append(line(100, mirrored("אב")+"|"+mirrored("גד")), drawn{"(", 49.9, 100}), // no room for it
	} {
		if got := textOf(t, glyphs); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}
