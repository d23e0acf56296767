package fingerprint

// Parameters of winnowing (Schleimer, Wilkerson, Aiken: "Winnowing: local algorithms for
// document fingerprinting", SIGMOD 2003). Lengths are in letters of English, in which Fold
// counts every script.
const (
	// GramLen is the length of a run: 16 letters of English, 6 Chinese characters.
	GramLen = 16
	// Window is how many consecutive runs yield at least one mark. Two pages that share a
	// passage of GramLen+Window-1 letters therefore share a mark.
	Window = 15
	// MinLength is the fewest letters that a page is fingerprinted by.
	MinLength = 48
)

const (
	markBits   = 48
	multiplier = 0x9E3779B97F4A7C15 // odd: the golden ratio in 64 bits
)

// dropped is multiplier^GramLen modulo 2^64, the weight of the character that leaves a run.
var dropped = func() uint64 {
	p := uint64(1)
	for range GramLen {
		p *= multiplier
	}
	return p
}()

// Grams returns the 48-bit hash of every run of GramLen letters, in order; nil for a
// shorter text. The hash is a polynomial (Karp, Rabin 1987) put through the finaliser of
// MurmurHash3. It must never change within a Version.
func Grams(folded []rune) []uint64 {
	if len(folded) < GramLen {
		return nil
	}
	grams := make([]uint64, 0, len(folded)-GramLen+1)
	var h uint64
	for i, r := range folded {
		h = h*multiplier + character(r)
		if i >= GramLen {
			h -= dropped * character(folded[i-GramLen])
		}
		if i >= GramLen-1 {
			grams = append(grams, mix(h)>>(64-markBits))
		}
	}
	return grams
}

// character is never 0, so that leading NULs count.
func character(r rune) uint64 { return uint64(r) + 1 }

func mix(h uint64) uint64 {
	h ^= h >> 33
	h *= 0xff51afd7ed558ccd
	h ^= h >> 33
	h *= 0xc4ceb9fe1a85ec53
	return h ^ h>>33
}

// Winnow picks marks from the hashes of a text's runs: of every Window in a row the
// smallest and, of equal ones, the rightmost.
func Winnow(grams []uint64) []Mark {
	if len(grams) == 0 {
		return nil
	}
	marks := make([]Mark, 0, 2*len(grams)/(Window+1)+1)
	least := -1 // index of the mark chosen last
	for end := min(Window, len(grams)); end <= len(grams); end++ {
		begin := max(0, end-Window)
		switch newest := end - 1; {
		case least < begin: // none chosen yet, or it has left the window
			least = begin
			for i := begin + 1; i < end; i++ {
				if grams[i] <= grams[least] {
					least = i
				}
			}
		case grams[newest] <= grams[least]:
			least = newest
		default:
			continue
		}
		marks = append(marks, Mark{Hash: grams[least], Pos: uint32(least)})
	}
	return marks
}

// OfText returns the length of a text, folded, and its marks: nil when it is shorter than
// MinLength.
func OfText(text string) (length int, marks []Mark) {
	folded := Fold(text)
	if len(folded) < MinLength {
		return len(folded), nil
	}
	return len(folded), Winnow(Grams(folded))
}
