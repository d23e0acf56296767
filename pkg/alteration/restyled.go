package alteration

import (
	"math"
	"slices"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/internal/ink"
	"github.com/leakprint/leakprint/pkg/wording"
)

// How much ink words have, as a share of what they have on the known page: what another
// program draws of the same file lies between .93 and 1.16, most of it within .01 of 1.
const (
	lighterTone = .9  // up to which they are in a lighter colour
	bolderTone  = 1.2 // from which they are bolder, or in a darker one
	leastTone   = 500 // ink of a word, in black pixels times 255, from which it can be told
)

// restyled finds words in another colour, weight or slant.
func restyled(d *Differences, _ []dossier.Alteration) []dossier.Alteration {
	return d.changes(dossier.Restyled)
}

// otherStyles returns changes of the words that are drawn in another colour, weight or slant,
// and the words with spots of which that is not the reason. Of letters that have other shapes
// all over the page, as where a font that is not in the file was put in, nothing is known.
func (p *Comparison) otherStyles(spotted []spottedWord) (restyled []change, rest []spottedWord) {
	if p.fine == nil || p.otherType {
		return nil, spotted
	}
	tones := p.tones()
	usual := median(tones)
	spots := map[int]spottedWord{}
	for _, w := range spotted {
		spots[w.word] = w
	}
	told := p.toldWords()
	assigned := map[dossier.Box]bool{}
	for _, w := range spotted {
		for _, b := range w.boxes {
			assigned[b] = true
		}
	}
	for _, s := range p.spots() {
		for w, word := range p.words.known {
			if !assigned[s.Box] && touches(s.Box, word.Box, 1) { // something else explains it
				told[w] = true
			}
		}
	}
	var run []int
	flush := func() {
		if len(run) > 0 {
			restyled = append(restyled, p.inOtherStyle(run))
		}
		run = nil
	}
	for _, pair := range p.words.pairs {
		tone, ok := tones[pair.known]
		spot, hasSpots := spots[pair.known]
		other := (tone <= lighterTone*usual || tone >= bolderTone*usual) && !p.onOtherGround(pair.known)
		switch {
		case told[pair.known]:
			if ok {
				flush()
			}
		case ok && other && (!hasSpots || !spot.isGone() && p.allOver(spot)), !spot.isLess() && p.inOtherShape(pair):
			run = append(run, pair.known)
			delete(spots, pair.known)
		case ok:
			flush()
		}
	}
	flush()
	for _, w := range spotted {
		if _, left := spots[w.word]; left {
			rest = append(rest, w)
		}
	}
	return restyled, rest
}

// onOtherGround reports whether a word of the known page stands on lighter or darker ground on
// the query page: how much ink it has cannot be told then.
func (p *Comparison) onOtherGround(word int) bool {
	return p.fine.OtherGround(pixelsOf(grow(p.words.known[word].Box, 1), ink.FineDPI))
}

// toldWords returns the words of the known page that changes found so far are about, or lie
// over.
func (p *Comparison) toldWords() map[int]bool {
	told := map[int]bool{}
	for _, c := range p.changes {
		for _, w := range slices.Concat(c.deleted, c.along) {
			told[w] = true
		}
		over := slices.Clone(c.boxes)
		for _, b := range c.queryBoxes {
			over = append(over, mapBox(p.toKnown, b))
		}
		for i, w := range p.words.known {
			if slices.ContainsFunc(over, func(b dossier.Box) bool { return touches(b, w.Box, 1) }) {
				told[i] = true
			}
		}
	}
	return told
}

// allOver reports whether the spots of a word are spread over most of it, as where its
// letters are bolder.
func (p *Comparison) allOver(w spottedWord) bool {
	const most = .5
	word, spots := p.words.known[w.word].Box, bounds(w.boxes)
	return min(word.X+word.W, spots.X+spots.W)-max(word.X, spots.X) >= most*word.W && spots.H <= word.H
}

// inOtherShape reports whether a word of the known page has the same letters on the query page,
// slanted or bolder.
func (p *Comparison) inOtherShape(pair wordPair) bool {
	const leastWide = 1.5 // heights: of less ink the shape does not tell
	box := p.words.known[pair.known].Box
	seen := !p.known.hidden[pair.known] && !p.unseen(pair.query) && !p.isCutOff(box)
	return seen && !p.otherType && wordSized(box) && box.W >= leastWide*box.H && !p.words.displaced[pair.query] &&
		p.fine.InOtherStyle(pixelsOf(box, ink.FineDPI), pixelsOf(p.words.queryOnKnown[pair.query].Box, ink.FineDPI))
}

// inOtherStyle returns the change of words that are drawn in another colour, weight or slant.
func (p *Comparison) inOtherStyle(words []int) change {
	c := p.ofWords(dossier.Restyled, words)
	c.after, c.deleted = c.before, nil
	c.basis = "the same words, drawn in another colour, weight or slant"
	return c
}

// tones returns how much ink the words that are in their place have, as a share of what they
// have on the known page.
func (p *Comparison) tones() map[int]float64 {
	tones := map[int]float64{}
	for _, pair := range p.words.pairs {
		box := p.words.known[pair.known].Box
		if setAnew(box, p.words.queryOnKnown[pair.query].Box, leastShift) || p.query.hidden[pair.query] || p.known.hidden[pair.known] || !wordSized(box) || p.isCutOff(box) || !wording.HasLetters(p.words.known[pair.known].Text) {
			continue
		}
		if tone, ok := p.toneOf(box); ok {
			tones[pair.known] = tone
		}
	}
	return tones
}

// toneOf returns how much ink a word has, as a share of what it has on the known page: all of
// it, or the middle of its height, where no lines above or beneath add to it; whichever
// differs less. ok is false where it has too little to be told.
func (p *Comparison) toneOf(box dossier.Box) (tone float64, ok bool) {
	middle := box
	middle.Y, middle.H = box.Y+box.H/4, box.H/2
	for i, place := range []dossier.Box{grow(box, 1), middle} {
		known, query := p.fine.Tone(pixelsOf(place, ink.FineDPI))
		if known == 0 || i == 0 && known < leastTone {
			return tone, ok
		}
		if t := float64(query) / float64(known); !ok || math.Abs(t-1) < math.Abs(tone-1) {
			tone, ok = t, true
		}
	}
	return tone, ok
}

// median returns the middle one of some values; 1 of none.
func median(of map[int]float64) float64 {
	if len(of) == 0 {
		return 1
	}
	var all []float64
	for _, v := range of {
		all = append(all, v)
	}
	slices.Sort(all)
	return all[len(all)/2]
}
