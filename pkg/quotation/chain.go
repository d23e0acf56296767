package quotation

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/leakprint/leakprint/pkg/wording"
)

// Costs and limits of chains of runs. Lengths are in folded characters unless said
// otherwise, costs in bits.
const (
	leastRun        = 7    // of one run
	mostPlaces      = 64   // in which two words of the post may stand in the source to begin a run
	mostRuns        = 2000 // the longest are kept
	mostChanged     = 75   // in place of others, on either side
	mostPutIn       = 125  // put into a quotation
	mostLeftOut     = 1250 // left out without a sign
	mostAtMarks     = 6    // within quotation marks, next to those that close and open again
	driftCost       = .15  // for each by which the lengths of two gaps differ
	gapCost         = .05  // for each of a gap in which words were replaced
	omissionCost    = 10.  // for going on elsewhere, or for words put in
	interruptedCost = 2.   // for a sign where nothing is left out
	cellsCost       = 1.   // for passing over cells of a table
	unsignedFar     = 14.  // for the same far away, without a sign
	unsignedCost    = 4.   // for going on nearby where nothing stands between
	distanceCost    = .01  // for each left out, without a sign for it...
	distanceShown   = .001 // ...or with one
)

// A run is n words of the post, from p on, that are those of the source from k on.
type run struct{ p, k, n int }

func (r run) post() wording.Span  { return wording.Span{From: r.p, To: r.p + r.n} }
func (r run) known() wording.Span { return wording.Span{From: r.k, To: r.k + r.n} }

// A text is searched by its words.
type searched struct {
	tokens []token
	words  []wording.Span // the tokens of each: two where a line ends within
	folds  []string       // by word, what it is searched by
	signs  []sign         // by word, what stands before it
	upTo   []int          // by token, the folded characters of those before it; one more at the end
}

// A sign is what is set between two words.
type sign int

const (
	noSign    sign = iota
	otherSign      // a quotation mark, a blank line, an emoji
	omission       // a sign that may stand for words left out
)

// sign returns what a token is as a sign.
func (t token) sign() sign {
	switch {
	case t.mayOmit():
		return omission
	case t.role != plain && t.role != aside, strings.ContainsFunc(t.Text, isPictograph):
		return otherSign
	}
	return noSign
}

// searchable returns tokens as they are searched. A word that a line divides at a hyphen is one
// where the other text has it as a whole, among the words given: the hyphen may be its own.
func searchable(tokens []token, whole map[string]bool) searched {
	s := searched{tokens: tokens, upTo: make([]int, len(tokens)+1)}
	before := noSign
	for i, t := range tokens {
		s.upTo[i+1] = s.upTo[i] + utf8.RuneCountInString(t.fold)
		if t.beginsParagraph() {
			before = max(before, otherSign)
		}
		switch n := len(s.words); {
		case t.fold == "":
			before = max(before, t.sign())
		case n > 0 && s.words[n-1].To == i && s.divides(i) && whole[s.folds[n-1]+t.fold]:
			s.words[n-1].To++
			s.folds[n-1] += t.fold
		default:
			s.words, s.folds, s.signs = append(s.words, wording.Span{From: i, To: i + 1}), append(s.folds, t.fold), append(s.signs, before)
			before = noSign
		}
	}
	return s
}

// divides reports whether a line ends in a hyphen before a token that goes on with its word.
func (s searched) divides(token int) bool {
	t, last := s.tokens[token], s.tokens[token-1]
	first, _ := utf8.DecodeRuneInString(t.Text)
	return s.hyphenated(token-1) && t.Page == last.Page && !t.Furniture && unicode.IsLetter(first)
}

// beginsParagraph reports whether a blank line stands before a token.
func (t token) beginsParagraph() bool { return strings.Count(t.Space, "\n") > 1 }

func isPictograph(r rune) bool { return unicode.Is(unicode.So, r) }

// runOn reports whether nothing is set between a word and the one before it that the other
// text does not have there.
func (s searched) runOn(word int, other searched, at int) bool {
	return s.signs[word] == other.signs[at]
}

func (s searched) fold(word int) string { return s.folds[word] }

// letters is how many folded characters the tokens from one to another have.
func (s searched) letters(from, to int) int { return max(0, s.upTo[to]-s.upTo[min(from, to)]) }

// lettersOf is how many folded characters tokens have.
func lettersOf(tokens []token) int {
	n := 0
	for _, t := range tokens {
		n += utf8.RuneCountInString(t.fold)
	}
	return n
}

// shared returns the longest runs that the post shares with a source, in order of the
// post, then of the source.
func (p *Post) shared(known searched) []run {
	places := map[[2]string][]int{}
	for k := 0; k+1 < len(known.words); k++ {
		two := [2]string{known.fold(k), known.fold(k + 1)}
		places[two] = append(places[two], k)
	}
	var runs []run
	reached := map[int]int{} // by p-k: how far into the post it is covered
	for at := 0; at+1 < len(p.words); at++ {
		found := places[[2]string{p.fold(at), p.fold(at + 1)}]
		if len(found) > mostPlaces {
			continue
		}
		for _, k := range found {
			if reached[at-k] > at || !p.runOn(at+1, known, k+1) {
				continue
			}
			r := longest(p.searched, known, at, k)
			reached[at-k] = r.p + r.n
			if p.lettersIn(r.post()) >= leastRun {
				runs = append(runs, r)
			}
		}
	}
	if len(runs) > mostRuns {
		slices.SortStableFunc(runs, func(a, b run) int { return b.n - a.n })
		runs = runs[:mostRuns]
	}
	slices.SortFunc(runs, func(a, b run) int { return cmp.Or(a.p-b.p, a.k-b.k) })
	return runs
}

// longest returns the longest run through a word of the post and one of the source.
func longest(post, known searched, p, k int) run {
	n := 1
	for p > 0 && k > 0 && post.fold(p-1) == known.fold(k-1) && post.runOn(p, known, k) {
		p, k, n = p-1, k-1, n+1
	}
	for p+n < len(post.words) && k+n < len(known.words) && post.fold(p+n) == known.fold(k+n) && post.runOn(p+n, known, k+n) {
		n++
	}
	return run{p, k, n}
}

// heaviest returns the chain of runs that is worth most, in order and trimmed so as not to
// overlap.
func (p *Post) heaviest(known searched, runs []run) []run {
	score, before := make([]float64, len(runs)), make([]int, len(runs))
	trimmed := slices.Clone(runs)
	best := 0
	for i, r := range runs {
		score[i], before[i] = p.worth(r), -1
		for j := range i {
			next, ok := follows(trimmed[j], r)
			if !ok {
				continue
			}
			cost, ok := p.stepCost(known, trimmed[j], next)
			if s := score[j] + p.worth(next) - cost; ok && s > score[i] {
				score[i], before[i], trimmed[i] = s, j, next
			}
		}
		if score[i] > score[best] {
			best = i
		}
	}
	var chain []run
	for i := best; i >= 0; i = before[i] {
		chain = append(chain, trimmed[i])
	}
	slices.Reverse(chain)
	return chain
}

// endAtStops takes off the few words at either end of a chain that a stop of the post parts
// from the rest of their run, which the source does not have: another sentence begins, or
// ended, with words that the source happens to go on with. So does one word in another line of
// the post that the source writes otherwise.
func (p *Post) endAtStops(known searched, chain []run) {
	last := &chain[len(chain)-1]
	for n := last.n - 1; n > 0 && p.lettersIn(wording.Span{From: last.p + n, To: last.p + last.n}) < leastRun; n-- {
		if p.stopsAlone(known, last.p+n-1, last.k+n-1) || last.n-n == 1 && p.breaksOff(known, last.p+n, last.k+n) {
			last.n = n
		}
	}
	first := &chain[0]
	for n := 1; n < first.n && p.lettersIn(wording.Span{From: first.p, To: first.p + n}) < leastRun; n++ {
		if p.stopsAlone(known, first.p+n-1, first.k+n-1) {
			*first = run{first.p + n, first.k + n, first.n - n}
			n = 0
		}
	}
}

// breaksOff reports whether a word of the post begins a line and is not written as in the source.
func (p *Post) breaksOff(known searched, word, of int) bool {
	first := p.words[word].From
	return p.tokens[first-1].LineEnd && !p.tokens[first].is(known.tokens[known.words[of].From])
}

// stopsAlone reports whether a word of the post ends a sentence and that of the source ends
// none.
func (p *Post) stopsAlone(known searched, word, of int) bool {
	return p.endsSentence(p.words[word+1].From) && !known.endsSentence(known.words[of+1].From)
}

// dropStrayEnds takes runs off either end of a chain that bring more other words with them than
// they have themselves: these words are not quoted.
func (p *Post) dropStrayEnds(known searched, chain []run) []run {
	stray := func(end, a, b run) bool {
		between := known.between(a, b)
		_, _, again := p.reopening(a, b)
		return b.p-(a.p+a.n) > end.n && known.letters(between.From, between.To) > 0 && !again
	}
	for len(chain) > 1 && stray(chain[0], chain[0], chain[1]) {
		chain = chain[1:]
	}
	for n := len(chain); n > 1 && stray(chain[n-1], chain[n-2], chain[n-1]); n = len(chain) {
		chain = chain[:n-1]
	}
	return chain
}

// scoreOf is what a chain is worth, in bits.
func (p *Post) scoreOf(known searched, chain []run) float64 {
	score := p.worth(chain[0])
	for i := 1; i < len(chain); i++ {
		cost, _ := p.stepCost(known, chain[i-1], chain[i])
		score += p.worth(chain[i]) - cost
	}
	return score
}

func (p *Post) worth(r run) float64 { return p.bits[r.p+r.n] - p.bits[r.p] }

// follows returns what is left of a run that comes after another in both texts.
func follows(a, b run) (run, bool) {
	if b.p <= a.p || b.k <= a.k {
		return b, false
	}
	overlap := max(0, a.p+a.n-b.p, a.k+a.n-b.k)
	return run{b.p + overlap, b.k + overlap, b.n - overlap}, overlap < b.n
}

// stepCost is what it costs to go on from one run to the next; false where that would be
// another quotation.
func (p *Post) stepCost(known searched, a, b run) (float64, bool) {
	put := p.lettersIn(wording.Span{From: a.p + a.n, To: b.p})
	between := known.between(a, b)
	gone := known.letters(between.From, between.To)
	switch {
	case p.reopened(a, b) > mostAtMarks, put > 0 && p.entersMarks(known, a, b):
		return 0, false
	case put == 0 && gone <= mostLeftOut && known.wholeCells(between):
		return cellsCost, true
	case gone == 0 && p.omitted(known, a, b) && put <= mostPutIn:
		return interruptedCost, true
	case p.omitted(known, a, b) && put <= mostPutIn:
		return signedCost(gone) + float64(distanceShown*float64(between.Len())) + float64(driftCost*float64(put)), true
	case put+gone > 0 && p.newParagraph(a, b):
		return 0, false
	case put <= mostChanged && gone <= mostChanged:
		most := omissionCost
		if put == 0 {
			most = unsignedCost
		}
		drift := float64(driftCost * float64(max(put-gone, gone-put)))
		return min(most, drift+float64(gapCost*float64(max(put, gone)))), true
	case put == 0 && gone <= mostLeftOut && !p.tokens[p.words[b.p].From-1].LineEnd:
		return unsignedFar + float64(distanceCost*float64(between.Len())), true
	case put <= mostPutIn && gone <= mostChanged:
		return omissionCost + float64(distanceCost*float64(put)), true
	}
	return 0, false
}

// reopened returns how many folded characters of what stands in quotation marks that close
// and open again between two runs are in neither; 0 where no marks do.
func (p *Post) reopened(a, b run) int {
	closed, opened, ok := p.reopening(a, b)
	if !ok {
		return 0
	}
	return p.letters(p.words[a.p+a.n-1].To, closed) + p.letters(opened, p.words[b.p].From)
}

// reopening returns the quotation mark between two runs that closes what the first stands in,
// and the last one after it that opens; ok is false where there are none. Marks around words
// between the two do neither.
func (p *Post) reopening(a, b run) (closed, opened int, ok bool) {
	closed, inner := -1, 0
	for i := p.words[a.p+a.n-1].To; i < p.words[b.p].From; i++ {
		switch role := p.tokens[i].role; {
		case role == opens && closed >= 0:
			opened, ok = i, true
		case role == opens:
			inner++
		case role == closes && inner > 0:
			inner--
		case role == closes && closed < 0:
			closed = i
		}
	}
	return closed, opened, ok
}

// entersMarks reports whether quotation marks that the source does not have there open or close
// between two runs, with one run in them and the other not: what stands in them is quoted by
// itself.
func (p *Post) entersMarks(known searched, a, b run) bool {
	if _, _, again := p.reopening(a, b); again {
		return false
	}
	first, last := p.words[a.p+a.n-1].To-1, p.words[b.p].From
	gone := known.between(a, b)
	ofSource := slices.ContainsFunc(known.tokens[gone.From:gone.To], func(t token) bool { return t.role == opens || t.role == closes })
	return !ofSource && slices.ContainsFunc(p.pairs, func(pair wording.Span) bool {
		opensHere, closesHere := first < pair.From && pair.From < last, first < pair.To && pair.To < last
		return opensHere != closesHere
	})
}

// newParagraph reports whether a paragraph of the post begins between two runs.
func (p *Post) newParagraph(a, b run) bool {
	return slices.ContainsFunc(p.tokens[p.words[a.p+a.n-1].To:p.words[b.p].To], token.beginsParagraph)
}

// signedCost is what it costs to pass over so many characters where a sign says so.
func signedCost(letters int) float64 {
	if letters <= mostChanged {
		return unsignedCost
	}
	return omissionCost
}

// between returns the tokens between two runs.
func (s searched) between(a, b run) wording.Span {
	return wording.Span{From: s.words[a.k+a.n-1].To, To: s.words[b.k].From}
}

// omitted reports whether a sign between two runs says that words were left out: dots, a
// dash, or a quotation that ends and begins again. A sign that the source has there too says
// nothing, unless words stand on both sides of it there that the post does not have; of two
// signs side by side one is for the words that stand between them in the source.
func (p *Post) omitted(known searched, a, b run) bool {
	if _, _, ok := p.reopening(a, b); ok {
		return true
	}
	gone := known.between(a, b)
	between := p.tokens[p.words[a.p+a.n-1].To:p.words[b.p].From]
	return slices.ContainsFunc(between, func(t token) bool { return t.mayOmit() && !known.hasSign(gone, t) }) ||
		hasTwoSigns(between) && !hasTwoSigns(known.tokens[gone.From:gone.To])
}

// mayOmit reports whether a token may be a sign for words left out.
func (t token) mayOmit() bool { return t.role == omits || t.role == divides }

// hasTwoSigns reports whether two signs that may be for words left out stand side by side.
func hasTwoSigns(tokens []token) bool {
	for i := 1; i < len(tokens); i++ {
		if tokens[i-1].mayOmit() && tokens[i].mayOmit() {
			return true
		}
	}
	return false
}

// hasSign reports whether a sign stands among tokens with words on one side of it at most.
func (s searched) hasSign(among wording.Span, sign token) bool {
	for i := among.From; i < among.To; i++ {
		if sign.is(s.tokens[i]) && (wordsIn(s.tokens, among.From, i) == 0 || wordsIn(s.tokens, i+1, among.To) == 0) {
			return true
		}
	}
	return false
}
