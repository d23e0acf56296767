package lineage

import (
	"cmp"
	"slices"

	"github.com/leakprint/leakprint/pkg/dossier"
)

// How many others each copy is compared with in full: of those that are drawn by the same pieces, and
// of those that are drawn by others, which are about as near as one another; and as many as are just
// as near, up to mostNearest.
const (
	nearestAlike = 5
	nearestAnew  = 10
	mostNearest  = 12
)

// An other is a group that another has something in common with.
type other struct {
	at       int
	distance float64
}

// Candidates returns which copies are to be compared with which, by their places, from the one
// to the other and back: those of unequal content that have most in common. Where two copies have
// nothing in common neither came from the other. A program that draws pages anew makes copies
// that are near to one another and far from what they were made from, so some of both are chosen.
func Candidates(copies []Copy) [][2]int {
	groups := groupsOf(copies)
	chosen := map[[2]int]bool{}
	for i := range groups {
		var alike, anew []other
		for j := range groups {
			a, b := copies[groups[i][0]], copies[groups[j][0]]
			d, related := distance(a, b)
			switch {
			case i == j || !related:
			case d < drawnAnew*float64(min(len(a.Pages), len(b.Pages))):
				alike = append(alike, other{j, d})
			default:
				anew = append(anew, other{j, d})
			}
		}
		for _, o := range slices.Concat(nearestOf(alike, nearestAlike), nearestOf(anew, nearestAnew)) {
			a, b := groups[i][0], groups[o.at][0]
			chosen[[2]int{a, b}], chosen[[2]int{b, a}] = true, true
		}
	}
	var pairs [][2]int
	for p := range chosen {
		pairs = append(pairs, p)
	}
	slices.SortFunc(pairs, func(a, b [2]int) int { return slices.Compare(a[:], b[:]) })
	return pairs
}

// nearestOf returns those of the others that are nearest.
func nearestOf(others []other, count int) []other {
	slices.SortStableFunc(others, func(a, b other) int { return cmp.Compare(a.distance, b.distance) })
	n := min(count, len(others))
	for n < min(mostNearest, len(others)) && others[n].distance == others[n-1].distance {
		n++
	}
	return others[:n]
}

// groupsOf parts copies, by their places, into groups of equal content.
func groupsOf(copies []Copy) [][]int {
	var groups [][]int
	for i := range copies {
		at := slices.IndexFunc(groups, func(g []int) bool { return equalContent(copies[g[0]], copies[i]) })
		if at < 0 {
			groups = append(groups, []int{i})
		} else {
			groups[at] = append(groups[at], i)
		}
	}
	return groups
}

// equalContent reports whether two copies hold the same: what their pages are drawn by, and what is
// attached to them. How they are stored may differ.
func equalContent(a, b Copy) bool {
	if a.SHA256 == b.SHA256 {
		return true
	}
	if len(a.Pages) == 0 || len(a.Pages) != len(b.Pages) || len(a.Attachments) != len(b.Attachments) {
		return false
	}
	for i := range a.Attachments {
		if a.Attachments[i].SHA256 != b.Attachments[i].SHA256 {
			return false
		}
	}
	for i, p := range a.Pages {
		if p.Render.IsZero() || p.Render != b.Pages[i].Render {
			return false
		}
	}
	return true
}

// What pages differ by, in pieces that they are drawn by.
const (
	drawnAnew   = 6. // a page that is drawn by other pieces
	otherWords  = 6. // and says nothing of the same
	otherLayout = 6. // and whose words lie otherwise
	otherSize   = 1.
	pageMissing = 6. // a page that only one copy has

	// From how much in common pages may be the same one.
	fewWords, fewChains = .15, .05
)

// reach is how many pages further on or back a page of the other copy is looked for: pages that are
// drawn the same are found wherever they stand.
const reach = 10

// distance is a rough measure of how much two copies differ; related tells whether they have
// anything in common.
func distance(a, b Copy) (sum float64, related bool) {
	if len(a.Pages) > len(b.Pages) {
		a, b = b, a
	}
	used := make([]bool, len(b.Pages))
	same := samePages(a, b, used)
	for i := range a.Pages {
		if same[i] {
			related = true
			continue
		}
		best, at := pageMissing, -1
		for j := max(0, i-reach); j < min(len(b.Pages), i+reach+1+len(b.Pages)-len(a.Pages)); j++ {
			if used[j] {
				continue
			}
			if d, may := pageDistance(a, i, b, j); may && (at < 0 || d < best) {
				best, at = d, j
			}
		}
		if at >= 0 {
			used[at], related = true, true
		}
		sum += best
	}
	return sum + pageMissing*float64(len(b.Pages)-len(a.Pages)), related
}

// samePages tells of each page of a whether b has one that is drawn the same, and marks those.
func samePages(a, b Copy, used []bool) []bool {
	at := map[dossier.Digest][]int{}
	for j, p := range b.Pages {
		if !p.Render.IsZero() {
			at[p.Render] = append(at[p.Render], j)
		}
	}
	same := make([]bool, len(a.Pages))
	for i, p := range a.Pages {
		if left := at[p.Render]; len(left) > 0 {
			used[left[0]], same[i], at[p.Render] = true, true, left[1:]
		}
	}
	return same
}

// pageDistance is how much two pages differ; same tells whether they may be the same page.
func pageDistance(a Copy, i int, b Copy, j int) (d float64, same bool) {
	p, q := a.Pages[i], b.Pages[j]
	if i < len(a.Traces.Pages) && j < len(b.Traces.Pages) && !otherPictures(p, q) {
		of, with := a.Traces.Pages[i].Units, b.Traces.Pages[j].Units
		shared := sharedUnits(of, with)
		differ := len(of) + len(with) - 2*shared
		if least := min(len(of), len(with)); shared > 0 && shared == least || shared > 2 && 2*shared > least {
			return min(drawnAnew, float64(differ)+.5), true
		}
	}
	said, lie := sketchesAlike(p.Wording, q.Wording), sketchesAlike(p.Drawn, q.Drawn)
	d = drawnAnew + otherLayout*(1-lie)
	if len(p.Wording) > 0 && len(q.Wording) > 0 {
		d += otherWords * (1 - said)
	}
	return d, said > fewWords || lie > fewChains || sharedImages(p, q)
}

// otherPictures reports whether two pages are pictures of pages, and not the same one: by what they are
// drawn they all look alike.
func otherPictures(p, q Page) bool { return p.Picture && q.Picture && !sharedImages(p, q) }

func sharedImages(p, q Page) bool {
	return slices.ContainsFunc(p.Images, func(d dossier.Digest) bool { return slices.Contains(q.Images, d) })
}

// sharedUnits counts what two lists have in common, in any order.
func sharedUnits(a, b []uint64) int {
	count := make(map[uint64]int, len(a))
	for _, u := range a {
		count[u]++
	}
	shared := 0
	for _, u := range b {
		if count[u] > 0 {
			count[u]--
			shared++
		}
	}
	return shared
}

// sketchesAlike estimates how much of two sets is in both, by their least elements.
func sketchesAlike(a, b []uint64) float64 {
	if len(a) == 0 || len(b) == 0 {
		return 0
	}
	union := slices.Concat(a, b)
	slices.Sort(union)
	union = slices.Compact(union)
	union = union[:min(len(union), max(len(a), len(b)))]
	both := 0
	for _, u := range union {
		_, inA := slices.BinarySearch(a, u)
		_, inB := slices.BinarySearch(b, u)
		if inA && inB {
			both++
		}
	}
	return float64(both) / float64(len(union))
}
