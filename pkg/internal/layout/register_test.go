package layout

import (
	"cmp"
	"fmt"
	"math"
	"math/rand/v2"
	"reflect"
	"slices"
	"sync"
	"testing"
)

// printed makes a page of prose: lines of words of any width, with any pictures.
func printed(seed uint64, lines int) Layout {
	random := rand.New(rand.NewPCG(seed, 1))
	l := Layout{Width: 850, Height: 1100, CharHeight: 10}
	for line := range lines {
		end := 780
		if line%7 == 6 {
			end = 200 + random.IntN(500) // the last line of a paragraph
		}
		y := 80 + 18*line
		for x := 70; ; {
			w := anyWord(random, x, y)
			if int(w.X1) > end {
				break
			}
			l.Words = append(l.Words, w)
			x = int(w.X1) + 5 + random.IntN(3)
		}
	}
	inReadingOrder(l.Words)
	return l
}

func anyWord(random *rand.Rand, x, y int) Word {
	rise, fall := random.IntN(3), random.IntN(3)
	return Word{X0: int16(x), X1: int16(x + 8 + random.IntN(80)), Y0: int16(y - rise), Y1: int16(y + 9 + fall), Picture: random.Uint64()}
}

func inReadingOrder(words []Word) {
	slices.SortStableFunc(words, func(a, b Word) int { return cmp.Or(cmp.Compare(a.Y0, b.Y0), cmp.Compare(a.X0, b.X0)) })
}

// A damage is what happens to a page on its way to being a query.
type damage struct {
	move    Homography // known page to query
	lost    float64    // part of the words
	split   float64    // part of the words of 30 pixels and more
	merged  float64    // part of the words, with the next
	jitter  int        // pixels, of each edge
	flipped int        // bits of each picture
	crop    window     // of the query; none when empty
}

// damaged makes the query, and says for each of its words which of the page's it is;
// -1 for one that was split or merged.
func (d damage) to(page *Layout, seed uint64) (query Layout, origin []int32) {
	random := rand.New(rand.NewPCG(seed, 2))
	type part struct {
		word   Word
		origin int32
	}
	var parts []part
	for i := 0; i < len(page.Words); i++ {
		w := page.Words[i]
		switch chance := random.Float64(); {
		case chance < d.lost:
		case chance < d.lost+d.split && w.X1-w.X0 >= 30:
			left, right := w, w
			left.X1 = w.X0 + (w.X1-w.X0)/2
			right.X0 = left.X1 + 2
			left.Picture, right.Picture = depict(left, w), depict(right, w)
			parts = append(parts, part{left, -1}, part{right, -1})
		case chance < d.lost+d.split+d.merged && i+1 < len(page.Words) && page.Words[i+1].Y0 == w.Y0 && page.Words[i+1].X0-w.X1 < 10:
			both := w
			both.X1 = page.Words[i+1].X1
			both.Picture = depict(both, w, page.Words[i+1])
			parts = append(parts, part{both, -1})
			i++
		default:
			for range d.flipped {
				w.Picture ^= 1 << random.IntN(64)
			}
			parts = append(parts, part{w, int32(i)})
		}
	}
	query = Layout{Width: page.Width, Height: page.Height, CharHeight: page.CharHeight * math.Abs(d.move[0])}
	if d.crop != (window{}) {
		query.Width, query.Height = int(d.crop.right-d.crop.left), int(d.crop.bottom-d.crop.top)
	}
	shake := func(x float64) int16 {
		return int16(math.Round(x)) + int16(random.IntN(2*d.jitter+1)-d.jitter)
	}
	kept := parts[:0]
	for _, p := range parts {
		x0, y0, x1, y1 := d.moved(p.word)
		if c := d.crop; c != (window{}) {
			if x0 < c.left || x1 > c.right || y0 < c.top || y1 > c.bottom {
				continue
			}
			x0, x1, y0, y1 = x0-c.left, x1-c.left, y0-c.top, y1-c.top
		}
		p.word = Word{X0: shake(x0), X1: shake(x1), Y0: shake(y0), Y1: shake(y1), Picture: seen(p.word.Picture, d.move[0] < 0, d.move[4] < 0)}
		kept = append(kept, p)
	}
	slices.SortStableFunc(kept, func(a, b part) int {
		return cmp.Or(cmp.Compare(a.word.Y0, b.word.Y0), cmp.Compare(a.word.X0, b.word.X0))
	})
	for _, p := range kept {
		query.Words = append(query.Words, p.word)
		origin = append(origin, p.origin)
	}
	return query, origin
}

// moved is the box of a word on the query: its edges at half its height, its height
// in its middle.
func (d damage) moved(w Word) (x0, y0, x1, y1 float64) {
	x, y := (float64(w.X0)+float64(w.X1))/2, (float64(w.Y0)+float64(w.Y1))/2
	x0, _ = d.move.Apply(float64(w.X0), y)
	x1, _ = d.move.Apply(float64(w.X1), y)
	_, y0 = d.move.Apply(x, float64(w.Y0))
	_, y1 = d.move.Apply(x, float64(w.Y1))
	return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)
}

// seen is a picture flipped, bit by bit.
func seen(picture uint64, leftRight, topBottom bool) (out uint64) {
	for row := range 4 {
		for column := range 16 {
			r, c := row, column
			if topBottom {
				r = 3 - row
			}
			if leftRight {
				c = 15 - column
			}
			out |= picture >> (16*row + column) & 1 << (16*r + c)
		}
	}
	return out
}

func scaled(s float64) Homography { return Homography{s, 0, 0, 0, s, 0, 0, 0, 1} }

func rotated(degrees float64) Homography {
	s, c := math.Sincos(degrees * math.Pi / 180)
	return Homography{c, -s, 30, s, c, 5, 0, 0, 1}
}

var (
	unmoved    = scaled(1)
	upsideDown = Homography{-1, 0, 850, 0, -1, 1100, 0, 0, 1}
	mirrored   = Homography{-1, 0, 850, 0, 1, 0, 0, 0, 1}
	upended    = Homography{1, 0, 0, 0, -1, 1100, 0, 0, 1}
	foreshort  = Homography{.93, .02, 12, -.015, .95, 20, 1.2e-4, -.8e-4, 1}
	topThird   = window{0, 0, 850, 400}
	lowerRight = window{300, 500, 850, 1100}
)

var damages = []struct {
	name string
	damage
	angle    float64
	scale    float64 // query to known page
	mirrored bool
}{
	{"as it was", damage{move: unmoved}, 0, 1, false},
	{"smaller", damage{move: scaled(.7)}, 0, 1 / .7, false},
	{"larger", damage{move: scaled(1.9)}, 0, 1 / 1.9, false},
	{"skewed", damage{move: rotated(2)}, -2, 1, false},
	{"photographed", damage{move: foreshort}, math.NaN(), math.NaN(), false},
	{"upside down", damage{move: upsideDown}, 180, 1, false},
	{"mirrored", damage{move: mirrored}, 0, 1, true},
	{"mirrored top to bottom", damage{move: upended}, 180, 1, true},
	{"cropped", damage{move: unmoved, crop: lowerRight}, 0, 1, false},
	{"redacted", damage{move: unmoved, lost: .4}, 0, 1, false},
	{"blurred", damage{move: unmoved, jitter: 1, flipped: 10}, 0, 1, false},
	{"badly segmented", damage{move: unmoved, split: .15, merged: .1}, 0, 1, false},
	{"cropped and blurred", damage{move: scaled(1.2), crop: topThird, jitter: 1, flipped: 6, lost: .1}, 0, 1 / 1.2, false},
	{"everything", damage{move: foreshort, lost: .2, split: .05, merged: .05, jitter: 1, flipped: 6}, math.NaN(), math.NaN(), false},
	{"everything, upside down", damage{move: upsideDown.Then(foreshort), lost: .2, split: .05, merged: .05, jitter: 1, flipped: 6}, math.NaN(), math.NaN(), false},
}

func TestRegisterFindsDamagedPages(t *testing.T) {
	for _, c := range damages {
		t.Run(c.name, func(t *testing.T) {
			for seed := range uint64(10) {
				page := printed(seed, 52)
				query, origin := c.to(&page, seed)
				for _, swapped := range []bool{false, true} {
					checkRegistration(t, c.damage, &page, &query, origin, swapped)
				}
				r, _ := Register(NewPlane(&query), NewPlane(&page))
				if r.Mirrored() != c.mirrored {
					t.Errorf("seed %d: mirrored: %v", seed, r.Mirrored())
				}
				if math.Abs(r.Angle()-c.angle) > .1 {
					t.Errorf("seed %d: turned by %v degrees, want %v", seed, r.Angle(), c.angle)
				}
				if math.Abs(r.Scale()/c.scale-1) > .005 {
					t.Errorf("seed %d: scale %v, want %v", seed, r.Scale(), c.scale)
				}
			}
		})
	}
}

// checkRegistration compares what Register finds with what was done. Swapped, the
// damaged page is the known one.
func checkRegistration(t *testing.T, d damage, page, query *Layout, origin []int32, swapped bool) {
	t.Helper()
	want, _ := d.move.Then(Affine{1, 0, -d.crop.left, 0, 1, -d.crop.top}.Homography()).Inverse()
	asked, known := query, page
	if swapped {
		asked, known = page, query
		want, _ = want.Inverse()
	}
	r, ok := Register(NewPlane(asked), NewPlane(known))
	if !ok || r.Score() < 25 {
		t.Fatalf("swapped %v: found %v, score %.1f", swapped, ok, r.Score())
	}
	h := hullOf(asked.Words)
	if swapped {
		overlap, _ := want.Inverse()
		h = mappedHull(overlap, hullOf(known.Words))
	}
	for _, corner := range [][2]float64{{h.left, h.top}, {h.right, h.top}, {h.left, h.bottom}, {h.right, h.bottom}} {
		x, y := r.Transform.Apply(corner[0], corner[1])
		u, v := want.Apply(corner[0], corner[1])
		if off := math.Hypot(x-u, y-v) * 10 / known.CharHeight; !(off < 1) {
			t.Errorf("swapped %v: corner %.0f is off by %.2f pixels", swapped, corner, off)
		}
	}
	whole := 0
	for _, o := range origin {
		if o >= 0 {
			whole++
		}
	}
	right := 0
	for _, p := range r.Pairs {
		damaged, original := p.Query, p.Known
		if swapped {
			damaged, original = original, damaged
		}
		if origin[damaged] == original {
			right++
		}
	}
	if wrong := len(r.Pairs) - right; wrong > len(r.Pairs)/50 {
		t.Errorf("swapped %v: %d of %d pairs are wrong", swapped, wrong, len(r.Pairs))
	}
	if right < whole*97/100 {
		t.Errorf("swapped %v: %d of %d words are paired", swapped, right, whole)
	}
	if len(r.Pairs)+len(r.UnpairedQuery) < r.Query || len(r.Pairs)+len(r.UnpairedKnown) < r.Known {
		t.Errorf("swapped %v: %d pairs and %d, %d unpaired do not make %d, %d", swapped, len(r.Pairs), len(r.UnpairedQuery), len(r.UnpairedKnown), r.Query, r.Known)
	}
	limit := r.Known / 50
	if d.jitter > 0 { // parts of a word that were shaken show less of what it shows
		limit = r.Known / 12
	}
	if r.Replaced > limit {
		t.Errorf("swapped %v: %d of %d words are said to be replaced", swapped, r.Replaced, r.Known)
	}
}

func mappedHull(m Homography, h hull) hull {
	x0, y0 := m.Apply(h.left, h.top)
	x1, y1 := m.Apply(h.right, h.bottom)
	return hull{min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)}
}

func TestRegisterToleratesNothingInCommon(t *testing.T) {
	var planes []*Plane
	for seed := range uint64(142) {
		page := printed(seed, 10+int(seed%40))
		planes = append(planes, NewPlane(&page))
	}
	pairs := 0
	for i, query := range planes {
		for _, known := range planes[:i] {
			if r, _ := Register(query, known); r.Score() >= 10 {
				t.Errorf("unrelated pages score %.1f", r.Score())
			}
			pairs++
		}
	}
	if pairs < 10_000 {
		t.Errorf("%d pairs only", pairs)
	}
}

// table makes a page of columns whose cells are as wide on every page of a layout seed.
func table(layoutSeed, pictureSeed uint64) Layout {
	widths, pictures := rand.New(rand.NewPCG(layoutSeed, 3)), rand.New(rand.NewPCG(pictureSeed, 4))
	l := Layout{Width: 850, Height: 1100, CharHeight: 10}
	for row := range 45 {
		for column := range 8 {
			x, y := 60+95*column, 70+22*row
			l.Words = append(l.Words, Word{int16(x), int16(y), int16(x + 20 + widths.IntN(60)), int16(y + 10), pictures.Uint64()})
		}
	}
	return l
}

func TestRegisterTellsTablesApartByPictures(t *testing.T) {
	for seed := range uint64(20) {
		known, other := table(seed, 1), table(seed, 2)
		if r, _ := Register(NewPlane(&other), NewPlane(&known)); r.Score() >= 10 {
			t.Errorf("tables of equal cells with other figures score %.1f", r.Score())
		}
		if r, ok := Register(NewPlane(&known), NewPlane(&known)); !ok || r.Score() != 360 {
			t.Errorf("a table scores %.1f against itself, of 360 cells", r.Score())
		}
	}
}

// filled is a form filled in: on every third line, words are replaced by others.
func filled(form *Layout, seed uint64) (page Layout, replaced int) {
	random := rand.New(rand.NewPCG(seed, 5))
	page = *form
	page.Words = nil
	for _, line := range lines(form.Words) {
		if int(line[0].Y0)/18%3 != 0 {
			page.Words = append(page.Words, line...)
			continue
		}
		replaced += len(line)
		for x := int(line[0].X0); ; {
			w := anyWord(random, x, 82+18*((int(line[0].Y0)-78)/18))
			if w.X1 > line[len(line)-1].X1 {
				break
			}
			page.Words = append(page.Words, w)
			x = int(w.X1) + 6
		}
	}
	inReadingOrder(page.Words)
	return page, replaced
}

func lines(words []Word) (lines [][]Word) {
	byLine := slices.Clone(words)
	lineOf := func(w Word) int { return (int(w.Y0) - 78) / 18 }
	slices.SortStableFunc(byLine, func(a, b Word) int { return cmp.Or(cmp.Compare(lineOf(a), lineOf(b)), cmp.Compare(a.X0, b.X0)) })
	for begin := 0; begin < len(byLine); {
		end := begin
		for end < len(byLine) && lineOf(byLine[end]) == lineOf(byLine[begin]) {
			end++
		}
		lines = append(lines, byLine[begin:end])
		begin = end
	}
	return lines
}

func TestReplaced(t *testing.T) {
	for seed := range uint64(10) {
		form := printed(seed, 52)
		one, replaced := filled(&form, 2*seed)
		other, _ := filled(&form, 2*seed+1)
		r, ok := Register(NewPlane(&one), NewPlane(&other))
		if !ok || r.Replaced < replaced/2 {
			t.Errorf("of about %d words, %d are said to be replaced", replaced, r.Replaced)
		}
		redacted, _ := damage{move: unmoved, lost: .4}.to(&form, seed)
		for _, pages := range [][2]*Layout{{&redacted, &form}, {&form, &redacted}} {
			if r, _ := Register(NewPlane(pages[0]), NewPlane(pages[1])); r.Replaced != 0 {
				t.Errorf("of a redacted page, %d words are said to be replaced", r.Replaced)
			}
		}
	}
}

func TestUnpairedNamesTheWordsRedacted(t *testing.T) {
	page := printed(1, 52)
	query := page
	query.Words = slices.Concat(page.Words[:100], page.Words[130:])
	r, ok := Register(NewPlane(&query), NewPlane(&page))
	var want []int32
	for i := range int32(30) {
		want = append(want, 100+i)
	}
	if !ok || !slices.Equal(r.UnpairedKnown, want) || len(r.UnpairedQuery) != 0 {
		t.Errorf("found %v; unpaired are %v and %v", ok, r.UnpairedQuery, r.UnpairedKnown)
	}
}

func TestRegisterFindsSparsePages(t *testing.T) {
	for seed := range uint64(20) {
		page := table(seed, seed)
		page.Words = slices.DeleteFunc(page.Words, func(w Word) bool { return w.X0 > 60+2*95 || w.Y0 > 400 }) // 3 columns of 16
		query, _ := damage{move: upsideDown.Then(scaled(1.3)), flipped: 5}.to(&page, seed)
		if r, ok := Register(NewPlane(&query), NewPlane(&page)); !ok || r.Alike != len(page.Words) {
			t.Errorf("seed %d: %d of %d words are found", seed, r.Alike, len(page.Words))
		}
	}
}

func TestRegisterSurvivesAnyLayout(t *testing.T) {
	good := printed(1, 40)
	heap := Layout{Width: 100, Height: 100, CharHeight: 10}
	wild := Layout{Width: -5, Height: math.MaxInt, CharHeight: 3}
	random := rand.New(rand.NewPCG(1, 6))
	for range 400 {
		heap.Words = append(heap.Words, Word{10, 10, 30, 20, 7})
		wild.Words = append(wild.Words, Word{int16(random.Uint32()), int16(random.Uint32()), int16(random.Uint32()), int16(random.Uint32()), random.Uint64()})
	}
	with := func(char float64) *Layout {
		l := good
		l.CharHeight = char
		return &l
	}
	layouts := []*Layout{
		{}, {CharHeight: 10}, {Width: 1, Height: 1, CharHeight: 10, Words: good.Words[:1]},
		{Words: []Word{{math.MinInt16, math.MinInt16, math.MaxInt16, math.MaxInt16, 1}}, CharHeight: 10},
		&heap, &wild, with(0), with(-1), with(math.NaN()), with(math.Inf(1)), with(1e-300), with(1e300), &good,
	}
	for i, a := range layouts {
		a.Chains()
		a.Probes(false)
		a.Probes(true)
		for j, b := range layouts {
			r, ok := Register(NewPlane(a), NewPlane(b))
			if same := a == &good && b == &good; same != (ok && r.Score() > 10) && a != b {
				t.Errorf("layouts %d and %d: found %v, score %.1f", i, j, ok, r.Score())
			}
		}
	}
}

func TestPlaneIsSharedByGoroutines(t *testing.T) {
	page := printed(1, 52)
	query, _ := damage{move: rotated(1), lost: .2, jitter: 1}.to(&page, 1)
	asked, known := NewPlane(&query), NewPlane(&page)
	want, _ := Register(NewPlane(&query), NewPlane(&page))
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			if r, _ := Register(asked, known); !reflect.DeepEqual(r, want) {
				t.Error("registrations differ")
			}
		})
	}
	wg.Wait()
}

// depict is the picture of a word that shows what others do where it overlaps them.
func depict(w Word, others ...Word) (picture uint64) {
	for column := range pictureColumns {
		x := float64(w.X0) + (float64(column)+.5)*float64(w.X1-w.X0)/pictureColumns
		for _, o := range others {
			if x < float64(o.X0) || x >= float64(o.X1) {
				continue
			}
			from := int((x - float64(o.X0)) * pictureColumns / float64(o.X1-o.X0))
			for row := range pictureRows {
				picture |= o.Picture >> (row*pictureColumns + from) & 1 << (row*pictureColumns + column)
			}
		}
	}
	return picture
}

func TestFlippedPictures(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 7))
	for range 100 {
		p := random.Uint64()
		if got, want := mirroredPicture(p), seen(p, true, false); got != want {
			t.Errorf("mirrored, %016x is %016x, want %016x", p, got, want)
		}
		if got, want := upendedPicture(p), seen(p, false, true); got != want {
			t.Errorf("upended, %016x is %016x, want %016x", p, got, want)
		}
	}
}

func ExampleRegister() {
	page := printed(1, 52)
	query, _ := damage{move: upsideDown.Then(scaled(.5)), lost: .5}.to(&page, 1)
	r, ok := Register(NewPlane(&query), NewPlane(&page))
	fmt.Println(ok, r.Score() > 10, math.Round(r.Angle()), r.Mirrored())
	// Output: true true 180 false
}

func BenchmarkNewPlane(b *testing.B) {
	page := printed(1, 52)
	b.ReportMetric(float64(len(page.Words)), "words")
	for b.Loop() {
		NewPlane(&page)
	}
}

func BenchmarkRegister(b *testing.B) {
	page, other := printed(1, 52), printed(2, 52)
	query, _ := damage{move: foreshort, lost: .1, jitter: 1, flipped: 6}.to(&page, 1)
	asked := NewPlane(&query)
	for _, c := range []struct {
		name  string
		known *Layout
	}{{"true", &page}, {"false", &other}} {
		b.Run(c.name, func(b *testing.B) {
			known := NewPlane(c.known)
			for b.Loop() {
				Register(asked, known)
			}
		})
	}
}

func BenchmarkProbes(b *testing.B) {
	page := printed(1, 52)
	for b.Loop() {
		page.Probes(false)
		page.Probes(true)
	}
}
