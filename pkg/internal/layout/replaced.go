package layout

// registration completes the best registration; ok is false if there is none.
func (g *growth) registration() (r Registration, ok bool) {
	r = g.best
	if r.Alike < minAlike {
		return Registration{}, false
	}
	g.unpaired(&r)
	g.compareUnpaired(&r)
	for _, p := range r.Pairs {
		x, y := placeOf(g.query.words, int(p.Query)).middle()
		r.x += x
		r.y += y
	}
	r.x, r.y = r.x/float64(len(r.Pairs)), r.y/float64(len(r.Pairs))
	return r, true
}

// unpaired lists the words of both pages that lie within the overlap and in no pair.
func (g *growth) unpaired(r *Registration) {
	query, known := make([]bool, len(g.query.words)), make([]bool, len(g.known.words))
	for _, p := range r.Pairs {
		query[p.Query], known[p.Known] = true, true
	}
	for i, paired := range query {
		if paired {
			continue
		}
		at, ok := r.Transform.mapPlace(placeOf(g.query.words, i))
		if ok && g.known.hull.holds(at.middle()) {
			r.UnpairedQuery = append(r.UnpairedQuery, int32(i))
		}
	}
	g.eachKnownInView(r.Transform, func(i int32) {
		if !known[i] {
			r.UnpairedKnown = append(r.UnpairedKnown, i)
		}
	})
}

// compareUnpaired sets Added, Missing and Replaced, after taking out covered words. Unpaired
// words of both pages that overlap are compared as a group, so that a word that was split
// in segmentation, or two that were merged, are seen to show the same.
func (g *growth) compareUnpaired(r *Registration) {
	g.takeCovered(r)
	pictures := g.pictures[r.Transform.flips(g.query.hull.middle())]
	groups := newGroups(len(r.UnpairedQuery) + len(r.UnpairedKnown))
	tiles := make([]pictureTile, 0, len(groups))
	for _, i := range r.UnpairedQuery {
		tiles = append(tiles, pictureTile{r.Transform.area(&g.query.words[i]), pictures[i]})
	}
	number := make([]int32, len(g.known.words)) // of a word's tile, 0 for a word that is paired
	for _, i := range r.UnpairedKnown {
		number[i] = int32(len(tiles))
		tiles = append(tiles, pictureTile{areaOf(&g.known.words[i]), g.known.words[i].Picture})
	}
	for i := range r.UnpairedQuery {
		g.known.rows.overlapping(g.known.words, tiles[i].area, func(word int32) {
			if number[word] > 0 {
				groups.join(int32(i), number[word])
			}
		})
	}
	type group struct{ query, known []pictureTile }
	joined := make([]group, len(tiles))
	for i, t := range tiles {
		j := &joined[groups.of(int32(i))]
		if i < len(r.UnpairedQuery) {
			j.query = append(j.query, t)
		} else {
			j.known = append(j.known, t)
		}
	}
	for _, j := range joined {
		switch {
		case len(j.known) == 0:
			r.Added += len(j.query)
		case len(j.query) == 0:
			r.Missing += len(j.known)
		case !showTheSame(j.query, j.known):
			r.Replaced += len(j.known)
		}
	}
}

// takeCovered moves unpaired words that lie under black on the other page to Covered and
// Uncovered. Words that black has cut are not counted at all: what is left of them is no
// word.
func (g *growth) takeCovered(r *Registration) {
	if toQuery, ok := r.Transform.Inverse(); ok && len(g.query.bars) > 0 {
		var cut int
		r.UnpairedKnown, r.Covered, cut = takeUnder(r.UnpairedKnown, g.known.words, g.query.bars, toQuery)
		r.Known -= cut
		r.UnpairedQuery, cut = g.query.takeCut(r.UnpairedQuery)
		r.Query -= cut
	}
	if len(g.known.bars) > 0 {
		var cut int
		r.UnpairedQuery, r.Uncovered, cut = takeUnder(r.UnpairedQuery, g.query.words, g.known.bars, r.Transform)
		r.Query -= cut
		r.UnpairedKnown, cut = g.known.takeCut(r.UnpairedKnown)
		r.Known -= cut
	}
}

// takeUnder splits words by whether they lie under black on the other page: rest do not,
// covered do, and cut counts those that do in part.
func takeUnder(unpaired []int32, words []Word, bars []Bar, toBars Homography) (rest, covered []int32, cut int) {
	for _, i := range unpaired {
		switch black := blackness(placeOf(words, int(i)), bars, toBars); {
		case black == 0:
			rest = append(rest, i)
		case black >= 3:
			covered = append(covered, i)
		default:
			cut++
		}
	}
	return rest, covered, cut
}

// blackness is how many of five points along a word, from end to end, are black on the
// other page.
func blackness(p place, bars []Bar, toBars Homography) (black int) {
	x, y := p.middle()
	quarter := float64(p.right-p.left) / (4 * unit)
	for step := -2.0; step <= 2; step++ {
		if u, v := toBars.Apply(x+.95*step*quarter, y); covers(bars, u, v) {
			black++
		}
	}
	return black
}

// takeCut returns the words without those that end where black begins, and counts these.
func (p *Plane) takeCut(unpaired []int32) (rest []int32, cut int) {
	for _, i := range unpaired {
		at := placeOf(p.words, int(i))
		left, right, y := float64(at.left)/unit, float64(at.right)/unit, float64(at.y)/unit
		if covers(p.bars, left-.5*p.char, y) || covers(p.bars, right+.5*p.char, y) {
			cut++
		} else {
			rest = append(rest, i)
		}
	}
	return rest, cut
}

// A pictureTile is the picture of a word and its area on the known page.
type pictureTile struct {
	area
	picture uint64
}

// leastAgreement is the least share of points in which pictures of the same words agree.
// Those of different words agree in about half.
const leastAgreement = .68

// showTheSame reports whether a group of words that overlap looks alike on both pages,
// however the words were split. It compares ink at the middle of each cell of each
// picture; where a page has no word it has no ink.
func showTheSame(query, known []pictureTile) bool {
	same, all := 0, 0
	compare := func(of, with []pictureTile, outside bool) {
		for i := range of {
			of[i].eachCell(func(x, y int32, ink bool) {
				other, there := inkAt(with, x, y)
				if outside && there {
					return // compared already
				}
				all++
				if ink == other {
					same++
				}
			})
		}
	}
	compare(known, query, false)
	compare(query, known, true)
	return float64(same) >= leastAgreement*float64(all)
}

// eachCell calls f with the middle of each cell of the picture.
func (t *pictureTile) eachCell(f func(x, y int32, ink bool)) {
	for row := range int32(pictureRows) {
		for column := range int32(pictureColumns) {
			x := t.left + (t.right-t.left)*(2*column+1)/(2*pictureColumns)
			y := t.top + (t.bottom-t.top)*(2*row+1)/(2*pictureRows)
			f(x, y, t.picture>>(row*pictureColumns+column)&1 == 1)
		}
	}
}

// inkAt reports whether there is ink at a point of some tiles, and whether any tile covers
// it.
func inkAt(tiles []pictureTile, x, y int32) (ink, there bool) {
	for i := range tiles {
		t := &tiles[i]
		if x < t.left || x >= t.right || y < t.top || y >= t.bottom {
			continue
		}
		column := (x - t.left) * pictureColumns / (t.right - t.left)
		row := (y - t.top) * pictureRows / (t.bottom - t.top)
		if t.picture>>(row*pictureColumns+column)&1 == 1 {
			return true, true
		}
		there = true
	}
	return false, there
}

// An area is a box on the known page, in units.
type area struct{ left, top, right, bottom int32 }

func areaOf(w *Word) area {
	return area{int32(w.X0) * unit, int32(w.Y0) * unit, int32(w.X1) * unit, int32(w.Y1) * unit}
}

// area maps the box of a word.
func (h Homography) area(w *Word) area {
	x, y := (float64(w.X0)+float64(w.X1))/2, (float64(w.Y0)+float64(w.Y1))/2
	x0, _ := h.Apply(float64(w.X0), y)
	x1, _ := h.Apply(float64(w.X1), y)
	_, y0 := h.Apply(x, float64(w.Y0))
	_, y1 := h.Apply(x, float64(w.Y1))
	return area{inUnits(min(x0, x1)), inUnits(min(y0, y1)), inUnits(max(x0, x1)), inUnits(max(y0, y1))}
}

// covers reports whether the areas overlap by half of the lesser width and half of the
// lesser height.
func (a area) covers(b area) bool {
	return 2*(min(a.right, b.right)-max(a.left, b.left)) >= min(a.right-a.left, b.right-b.left) &&
		2*(min(a.bottom, b.bottom)-max(a.top, b.top)) >= min(a.bottom-a.top, b.bottom-b.top)
}

// overlapping calls f with the words that an area covers or that cover it.
func (r *rows) overlapping(words []Word, b area, f func(word int32)) {
	for row := r.of(b.top - r.height); row <= r.of(b.bottom+r.height); row++ {
		for _, p := range r.row(row) {
			if p.left > b.right {
				break
			}
			if p.right >= b.left && b.covers(areaOf(&words[p.word])) {
				f(p.word)
			}
		}
	}
}

// groups are disjoint sets of numbers (Tarjan 1975), each represented by its least.
type groups []int32

func newGroups(n int) groups {
	g := make(groups, n)
	for i := range g {
		g[i] = int32(i)
	}
	return g
}

func (g groups) of(i int32) int32 {
	for g[i] != i {
		g[i] = g[g[i]]
		i = g[i]
	}
	return i
}

func (g groups) join(i, j int32) {
	i, j = g.of(i), g.of(j)
	g[max(i, j)] = min(i, j)
}
