package pdf

// A tokenEnd follows content as it is written to it and tells whether a part of it
// ends between two tokens (ISO 32000-1, 7.2), so that the part and the one that
// follows mean the same apart and joined.
type tokenEnd struct {
	state  tokenState
	depth  int     // of parentheses
	escape bool    // after a backslash
	word   [3]byte // the last regular characters
	length int     // of the word, 3 for more than two
	last   byte
	image  bool // an inline image was met: its data is no tokens
}

type tokenState uint8

const (
	betweenTokens tokenState = iota
	inComment
	inString
	inHex
)

// whole reports whether all that was written ends between two tokens.
func (t *tokenEnd) whole() bool {
	return t.state == betweenTokens && !t.image && isSpace(t.last)
}

func (t *tokenEnd) Write(p []byte) (int, error) {
	for _, c := range p {
		t.step(c)
	}
	return len(p), nil
}

func (t *tokenEnd) step(c byte) {
	switch t.state {
	case inComment:
		if c == '\n' || c == '\r' {
			t.state = betweenTokens
		}
	case inString:
		switch {
		case t.escape:
			t.escape = false
		case c == '\\':
			t.escape = true
		case c == '(':
			t.depth++
		case c == ')':
			if t.depth--; t.depth == 0 {
				t.state = betweenTokens
			}
		}
	case inHex: // or, after a second <, in a dictionary, which is made of tokens
		if c == '>' || c == '<' && t.last == '<' {
			t.state = betweenTokens
		}
	default:
		t.between(c)
	}
	t.last = c
}

// between is a step outside strings and comments.
func (t *tokenEnd) between(c byte) {
	regular := false
	switch c {
	case '%':
		t.state = inComment
	case '(':
		t.state, t.depth = inString, 1
	case '<':
		t.state = inHex
	case ')', '>', '[', ']', '{', '}', '/':
	default:
		regular = !isSpace(c)
	}
	if regular {
		t.word[min(t.length, 2)] = c
		t.length = min(t.length+1, 3)
		return
	}
	if t.length == 2 && string(t.word[:2]) == "ID" {
		t.image = true
	}
	t.length = 0
}

// isSpace reports whether c is white space in a PDF (ISO 32000-1, table 1).
func isSpace(c byte) bool {
	switch c {
	case 0, '\t', '\n', '\f', '\r', ' ':
		return true
	}
	return false
}
