package wording

import (
	"strings"
	"unicode"
)

// This file tells what negates, or makes an exception.

// Negation returns the first word of a text that negates, or makes an exception, as
// written; "" where there is none.
func Negation(text string) string {
	tokens := Tokens(text)
	for i, t := range tokens {
		word := strings.ToLower(strings.TrimFunc(t.Key, unicode.IsPunct))
		ordinal := strings.EqualFold(t.Key, "no.") && i+1 < len(tokens) && strings.ContainsFunc(tokens[i+1].Key, unicode.IsDigit)
		if negates(word) && !ordinal {
			return strings.TrimFunc(t.Text, unicode.IsPunct)
		}
	}
	text = affirmative.Replace(text)
	for _, sign := range negationSigns {
		if strings.Contains(text, sign) {
			return sign
		}
	}
	return ""
}

// NegationChanged returns the negation that one of two passages has and the other has not;
// "" where both have one, or none.
func NegationChanged(before, after string) string {
	a, b := Negation(before), Negation(after)
	if (a == "") == (b == "") {
		return ""
	}
	return a + b
}

// negates reports whether a word in lower case negates, by itself or by what it begins or
// ends with.
func negates(word string) bool {
	if negations[word] || strings.HasSuffix(word, "n't") {
		return true
	}
	for _, prefix := range negationPrefixes {
		if strings.HasPrefix(word, prefix) {
			return true
		}
	}
	for _, particle := range particles {
		if rest, ok := strings.CutPrefix(word, particle); ok && joinedNegations[rest] {
			return true
		}
	}
	return false
}

// negations are words of languages that set words apart.
var negations = setOf(`not no never nor neither none nothing nobody cannot without except unless
	nicht kein keine keinen keinem keiner keines nie niemals weder ohne außer nichts
	ne pas non jamais aucun aucune ni sans sauf rien
	no nunca ningún ninguna ninguno sin salvo tampoco
	não nunca nenhum nenhuma sem
	non mai nessun nessuna nessuno senza
	не нет ни никогда без кроме нельзя ничего никто никаких
	δε δεν μη μην όχι ούτε χωρίς ουδέποτε
	لا لم لن ليس ليست غير دون بدون إلا نه نیست بدون نباید نشود نکند
	לא אין אל בלי ללא אינו אינה אינם אינן
	नहीं न मत बिना
	안
	không chưa chẳng đừng chớ`)

// negationPrefixes begin words that negate: French elision, Persian verbs.
var negationPrefixes = []string{"n'", "نمی", "نمي"}

// joinedNegations are negations that particles of Hebrew and Arabic are written together with:
// שלא, ולא, ولا, فلم.
var joinedNegations = setOf(`לא אין בלי ללא אינו אינה אינם אינן لا لم لن ليس ليست غير دون`)

var particles = []string{"כש", "מש", "ש", "ו", "و", "ف", "ب"}

// negationSigns are those of languages that do not set words apart, or join negations to others.
var negationSigns = []string{"不", "没", "沒", "未", "无", "無", "非", "勿", "ない", "なけ", "なく", "なかっ", "なし", "ません", "ぬ", "ず",
	"ไม่", "มิได้", "มิใช่", "มิให้", "มิอาจ", "ห้าม", "않", "못", "없", "아니"}

// affirmative takes out words that have such a sign and do not negate.
var affirmative = strings.NewReplacer("未来", "", "未來", "", "非常", "", "无线", "", "無線", "", "不同", "", "必ず", "", "まず", "", "少なく", "")
