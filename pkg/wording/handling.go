package wording

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// This file holds what whoever quotes a text may change at the ends of what is quoted, and
// what must not be left out unseen.

// SameButFirstCase reports whether two texts have the same wording but for the case of
// their first letter.
func SameButFirstCase(a, b string) bool { return Equal(lowerFirst(a), lowerFirst(b)) }

// lowerFirst returns a text with its first letter in lower case.
func lowerFirst(text string) string {
	at := strings.IndexFunc(text, unicode.IsLetter)
	if at < 0 {
		return text
	}
	r, size := utf8.DecodeRuneInString(text[at:])
	return text[:at] + string(unicode.ToLower(r)) + text[at+size:]
}

// SameButBefore reports whether two texts have the same wording but for stops, brackets and
// quotation marks that they begin with.
func SameButBefore(a, b string) bool {
	return Equal(strings.TrimLeft(a, endMarks), strings.TrimLeft(b, endMarks))
}

// SameButAfter is SameButBefore of what they end with.
func SameButAfter(a, b string) bool {
	return Equal(strings.TrimRight(a, endMarks), strings.TrimRight(b, endMarks))
}

const endMarks = ".,;:!?。、，．；：！？؟،؛।॥()[]{}（）［］「」『』\"'“”„‘’«»‹›״"

// CutBefore reports whether a text is a word, or several that nothing sets apart, without what
// stands before one of its signs or after it: "conf" and "/inetd.conf" of "/etc/inetd.conf". A
// number that is cut is another one, and so is one that lost its sign or its currency.
func CutBefore(whole, part string) bool {
	whole, part = Normalize(whole), Normalize(part)
	cut, ok := strings.CutSuffix(whole, part)
	first, _ := utf8.DecodeRuneInString(part)
	return ok && isJoint(cut, part) && (unicode.IsLetter(first) || strings.ContainsFunc(cut, isLetterOrDigit)) && Negation(cut) == ""
}

// CutAfter is CutBefore of what stands at the end.
func CutAfter(whole, part string) bool {
	whole, part = Normalize(whole), Normalize(part)
	cut, ok := strings.CutPrefix(whole, part)
	return ok && isJoint(part, cut) && strings.ContainsFunc(cut, isLetterOrDigit) && Negation(cut) == ""
}

// isJoint reports whether signs join two pieces of a text that are no parts of one number.
func isJoint(a, b string) bool {
	left := strings.TrimRightFunc(a, isSign)
	right := strings.TrimLeftFunc(b, isSign)
	signs := a[len(left):] + b[:len(b)-len(right)]
	last, _ := utf8.DecodeLastRuneInString(left)
	first, _ := utf8.DecodeRuneInString(right)
	switch {
	case signs == "" || strings.ContainsFunc(signs, func(r rune) bool { return unicode.Is(unicode.Sc, r) }):
		return false
	case unicode.IsDigit(last) && strings.ContainsAny(signs, "%‰"):
		return false
	case unicode.IsDigit(last) && unicode.IsDigit(first):
		return !strings.ContainsAny(signs, ".,:/-'")
	case unicode.IsDigit(first):
		return signs == "-" && unicode.IsLetter(last) || !strings.ContainsAny(signs, "-+.")
	}
	return true
}

func isSign(r rune) bool { return !isLetterOrDigit(r) && !unicode.Is(unicode.M, r) }

func isLetterOrDigit(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

// SameButNoteSigns reports whether two texts have the same wording but for the raised numbers
// of notes at the end of words in the first, which the second has on the line or not at all,
// or for such a number on the line that only the second has, after a stop. Numbers after a
// unit or a figure are no such signs.
func SameButNoteSigns(a, b string) bool {
	onLine, without := noteSigns(a)
	if without != a && (Equal(without, b) || Equal(onLine, b)) {
		return true
	}
	stopped := strings.TrimRight(b, "0123456789")
	word := strings.TrimRightFunc(stopped, unicode.IsPunct)
	last, _ := utf8.DecodeLastRuneInString(word)
	return stopped != b && word != stopped && unicode.IsLetter(last) && Equal(a, stopped)
}

// noteSigns returns a text with the signs of its notes on the line, and without them.
func noteSigns(text string) (onLine, without string) {
	var line, none strings.Builder
	runes := []rune(text)
	letters := 0 // in a row, before the sign
	for i, r := range runes {
		ofWord := letters > 2 || i > 0 && unicode.IsPunct(runes[i-1])
		digit := strings.IndexRune(raised, r)
		switch {
		case digit >= 0 && ofWord:
			line.WriteRune(rune('0' + utf8.RuneCountInString(raised[:digit])))
			letters = 3 // more digits may follow
			continue
		case unicode.IsLetter(r):
			letters++
		default:
			letters = 0
		}
		line.WriteRune(r)
		none.WriteRune(r)
	}
	return line.String(), none.String()
}

// RaisedNumber returns the number of a note that a text ends with, but for stops, and the text
// before it; ok is false where it ends with none.
func RaisedNumber(text string) (before, number string, ok bool) {
	text = strings.TrimRight(text, endMarks)
	before = strings.TrimRight(text, raised)
	for _, r := range text[len(before):] {
		number += string('0' + rune(utf8.RuneCountInString(raised[:strings.IndexRune(raised, r)])))
	}
	return before, number, number != ""
}

// raised are the digits of superscripts in order.
const raised = "⁰¹²³⁴⁵⁶⁷⁸⁹"
