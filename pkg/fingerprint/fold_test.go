package fingerprint

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"testing"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

func TestFold(t *testing.T) {
	for _, tt := range []struct{ name, text, want string }{
		{"case and space", "Article 2.1\n\tEach Party", "article21eachparty"},
		{"hyphen at the line end", "agree-\nment and agree\u00ad\nment", "agreementandagreement"},
		{"ligatures", "ﬁnal oﬃce", "finaloffice"},
		{"marks", "Épée, Å, naïve", "epeeanaive"},
		{"stroke letters", "Łódź, Ørsted", "lodzorsted"},
		{"Cyrillic look-alikes", "Раrtу", "party"},
		{"Greek look-alikes", "Αgrееmеnτ", "agreement"},
		{"capital I and l of other scripts", "ΙΝ, ІН, Łl", "inihll"},
		{"small letters drawn as capitals", "тhе Вank, нам", "thebankham"},
		{"full width and superscript", "ＡＢＣ１ x²", "abc1x2"},
		{"mathematical bold", "𝐀𝐫𝐭𝐢𝐜𝐥𝐞", "article"},
		{"letters with no look-alike stay", "Ж ж", "жж"},
		{"Cyrillic marks go, й is a letter", "Ёлка, елка; Й, и\u0306, и", string(Fold("елкаелка")) + "ййи"},
		{"sharp s", "Straße, STRASSE", "strassestrasse"},
		{"letter numbers", "Ⅳ, ⅻ", "ivxii"},
		{"digits of other scripts", "٢٠٢٤ २०२४ ２０２４", "202420242024"},
		{"Arabic points and stretching go", "مُحَمَّـد", string(Fold("محمد"))},
		{"forms of Arabic letters", "ٱإأآ کی ﻙﻱ", string(Fold("اااا كي كي"))},
		{"Hebrew points go", "שָׁלוֹם", string(Fold("שלום"))},
		{"vowel signs and viramas stay", "हिन्दी", "हिन्दी"},
		{"Thai vowels and tones stay", "ที่นี่", "ที่นี่"},
		{"Hangul is spelt", "한글", "\u1112\u1161\u11ab\u1100\u1173\u11af"},
		{"Han characters count three", "二〇", "二二二〇〇〇"},
		{"radicals are characters", "⼈⻄⻑", "人人人西西西長長長"},
		{"kana count two, voiced or not", "かがｶﾞパ", "かかか\u3099カ\u3099ハ\u309a"},
		{"marks that turn no letter into another go", "\u3099ー\u3099a\u0306", "ーa"},
		{"marks without a letter go", "Cost \u0d46 ×", "cost"},
		{"marks set apart from their letter stay", "ที\u200d \u0e48", "ที\u0e48"},
		{"what nobody sees goes", "Par\u3164ty\u200b of\ufe0f", "partyof"},
		{"dotted leaders and rules go", "Scope ........ 4 ____ |", "scope4"},
		{"nothing", " \n–—“”", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if got := string(Fold(tt.text)); got != tt.want {
				t.Errorf("Fold(%q) = %q, want %q", tt.text, got, tt.want)
			}
		})
	}
}

// The values below are what a corpus on disk holds. All code points are folded, and where a
// mark may change the letter before it, pairs of them.
func TestFoldIsPinned(t *testing.T) {
	const want = "54b47effd00226af60a2900065961e8fba163c6f85a6e7d5c31053768dffc1c6"
	h := sha256.New()
	for r := range rune(unicode.MaxRune + 1) {
		fmt.Fprintf(h, "%x %s\n", r, string(Fold(string(r))))
	}
	for r := range rune(unicode.MaxRune + 1) {
		if unicode.Is(unicode.M, r) {
			for _, letter := range "aиИйіかガー漢한कกاאα" {
				fmt.Fprintf(h, "%x %x %s\n", letter, r, string(Fold(string(letter)+string(r))))
			}
		}
	}
	if got := hex.EncodeToString(h.Sum(nil)); got != want {
		t.Errorf("characters fold otherwise than they did (digest %s, want %s): a new version of Go, x/text or the table of "+
			"look-alikes may do that. Bump Columns.Text with a line saying why, so that corpora are refreshed, and put the new digest here", got, want)
	}
}

// The marks of these texts are those that they had before the fold knew other scripts.
func TestMarksOfEuropeanTextsArePinned(t *testing.T) {
	for _, tt := range []struct{ language, text, want string }{
		{"English", "Each Party shall accord to the goods of the other Parties national treatment – “no less favourable” than its naïve façade of 2½ % would suggest; co-\noperation isn’t optional.", "7bd389a588e72a8e"},
		{"German", "Die Vertragsparteien übermitteln einander jährlich die Höhe der Zölle, über die der gemischte Ausschuss „einvernehmlich“ befindet.", "1acd16a687bcd93a"},
		{"Russian", "Стороны ежегодно сообщают друг другу размер пошлин, о которых совместная комиссия выносит решение большинством голосов, и её протоколы.", "3bac2dd426ff3a27"},
		{"Greek", "Τα συμβαλλόμενα μέρη κοινοποιούν κάθε χρόνο το ύψος των δασμών για τους οποίους αποφασίζει η μικτή επιτροπή με πλειοψηφία.", "09a604cff3f175ba"},
	} {
		t.Run(tt.language, func(t *testing.T) {
			length, marks := OfText(tt.text)
			sum := sha256.Sum256(fmt.Append(nil, length, marks))
			if got := hex.EncodeToString(sum[:8]); got != tt.want {
				t.Errorf("length %d and marks %v have the digest %s, want %s", length, marks, got, tt.want)
			}
		})
	}
}

// Translations of one text are about equally long once folded, so thresholds in letters mean
// the same in every script.
func TestLettersMeasureScriptsAlike(t *testing.T) {
	const english = "Everyone has the right to leave any country, including his own, and to return to his country."
	for _, tt := range []struct{ language, text string }{
		{"German", "Jeder hat das Recht, jedes Land, einschließlich seines eigenen, zu verlassen und in sein Land zurückzukehren."},
		{"Russian", "Каждый человек имеет право покидать любую страну, включая свою собственную, и возвращаться в свою страну."},
		{"Chinese", "人人有权离开任何国家,包括其本国在内,并有权返回他的国家。"},
		{"Japanese", "すべて人は、自国その他いずれの国をも立ち去り、及び自国に帰る権利を有する。"},
		{"Korean", "모든 사람은 자국을 포함하여 어떠한 나라를 떠날 권리와 또한 자국으로 돌아올 권리를 가진다."},
		{"Thai", "บุคคลมีสิทธิที่จะเดินทางออกจากประเทศใด ๆ รวมทั้งประเทศของตนเอง และสิทธิที่จะกลับคืนสู่ประเทศตน"},
		{"Hindi", "प्रत्येक व्यक्ति को अपने या पराये किसी भी देश को छोड़नें और अपने देश को वापस आने का अधिकार है।"},
		{"Arabic", "يحق لكل فرد أن يغادر أية بلاد بما في ذلك بلده كما يحق له العودة إليه."},
		{"Hebrew", "כל אדם זכאי לעזוב כל ארץ, לרבות ארצו, ולחזור אל ארצו."},
	} {
		if share := float64(Letters(tt.text)) / float64(Letters(english)); share < .6 || share > 1.4 {
			t.Errorf("%s: %d letters, %.2f times those of English", tt.language, Letters(tt.text), share)
		}
	}
}

func FuzzFold(f *testing.F) {
	f.Add("Article 2.1 – Раrtу ﬁnal")
	f.Add("\xff\x00 broken")
	f.Add("か\u3099 й ที่ क\u094d\u093c \u3099")
	f.Fuzz(func(t *testing.T, text string) {
		folded := Fold(text)
		if composed, apart := Fold(norm.NFC.String(text)), Fold(norm.NFD.String(text)); !slices.Equal(composed, apart) {
			t.Errorf("%q folds to %q composed, to %q taken apart", text, string(composed), string(apart))
		}
		if i := slices.IndexFunc(folded, func(r rune) bool { return !unicode.In(r, unicode.L, unicode.M, unicode.N, unicode.Han) }); i >= 0 {
			t.Errorf("%q folds to %q: %q is no letter", text, string(folded), folded[i])
		}
	})
}

func BenchmarkFold(b *testing.B) {
	text := ""
	for len(text) < 3000 {
		text += "2. Each Party shall, in accordance with Article 4.3 (Publication), maintain “measures” of general application.\n"
	}
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		Winnow(Grams(Fold(text)))
	}
}
