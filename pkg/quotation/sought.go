package quotation

// soughtLength is how many folded characters of a post must stand in a text for it to be
// worth looking at; all of them where it has fewer.
const soughtLength = 10

// Sought is a post as it is sought in texts, by its runs of a few characters.
type Sought struct {
	runs   map[string]bool
	length int
}

// NewSought returns the post as it is sought.
func NewSought(p *Post) Sought {
	s := Sought{runs: map[string]bool{}, length: min(soughtLength, len(p.folded))}
	for i := 0; s.length > 0 && i+s.length <= len(p.folded); i++ {
		s.runs[string(p.folded[i:i+s.length])] = true
	}
	return s
}

// In returns how many runs of the post stand in a folded text.
func (s Sought) In(folded []rune) int {
	seen := map[string]bool{}
	for i := 0; s.length > 0 && i+s.length <= len(folded); i++ {
		if run := string(folded[i : i+s.length]); s.runs[run] {
			seen[run] = true
		}
	}
	return len(seen)
}
