package alteration

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"github.com/leakprint/leakprint/pkg/fingerprint"
)

// Everything that decides whether two pieces of text say the same is in this file. Each
// level of equality ignores more than the one above it:
//
//	normalize       how a program writes a sign: NFKC, straight quotes, plain hyphens, no
//	                invisible characters. Words are aligned by it.
//	sameWriting     also where words are separated.
//	sameLetters     also letter case, accents, everything that is neither letter nor digit,
//	                and which of several look-alike letters is used (fingerprint.Fold).
//
// Two more stand beside these. sameFigures ignores all but the figures, and complements
// sameLetters, to which 1.50 and 150 are the same. sameButForNumbers is normalize with
// every number masked: "Page 3 of 20" and "Page 12 of 20" are one footer.
//
// The contents of annotations, document information and attachments are compared exactly,
// in annotation.go, metadata.go and file.go.

// normalize returns text as far as it does not depend on the program that saved the file.
// Plain ASCII is returned as it is, except that ` becomes '.
func normalize(text string) string {
	for _, r := range text {
		if r > unicode.MaxASCII || r == '`' {
			return plainSigns.Replace(norm.NFKC.String(text))
		}
	}
	return text
}

// plainSigns replaces signs that programs substitute for one another, and removes
// invisible characters.
var plainSigns = strings.NewReplacer("’", "'", "‘", "'", "`", "'", "“", `"`, "”", `"`, "„", `"`, "‐", "-", "‑", "-", "–", "-", "—", "-", "−", "-",
	"\u00ad", "", "\u200b", "", "\u200c", "", "\u200d", "", "\ufeff", "", "\u2060", "")

// isBlank reports whether text has nothing that normalize keeps.
func isBlank(text string) bool { return normalize(text) == "" }

// sameWriting reports whether two passages differ at most in where words are separated.
func sameWriting(a, b string) bool {
	joined := func(s string) string { return strings.Join(strings.Fields(normalize(s)), "") }
	return joined(a) == joined(b)
}

// sameLetters reports whether two passages have the same letters and digits: hyphenation,
// quotation marks, case, accents and homoglyphs do not count.
func sameLetters(a, b string) bool {
	return string(fingerprint.Fold(a)) == string(fingerprint.Fold(b))
}

// hasLetters reports whether text has a letter or a digit. Other signs, such as a dash,
// have too little ink to tell by it whether they are there.
func hasLetters(text string) bool { return countLetters(text) > 0 }

// countLetters returns how many letters and digits text folds to.
func countLetters(text string) int { return len(fingerprint.Fold(text)) }

// sameFigures reports whether two passages have the same digits, points, commas and
// percent signs in the same order; points and commas at the very end do not count.
func sameFigures(a, b string) bool {
	figures := func(s string) string {
		return strings.Map(func(r rune) rune {
			if unicode.IsDigit(r) || strings.ContainsRune(".,%", r) {
				return r
			}
			return -1
		}, strings.TrimRight(s, ".,"))
	}
	return figures(a) == figures(b)
}

// sameButForNumbers reports whether two passages differ at most in their numbers.
func sameButForNumbers(a, b string) bool { return maskNumbers(a) == maskNumbers(b) }

// maskNumbers returns normalized text with each run of digits replaced by a single 0.
func maskNumbers(text string) string {
	var b strings.Builder
	digits := false
	for _, r := range normalize(text) {
		if unicode.IsDigit(r) {
			if !digits {
				b.WriteByte('0')
			}
			digits = true
			continue
		}
		digits = false
		b.WriteRune(r)
	}
	return b.String()
}
