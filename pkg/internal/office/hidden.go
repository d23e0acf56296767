package office

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/leakprint/leakprint/pkg/dossier"
)

// Limits on hidden text.
const (
	MaxHidden     = 1000     // pieces
	MaxHiddenText = 64 << 10 // bytes of all pieces
)

// concealed gathers the text of a document that is not shown.
type concealed struct {
	pieces []dossier.Hidden
	size   int
	open   bool // the last piece goes on if more of its kind follows
	capped bool
}

// add puts text aside. It belongs to the last piece if nothing came between.
func (c *concealed) add(kind dossier.HiddenKind, s string) {
	goesOn := c.open && c.pieces[len(c.pieces)-1].Kind == kind
	if !goesOn && strings.TrimSpace(s) == "" {
		return
	}
	if left := MaxHiddenText - c.size; len(s) > left {
		for left > 0 && !utf8.RuneStart(s[left]) {
			left--
		}
		s, c.capped = s[:left], true
	}
	if !goesOn && len(c.pieces) == MaxHidden {
		c.capped = true
		return
	}
	if s == "" {
		return
	}
	c.size += len(s)
	if !goesOn {
		c.pieces = append(c.pieces, dossier.Hidden{Kind: kind})
		c.open = true
	}
	c.pieces[len(c.pieces)-1].Text += s
}

// end ends the last piece: something came after it that is shown.
func (c *concealed) end() { c.open = false }

// result returns the pieces, each on one line, and a note where some were left out.
func (c *concealed) result() (pieces []dossier.Hidden, note string) {
	for _, piece := range c.pieces {
		piece.Text = strings.Join(strings.Fields(piece.Text), " ")
		if piece.Text != "" {
			pieces = append(pieces, piece)
		}
	}
	if c.capped {
		note = fmt.Sprintf("hidden text was left out beyond %d pieces or %d KB", MaxHidden, MaxHiddenText>>10)
	}
	return pieces, note
}
