package fingerprint

import "testing"

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

func FuzzFold(f *testing.F) {
	f.Add("Article 2.1 – Раrtу ﬁnal")
	f.Add("\xff\x00 broken")
	f.Fuzz(func(t *testing.T, text string) {
		once := string(Fold(text))
		if again := string(Fold(once)); again != once {
			t.Errorf("Fold(%q) = %q, folds again to %q", text, once, again)
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
