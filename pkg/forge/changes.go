package forge

import (
	"hash/fnv"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"

	"github.com/leakprint/leakprint/pkg/dossier"
)

// A SingleChange is a way in which a text is changed in one place: what a comparison of
// it with the original must not miss.
type SingleChange struct {
	Name  string // "decimal point dropped"
	Class dossier.Class
	// HeldOut is not to be looked at while rules are made: it measures whether they hold
	// for more than what they were made for. One of three of each class is.
	HeldOut bool
	// Places is in how many places the texts differ: two where a pair of signs was changed,
	// or something moved.
	Places int

	or dossier.Class // may be said as well, where two classes fit
	// drawnAlike is set where the change cannot be seen, and so is a mark in formats that
	// are drawn.
	drawnAlike bool

	change changer
}

// A changer changes a page of a text in one place, and reports false where it has nothing
// to be changed in this way.
type changer func(page string, r *rand.Rand) (string, bool)

// ClassIn is the class of the change in a format.
func (c SingleChange) ClassIn(f Format) dossier.Class {
	if f == PDF && c.drawnAlike {
		return dossier.ClassMarks
	}
	return c.Class
}

// Fits reports whether the change may be said to be of a class in a format.
func (c SingleChange) Fits(said dossier.Class, f Format) bool {
	return said != "" && (said == c.ClassIn(f) || said == c.or)
}

// Apply changes one page of a text, the same one each time. It reports false where no
// page has what is to be changed.
func (c SingleChange) Apply(t Text) (Text, bool) {
	r := rand.New(rand.NewPCG(seedOf(c.Name), uint64(len(t))))
	for _, n := range r.Perm(len(t)) {
		page, label := strings.CutSuffix(t[n], "\n"+Label)
		changed, ok := c.change(page, r)
		if !ok || changed == page {
			continue
		}
		if label {
			changed += "\n" + Label
		}
		t = slices.Clone(t)
		t[n] = changed
		return t, true
	}
	return nil, false
}

// seedOf is a seed of a name, so that a kind added leaves the others as they were.
func seedOf(name string) uint64 {
	h := fnv.New64a()
	h.Write([]byte(name))
	return h.Sum64()
}

// SingleChanges are the ways in which a text is changed in one place, by class. New ones
// go to the end of their class, so that those held out stay the same.
func SingleChanges() []SingleChange {
	const everyThird = 3
	var all []SingleChange
	for _, of := range []struct {
		class   dossier.Class
		changes []SingleChange
	}{
		{dossier.ClassFigures, figureChanges}, {dossier.ClassWords, wordChanges}, {dossier.ClassLetters, letterChanges},
		{dossier.ClassPunctuation, punctuationChanges}, {dossier.ClassOrder, orderChanges},
		{dossier.ClassSpacing, spacingChanges}, {dossier.ClassMarks, markChanges},
	} {
		for i, c := range of.changes {
			c.Class, c.HeldOut = of.class, i%everyThird == everyThird-1
			c.Places = max(1, c.Places)
			if c.Class == dossier.ClassOrder {
				c.Places = 2
			}
			all = append(all, c)
		}
	}
	return all
}

// to replaces one match of a pattern by a template (regexp.Expand).
func to(pattern, template string) changer {
	re := regexp.MustCompile(pattern)
	return one(re, func(page string, at []int, _ *rand.Rand) string {
		return string(re.ExpandString(nil, template, page, at))
	})
}

// by replaces one match of a pattern by what f makes of it.
func by(pattern string, f func(match string, r *rand.Rand) string) changer {
	return one(regexp.MustCompile(pattern), func(page string, at []int, r *rand.Rand) string { return f(page[at[0]:at[1]], r) })
}

// one replaces a match, the first from any of them on that is changed by it.
func one(re *regexp.Regexp, f func(page string, at []int, r *rand.Rand) string) changer {
	return func(page string, r *rand.Rand) (string, bool) {
		matches := re.FindAllStringSubmatchIndex(page, -1)
		if len(matches) == 0 {
			return "", false
		}
		first := r.IntN(len(matches))
		for i := range matches {
			at := matches[(first+i)%len(matches)]
			if after := f(page, at, r); after != page[at[0]:at[1]] {
				return page[:at[0]] + after + page[at[1]:], true
			}
		}
		return "", false
	}
}

// mapped replaces one match of a pattern by what the pairs say, and passes over those
// that they do not list.
func mapped(pattern string, pairs ...string) changer {
	table := map[string]string{}
	for i := 0; i < len(pairs); i += 2 {
		table[pairs[i]] = pairs[i+1]
	}
	return by(pattern, func(match string, _ *rand.Rand) string {
		if after, ok := table[match]; ok {
			return after
		}
		return match
	})
}
