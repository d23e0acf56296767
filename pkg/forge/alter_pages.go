package forge

import (
	"slices"
	"strings"
)

// Page numbers are 1-based. A number that the document does not have is a
// mistake of the caller and panics.

// Without is the document without the numbered pages.
func (d Document) Without(numbers ...int) Document {
	altered := d.clone()
	altered.Pages = nil
	for i, p := range d.clone().Pages {
		if !slices.Contains(numbers, i+1) {
			altered.Pages = append(altered.Pages, p)
		}
	}
	return altered
}

// Cut is the pages from first to last.
func (d Document) Cut(first, last int) Document {
	altered := d.clone()
	altered.Pages = altered.Pages[first-1 : last]
	return altered
}

// Split is the document in two, the first half ending with page n.
func (d Document) Split(n int) (Document, Document) {
	return d.Cut(1, n), d.Cut(n+1, len(d.Pages))
}

// Insert puts pages before page n; n may be one beyond the last.
func (d Document) Insert(n int, pages ...Sheet) Document {
	altered := d.clone()
	altered.Pages = slices.Insert(altered.Pages, n-1, Document{Pages: pages}.clone().Pages...)
	return altered
}

// Move takes page from out and puts it where it becomes page to.
func (d Document) Move(from, to int) Document {
	return d.Without(from).Insert(to, d.Pages[from-1])
}

// Duplicate repeats page from, the copy becoming page to.
func (d Document) Duplicate(from, to int) Document {
	return d.Insert(to, d.Pages[from-1])
}

// Join puts page n+1 to the right of page n, as one wide page.
func (d Document) Join(n int) Document {
	altered := d.Without(n + 1)
	left, right := &altered.Pages[n-1], d.Pages[n].clone()
	for _, w := range right.Words {
		w.X += left.Width
		left.Words = append(left.Words, w)
	}
	for _, f := range right.Fills {
		f.X += left.Width
		left.Fills = append(left.Fills, f)
	}
	for _, p := range right.Pictures {
		p.X += left.Width
		left.Pictures = append(left.Pictures, p)
	}
	left.From = append(left.From, right.From...)
	left.Width += right.Width
	left.Height = max(left.Height, right.Height)
	return altered
}

// Merge is the documents' pages in one document without metadata.
func Merge(name string, documents ...Document) Document {
	merged := Document{Name: name}
	for _, d := range documents {
		merged.Pages = append(merged.Pages, d.clone().Pages...)
	}
	return merged
}

// HeaderFooter puts a line into the top and the bottom margin of every page.
func (d Document) HeaderFooter(header, footer string) Document {
	altered := d.clone()
	for i := range altered.Pages {
		p := &altered.Pages[i]
		p.Words = append(furniture(header, 40, 24, 9), p.Words...)
		p.Words = append(p.Words, furniture(footer, 40, p.Height-14, 9)...)
	}
	return altered
}

// Retypeset sets the document anew in another style: the same words and
// pictures, on other lines and other pages. Headers and footers give way to the
// style's, table rows become lines of text. Page.From names every original page
// of which a new page holds words.
func (d Document) Retypeset(style Style) Document {
	altered := d
	s := newSetter(style)
	usual := d.usualSize()
	var p paragraph
	var pictures []Picture // of pages whose last paragraph goes on
	joined := false        // the last word goes on
	flush := func() {
		if len(p.tokens) > 0 {
			s.set(p)
			p = paragraph{}
		}
		for _, pic := range pictures {
			s.plate(pic)
		}
		pictures = nil
	}
	for _, page := range d.Pages {
		if len(page.Words) == 0 && len(page.Pictures) > 0 {
			flush()
			if !s.fresh() {
				s.newPage()
			}
			*s.page() = page.clone()
			s.newPage()
			continue
		}
		pictures = append(pictures, page.Pictures...)
		for _, w := range page.Words {
			if w.Furniture {
				continue
			}
			if n := len(p.tokens); joined && n > 0 {
				p.tokens[n-1].text = strings.TrimSuffix(p.tokens[n-1].text, "-") + w.Text
			} else {
				if n == 0 {
					p.size = style.Size * w.Size / usual
					p.before = style.Leading * 0.4
					p.keep = w.Font == Bold
				}
				p.tokens = append(p.tokens, token{w.Text, style.fontFor(w.Font), page.From})
			}
			joined = w.End == Hyphen
			if w.End == Paragraph {
				flush()
			}
		}
	}
	flush()
	if s.fresh() && len(s.pages) > 1 {
		s.pages = s.pages[:len(s.pages)-1]
	}
	altered.Pages = s.finish()
	return altered
}

// RetypesetPages sets the numbered pages anew in another style and leaves the others as
// they are. Text runs over from a page to the next where both are set anew, and to one page
// more where it takes more room.
func (d Document) RetypesetPages(style Style, numbers ...int) Document {
	altered := d.clone()
	altered.Pages = nil
	for from := 0; from < len(d.Pages); {
		to := from + 1
		part := d.Cut(from+1, to)
		if slices.Contains(numbers, to) {
			for slices.Contains(numbers, to+1) {
				to++
			}
			part = d.Cut(from+1, to).Retypeset(style.from(len(altered.Pages)))
		}
		altered.Pages = append(altered.Pages, part.Pages...)
		from = to
	}
	return altered
}

// from is the style for pages that stand after n others.
func (s Style) from(n int) Style {
	if header := s.Header; header != nil {
		s.Header = func(page int) string { return header(n + page) }
	}
	if footer := s.Footer; footer != nil {
		s.Footer = func(page int) string { return footer(n + page) }
	}
	return s
}

// fontFor is the font in which words are set anew.
func (s Style) fontFor(f Font) Font {
	if f == Regular {
		return s.Font
	}
	return f
}

// plate sets a picture across the measure in its own proportions, no higher than
// half a page.
func (s *setter) plate(p Picture) {
	w, h := s.width(), s.width()*p.H/p.W
	if limit := s.style.Height / 2; h > limit {
		w, h = w*limit/h, limit
	}
	s.need(h + 8)
	p.X, p.Y, p.W, p.H = s.style.Margin, s.y+4, w, h
	s.page().Pictures = append(s.page().Pictures, p)
	s.y += h + 8
}

// usualSize is the font size of most words; 1 for a document without words.
func (d Document) usualSize() float64 {
	count := map[float64]int{}
	usual := 1.0
	for _, p := range d.Pages {
		for _, w := range p.Words {
			if !w.Furniture {
				count[w.Size]++
				if count[w.Size] > count[usual] {
					usual = w.Size
				}
			}
		}
	}
	return usual
}
