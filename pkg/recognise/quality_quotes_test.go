package recognise

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/forge"
)

// Seed of the table of quotes. Nothing may be tuned on it.
const qualityQuotes = 61750293

const (
	quotesOfEach = 2  // of each kind of change
	quoteWords   = 30 // of a quote
	quoteEnds    = 4  // of these at either end that stay: a word left out there is not quoted
	quotedPages  = 6  // of each document quoted

	verbatimQuotes = 60 // without and with quotation marks
)

// A quote is a passage of a document, verbatim or changed in one place.
type quote struct {
	row    string // of the table
	change forge.SingleChange
	text   string
	match  dossier.Match
}

// quotesFrom makes quotes of each kind of change that is an alteration.
func quotesFrom(docs []forge.Text) []quote {
	r := rand.New(rand.NewPCG(qualityQuotes, 1))
	var quotes []quote
	for _, c := range forge.SingleChanges() {
		if c.Class == dossier.ClassSpacing || c.Class == dossier.ClassMarks {
			continue
		}
		for made, tries := 0, 0; made < quotesOfEach && tries < 400; tries++ {
			doc := docs[r.IntN(len(docs))]
			words := strings.Fields(forge.ExcerptWords(doc[r.IntN(len(doc))], quoteWords, r))
			join := func(from, to int) string { return strings.Join(words[from:to], " ") }
			if changed, ok := c.Apply(forge.Text{join(quoteEnds, quoteWords-quoteEnds)}); ok {
				quotes = append(quotes, quote{row: rowOfChange(c), change: c, text: join(0, quoteEnds) + " " + changed[0] + " " + join(quoteWords-quoteEnds, quoteWords)})
				made++
			}
		}
	}
	for n := range verbatimQuotes {
		doc := docs[r.IntN(len(docs))]
		passage := forge.ExcerptWords(doc[r.IntN(len(doc))], quoteWords, r)
		quotes = append(quotes, quote{row: "verbatim", text: passage}, quote{row: "verbatim, in quotation marks", text: []string{"“" + passage + "”", `"` + passage + `."`, "‘…" + passage + "…’"}[n%3]})
	}
	return quotes
}

func rowOfChange(c forge.SingleChange) string {
	if c.HeldOut {
		return "one change, held out"
	}
	return "one change"
}

// edits are what is said to be altered in the quote.
func (q quote) edits() []dossier.Alteration { return ofKind(q.match.Alterations, dossier.TextEdited) }

// quotesTable measures what is said of quotes with one change.
func quotesTable(t *testing.T) string {
	docs := []forge.Text{forge.Communique(qualityQuotes, quotedPages), forge.Communique(qualityQuotes+1, quotedPages), forge.Communique(qualityQuotes+2, quotedPages)}
	quotes := quotesFrom(docs)
	askQuotes(t, docs, quotes)
	var b strings.Builder
	fmt.Fprintf(&b, `
What is said of quotes: %d words from invented texts, with one change but for the first and
the last words (forge.SingleChanges, no spacing and marks), or none. Found: as quotes, not
as sharing a passage. Of those found: said to be altered; named, by an edit of the class;
and edits beside those made.

%-34s %7s %7s %9s %9s %9s
`, quoteWords, "", "quotes", "found", "altered", "named", "INVENTED")
	for _, row := range []string{"one change", "one change, held out", "verbatim", "verbatim, in quotation marks"} {
		n, found, altered, named, invented := 0, 0, 0, 0, 0
		for _, q := range quotes {
			if q.row != row {
				continue
			}
			n++
			if q.match.Verdict.Found() {
				found++
			}
			if q.match.Verdict == dossier.Altered {
				altered++
			}
			if slices.ContainsFunc(q.edits(), func(a dossier.Alteration) bool { return q.change.Fits(a.Class, forge.TXT) }) {
				named++
			}
			invented += max(0, len(q.edits())-q.change.Places)
			if *qualityVerbose && !q.change.HeldOut && (q.match.Verdict != dossier.Altered || len(q.edits()) != q.change.Places) {
				t.Logf("%s (%s): %s of %q: %+v", q.change.Name, q.change.Class, q.match.Verdict, q.text, q.edits())
			}
		}
		fmt.Fprintf(&b, "%-34s %7d %7d %7.1f %% %7.1f %% %9d\n", row, n, found, percent(altered, found), percent(named, found), invented)
	}
	return b.String()
}

// askQuotes looks up which document each quote is from, and how it differs.
func askQuotes(t *testing.T, docs []forge.Text, quotes []quote) {
	t.Helper()
	dir := t.TempDir()
	write := func(name, text string) string {
		path := filepath.Join(dir, name+".txt")
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	var originals, asked []string
	for i, d := range docs {
		originals = append(originals, write(fmt.Sprintf("original-%d", i), strings.Join(d, "\f")))
	}
	for i, q := range quotes {
		asked = append(asked, write(fmt.Sprintf("quote-%03d", i), q.text))
	}
	for i, in := range askAbout(t, originals, asked) {
		quotes[i].match.Verdict = in.Verdict
		if len(in.Matches) > 0 {
			quotes[i].match = in.Matches[0]
		}
	}
}
