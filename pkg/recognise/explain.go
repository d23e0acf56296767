package recognise

import (
	"context"
	"errors"
	"image"
	"io"
	"slices"

	"golang.org/x/sync/errgroup"

	"github.com/leakprint/leakprint/pkg/alteration"
	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/extract"
	"github.com/leakprint/leakprint/pkg/intake"
	"github.com/leakprint/leakprint/pkg/internal/ink"
	"github.com/leakprint/leakprint/pkg/match"
)

const (
	// pairsAtOnce is how many pairs of pages are in memory: a page drawn takes 1 MB, one of
	// a scan up to 4 and as much again while it is compared.
	pairsAtOnce = 10
	// mostCloser is how many pages are drawn again; where more differ, something was changed.
	mostCloser = 128
	// mostRead is how many pages are read by OCR to say what stands in the place of words
	// that look changed: each takes a second or two.
	mostRead = 20
)

// explain says in full how the copies found differ from the known documents, and judges
// them by that. The reading returned has what was read, and noted, for it.
func (q question) explain(ctx context.Context, r Reading, matches []dossier.Match) (Reading, []dossier.Match, error) {
	explained := slices.Clone(matches)
	for i, found := range matches {
		if !found.Verdict.Found() || found.Verdict == dossier.Identical {
			continue
		}
		readWords := func(chosen func(extract.PageContent) bool) (Document, bool, error) {
			var more bool
			var err error
			r, more, err = q.ReadWords(ctx, r, chosen)
			return r, more, err
		}
		m, notes, err := q.explainCopy(ctx, found, r, Kept(q.library, q.Reader, q.known[found.Document.SHA256]), readWords)
		if err != nil {
			return r, nil, err
		}
		explained[i] = m
		r.Notes = append(r.Notes, notes...)
	}
	return r, explained, nil
}

// A wordReader returns the query with the words that OCR recognises on pages chosen, and
// reports whether there are any.
type wordReader func(chosen func(extract.PageContent) bool) (query Document, more bool, err error)

// explainCopy says how the query differs from the known document that it was found to be
// a copy of. Pages are compared as far as both files are there to look at, else by their
// text. It returns the match judged by what differs, and notes on what cannot be told.
func (r Reader) explainCopy(ctx context.Context, found dossier.Match, query, known Document, read wordReader) (dossier.Match, []string, error) {
	c := copied{Reader: r, match: found, readWords: read}
	var file io.Closer
	var err error
	if c.query, file, err = r.openSide(query); err != nil {
		return found, nil, err
	}
	defer file.Close()
	if c.known, file, err = r.openSide(known); err != nil {
		return found, nil, err
	}
	defer file.Close()
	d, err := c.differences(ctx)
	if err != nil {
		return found, nil, err
	}
	explained, notes := alteration.Explain(d)
	if explained.Verdict.Found() {
		explained.Verdict = match.Judge(explained.Alterations)
	}
	return explained, notes, nil
}

// A copied document is open beside the known one.
type copied struct {
	Reader
	match        dossier.Match
	query, known side
	readWords    wordReader
}

// differences compares the files and the pages that were matched.
func (c *copied) differences(ctx context.Context) (*alteration.Differences, error) {
	d := &alteration.Differences{Match: c.match}
	var err error
	for _, of := range []struct {
		side side
		file *alteration.File
	}{{c.query, &d.Query}, {c.known, &d.Known}} {
		of.file.Document = of.side.facts()
		if of.file.Structure, err = of.side.readStructure(ctx, of.side.source); err != nil {
			return nil, err
		}
	}
	if c.known.facts().MediaType == intake.PDF {
		if d.Extended, err = extends(c.query.source, c.known.source); err != nil {
			return nil, err
		}
	}
	asText, asDrawn, err := c.splitByText(ctx)
	if err != nil {
		return nil, err
	}
	if d.Flows, err = c.compareFlows(ctx, asText, false); err != nil {
		return nil, err
	}
	if d.Pages, err = c.comparePages(ctx, asDrawn); err != nil {
		return nil, err
	}
	var anew []dossier.PagePair
	if d.Pages, anew = c.splitRetypeset(d.Pages); len(anew) > 0 {
		flows, err := c.compareFlows(ctx, anew, true)
		if err != nil {
			return nil, err
		}
		d.Flows = append(d.Flows, flows...)
	}
	if err := c.reflow(ctx, d); err != nil {
		return nil, err
	}
	if err := c.lookCloser(ctx, d.Pages); err != nil {
		return nil, err
	}
	d.Pages, err = c.readChanged(ctx, d.Pages)
	return d, err
}

// comparePages compares pairs of pages, some at a time. A known page of text that is
// compared with a picture is drawn finer: at a low resolution letters are drawn on whole
// pixels, which those of pictures are not.
func (c *copied) comparePages(ctx context.Context, pairs []dossier.PagePair) ([]*alteration.Comparison, error) {
	finer := c.known
	finer.dpi = ink.FineDPI
	pictures, others, err := c.splitPictures(ctx, pairs)
	if err != nil {
		return nil, err
	}
	var pages []*alteration.Comparison
	for _, of := range []struct {
		pairs []dossier.PagePair
		known side
	}{{others, c.known}, {pictures, finer}} {
		for some := range slices.Chunk(of.pairs, pairsAtOnce) {
			compared, err := c.comparePairs(ctx, some, of.known)
			if err != nil {
				return nil, err
			}
			pages = append(pages, compared...)
		}
	}
	slices.SortFunc(pages, func(a, b *alteration.Comparison) int { return a.Pair().Query - b.Pair().Query })
	return pages, nil
}

// splitPictures parts the pairs of a picture and a page of text from the others.
func (c *copied) splitPictures(ctx context.Context, pairs []dossier.PagePair) (pictures, others []dossier.PagePair, err error) {
	for _, p := range pairs {
		query, err := c.query.page(ctx, p.Query)
		if err != nil {
			return nil, nil, err
		}
		known, err := c.known.page(ctx, p.Known)
		if err == nil && isPicture(query) && known.Text != "" && !known.Recognised {
			pictures = append(pictures, p)
		} else {
			others = append(others, p)
		}
	}
	return pictures, others, nil
}

// isPicture reports whether a page is a picture of one.
func isPicture(p match.Subject) bool {
	return p.Print.Wordless() || slices.ContainsFunc(p.Images, p.FilledBy)
}

// comparePairs compares pairs of pages side by side.
func (c *copied) comparePairs(ctx context.Context, pairs []dossier.PagePair, known side) ([]*alteration.Comparison, error) {
	queries, err := c.query.views(ctx, pairs, func(p dossier.PagePair) int { return p.Query })
	if err != nil {
		return nil, err
	}
	knowns, err := known.views(ctx, pairs, func(p dossier.PagePair) int { return p.Known })
	if err != nil {
		return nil, err
	}
	compared := make([]*alteration.Comparison, len(pairs))
	var group errgroup.Group
	group.SetLimit(max(1, c.Workers))
	for i, p := range pairs {
		q, k := queries[p.Query], knowns[p.Known]
		if q == nil || k == nil {
			continue
		}
		group.Go(func() error {
			compared[i] = alteration.Compare(p, q, k)
			return ctx.Err()
		})
	}
	if err := group.Wait(); err != nil {
		return nil, err
	}
	return slices.DeleteFunc(compared, func(p *alteration.Comparison) bool { return p == nil }), nil
}

// lookCloser draws pages again whose words were read to differ and may look the same, and
// once more those of which a trifle may have been missed.
func (c *copied) lookCloser(ctx context.Context, pages []*alteration.Comparison) error {
	if c.query.source.Data == nil || c.known.source.Data == nil {
		return nil
	}
	for _, look := range []struct {
		dpi   float64
		needs func(*alteration.Comparison) bool
	}{
		{ink.FineDPI, (*alteration.Comparison).NeedsCloserLook},
		{ink.FinestDPI, (*alteration.Comparison).NeedsClosestLook},
	} {
		doubtful := map[match.Pair]*alteration.Comparison{}
		var pairs []match.Pair
		for _, p := range pages {
			if look.needs(p) && len(pairs) < mostCloser {
				pair := match.Pair{Query: p.Pair().Query, Known: p.Pair().Known}
				doubtful[pair] = p
				pairs = append(pairs, pair)
			}
		}
		err := c.eachDrawn(ctx, c.query.source, c.known.source, pairs, look.dpi, func(pair match.Pair, query, known *image.Gray) {
			doubtful[pair].LookCloser(query, known, look.dpi)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// readChanged compares pages anew whose words look changed and that nobody has read.
func (c *copied) readChanged(ctx context.Context, pages []*alteration.Comparison) ([]*alteration.Comparison, error) {
	unread := map[int]bool{}
	var pairs []dossier.PagePair
	for _, p := range pages {
		if p.NeedsReading() && len(pairs) < mostRead {
			unread[p.Pair().Query] = true
			pairs = append(pairs, p.Pair())
		}
	}
	query, more, err := c.readWords(func(p extract.PageContent) bool { return unread[p.Number] })
	if err != nil || !more {
		return pages, err
	}
	c.query.Document = query
	finer := c.known
	finer.dpi = ink.FineDPI
	again, err := c.comparePairs(ctx, pairs, finer)
	if err != nil {
		return nil, err
	}
	pages = slices.Clone(pages)
	for _, p := range again {
		i := slices.IndexFunc(pages, func(old *alteration.Comparison) bool { return old.Pair().Query == p.Pair().Query })
		pages[i] = p
	}
	return pages, nil
}

// splitByText parts the pairs of pages whose text is compared as a flow from those that are
// compared as drawn. Text that was set anew over other pages flows, and so does all text of
// which there is nothing to look at.
func (c *copied) splitByText(ctx context.Context) (asText, asDrawn []dossier.PagePair, err error) {
	if c.query.source.Data != nil && c.known.source.Data != nil {
		asDrawn = pageByPage(c.match.Pages)
		if len(asDrawn) < len(c.match.Pages) && c.match.Has(dossier.Retypeset) {
			return c.match.Pages, nil, nil
		}
		return nil, asDrawn, nil
	}
	for _, p := range c.match.Pages {
		query, err := c.query.page(ctx, p.Query)
		if err != nil {
			return nil, nil, err
		}
		known, err := c.known.page(ctx, p.Known)
		if err != nil {
			return nil, nil, err
		}
		if query.Text != "" && known.Text != "" {
			asText = append(asText, p)
		} else {
			asDrawn = append(asDrawn, p)
		}
	}
	return asText, pageByPage(asDrawn), nil
}

// compareFlows compares the text of pairs of pages, as one flow each as far as they follow
// one another in both documents.
func (c *copied) compareFlows(ctx context.Context, pairs []dossier.PagePair, retypeset bool) ([]*alteration.Flow, error) {
	var flows []*alteration.Flow
	for from := 0; from < len(pairs); {
		to := from + 1
		for to < len(pairs) && follows(pairs[to-1], pairs[to]) {
			to++
		}
		flow, err := c.compareFlow(ctx, pairs[from:to], retypeset)
		if err != nil {
			return nil, err
		}
		flows = append(flows, flow)
		from = to
	}
	return flows, nil
}

// follows reports whether in both documents a pair of pages comes after another, with no
// more than a page between them.
func follows(a, b dossier.PagePair) bool {
	return b.Known >= a.Known && b.Known <= a.Known+2 && b.Query <= a.Query+2
}

// compareFlow compares the text of pairs of pages that follow one another.
func (c *copied) compareFlow(ctx context.Context, pairs []dossier.PagePair, retypeset bool) (*alteration.Flow, error) {
	p, err := c.passages(ctx, pairs)
	if err != nil {
		return nil, err
	}
	p.Retypeset, p.Reflowed = retypeset, retypeset || len(pageByPage(pairs)) < len(pairs)
	return alteration.CompareFlow(p), nil
}

// passages returns the text over which pairs of pages run.
func (c *copied) passages(ctx context.Context, pairs []dossier.PagePair) (alteration.Passages, error) {
	p := alteration.Passages{Pairs: pairs, Part: c.isPart(pairs)}
	query, known := c.runOf(pairs)
	var err error
	if p.Query, err = c.query.passage(ctx, query); err != nil {
		return p, err
	}
	p.Known, err = c.known.passage(ctx, known)
	return p, err
}

// isPart reports whether the pairs are of a lesser part of the known text, such as a quote.
func (c *copied) isPart(pairs []dossier.PagePair) bool {
	return c.match.Has(dossier.ExcerptTaken) || c.query.facts().Pages == 1 && pairs[0].Relation == dossier.Excerpt
}

// pageRun is pages from First to Last.
type pageRun struct{ First, Last int }

// runOf returns the pages of either document over which the text of pairs runs. The last
// lines may have a page of their own, on either side.
func (c *copied) runOf(pairs []dossier.PagePair) (query, known pageRun) {
	first, last := pairs[0], pairs[len(pairs)-1]
	query, known = pageRun{first.Query, last.Query}, pageRun{first.Known, last.Known}
	if c.match.Has(dossier.Merged) {
		return query, known
	}
	for _, a := range c.match.Alterations {
		if a.Kind == dossier.PageInserted && slices.Contains(a.QueryPages, query.Last+1) {
			query.Last++
		}
		if a.Kind == dossier.PageRemoved && slices.Contains(a.KnownPages, known.Last+1) {
			known.Last++
		}
	}
	return query, known
}

// pagesAround is how many pages before and after a passage show what its running headers
// and footers are.
const pagesAround = 3

// passage returns the text of pages.
func (s side) passage(ctx context.Context, run pageRun) (alteration.Passage, error) {
	p := alteration.Passage{Spaced: !drawable(s.facts().MediaType)}
	for n := max(1, run.First-pagesAround); n <= min(s.facts().Pages, run.Last+pagesAround); n++ {
		page, err := s.page(ctx, n)
		if err != nil {
			return p, err
		}
		if n < run.First || n > run.Last {
			p.Around = append(p.Around, page.Page)
		} else {
			p.Pages = append(p.Pages, page.Page)
		}
	}
	return p, nil
}

// pageByPage returns the pairs of which each page of the query has but one, and stands on
// no other page in part: what was set anew on other page breaks is not compared.
func pageByPage(pairs []dossier.PagePair) []dossier.PagePair {
	query, known := map[int]int{}, map[int]int{}
	for _, p := range pairs {
		query[p.Query]++
		known[p.Known]++
	}
	var chosen []dossier.PagePair
	for _, p := range pairs {
		part := p.Relation == dossier.Excerpt || p.Relation == dossier.Contains
		unclear := p.Relation == dossier.Near && p.Basis[0] == dossier.ByLayout
		if query[p.Query] == 1 && (known[p.Known] == 1 || !part) && !unclear {
			chosen = append(chosen, p)
		}
	}
	return chosen
}

// splitRetypeset parts the pairs of pages that hold their words in other places, for all
// that is known, from the comparisons of the others. Where a third of the pages or more hold
// words in other places, the text was set anew on all pages of the match, even where pages
// begin alike.
func (c *copied) splitRetypeset(pages []*alteration.Comparison) (others []*alteration.Comparison, anew []dossier.PagePair) {
	retypeset := 0
	for _, p := range pages {
		if p.Retypeset() {
			retypeset++
		}
	}
	if 3*retypeset > len(pages) {
		return nil, c.match.Pages
	}
	for _, p := range pages {
		if p.Retypeset() && !p.Registered() {
			anew = append(anew, p.Pair())
		} else {
			others = append(others, p)
		}
	}
	return others, anew
}

const (
	leastReflowed = 10 // words that differ on a page whose text may run over other pages
	reflowedShare = .25
)

// reflow compares runs of pages as a flow of text on which many words differ, if so far
// fewer of them do: their text begins or ends on other pages than that of the known
// document.
func (c *copied) reflow(ctx context.Context, d *alteration.Differences) error {
	var kept []*alteration.Comparison
	for from := 0; from < len(d.Pages); {
		to, changed := changedRun(d.Pages, from)
		run := d.Pages[from:to]
		from = to
		if len(run) > 1 { // what leaves a page stands on another
			p, err := c.passages(ctx, c.pairsWithin(run))
			if err != nil {
				return err
			}
			if float64(alteration.CompareFlow(p).ChangedWords()) < reflowedShare*float64(changed) {
				p.Retypeset, p.Reflowed = true, true
				d.Flows = append(d.Flows, alteration.CompareFlow(p))
				continue
			}
		}
		kept = append(kept, run...)
	}
	d.Pages = kept
	return nil
}

// changedRun returns the end of the pages from one on that follow one another and on each of
// which many words differ, at least one page, and how many words that are.
func changedRun(pages []*alteration.Comparison, from int) (to, changed int) {
	for to = from; to < len(pages); to++ {
		p := pages[to]
		if to > from && !follows(pages[to-1].Pair(), p.Pair()) || p.ChangedWords() < leastReflowed || !p.Readable() {
			break
		}
		changed += p.ChangedWords()
	}
	return max(to, from+1), changed
}

// pairsWithin returns the pairs of the match from the first page of a run to its last, on
// both sides.
func (c *copied) pairsWithin(run []*alteration.Comparison) []dossier.PagePair {
	first, last := run[0].Pair(), run[len(run)-1].Pair()
	var pairs []dossier.PagePair
	for _, p := range c.match.Pages {
		if p.Query >= first.Query && p.Query <= last.Query && p.Known >= first.Known && p.Known <= last.Known {
			pairs = append(pairs, p)
		}
	}
	return pairs
}

// extends reports whether the query begins with the whole known file and goes on.
func extends(query, known extract.Source) (bool, error) {
	if query.Data == nil || known.Data == nil || query.Size <= known.Size {
		return false, nil
	}
	const piece = 1 << 16
	a, b := make([]byte, piece), make([]byte, piece)
	for at := int64(0); at < known.Size; at += piece {
		n := int(min(piece, known.Size-at))
		for _, side := range []struct {
			of  extract.Source
			buf []byte
		}{{query, a}, {known, b}} {
			if _, err := side.of.Data.ReadAt(side.buf[:n], at); err != nil && !errors.Is(err, io.EOF) {
				return false, err
			}
		}
		if string(a[:n]) != string(b[:n]) {
			return false, nil
		}
	}
	return true, nil
}
