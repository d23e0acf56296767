package inspect

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode"

	"go.mau.fi/util/confusable"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/internal/pdf"
	"github.com/leakprint/leakprint/pkg/wording"
)

// Characters that nobody sees, or that look like others, can encode whose copy a text is. Most of them
// have ordinary uses as well; those are left out as far as they can be told.

// charactersIn looks at the characters of a page.
func charactersIn(_ *Subject, page pdf.View) []dossier.Item {
	tokens := wording.Tokens(page.Text)
	at := func(i int) *dossier.Box {
		if len(tokens) != len(page.Words) {
			return nil
		}
		box := page.Words[i].Box
		return &box
	}
	var items []dossier.Item
	add := func(kind dossier.ItemKind, i int, value, basis string) {
		items = append(items, dossier.Item{Group: dossier.GroupMark, Kind: kind, Box: at(i), Value: value, Basis: basis})
	}
	fromRight := wording.FromRight(page.Text)
	for i, token := range tokens {
		marks := marksIn(token, fromRight)
		for _, class := range slices.Sorted(maps.Keys(marks)) {
			add(kindOfMark[class], i, token.Space+token.Text, marks[class])
		}
		if letters := lookAlikes(token.Text); letters != "" {
			add(dossier.Homoglyph, i, token.Text, "among letters of another script: "+letters)
		}
	}
	return append(items, spacesOf(tokens)...)
}

var kindOfMark = map[dossier.MarkClass]dossier.ItemKind{
	dossier.MarkZeroWidth: dossier.ZeroWidth, dossier.MarkTag: dossier.ZeroWidth, dossier.MarkDirection: dossier.ZeroWidth,
	dossier.MarkSoftHyphen: dossier.SoftHyphen, dossier.MarkUnusualSpace: dossier.UnusualSpace,
}

// marksIn are the characters of a word, and of the space before it, that may be marks, as code
// points by class.
func marksIn(token wording.Token, fromRight bool) map[dossier.MarkClass]string {
	found := map[dossier.MarkClass]string{}
	text := []rune(token.Space + token.Text)
	for i, r := range text {
		class := wording.MarkOf(r)
		switch {
		case class == "" || usualMark(r, class, text, i, fromRight):
		case class == dossier.MarkSoftHyphen && (i == 0 || i == len(text)-1 || token.LineEnd):
		default:
			found[class] = strings.TrimSpace(found[class] + fmt.Sprintf(" %U", r))
		}
	}
	return found
}

// usualMark reports whether a mark has an ordinary use where it stands: joiners within scripts whose
// letters join, directions in text from right to left, selectors after signs, spaces that programs
// set text with.
func usualMark(r rune, class dossier.MarkClass, text []rune, i int, fromRight bool) bool {
	switch {
	case class == dossier.MarkDirection:
		return fromRight
	case class == dossier.MarkTag:
		return r <= 0xFE0F && i > 0 && text[i-1] > 0x2000 // the look of a sign
	case class == dossier.MarkUnusualSpace:
		return r == '\u00a0' || r == '\u3000' || r == '\t'
	case r == 0x200C || r == 0x200D:
		return i > 0 && text[i-1] > 0x590 && unicode.IsOneOf([]*unicode.RangeTable{unicode.L, unicode.M, unicode.S}, text[i-1])
	case r == 0xFEFF:
		return i == 0
	case r == 0x200B:
		return i > 0 && text[i-1] > 0xE00 // between words of scripts without spaces
	}
	return false
}

// lookAlikes are letters of a word that belong to another script than the others and look like
// Latin ones. Greek letters beside few others, or beside signs, are of formulas.
func lookAlikes(word string) string {
	latin, alike, greek := 0, "", false
	for _, r := range word {
		switch {
		case unicode.Is(unicode.Latin, r):
			latin++
		case unicode.In(r, unicode.Cyrillic, unicode.Greek, unicode.Armenian, unicode.Cherokee, unicode.Lisu) && isASCIILetter(confusable.GetReplacement(r)):
			alike += fmt.Sprintf(" %U", r)
			greek = greek || unicode.Is(unicode.Greek, r)
		case unicode.IsLetter(r):
			return "" // a word of another script, or a formula
		}
	}
	if latin < 2 || alike == "" || greek && (latin < 3 || !wordOnly(strings.TrimFunc(word, unicode.IsPunct))) {
		return ""
	}
	return strings.TrimSpace(alike)
}

func isASCIILetter(s string) bool {
	return len(s) == 1 && (s[0] >= 'a' && s[0] <= 'z' || s[0] >= 'A' && s[0] <= 'Z')
}

// leastSpaces is how many gaps of a page must be unusual for the spaces to be told: some are
// everywhere.
const leastSpaces = 8

// spacesOf tells the gaps between words that are doubled, or do not break, amid others that are
// not, as a string of digits in the order of the text.
func spacesOf(tokens []wording.Token) []dossier.Item {
	var items []dossier.Item
	for _, of := range []struct {
		kind  dossier.ItemKind
		space string
	}{{dossier.DoubledSpace, "  "}, {dossier.UnusualSpace, "\u00a0"}} {
		code, ones := "", 0
		for i := 1; i < len(tokens); i++ {
			token, before := tokens[i], tokens[i-1]
			if strings.ContainsAny(token.Space, "\n\r\t\f") || !wordOnly(token.Text) || !wordOnly(before.Text) {
				continue
			}
			if token.Space == of.space {
				code += "1"
				ones++
			} else {
				code += "0"
			}
		}
		if ones >= leastSpaces && 4*ones < 3*len(code) {
			items = append(items, dossier.Item{
				Group: dossier.GroupMark, Kind: of.kind, Value: code,
				Basis: fmt.Sprintf("%d of %d gaps within lines between plain words, 1 for each that is not a plain space", ones, len(code)),
			})
		}
	}
	return items
}

// wordOnly reports whether a word is of letters alone: around figures and signs other spaces are usual.
func wordOnly(word string) bool {
	return !strings.ContainsFunc(word, func(r rune) bool { return !unicode.IsLetter(r) && r != '-' && r != '\'' && r != '’' })
}
