package pdq

import (
	"math/rand/v2"
	"slices"
	"testing"
)

func randomHash(r *rand.Rand) Hash {
	return Hash{r.Uint64(), r.Uint64(), r.Uint64(), r.Uint64()}
}

// altered returns the hash with n bits changed.
func altered(r *rand.Rand, h Hash, n int) Hash {
	for _, bit := range r.Perm(256)[:n] {
		h[bit/64] ^= 1 << (bit % 64)
	}
	return h
}

func TestSearchFindsAllWithinTheRadius(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	var index Index
	var hashes []Hash
	add := func(h Hash) {
		index.Add(h, len(hashes)/2) // two hashes for each id
		hashes = append(hashes, h)
	}
	questions := []Hash{{}, {^uint64(0), ^uint64(0), ^uint64(0), ^uint64(0)}}
	for range 20 {
		questions = append(questions, randomHash(r))
	}
	for _, q := range questions {
		for n := range 60 {
			add(altered(r, q, n))
			add(randomHash(r))
		}
	}
	for _, q := range questions {
		for _, radius := range []int{-1, 0, 1, 7, 15, 16, 31, 32, 40, 256} {
			var want []Found
			for distance := range radius + 1 {
				for i, h := range hashes {
					if h.Distance(q) == distance {
						want = append(want, Found{ID: i / 2, Distance: distance})
					}
				}
			}
			if got := index.Search(q, radius); !slices.Equal(got, want) {
				t.Fatalf("Search(%v, %d) finds\n%v, want\n%v", q, radius, got, want)
			}
			if radius >= 0 && len(want) < radius/8 {
				t.Fatalf("the test has only %d hashes within %d", len(want), radius)
			}
		}
	}
}

// One bit changed in each band leaves no band as it was; two bits in each but one
// leave a single band through which to find the hash.
func TestSearchFindsWhatDiffersInEveryBand(t *testing.T) {
	var spread, hidden Hash
	for b := range bands {
		spread[b/4] |= 1 << (b%4*bandBits + b)
		hidden[b/4] |= 3 << (b % 4 * bandBits)
	}
	hidden[3] ^= 1 << 48 // 31 bits: one only in the last band
	var index Index
	index.Add(spread, 1)
	index.Add(hidden, 2)
	for radius, want := range map[int][]Found{
		15: nil,
		16: {{1, 16}},
		30: {{1, 16}},
		31: {{1, 16}, {2, 31}},
	} {
		if got := index.Search(Hash{}, radius); !slices.Equal(got, want) {
			t.Errorf("within %d: %v, want %v", radius, got, want)
		}
	}
}

func TestEmptyIndexFindsNothing(t *testing.T) {
	var index Index
	if got := index.Search(Hash{}, 256); got != nil || index.Len() != 0 {
		t.Errorf("found %v among %d hashes", got, index.Len())
	}
}

func BenchmarkSearch(b *testing.B) {
	r := rand.New(rand.NewPCG(1, 2))
	var index Index
	for id := range 100_000 {
		index.Add(randomHash(r), id)
	}
	question := randomHash(r)
	for _, bench := range []struct {
		name   string
		radius int
	}{{"15", 15}, {"31", 31}, {"scan", 32}} {
		b.Run(bench.name, func(b *testing.B) {
			for b.Loop() {
				index.Search(question, bench.radius)
			}
		})
	}
}
