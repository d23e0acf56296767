package storetest

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/leakprint/leakprint/pkg/custody"
	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/search"
	"github.com/leakprint/leakprint/pkg/store"
)

// A SearchOpener opens an empty store of texts, and returns how documents are added to it.
type SearchOpener func(t *testing.T) (store.Searcher, Insert)

// RunSearch tests a store.Searcher.
func RunSearch(t *testing.T, open SearchOpener) {
	runAll(t, open, []test[SearchOpener]{
		{"Finds", searchFinds},
		{"LongPhrase", searchLongPhrase},
		{"Wanted", searchWanted},
		{"Refused", searchRefused},
	})
}

// none are no hits.
var none []string

func everyDocument(dossier.Digest) bool { return true }

// hits returns the pages on which a query finds something, as "name page".
func hits(t *testing.T, s store.Searcher, query string, wanted func(dossier.Digest) bool, docs ...dossier.Document) []string {
	t.Helper()
	q, err := search.Parse(query)
	if err != nil {
		t.Fatal(err)
	}
	names := map[dossier.Digest]string{}
	for _, doc := range docs {
		names[doc.SHA256] = doc.Name
	}
	var found []string
	_, err = s.Search(t.Context(), q, wanted, func(p store.PageText) error {
		if q.Find(p.Text) != nil {
			found = append(found, strings.TrimSpace(fmt.Sprintf("%s %d %s", names[p.Document], p.Number, map[bool]string{true: "recognised"}[p.Recognised])))
		}
		return nil
	})
	if err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return found
}

func searchFinds(t *testing.T, open SearchOpener) {
	s, insert := open(t)
	read := texted("The negotia-\ntors met. OR and NEAR are words")
	read.Recognised = true
	a, aPages := document("a", texted("Chlorinated chicken, not for publication"), store.KeptPage{}, read)
	b, bPages := document("b", texted("关于中国的贸易协定"), texted("negotiators of the élysée, well-known \x00 \xff"))
	add(t, insert, a, aPages)
	add(t, insert, b, bPages)
	for query, want := range map[string][]string{
		"chicken":              {"a 1"},
		"chick":                nil,
		"chick*":               {"a 1"},
		"negotiators":          {"a 3 recognised", "b 2"},
		"negotiators -élysée":  {"a 3 recognised"},
		`"for publication"`:    {"a 1"},
		`"publication for"`:    nil,
		"中国":                   {"b 1"},
		"国中":                   nil,
		"wellknown":            {"b 2"},
		"OR NEAR":              {"a 3 recognised"},
		`"negotiators met" or`: {"a 3 recognised"},
		"absent":               nil,
	} {
		equal(t, query, hits(t, s, query, everyDocument, a, b), want)
	}
}

// A phrase is found however long it is, and so are long words.
func searchLongPhrase(t *testing.T, open SearchOpener) {
	s, insert := open(t)
	word := strings.Repeat("endless", 30)
	var phrase []string
	for i := range 190 {
		phrase = append(phrase, fmt.Sprintf("w%d", i))
	}
	doc, pages := document("a", texted(strings.Join(phrase, " ")), texted("before "+word+"a after"))
	add(t, insert, doc, pages)
	equal(t, "long phrase", hits(t, s, `"`+strings.Join(phrase, " ")+`"`, everyDocument, doc), []string{"a 1"})
	equal(t, "many words", hits(t, s, strings.Join(phrase, " "), everyDocument, doc), []string{"a 1"})
	equal(t, "long word", hits(t, s, word+"a", everyDocument, doc), []string{"a 2"})
	equal(t, "beginning of a long word", hits(t, s, word+"*", everyDocument, doc), []string{"a 2"})
	equal(t, "another long word", hits(t, s, word+"b", everyDocument, doc), none)
}

func searchWanted(t *testing.T, open SearchOpener) {
	s, insert := open(t)
	a, aPages := document("a", texted("the word"))
	b, bPages := document("b", texted("the word"))
	add(t, insert, a, aPages)
	add(t, insert, b, bPages)
	equal(t, "one of two", hits(t, s, "word", func(d dossier.Digest) bool { return d == b.SHA256 }, a, b), []string{"b 1"})
}

func searchRefused(t *testing.T, open SearchOpener) {
	s, insert := open(t)
	doc, pages := document("a", texted("word"), texted("word"))
	add(t, insert, doc, pages)
	q, err := search.Parse("word")
	if err != nil {
		t.Fatal(err)
	}
	calls, enough := 0, errors.New("enough")
	_, err = s.Search(t.Context(), q, everyDocument, func(store.PageText) error { calls++; return enough })
	if !errors.Is(err, enough) || calls != 1 {
		t.Errorf("%d calls, %v; want one, and its error", calls, err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := s.Search(ctx, q, everyDocument, func(store.PageText) error { return nil }); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}

// What is searched is what is kept: before pages are replaced, and afterwards.
func searchRefreshed(t *testing.T, open Opener) {
	s, doc, pages := keptAnd(t, open)
	equal(t, "early", hits(t, s, `"early reading"`, everyDocument, doc), []string{doc.Name + " 1", doc.Name + " 2", doc.Name + " 3", doc.Name + " 4", doc.Name + " 5", doc.Name + " 6"})
	staged, err := s.Stage(t.Context(), doc, pages, signed)
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "staged", hits(t, s, "日本語", everyDocument, doc), none)
	if err := s.Adopt(t.Context(), []store.StagedDocument{staged}, custody.Entry{}); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		equal(t, "early, replaced", hits(t, s, `"early reading"`, everyDocument, doc), none)
		equal(t, "adopted", hits(t, s, "日本語", everyDocument, doc), []string{doc.Name + " 4"})
		if err := s.Reindex(t.Context(), custody.Entry{}); err != nil {
			t.Fatal(err)
		}
	}
	faults, err := s.Check(t.Context())
	if err != nil || len(dossier.Audit{Checks: faults}.Problems()) > 0 {
		t.Errorf("damaged: %v, %v", faults, err)
	}
}
