package forge

import (
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"github.com/leakprint/leakprint/pkg/dossier"
)

// A Script is a script that texts are invented in, by a language that is written in it.
type Script struct {
	Language string // "Greek"
	// Solid is set where no spaces stand between words.
	Solid bool
	// Drawn is set where the Go fonts have the letters, so that Text.In makes a PDF.
	Drawn bool
	// Quotes are pairs of quotation marks, and Post is what stands around a quote that was
	// posted: {quote} in its middle.
	Quotes [][2]string
	Post   string

	zero    rune // the digit; 0 for the ASCII one
	rules   grammar
	once    []string // sentences, each of which a text holds once: changes and twins need them
	changes []SingleChange
	twins   []Twin
}

// Scripts are the scripts, a language of each and two more of Latin.
func Scripts() []Script {
	return []Script{german, french, russian, greek, arabic, hebrew, hindi, thai, chinese, japanese, korean}
}

// sentencesOfPage is how many sentences a page has besides those that a text holds once.
const sentencesOfPage = 12

// Record invents the record of a meeting. Every page shows Label.
func (s Script) Record(seed uint64, pages int) Text {
	w := writer{r: newRand(seed^seedOf(s.Language), streamScripts), rules: s.rules}
	order := w.r.Perm(len(s.once))
	between := " "
	if s.Solid {
		between = ""
	}
	var text Text
	for n := range pages {
		var sentences []string
		for _, i := range order[n*len(order)/pages : (n+1)*len(order)/pages] {
			sentences = append(sentences, w.write(s.once[i]))
		}
		for range sentencesOfPage {
			sentences = append(sentences, w.write("{sentence}"))
		}
		w.r.Shuffle(len(sentences), func(i, j int) { sentences[i], sentences[j] = sentences[j], sentences[i] })
		lines := []string{s.digits(w.write("{heading}"))}
		for part := range slices.Chunk(sentences, paragraphOf) {
			lines = append(lines, s.digits(strings.Join(part, between)))
		}
		text = append(text, strings.Join(append(lines, Label), "\n"))
	}
	return text
}

// digits writes ASCII digits as those of the script.
func (s Script) digits(text string) string {
	if s.zero == 0 {
		return text
	}
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r - '0' + s.zero
		}
		return r
	}, text)
}

// Changes are ways in which a text of the script is changed in one place: by a letter, a
// vowel sign, a figure, a word. One of three is held out.
func (s Script) Changes() []SingleChange {
	const everyThird = 3
	all := append([]SingleChange{digitChanged}, s.changes...)
	for i := range all {
		all[i].HeldOut = i%everyThird == everyThird-1
		all[i].Places = 1
	}
	return all
}

// Twins are ways of writing a text of the script in another way. One of three is held out.
func (s Script) Twins() []Twin {
	const everyThird = 3
	all := slices.Concat(scriptTwins, s.twins)
	for i := range all {
		all[i].HeldOut = i%everyThird == everyThird-1
	}
	return all
}

// scriptTwins are those of every script, though not each makes a difference in each.
var scriptTwins = []Twin{
	{Name: "letters and signs apart", rewrite: eachPage(norm.NFD.String)},
	{Name: "lines broken short", rewrite: lines(34, "")},
	{Name: "spaces at line ends", rewrite: replaced("\n", " \r\n")},
}

var digitChanged = SingleChange{Name: "digit changed", Class: dossier.ClassFigures, change: by(`\p{Nd}`, func(d string, r *rand.Rand) string {
	digit := []rune(d)[0]
	zero := digit
	for unicode.IsDigit(zero - 1) {
		zero--
	}
	return string(zero + (digit-zero+1+r.Int32N(9))%10)
})}

// letterSwap changes one of some letters or signs into what stands after it in pairs.
func letterSwap(name string, pairs ...string) SingleChange {
	return SingleChange{Name: name, Class: dossier.ClassLetters, or: dossier.ClassWords, change: swap(pairs)}
}

// wordSwap changes one of some words into what stands after it in pairs.
func wordSwap(name string, pairs ...string) SingleChange {
	return SingleChange{Name: name, Class: dossier.ClassWords, or: dossier.ClassLetters, change: swap(pairs)}
}

func swap(pairs []string) changer {
	var from []string
	for i := 0; i < len(pairs); i += 2 {
		from = append(from, regexp.QuoteMeta(pairs[i]))
	}
	return mapped(strings.Join(from, "|"), pairs...)
}

// fullWidthDigits and brokenAnywhere are twins of scripts whose characters are all as wide.
var (
	fullWidthDigits = Twin{Name: "full-width digits", rewrite: fullWidth(unicode.IsDigit)}
	brokenAnywhere  = Twin{Name: "lines broken within words", rewrite: eachPage(brokenWithin)}
)

// brokenWithin breaks lines after so many characters, wherever that is.
func brokenWithin(page string) string {
	const width = 24
	page, label := strings.CutSuffix(page, "\n"+Label)
	var b strings.Builder
	column := 0
	for _, r := range page {
		if column >= width && !unicode.IsSpace(r) && !unicode.IsMark(r) && r > unicode.MaxLatin1 {
			b.WriteByte('\n')
			column = 0
		}
		if b.WriteRune(r); r == '\n' {
			column = -1
		}
		column++
	}
	if label {
		b.WriteString("\n" + Label)
	}
	return b.String()
}
