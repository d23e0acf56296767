package wording

import (
	"slices"
	"strings"
	"unicode"

	"go.mau.fi/util/confusable"
	"golang.org/x/text/unicode/norm"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/fingerprint"
)

// Classify says what differs between two passages, the weightiest first; "" where their
// wording is equal and set apart alike. lead is the word before both, "" for none: what
// follows a number may be its unit.
func Classify(lead string, before, after []Token) dossier.Class {
	if s, ok := compare(before, after); ok {
		switch {
		case s.digits:
			return dossier.ClassFigures
		case s.spaced > 0:
			return dossier.ClassSpacing
		}
		return ""
	}
	if sameTokens(before, after) {
		return dossier.ClassOrder
	}
	if !slices.Equal(figures(lead, before), figures(lead, after)) {
		return dossier.ClassFigures
	}
	before, after = trim(before, after)
	a, b := string(lineOf(before)), string(lineOf(after))
	switch {
	case onlyLetters(a) == onlyLetters(b):
		return dossier.ClassPunctuation
	case looksOf(a) == looksOf(b):
		return dossier.ClassLetters
	}
	return dossier.ClassWords
}

// looksOf returns what is left of a text where letter case, accents, and which of several
// look-alike characters is used do not count (the skeleton of Unicode UTS 39).
func looksOf(text string) string {
	skeleton := confusable.Skeleton(strings.ReplaceAll(text, "ß", "ss"))
	letters := strings.Map(func(r rune) rune {
		if unicode.Is(unicode.M, r) {
			return -1
		}
		return r
	}, norm.NFD.String(strings.ReplaceAll(skeleton, "rn", "m")))
	return string(fingerprint.Fold(letters))
}

// swapped reports whether two passages consist of the same words, in the same order or in
// another one.
func swapped(a, b []Token) bool { return slices.Equal(Keys(a), Keys(b)) || sameTokens(a, b) }

// sameTokens reports whether two passages consist of the same words in different orders;
// case, and the stops that words end with, do not count.
func sameTokens(a, b []Token) bool {
	words := func(tokens []Token) []string {
		keys := make([]string, len(tokens))
		for i, t := range tokens {
			keys[i] = strings.ToLower(strings.TrimFunc(t.Key, isSeparator))
		}
		return keys
	}
	x, y := words(a), words(b)
	return len(x) == len(y) && !slices.Equal(x, y) && slices.Equal(slices.Sorted(slices.Values(x)), slices.Sorted(slices.Values(y)))
}

func isSeparator(r rune) bool { return strings.ContainsRune(".,;:", r) }

// trim returns what two passages do not begin or end with in common.
func trim(a, b []Token) (restA, restB []Token) {
	for len(a) > 0 && len(b) > 0 && a[0].Key == b[0].Key {
		a, b = a[1:], b[1:]
	}
	for len(a) > 0 && len(b) > 0 && a[len(a)-1].Key == b[len(b)-1].Key {
		a, b = a[:len(a)-1], b[:len(b)-1]
	}
	return a, b
}

// onlyLetters returns the letters of a text with their marks.
func onlyLetters(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.In(r, unicode.L, unicode.M, unicode.N) {
			return r
		}
		return -1
	}, text)
}

// figures returns what counts in the tokens of a passage after a word: digits with the signs
// beside them, currencies, operators, check marks, and the unit of what is a number.
func figures(lead string, tokens []Token) []string {
	var found []string
	number := strings.ContainsFunc(lead, unicode.IsNumber) // the token before is one
	for _, t := range tokens {
		text := strings.TrimFunc(t.Key, isSeparator)
		isNumber := strings.ContainsFunc(text, unicode.IsNumber)
		word := strings.TrimFunc(text, unicode.IsPunct)
		switch {
		case isNumber && strings.HasPrefix(text, "(") && strings.HasSuffix(text, ")"): // a loss
			found = append(found, text)
		case isNumber:
			found = append(found, strings.TrimFunc(text, func(r rune) bool { return unicode.IsPunct(r) && !strings.ContainsRune("-%‰°#§&", r) }))
		case strings.ContainsFunc(text, isFigure):
			found = append(found, text)
		case isFigureWord(word), number && countsSomething(word):
			found = append(found, word)
		}
		number = isNumber
	}
	return found
}

// isFigureWord reports whether a word is a numeral, or stands for a unit or a currency
// wherever it stands.
func isFigureWord(word string) bool { return symbols[word] || currencyCodes[word] || isRoman(word) }

// countsSomething reports whether a word after a number says what the number counts.
func countsSomething(word string) bool { return isFigureWord(word) || units[strings.ToLower(word)] }

// isFigure reports whether a character beside numbers says something of an amount.
func isFigure(r rune) bool {
	return unicode.In(r, unicode.Sc, unicode.Sm, unicode.No, unicode.Nl) && r != '|' && r != '~' || strings.ContainsRune("%‰°☐☑☒✓✔✗✘□■○●◉", r)
}

// symbols stand for units wherever they stand, as in the cells of a table.
var symbols = setOf(`mm cm dm km m² m³ km² mg kg kt Mt ml hl ha min Hz kHz MHz GHz kV kW MW GW kWh MWh kJ kPa Pa hPa °C °F ft yd oz lb lbs`)

// units are words that say after a number what it counts.
var units = setOf(`m g t l h s v w k j n a.m p.m am pm bar inch inches foot feet yard yards mile miles pound pounds ounce ounces gallon gallons
	barrel barrels acre acres ton tons tonne tonnes gram grams kilogram kilograms metre metres meter meters kilometre kilometres kilometer kilometers
	litre litres liter liters hectare hectares hundred thousand million millions billion billions trillion trillions percent per-cent
	second seconds minute minutes hour hours day days week weeks month months year years
	euro euros dollar dollars cent cents penny pence franc francs yen rouble roubles crown crowns`)

// currencyCodes are those of ISO 4217 in wide use.
var currencyCodes = setOf(`AED ARS AUD BRL CAD CHF CLP CNY COP CZK DKK EGP EUR GBP HKD HUF IDR ILS INR IRR ISK JPY KRW KWD MXN MYR NGN NOK NZD
	PHP PKR PLN QAR RON RUB SAR SEK SGD THB TRY TWD UAH USD VND ZAR`)

// isRoman reports whether a word is a Roman numeral of more than one letter.
func isRoman(text string) bool { return len(text) > 1 && isNumeral(text) }

// isNumeral reports whether a text consists of the letters of Roman numerals.
func isNumeral(text string) bool { return strings.Trim(text, "IVXLCDM") == "" }

func setOf(words string) map[string]bool {
	set := map[string]bool{}
	for word := range strings.FieldsSeq(words) {
		set[word] = true
	}
	return set
}
