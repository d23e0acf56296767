package match

import (
	"cmp"
	"fmt"
	"slices"
	"sort"
	"strings"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/fingerprint"
)

// A copied holds how the pages of an established copy stand to the known ones.
type copied struct {
	pairs      []dossier.PagePair
	ofQuery    map[int]bool // query pages that have a partner
	ofKnown    map[int]bool
	moved      []dossier.PagePair // the same content out of order
	duplicated []dossier.PagePair // known pages that stand in the input once more
	tied       bool               // a lone page fits several known pages equally
}

// copyOf is the answer for a document that the input is a copy of, wholly or in part.
func (c *comparison) copyOf(order []edge, straddles map[Pair]bool) (dossier.Match, error) {
	cp := copied{ofQuery: map[int]bool{}, ofKnown: map[int]bool{}}
	c.takeOrder(&cp, order, straddles)
	c.takeMoved(&cp)
	if err := c.fillPlaces(&cp); err != nil {
		return dossier.Match{}, err
	}
	if len(cp.pairs) == 0 {
		return c.sharing(), nil
	}
	slices.SortFunc(cp.pairs, func(a, b dossier.PagePair) int { return cmp.Or(a.Query-b.Query, a.Known-b.Known) })
	if err := c.confirmLooks(cp.pairs); err != nil {
		return dossier.Match{}, err
	}

	m := dossier.Match{Document: c.known.KnownDocument, Pages: cp.pairs, Grade: bestGrade(cp.pairs)}
	m.Coverage = c.coverage(cp.pairs)
	m.Alterations = c.alterations(cp)
	m.Verdict = Judge(m.Alterations)
	return m, nil
}

// takeOrder keeps the edges of the main order that say where a query page belongs.
func (c *comparison) takeOrder(cp *copied, order []edge, straddles map[Pair]bool) {
	byQuery := map[int][]edge{}
	for _, e := range order {
		byQuery[e.q] = append(byQuery[e.q], e)
	}
	for q := range c.pages.all() {
		edges := byQuery[q]
		slices.SortStableFunc(edges, func(a, b edge) int { return cmp.Compare(b.inOrderWeight(), a.inOrderWeight()) })
		var covered []span
		for i, e := range edges {
			before := total(covered)
			covered = union(append(covered, e.qs...))
			gain := float64(total(covered)-before) / float64(max(1, len(c.pages.at(q).folded)))
			tied := i > 0 && len(c.pages) == 1 && ties(e.score, edges[0].score) && i < maxTies
			holdsMore := e.cp >= partCover && gain > 0 && !cp.ofKnown[e.k]
			if i > 0 && gain < pieceCover && !tied && !holdsMore {
				continue
			}
			r := c.alone(e)
			switch {
			case tied && claims(r) && c.wins(e):
				cp.tied = true
			case straddles[Pair{e.q, e.k}]:
				if !claims(r) {
					r = dossier.Excerpt
				}
			case claims(r) && c.wins(e) && len(c.pages) == 1: // nothing but the page itself to go by
			case claims(r) && c.wins(e) || c.inContext(e):
				r = c.inPlace(e)
			default:
				continue
			}
			cp.add(c.pair(e, r))
		}
	}
	cp.dropOutdone()
}

// repeated are the pairs of pages that are a known page once more: those given to it
// after it was taken, and of those in order all but the first.
func (cp *copied) repeated() []dossier.PagePair {
	again := slices.Clone(cp.duplicated)
	first := map[int]int{} // by known page, the query page that is it
	for _, p := range cp.pairs {
		if min(p.QueryCover, p.KnownCover) < nearCover || p.Basis[0] == dossier.ByPosition || p.Relation == dossier.Excerpt || p.Relation == dossier.Contains {
			continue
		}
		if q, taken := first[p.Known]; !taken {
			first[p.Known] = p.Query
		} else if q != p.Query && !slices.ContainsFunc(again, func(a dossier.PagePair) bool { return a.Known == p.Known }) {
			again = append(again, p)
		}
	}
	return again
}

// dropOutdone drops pages that share a header with a known page of which another page of
// the input is the whole: they stand beside it, which says nothing of what they are.
func (cp *copied) dropOutdone() {
	whole := map[int]int{} // by known page, the query page that is it
	for _, p := range cp.pairs {
		if min(p.QueryCover, p.KnownCover) >= sameCover {
			whole[p.Known] = p.Query
		}
	}
	cp.pairs = slices.DeleteFunc(cp.pairs, func(p dossier.PagePair) bool {
		if by, ok := whole[p.Known]; !ok || by == p.Query || p.QueryCover >= nearCover || p.KnownCover >= partCover {
			return false
		}
		delete(cp.ofQuery, p.Query)
		return true
	})
	for _, p := range cp.pairs { // of what else such a page holds it may be the copy still
		cp.ofQuery[p.Query] = true
	}
}

func (cp *copied) add(p dossier.PagePair) {
	cp.pairs = append(cp.pairs, p)
	cp.ofQuery[p.Query], cp.ofKnown[p.Known] = true, true
}

// takeMoved gives query pages that the main order left over to known pages by
// their own evidence, best first.
func (c *comparison) takeMoved(cp *copied) {
	rest := slices.DeleteFunc(c.sorted(), func(e edge) bool {
		return cp.ofQuery[e.q] || !claims(c.alone(e)) || !c.wins(e) || min(e.cq, e.cp) < nearCover
	})
	slices.SortStableFunc(rest, func(a, b edge) int { return cmp.Compare(b.weight(), a.weight()) })
	for _, again := range []bool{false, true} { // known pages still free come first
		for _, e := range rest {
			if cp.ofQuery[e.q] || cp.ofKnown[e.k] != again {
				continue
			}
			if again && e.byText() && min(e.cq, e.cp) < sameCover {
				continue // what is left of a redacted cover stands on other documents' covers too
			}
			p := c.pair(e, c.alone(e))
			cp.add(p)
			if again {
				cp.duplicated = append(cp.duplicated, p)
			} else {
				cp.moved = append(cp.moved, p)
			}
		}
	}
}

// fillPlaces pairs pages that carry too little to be told by, blank ones, bare
// titles and pages redacted to a line, with the known page at the same place when
// what they do carry stands there too. They follow a neighbour that was paired.
func (c *comparison) fillPlaces(cp *copied) error {
	for _, step := range []int{1, -1} {
		queue := slices.Clone(cp.pairs)
		for len(queue) > 0 {
			p := queue[len(queue)-1]
			queue = queue[:len(queue)-1]
			q, k := p.Query+step, p.Known+step
			if !c.onPages(Pair{q, k}) || cp.ofQuery[q] || cp.ofKnown[k] {
				continue
			}
			if _, err := c.sheet(k); err != nil {
				return err
			}
			pair, ok := c.byPlace(q, k)
			if ok {
				cp.add(pair)
				queue = append(queue, pair)
			}
		}
	}
	return nil
}

// byPlace pairs two pages that stand at the same place if nothing speaks against it.
func (c *comparison) byPlace(q, k int) (dossier.PagePair, bool) {
	query, known := c.pages.at(q), c.sheets[k]
	pair := dossier.PagePair{
		Query: q, Known: k, Relation: dossier.SamePage,
		Basis: []dossier.Basis{dossier.ByPosition}, Coincidences: 1, QueryCover: 1, KnownCover: 1,
	}
	if len(query.folded) == 0 && len(known.folded) == 0 {
		// Two black pages need not hide the same: only the same pictures will do.
		return pair, slices.EqualFunc(query.Print.Images, known.Print.Images, func(a, b fingerprint.Image) bool {
			return a.Trimmed == b.Trimmed
		})
	}
	if len(query.folded) == 0 || len(known.folded) == 0 {
		return pair, false // a page that holds nothing may be any
	}
	pair.Basis = append(pair.Basis, dossier.ByText)
	if slices.Equal(query.folded, known.folded) && sameFigures(query.Text, known.Text) {
		return pair, true
	}
	e := compare(query, known)
	shared := inOrder(newRunIndex(query.folded, shortRun).shared(known.folded))
	pair.Score = round(e.score, .1)
	pair.QueryCover = round(float64(shared)/float64(len(query.folded)), coverStep)
	pair.KnownCover = round(float64(shared)/float64(len(known.folded)), coverStep)
	pair.Relation = samePage(query, known, e)
	return pair, max(pair.QueryCover, pair.KnownCover) >= placeCover
}

// coverage is the mean share of the pages of either side that the other holds.
// Query pages without a fingerprint and without a partner do not count.
func (c *comparison) coverage(pairs []dossier.PagePair) dossier.Coverage {
	query, known := map[int]float64{}, map[int]float64{}
	for _, p := range pairs {
		query[p.Query] = min(1, query[p.Query]+p.QueryCover)
		known[p.Known] = min(1, known[p.Known]+p.KnownCover)
	}
	pages := len(query)
	for n, s := range c.pages.all() {
		if _, ok := query[n]; !ok && s.Print.Absent == "" {
			pages++
		}
	}
	return dossier.Coverage{Query: mean(query, pages), Known: mean(known, c.known.Pages)}
}

// mean sums in order of page: floating-point addition does not commute.
func mean(cover map[int]float64, pages int) float64 {
	numbers := make([]int, 0, len(cover))
	for n := range cover {
		numbers = append(numbers, n)
	}
	slices.Sort(numbers)
	sum := 0.0
	for _, n := range numbers {
		sum += cover[n]
	}
	return round(sum/float64(max(1, pages)), coverageStep)
}

// Judge is the verdict on a copy that differs from the known document by these
// alterations. How a file is stored, and how its pages lie, is no content.
func Judge(found []dossier.Alteration) dossier.Verdict {
	verdict := dossier.Same
	for _, a := range found {
		switch a.Kind {
		case dossier.Merged, dossier.ReSaved, dossier.MetadataChanged, dossier.MetadataStripped, dossier.IncrementalUpdate,
			dossier.Encrypted, dossier.Rasterised, dossier.ReEncoded, dossier.OCRLayerAdded, dossier.PageRotated, dossier.PageScaled:
		case dossier.PageCropped:
			if a.Before != "" { // words were cut off, not margins alone
				verdict = dossier.Partial
			}
		case dossier.PageRemoved, dossier.ExcerptTaken, dossier.Split:
			verdict = dossier.Partial
		default:
			return dossier.Altered
		}
	}
	return verdict
}

// quoted reports whether a query page stands word for word, figure for figure, on
// one of the known pages it is paired with, or runs on from one to the next, their
// headers and footers aside.
func (c *comparison) quoted(query int, pairs []dossier.PagePair) bool {
	q := c.pages.at(query)
	words, signs := string(q.folded), figures(q.Text)
	var last *sheet
	for _, p := range pairs {
		if p.Query != query {
			continue
		}
		k := c.sheets[p.Known]
		if strings.Contains(string(k.folded), words) && strings.Contains(figures(k.Text), signs) {
			return true
		}
		if last != nil && last.Number+1 == k.Number && runsOver(words, string(last.folded), string(k.folded)) &&
			runsOver(signs, figures(last.Text), figures(k.Text)) {
			return true
		}
		last = k
	}
	return false
}

// runsOver reports whether text begins on the one page, near its end, and goes on
// near the beginning of the next.
func runsOver(text, page, next string) bool {
	most := sort.Search(len(text), func(n int) bool { return !strings.Contains(page, text[:n+1]) })
	least := sort.Search(len(text), func(n int) bool { return strings.Contains(next, text[n:]) })
	for n := least; n <= most; n++ {
		begin, rest := text[:n], text[n:]
		if strings.Contains(page[max(0, len(page)-n-furniture):], begin) &&
			strings.Contains(next[:min(len(next), len(rest)+furniture)], rest) {
			return true
		}
	}
	return false
}

// unpairedQuery lists the query pages that carry a fingerprint and belong nowhere.
func (c *comparison) unpairedQuery(cp copied) []int {
	var pages []int
	for n, s := range c.pages.all() {
		if s.Print.Absent == "" && !cp.ofQuery[n] {
			pages = append(pages, n)
		}
	}
	return pages
}

// alterations lists what the pages' order and relations tell. What was altered
// within a page is package alteration's to say.
func (c *comparison) alterations(cp copied) []dossier.Alteration {
	var found []dossier.Alteration
	add := func(kind dossier.Kind, query, known []int, basis string) {
		if len(query)+len(known) > 0 {
			found = append(found, dossier.Alteration{Kind: kind, QueryPages: query, KnownPages: known, Basis: basis})
		}
	}
	anew := c.setAnew(cp)
	for _, of := range []struct {
		kind  dossier.Kind
		basis string
		holds func(dossier.PagePair) bool
	}{
		{dossier.Retypeset, "the text runs over other page breaks", func(p dossier.PagePair) bool {
			return anew[p.Query]
		}},
		{dossier.TextRedacted, "words of the known page are gone, none are new", func(p dossier.PagePair) bool {
			return !anew[p.Query] && p.Relation == dossier.Redacted
		}},
		{dossier.TextEdited, "words differ from the known page", func(p dossier.PagePair) bool {
			return !anew[p.Query] && (p.Relation == dossier.Edited || p.Relation == dossier.Excerpt && p.Basis[0] == dossier.ByText && !c.quoted(p.Query, cp.pairs))
		}},
		{dossier.TextEdited, "the page holds more than the known page", func(p dossier.PagePair) bool {
			return !anew[p.Query] && p.Relation == dossier.Contains
		}},
	} {
		query, known := numbers(cp.pairs, of.holds)
		add(of.kind, query, known, of.basis)
	}
	query, known := numbers(cp.moved, nil)
	add(dossier.PageMoved, query, known, "the same content stands out of order")
	query, known = numbers(cp.repeated(), nil)
	add(dossier.PageDuplicated, query, known, "the known page stands in the input more than once")
	add(dossier.PageInserted, c.unpairedQuery(cp), nil, "on no page of the known document")

	var missing []int
	first, last := c.known.Pages+1, 0
	unread, accounted := c.unreadable(cp), c.accounted()
	for k := 1; k <= c.known.Pages; k++ {
		switch {
		case cp.ofKnown[k]:
			first, last = min(first, k), max(last, k)
		case !unread[k] && !accounted[k]:
			missing = append(missing, k)
		}
	}
	isExcerpt := len(c.pages) == 1 || !slices.ContainsFunc(missing, func(n int) bool { return n > first && n < last })
	switch {
	case len(missing) > 0 && isExcerpt && float64(len(missing)) > establishedShare*float64(c.known.Pages):
		_, known := numbers(cp.pairs, nil)
		basis := fmt.Sprintf("%d of %d pages", len(cp.ofKnown), c.known.Pages)
		if cp.tied {
			basis = "the text stands on each of these pages"
		}
		add(dossier.ExcerptTaken, nil, known, basis)
	case len(missing) > 0:
		add(dossier.PageRemoved, nil, missing, "no page of the input holds it")
	}
	return found
}

// accounted returns the known pages much of which stands on pages of the
// input, though none need be paired with them: text set anew may hold them in part.
func (c *comparison) accounted() map[int]bool {
	found := map[int]bool{}
	for _, e := range c.edges {
		if e.cp >= nearCover && c.contends(e) {
			found[e.k] = true
		}
	}
	return found
}

// setAnew returns the query pages that hold nothing but known text on other
// page breaks, if that is true of most of several pages.
func (c *comparison) setAnew(cp copied) map[int]bool {
	spans, parts := map[int][]span{}, map[int]bool{}
	for _, p := range cp.pairs {
		e, ok := c.edges[Pair{p.Query, p.Known}]
		if !ok || !e.byText() {
			continue
		}
		spans[p.Query] = append(spans[p.Query], e.qs...)
		if p.Relation == dossier.Excerpt || p.Relation == dossier.Contains {
			parts[p.Query] = true
		}
	}
	anew := map[int]bool{}
	if len(parts) < 2 || 2*len(parts) < len(spans) {
		return anew
	}
	for q, s := range spans {
		if length := len(c.pages.at(q).folded); total(union(s)) >= min(length-furniture, int(straddleCover*float64(length))) {
			anew[q] = true
		}
	}
	return anew
}

// unreadable returns the known pages for which as many pages without any
// fingerprint stand at the same place in the input: blacked out or blank, they may
// be those pages, so these are not reported as removed.
func (c *comparison) unreadable(cp copied) map[int]bool {
	found := map[int]bool{}
	lastQ, lastK := 0, 0
	end := dossier.PagePair{Query: len(c.pages) + 1, Known: c.known.Pages + 1}
	for _, p := range append(slices.Clip(cp.pairs), end) {
		q, k := p.Query, p.Known
		if q-lastQ == k-lastK {
			for d := 1; d < q-lastQ; d++ {
				if c.pages.at(lastQ+d).Print.Absent != "" && !cp.ofQuery[lastQ+d] {
					found[lastK+d] = true
				}
			}
		}
		lastQ, lastK = q, k
	}
	return found
}

// numbers returns the page numbers of the pairs that keep holds for (nil: all),
// each number once, in order.
func numbers(pairs []dossier.PagePair, keep func(dossier.PagePair) bool) (query, known []int) {
	for _, p := range pairs {
		if keep == nil || keep(p) {
			query, known = append(query, p.Query), append(known, p.Known)
		}
	}
	slices.Sort(query)
	slices.Sort(known)
	return slices.Compact(query), slices.Compact(known)
}
