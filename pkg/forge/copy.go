package forge

import (
	"errors"
	"fmt"
	"image"
	"math/rand/v2"
	"slices"
	"strings"

	"github.com/leakprint/leakprint/pkg/dossier"
)

// A Copy is an altered copy of a document, and the truth about it: what a comparison of
// the two files ought to say.
type Copy struct {
	Name     string // what was done, "redacted: gaps + page-cropped"
	Original Document
	Altered  Document
	// Truth is what was altered, of each kind at least once. KnownPages are the
	// original's, QueryPages the copy's; both are empty where the file as a whole was
	// altered. Boxes are where the words stood that were changed or hidden; Before and
	// After are words. Whatever is altered is also stored anew: re-saved is said only
	// where nothing else is true.
	Truth []dossier.Alteration

	others []Document // originals
	// reproduce makes the file of the one that Altered gives; nil where it is that.
	reproduce func(file []byte, draw Draw) ([]byte, error)
}

// Draw draws the pages of a PDF at LooksDPI. Package forge writes PDFs and does not read
// them.
type Draw func(pdf []byte) ([]*image.Gray, error)

// Bytes is the copy's file. draw is needed for copies whose pages become pictures.
func (c Copy) Bytes(draw Draw) ([]byte, error) {
	data, err := c.Altered.Bytes()
	if err != nil || c.reproduce == nil {
		return data, err
	}
	if data, err = c.reproduce(data, draw); err != nil {
		return nil, fmt.Errorf("make %s of %s: %w", c.Name, c.Original.Name, err)
	}
	return data, nil
}

// Kinds are the kinds of the truth, each once, in the order of Truth.
func (c Copy) Kinds() []dossier.Kind {
	var kinds []dossier.Kind
	for _, a := range c.Truth {
		if !slices.Contains(kinds, a.Kind) {
			kinds = append(kinds, a.Kind)
		}
	}
	return kinds
}

// A stage is when an alteration is made, and of what. Page numbers are settled first,
// then places on pages, so that what is said of either stays true. A copy takes at most
// one alteration of each stage.
type stage int

const (
	ofOrder  stage = iota // which pages, in which order
	ofWords               // words changed or hidden
	ofMarks               // put on pages or taken off, pictures
	ofShape               // of pages
	ofMaking              // how pages are stored
	ofFile                // what the file holds beside pages
)

// An Alteration is a way in which copies are altered.
type Alteration struct {
	Name  string // "redacted: gaps"
	Kinds []dossier.Kind

	stage    stage
	alone    bool // makes no sense together with others
	without  []dossier.Kind
	pictures bool // the copy's pages are pictures
	alter    func(*Copy, *rand.Rand) error
}

// ErrNotThere is returned where a document lacks what was to be altered, such as a
// picture.
var ErrNotThere = errors.New("the document has nothing to alter in this way")

// Pictures reports whether the alteration makes pictures of all pages.
func (a Alteration) Pictures() bool { return a.pictures }

// Seen reports whether the alteration can be told from pictures of the pages: it changes
// what they show, or which there are.
func (a Alteration) Seen() bool {
	unseen := func(k dossier.Kind) bool { return k == dossier.RedactedBadly || k == dossier.AnnotationAdded }
	return a.stage < ofMaking && !slices.ContainsFunc(a.Kinds, unseen)
}

// With reports whether a copy may be altered in both ways and each still be told: they
// do not concern the same, and neither undoes or hides the other.
func (a Alteration) With(b Alteration) bool {
	apart := func(a, b Alteration) bool {
		return a.alone || a.pictures && !b.Seen() || slices.ContainsFunc(a.without, func(k dossier.Kind) bool { return slices.Contains(b.Kinds, k) })
	}
	return a.stage != b.stage && !apart(a, b) && !apart(b, a)
}

// Alter makes a copy of originals[which], altered in these ways, each of which must go
// With all the others. r decides where. Pages of the other originals may be put in.
func Alter(originals []Document, which int, r *rand.Rand, ways ...Alteration) (Copy, error) {
	ways = slices.SortedStableFunc(slices.Values(ways), func(a, b Alteration) int { return int(a.stage - b.stage) })
	c := Copy{
		Original: originals[which], Altered: originals[which].clone(),
		others: slices.Concat(originals[which+1:], originals[:which]),
	}
	var names []string
	for i, way := range ways {
		if slices.ContainsFunc(ways[:i], func(other Alteration) bool { return !way.With(other) }) {
			return Copy{}, fmt.Errorf("alter %s: %s does not go with %s", c.Original.Name, way.Name, strings.Join(names, ", "))
		}
		if err := way.alter(&c, r); err != nil {
			return Copy{}, fmt.Errorf("alter %s: %s: %w", c.Original.Name, way.Name, err)
		}
		names = append(names, way.Name)
	}
	c.Name = strings.Join(names, " + ")
	return c, nil
}

// own are the copy's pages, from 1, that are the original's.
func (c *Copy) own() []int {
	var own []int
	for i := range c.Altered.Pages {
		if c.known(i+1) != 0 {
			own = append(own, i+1)
		}
	}
	return own
}

// known is the original's page that a page of the copy is; 0 when it is none.
func (c *Copy) known(query int) int {
	if from := c.Altered.Pages[query-1].From; len(from) > 0 && from[0].Document == c.Original.Name {
		return from[0].Page
	}
	return 0
}

// say adds to the truth that the copy's pages were altered.
func (c *Copy) say(kind dossier.Kind, query ...int) *dossier.Alteration {
	a := dossier.Alteration{Kind: kind}
	for _, q := range query {
		if k := c.known(q); k != 0 {
			a.QueryPages, a.KnownPages = append(a.QueryPages, q), append(a.KnownPages, k)
		}
	}
	slices.Sort(a.KnownPages)
	a.KnownPages = slices.Compact(a.KnownPages)
	c.Truth = append(c.Truth, a)
	return &c.Truth[len(c.Truth)-1]
}

// edit alters the words of pages that are the original's; of two that are the same, those
// of the first.
func (c *Copy) edit(f func(Document) (Document, []Change)) error {
	var part Document
	var own []int
	seen := map[int]bool{}
	for _, q := range c.own() {
		if k := c.known(q); !seen[k] {
			seen[k] = true
			own, part.Pages = append(own, q), append(part.Pages, c.Altered.Pages[q-1])
		}
	}
	altered, changes := f(part)
	if len(changes) == 0 {
		return ErrNotThere
	}
	for i, q := range own {
		c.Altered.Pages[q-1] = altered.Pages[i]
	}
	for _, change := range changes {
		var query []int
		for i, b := range change.Boxes {
			change.Boxes[i].Page = c.known(own[b.Page-1])
			query = append(query, own[b.Page-1])
		}
		a := c.say(change.Kind, slices.Compact(query)...)
		a.Boxes, a.Before, a.After = change.Boxes, change.Before, change.After
	}
	return nil
}

// anyOf is one of the numbers; it is an error when there is none.
func anyOf(numbers []int, r *rand.Rand) (int, error) {
	if len(numbers) == 0 {
		return 0, ErrNotThere
	}
	return numbers[r.IntN(len(numbers))], nil
}

// ownWith are the copy's pages that are the original's and hold something.
func (c *Copy) ownWith(holds func(Sheet) bool) []int {
	return slices.DeleteFunc(c.own(), func(q int) bool { return !holds(c.Altered.Pages[q-1]) })
}

func hasPicture(p Sheet) bool { return len(p.Pictures) > 0 }

func hasText(p Sheet) bool { return len(p.body()) > 4 }
