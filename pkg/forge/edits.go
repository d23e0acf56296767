package forge

import (
	"math/rand/v2"
	"slices"
	"strings"
	"unicode"
)

// An edit replaces as many words as it brings, from at on.
type edit struct {
	at    int
	after []string
}

// An editor says what to change in a text, in order. It works alike on plain
// text and on the words of a document.
type editor func(text) []edit

// eachWord makes an editor of a function that gives a word's replacement.
func eachWord(f func(string) string) editor {
	return func(t text) []edit {
		var edits []edit
		for i, w := range t.words {
			if after := f(w); after != w {
				edits = append(edits, edit{i, []string{after}})
			}
		}
		return edits
	}
}

// mistaken is what a recogniser takes letters for.
var mistaken = map[rune][]string{
	'a': {"o", "e"}, 'b': {"6", "h"}, 'c': {"e", "o"}, 'd': {"cl", "a"}, 'e': {"c", "o"}, 'f': {"t"}, 'g': {"q", "9"}, 'h': {"b", "li"}, 'i': {"l", "1"},
	'k': {"lc"}, 'l': {"1", "I"}, 'm': {"rn", "nn"}, 'n': {"ri", "u"}, 'o': {"0", "c"}, 'p': {"o"}, 'q': {"g"}, 'r': {"n", "t"}, 's': {"5", "z"}, 't': {"f", "r"}, 'u': {"v", "ii"},
	'v': {"y", "u"}, 'w': {"vv"}, 'y': {"v"}, 'z': {"2"}, 'B': {"8"}, 'D': {"O"}, 'G': {"6"}, 'I': {"l"}, 'O': {"0"}, 'S': {"5"}, 'Z': {"2"},
	'0': {"O", "o"}, '1': {"l", "I"}, '2': {"Z"}, '5': {"S", "s"}, '6': {"b"}, '8': {"B"}, '9': {"g"},
}

// stray is what a recogniser sees where nothing is.
const stray = "ilrtc.,'e1j"

func noise(rate float64, r *rand.Rand) editor {
	return eachWord(func(word string) string {
		var b strings.Builder
		for _, c := range word {
			if r.Float64() >= rate {
				b.WriteRune(c)
				continue
			}
			switch pick := r.IntN(10); {
			case pick < 6:
				if like := mistaken[c]; like != nil {
					b.WriteString(like[r.IntN(len(like))])
				} else {
					b.WriteByte(stray[r.IntN(len(stray))])
				}
			case pick < 8: // lost
			default:
				b.WriteRune(c)
				b.WriteByte(stray[r.IntN(len(stray))])
			}
		}
		if b.Len() == 0 {
			return word
		}
		return b.String()
	})
}

func editRate(rate float64, r *rand.Rand) editor {
	return eachWord(func(word string) string {
		if r.Float64() >= rate || !editable(word) {
			return word
		}
		return another(word, r)
	})
}

func editExactly(n int, r *rand.Rand) editor { return editSome(n, editable, r) }

func editFigures(n int, r *rand.Rand) editor {
	return editSome(n, func(word string) bool { return editable(word) && strings.ContainsAny(word, "0123456789") }, r)
}

// editSome replaces n of the words that are eligible and not the rest of a hyphenated
// one.
func editSome(n int, eligible func(string) bool, r *rand.Rand) editor {
	return func(t text) []edit {
		var places []int
		for i, w := range t.words {
			if rest := i > 0 && strings.HasSuffix(t.words[i-1], "-"); eligible(w) && !rest {
				places = append(places, i)
			}
		}
		r.Shuffle(len(places), func(i, j int) { places[i], places[j] = places[j], places[i] })
		places = places[:min(n, len(places))]
		slices.Sort(places)
		var edits []edit
		for _, i := range places {
			edits = append(edits, edit{i, []string{another(t.words[i], r)}})
		}
		return edits
	}
}

func editSentences(n int, r *rand.Rand) editor {
	const inEach = 3 // words changed in a sentence
	return func(t text) []edit {
		all := t.sentences(8)
		r.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
		all = all[:min(n, len(all))]
		slices.SortFunc(all, func(a, b span) int { return a.from - b.from })
		var edits []edit
		for _, s := range all {
			after := slices.Clone(t.words[s.from:s.to])
			var numbers, others []int
			for i, w := range after[:len(after)-1] {
				switch {
				case strings.ContainsAny(w, "0123456789"):
					numbers = append(numbers, i)
				case i > 0 && len(w) > 4 && editable(w):
					others = append(others, i)
				}
			}
			r.Shuffle(len(others), func(i, j int) { others[i], others[j] = others[j], others[i] })
			places := append(numbers, others...)
			for _, i := range places[:min(inEach, len(places))] {
				after[i] = another(after[i], r)
			}
			edits = append(edits, edit{s.from, after})
		}
		return edits
	}
}

// lookAlikes are the Latin letters that Cyrillic or Greek letters pass for.
var lookAlikes = map[rune]rune{
	'a': 'а', 'c': 'с', 'e': 'е', 'i': 'і', 'j': 'ј', 'o': 'о', 'p': 'р', 's': 'ѕ', 'x': 'х', 'y': 'у', 'v': 'ν',
	'A': 'А', 'B': 'В', 'C': 'С', 'E': 'Е', 'H': 'Н', 'I': 'Ι', 'K': 'Κ', 'M': 'М', 'N': 'Ν', 'O': 'О', 'P': 'Р', 'S': 'Ѕ', 'T': 'Т', 'X': 'Х', 'Y': 'Υ', 'Z': 'Ζ',
}

func homoglyphs(share float64, r *rand.Rand) editor {
	return eachWord(func(word string) string {
		return strings.Map(func(c rune) rune {
			if like := lookAlikes[c]; like != 0 && r.Float64() < share {
				return like
			}
			return c
		}, word)
	})
}

// redacted picks runs of words, several in a row, until rate of all words are
// among them. It goes over rate by less than the longest run.
func redacted(lengths []int, rate float64, r *rand.Rand) []bool {
	total := 0
	for _, n := range lengths {
		total += n
	}
	gone := make([]bool, len(lengths))
	want := rate * float64(total)
	removed := 0
	for _, start := range r.Perm(len(lengths)) {
		for i := start; i < min(len(lengths), start+1+r.IntN(4)); i++ {
			if float64(removed) >= want {
				return gone
			}
			if !gone[i] {
				gone[i] = true
				removed += lengths[i]
			}
		}
	}
	return gone
}

// A span is words from..to-1.
type span struct{ from, to int }

// sentences finds the sentences of at least n words. One begins with a capital
// where a paragraph or a sentence ended and does not reach past a paragraph.
func (t text) sentences(n int) []span {
	var all []span
	from := 0
	for i, w := range t.words {
		full := endsSentence(w)
		if !full && !t.stops[i] {
			continue
		}
		first := []rune(t.words[from])[0]
		if full && i+1-from >= n && unicode.IsUpper(first) {
			all = append(all, span{from, i + 1})
		}
		from = i + 1
	}
	return all
}

// endsSentence: a full stop after a number or one letter is a label, "12.".
func endsSentence(word string) bool {
	stem := strings.TrimRight(word, ".?!”)")
	if stem == word || !strings.ContainsAny(word[len(stem):], ".?!") {
		return false
	}
	letters := 0
	for _, c := range stem {
		if unicode.IsLetter(c) {
			letters++
		}
	}
	return letters > 1 || len(stem) > 2 && letters == 0 // "in 2016."
}

// editable words hold a letter or a digit and do not end in a hyphen.
func editable(word string) bool {
	return !strings.HasSuffix(word, "-") && strings.ContainsFunc(word, func(c rune) bool { return unicode.IsLetter(c) || unicode.IsDigit(c) })
}

// another is a word that might stand in word's place, never word itself: of like
// length, the punctuation and the capital kept. In a number one digit changes.
func another(word string, r *rand.Rand) string {
	if at := strings.IndexAny(word, "0123456789"); at >= 0 {
		digits := []byte(word)
		for digits[at] == word[at] {
			digits[at] = '1' + byte(r.IntN(9))
		}
		return string(digits)
	}
	inner := func(c rune) bool { return unicode.IsLetter(c) || unicode.IsDigit(c) }
	from, to := strings.IndexFunc(word, inner), strings.LastIndexFunc(word, inner)
	to += len(string([]rune(word[to:])[0]))
	core := word[from:to]
	pool := longWords
	if len(core) <= 4 {
		pool = shortWords
	}
	for {
		other := pool[r.IntN(len(pool))]
		if unicode.IsUpper([]rune(core)[0]) {
			other = capital(other)
		}
		if !strings.EqualFold(other, core) {
			return word[:from] + other + word[to:]
		}
	}
}

var (
	shortWords = strings.Fields("the a of in for and to by with from that this each both any no its all such or as at on per than then also only not may must")
	longWords  = strings.Fields(`customs tariff quota provisional annual written border textile harbour committee minister proposal deadline
		shipment certificate delegation threshold agreement temporary exceptional schedule consultation reduction increase approval rejection
		domestic foreign regional industrial agricultural technical financial preliminary definitive monthly quarterly partial entire
		refused accepted deferred considered withdrawn promised reported disputed repeated limited extended required permitted suspended
		machinery livestock fisheries pharmaceutical insurance transport licence subsidy penalty inspection warehouse exporter importer
		producer consumer authority commission tribunal secretariat paragraph section protocol appendix measure provision exemption
		likely rarely promptly seldom entirely jointly publicly formally northern southern coastal inland former recent separate common`)
)
