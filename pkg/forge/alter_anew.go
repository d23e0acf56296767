package forge

import (
	"math/rand/v2"
	"slices"
	"strings"

	"github.com/leakprint/leakprint/pkg/dossier"
)

// editsApart is how many words at least stand between two edits of EditBeforeSetting.
const editsApart = 15

// EditBeforeSetting makes n edits in the running text of the numbered pages, of four kinds
// in turn: a digit is changed, a word replaced, a word left out, "not" put in. Words do not
// give way: the pages are to be set anew.
func (d Document) EditBeforeSetting(n int, r *rand.Rand, numbers ...int) (Document, []Change) {
	altered := d.clone()
	_, places := d.running()
	places = slices.DeleteFunc(places, func(p place) bool { return !slices.Contains(numbers, p.page+1) })
	kinds := []func(*Sheet, int, *rand.Rand) Change{changeWord, changeWord, leaveOut, putIn}
	first := r.IntN(len(kinds))
	var taken []int // by index into places, whatever was edited
	for i := range n {
		kind := (first + i) % len(kinds)
		for _, at := range r.Perm(len(places)) {
			near := slices.ContainsFunc(taken, func(other int) bool { return max(at-other, other-at) < editsApart })
			if p := places[at]; !near && d.Pages[p.page].mayEdit(p.word, kind == 0) {
				taken = append(taken, at)
				break
			}
		}
		if len(taken) <= i {
			break
		}
	}
	// From the end, so that places stay where they are.
	order := slices.Clone(taken)
	slices.SortFunc(order, func(a, b int) int { return b - a })
	var changes []Change
	for _, at := range order {
		p := places[at]
		kind := kinds[(first+slices.Index(taken, at))%len(kinds)]
		c := kind(&altered.Pages[p.page], p.word, r)
		c.Kind, c.Boxes = dossier.TextEdited, d.boxes([]place{p})
		changes = append(changes, c)
	}
	slices.Reverse(changes)
	return altered, changes
}

// mayEdit reports whether a word stands whole within a paragraph; figure asks for one
// with digits, others have none.
func (p Sheet) mayEdit(i int, figure bool) bool {
	if i == 0 || i+1 == len(p.Words) || p.Words[i-1].Furniture {
		return false
	}
	within := func(w Word) bool { return w.End == Space || w.End == Line }
	text := p.Words[i].Text
	return within(p.Words[i-1]) && within(p.Words[i]) && editable(text) &&
		strings.ContainsAny(text, "0123456789") == figure && text != p.Words[i-1].Text && text != p.Words[i+1].Text
}

func changeWord(p *Sheet, i int, r *rand.Rand) Change {
	before := p.Words[i].Text
	p.Words[i].Text = another(before, r)
	return Change{Before: before, After: p.Words[i].Text}
}

func leaveOut(p *Sheet, i int, _ *rand.Rand) Change {
	before := p.Words[i].Text
	p.Words = slices.Delete(p.Words, i, i+1)
	return Change{Before: before}
}

func putIn(p *Sheet, i int, _ *rand.Rand) Change {
	more := p.Words[i]
	more.Text = "not"
	p.Words = slices.Insert(p.Words, i, more)
	return Change{After: more.Text}
}

// FiguresLast draws the figures of the numbered pages after their other words, as programs
// do that set them in another font. The pages look the same.
func (d Document) FiguresLast(numbers ...int) Document {
	altered := d.clone()
	for _, n := range numbers {
		p := &altered.Pages[n-1]
		slices.SortStableFunc(p.Words, func(a, b Word) int { return order(a) - order(b) })
	}
	return altered
}

// order is 1 for words that are drawn last.
func order(w Word) int {
	if !w.Furniture && strings.ContainsAny(w.Text, "0123456789") {
		return 1
	}
	return 0
}
