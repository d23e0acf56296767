package layout

import (
	"maps"
	"math"
	"slices"
	"testing"
)

func keys(chains []Chain) map[uint32]bool {
	set := map[uint32]bool{}
	for _, c := range chains {
		set[c.Key] = true
	}
	return set
}

// found is the part of a page's chains that a query has a key of.
func found(page, query *Layout, reversed bool) float64 {
	asked := map[uint32]bool{}
	for _, p := range query.Probes(reversed) {
		for _, k := range p.Keys {
			asked[k] = true
		}
	}
	chains := page.Chains()
	n := 0
	for _, c := range chains {
		if asked[c.Key] {
			n++
		}
	}
	return float64(n) / float64(len(chains))
}

func TestProbesHoldTheChainsOfThePage(t *testing.T) {
	sparse := printed(1, 6)
	dense := printed(1, 52)
	for _, page := range []*Layout{&sparse, &dense} {
		own, probes := page.Chains(), page.Probes(false)
		if len(own) == 0 {
			t.Fatal("the page has no chains")
		}
		for i, c := range own {
			if p := probes[i]; p.Keys[0] != c.Key || p.First != c.First || p.Last != c.Last {
				t.Fatalf("chain %d is %v, its probe %v", i, c, p)
			}
		}
	}
}

func TestChainsSurvive(t *testing.T) {
	page := printed(1, 52)
	sparse := table(1, 1)
	sparse.Words = sparse.Words[:64]
	for _, c := range []struct {
		name     string
		page     *Layout
		damage   damage
		reversed bool
		least    float64
	}{
		{"doubled", &page, damage{move: scaled(2)}, false, 1},
		{"mirrored", &page, damage{move: mirrored}, true, .97},
		{"upside down", &page, damage{move: upsideDown}, true, .97},
		{"mirrored top to bottom", &page, damage{move: upended}, false, 1},
		{"larger", &page, damage{move: scaled(1.37)}, false, .8},
		{"smaller", &page, damage{move: scaled(.8)}, false, .6},
		{"blurred", &page, damage{move: unmoved, jitter: 1}, false, .2},
		{"a tenth of the words lost", &page, damage{move: unmoved, lost: .1}, false, .5},
		{"sparse", &sparse, damage{move: scaled(2)}, false, 1},
		{"sparse, mirrored", &sparse, damage{move: mirrored}, true, .95},
		{"sparse, larger", &sparse, damage{move: scaled(1.37)}, false, .7},
	} {
		query, _ := c.damage.to(c.page, 1)
		if part := found(c.page, &query, c.reversed); part < c.least {
			t.Errorf("%s: %.2f of the chains are found, want %.2f", c.name, part, c.least)
		}
		if part := found(c.page, &query, !c.reversed); part > .1 {
			t.Errorf("%s: %.2f of the chains are found in the wrong direction", c.name, part)
		}
	}
}

func TestCornersTellUpsideDownFromMirrored(t *testing.T) {
	page := printed(1, 8)
	page.Words = slices.DeleteFunc(page.Words, func(w Word) bool { return w.X0 > 220 }) // about three words a line
	for _, move := range []Homography{mirrored, upsideDown} {
		query, _ := damage{move: move}.to(&page, 1)
		if part := found(&page, &query, true); part < .6 {
			t.Errorf("moved by %v, %.2f of the chains are found", move, part)
		}
	}
}

func TestChainsFollowTheLine(t *testing.T) {
	page := Layout{Width: 800, Height: 200, CharHeight: 10}
	for i := range int16(6) {
		page.Words = append(page.Words, Word{X0: 50 + 60*i, X1: 90 + 61*i, Y0: 50, Y1: 60})
	}
	far := Word{X0: 700, X1: 760, Y0: 50, Y1: 60} // farther than a neighbour stands
	low := Word{X0: 420, X1: 460, Y0: 58, Y1: 68} // on the next line
	page.Words = append(page.Words, far, low)
	var five []Chain
	for _, c := range page.Chains() {
		if c.Last == c.First+4 {
			five = append(five, c)
		}
	}
	if len(five) != 2 || five[0].First != 0 || five[1].First != 1 {
		t.Errorf("six words in line make the chains of five %v", five)
	}
}

func TestKindsShareNoKeys(t *testing.T) {
	lengths := [6]int32{40, 50, 60, 70, 80, 90}
	seen := map[uint32]kind{}
	for _, k := range []kind{fiveRun, threeRun, corner} {
		c := newChain(k, [5]int32{}, lengths)
		for _, key := range c.appendKeys(nil, doubt) {
			if other, ok := seen[key]; ok && other != k {
				t.Errorf("kinds %d and %d share a key", k, other)
			}
			seen[key] = k
		}
	}
}

func TestEqualWidthsStandInOneBin(t *testing.T) {
	want := newChain(fiveRun, [5]int32{}, [6]int32{40, 40, 40, 40, 40}).key
	for width := int32(1); width < 3000; width++ {
		if got := newChain(fiveRun, [5]int32{}, [6]int32{width, width, width, width, width}).key; got != want {
			t.Fatalf("five words of width %d have another key", width)
		}
	}
}

// A logarithm that is rounded the same on every machine is not near a half.
func TestLogarithmsAreFarFromTies(t *testing.T) {
	for length := 1; length <= 2*math.MaxInt16+1; length++ {
		x := math.Log(float64(length)) * logarithmUnit
		if d := math.Abs(x - math.Floor(x) - .5); d < 1e-7 {
			t.Errorf("the logarithm of %d is %v units", length, x)
		}
		if logarithm(int32(length)) != int32(math.Round(x)) {
			t.Fatalf("logarithm(%d) is %d", length, logarithm(int32(length)))
		}
	}
}

func TestChainsOfDifferentPagesDiffer(t *testing.T) {
	a, b := printed(1, 52), printed(2, 52)
	shared := keys(a.Chains())
	maps.DeleteFunc(shared, func(k uint32, _ bool) bool { return !keys(b.Chains())[k] })
	if len(shared) > len(a.Chains())/20 {
		t.Errorf("unrelated pages share %d keys", len(shared))
	}
}
