package corpus

import (
	"cmp"
	"context"
	"errors"
	"iter"
	"maps"
	"slices"
	"sync"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/extract"
	"github.com/leakprint/leakprint/pkg/intake"
	"github.com/leakprint/leakprint/pkg/match"
)

const (
	// pageCandidates is how many known pages are proposed for a page: enough
	// for the right one to be among the versions and look-alikes of it.
	pageCandidates = 64
	// pairCandidates is how many of them are compared in one document; neighbours
	// of pages that match are compared besides. Inputs of few pages, which have no
	// neighbours to go by, are compared with all.
	pairCandidates = 8
	lookCandidates = 24 // of those proposed by their layout
	fewPages       = 4
	// outstandingVotes is the share of the best candidate's votes that another needs to
	// be among the first that a picture of a page is compared with.
	outstandingVotes = .5
	// leastVotes is the share of the best candidate's votes that another needs to be
	// compared at all, where there are neighbours to go by.
	leastVotes = .2
	// documentCandidates is how many documents an input is compared with.
	documentCandidates = 24
)

// MatchOptions say what is reported.
type MatchOptions struct {
	Top int // at most so many matches for each input; 0 for all
	// Illustrations takes up the pictures of pages that a report shows, by the place of the
	// input in the finding; nil for none.
	Illustrations *Illustrations
}

// Match looks for inputs among the known documents. Inputs that cannot be read
// are in the finding as unreadable; an error is returned when the corpus cannot
// be read or ctx is done.
func (c *Corpus) Match(ctx context.Context, inputs iter.Seq[intake.Input], opt MatchOptions) (dossier.Finding, error) {
	m, err := c.matcher(ctx)
	if err != nil {
		return dossier.Finding{}, err
	}
	m.top, m.illustrated = opt.Top, opt.Illustrations != nil
	finding := dossier.Finding{
		Schema: dossier.FindingSchema, Tool: c.tool,
		Corpus: dossier.CorpusSize{Documents: len(m.documents), Pages: m.pages},
	}
	var all [][]dossier.Match
	err = ordered(ctx, inputs, c.reader.Workers, m.find, func(a answer) error {
		if a.err != nil {
			return a.err
		}
		all = append(all, a.all)
		if opt.Illustrations != nil {
			opt.Illustrations.take(len(finding.Inputs), a.drawn)
		}
		finding.Inputs = append(finding.Inputs, a.InputFinding)
		return nil
	})
	match.Split(finding.Inputs)
	finding.Dossiers = match.Dossiers(m.documents, all...)
	return finding, err
}

// An answer is what was found for one input; err is the corpus's failure, not the input's.
type answer struct {
	dossier.InputFinding
	all   []dossier.Match // also those beyond the number asked for
	drawn Illustrations
	err   error
}

// A matcher answers the inputs of one question.
type matcher struct {
	*Corpus
	documents []dossier.Document // the known ones
	known     map[dossier.Digest]dossier.Document
	pages     int // of all of them
	pictures  func() (*pictures, error)

	top         int // as in MatchOptions
	illustrated bool
}

func (c *Corpus) matcher(ctx context.Context) (matcher, error) {
	m := matcher{
		Corpus: c, known: map[dossier.Digest]dossier.Document{},
		pictures: sync.OnceValues(func() (*pictures, error) { return readPictures(ctx, c.store) }),
	}
	var err error
	if m.documents, err = c.List(ctx); err != nil {
		return matcher{}, err
	}
	for _, d := range m.documents {
		m.known[d.SHA256] = d
		m.pages += d.Pages
	}
	return m, nil
}

// find looks for one input, and draws what a report shows of it.
func (m matcher) find(ctx context.Context, in intake.Input) answer {
	defer in.Release()
	got := m.reader.digest(ctx, in)
	a := m.answerTo(ctx, &got)
	if ctx.Err() != nil {
		return answer{err: ctx.Err()}
	}
	if a.Verdict != dossier.Unreadable {
		a.Verdict, a.Grade = match.Overall(a.Matches)
	}
	a.Dossiers, a.all = match.Dossiers(m.documents, a.Matches), a.Matches
	if m.top > 0 {
		a.Matches = a.Matches[:min(m.top, len(a.Matches))]
	}
	if m.illustrated && a.err == nil && a.Verdict != dossier.Unreadable {
		a.drawn, a.err = m.illustrate(ctx, got, a.InputFinding)
	}
	return a
}

func (m matcher) answerTo(ctx context.Context, got *reading) answer {
	if doc, ok := m.known[got.SHA256]; ok && got.err == nil {
		got.Document.Pages = doc.Pages
		a := m.answer(*got)
		a.Matches = []dossier.Match{identical(doc)}
		return a
	}
	*got = m.reader.pagesOf(ctx, *got, extract.Want{Turned: true})
	if got.err == nil {
		got.err = got.nothingSeen()
	}
	a := m.answer(*got)
	if got.err != nil || ctx.Err() != nil {
		return a
	}
	if a.Matches, a.err = m.searchHarder(ctx, got); a.err == nil {
		a.err = m.explain(ctx, got, a.Matches)
	}
	a.Notes = append(got.Notes, unknownPages(got.pages, a.Matches)...)
	return a
}

// unknownPages notes the pages of a merged input that belong to no known document.
func unknownPages(pages []extract.PageContent, matches []dossier.Match) []string {
	if !slices.ContainsFunc(matches, func(m dossier.Match) bool { return m.Has(dossier.Merged) }) {
		return nil
	}
	placed := placedPages(matches)
	runs := pageRuns(pages, func(p extract.PageContent) bool { return p.Print.Absent == "" && !placed[p.Number] })
	if runs == "" {
		return nil
	}
	return []string{"p. " + runs + ": in no known document"}
}

func (m matcher) answer(got reading) answer {
	a := answer{InputFinding: dossier.InputFinding{
		Path: got.input.Path, SHA256: got.SHA256, MediaType: got.MediaType, Pages: got.Document.Pages,
		Verdict: dossier.None, Grade: dossier.NoGrade, Notes: got.Notes,
	}}
	if got.err != nil {
		a.Verdict, a.Notes = dossier.Unreadable, reasons(got.err)
	}
	return a
}

// reasons says why an input could not be read, and what to do.
func reasons(err error) []string {
	if e, ok := errors.AsType[*dossier.Error](err); ok {
		if e.Hint != "" {
			return []string{e.Err.Error(), e.Hint}
		}
		return []string{e.Err.Error()}
	}
	return []string{err.Error()}
}

// identical is the match of a file with itself.
func identical(doc dossier.Document) dossier.Match {
	m := dossier.Match{
		Document: knownDocument(doc), Verdict: dossier.Identical, Grade: dossier.GradeIdentical,
		Coverage: dossier.Coverage{Query: 1, Known: 1},
	}
	for n := 1; n <= doc.Pages; n++ {
		m.Pages = append(m.Pages, dossier.PagePair{
			Query: n, Known: n, Relation: dossier.SamePage, Basis: []dossier.Basis{dossier.ByBytes}, QueryCover: 1, KnownCover: 1,
		})
	}
	return m
}

func knownDocument(d dossier.Document) dossier.KnownDocument {
	return dossier.KnownDocument{SHA256: d.SHA256, Name: d.Name, Dossier: d.Dossier, Pages: d.Pages}
}

// searchHarder looks for an input. Pages that are not found by their looks are read in
// other ways, and then by the words recognised on them: a copy set anew looks like
// nothing known.
func (m matcher) searchHarder(ctx context.Context, got *reading) ([]dossier.Match, error) {
	search, brief := m.search, len(got.pages) <= fewPages
	if brief {
		search = m.searchBriefly
	}
	matches, err := search(ctx, *got)
	for _, harder := range []func(context.Context, *reading, func(extract.PageContent) bool) (bool, error){m.reader.readOtherwise, m.reader.recognise} {
		if err != nil {
			return nil, err
		}
		placed := placedPages(matches)
		missing := func(p extract.PageContent) bool { return wordless(p) && !placed[p.Number] }
		if !slices.ContainsFunc(got.pages, missing) {
			break
		}
		more, err := harder(ctx, got, missing)
		if err != nil {
			return nil, err
		}
		if more || brief {
			if matches, err = m.search(ctx, *got); err != nil {
				return nil, err
			}
		}
		brief = false
	}
	return matches, err
}

// placedPages are the input's pages that were found in a known document.
func placedPages(matches []dossier.Match) map[int]bool {
	placed := map[int]bool{}
	for _, m := range matches {
		if m.Verdict.Found() {
			for _, p := range m.Pages {
				placed[p.Query] = true
			}
		}
	}
	return placed
}

// search proposes known pages by the postings of the store and decides by package match.
func (m matcher) search(ctx context.Context, got reading) ([]dossier.Match, error) {
	return m.searchAmong(ctx, got, func(proposed []match.Proposal) []match.Proposal { return proposed })
}

// searchBriefly compares pages that carry no text with outstanding candidates only,
// among which the right one nearly always is.
func (m matcher) searchBriefly(ctx context.Context, got reading) ([]dossier.Match, error) {
	return m.searchAmong(ctx, got, outstanding)
}

// searchAmong searches. For pages that carry no text it goes by those of the candidates
// that among takes.
func (m matcher) searchAmong(ctx context.Context, got reading, among func([]match.Proposal) []match.Proposal) ([]dossier.Match, error) {
	rarity := match.Rarity{Pages: m.pages, Frequency: map[uint64]int{}}
	proposals, most := candidates{}, pairCandidates
	if len(got.pages) <= fewPages {
		most = pageCandidates
	}
	for _, p := range got.pages {
		found := false
		if len(p.Print.Marks) > 0 {
			proposed, frequency, err := proposeByMarks(ctx, m.store, p.Print.Marks, pageCandidates)
			if err != nil {
				return nil, err
			}
			maps.Copy(rarity.Frequency, frequency)
			proposals.add(p.Number, worthwhile(proposed, len(got.pages)), most)
			found = accountsFor(proposed, p.Print.Marks)
		}
		if !found {
			proposed, err := m.proposeByLayout(ctx, p.Print.Layout, got.readings[p.Number])
			if err != nil {
				return nil, err
			}
			if wordless(p) {
				proposed = among(proposed)
			}
			proposals.add(p.Number, worthwhile(proposed, len(got.pages)), max(most, lookCandidates))
		}
	}
	if slices.ContainsFunc(got.pages, func(p extract.PageContent) bool { return len(p.Print.Images) > 0 || p.Turned != nil }) {
		pictures, err := m.pictures()
		if err != nil {
			return nil, err
		}
		rarity.Pictures = pictures.frequency
		for _, p := range got.pages {
			proposals.add(p.Number, pictures.propose(p), most)
		}
	}
	var known []match.Candidate
	for _, doc := range proposals.documents() {
		known = append(known, match.Candidate{Known: m.knownPages(ctx, got, doc), Pairs: proposals[doc].pairs})
	}
	return match.Find(queryPages(got), rarity, known)
}

// knownPages gives access to a document's pages as they are needed.
func (m matcher) knownPages(ctx context.Context, got reading, doc dossier.Digest) match.Known {
	return match.Known{
		KnownDocument: knownDocument(m.known[doc]),
		Page: func(number int) (match.Subject, error) {
			pages, err := m.store.Pages(ctx, doc, number, number)
			if err != nil {
				return match.Subject{}, err
			}
			p := pages[0]
			if p.Print.Layout, err = m.store.Layout(ctx, dossier.PageRef{Document: doc, Number: number}); err != nil {
				return match.Subject{}, err
			}
			return match.Subject{Page: p.Page, Print: p.Print}, nil
		},
		Looks: func(pairs []match.Pair) (map[match.Pair]bool, error) { return m.looks(ctx, got, doc, pairs) },
	}
}

func queryPages(got reading) []match.Subject {
	query := make([]match.Subject, len(got.pages))
	for i, p := range got.pages {
		query[i] = match.Subject{Page: p.Page, Print: p.Print, Readings: got.readings[p.Number], Turned: p.Turned}
	}
	return query
}

// candidates are the known documents that an input may be, with the page pairs to
// compare first.
type candidates map[dossier.Digest]*candidate

type candidate struct {
	pairs []match.Pair
	votes float64 // each query page's best, summed
}

// worthwhile are the candidates, most votes first, that are worth comparing with one
// of so many pages.
func worthwhile(proposed []match.Proposal, pages int) []match.Proposal {
	if pages <= fewPages {
		return proposed
	}
	for i, p := range proposed {
		if p.Votes < leastVotes*proposed[0].Votes {
			return proposed[:i]
		}
	}
	return proposed
}

// outstanding are the candidates, most votes first, that are likely to be the page.
func outstanding(proposed []match.Proposal) []match.Proposal {
	for i, p := range proposed {
		if i >= pairCandidates && p.Votes < outstandingVotes*proposed[0].Votes {
			return proposed[:i]
		}
	}
	return proposed
}

// add takes up the known pages proposed for a query page, most votes first, at
// most so many of one document.
func (c candidates) add(query int, proposed []match.Proposal, most int) {
	taken := map[dossier.Digest]int{}
	for _, p := range proposed {
		doc := c[p.Document]
		if doc == nil {
			doc = &candidate{}
			c[p.Document] = doc
		}
		if taken[p.Document] == 0 {
			doc.votes += p.Votes
		}
		if taken[p.Document] < most {
			doc.pairs = append(doc.pairs, match.Pair{Query: query, Known: p.Number})
		}
		taken[p.Document]++
	}
}

// documents returns those with the most votes, most first.
func (c candidates) documents() []dossier.Digest {
	docs := slices.SortedFunc(maps.Keys(c), func(a, b dossier.Digest) int {
		return cmp.Or(cmp.Compare(c[b].votes, c[a].votes), cmp.Compare(a.String(), b.String()))
	})
	return docs[:min(documentCandidates, len(docs))]
}
