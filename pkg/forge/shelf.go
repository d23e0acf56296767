package forge

import "hash/fnv"

// A shelf remembers pages by their runs of six words, to tell whether a page
// says nearly what another does.
type shelf struct {
	pages map[uint64][]int // the pages that hold a run
	runs  []int            // how many runs each page holds
}

const runLength = 6

// runsOf hashes every run of words of the page, repeated ones once.
func runsOf(p Sheet) map[uint64]bool {
	runs := map[uint64]bool{}
	for i := 0; i+runLength <= len(p.Words); i++ {
		h := fnv.New64a()
		for _, w := range p.Words[i : i+runLength] {
			h.Write([]byte(w.Text))
			h.Write([]byte{' '})
		}
		runs[h.Sum64()] = true
	}
	return runs
}

func (s *shelf) add(p Sheet) {
	runs := runsOf(p)
	for run := range runs {
		s.pages[run] = append(s.pages[run], len(s.runs))
	}
	s.runs = append(s.runs, len(runs))
}

// holds reports whether p and some page on the shelf share half of the runs of
// each. Half, because editing one word in twenty leaves not many more alike.
func (s *shelf) holds(p Sheet) bool {
	runs := runsOf(p)
	shared := map[int]int{}
	for run := range runs {
		for _, page := range s.pages[run] {
			shared[page]++
		}
	}
	for page, n := range shared {
		if 2*n >= max(len(runs), s.runs[page]) {
			return true
		}
	}
	return false
}
