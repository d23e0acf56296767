package ocr

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// pageTexts are pages by the language that they are in, with the script that tesseract sees.
var pageTexts = map[string]struct{ script, text string }{
	"eng":     {"Latin", "The delegations of the parties met in private and agreed that the text is to be kept as it was on Thursday."},
	"deu":     {"Latin", "Die Delegationen der Parteien trafen sich und haben vereinbart, dass der Wortlaut des Textes nicht geändert wird und die Anlage zu dem Vertrag ist."},
	"rus":     {"Cyrillic", "Делегации сторон встретились и решили, что текст не может быть изменён и что это имеет силу для всех, как и приложение к нему."},
	"ukr":     {"Cyrillic", "Делегації сторін зустрілися і вирішили, що текст не може бути змінено та що це має силу для всіх, як і додаток до нього."},
	"ara":     {"Arabic", "اجتمعت الوفود في يوم الخميس على أن النص لا يجوز تغييره من أي طرف أو إلى أن يتم كل هذا في العلن"},
	"chi_sim": {"Han", "这个国家的人们会说这是对的为了学习来的时候应该与我们发展权利无关"},
	"ell":     {"Greek", "Οι αντιπροσωπείες των μερών συναντήθηκαν και συμφώνησαν να μην αλλάξει το κείμενο"},
	"figures": {"Latin", "1204 5678 9012"},
}

// What the polyglot has installed, the language of the page that it is given, and a file that
// it notes its passes in.
const (
	polyglotInstalled = "OCR_TEST_INSTALLED"
	polyglotPage      = "OCR_TEST_PAGE"
	polyglotPasses    = "OCR_TEST_PASSES"
)

// readPolyglot is a tesseract that reads a page well in its language, tolerably in another of
// the script, and as nonsense otherwise.
func readPolyglot(args []string) int {
	switch args[0] {
	case "--version":
		fmt.Println("tesseract 5.3.0")
		return 0
	case "--list-langs":
		fmt.Println("List of available languages (9):\n" + strings.ReplaceAll(os.Getenv(polyglotInstalled), " ", "\n"))
		return 0
	}
	in := args[slices.Index(args, "-l")+1]
	if note, err := os.OpenFile(os.Getenv(polyglotPasses), os.O_APPEND|os.O_WRONLY, 0); err == nil {
		fmt.Fprintln(note, in)
		note.Close()
	}
	shown := os.Getenv(polyglotPage)
	page := pageTexts[shown]
	if in == "osd" {
		fmt.Printf("Page number: 0\nScript: %s\nScript confidence: 9.50\n", page.script)
		return 0
	}
	text, confidence := "Tne ofa mekc cmopoh ecmp kak nem", 45
	switch {
	case slices.Contains(strings.Split(in, "+"), shown):
		text, confidence = page.text, 95
	case slices.ContainsFunc(strings.Split(in, "+"), func(code string) bool { return pageTexts[code].script == page.script || code == "script/"+page.script }):
		text, confidence = page.text, 85
	}
	fmt.Print(header)
	for i, word := range strings.Fields(text) {
		fmt.Printf("5\t1\t1\t1\t1\t%d\t0\t0\t9\t9\t%d\t%s\n", i, confidence, word)
	}
	return 0
}

func polyglot(t *testing.T, installed, page string) (engine *Engine, passes func() string) {
	t.Helper()
	notes := filepath.Join(t.TempDir(), "passes")
	if err := os.WriteFile(notes, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv(polyglotInstalled, installed)
	t.Setenv(polyglotPage, page)
	t.Setenv(polyglotPasses, notes)
	return engineThat(t, "polyglot"), func() string {
		said, err := os.ReadFile(notes)
		if err != nil {
			t.Error(err)
		}
		return strings.Join(strings.Fields(string(said)), " ")
	}
}

func TestPagesAreReadInTheirLanguage(t *testing.T) {
	for _, tt := range []struct {
		installed, page            string
		languages, passes, missing string
	}{
		{"osd eng deu rus", "eng", "eng", "eng", ""}, // costs no more than without other languages
		{"osd eng", "eng", "eng", "eng", ""},
		{"osd eng deu rus", "figures", "eng", "eng", ""},
		{"osd eng deu rus", "deu", "deu", "eng deu", ""},
		{"osd eng rus", "deu", "eng", "eng", "deu"},
		{"osd eng deu rus", "rus", "rus", "eng osd rus", ""},
		{"osd eng rus ukr", "ukr", "ukr", "eng osd rus ukr", ""},
		{"osd eng rus", "ukr", "rus", "eng osd rus", "ukr"},
		{"osd eng rus script/Cyrillic", "ukr", "script/Cyrillic", "eng osd script/Cyrillic", ""},
		{"osd eng deu", "rus", "eng", "eng osd", "rus"},
		{"osd eng ara chi_sim", "ara", "ara", "eng osd ara", ""},
		{"osd eng ara chi_sim", "chi_sim", "chi_sim", "eng osd chi_sim", ""},
		{"eng ell deu", "ell", "ell", "eng deu+ell+eng ell", ""}, // the letters tell the script
		{"deu rus", "rus", "deu+rus", "deu+rus", ""},
		{"deu rus", "eng", "deu+rus", "deu+rus", "eng"},
	} {
		t.Run(tt.page+" with "+tt.installed, func(t *testing.T) {
			engine, passes := polyglot(t, tt.installed, tt.page)
			read, err := engine.Read(t.Context(), blank(), 300)
			if err != nil {
				t.Fatal(err)
			}
			if read.Languages != tt.languages || read.Missing != tt.missing {
				t.Errorf("read as %q, missing %q; want %q, %q", read.Languages, read.Missing, tt.languages, tt.missing)
			}
			if got := passes(); got != tt.passes {
				t.Errorf("the passes are %q, want %q", got, tt.passes)
			}
		})
	}
}

func TestLanguageIsToldByScriptAndCommonWords(t *testing.T) {
	for code, page := range pageTexts {
		if want := map[bool]string{true: "", false: code}[code == "figures"]; LanguageOf(page.text) != want {
			t.Errorf("%q is taken for %q, want %q", page.text, LanguageOf(page.text), want)
		}
	}
	for _, text := range []string{"", "der die das", "Annex IV", "Xyzzy plugh frotz gnusto rezrov nitfol vaxum", strings.Repeat("9 ", 100)} {
		if got := LanguageOf(text); got != "" {
			t.Errorf("%q is taken for %q", text, got)
		}
	}
}

func TestPackagesAreNamedAsDebianDoes(t *testing.T) {
	for language, want := range map[string]string{
		"deu": "tesseract-ocr-deu", "chi_sim": "tesseract-ocr-chi-sim", "script/Cyrillic": "tesseract-ocr-script-cyrl", "script/HanS": "tesseract-ocr-script-hans",
	} {
		if got := Package(language); got != want {
			t.Errorf("%s is in %s, want %s", language, got, want)
		}
	}
}
