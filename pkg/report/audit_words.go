package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/leakprint/leakprint/pkg/dossier"
)

// A thing says how a dossier.Thing is named.
type thing struct {
	of      dossier.Thing
	heading string // above problems of this and related things
	noun    string
	listed  string // before a name below the heading
	alone   string // before a name without a heading
}

// things has every dossier.Thing, in the order in which they are reported.
var things = []thing{
	{dossier.OfFile, "FILES", "file", "", ""},
	{dossier.OfOriginal, "ORIGINALS", "original", "", "original "},
	{dossier.OfDocument, "DOCUMENTS", "document", "", "document "},
	{dossier.OfFingerprint, "FINGERPRINTS", "fingerprint", "", "fingerprint of "},
	{dossier.OfSighting, "SIGHTINGS", "sighting", "", "sighting of "},
	{dossier.OfDatabase, "DATABASE", "database", "", "database "},
	{dossier.OfRecord, "LOG", "log record", "record ", "log record "},
	{dossier.OfTree, "LOG", "log tree", "tree ", "log tree "},
	{dossier.OfSignature, "LOG", "log signature", "signature ", "log signature "},
	{dossier.OfCheckpoint, "LOG", "log checkpoint", "checkpoint ", "log checkpoint "},
}

func thingOf(of dossier.Thing) thing {
	if i := slices.IndexFunc(things, func(t thing) bool { return t.of == of }); i >= 0 {
		return things[i]
	}
	noun := Quote(string(of))
	return thing{of, strings.ToUpper(noun), noun, "", noun + " "}
}

// A rule says what it means that a check of a thing found a state.
type rule struct {
	of     dossier.Thing // "" for any
	state  dossier.State
	what   string // what is wrong: completes "file: ..."
	advice string // what to do, in sentences
}

// id returns the rule's dossier.Check.Rule.
func (r rule) id() string { return dossier.Check{Of: r.of, State: r.state}.Rule() }

// title returns a rule in two or three words: "Changed original".
func (r rule) title() string { return capital(Quote(string(r.state)) + " " + thingOf(r.of).noun) }

// meaning returns a rule in a sentence.
func (r rule) meaning() string { return r.title() + ": " + r.what + "." }

const (
	askTheLog   = "Ask leakprint log who did it and when."
	distrust    = "Somebody or something wrote to the corpus beside leakprint. Keep a copy of the corpus as it is now, and go back to a backup that verifies."
	checkpoints = "A checkpoint that was kept elsewhere shows from where on the log can no longer be relied on."
	unlogged    = "It was added by a version that kept no log, put into the corpus beside leakprint, or its record was taken out of the log: find out where it comes from before you rely on it."
	readAgain   = "Look to its permissions, the disk and the reason given, then verify again: until it is read, nothing is known of it."
)

// rules lists what checks can find. The last ones apply to a state of any other thing.
var rules = []rule{
	{dossier.OfFile, dossier.Changed, "not the bytes that the manifest lists",
		"Compare it with the original to see what was changed. Put the listed file back or, if the change is wanted, write the manifest anew."},
	{dossier.OfFile, dossier.Missing, "listed in the manifest, but not there",
		"Put the file back or, if it was taken away on purpose, write the manifest anew."},
	{dossier.OfFile, dossier.New, "there, but not listed in the manifest",
		"Find out where it comes from; leakprint match tells whether its content is known. Take it away or write the manifest anew."},
	{dossier.OfFile, dossier.Moved, "the listed bytes under another name",
		"Nothing of its content is lost. Give it back its name or, if the new one is wanted, write the manifest anew."},
	{dossier.OfFile, dossier.Duplicate, "the bytes of a listed file a second time",
		"Nothing is lost. Take the copy away or write the manifest anew."},
	{dossier.OfFile, dossier.Damaged, "what the bag says does not fit together",
		"The bag is not as it was made: ask whoever made it for another copy."},
	{dossier.OfFile, dossier.NotRead, "could not be read", readAgain},

	{dossier.OfOriginal, dossier.Changed, "not the bytes that were collected",
		"Do not rely on this file. Keep a copy of it as it is now, put the original back from a backup, and verify again."},
	{dossier.OfOriginal, dossier.Missing, "its file is gone from the corpus",
		askTheLog + " If the log has no removal, put the file back from a backup, and verify again."},
	{dossier.OfOriginal, dossier.New, "among the originals, but of no document",
		"It may be left from an add that was cut short. If not, somebody put it there: match it, then add it or take it away."},
	{dossier.OfOriginal, dossier.NotRead, "could not be read", readAgain},

	{dossier.OfDocument, dossier.Changed, "what the corpus says of it is not what was recorded",
		distrust},
	{dossier.OfDocument, dossier.Missing, "recorded in the log, but not in the corpus",
		distrust},
	{dossier.OfDocument, dossier.New, "in the corpus, but not recorded in the log",
		unlogged},

	{dossier.OfFingerprint, dossier.Changed, "not the fingerprint that was recorded, or that its original gives",
		"Matches of this page may be wrong or missed. " + distrust},
	{dossier.OfFingerprint, dossier.Damaged, "what is kept of it does not fit together",
		"Matches of this page may be wrong or missed. Go back to a backup that verifies, or add the originals to a new corpus."},
	{dossier.OfFingerprint, dossier.NotRead, "could not be made again from the original", readAgain},

	{dossier.OfSighting, dossier.Changed, "not as it was recorded in the log", distrust},
	{dossier.OfSighting, dossier.Missing, "recorded in the log, but not in the corpus", distrust},
	{dossier.OfSighting, dossier.New, "in the corpus, but not recorded in the log", unlogged},

	{dossier.OfDatabase, dossier.Damaged, "what it holds does not fit together",
		"Go back to a backup that verifies, or make a corpus anew from the originals."},

	{dossier.OfRecord, dossier.Changed, "not the record that was signed",
		"What this record says cannot be relied on. " + distrust},
	{dossier.OfRecord, dossier.Missing, "taken out of the log",
		distrust + " " + checkpoints},
	{dossier.OfRecord, dossier.New, "in the log, but not signed for",
		"What this record says cannot be relied on. " + distrust},
	{dossier.OfRecord, dossier.Damaged, "not a record as leakprint writes them",
		"What this record says cannot be relied on. " + distrust},

	{dossier.OfRecord, dossier.Invalid, "not a record of the log that the proof names",
		"The proof shows nothing of this record: ask whoever gave it to you for another."},

	{dossier.OfTree, dossier.Damaged, "the log's hashes do not fit together", distrust + " " + checkpoints},

	{dossier.OfSignature, dossier.Invalid, "not the signature of this log by its key", distrust + " " + checkpoints},
	{dossier.OfSignature, dossier.Missing, "the log is not signed", distrust + " " + checkpoints},

	{dossier.OfCheckpoint, dossier.Rewritten, "the log is not the one that it was taken of",
		"Records of which the checkpoint was taken were changed or taken out and the log signed again. Rely on what was kept with the checkpoint, not on this log."},
	{dossier.OfCheckpoint, dossier.Invalid, "not signed by the log's key",
		"It is of another corpus, was changed, or the log was begun anew under another key. Make sure that it is the checkpoint you kept, and name the key you kept with it."},

	{"", dossier.Changed, "not what was recorded", distrust},
	{"", dossier.Missing, "not there", distrust},
	{"", dossier.New, "there, but nobody said that it should be", "Find out where it comes from before you rely on it."},
	{"", dossier.Moved, "the same content under another name", "Nothing is lost. Give it back its name."},
	{"", dossier.Duplicate, "the same content a second time", "Nothing is lost. Find out where the second one comes from."},
	{"", dossier.Damaged, "what is kept does not fit together", distrust},
	{"", dossier.Invalid, "not signed by whom it should be", distrust},
	{"", dossier.Rewritten, "not what the checkpoint was taken of", distrust + " " + checkpoints},
	{"", dossier.NotRead, "could not be read", readAgain},
}

// ruleOf returns the rule for a check; a general one for a finding of a later version that has
// no rule here.
func ruleOf(c dossier.Check) rule {
	for _, of := range []dossier.Thing{c.Of, ""} {
		if i := slices.IndexFunc(rules, func(r rule) bool { return r.of == of && r.state == c.State }); i >= 0 {
			found := rules[i]
			found.of = c.Of
			return found
		}
	}
	return rule{c.Of, c.State, "a finding of the kind " + Quote(string(c.State)), "This version of leakprint has no advice on it."}
}

// listedName names the subject of a check below its heading.
func listedName(c dossier.Check) string {
	t := thingOf(c.Of)
	return nameOf(c, strings.TrimSpace(cmp.Or(t.listed, t.noun)), t.listed)
}

// fullName names the subject of a check without a heading.
func fullName(c dossier.Check) string {
	t := thingOf(c.Of)
	return nameOf(c, t.noun, t.alone)
}

// nameOf names the subject of a check: by the noun if the check does not say which one it is,
// else by what the check says, with before in front.
func nameOf(c dossier.Check, noun, before string) string {
	name, known := noun, knownAs(c)
	switch {
	case c.Of == dossier.OfRecord && c.Record != nil:
		name = fmt.Sprintf("%s%d", before, *c.Record)
		if known != "" {
			name += ", " + known
		}
	case known != "":
		name = before + known
	}
	if c.Page > 0 {
		name += fmt.Sprintf(", p. %d", c.Page)
	}
	if c.Of != dossier.OfRecord && c.Record != nil {
		name += fmt.Sprintf(", record %d", *c.Record)
	}
	return name
}

// knownAs returns the path of a check or else its document; "" if it has neither.
func knownAs(c dossier.Check) string {
	switch {
	case c.Of == dossier.OfOriginal && c.Path != "" && c.Name != "": // the path alone says nothing to a person
		return Quote(c.Path) + " (" + inQuotes(c.Name) + ")"
	case c.Path != "":
		return Quote(c.Path)
	case c.Name != "" && c.Document.IsZero():
		return inQuotes(c.Name)
	case c.Name != "":
		return inQuotes(c.Name) + " (" + c.Document.Short() + ")"
	case !c.Document.IsZero():
		return c.Document.Short()
	}
	return ""
}

// problemWords says what is wrong with the subject of a check.
func problemWords(c dossier.Check) string {
	words := cmp.Or(Quote(c.Detail), ruleOf(c).what)
	if c.State == dossier.Moved && c.Expected != "" {
		words = "was " + Quote(c.Expected)
		if c.Detail != "" {
			words += ", " + Quote(c.Detail)
		}
		return words
	}
	if c.State == dossier.Duplicate && c.Expected != "" {
		return cmp.Or(Quote(c.Detail), "the same bytes as "+Quote(c.Expected))
	}
	expected, actual := shortValue(c.Expected), shortValue(c.Actual)
	switch {
	case c.State == dossier.Missing || c.State == dossier.New:
		return words // there is only one value, and nothing to compare it with
	case expected != "" && actual != "":
		return words + ": " + expected + " is now " + actual
	case expected != "":
		return words + ": should be " + expected
	case actual != "":
		return words + ": is " + actual
	}
	return words
}

// shortValue returns an expected or actual value; of a digest only the beginning.
func shortValue(value string) string {
	const leastDigest = 32 // digits, of an MD5
	digit := func(r rune) bool { return strings.ContainsRune("0123456789abcdefABCDEF", r) }
	if len(value) >= leastDigest && strings.TrimLeftFunc(value, digit) == "" {
		return value[:12] + "..."
	}
	return Quote(value)
}

// besideOriginal says how a changed file compares with its original.
func besideOriginal(v dossier.Verdict) string {
	switch v {
	case dossier.Identical:
		return "the bytes of the original in the corpus"
	case dossier.Same:
		return "saved again, the same content"
	case dossier.Altered:
		return "altered"
	case dossier.Partial:
		return "a part of the original"
	case dossier.Unclear:
		return "the same as far as it can be read"
	case dossier.Shared:
		return "another document, with passages of the original"
	case dossier.None:
		return "another document"
	case dossier.Unreadable:
		return "could not be compared with the original"
	}
	return Quote(string(v))
}

// problemLine says in one line what a check found, for formats that show nothing else.
func problemLine(c dossier.Check) string { return fullName(c) + ": " + allWords(c) }

// allWords returns problemWords and what was changed.
func allWords(c dossier.Check) string {
	words := problemWords(c)
	if beside := besideOriginal(c.Verdict); beside != "" {
		words += "; " + beside
	}
	if len(c.Changes) > 0 {
		words += ": " + Quote(strings.Join(c.Changes, "; "))
	}
	return words
}

// A total sums up an audit.
type total struct {
	checked  int
	problems []stateCount
}

type stateCount struct {
	state dossier.State
	n     int
}

// totalOf counts checks by state, in the order of the rules.
func totalOf(checks []dossier.Check) total {
	t := total{checked: len(checks)}
	for _, c := range checks {
		if c.State == dossier.OK {
			continue
		}
		i := slices.IndexFunc(t.problems, func(s stateCount) bool { return s.state == c.State })
		if i < 0 {
			i = len(t.problems)
			t.problems = append(t.problems, stateCount{state: c.State})
		}
		t.problems[i].n++
	}
	slices.SortFunc(t.problems, func(a, b stateCount) int {
		return cmp.Or(cmp.Compare(stateRank(a.state), stateRank(b.state)), cmp.Compare(a.state, b.state))
	})
	return t
}

// stateRank returns the place of a state among the rules; unknown states come last.
func stateRank(s dossier.State) int {
	return placeOr(len(rules), slices.IndexFunc(rules, func(r rule) bool { return r.of == "" && r.state == s }))
}

// thingRank returns the place of a thing among things; unknown things come last.
func thingRank(of dossier.Thing) int {
	return placeOr(len(things), slices.IndexFunc(things, func(t thing) bool { return t.of == of }))
}

// placeOr returns found, or last if found is negative.
func placeOr(last, found int) int {
	if found < 0 {
		return last
	}
	return found
}

// unreadable returns how many checks could not be made.
func (t total) unreadable() int {
	for _, s := range t.problems {
		if s.state == dossier.NotRead {
			return s.n
		}
	}
	return 0
}

// verdict returns what the counts mean: "intact", "not intact", "incomplete".
func (t total) verdict() string {
	var parts []string
	if len(t.problems) > min(t.unreadable(), 1) {
		parts = append(parts, "not intact")
	}
	if t.unreadable() > 0 {
		parts = append(parts, "incomplete")
	}
	switch {
	case t.checked == 0:
		return "nothing was checked"
	case len(parts) == 0:
		return "intact"
	}
	return strings.Join(parts, ", ")
}

// counts returns the number of checks and what they found: "41 checked: 2 changed, 1 moved."
func (t total) counts() string {
	parts := make([]string, 0, len(t.problems))
	for _, s := range t.problems {
		parts = append(parts, grouped(s.n)+" "+Quote(string(s.state)))
	}
	switch {
	case t.checked == 0:
		return "Nothing was checked."
	case len(parts) == 0 && t.checked == 1:
		parts = append(parts, "intact")
	case len(parts) == 0:
		parts = append(parts, "all intact")
	}
	return grouped(t.checked) + " checked: " + strings.Join(parts, ", ") + "."
}

// line returns the last line of an audit: the counts and, unless all is well, the verdict.
func (t total) line() string {
	if len(t.problems) == 0 {
		return t.counts()
	}
	return t.counts() + " " + strings.ToUpper(t.verdict()) + "."
}

// A group is the checks of one kind of thing.
type group struct {
	name   string
	checks []dossier.Check
}

// groups sorts checks by the order of things, keeping the order within each thing, and joins
// those for which name, such as the heading, is the same.
func groups(checks []dossier.Check, name func(thing) string) []group {
	sorted := slices.Clone(checks)
	slices.SortStableFunc(sorted, func(a, b dossier.Check) int {
		return cmp.Or(cmp.Compare(thingRank(a.Of), thingRank(b.Of)), cmp.Compare(a.Of, b.Of))
	})
	var joined []group
	from := 0 // of the last group
	for i, c := range sorted {
		of := name(thingOf(c.Of))
		if n := len(joined); n == 0 || joined[n-1].name != of {
			joined, from = append(joined, group{name: of}), i
		}
		joined[len(joined)-1].checks = sorted[from : i+1]
	}
	return joined
}

// capital returns a phrase with its first letter in upper case.
func capital(phrase string) string {
	first, size := utf8.DecodeRuneInString(phrase)
	if size == 0 {
		return ""
	}
	return string(unicode.ToUpper(first)) + phrase[size:]
}
