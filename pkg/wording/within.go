package wording

import "slices"

// Within reports whether the words of a part stand in a text in one piece. No words stand in
// none.
func Within(part, text string) bool {
	words, all := Keys(Tokens(part)), Keys(Tokens(text))
	for from := 0; len(words) > 0 && from+len(words) <= len(all); from++ {
		if slices.Equal(words, all[from:from+len(words)]) {
			return true
		}
	}
	return false
}
