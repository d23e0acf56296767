package recognise

import (
	"cmp"
	"context"
	"maps"
	"slices"

	"github.com/leakprint/leakprint/pkg/alteration"
	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/fingerprint"
	"github.com/leakprint/leakprint/pkg/intake"
	"github.com/leakprint/leakprint/pkg/match"
	"github.com/leakprint/leakprint/pkg/quotation"
	"github.com/leakprint/leakprint/pkg/wording"
)

// This file answers for text that quotes known documents: a quotation by itself, or several
// amid other words.

const (
	// wholePage is the share of a known page from which a text is a copy of it, and of the text
	// that such pages hold.
	wholePage = .8
	// mostSearched is how many words a text has at most for the texts of all known pages to
	// be searched for it: it is a post.
	mostSearched = 400
	// mostPictured is how many words a post in a picture has at most.
	mostPictured = 250
	// pagesBetween is how many pages apart two pages are at most that are quoted as one.
	pagesBetween = 3
	// ownWords is the share of its words that a quotation has for itself.
	ownWords = .8
)

// quotes looks for what a text quotes. The matches found otherwise stand where it quotes
// nothing, or is a copy of a document.
func (q question) quotes(ctx context.Context, r Reading, otherwise []dossier.Match) (found quotesFound, err error) {
	if !r.mayQuote(otherwise) {
		return quotesFound{}, nil
	}
	var pages []dossier.Page
	for p, err := range r.Pages.All() {
		if err != nil {
			return quotesFound{}, err
		}
		pages = append(pages, p.Page)
	}
	s := quoteSearch{question: q, post: quotation.NewPost(pages), pages: len(pages), pictured: r.Input.Family() == intake.Picture}
	for _, propose := range []func(context.Context) ([]dossier.PageRef, error){s.byMarks, s.byText} {
		refs, err := propose(ctx)
		if err != nil {
			return quotesFound{}, err
		}
		places, err := s.placesOn(ctx, refs)
		if err != nil {
			return quotesFound{}, err
		}
		chosen := choose(places)
		if evident := slices.DeleteFunc(slices.Clone(chosen), func(p quotedPlace) bool { return !s.evident(p) }); len(evident) > 0 {
			return s.quoted(ctx, evident)
		}
		if !s.pictured {
			found = s.tooShort(chosen)
		}
	}
	found.nothing = len(found.matches) == 0 && !s.pictured && s.post.Words() <= mostSearched
	return found, nil
}

// mayQuote reports whether an input may be a post: a text that is no copy of a document, or a
// picture that looks like no page, of which a machine read the words.
func (got Reading) mayQuote(otherwise []dossier.Match) bool {
	switch got.Input.Family() {
	case intake.PlainText:
		return !slices.ContainsFunc(otherwise, got.isCopy)
	case intake.Picture:
		seen := func(p dossier.PagePair) bool { return p.Basis[0] != dossier.ByText }
		shows := func(m dossier.Match) bool { return m.Verdict.Found() && slices.ContainsFunc(m.Pages, seen) }
		return got.Pages.Len() == 1 && got.Pages.Facts()[0].Recognised && !slices.ContainsFunc(otherwise, shows)
	}
	return false
}

// isCopy reports whether a match of a text is of pages, not of a passage: most of it stands on
// known pages that are there whole. One of few words may be that on which a passage ends.
func (got Reading) isCopy(m dossier.Match) bool {
	onWhole, onAny := 0., 0.
	for _, p := range m.Pages {
		onAny += p.QueryCover
		if p.KnownCover >= wholePage {
			onWhole += p.QueryCover
		}
	}
	ofPages := onWhole > 0 && onWhole >= wholePage*onAny
	return m.Verdict.Found() && (got.Pages.Len() > 1 || m.Coverage.Known >= wholePage || ofPages)
}

// quotesFound is what a text was found to quote.
type quotesFound struct {
	matches  []dossier.Match
	unquoted []string
	nothing  bool // the text is a post, and nothing in it is evidently quoted
}

// A quoteSearch is the search for what one text quotes.
type quoteSearch struct {
	question
	post   *quotation.Post
	pages  int // of the text
	rarity match.Rarity
	// pictured says that the text was read off a picture by a machine.
	pictured bool
}

// A quotedPlace is where a quotation stands.
type quotedPlace struct {
	quotation.Quotation
	document   dossier.Digest
	length     int          // folded characters of its known pages
	recognised map[int]bool // known pages that a machine read
}

// byMarks proposes the pages that share a mark with the text, by any of its runs of
// characters, since parts of it may be short.
func (s *quoteSearch) byMarks(ctx context.Context) ([]dossier.PageRef, error) {
	var marks []fingerprint.Mark
	for at, hash := range fingerprint.Grams(s.post.Folded()) {
		marks = append(marks, fingerprint.Mark{Hash: hash, Pos: uint32(at)})
	}
	proposed, frequency, err := proposeByMarks(ctx, s.library, marks, pageCandidates)
	s.rarity = match.Rarity{Pages: s.question.pages, Frequency: frequency}
	s.post.Weigh(match.TextBits(len(s.post.Folded()), marks, s.rarity))
	var refs []dossier.PageRef
	for _, p := range proposed {
		refs = append(refs, p.PageRef)
	}
	return refs, err
}

// placesOn returns where the text quotes what stands on known pages or beside them.
func (s *quoteSearch) placesOn(ctx context.Context, refs []dossier.PageRef) ([]quotedPlace, error) {
	numbers := map[dossier.Digest][]int{}
	for _, ref := range refs {
		numbers[ref.Document] = append(numbers[ref.Document], ref.Number)
	}
	var sources []quotedSource
	for _, doc := range slices.SortedFunc(maps.Keys(numbers), func(a, b dossier.Digest) int { return cmp.Compare(a.String(), b.String()) }) {
		known := side{Document: Kept(s.library, s.Reader, s.known[doc]), reader: s.Documents}
		for _, run := range runsAround(numbers[doc], s.known[doc].Pages) {
			source, err := s.sourceOf(ctx, known, run)
			if err != nil {
				return nil, err
			}
			sources = append(sources, source)
		}
	}
	return s.placesIn(sources), nil
}

// runsAround joins pages that are near one another, with one page more on either side.
func runsAround(numbers []int, pages int) []pageRun {
	slices.Sort(numbers)
	var runs []pageRun
	for _, n := range numbers {
		if last := len(runs) - 1; last >= 0 && n <= runs[last].Last+pagesBetween {
			runs[last].Last = min(n+1, pages)
			continue
		}
		runs = append(runs, pageRun{max(1, n-1), min(n+1, pages)})
	}
	return runs
}

// A quotedSource is a run of pages of a document that the text may quote.
type quotedSource struct {
	document   dossier.Digest
	words      []quotation.Word
	lengths    map[int]int  // folded characters of its pages, by number
	recognised map[int]bool // those that a machine read
}

// sourceOf reads a run of pages of a document.
func (s *quoteSearch) sourceOf(ctx context.Context, known side, run pageRun) (quotedSource, error) {
	source := quotedSource{document: known.facts().SHA256, lengths: map[int]int{}, recognised: map[int]bool{}}
	c := copied{Reader: s.Reader, query: known, known: known}
	passage, err := c.passage(ctx, known, run)
	for _, w := range alteration.Words(passage) {
		source.words = append(source.words, quotation.Word(w))
	}
	for _, p := range passage.Pages {
		source.lengths[p.Number], source.recognised[p.Number] = len(fingerprint.Fold(p.Text)), p.Recognised
	}
	return source, err
}

// placesIn returns where the text quotes some sources. Words that one document has in a long run
// are not quoted, a few of them, from another.
func (s *quoteSearch) placesIn(sources []quotedSource) []quotedPlace {
	found := make([][]quotation.Quotation, len(sources))
	runs := map[dossier.Digest][]wording.Span{} // of quotations that are evident, by document
	for i, source := range sources {
		found[i] = s.post.Find(source.words, nil)
		for _, p := range source.places(found[i]) {
			if s.evident(p) {
				runs[p.document] = append(runs[p.document], p.Runs()...)
			}
		}
	}
	var places []quotedPlace
	for i, source := range sources {
		var taken []wording.Span
		for document, of := range runs {
			if document != source.document {
				taken = append(taken, of...)
			}
		}
		if s.post.Taken(found[i], taken) {
			found[i] = s.post.Find(source.words, taken)
		}
		places = append(places, source.places(found[i])...)
	}
	return places
}

// places returns quotations of a source as places of it.
func (source quotedSource) places(found []quotation.Quotation) []quotedPlace {
	var places []quotedPlace
	for _, q := range found {
		p := quotedPlace{Quotation: q, document: source.document, recognised: source.recognised}
		for _, n := range q.Quoted.KnownPages {
			p.length += source.lengths[n]
		}
		places = append(places, p)
	}
	return places
}

// choose returns the weightiest places that account for the text, each word once, with
// the places that do as well for the same words.
func choose(places []quotedPlace) []quotedPlace {
	slices.SortStableFunc(places, func(a, b quotedPlace) int {
		return cmp.Or(cmp.Compare(b.Score, a.Score), cmp.Compare(len(a.Edits), len(b.Edits)))
	})
	var chosen []quotedPlace
	for _, p := range places {
		fits := true
		for _, of := range chosen {
			apart := float64(p.Overlap(of.Quotation)) <= (1-ownWords)*float64(p.Words.Len())
			fits = fits && (apart || p.Rivals(of.Quotation))
		}
		if fits {
			chosen = append(chosen, p)
		}
	}
	return chosen
}

// pairs are the pages that a place pairs, and how much they tell.
func (s *quoteSearch) pairs(p quotedPlace) []dossier.PagePair {
	return match.QuotedPairs(match.Quoted{
		Query: p.Quoted.QueryPages, Known: p.Quoted.KnownPages, Score: p.Score,
		Letters: p.Letters, Of: len(s.post.Folded()), OfKnown: p.length,
	}, s.pages, s.rarity)
}

// evident reports whether a place is more than chance explains, and the text a post. A picture
// of a page may have passages in common with another.
func (s *quoteSearch) evident(p quotedPlace) bool {
	isPost := !s.pictured || s.post.Words() <= mostPictured && (s.post.Addressed() || s.post.InMarks(p.Quotation))
	return isPost && s.post.MostlySame(p.Quotation) && match.Evident(s.pairs(p), s.post.Delimited(p.Quotation))
}

// quoted is the answer for a text that quotes at these places. Their pages are read again
// from the files that are kept, in which the words have their places.
func (s *quoteSearch) quoted(ctx context.Context, places []quotedPlace) (quotesFound, error) {
	var err error
	if places, err = s.readAgain(ctx, places); err != nil {
		return quotesFound{}, err
	}
	found := quotesFound{}
	for _, of := range byDocument(places) {
		var pairs []dossier.PagePair
		var quotations []dossier.Quotation
		var edits []dossier.Alteration
		for i, p := range of {
			told := p.tellEdits(s.pictured)
			pairs = append(pairs, s.pairs(p)...)
			quotations = append(quotations, p.Quoted)
			if !slices.ContainsFunc(of[:i], func(first quotedPlace) bool { return first.Overlap(p.Quotation) > 0 }) {
				edits = append(edits, told...) // else the same words, in another place
			}
		}
		found.matches = append(found.matches, match.QuotedFrom(named(s.known[of[0].document]), pairs, quotations, edits))
	}
	match.Order(found.matches)
	found.unquoted = s.post.Outside(quotationsOf(places))
	return found, nil
}

// tellEdits returns what was altered. Places in which the quotation differs from what a machine
// read, and may have misread, are told to be unclear instead: words of the known page, and, where
// the quotation itself was read off a picture, what looks like other words.
func (p *quotedPlace) tellEdits(pictured bool) []dossier.Alteration {
	var told []dossier.Alteration
	for _, e := range p.Edits {
		read := slices.ContainsFunc(e.KnownPages, func(n int) bool { return p.recognised[n] })
		if e.Kind == dossier.TextEdited && (read || pictured && wording.MayBeMisread(e.Before, e.After)) {
			p.Quoted.Variants = append(p.Quoted.Variants, dossier.Variant{Before: e.Before, After: e.After})
			continue
		}
		told = append(told, e)
	}
	p.Quoted.Unclear = len(p.Quoted.Variants)
	return told
}

// readAgain finds the quotations anew in the files of the documents, where they are kept.
func (s *quoteSearch) readAgain(ctx context.Context, places []quotedPlace) ([]quotedPlace, error) {
	var sources []quotedSource
	for _, of := range byDocument(places) {
		read, err := s.readSources(ctx, of)
		if err != nil {
			return nil, err
		}
		sources = append(sources, read...)
	}
	chosen := slices.DeleteFunc(choose(s.placesIn(sources)), func(p quotedPlace) bool { return !s.evident(p) })
	if len(chosen) == 0 {
		return places, nil
	}
	return chosen, nil
}

// readSources reads the pages of places of one document, from its file where that is kept.
func (s *quoteSearch) readSources(ctx context.Context, of []quotedPlace) ([]quotedSource, error) {
	known, file, err := s.openSide(Kept(s.library, s.Reader, s.known[of[0].document]))
	if err != nil {
		return nil, err
	}
	defer file.Close()
	var numbers []int
	for _, p := range of {
		numbers = append(numbers, p.Quoted.KnownPages...)
	}
	var sources []quotedSource
	for _, run := range runsAround(numbers, known.facts().Pages) {
		source, err := s.sourceOf(ctx, known, run)
		if err != nil {
			return nil, err
		}
		sources = append(sources, source)
	}
	return sources, nil
}

// byDocument groups places by their document, in the order of the first of each.
func byDocument(places []quotedPlace) [][]quotedPlace {
	var groups [][]quotedPlace
	for _, p := range places {
		at := slices.IndexFunc(groups, func(g []quotedPlace) bool { return g[0].document == p.document })
		if at < 0 {
			groups = append(groups, []quotedPlace{p})
			continue
		}
		groups[at] = append(groups[at], p)
	}
	return groups
}

func quotationsOf(places []quotedPlace) []quotation.Quotation {
	all := make([]quotation.Quotation, len(places))
	for i, p := range places {
		all[i] = p.Quotation
	}
	return all
}

// tooShort is the answer for a text that stands word for word in known documents, or has a
// passage that does and would be told if it were set apart, and is too short to tell anything by.
func (s *quoteSearch) tooShort(places []quotedPlace) quotesFound {
	stands := slices.DeleteFunc(slices.Clone(places), func(p quotedPlace) bool {
		return !p.Verbatim() || !s.post.Whole(p.Quotation) && !match.Evident(s.pairs(p), true)
	})
	var found quotesFound
	for _, of := range byDocument(stands) {
		var pairs []dossier.PagePair
		for _, p := range of {
			pairs = append(pairs, s.pairs(p)...)
		}
		found.matches = append(found.matches, match.TooShort(named(s.known[of[0].document]), pairs, []dossier.Quotation{of[0].Quoted}))
	}
	match.Order(found.matches)
	if len(stands) > 0 {
		found.unquoted = s.post.Outside(quotationsOf(stands))
	}
	return found
}

// byText proposes the pages that share runs of characters with a post, by the text of all
// known pages: what is too short for marks is found by nothing else.
func (s *quoteSearch) byText(ctx context.Context) ([]dossier.PageRef, error) {
	if s.post.Words() > mostSearched {
		return nil, nil
	}
	sought := quotation.NewSought(s.post)
	best := map[dossier.PageRef]int{}
	err := s.eachText(ctx, func(page dossier.PageRef, folded string) {
		if n := sought.In(folded); n > 0 {
			best[page] = n
		}
	})
	refs := slices.SortedFunc(maps.Keys(best), func(a, b dossier.PageRef) int {
		return cmp.Or(best[b]-best[a], cmp.Compare(a.Document.String(), b.Document.String()), a.Number-b.Number)
	})
	return refs[:min(pageCandidates, len(refs))], err
}
