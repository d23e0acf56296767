package quotation

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/fingerprint"
	"github.com/leakprint/leakprint/pkg/wording"
)

// A role is what a piece of text is for.
type role int

const (
	plain    role = iota
	opens         // a quotation mark before what is quoted
	closes        // a quotation mark after it
	omits         // dots or the like in place of words
	divides       // a dash or a slash, which may stand in place of words
	aside         // no part of the text: a link, a handle
	inserted      // in brackets: whoever quotes says it
)

// A token is a word, without quotation marks and signs of omission, or one of these.
type token struct {
	Word
	role    role
	glued   bool   // no white space before it
	fold    string // what it is searched by; "" for signs
	hashtag bool
}

// A Post is a text that may quote known documents.
type Post struct {
	searched
	folded  []rune    // the words, folded, one after the other
	offsets []int     // by word, where it begins in folded; one more at the end
	bits    []float64 // by word, the information in those before it; one more at the end
	pairs   []wording.Span
	whole   map[string]bool // the words, as they are searched by
}

// NewPost returns the text of pages as a post. Weigh must be called before Find.
func NewPost(pages []dossier.Page) *Post {
	var tokens []token
	for _, page := range pages {
		var words []Word
		for _, t := range wording.Tokens(page.Text) {
			words = append(words, Word{Token: t, Page: page.Number})
		}
		tokens = append(tokens, cut(words)...)
	}
	p := &Post{pairs: pairMarks(tokens), whole: map[string]bool{}}
	markAsides(tokens)
	p.searched = searchable(tokens, nil)
	for i, word := range p.words {
		p.whole[p.fold(i)] = true
		p.offsets = append(p.offsets, len(p.folded))
		p.folded = append(p.folded, fingerprint.Fold(p.tokens[word.From].Text)...)
	}
	p.offsets = append(p.offsets, len(p.folded))
	return p
}

// Words returns how many words the post has.
func (p *Post) Words() int { return len(p.words) }

// Addressed reports whether the text names a person or a subject as posts do, and documents
// hardly ever: @herald, #leak.
func (p *Post) Addressed() bool {
	return slices.ContainsFunc(p.tokens, func(t token) bool { return t.hashtag || isHandle(t.Text) })
}

// Folded returns the words of the post as package fingerprint folds them.
func (p *Post) Folded() []rune { return p.folded }

// Weigh tells the information, in bits, in each stretch of Folded.
func (p *Post) Weigh(bits func(from, to int) float64) {
	p.bits = make([]float64, len(p.offsets))
	for i := range p.words {
		p.bits[i+1] = p.bits[i] + bits(p.offsets[i], p.offsets[i+1])
	}
}

// Outside returns the words of the post that are in none of the quotations, in pieces.
func (p *Post) Outside(quotations []Quotation) []string {
	quoted := make([]bool, len(p.tokens))
	for _, q := range quotations {
		first, last := q.segments[0].post.From, q.segments[len(q.segments)-1].post.To
		for i := first; i < last; i++ {
			quoted[i] = true
		}
	}
	var pieces []string
	for from := 0; from < len(p.tokens); {
		to := from
		for to < len(p.tokens) && quoted[to] == quoted[from] {
			to++
		}
		if text := text(p.tokens, wording.Span{From: from, To: to}); !quoted[from] && strings.IndexFunc(text, isLetterOrDigit) >= 0 {
			pieces = append(pieces, text)
		}
		from = to
	}
	return pieces
}

func isLetterOrDigit(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

// cut takes quotation marks and signs of omission off words.
func cut(words []Word) []token {
	var tokens []token
	for i, w := range words {
		glued := i > 0 && w.Space == "" && !words[i-1].LineEnd
		for n, piece := range pieces(w.Text) {
			t := token{Word: w, role: piece.role, glued: glued || n > 0}
			if !piece.whole() {
				t.Token = wording.NewToken(piece.text)
				if n == 0 {
					t.Space = w.Space
				}
			}
			t.LineEnd = w.LineEnd && piece.last
			if t.role == plain {
				t.hashtag = isHashtag(t.Text)
				t.fold = string(fingerprint.Fold(strings.ToLower(t.Text)))
			}
			tokens = append(tokens, t)
		}
	}
	markOmissions(tokens)
	return tokens
}

// markOmissions finds the signs of omission of several tokens, brackets around dots or a word
// for it: [ ... ], （中略）.
func markOmissions(tokens []token) {
	for i, t := range tokens {
		if t.role != plain || strings.IndexFunc(t.Text, isOpeningBracket) != 0 {
			continue
		}
		sign := ""
		for n, part := range tokens[i:min(len(tokens), i+mostOfSign)] {
			if sign += part.Text; omissionInBrackets.MatchString(sign) {
				for j := range tokens[i : i+n+1] {
					tokens[i+j].role, tokens[i+j].fold = omits, ""
				}
				break
			}
		}
	}
}

// mostOfSign is how many tokens a sign of omission has at most.
const mostOfSign = 8

var omissionInBrackets = regexp.MustCompile(`^[\[(<{（［〔【〈]` +
	`((…|⋯|‥|\.{3,})+|(…|⋯|‥|\.{3,})*([前中後后下]?略|省略|중략|생략)(…|⋯|‥|\.{3,})*)[\])>}）］〕】〉]$`)

func isOpeningBracket(r rune) bool { return strings.ContainsRune("[(<{（［〔【〈", r) }

func isHashtag(text string) bool {
	rest, ok := strings.CutPrefix(text, "#")
	r, _ := utf8.DecodeRuneInString(rest)
	return ok && unicode.IsLetter(r)
}

// A piece is a part of what stands between two spaces.
type piece struct {
	text        string
	role        role
	first, last bool
}

// whole reports whether it is all that stands there.
func (p piece) whole() bool { return p.first && p.last }

// openers and closers are quotation marks as far as they tell by themselves; where a mark
// touches a word on one side, that decides.
const (
	openers = "“„«‹「『《〈‘‚"
	closers = "”»›」』》〉’"
	neither = "\"‟'‛`״׳＂"
)

// omissions are signs for words left out, the longest first.
var omissions = []string{"[...]", "(...)", "[…]", "(…)", "{...}", "<...>", "…", "...", "⋯", "。。。"}

// pieces cuts a text without white space.
func pieces(text string) []piece {
	switch text {
	case "/", "//", "|", "-", "--", "---", "–", "—", "―", "——":
		return []piece{{text, divides, true, true}}
	}
	var found []piece
	from := 0 // where the word begins that is being read
	add := func(to int) {
		if to > from {
			found = append(found, piece{text: text[from:to]})
		}
	}
	for at := 0; at < len(text); {
		if sign, role := signAt(text[at:]); sign > 0 {
			add(at)
			found = append(found, piece{text: text[at : at+sign], role: role})
			at += sign
			from = at
			continue
		}
		r, size := utf8.DecodeRuneInString(text[at:])
		if role, ok := quoteAt(text, at, r, size); ok {
			add(at)
			found = append(found, piece{text: text[at : at+size], role: role})
			from = at + size
		}
		at += size
	}
	add(len(text))
	found[0].first, found[len(found)-1].last = true, true
	return found
}

// signAt returns the length of the sign that text begins with and what it is for, 0 for
// none. A fourth dot is the stop of the sentence before.
func signAt(text string) (int, role) {
	for _, sic := range []string{"[sic]", "[sic!]", "[Sic]", "[SIC]"} {
		if strings.HasPrefix(text, sic) {
			return len(sic), inserted
		}
	}
	for _, sign := range omissions {
		if !strings.HasPrefix(text, sign) {
			continue
		}
		n := len(sign)
		for n < len(text) && text[n] == '.' && strings.HasPrefix(sign, "...") {
			n++
		}
		return n, omits
	}
	return 0, plain
}

// quoteAt reports whether a quotation mark that quotes stands at a place of a text, and on
// which side of what it quotes. An apostrophe within a word is none.
func quoteAt(text string, at int, r rune, size int) (role, bool) {
	if !strings.ContainsRune(openers+closers+neither, r) {
		return plain, false
	}
	before := strings.IndexFunc(text[:at], isLetterOrDigit) >= 0
	after := strings.IndexFunc(text[at+size:], isLetterOrDigit) >= 0
	switch {
	case before && after && strings.ContainsRune("'’‘‛`", r):
		return plain, false
	case strings.ContainsRune("「『《〈", r), after && !before, !before && !after && strings.ContainsRune(openers, r):
		return opens, true
	case !before && !after && strings.ContainsRune(neither, r):
		return opens, true // pairMarks sees to it
	}
	return closes, true
}

// pairMarks returns the pairs of quotation marks, by token: what stands between is From+1 to
// To. Marks that have no partner quote nothing.
func pairMarks(tokens []token) []wording.Span {
	var open []int
	var pairs []wording.Span
	for i := range tokens {
		t := &tokens[i]
		switch {
		case t.role == opens && strings.ContainsAny(t.Text, neither) && len(open) > 0 && tokens[open[len(open)-1]].is(*t):
			t.role = closes
			fallthrough
		case t.role == closes:
			if n := lastOfFamily(tokens, open, t.Text); n >= 0 {
				pairs = append(pairs, wording.Span{From: open[n], To: i})
				open = open[:n]
			}
		case t.role == opens:
			open = append(open, i)
		}
	}
	return pairs
}

// lastOfFamily returns which of the marks left open a mark may close: single marks do not
// close double ones.
func lastOfFamily(tokens []token, open []int, mark string) int {
	for n := len(open) - 1; n >= 0; n-- {
		if isSingle(tokens[open[n]].Text) == isSingle(mark) {
			return n
		}
	}
	return -1
}

func isSingle(mark string) bool { return strings.ContainsAny(mark, "‘’‚‛'`‹›") }

// markAsides finds links, handles, what is said in brackets, and dots that are set apart.
func markAsides(tokens []token) {
	for i := 0; i < len(tokens); i++ {
		t := &tokens[i]
		switch {
		case i > 0 && isDot(t.Text) && isDot(tokens[i-1].Text):
			tokens[i-1].role, t.role = omits, omits
		case isLink(t.Text), isHandle(t.Text):
			t.role, t.fold = aside, ""
		case t.role == plain && strings.HasPrefix(t.Text, "["):
			if end := bracketEnd(tokens, i); end > i {
				for j := i; j < end; j++ {
					tokens[j].role = inserted
				}
				i = end - 1
			}
		}
	}
}

func isDot(text string) bool { return strings.Trim(text, ".") == "" }

func isLink(text string) bool {
	lower := strings.ToLower(text)
	return strings.Contains(lower, "://") || strings.HasPrefix(lower, "www.") || strings.HasPrefix(lower, "t.co/")
}

func isHandle(text string) bool {
	rest, ok := strings.CutPrefix(strings.TrimLeft(text, "(."), "@")
	r, _ := utf8.DecodeRuneInString(rest)
	return ok && (isLetterOrDigit(r) || r == '_')
}

// mostInserted is how many folded characters a bracket holds, or stands for, that whoever
// quotes puts in.
const mostInserted = 40

// bracketEnd returns the end of what stands in brackets from a token on, in whole words;
// the token itself if it is no such thing.
func bracketEnd(tokens []token, from int) int {
	for to := from; to < len(tokens) && lettersOf(tokens[from:to]) <= mostInserted; to++ {
		if at := strings.IndexByte(tokens[to].Text, ']'); at >= 0 {
			if strings.IndexFunc(tokens[to].Text[at:], isLetterOrDigit) >= 0 {
				return from // "[T]he": judged as a word
			}
			return to + 1
		}
	}
	return from
}

// text returns tokens as they stand in the text.
func text(tokens []token, s wording.Span) string {
	var b strings.Builder
	for i := max(0, s.From); i < min(len(tokens), s.To); i++ {
		if b.Len() > 0 && !tokens[i].glued && !tokens[i].RunsOn(tokens[i-1].Token) {
			b.WriteByte(' ')
		}
		b.WriteString(tokens[i].Text)
	}
	return b.String()
}
