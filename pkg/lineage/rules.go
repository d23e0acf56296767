package lineage

import (
	"math"
	"slices"
	"strings"

	"github.com/leakprint/leakprint/pkg/dossier"
)

// A rule observes one thing of two copies that says something of whether the one was made from
// the other.
type rule struct {
	name string
	// aspect is what is looked at. Of the rules of an aspect the first that holds is heard and no
	// other, so that nothing is counted twice.
	aspect string
	says   string
	// forgeable is what anybody can set who edits the file, without touching what it shows.
	forgeable bool
	holds     func(*pair) bool
	// counts is how often it held on known trees: of derivations, of these looked at backwards, and
	// of other pairs of copies.
	counts counts
}

type counts struct{ forward, backward, apart int }

// counted is how many pairs the counts of rules are from.
var counted = counts{forward: 64, backward: 63, apart: 761}

// Limits of a strength.
const (
	smoothing = 1. // pairs at the rule's own rate, added to each count: nothing is impossible because it was never seen
	strongest = 5. // natural logarithm
)

// strength is the natural logarithm of how much likelier the rule holds of a derivation than of
// copies neither of which came straight from the other. A derivation looked at backwards is
// neither: what the rule says of that is what the rules say that hold of it.
func (r rule) strength() float64 {
	held := r.counts.forward + r.counts.backward + r.counts.apart
	rate := (float64(held) + .5) / (float64(counted.forward+counted.backward+counted.apart) + 1)
	share := func(n, of int) float64 { return (float64(n) + smoothing*rate) / (float64(of) + smoothing) }
	s := math.Log(share(r.counts.forward, counted.forward) / share(r.counts.apart, counted.apart))
	return math.Round(100*max(-strongest, min(strongest, s))) / 100
}

// heard returns the rules that hold of a pair, one of each aspect.
func heard(p *pair, distrust bool) []*rule {
	var all []*rule
	done := ""
	for i := range rules {
		r := &rules[i]
		if r.aspect == done || distrust && r.forgeable || !r.holds(p) {
			continue
		}
		done = r.aspect
		all = append(all, r)
	}
	return all
}

// aspectSteps is how many things would have been done.
const aspectSteps = "steps"

// rules are all of them, those of an aspect together. The sources of the rules are the survey of
// what survives which tool, and the counts; which trees these are from is in the test that makes
// them.
var rules = []rule{
	{name: "begins-with", aspect: "bytes", counts: counts{9, 0, 1}, says: "the copy begins with all bytes of the other and goes on",
		holds: func(p *pair) bool { return slices.Contains(p.child.Extends, p.parent.SHA256) }},
	{name: "is-begun-by", aspect: "bytes", counts: counts{0, 9, 1}, says: "the other begins with all bytes of the copy and goes on",
		holds: func(p *pair) bool { return slices.Contains(p.parent.Extends, p.child.SHA256) }},

	{name: "picture-became-text", aspect: "form", counts: counts{0, 4, 79}, says: "pages that are pictures would have become text",
		holds: func(p *pair) bool { return p.became(false) }},
	{name: "became-pictures", aspect: "form", counts: counts{5, 0, 80}, says: "pages of text have become pictures",
		holds: func(p *pair) bool { return p.became(true) }},

	{name: "drawn-the-same", aspect: "content", counts: counts{27, 27, 80}, says: "all pages are drawn by the same operators",
		holds: func(p *pair) bool { return p.content.compared() > 0 && p.content.equal == p.content.compared() }},
	{name: "one-thing-put-on", aspect: "content", counts: counts{7, 0, 23}, says: "pages hold all that draws the other's, and one thing more",
		holds: func(p *pair) bool {
			c := p.content
			return c.added > 0 && c.equal+c.added == c.compared() && c.additions == 1
		}},
	{name: "things-put-on", aspect: "content", counts: counts{1, 0, 1}, says: "pages hold all that draws the other's, and more",
		holds: func(p *pair) bool { return p.content.onlyAdded() }},
	{name: "things-taken-off", aspect: "content", counts: counts{0, 8, 24}, says: "pages lack some of what draws the other's, and hold nothing more",
		holds: func(p *pair) bool { c := p.content; return c.removed > 0 && c.equal+c.removed == c.compared() }},
	{name: "pages-edited", aspect: "content", counts: counts{2, 2, 16}, says: "some of what draws pages was changed in place",
		holds: func(p *pair) bool { c := p.content; return c.edited > 0 && c.rewritten == 0 && c.removed == 0 }},
	{name: "put-on-and-taken-off", aspect: "content", counts: counts{0, 0, 0}, says: "something was put on pages and something else taken off",
		holds: func(p *pair) bool { c := p.content; return c.compared() > 0 && c.rewritten == 0 }},
	{name: "some-drawn-anew", aspect: "content", counts: counts{6, 6, 82}, says: "some pages are drawn anew",
		holds: func(p *pair) bool { c := p.content; return c.compared() > 0 && c.rewritten < c.compared() }},
	{name: "drawn-anew", aspect: "content", counts: counts{21, 20, 535}, says: "all pages are drawn anew",
		holds: func(p *pair) bool { return p.content.compared() > 0 }},

	{name: "same-fonts", aspect: "fonts", counts: counts{29, 29, 134}, says: "the fonts in the files are the same",
		holds: func(p *pair) bool { return !p.fonts.empty() && p.fonts.equal() }},
	{name: "fewer-fonts", aspect: "fonts", counts: counts{1, 1, 14}, says: "it has some of the other's fonts and no others",
		holds: func(p *pair) bool { return p.fonts.both > 0 && p.fonts.gained == 0 }},
	{name: "more-fonts", aspect: "fonts", counts: counts{1, 1, 14}, says: "it has all of the other's fonts, and more",
		holds: func(p *pair) bool { return p.fonts.both > 0 && p.fonts.lost == 0 }},
	{name: "some-fonts", aspect: "fonts", counts: counts{0, 0, 8}, says: "some fonts are the same",
		holds: func(p *pair) bool { return p.fonts.both > 0 }},
	{name: "fonts-from-none", aspect: "fonts", counts: counts{7, 3, 91}, says: "it has fonts where the other has none",
		holds: func(p *pair) bool { return p.fonts.lost == 0 && p.fonts.gained > 0 }},
	{name: "fonts-gone", aspect: "fonts", counts: counts{4, 7, 92}, says: "it has none of the other's fonts",
		holds: func(p *pair) bool { return p.fonts.lost > 0 && p.fonts.gained == 0 }},
	{name: "other-fonts", aspect: "fonts", counts: counts{11, 11, 306}, says: "all fonts are others",
		holds: func(p *pair) bool { return !p.fonts.empty() }},

	{name: "structure-gained", aspect: "structure", counts: counts{0, 0, 0}, says: "it has a logical structure that the other lacks, and that programs lose and do not make",
		holds: func(p *pair) bool { return p.child.Traces.Tagged && !p.parent.Traces.Tagged }},
	{name: "structure-lost", aspect: "structure", counts: counts{0, 0, 0}, says: "it lacks the other's logical structure, which programs lose",
		holds: func(p *pair) bool { return p.parent.Traces.Tagged && !p.child.Traces.Tagged }},

	{name: "same-pictures", aspect: "pictures", counts: counts{3, 3, 2}, says: "the pictures are the same, as stored",
		holds: func(p *pair) bool { return !p.images.empty() && p.images.equal() }},
	{name: "more-pixels", aspect: "pictures", counts: counts{0, 0, 11}, says: "its pictures have more pixels than the other's",
		holds: func(p *pair) bool {
			return p.images.gained > 0 && both(p, (*Copy).pixels) && larger(p.child.pixels(), p.parent.pixels())
		}},
	{name: "fewer-pixels", aspect: "pictures", counts: counts{0, 0, 11}, says: "its pictures have fewer pixels than the other's",
		holds: func(p *pair) bool {
			return p.images.gained > 0 && both(p, (*Copy).pixels) && larger(p.parent.pixels(), p.child.pixels())
		}},
	{name: "better-pictures", aspect: "pictures", counts: counts{0, 0, 3}, says: "its pictures are compressed less than the other's",
		holds: func(p *pair) bool {
			return p.images.gained > 0 && both(p, (*Copy).quality) && p.child.quality() > p.parent.quality()
		}},
	{name: "worse-pictures", aspect: "pictures", counts: counts{0, 0, 3}, says: "its pictures are compressed more than the other's",
		holds: func(p *pair) bool {
			return p.images.gained > 0 && both(p, (*Copy).quality) && p.child.quality() < p.parent.quality()
		}},
	{name: "fewer-pictures", aspect: "pictures", counts: counts{0, 0, 0}, says: "it has some of the other's pictures and no others",
		holds: func(p *pair) bool { return p.images.both > 0 && p.images.gained == 0 }},
	{name: "more-pictures", aspect: "pictures", counts: counts{0, 0, 0}, says: "it has all of the other's pictures, and more",
		holds: func(p *pair) bool { return p.images.both > 0 && p.images.lost == 0 }},
	{name: "other-pictures", aspect: "pictures", counts: counts{3, 3, 8}, says: "pictures are stored otherwise",
		holds: func(p *pair) bool { return p.images.lost > 0 && p.images.gained > 0 }},

	{name: "words-come-back", aspect: "words", counts: counts{0, 11, 143}, says: "words would have come back that the other shows no more",
		holds: func(p *pair) bool { return hidden(p.back) > 0 && hidden(p.there) == 0 }},
	{name: "words-hidden", aspect: "words", counts: counts{11, 0, 143}, says: "words are gone that the other shows",
		holds: func(p *pair) bool { return hidden(p.there) > 0 && hidden(p.back) == 0 }},
	{name: "words-changed", aspect: "words", counts: counts{0, 0, 48}, says: "words differ",
		holds: func(p *pair) bool { return hidden(p.there)+count(p.there, dossier.TextEdited) > 0 }},
	{name: "same-words", aspect: "words", counts: counts{53, 52, 427}, says: "no words differ",
		holds: func(*pair) bool { return true }},

	{name: "marks-put-on-and-taken-off", aspect: "marks", counts: counts{0, 0, 16}, says: "a stamp or another mark was put on, and another taken off",
		holds: func(p *pair) bool {
			return count(p.there, dossier.OverlayAdded) > 0 && count(p.there, dossier.OverlayRemoved) > 0
		}},
	{name: "marks-put-on", aspect: "marks", counts: counts{5, 2, 101}, says: "a stamp or another mark was put on",
		holds: func(p *pair) bool { return count(p.there, dossier.OverlayAdded) > 0 }},
	{name: "marks-taken-off", aspect: "marks", counts: counts{0, 0, 84}, says: "a stamp or another mark would have been taken off",
		holds: func(p *pair) bool { return count(p.there, dossier.OverlayRemoved) > 0 }},
	{name: "no-marks", aspect: "marks", counts: counts{59, 61, 560}, says: "the same marks are on both",
		holds: func(*pair) bool { return true }},

	{name: "pages-taken-out-and-put-in", aspect: "pages", counts: counts{0, 0, 22}, says: "pages are gone and others new",
		holds: func(p *pair) bool { return p.lostPages() > 0 && p.newPages() > 0 }},
	{name: "pages-taken-out", aspect: "pages", counts: counts{4, 4, 150}, says: "pages are gone",
		holds: func(p *pair) bool { return p.lostPages() > 0 }},
	{name: "pages-put-in", aspect: "pages", counts: counts{4, 4, 148}, says: "pages are new",
		holds: func(p *pair) bool { return p.newPages() > 0 }},
	{name: "same-pages", aspect: "pages", counts: counts{56, 55, 441}, says: "the pages are the same ones",
		holds: func(*pair) bool { return true }},

	{name: "crop-undone", aspect: "shape", counts: counts{0, 5, 88}, says: "pages would show again what the other cuts off",
		holds: func(p *pair) bool { return p.crops[1] > 0 && p.crops[0] == 0 }},
	{name: "cropped", aspect: "shape", counts: counts{5, 0, 88}, says: "pages are cut off",
		holds: func(p *pair) bool { return p.crops[0] > 0 && p.crops[1] == 0 }},
	{name: "turned", aspect: "shape", counts: counts{1, 1, 6}, says: "pages are turned",
		holds: func(p *pair) bool { return p.turns > 0 }},

	{name: "notes-put-on", aspect: "notes", counts: counts{9, 2, 102}, says: "notes were put on",
		holds: func(p *pair) bool { return p.notes.gained > 0 && p.notes.lost == 0 }},
	{name: "notes-taken-off", aspect: "notes", counts: counts{2, 9, 102}, says: "notes of the other are gone",
		holds: func(p *pair) bool { return p.notes.lost > 0 && p.notes.gained == 0 }},
	{name: "other-notes", aspect: "notes", counts: counts{0, 0, 64}, says: "notes of the other are gone and others new",
		holds: func(p *pair) bool { return p.notes.lost > 0 }},

	{name: "file-attached", aspect: "attached", counts: counts{4, 0, 65}, says: "a file was attached",
		holds: func(p *pair) bool { return p.attached().gained > 0 }},
	{name: "attached-gone", aspect: "attached", counts: counts{0, 4, 63}, says: "a file is no longer attached",
		holds: func(p *pair) bool { return p.attached().lost > 0 }},

	{name: "text-layer-gained", aspect: "layer", counts: counts{4, 0, 6}, says: "a text was laid under pictures of pages",
		holds: func(p *pair) bool { return p.parent.pictured() && p.child.layered() > p.parent.layered() }},
	{name: "text-layer-lost", aspect: "layer", counts: counts{0, 4, 26}, says: "the text under pictures of pages is gone",
		holds: func(p *pair) bool { return p.parent.pictured() && p.child.layered() < p.parent.layered() }},

	{name: "no-step", aspect: aspectSteps, counts: counts{0, 0, 0}, says: "nothing need have been done but storing it anew",
		holds: func(p *pair) bool { return p.steps == 0 }},
	{name: "one-step", aspect: aspectSteps, counts: counts{53, 46, 65}, says: "one thing need have been done",
		holds: func(p *pair) bool { return p.steps == 1 }},
	{name: "two-steps", aspect: aspectSteps, counts: counts{9, 13, 285}, says: "two things need have been done",
		holds: func(p *pair) bool { return p.steps == 2 }},
	{name: "three-steps", aspect: aspectSteps, counts: counts{1, 2, 212}, says: "three things need have been done",
		holds: func(p *pair) bool { return p.steps == 3 }},
	{name: "four-steps", aspect: aspectSteps, counts: counts{1, 2, 88}, says: "four things need have been done",
		holds: func(p *pair) bool { return p.steps == 4 }},
	{name: "some-steps", aspect: aspectSteps, counts: counts{0, 0, 97}, says: "five or six things need have been done",
		holds: func(p *pair) bool { return p.steps <= 6 }},
	{name: "many-steps", aspect: aspectSteps, counts: counts{0, 0, 14}, says: "many things need have been done",
		holds: func(p *pair) bool { return true }},

	{name: "another-between", aspect: "between", counts: counts{1, 6, 470}, says: "another copy lies between them, which it can have come through",
		holds: func(p *pair) bool { return p.between }},
	{name: "none-between", aspect: "between", counts: counts{63, 57, 291}, says: "no other copy lies between them",
		holds: func(*pair) bool { return true }},

	{name: "derived-from", aspect: "named", counts: counts{0, 0, 0}, forgeable: true, says: "its metadata names the other as what it was derived from",
		holds: func(p *pair) bool { return names(p.child, p.parent) }},
	{name: "derived-into", aspect: "named", counts: counts{0, 0, 0}, forgeable: true, says: "the other's metadata names it as what that was derived from",
		holds: func(p *pair) bool { return names(p.parent, p.child) }},
	{name: "same-instance", aspect: "named", counts: counts{12, 12, 32}, forgeable: true, says: "the metadata of both name the same save",
		holds: func(p *pair) bool {
			return p.parent.Traces.Instance != "" && p.parent.Traces.Instance == p.child.Traces.Instance
		}},
	{name: "same-document", aspect: "named", counts: counts{0, 0, 0}, forgeable: true, says: "the metadata of both name the same document",
		holds: func(p *pair) bool {
			return p.parent.Traces.Document != "" && p.parent.Traces.Document == p.child.Traces.Document
		}},
	{name: "document-named-anew", aspect: "named", counts: counts{0, 3, 97}, forgeable: true, says: "the metadata of it name a document, and the other's do not",
		holds: func(p *pair) bool { return p.parent.Traces.Document == "" && p.child.Traces.Document != "" }},
	{name: "document-not-named", aspect: "named", counts: counts{4, 0, 97}, forgeable: true, says: "the metadata of the other name a document, and its own do not",
		holds: func(p *pair) bool { return p.parent.Traces.Document != "" && p.child.Traces.Document == "" }},

	{name: "saved-again", aspect: "identifiers", counts: counts{11, 0, 2}, forgeable: true, says: "the identifiers in the files say that it was saved after the other, which was as first made",
		holds: func(p *pair) bool { return firstMade(p.parent) && sharedID(p) && !firstMade(p.child) }},
	{name: "saved-before", aspect: "identifiers", counts: counts{0, 11, 2}, forgeable: true, says: "the identifiers in the files say that the other was saved after it",
		holds: func(p *pair) bool { return firstMade(p.child) && sharedID(p) && !firstMade(p.parent) }},
	{name: "same-identifiers", aspect: "identifiers", counts: counts{0, 0, 0}, forgeable: true, says: "both identifiers in the files are the same",
		holds: func(p *pair) bool { return sharedID(p) && p.parent.Traces.ID == p.child.Traces.ID }},
	{name: "same-first-identifier", aspect: "identifiers", counts: counts{28, 28, 74}, forgeable: true, says: "the identifier of the file is the same, that of its save is not",
		holds: sharedID},
	{name: "other-identifiers", aspect: "identifiers", counts: counts{14, 13, 563}, forgeable: true, says: "the identifiers in the files differ",
		holds: func(p *pair) bool { return p.parent.Traces.ID[0] != "" && p.child.Traces.ID[0] != "" }},

	{name: "dated-before", aspect: "dates", counts: counts{0, 15, 256}, forgeable: true, says: "the dates in it are before those in the other",
		holds: func(p *pair) bool {
			return dated(p.child) != 0 && dated(p.parent) != 0 && dated(p.child) < dated(p.parent)
		}},
	{name: "made-before", aspect: "dates", counts: counts{0, 0, 6}, forgeable: true, says: "it says that it was made before the other",
		holds: func(p *pair) bool {
			a, b := p.parent.Traces.Created, p.child.Traces.Created
			return a != 0 && b != 0 && b < a
		}},
	{name: "dated-after", aspect: "dates", counts: counts{16, 0, 251}, forgeable: true, says: "the dates in it are after those in the other",
		holds: func(p *pair) bool { return dated(p.parent) != 0 && dated(p.child) > dated(p.parent) }},
	{name: "same-dates", aspect: "dates", counts: counts{37, 37, 102}, forgeable: true, says: "the dates in both are the same",
		holds: func(p *pair) bool { return dated(p.parent) != 0 && dated(p.parent) == dated(p.child) }},
	{name: "dated-first", aspect: "dates", counts: counts{5, 4, 65}, forgeable: true, says: "it has dates that the other lacks",
		holds: func(p *pair) bool { return dated(p.child) != 0 }},
	{name: "dates-gone", aspect: "dates", counts: counts{4, 5, 65}, forgeable: true, says: "it lacks dates that the other has",
		holds: func(p *pair) bool { return dated(p.parent) != 0 }},

	{name: "written-anew", aspect: "producer", counts: counts{12, 6, 182}, forgeable: true, says: "a program wrote it that makes PDFs of others, and another program wrote the other",
		holds: func(p *pair) bool { return rewrote(p.child) && !rewrote(p.parent) }},
	{name: "was-written-anew", aspect: "producer", counts: counts{6, 12, 182}, forgeable: true, says: "a program wrote the other that makes PDFs of others, and another program wrote it",
		holds: func(p *pair) bool { return rewrote(p.parent) && !rewrote(p.child) }},

	{name: "title-gained", aspect: "information", counts: counts{0, 2, 104}, forgeable: true, says: "it has a title that the other lacks",
		holds: func(p *pair) bool { return p.parent.Traces.Info["Title"] == "" && p.child.Traces.Info["Title"] != "" }},
	{name: "same-information", aspect: "information", counts: counts{31, 31, 82}, forgeable: true, says: "title, author and the like are the same",
		holds: func(p *pair) bool { return !p.info.empty() && p.info.equal() }},
	{name: "information-lost", aspect: "information", counts: counts{10, 3, 179}, forgeable: true, says: "title, author or the like are gone",
		holds: func(p *pair) bool { return p.info.lost > 0 && p.info.gained == 0 }},
	{name: "information-gained", aspect: "information", counts: counts{3, 7, 118}, forgeable: true, says: "title, author or the like are new",
		holds: func(p *pair) bool { return p.info.gained > 0 && p.info.lost == 0 }},
	{name: "information-changed", aspect: "information", counts: counts{0, 0, 121}, forgeable: true, says: "title, author or the like were changed",
		holds: func(p *pair) bool { return p.info.gained > 0 }},
}

func both(p *pair, of func(*Copy) int) bool { return of(p.parent) > 0 && of(p.child) > 0 }

// larger reports whether a picture has more pixels than another beside rounding.
func larger(a, b int) bool { return float64(a) > 1.05*float64(b) }

// hidden counts the passages that a comparison says are gone.
func hidden(m dossier.Match) int { return count(m, dossier.TextRedacted, dossier.RedactedBadly) }

// names reports whether the metadata of a copy names another as what it was derived from.
func names(of, other *Copy) bool {
	for _, id := range of.Traces.From {
		if id == other.Traces.Instance || id == other.Traces.Document && of.Traces.Document != other.Traces.Document {
			return true
		}
	}
	return false
}

// rewriters are programs that make PDFs of other files, and are no program to write a text in.
var rewriters = []string{"ghostscript", "cairo", "img2pdf", "ocrmypdf", "mupdf", "quartz pdfcontext", "ilovepdf", "pdfsam", "imagemagick"}

func rewrote(c *Copy) bool {
	producer := strings.ToLower(c.Traces.Info["Producer"])
	return slices.ContainsFunc(rewriters, func(name string) bool { return strings.Contains(producer, name) })
}

func sharedID(p *pair) bool {
	return p.parent.Traces.ID[0] != "" && p.parent.Traces.ID[0] == p.child.Traces.ID[0]
}

// firstMade reports whether the identifiers of a file are those of its first save.
func firstMade(c *Copy) bool { return c.Traces.ID[0] != "" && c.Traces.ID[0] == c.Traces.ID[1] }

// dated is the last date that a file gives itself; 0 for none.
func dated(c *Copy) int64 { return max(c.Traces.Created, c.Traces.Modified) }
