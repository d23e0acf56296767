package quotation

import (
	"regexp"
	"slices"
	"strings"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/wording"
)

// contextWords is how many unchanged words are given before and after an edit.
const contextWords = 6

// judge says how a quotation differs from its source, and what of that is how people
// normally handle quotations.
func (p *Post) judge(q *Quotation, known searched) {
	first, last := q.segments[0], q.segments[len(q.segments)-1]
	q.Quoted = dossier.Quotation{
		Text:       text(p.tokens, wording.Span{From: first.post.From, To: last.post.To}),
		QueryPages: pagesOf(p.tokens, wording.Span{From: first.post.From, To: last.post.To}),
		KnownPages: pagesOf(known.tokens, first.known),
	}
	for i, part := range q.segments {
		if i > 0 {
			q.Quoted.KnownPages = union(q.Quoted.KnownPages, pagesOf(known.tokens, part.known))
			p.tellOmission(q, known, q.segments[i-1], part)
		}
		p.judgePart(q, known, part)
	}
}

// tellOmission says what the source has between two parts.
func (p *Post) tellOmission(q *Quotation, known searched, a, b segment) {
	gone := wording.Span{From: a.known.To, To: b.known.From}
	if known.wordsIn(gone) == 0 {
		return
	}
	left := text(known.tokens, gone)
	q.Edits = append(q.Edits, dossier.Alteration{
		Kind: dossier.Shortened, Before: left, Negation: wording.Negation(left),
		Lead:       text(known.tokens, wording.Span{From: gone.From - contextWords, To: gone.From}),
		Trail:      text(known.tokens, wording.Span{From: gone.To, To: gone.To + contextWords}),
		QueryPages: pagesOf(p.tokens, wording.Span{From: a.post.To - 1, To: b.post.From + 1}),
		KnownPages: pagesOf(known.tokens, gone),
		EndsSentence: slices.ContainsFunc(known.tokens[gone.From-1:gone.To], func(t token) bool {
			return t.role == plain && strings.ContainsAny(lastRunes(t.Key, 2), sentenceStops)
		}),
		Basis: "a sign in the quotation says that words were left out",
	})
}

// judgePart compares a part with what it stands for.
func (p *Post) judgePart(q *Quotation, known searched, part segment) {
	a := q.continuous(known, part.known)
	b := q.withoutAsides(p.tokens[part.post.From:part.post.To], a)
	q.handled(tidy(a, b)...)
	before, after := wordingOf(a), wordingOf(b)
	for _, d := range wording.Differences(before, after, wording.Align(wording.Keys(before), wording.Keys(after))) {
		if d.Class == dossier.ClassSpacing {
			continue
		}
		gone, put := a[d.A.From:d.A.To], b[d.B.From:d.B.To]
		kind, ok := p.handlingOf(a, d.A, put, part)
		if !ok && known.isOfNote(gone, put) {
			kind, ok = dossier.HandledNotes, true
		}
		if ok {
			q.handled(dossier.Handling{Kind: kind, Before: text(gone, all(gone)), After: text(put, all(put))})
			continue
		}
		e := dossier.Alteration{
			Kind: dossier.TextEdited, Class: d.Class, Before: text(gone, all(gone)), After: text(put, all(put)),
			Lead:       text(a, wording.Span{From: d.A.From - contextWords, To: d.A.From}),
			Trail:      text(a, wording.Span{From: d.A.To, To: d.A.To + contextWords}),
			QueryPages: pagesOf(b, around(d.B, len(b))),
			KnownPages: pagesOf(a, around(d.A, len(a))),
			Basis:      "the words differ; the quotation was compared word by word",
		}
		e.Negation = wording.NegationChanged(e.Before, e.After)
		q.Edits = append(q.Edits, e)
	}
}

// withoutAsides returns the tokens of a post that claim to be of the source, whose tokens are
// those given. A link claims to be one of the source's where that has any.
func (q *Quotation) withoutAsides(tokens, source []token) []token {
	return slices.DeleteFunc(slices.Clone(tokens), func(t token) bool {
		sic := t.role == inserted && isSic(t.Text)
		if sic {
			q.handled(dossier.Handling{Kind: dossier.HandledSic, After: t.Text})
		}
		return sic || t.role == aside && !slices.ContainsFunc(source, func(of token) bool { return isLink(of.Text) || isHandle(of.Text) })
	})
}

func (q *Quotation) handled(h ...dossier.Handling) {
	q.Quoted.Handling = append(q.Quoted.Handling, h...)
}

// tidy makes the post's first and last word of a part, and its hashtags, as the source
// writes them where nothing differs but what a quotation may: the case of the first letter,
// the stop at the end, where words are cut in scripts that do not set them apart.
func tidy(a, b []token) []dossier.Handling {
	var handled []dossier.Handling
	for i := range b {
		if t := &b[i]; t.hashtag && !slices.ContainsFunc(a, t.is) {
			handled = append(handled, dossier.Handling{Kind: dossier.HandledHashtag, After: t.Text})
			t.Token = respelled(t.Token, strings.TrimPrefix(t.Text, "#"))
		}
	}
	if len(a) == 0 || len(b) == 0 {
		return handled
	}
	if first := &b[0]; !first.is(a[0]) && wording.SameButBefore(a[0].Text, first.Text) {
		first.Token = respelled(first.Token, a[0].Text)
	} else if !first.is(a[0]) && wording.SameButFirstCase(a[0].Text, first.Text) {
		handled = append(handled, dossier.Handling{Kind: dossier.HandledCase, Before: a[0].Text, After: first.Text})
		first.Token = respelled(first.Token, a[0].Text)
	} else if len(b) > 1 && b[1].StandsAlone() && wording.CutBefore(a[0].Text, first.Text) {
		first.Token = respelled(first.Token, a[0].Text)
	}
	if last, of := &b[len(b)-1], a[len(a)-1]; !last.is(of) && wording.SameButAfter(of.Text, last.Text) {
		last.Token = respelled(last.Token, of.Text)
	} else if len(b) > 1 && b[len(b)-2].StandsAlone() && wording.CutAfter(of.Text, last.Text) {
		last.Token = respelled(last.Token, of.Text)
	}
	return handled
}

// is reports whether two tokens have the same wording.
func (t token) is(other token) bool { return wording.Equal(t.Text, other.Text) }

// respelled returns a token with another spelling in its place.
func respelled(t wording.Token, text string) wording.Token {
	again := wording.NewToken(text)
	again.Space, again.LineEnd = t.Space, t.LineEnd
	return again
}

// handlingOf reports whether a difference is how people normally handle quotations.
// a are the tokens of the source that the part stands for, of which some are gone.
func (p *Post) handlingOf(a []token, missing wording.Span, put []token, part segment) (dossier.HandlingKind, bool) {
	gone := a[missing.From:missing.To]
	are := func(tokens []token, roles ...role) bool {
		return len(tokens) > 0 && !slices.ContainsFunc(tokens, func(t token) bool { return !slices.Contains(roles, t.role) })
	}
	said := text(put, all(put))
	switch {
	case len(put) == 0 && searched{tokens: a}.wholeCells(missing):
		return dossier.HandledCells, true
	case wording.SameButNoteSigns(text(gone, all(gone)), said), len(put) == 0 && isItemSign(a, missing):
		return dossier.HandledNotes, true
	case are(put, inserted) && lettersOf(gone) <= mostInserted:
		return dossier.HandledInsertion, true
	case strings.ContainsAny(said, "[]") && wording.SameButFirstCase(text(gone, all(gone)), strings.NewReplacer("[", "", "]", "").Replace(said)):
		return dossier.HandledCase, true
	case are(put, omits, divides, opens, closes) && len(gone) == 0 && strings.IndexFunc(said, isQuoteMark) < 0:
		return dossier.HandledOmission, true
	case are(put, opens, closes) && are(gone, opens, closes) && len(put) == len(gone):
		_, within := p.marksAround(part.post, part.post.From)
		return dossier.HandledQuotes, within
	case isReopened(put, gone):
		return dossier.HandledQuotes, true
	}
	return "", false
}

// isItemSign reports whether what is missing of a source is the sign of an item of a list: a
// letter or a number and a bracket that begin a line, after a stop or the word that follows it.
func isItemSign(a []token, missing wording.Span) bool {
	if missing.Len() != 1 || missing.From < 2 || !itemSign.MatchString(a[missing.From].Text) {
		return false
	}
	last, before := a[missing.From-1], a[missing.From-2]
	return (last.LineEnd || last.Page != a[missing.From].Page) && (endsClause(last.Key) || endsClause(before.Key))
}

var itemSign = regexp.MustCompile(`^\(?(\pL|[ivx]{1,5}|\d{1,2})\)$`)

func endsClause(word string) bool { return endsSentence(word) || strings.HasSuffix(word, ",") }

// isReopened reports whether a quotation ends and begins again with nothing between.
func isReopened(put, gone []token) bool {
	return len(gone) == 0 && len(put) == 2 && put[0].role == closes && put[1].role == opens
}

func isQuoteMark(r rune) bool { return strings.ContainsRune(openers+closers+neither, r) }

func isSic(text string) bool {
	return wording.Equal(strings.ToLower(strings.Trim(text, "[]!?. ")), "sic")
}

// wordingOf returns tokens as package wording compares them.
func wordingOf(tokens []token) []wording.Token {
	words := make([]wording.Token, len(tokens))
	for i, t := range tokens {
		words[i] = t.Token
	}
	return words
}

func all(tokens []token) wording.Span { return wording.Span{To: len(tokens)} }

// around returns a span, or the token before and after one that is empty.
func around(s wording.Span, length int) wording.Span {
	if s.Len() > 0 {
		return s
	}
	return wording.Span{From: max(0, s.From-1), To: min(length, s.To+1)}
}

// pagesOf returns the pages on which tokens stand.
func pagesOf(tokens []token, s wording.Span) []int {
	var pages []int
	for i := max(0, s.From); i < min(len(tokens), s.To); i++ {
		pages = append(pages, tokens[i].Page)
	}
	slices.Sort(pages)
	return slices.Compact(pages)
}

func union(a, b []int) []int {
	both := slices.Concat(a, b)
	slices.Sort(both)
	return slices.Compact(both)
}
