package ocr

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// A language is one that text can be told to be in.
type language struct {
	code   string // tesseract's name for it
	name   string // in English
	script string // tesseract's name for its script
	// words are some of its commonest, which no other language of the script shares with most
	// of the others; in scripts without spaces, letters. None where it is the only one here.
	words string
}

// languages are the likeliest of each script first.
var languages = []language{
	{"eng", "English", "Latin", "the of and to in is that for it as was with be by on not this which are from have or an at"},
	{"deu", "German", "Latin", "der die und den von zu das mit sich des auf ist im dem nicht ein eine als auch werden oder hat zur"},
	{"fra", "French", "Latin", "le la les de des et en du est dans que une pour qui par sur au pas ou il ne se ce avec sont"},
	{"spa", "Spanish", "Latin", "el la los las de que en un una por con del se para al es su como no lo más toda"},
	{"ita", "Italian", "Latin", "il di che la per un una del della con non sono si in le dei gli al nel ad da alla ed ogni"},
	{"por", "Portuguese", "Latin", "os as de que do da em um uma para com não dos das por no na se ao ou são toda"},
	{"nld", "Dutch", "Latin", "de het een van en in is dat op te voor met niet zijn aan er om door ook of wordt bij heeft"},
	{"pol", "Polish", "Latin", "na do nie się jest że od przez po jak dla oraz lub jego który są ma być"},
	{"ces", "Czech", "Latin", "na se je že do za od jako by své nebo právo má být které není pro"},
	{"swe", "Swedish", "Latin", "och att en som det av för är på den till med inte ett har om eller skall vid från"},
	{"dan", "Danish", "Latin", "og af sig efter mod uden ret nogen anden blev til enhver være"},
	{"nor", "Norwegian", "Latin", "og av seg etter mot uten rett noen annen ble til enhver være"},
	{"fin", "Finnish", "Latin", "ja on ei että se hän oli mutta kun tai joka ovat jokaisella mukaan myös sekä olla"},
	{"hun", "Hungarian", "Latin", "az és hogy nem egy van is meg vagy mint joga minden személynek ezt kell csak azt"},
	{"ron", "Romanian", "Latin", "de și în la cu pe nu din care că un să este sau mai prin pentru sunt orice are"},
	{"tur", "Turkish", "Latin", "ve bir bu için ile da de olarak her hakkı olan veya gibi daha kadar en şahsın"},
	{"vie", "Vietnamese", "Latin", "và của là có các được cho không trong người những với một quyền mọi hay"},
	{"ind", "Indonesian", "Latin", "yang dan di dengan untuk dari pada dalam ini itu tidak atau adalah setiap orang hak oleh"},
	{"rus", "Russian", "Cyrillic", "и в не на что с по как это к из он его для или от за быть о имеет при так все каждый"},
	{"ukr", "Ukrainian", "Cyrillic", "і в не на що з та до як у за це або його має від при для людина є кожна бути"},
	{"bul", "Bulgarian", "Cyrillic", "и на да се от в за не с е или по има си всеки са като при че до това"},
	{"srp", "Serbian", "Cyrillic", "и у да се на је за или од не са који као има које свако о да су по"},
	{"bel", "Belarusian", "Cyrillic", "і у на не што з да як па для або за яго мае ад гэта кожны чалавек быць"},
	{"ara", "Arabic", "Arabic", "في من على أن إلى لكل أو ما لا هذا كل عن شخص التي الذي هذه وفي دون إن"},
	{"fas", "Persian", "Arabic", "و در به از که را این با است هر برای یا آن حق باید دارد شود بر می های"},
	{"urd", "Urdu", "Arabic", "اور کے کی میں کا ہے سے کو کہ اس پر یا نہیں ہر شخص حق ہیں کسی نے"},
	{"heb", "Hebrew", "Hebrew", "את של על לא כל או אדם הוא עם זכאי זה אל"},
	{"yid", "Yiddish", "Hebrew", "און די פֿון אויף איז צו דער מיט האט אדער אין ניט"},
	{"ell", "Greek", "Greek", ""},
	{"hin", "Hindi", "Devanagari", "के और का की में है को से या किसी हो कि ने प्रत्येक पर नहीं"},
	{"mar", "Marathi", "Devanagari", "आणि व आहे या किंवा त्याच्या हा च्या असा सर्व प्रत्येकास हक्क"},
	{"nep", "Nepali", "Devanagari", "र छ को मा वा लाई हुने गर्ने हुनेछ छैन प्रत्येक व्यक्तिलाई पनि"},
	{"chi_sim", "simplified Chinese", "Han", "这 国 们 会 对 为 个 来 时 说 学 权 与 发 应 该 无"},
	{"chi_tra", "traditional Chinese", "Han", "這 國 們 會 對 為 個 來 時 說 學 權 與 發 應 該 無"},
	{"jpn", "Japanese", "Japanese", ""},
	{"kor", "Korean", "Hangul", ""},
	{"tha", "Thai", "Thai", ""},
	{"ben", "Bengali", "Bengali", ""},
	{"pan", "Punjabi", "Gurmukhi", ""},
	{"guj", "Gujarati", "Gujarati", ""},
	{"tam", "Tamil", "Tamil", ""},
	{"tel", "Telugu", "Telugu", ""},
	{"kan", "Kannada", "Kannada", ""},
	{"mal", "Malayalam", "Malayalam", ""},
	{"sin", "Sinhala", "Sinhala", ""},
	{"kat", "Georgian", "Georgian", ""},
	{"hye", "Armenian", "Armenian", ""},
	{"amh", "Amharic", "Ethiopic", ""},
	{"khm", "Khmer", "Khmer", ""},
	{"lao", "Lao", "Lao", ""},
	{"mya", "Burmese", "Myanmar", ""},
	{"bod", "Tibetan", "Tibetan", ""},
}

// scriptPackages are the Debian packages of files that read all languages of a script,
// without what all their names begin with.
var scriptPackages = map[string]string{
	"Arabic": "arab", "Armenian": "armn", "Bengali": "beng", "Cyrillic": "cyrl", "Devanagari": "deva", "Ethiopic": "ethi",
	"Fraktur": "frak", "Georgian": "geor", "Greek": "grek", "Gujarati": "gujr", "Gurmukhi": "guru", "Hangul": "hang",
	"HanS": "hans", "HanT": "hant", "Hebrew": "hebr", "Japanese": "jpan", "Kannada": "knda", "Khmer": "khmr", "Lao": "laoo",
	"Latin": "latn", "Malayalam": "mlym", "Myanmar": "mymr", "Oriya": "orya", "Sinhala": "sinh", "Syriac": "syrc",
	"Tamil": "taml", "Telugu": "telu", "Thaana": "thaa", "Thai": "thai", "Tibetan": "tibt", "Vietnamese": "viet",
}

// Package returns the Debian package that has tesseract read a language or a script, by
// tesseract's name for it, such as "chi_sim" or "script/Cyrillic".
func Package(language string) string {
	if script, ok := strings.CutPrefix(language, "script/"); ok {
		if short := scriptPackages[script]; short != "" {
			return "tesseract-ocr-script-" + short
		}
		language = script
	}
	return "tesseract-ocr-" + strings.ToLower(strings.ReplaceAll(language, "_", "-"))
}

// Name returns what languages, as tesseract names them, are called: "German (deu)" for "deu".
func Name(codes string) string {
	for _, l := range languages {
		if l.code == codes {
			return l.name + " (" + l.code + ")"
		}
	}
	return codes
}

// ofScript returns the languages of a script, the likeliest first.
func ofScript(script string) (of []language) {
	for _, l := range languages {
		if l.script == script {
			of = append(of, l)
		}
	}
	return of
}

const (
	leastLetters = 20  // of a script by which text is in it
	leastCommon  = 4   // common words by which text is in their language
	commonShare  = .06 // likewise, of its words
	commonLead   = 1.2 // how many times as many as of the next language
)

// LanguageOf returns the language that a text is in, as tesseract names it: by the script of
// most letters, and by the common words found. It returns "" where that does not tell.
func LanguageOf(text string) string {
	script, letters := scriptOf(text)
	if letters < leastLetters {
		return ""
	}
	of := ofScript(script)
	if len(of) == 1 {
		return of[0].code
	}
	words := strings.FieldsFunc(strings.ToLower(norm.NFC.String(text)), func(r rune) bool { return !unicode.In(r, unicode.L, unicode.M) })
	if script == "Han" {
		words = strings.Split(text, "")
	}
	var best language
	most, next := 0, 0
	for _, l := range of {
		switch n := l.count(words); {
		case n > most:
			best, most, next = l, n, most
		case n > next:
			next = n
		}
	}
	if most < leastCommon || float64(most) < commonShare*float64(len(words)) && script != "Han" || float64(most) < commonLead*float64(next) {
		return ""
	}
	return best.code
}

// count returns how many of the words are common ones of the language.
func (l language) count(words []string) (n int) {
	common := map[string]bool{}
	for _, w := range strings.Fields(l.words) {
		common[w] = true
	}
	for _, w := range words {
		if common[w] {
			n++
		}
	}
	return n
}

// scripts are the tables of letters by which a text is in a script.
var scripts = []struct {
	name  string
	table *unicode.RangeTable
}{
	{"Latin", unicode.Latin}, {"Cyrillic", unicode.Cyrillic}, {"Greek", unicode.Greek}, {"Arabic", unicode.Arabic},
	{"Hebrew", unicode.Hebrew}, {"Devanagari", unicode.Devanagari}, {"Han", unicode.Han}, {"Hangul", unicode.Hangul},
	{"Japanese", unicode.Hiragana}, {"Japanese", unicode.Katakana}, {"Thai", unicode.Thai}, {"Bengali", unicode.Bengali},
	{"Gurmukhi", unicode.Gurmukhi}, {"Gujarati", unicode.Gujarati}, {"Tamil", unicode.Tamil}, {"Telugu", unicode.Telugu},
	{"Kannada", unicode.Kannada}, {"Malayalam", unicode.Malayalam}, {"Sinhala", unicode.Sinhala}, {"Georgian", unicode.Georgian},
	{"Armenian", unicode.Armenian}, {"Ethiopic", unicode.Ethiopic}, {"Khmer", unicode.Khmer}, {"Lao", unicode.Lao},
	{"Myanmar", unicode.Myanmar}, {"Tibetan", unicode.Tibetan},
}

// kanaShare is the share of kana among letters from which Chinese characters are Japanese.
const kanaShare = .1

// scriptOf returns the script of most letters of a text, and how many they are.
func scriptOf(text string) (script string, letters int) {
	count := map[string]int{}
	for _, r := range text {
		for _, s := range scripts {
			if unicode.Is(s.table, r) && unicode.IsLetter(r) {
				count[s.name]++
				break
			}
		}
	}
	if kana := count["Japanese"]; float64(kana) >= kanaShare*float64(kana+count["Han"]) {
		count["Japanese"], count["Han"] = kana+count["Han"], 0
	}
	for _, s := range scripts {
		if count[s.name] > letters {
			script, letters = s.name, count[s.name]
		}
	}
	return script, letters
}
