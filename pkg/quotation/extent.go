package quotation

import (
	"strings"
	"unicode"

	"github.com/leakprint/leakprint/pkg/wording"
)

// A segment is a part of a quotation in which nothing is said to be left out: tokens of the
// post, and those of the source that they stand for.
type segment struct{ post, known wording.Span }

const (
	// mostInMarks is how many folded characters before the first or after the last word that
	// the source has still belong to what stands in quotation marks.
	mostInMarks = 60
	// mostBare is the same where no marks say where the quotation begins.
	mostBare = 24
	// mostlyQuote is the share of its paragraphs that a quotation without marks is at least,
	// for words at its ends to belong to it.
	mostlyQuote = .6
	// nearlyAll is the share of what two dashes or ends of lines set apart that a quotation is at
	// least, for them to delimit it.
	nearlyAll = .8
)

// segmentsOf cuts a chain where the post says that words were left out. Words next to the
// sign that the source does not have belong to the part that they touch.
func (p *Post) segmentsOf(known searched, chain []run) []segment {
	var segments []segment
	for i, r := range chain {
		part := segment{
			post:  wording.Span{From: p.words[r.p].From, To: p.words[r.p+r.n-1].To},
			known: wording.Span{From: known.words[r.k].From, To: known.words[r.k+r.n-1].To},
		}
		if i == 0 || p.omitted(known, chain[i-1], r) {
			if i > 0 {
				p.reachSigns(known, &segments[len(segments)-1], &part)
			}
			segments = append(segments, part)
			continue
		}
		last := &segments[len(segments)-1]
		last.post.To, last.known.To = part.post.To, part.known.To
	}
	return segments
}

// reachSigns extends two parts to the first and the last sign between them.
func (p *Post) reachSigns(known searched, a, b *segment) {
	first, last := -1, -1
	for i := a.post.To; i < b.post.From; i++ {
		switch p.tokens[i].role {
		case omits, divides, closes, opens:
			if first < 0 {
				first = i
			}
			last = i
		}
	}
	if wordsIn(p.tokens, a.post.To, first) > 0 {
		a.known.To = min(b.known.From, p.end(known, a.known.To, wording.Span{From: a.post.To, To: first}))
		a.post.To = first
	}
	if wordsIn(p.tokens, last+1, b.post.From) > 0 {
		b.known.From = max(a.known.To, p.start(known, b.known.From, wording.Span{From: last + 1, To: b.post.From}))
		b.post.From = last + 1
	}
}

// wordsIn counts the words among tokens.
func wordsIn(tokens []token, from, to int) int {
	n := 0
	for i := max(0, from); i < to; i++ {
		if tokens[i].fold != "" {
			n++
		}
	}
	return n
}

func (s searched) wordsIn(span wording.Span) int { return wordsIn(s.tokens, span.From, span.To) }

// after returns the end of n words from a token on, or of those of its sentence if that has
// fewer.
func (s searched) after(token, n int) int {
	for from := token; n > 0 && token < len(s.tokens) && (token == from || !s.endsSentence(token)); token++ {
		if s.tokens[token].fold != "" && !s.hyphenated(token) {
			n--
		}
	}
	return token
}

// hyphenated reports whether a word goes on in the next line.
func (s searched) hyphenated(token int) bool {
	return s.tokens[token].LineEnd && strings.HasSuffix(s.tokens[token].Key, "-")
}

// before returns the beginning of the n words before a token, or of its sentence if that
// begins later.
func (s searched) before(token, n int) int {
	for ; n > 0 && token > 0 && !s.endsSentence(token); token-- {
		if s.tokens[token-1].fold != "" && (token < 2 || !s.hyphenated(token-2)) {
			n--
		}
	}
	return token
}

// extend takes up the words before the first and after the last one that the source has,
// where they belong to the quotation: up to its quotation marks, or, where its paragraphs
// are hardly more than the quotation, a few, unless a sentence begins or ends there.
func (p *Post) extend(known searched, segments []segment) {
	first, last := &segments[0], &segments[len(segments)-1]
	bare := p.isBare(wording.Span{From: first.post.From, To: last.post.To})
	from, to := p.beginning(first.post, bare && !known.beginsSentence(first.known.From)), p.ending(last.post, bare && !known.endsSentence(last.known.To))
	if wordsIn(p.tokens, from, first.post.From) > 0 {
		first.known.From = p.start(known, first.known.From, wording.Span{From: from, To: first.post.From})
		first.post.From = from
	}
	if wordsIn(p.tokens, last.post.To, to) > 0 {
		last.known.To = p.end(known, last.known.To, wording.Span{From: last.post.To, To: to})
		last.post.To = to
	}
}

// claims counts the words among tokens of the post that claim to be of the source.
func (p *Post) claims(from, to int) int {
	n := 0
	for _, t := range p.tokens[from:to] {
		if t.fold != "" && t.role != inserted {
			n++
		}
	}
	return n
}

// mostSplit is how many words more the source may have in place of those at an end of a
// quotation, of which a program cut some in two.
const mostSplit = 3

// end returns where the words of the source end that stand in place of those added to the
// end of a part.
func (p *Post) end(known searched, from int, added wording.Span) int {
	return p.standIn(known, added, func(words int) wording.Span {
		return wording.Span{From: from, To: known.after(from, words)}
	}).To
}

// start returns where those begin that stand in place of words added to the beginning of a
// part.
func (p *Post) start(known searched, to int, added wording.Span) int {
	return p.standIn(known, added, func(words int) wording.Span {
		return wording.Span{From: known.before(to, words), To: to}
	}).From
}

// standIn returns the words of a source that stand in place of words added to a part, given
// a number of them: those that say the same, words that a program cut in two among them, or
// else as many.
func (p *Post) standIn(known searched, added wording.Span, source func(words int) wording.Span) wording.Span {
	n := p.claims(added.From, added.To)
	for words := n; words <= n+mostSplit; words++ {
		if s := source(words); p.says(known, s, added) {
			return s
		}
	}
	return source(n)
}

// says reports whether tokens of the post are those of the source, but for where words are
// set apart and for stops at their ends.
func (p *Post) says(known searched, source, post wording.Span) bool {
	return wording.SameButAfter(text(known.tokens, source), text(p.tokens, post))
}

// isBare reports whether the paragraphs of a quotation are hardly more than it.
func (p *Post) isBare(quoted wording.Span) bool {
	from, to := quoted.From, quoted.To
	for from > 0 && !p.tokens[from].beginsParagraph() {
		from--
	}
	for to < len(p.tokens) && !p.tokens[to].beginsParagraph() {
		to++
	}
	return float64(p.letters(quoted.From, quoted.To)) >= mostlyQuote*float64(p.letters(from, to))
}

// Delimited reports whether a quotation stands in quotation marks or is announced, or its
// paragraphs are hardly more than it, or what lies between two dashes or ends of lines: it was
// not merely found amid other words.
func (p *Post) Delimited(q Quotation) bool {
	quoted := wording.Span{From: q.segments[0].post.From, To: q.segments[len(q.segments)-1].post.To}
	return p.InMarks(q) || p.isBare(quoted) || p.isSetApart(quoted) || p.isAnnounced(quoted)
}

// isAnnounced reports whether a quotation follows a colon and goes on to the end of a sentence
// or of what a space, an end of line or a sign sets apart.
func (p *Post) isAnnounced(quoted wording.Span) bool {
	from, to := quoted.From, quoted.To
	after := from > 0 && strings.ContainsAny(lastRunes(p.tokens[from-1].Text, 1), ":：")
	ends := to == len(p.tokens) || endsSentence(p.tokens[to-1].Key) || p.tokens[to].bounds() || p.tokens[to-1].LineEnd || p.beginsPhrase(to)
	return after && ends
}

// isSetApart reports whether a quotation is nearly all that stands between two dashes or ends of
// lines, or between a dash and a sentence's end; a word of it may stand beyond them, if the source
// happens to have it as well.
func (p *Post) isSetApart(quoted wording.Span) bool {
	quoted = p.withoutStrayWords(quoted)
	from, to := quoted.From, quoted.To
	for from > 0 && !p.breaksAfter(from-1) {
		from--
	}
	for to < len(p.tokens) && !p.tokens[to-1].LineEnd && p.tokens[to].role != divides {
		to++
	}
	sentences := p.sentencesOf(quoted)
	dashBefore, dashAfter := from > 0 && p.tokens[from-1].role == divides, to < len(p.tokens) && p.tokens[to].role == divides
	if dashAfter {
		from = max(from, sentences.From)
	}
	if dashBefore {
		to = min(to, sentences.To)
	}
	return float64(p.letters(quoted.From, quoted.To)) >= nearlyAll*float64(p.letters(from, to))
}

// breaksAfter reports whether a line ends with a token, or it is a dash.
func (p *Post) breaksAfter(token int) bool {
	return p.tokens[token].LineEnd || p.tokens[token].role == divides
}

// withoutStrayWords takes off what stands beyond a dash or an end of a line near either end of a
// quotation.
func (p *Post) withoutStrayWords(quoted wording.Span) wording.Span {
	from, to := quoted.From, quoted.To
	for i := from; i < to && p.letters(from, i+1) < leastRun; i++ {
		if p.breaksAfter(i) {
			quoted.From = i + 1
		}
	}
	for i := to - 1; i > quoted.From && p.letters(i, to) < leastRun; i-- {
		if p.breaksAfter(i - 1) {
			quoted.To = i
		}
	}
	return quoted
}

// sentencesOf returns the sentences of the post that a part of it is of.
func (p *Post) sentencesOf(part wording.Span) wording.Span {
	for part.From > 0 && !endsSentence(p.tokens[part.From-1].Key) {
		part.From--
	}
	for part.To < len(p.tokens) && !endsSentence(p.tokens[part.To-1].Key) {
		part.To++
	}
	return part
}

// InMarks reports whether a quotation stands in quotation marks.
func (p *Post) InMarks(q Quotation) bool {
	first := q.segments[0].post
	_, ok := p.marksAround(first, first.From)
	return ok
}

// beginning returns where a part of the post begins as a quotation.
func (p *Post) beginning(part wording.Span, bare bool) int {
	if marks, ok := p.marksAround(part, part.From); ok {
		if p.letters(marks.From+1, part.From) <= mostInMarks {
			return marks.From + 1
		}
		return part.From
	}
	from := part.From
	for bare && from > 0 && !p.tokens[from-1].bounds() && !endsSentence(p.tokens[from-1].Key) && !p.beginsPhrase(from) {
		from--
	}
	if p.letters(from, part.From) > mostBare {
		return part.From
	}
	return from
}

// ending returns where a part of the post ends as a quotation.
func (p *Post) ending(part wording.Span, bare bool) int {
	if marks, ok := p.marksAround(part, part.To-1); ok {
		if p.letters(part.To, marks.To) <= mostInMarks {
			return marks.To
		}
		return part.To
	}
	to := part.To
	for bare && to < len(p.tokens) && !p.tokens[to].bounds() && !p.beginsPhrase(to) && !p.tokens[to-1].LineEnd && !endsSentence(p.tokens[to-1].Key) {
		to++
	}
	if p.letters(part.To, to) > mostBare {
		return part.To
	}
	return to
}

// marksAround returns the innermost quotation marks around a token that do not close
// within the part.
func (p *Post) marksAround(part wording.Span, at int) (wording.Span, bool) {
	var around wording.Span
	found := false
	for _, pair := range p.pairs {
		inside := pair.From < at && at < pair.To
		if inside && (pair.From < part.From || pair.To >= part.To) && (!found || pair.From > around.From) {
			around, found = pair, true
		}
	}
	return around, found
}

// bounds reports whether a quotation without marks does not go beyond a token.
func (t token) bounds() bool {
	return t.role != plain || t.LineEnd || isShout(t.Text) || t.hashtag || t.fold == "" && endsSentence(t.Key)
}

// beginsPhrase reports whether a paragraph begins with a token, or, in scripts that write
// spaces for stops, whatever a space sets apart.
func (p *Post) beginsPhrase(token int) bool {
	t := p.tokens[token]
	return t.beginsParagraph() || t.Space != "" && strings.IndexFunc(t.Text, isSpaceStopped) == 0 && strings.ContainsFunc(p.tokens[max(0, token-1)].Text, isSpaceStopped)
}

func isSpaceStopped(r rune) bool { return unicode.In(r, unicode.Thai, unicode.Lao, unicode.Khmer) }

// isShout reports whether a word is one of those that posts begin with: BREAKING.
func isShout(word string) bool {
	letters := strings.TrimFunc(word, unicode.IsPunct)
	return len(letters) > 3 && strings.IndexFunc(letters, unicode.IsUpper) >= 0 && !strings.ContainsFunc(letters, func(r rune) bool { return unicode.IsDigit(r) || unicode.ToUpper(r) != r })
}

// beginsSentence reports whether a sentence of the source begins with a token.
func (s searched) beginsSentence(token int) bool { return token == 0 || s.endsSentence(token) }

// endsSentence reports whether a sentence of the source ends before a token.
func (s searched) endsSentence(token int) bool {
	for i := token - 1; i >= 0; i-- {
		if s.tokens[i].role == plain {
			return endsSentence(s.tokens[i].Key)
		}
	}
	return true
}

// sentenceStops end a sentence; a quotation may end at others, too.
const sentenceStops = ".!?。！？؟।॥"

func endsSentence(word string) bool {
	return strings.ContainsAny(lastRunes(word, 2), sentenceStops+";:；：׃")
}

// lastRunes returns the last n characters of a text.
func lastRunes(text string, n int) string {
	runes := []rune(text)
	return string(runes[max(0, len(runes)-n):])
}
