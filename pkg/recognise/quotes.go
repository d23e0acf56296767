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
	// pagesBetween is how many pages apart two pages are at most that are quoted as one.
	pagesBetween = 3
	// ownWords is the share of its words that a quotation has for itself.
	ownWords = .8
)

// quotes looks for what a text quotes. The matches found otherwise stand where it quotes
// nothing, or is a copy of a document.
func (q question) quotes(ctx context.Context, r Reading, otherwise []dossier.Match) (found quotesFound, err error) {
	if r.Input.Family() != intake.PlainText || slices.ContainsFunc(otherwise, r.isCopy) {
		return quotesFound{}, nil
	}
	var pages []dossier.Page
	for p, err := range r.Pages.All() {
		if err != nil {
			return quotesFound{}, err
		}
		pages = append(pages, p.Page)
	}
	s := quoteSearch{question: q, post: quotation.NewPost(pages), pages: len(pages)}
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
		found = s.tooShort(chosen)
	}
	return found, nil
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
}

// A quoteSearch is the search for what one text quotes.
type quoteSearch struct {
	question
	post   *quotation.Post
	pages  int // of the text
	rarity match.Rarity
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
	var all []quotedPlace
	for _, doc := range slices.SortedFunc(maps.Keys(numbers), func(a, b dossier.Digest) int { return cmp.Compare(a.String(), b.String()) }) {
		known := side{Document: Kept(s.library, s.Reader, s.known[doc]), reader: s.Documents}
		for _, run := range runsAround(numbers[doc], s.known[doc].Pages) {
			places, err := s.placesIn(ctx, known, run)
			if err != nil {
				return nil, err
			}
			all = append(all, places...)
		}
	}
	return all, nil
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

// placesIn returns where the text quotes a run of pages of a document.
func (s *quoteSearch) placesIn(ctx context.Context, known side, run pageRun) ([]quotedPlace, error) {
	c := copied{Reader: s.Reader, query: known, known: known}
	passage, err := c.passage(ctx, known, run)
	if err != nil {
		return nil, err
	}
	var words []quotation.Word
	for _, w := range alteration.Words(passage) {
		words = append(words, quotation.Word(w))
	}
	lengths, recognised := map[int]int{}, map[int]bool{}
	for _, p := range passage.Pages {
		lengths[p.Number], recognised[p.Number] = len(fingerprint.Fold(p.Text)), p.Recognised
	}
	var places []quotedPlace
	for _, q := range s.post.Find(words) {
		p := quotedPlace{Quotation: q, document: known.facts().SHA256, recognised: recognised}
		for _, n := range q.Quoted.KnownPages {
			p.length += lengths[n]
		}
		places = append(places, p)
	}
	return places, nil
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

// evident reports whether a place is more than chance explains.
func (s *quoteSearch) evident(p quotedPlace) bool {
	return s.post.MostlySame(p.Quotation) && match.Evident(s.pairs(p), s.post.Delimited(p.Quotation))
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
			told, unclear := p.editsTold()
			p.Quoted.Unclear = unclear
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

// editsTold returns what was altered, and in how many places the quotation differs from what
// a machine read, which may be misread.
func (p quotedPlace) editsTold() (told []dossier.Alteration, unclear int) {
	for _, e := range p.Edits {
		if e.Kind == dossier.TextEdited && slices.ContainsFunc(e.KnownPages, func(n int) bool { return p.recognised[n] }) {
			unclear++
			continue
		}
		told = append(told, e)
	}
	return told, unclear
}

// readAgain finds the quotations anew in the files of the documents, where they are kept.
func (s *quoteSearch) readAgain(ctx context.Context, places []quotedPlace) ([]quotedPlace, error) {
	var again []quotedPlace
	for _, of := range byDocument(places) {
		known, file, err := s.openSide(Kept(s.library, s.Reader, s.known[of[0].document]))
		if err != nil {
			return nil, err
		}
		if known.source.Data == nil {
			again = append(again, of...)
			continue
		}
		var numbers []int
		for _, p := range of {
			numbers = append(numbers, p.Quoted.KnownPages...)
		}
		for _, run := range runsAround(numbers, known.facts().Pages) {
			found, err := s.placesIn(ctx, known, run)
			if err != nil {
				file.Close()
				return nil, err
			}
			again = append(again, found...)
		}
		file.Close()
	}
	chosen := slices.DeleteFunc(choose(again), func(p quotedPlace) bool { return !s.evident(p) })
	if len(chosen) == 0 {
		return places, nil
	}
	return chosen, nil
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

// tooShort is the answer for a text that stands word for word in known documents, and is
// too short to tell anything by.
func (s *quoteSearch) tooShort(places []quotedPlace) quotesFound {
	whole := slices.DeleteFunc(slices.Clone(places), func(p quotedPlace) bool { return len(p.Edits) > 0 || !s.post.Whole(p.Quotation) })
	var found quotesFound
	for _, of := range byDocument(whole) {
		var pairs []dossier.PagePair
		for _, p := range of {
			pairs = append(pairs, s.pairs(p)...)
		}
		found.matches = append(found.matches, match.TooShort(named(s.known[of[0].document]), pairs, []dossier.Quotation{of[0].Quoted}))
	}
	match.Order(found.matches)
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
