package fingerprint

import (
	"math/rand/v2"
	"testing"
)

func letters(r *rand.Rand, n int) []rune {
	text := make([]rune, n)
	for i := range text {
		text[i] = 'a' + rune(r.IntN(26))
	}
	return text
}

// The values below are what a corpus on disk holds: a change here is a new Version.
func TestGramsArePinned(t *testing.T) {
	got := Grams([]rune("eachpartyshallsee"))
	want := []uint64{0x8c79fedaeb8a, 0x6c181eabc733}
	if len(got) != 2 || got[0] != want[0] || got[1] != want[1] {
		t.Errorf("Grams = %#x, want %#x", got, want)
	}
}

func TestGramsDependOnTheRunOnly(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	text := letters(r, 200)
	all := Grams(text)
	for i := range all {
		if alone := Grams(text[i : i+GramLen]); alone[0] != all[i] {
			t.Fatalf("run at %d hashes to %x inside the text, %x alone", i, all[i], alone[0])
		}
	}
}

// The promise of winnowing: any shared passage of GramLen+Window-1 characters
// gives both texts a mark in common.
func TestWinnowSharedPassageSharesAMark(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for range 500 {
		passage := letters(r, GramLen+Window-1)
		marks := map[uint64]bool{}
		for range 2 {
			text := append(append(letters(r, r.IntN(90)), passage...), letters(r, r.IntN(90))...)
			found := map[uint64]bool{}
			for _, m := range Winnow(Grams(text)) {
				found[m.Hash] = true
			}
			if len(marks) == 0 {
				marks = found
				continue
			}
			shared := false
			for h := range found {
				shared = shared || marks[h]
			}
			if !shared {
				t.Fatalf("passage %q shared, no mark in common", string(passage))
			}
		}
	}
}

func TestWinnowDensity(t *testing.T) {
	text := letters(rand.New(rand.NewPCG(5, 6)), 100_000)
	perMark := float64(len(text)) / float64(len(Winnow(Grams(text))))
	if want := float64(Window+1) / 2; perMark < want*.95 || perMark > want*1.05 {
		t.Errorf("a mark every %.2f characters, want %.1f", perMark, want)
	}
}

func TestOfText(t *testing.T) {
	if n, marks := OfText("This page intentionally left blank."); n != 30 || marks != nil {
		t.Errorf("near-empty text: length %d, marks %v; want 30 and none", n, marks)
	}
	n, marks := OfText("Each Party shall accord to the goods of the other Parties national treatment.")
	if n != 64 || len(marks) < 3 {
		t.Errorf("length %d and %d marks, want 64 and at least 3", n, len(marks))
	}
}
