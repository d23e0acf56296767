package quotation

// soughtLength is how many folded characters of a post must stand in a text for it to be
// worth looking at; all of them where it has fewer.
const soughtLength = 10

// Sought is a post as it is sought in texts, by its runs of a few characters.
type Sought struct {
	runs   map[uint64]bool // by hash: a text that has none of them has nothing of the post
	length int
	power  uint64 // prime to the power of length
}

// NewSought returns the post as it is sought.
func NewSought(p *Post) Sought {
	s := Sought{runs: map[uint64]bool{}, length: min(soughtLength, len(p.folded)), power: 1}
	for range s.length {
		s.power *= prime
	}
	s.each(string(p.folded), func(hash uint64) { s.runs[hash] = true })
	return s
}

// In returns how many runs of the post stand in a folded text.
func (s Sought) In(folded string) int {
	var seen map[uint64]bool
	s.each(folded, func(hash uint64) {
		if s.runs[hash] {
			if seen == nil {
				seen = map[uint64]bool{}
			}
			seen[hash] = true
		}
	})
	return len(seen)
}

// prime is that of the FNV hash of 64 bits.
const prime = 1099511628211

// each calls f with the polynomial hash of every run of a text (Karp, Rabin 1987).
func (s Sought) each(text string, f func(hash uint64)) {
	if s.length == 0 {
		return
	}
	var last [soughtLength]uint64 // the characters of the run, in a ring
	hash, n := uint64(0), 0
	for _, r := range text {
		at := n % s.length
		hash = hash*prime + uint64(r) - s.power*last[at]
		last[at] = uint64(r)
		if n++; n >= s.length {
			f(hash)
		}
	}
}
