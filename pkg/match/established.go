package match

import "slices"

// established is how a document earns the name of a copy.
const (
	establishedShare = .5              // of the pages of either side belong to the other
	establishedRun   = 3               // or so many in a row are the same page by themselves
	straddleCover    = .95             // of a page that runs over page breaks
	pieceCover       = .2              // a page set against several must gain so much from each
	tieShare         = .9              // known pages whose scores are this close cannot be told apart
	tieBits          = 15              // nor are those
	furniture        = 100             // folded characters of header or footer that may stand between text running on
	rivalWord        = 2 * strangeWord // a page with nothing longer of its own may still be the right one
	maxTies          = 8               // text that stands on more pages of a document is a stock phrase
)

// support counts, of the six nearest places on a pair's diagonal, those where the
// pages agree; places counts those that there are.
func (c *comparison) support(e edge) (support support) {
	for d := -3; d <= 3; d++ {
		q, k := e.q+d, e.k+d
		if d == 0 || !c.onPages(Pair{q, k}) || c.pages.at(q).Print.Absent != "" {
			continue
		}
		support.places++
		if n, ok := c.edges[Pair{q, k}]; ok && c.contends(n) && max(n.cq, n.cp) >= contextCover {
			support.agree++
		}
	}
	return support
}

// inContext reports whether the pages around a pair agree: of the six nearest
// places on its diagonal four, or all where the documents end before.
func (c *comparison) inContext(e edge) bool {
	s := e.support
	return max(e.cq, e.cp) >= contextCover && (s.agree >= 4 || s.places == 3 && s.agree == 3)
}

// straddles returns the edges of query pages whose text runs on from one known page
// to the next, as when it was set anew or a quote goes over a page break: the pages
// follow each other, the text reaches the end of the one and begins the other, and
// together they cover what neither does alone.
func (c *comparison) straddles(order []edge) map[Pair]bool {
	found := map[Pair]bool{}
	for i := 0; i < len(order); {
		j := i + 1
		for j < len(order) && order[j].q == order[i].q && order[j].k == order[j-1].k+1 && c.runsOn(order[j-1], order[j]) {
			j++
		}
		if chain := order[i:j]; j-i > 1 && !slices.ContainsFunc(chain, func(e edge) bool { return e.cq >= straddleCover }) {
			var covered []span
			for _, e := range chain {
				covered = append(covered, e.qs...)
			}
			if float64(total(union(covered))) >= straddleCover*float64(len(c.pages.at(order[i].q).folded)) && (len(c.pages) > 1 || c.unbroken(chain)) {
				for _, e := range chain {
					found[Pair{e.q, e.k}] = true
				}
			}
		}
		i = j
	}
	return found
}

// runsOn reports whether a query page's text goes on from the known page of a, to its
// end, into the known page of b, from its beginning; headers and footers aside.
func (c *comparison) runsOn(a, b edge) bool {
	if !a.byText() || !b.byText() || max(a.chance, b.chance) > sharedChance {
		return false
	}
	end := len(c.sheets[a.k].folded) - a.ks[len(a.ks)-1].to
	return end <= furniture && b.ks[0].from <= furniture && a.qs[0].from < b.qs[0].from
}

// unbroken reports whether a query page that stands alone runs over the page break
// word for word: with nothing else to go by, that is what tells a quote from a page
// of another document that copies the passage.
func (c *comparison) unbroken(chain []edge) bool {
	reached := 0
	for _, e := range chain {
		for _, a := range e.chain {
			if a.q <= reached {
				reached = max(reached, a.q+a.n)
			}
		}
	}
	return reached == len(c.pages.at(chain[0].q).folded)
}

// established reports whether the order makes the input a copy of the document or
// of a part of it, or the document a part of the input.
func (c *comparison) established(order []edge, straddles map[Pair]bool) (bool, error) {
	if c.stock {
		return false, nil
	}
	queries, knowns := map[int]bool{}, map[int]bool{}
	strict := map[Pair]bool{}
	for _, e := range order {
		r := c.alone(e)
		told := claims(r) && c.contends(e)
		if told || c.inContext(e) {
			queries[e.q], knowns[e.k] = true, true
		} else if straddles[Pair{e.q, e.k}] {
			queries[e.q] = true
		}
		strict[Pair{e.q, e.k}] = told && min(e.cq, e.cp) >= sameCover
	}
	if len(queries) == 0 {
		return false, nil
	}
	if float64(len(queries)) >= establishedShare*float64(c.usable) && mostOf(c.pages, queries) {
		return true, nil
	}
	if float64(len(knowns)) >= establishedShare*float64(c.known.Pages) {
		pages, err := c.allSheets()
		if err != nil || mostOf(pages, knowns) {
			return err == nil, err
		}
	}
	for p := range strict {
		run := 0
		for strict[Pair{p.Query + run, p.Known + run}] {
			run++
		}
		if run >= establishedRun {
			return true, nil
		}
	}
	return false, nil
}

// mostOf reports whether the chosen pages hold the better part of all that the pages
// hold: short ones, such as those for signatures, may be alike in any two documents.
func mostOf(pages pageList, chosen map[int]bool) bool {
	all, of := 0, 0
	for n, s := range pages.all() {
		all += s.substance()
		if chosen[n] {
			of += s.substance()
		}
	}
	return float64(of) >= establishedShare*float64(all)
}

// allSheets returns every known page.
func (c *comparison) allSheets() (pageList, error) {
	var pages pageList
	for n := 1; n <= c.known.Pages; n++ {
		s, err := c.sheet(n)
		if err != nil {
			return nil, err
		}
		pages = append(pages, s)
	}
	return pages, nil
}

// stockPhrase reports whether a lone page cannot be placed: it stands equally well
// on many pages of one document, or nearly as well on one where only chance, or a
// word more than a claim allows, speaks against it.
func stockPhrase(comparisons []*comparison) bool {
	best, whole := 0., false // whole: one is the same page from end to end, no part of it
	for _, c := range comparisons {
		for _, e := range c.edges {
			if claims(c.alone(e)) && c.wins(e) {
				best = max(best, e.score)
				whole = whole || min(e.cq, e.cp) >= sameCover
			}
		}
	}
	for _, c := range comparisons {
		places := 0
		for _, e := range c.edges {
			switch {
			case !ties(e.score, best) || !c.wins(e):
			case claims(c.alone(e)):
				places++
			case !whole && e.byText() && isPart(c.pages.at(e.q), c.sheets[e.k], e.evidence, rivalWord) != "":
				return true
			}
		}
		if places > maxTies {
			return true
		}
	}
	return false
}
