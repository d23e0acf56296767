package recognise

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/forge"
)

// Seed of the tables of quotes. Nothing may be tuned on it.
const qualityQuotes = 61750293

const (
	changedQuotes = 2  // of each kind of change
	quoteWords    = 30 // of a quote that is changed
	quoteEnds     = 4  // of these at either end that stay: a word left out there is not quoted
	quotedPages   = 6  // of each document quoted

	quotesOfEach  = 36 // of each kind of quoting
	scriptQuotes  = 4  // the same of each script
	recordsQuoted = 3  // of each script
)

// A quote is a passage of a document, verbatim or not.
type quote struct {
	row     string // of the table
	text    string
	strange bool // it stands in no document
	both    bool // it is of two documents
	// places is in how many it was changed, and named reports whether an edit says so.
	places int
	named  func(dossier.Alteration) bool
	change forge.SingleChange // where it is one

	found dossier.InputFinding
}

// recognised reports whether all that is quoted was found.
func (q quote) recognised() bool {
	n := 0
	for _, m := range q.found.Matches {
		if m.Verdict.Found() {
			n++
		}
	}
	return q.found.Verdict.Found() && (n > 1 || !q.both)
}

// edits are what is said to be altered in the quote.
func (q quote) edits() []dossier.Alteration {
	var all []dossier.Alteration
	for _, m := range q.found.Matches {
		if m.Verdict.Found() && (q.both || len(all) == 0) {
			all = append(all, ofKind(m.Alterations, dossier.TextEdited)...)
		}
	}
	return all
}

// isNamed reports whether an edit says what was changed.
func (q quote) isNamed() bool { return q.named != nil && slices.ContainsFunc(q.edits(), q.named) }

// right reports whether all that is said is true, and no more.
func (q quote) right() bool {
	switch {
	case q.strange:
		return !q.found.Verdict.Found()
	case q.places == 0:
		return q.recognised() && q.found.Verdict != dossier.Altered && len(q.edits()) == 0
	}
	return q.recognised() && q.isNamed() && len(q.edits()) == q.places
}

// A quoter quotes documents.
type quoter struct {
	docs        []forge.Text
	others      []forge.Text // that are not known
	marks       [][2]string  // pairs of quotation marks
	post        string       // with {quote} in its middle
	least, most int          // words of a quote, half as many as characters where there are no spaces
	r           *rand.Rand
}

// A passage is some words of a text, or characters where no spaces stand between words.
type passage struct {
	parts   []string
	between string
}

func (p passage) String() string { return strings.Join(p.parts, p.between) }

// cut are the words from one on up to another.
func (p passage) cut(from, to int) passage { return passage{p.parts[from:to], p.between} }

// passageOf cuts a text into words or characters.
func passageOf(text string) passage {
	letters, solid := 0, 0
	for _, r := range text {
		if unicode.IsLetter(r) {
			letters++
			if unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar) {
				solid++
			}
		}
	}
	if 2*solid < letters {
		return passage{strings.Fields(text), " "}
	}
	var p passage
	for _, r := range strings.ReplaceAll(text, "\n", "") {
		if last := len(p.parts) - 1; unicode.IsMark(r) && last >= 0 {
			p.parts[last] += string(r)
		} else {
			p.parts = append(p.parts, string(r))
		}
	}
	return p
}

// quoted are consecutive words of one page of a document. It is short where no page of
// some has as many.
func (q quoter) quoted(doc forge.Text) passage {
	n := q.least + q.r.IntN(q.most-q.least+1)
	for range 20 {
		page, _ := strings.CutSuffix(doc[q.r.IntN(len(doc))], "\n"+forge.Label)
		p := passageOf(page)
		if p.between == "" {
			n = 2 * n
		}
		if len(p.parts) >= n {
			from := q.r.IntN(len(p.parts) - n + 1)
			return p.cut(from, from+n)
		}
	}
	return passage{}
}

// any is a passage of one of the documents.
func (q quoter) any() passage { return q.quoted(q.docs[q.r.IntN(len(q.docs))]) }

func (q quoter) marked(text string) string {
	pair := q.marks[q.r.IntN(len(q.marks))]
	return pair[0] + text + pair[1]
}

// A quoting is a way of quoting. It returns an empty text where there is nothing to quote.
type quoting struct {
	row string
	of  func(quoter) quote
}

// quotings are the ways in which texts are quoted; the first ones are verbatim.
func quotings() []quoting {
	verbatim := func(row string, write func(quoter, passage) string) quoting {
		return quoting{row, func(q quoter) quote { return quote{text: write(q, q.any())} }}
	}
	all := []quoting{
		verbatim("verbatim", func(_ quoter, p passage) string { return p.String() }),
		verbatim("in quotation marks", func(q quoter, p passage) string { return q.marked(p.String()) }),
	}
	for _, sign := range []string{"...", "…", "[...]", "(...)", " / ", " – "} {
		all = append(all, verbatim("omission marked by "+strings.TrimSpace(sign), func(_ quoter, p passage) string { return omitted(p, sign) }))
	}
	return append(all,
		verbatim("in a post", func(q quoter, p passage) string {
			return strings.ReplaceAll(q.post, "{quote}", q.marked(p.String()))
		}),
		verbatim("with [sic]", func(_ quoter, p passage) string {
			return p.cut(0, len(p.parts)/2).String() + " [sic] " + p.cut(len(p.parts)/2, len(p.parts)).String()
		}),
		verbatim("first letter large or small", func(_ quoter, p passage) string { return otherCase(p.String()) }),
		quoting{"of two documents", func(q quoter) quote {
			n := q.r.IntN(len(q.docs))
			return quote{text: q.quoted(q.docs[n]).String() + "\n\n" + q.quoted(q.docs[(n+1)%len(q.docs)]).String(), both: true}
		}},
		quoting{"a word changed", wordChanged},
		quoting{"words left out, not marked", leftOut},
		quoting{"words in another order", func(q quoter) quote {
			p := q.any()
			parts := slices.Clone(p.parts)
			q.r.Shuffle(len(parts), func(i, j int) { parts[i], parts[j] = parts[j], parts[i] })
			return quote{text: passage{parts, p.between}.String(), strange: true}
		}},
		quoting{"of texts that are not known", func(q quoter) quote {
			if len(q.others) == 0 {
				return quote{}
			}
			return quote{text: q.quoted(q.others[q.r.IntN(len(q.others))]).String(), strange: true}
		}},
		quoting{"too short", func(q quoter) quote {
			p := q.any()
			return quote{text: p.cut(0, min(len(p.parts), quoteEnds)).String(), strange: true}
		}},
	)
}

// omitted leaves out some words in the middle and writes a sign for them.
func omitted(p passage, sign string) string {
	n := len(p.parts)
	if p.between == " " {
		sign = " " + strings.TrimSpace(sign) + " "
	}
	return p.cut(0, n/2-n/10).String() + sign + p.cut(n/2+n/10, n).String()
}

// otherCase is the text with its first letter in the other case; empty where it has none.
func otherCase(text string) string {
	first, size := utf8.DecodeRuneInString(text)
	other := unicode.ToUpper(first)
	if other == first {
		other = unicode.ToLower(first)
	}
	if other == first {
		return ""
	}
	return string(other) + text[size:]
}

// says reports whether a text that is told holds another, spaces aside.
func says(told, text string) bool {
	return strings.Contains(strings.Join(strings.Fields(told), ""), strings.Join(strings.Fields(text), ""))
}

// wordChanged puts a word of another passage in the middle of one.
func wordChanged(q quoter) quote {
	p, words := q.any(), q.any()
	for _, i := range q.r.Perm(len(words.parts)) {
		middle, word := len(p.parts)/2, words.parts[i]
		if middle == 0 || strings.ContainsFunc(word+p.parts[middle], func(r rune) bool { return !unicode.IsLetter(r) }) || strings.EqualFold(word, p.parts[middle]) {
			continue
		}
		before := p.parts[middle]
		p.parts = slices.Clone(p.parts)
		p.parts[middle] = word
		return quote{text: p.String(), places: 1, named: func(a dossier.Alteration) bool { return says(a.Before, before) && says(a.After, word) }}
	}
	return quote{}
}

// leftOut leaves out words in the middle.
func leftOut(q quoter) quote {
	p := q.any()
	n := len(p.parts)
	from, to := n/2-n/10, n/2+n/10
	gone := p.cut(from, to).String()
	p.parts = slices.Concat(p.parts[:from], p.parts[to:])
	return quote{text: p.String(), places: 1, named: func(a dossier.Alteration) bool { return says(a.Before, gone) }}
}

// quotes are so many of each way of quoting.
func (q quoter) quotes(each int) []quote {
	var all []quote
	for _, way := range quotings() {
		for made, tries := 0, 0; made < each && tries < 10*each; tries++ {
			if one := way.of(q); strings.TrimSpace(one.text) != "" {
				one.row = way.row
				all = append(all, one)
				made++
			}
		}
	}
	return all
}

// changed are quotes of each kind of change that is an alteration.
func (q quoter) changed() []quote {
	var all []quote
	for _, c := range forge.SingleChanges() {
		if c.Class == dossier.ClassSpacing || c.Class == dossier.ClassMarks {
			continue
		}
		for made, tries := 0, 0; made < changedQuotes && tries < 400; tries++ {
			doc := q.docs[q.r.IntN(len(q.docs))]
			p := passageOf(forge.ExcerptWords(doc[q.r.IntN(len(doc))], quoteWords, q.r))
			if len(p.parts) != quoteWords || p.between == "" {
				continue
			}
			changed, ok := c.Apply(forge.Text{p.cut(quoteEnds, quoteWords-quoteEnds).String()})
			if !ok {
				continue
			}
			all = append(all, quote{
				row: rowOfChange(c), change: c, places: c.Places, named: func(a dossier.Alteration) bool { return c.Fits(a.Class, forge.TXT) },
				text: p.cut(0, quoteEnds).String() + " " + changed[0] + " " + p.cut(quoteWords-quoteEnds, quoteWords).String(),
			})
			made++
		}
	}
	return all
}

func rowOfChange(c forge.SingleChange) string {
	if c.HeldOut {
		return "one change, held out"
	}
	return "one change"
}

// englishQuoter quotes texts as posts in English do.
func englishQuoter(docs, others []forge.Text) quoter {
	return quoter{
		docs: docs, others: others, marks: [][2]string{{"“", "”"}, {`"`, `"`}, {"‘…", "…’"}},
		post:  "@harbour_watch Cannot believe that they really signed this: {quote} Read it twice, and tell everybody you know! #leak https://post.example/3fa9",
		least: quoteWords, most: quoteWords, r: rand.New(rand.NewPCG(qualityQuotes, 1)),
	}
}

// quotesTables measure what is said of quotes of invented texts, in English and other
// languages.
func quotesTables(t *testing.T) string {
	docs := []forge.Text{forge.Communique(qualityQuotes, quotedPages), forge.Communique(qualityQuotes+1, quotedPages), forge.Communique(qualityQuotes+2, quotedPages)}
	var others []forge.Text
	for _, pages := range treatyTexts()[:2] {
		others = append(others, forge.Text(pages[:quotedPages]))
	}
	q := englishQuoter(docs, others)
	return quotesTable(t, "invented texts", q, asText(t, docs)) + quotesByScript(t)
}

// realQuotesTable measures the same of real documents, which are in any language.
func realQuotesTable(t *testing.T, of string, paths []string) string {
	var docs []forge.Text
	for _, pages := range realTexts(t, paths) {
		usable := slices.DeleteFunc(pages, func(p string) bool { return len(passageOf(p).parts) < 2*quoteWords })
		if len(usable) > 0 {
			docs = append(docs, usable)
		}
	}
	if len(docs) == 0 {
		return "\nNo page of the documents has enough words to be quoted.\n"
	}
	return quotesTable(t, "the documents in "+of, englishQuoter(docs, nil), paths)
}

// quotesTable measures what is said of quotes of documents that are known as files.
func quotesTable(t *testing.T, of string, q quoter, known []string) string {
	quotes := append(q.changed(), q.quotes(quotesOfEach)...)
	askQuotes(t, known, quotes)
	var rows []string
	for _, one := range quotes {
		if !slices.Contains(rows, one.row) {
			rows = append(rows, one.row)
		}
	}
	var b strings.Builder
	fmt.Fprintf(&b, `
What is said of quotes from %s: %d words (or characters, twice as many), with
one change but for the first and the last words (forge.SingleChanges, no spacing and marks),
or quoted in other ways. Found: as quotes, not as sharing a passage; of two documents, both.
Of those found: said to be altered; named, by an edit of the class or that says the words;
and edits beside those made. What is in another order, not known or too short is not to be
found.

%-34s %7s %7s %9s %9s %9s
`, of, quoteWords, "", "quotes", "found", "altered", "named", "INVENTED")
	for _, row := range rows {
		n, found, altered, named, invented := 0, 0, 0, 0, 0
		for _, one := range quotes {
			if one.row != row {
				continue
			}
			n++
			if !one.recognised() {
				continue
			}
			found++
			if one.found.Verdict == dossier.Altered {
				altered++
			}
			if one.isNamed() {
				named++
			}
			invented += max(0, len(one.edits())-one.places)
		}
		fmt.Fprintf(&b, "%-34s %7d %7d %7.1f %% %7.1f %% %9d\n", row, n, found, percent(altered, found), percent(named, found), invented)
	}
	tellQuotes(t, quotes)
	return b.String()
}

// tellQuotes tells of quotes of which something wrong is said, but for kinds held out.
func tellQuotes(t *testing.T, quotes []quote) {
	for _, q := range quotes {
		if *qualityVerbose && !q.change.HeldOut && !q.right() {
			t.Logf("%s %s: %s of %q: %+v", q.row, q.change.Name, q.found.Verdict, q.text, q.edits())
		}
	}
}

// quotesByScript measures of how many quotes in other languages all that is said is right.
func quotesByScript(t *testing.T) string {
	var b strings.Builder
	b.WriteString(`
The same in other languages: quotes of 12 to 30 words, or 24 to 60 characters, from invented
records (forge.Scripts). Of how many all that is said is right, and no more.

`)
	languages, quotes := []string{}, map[string][]quote{}
	line := fmt.Sprintf("%-34s", "")
	for i, s := range forge.Scripts() {
		q := quoter{marks: s.Quotes, post: s.Post, least: 12, most: 30, r: rand.New(rand.NewPCG(qualityQuotes, uint64(2+i)))}
		for n := range uint64(recordsQuoted) {
			q.docs = append(q.docs, s.Record(qualityQuotes+n, 2))
		}
		all := q.quotes(scriptQuotes)
		askQuotes(t, asText(t, q.docs), all)
		tellQuotes(t, all)
		languages, quotes[s.Language] = append(languages, s.Language), all
		line += fmt.Sprintf(" %8s", s.Language)
	}
	b.WriteString(line + "\n")
	for _, way := range quotings() {
		line, any := fmt.Sprintf("%-34s", way.row), 0
		for _, l := range languages {
			n, right := 0, 0
			for _, q := range quotes[l] {
				if q.row == way.row {
					n++
					if q.right() {
						right++
					}
				}
			}
			any += n
			line += fmt.Sprintf(" %8s", fmt.Sprintf("%d of %d", right, n))
		}
		if any > 0 {
			b.WriteString(line + "\n")
		}
	}
	return b.String()
}

// asText writes texts to files.
func asText(t *testing.T, docs []forge.Text) []string {
	t.Helper()
	dir := t.TempDir()
	var paths []string
	for i, d := range docs {
		paths = append(paths, filepath.Join(dir, fmt.Sprintf("text-%04d.txt", i)))
		if err := os.WriteFile(paths[i], []byte(strings.Join(d, "\f")), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return paths
}

// askQuotes looks up which documents each quote is from, and how it differs.
func askQuotes(t *testing.T, known []string, quotes []quote) {
	t.Helper()
	texts := make([]forge.Text, len(quotes))
	for i, q := range quotes {
		texts[i] = forge.Text{q.text}
	}
	for i, in := range askAbout(t, known, asText(t, texts)) {
		quotes[i].found = in
	}
}
