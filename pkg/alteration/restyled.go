package alteration

import (
	"slices"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/internal/ink"
)

// How much ink words have, as a share of what they have on the known page: what another
// program draws of the same file lies between .93 and 1.16, most of it within .01 of 1.
const (
	lighterTone = .9  // up to which they are in a lighter colour
	bolderTone  = 1.2 // from which they are bolder, or in a darker one
	leastTone   = 500 // ink of a word, in black pixels times 255, from which it can be told
)

// restyled finds words in another colour or weight.
func restyled(d *Differences, _ []dossier.Alteration) []dossier.Alteration {
	return d.changes(dossier.Restyled)
}

// compareTones makes changes of the words that are drawn in another colour or weight, but for
// words of which something else was found.
func (p *Comparison) compareTones(besides map[int]bool) {
	if p.fine == nil {
		return
	}
	tones := p.tones()
	usual := median(tones)
	var run []int
	flush := func() {
		if len(run) > 0 {
			c := p.ofWords(dossier.Restyled, run)
			c.after, c.deleted = c.before, nil
			c.basis = "the same words, drawn in another colour or weight"
			p.changes = append(p.changes, c)
		}
		run = nil
	}
	for _, pair := range p.words.pairs {
		tone, ok := tones[pair.known]
		if ok && !besides[pair.known] && (tone <= lighterTone*usual || tone >= bolderTone*usual) {
			run = append(run, pair.known)
		} else if ok {
			flush()
		}
	}
	flush()
}

// tones returns how much ink the words that are in their place have, as a share of what they
// have on the known page.
func (p *Comparison) tones() map[int]float64 {
	tones := map[int]float64{}
	for _, pair := range p.words.pairs {
		box := p.words.known[pair.known].Box
		if p.words.displaced[pair.query] || p.query.hidden[pair.query] || p.known.hidden[pair.known] || !wordSized(box) {
			continue
		}
		if known, query := p.fine.Tone(pixelsOf(grow(box, 1), ink.FineDPI)); known >= leastTone {
			tones[pair.known] = float64(query) / float64(known)
		}
	}
	return tones
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
