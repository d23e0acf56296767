package lineage

import (
	"maps"
	"slices"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/traces"
)

// A pair is two copies of which the child may have been made from the parent, and what is seen of
// them side by side.
type pair struct {
	parent, child *Copy
	there, back   dossier.Match // of the child with the parent, and the other way round
	pages         [][2]int      // of parent and child, from 0, that are one
	content       contents
	fonts, images sets
	notes, info   sets
	crops         [2]int // pages that the child shows less of, and more of
	turns         int    // pages that it turns by a quarter
	between       bool   // another copy lies between them
	steps         int    // about how many things would have been done
}

// A sets says how two sets stand: what only the parent has, only the child, and both.
type sets struct{ lost, gained, both int }

func compareSets[T comparable](parent, child map[T]bool) (s sets) {
	for v := range parent {
		if child[v] {
			s.both++
		} else {
			s.lost++
		}
	}
	s.gained = len(child) - s.both
	return s
}

func (s sets) equal() bool { return s.lost == 0 && s.gained == 0 }
func (s sets) empty() bool { return s == sets{} }

// contents count pages by how what the child's page is drawn by stands to the parent's, and
// what was put on pages or taken off, the same on several pages once.
type contents struct {
	equal, added, removed, edited, rewritten int
	additions, removals                      int
}

// onlyAdded reports whether all pages hold what draws the parent's, and some more.
func (c contents) onlyAdded() bool { return c.added > 0 && c.equal+c.added == c.compared() }

func (c contents) compared() int { return c.equal + c.added + c.removed + c.edited + c.rewritten }

// newPair returns nil where the copies have nothing in common.
func newPair(parent, child *Copy, there, back dossier.Match) *pair {
	p := &pair{parent: parent, child: child, there: there, back: back}
	for _, m := range there.Pages {
		if m.Known <= len(parent.Pages) && m.Query <= len(child.Pages) && m.Known > 0 && m.Query > 0 {
			p.pages = append(p.pages, [2]int{m.Known - 1, m.Query - 1})
		}
	}
	if !there.Verdict.Found() || len(p.pages) == 0 {
		return nil
	}
	p.compareContents()
	p.fonts = compareSets(fontsOf(parent), fontsOf(child))
	p.images = compareSets(imagesOf(parent), imagesOf(child))
	p.notes = compareSets(notesOf(parent), notesOf(child))
	p.info = compareSets(infoOf(parent), infoOf(child))
	p.steps = p.countSteps()
	return p
}

// traced returns what two pages that are one are made of.
func (p *pair) traced(pages [2]int) (parent, child traces.Page, ok bool) {
	a, b := p.parent.Traces.Pages, p.child.Traces.Pages
	if pages[0] >= len(a) || pages[1] >= len(b) {
		return parent, child, false
	}
	return a[pages[0]], b[pages[1]], true
}

func (p *pair) compareContents() {
	additions, removals := map[uint64]bool{}, map[uint64]bool{}
	for _, of := range p.pages {
		a, b, ok := p.traced(of)
		if !ok {
			continue
		}
		p.compareShape(a, b)
		if len(a.Units) == 0 && len(b.Units) == 0 {
			continue
		}
		shared := sharedUnits(a.Units, b.Units)
		if otherPictures(p.parent.Pages[of[0]], p.child.Pages[of[1]]) {
			shared = 0
		}
		switch {
		case shared == 0:
			p.content.rewritten++
		case shared == len(a.Units) && shared == len(b.Units):
			p.content.equal++
		case shared == len(a.Units):
			p.content.added++
			additions[beyond(b.Units, a.Units)] = true
		case shared == len(b.Units):
			p.content.removed++
			removals[beyond(a.Units, b.Units)] = true
		case shared > 2 && 5*shared > 2*min(len(a.Units), len(b.Units)):
			p.content.edited++
		default:
			p.content.rewritten++
		}
	}
	p.content.additions, p.content.removals = len(additions), len(removals)
}

// compareShape compares how much of a page is shown, and which side up.
func (p *pair) compareShape(a, b traces.Page) {
	const much = 3. // points: programs that draw pages anew round their sizes
	w, h := shown(a)
	v, i := shown(b)
	if (w < h) != (v < i) {
		p.turns++
		v, i = i, v
	}
	if v < w-much || i < h-much {
		p.crops[0]++
	}
	if v > w+much || i > h+much {
		p.crops[1]++
	}
}

// shown is the size of a page as displayed, in points.
func shown(p traces.Page) (width, height float64) {
	width, height = p.Crop[2]-p.Crop[0], p.Crop[3]-p.Crop[1]
	if p.Rotate%180 != 0 {
		return height, width
	}
	return width, height
}

// beyond sums up what the one list has beyond the other.
func beyond(of, than []uint64) (sum uint64) {
	count := make(map[uint64]int, len(than))
	for _, u := range than {
		count[u]++
	}
	for _, u := range of {
		if count[u]--; count[u] < 0 {
			sum += u
		}
	}
	return sum
}

func fontsOf(c *Copy) map[dossier.Digest]bool {
	all := map[dossier.Digest]bool{}
	for _, f := range c.Traces.Fonts {
		all[f.Program] = true
	}
	return all
}

func imagesOf(c *Copy) map[dossier.Digest]bool {
	all := map[dossier.Digest]bool{}
	for _, p := range c.Pages {
		for _, i := range p.Images {
			all[i] = true
		}
	}
	return all
}

func notesOf(c *Copy) map[uint64]bool {
	all := map[uint64]bool{}
	for _, p := range c.Traces.Pages {
		for _, n := range p.Notes {
			all[n] = true
		}
	}
	return all
}

// infoOf are the entries of the document information that no program writes by itself.
func infoOf(c *Copy) map[[2]string]bool {
	all := map[[2]string]bool{}
	for key, value := range maps.All(c.Traces.Info) {
		if key != "ModDate" && key != "Producer" && key != "CreationDate" {
			all[[2]string{key, value}] = true
		}
	}
	return all
}

// pictured reports whether all pages of a copy are pictures of pages.
func (c *Copy) pictured() bool {
	return len(c.Pages) > 0 && !slices.ContainsFunc(c.Pages, func(p Page) bool { return !p.Picture })
}

// became reports whether pages of the parent that are no pictures of pages are ones in the child or,
// unless pictures, the other way round.
func (p *pair) became(pictures bool) bool {
	return slices.ContainsFunc(p.pages, func(of [2]int) bool {
		a, b := p.parent.Pages[of[0]].Picture, p.child.Pages[of[1]].Picture
		return a != b && b == pictures
	})
}

// layered counts the pages that are pictures under a text that some other program read.
func (c *Copy) layered() (pages int) {
	for _, p := range c.Pages {
		if p.Picture && p.Letters > 0 && !p.Read {
			pages++
		}
	}
	return pages
}

// pixels is how many pixels the largest picture has of those that fill pages.
func (c *Copy) pixels() (most int) {
	for _, p := range c.Traces.Pages {
		for _, i := range p.Images {
			most = max(most, i.Width*i.Height)
		}
	}
	return most
}

// quality is the least quality of its JPEGs; 0 for none.
func (c *Copy) quality() (least int) {
	for _, p := range c.Traces.Pages {
		for _, i := range p.Images {
			if i.Quality > 0 && (least == 0 || i.Quality < least) {
				least = i.Quality
			}
		}
	}
	return least
}

// lostPages and newPages count the pages that only one of the two has.
func (p *pair) lostPages() int { return distinct(len(p.parent.Pages), p.pages, 0) }
func (p *pair) newPages() int  { return distinct(len(p.child.Pages), p.pages, 1) }

func distinct(of int, pages [][2]int, side int) int {
	seen := map[int]bool{}
	for _, pair := range pages {
		seen[pair[side]] = true
	}
	return of - len(seen)
}

// attached compares what is attached.
func (p *pair) attached() sets {
	of := func(c *Copy) map[dossier.Digest]bool {
		all := map[dossier.Digest]bool{}
		for _, a := range c.Attachments {
			all[a.SHA256] = true
		}
		return all
	}
	return compareSets(of(p.parent), of(p.child))
}

// count counts the alterations of some kinds, the same change once.
func count(m dossier.Match, kinds ...dossier.Kind) int {
	seen := map[[3]string]bool{}
	for _, a := range m.Alterations {
		if slices.Contains(kinds, a.Kind) {
			seen[[3]string{string(a.Kind), a.Before, a.After}] = true
		}
	}
	return len(seen)
}

// countSteps is about how many things would have been done to the parent to make the child. Drawing pages
// anew is one, whatever it does to fonts and pictures.
func (p *pair) countSteps() int {
	n := p.attached().gained + p.attached().lost
	if c := p.content; c.rewritten > 0 || c.compared() == 0 || p.became(true) || p.became(false) {
		n += 1 + min(4, count(p.there, dossier.TextEdited, dossier.TextRedacted, dossier.RedactedBadly, dossier.OverlayAdded, dossier.OverlayRemoved, dossier.Restyled, dossier.ImageReplaced))
	} else {
		n += min(3, c.additions) + 2*min(2, c.removals) + min(3, c.edited) + min(2, p.notes.gained) + min(2, p.notes.lost)
		if p.fonts.lost > 0 && p.fonts.gained > 0 {
			n++
		}
	}
	for _, happened := range []bool{
		p.lostPages() > 0, p.newPages() > 0, p.crops[0]+p.crops[1] > 0, p.turns > 0,
		p.images.gained > 0 && p.images.lost > 0 && p.content.rewritten == 0, p.parent.layered() != p.child.layered(),
	} {
		if happened {
			n++
		}
	}
	return n
}
