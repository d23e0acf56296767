package report

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"charm.land/lipgloss/v2"

	"github.com/leakprint/leakprint/pkg/dossier"
)

const (
	mostLines   = 20  // lines of changes to pages, and to the file, for one match
	leastLines  = 4   // of these for each kind of change
	mostEntries = 10  // entries of metadata
	mostPassage = 160 // characters of a passage that was changed
	mostContext = 80  // characters of the unchanged words on either side
	mostValue   = 100 // characters of an entry of metadata
)

// changes lists the alterations of pages, in the order given, which is that of what they mean,
// and then those of the file as a whole. The heading counts them.
func (s *sheet) changes(in dossier.InputFinding, m dossier.Match) {
	list := worthTelling(in, m)
	if len(list) == 0 {
		return
	}
	var onPages, ofFile []dossier.Alteration
	for _, a := range list {
		if isQuote(in) || isPicture(in) {
			a.QueryPages = nil // it has only one page
		}
		if ofContent(a) && where(a) != "" {
			onPages = append(onPages, a)
		} else {
			ofFile = append(ofFile, a)
		}
	}
	s.text(indentMore, changesHeading(m, list, onPages))
	s.items(s.itemsOnPages(onPages))
	s.items(s.itemsOfFile(ofFile, m))
}

// changesHeading says what kind of changes follow and, where there are several on pages, how
// many of each kind. It does not speak of changes where the verdict says that there are none.
func changesHeading(m dossier.Match, list, onPages []dossier.Alteration) string {
	all := func(of func(dossier.Alteration) bool) bool {
		return !slices.ContainsFunc(list, func(a dossier.Alteration) bool { return !of(a) })
	}
	heading := "CHANGED"
	switch {
	case all(func(a dossier.Alteration) bool { return a.Kind == dossier.Shortened }):
		heading = "SHORTENED"
	case all(func(a dossier.Alteration) bool { return !ofContent(a) }):
		heading = "STORED ANEW"
	case m.Verdict != dossier.Altered && all(func(a dossier.Alteration) bool { return !ofContent(a) || a.Kind == dossier.Merged }):
		heading = "MERGED"
	case m.Verdict != dossier.Altered:
		heading = "SHOWN OTHERWISE"
	}
	if len(onPages) > 1 {
		heading += ": " + sumWords(onPages, 0)
	}
	return heading
}

// An item is a change in words, labelled with what was changed: pages, the file or its metadata.
// Kind is what changes like it are called.
type item struct {
	label, words string
	kind         changeNoun
}

// items lists as many changes of each kind as there is room for, and counts the others.
// Successive changes with the same label show it once.
func (s *sheet) items(list []item) {
	byKind := map[string][]item{}
	var kinds []changeNoun
	for _, it := range list {
		if len(byKind[it.kind.one]) == 0 {
			kinds = append(kinds, it.kind)
		}
		byKind[it.kind.one] = append(byKind[it.kind.one], it)
	}
	label := ""
	for _, kind := range kinds {
		used, of := 0, byKind[kind.one]
		for i, it := range of {
			lines := s.change(s.labelAfter(label, it.label), it.words)
			if used += len(lines); used > max(leastLines, mostLines/len(kinds)) && i > 0 {
				s.text(indentItem, "and "+kind.more(len(of)-i)+"; --json and --report list them all")
				label = ""
				break
			}
			label = it.label
			for _, line := range lines {
				s.put(0, line)
			}
		}
	}
}

// labelAfter returns a label as it is shown after another: not again.
func (s *sheet) labelAfter(previous, label string) string {
	if label == previous && !s.plain {
		return ""
	}
	return label
}

// worthTelling returns the alterations except those that the verdict already implies: "part
// of", a quote, or the same.
func worthTelling(in dossier.InputFinding, m dossier.Match) []dossier.Alteration {
	part := m.Verdict == dossier.Partial || isQuote(in) || isPicture(in)
	return slices.DeleteFunc(slices.Clone(m.Alterations), func(a dossier.Alteration) bool {
		if a.Kind == dossier.ReSaved && m.Verdict == dossier.Same {
			return true
		}
		return part && (a.Kind == dossier.PageRemoved || a.Kind == dossier.ExcerptTaken)
	})
}

// ofContent reports whether an alteration affects what the pages show or their order, rather
// than how the file is stored.
func ofContent(a dossier.Alteration) bool {
	switch a.Kind {
	case dossier.Rasterised, dossier.ReEncoded, dossier.OCRLayerAdded, dossier.ReSaved,
		dossier.IncrementalUpdate, dossier.Encrypted, dossier.AttachmentAdded:
		return false
	}
	return !isMetadata(a)
}

func isMetadata(a dossier.Alteration) bool {
	return a.Kind == dossier.MetadataChanged || a.Kind == dossier.MetadataStripped
}

func (s *sheet) itemsOnPages(list []dossier.Alteration) []item {
	var items []item
	for _, a := range list {
		items = append(items, item{where(a), s.changeWords(a), nounOf(a)})
	}
	return items
}

func (s *sheet) itemsOfFile(list []dossier.Alteration, m dossier.Match) []item {
	var items []item
	for _, a := range list {
		if isMetadata(a) {
			for _, words := range s.metadataWords(a) {
				items = append(items, item{"meta", words, nounOf(a)})
			}
			continue
		}
		words := s.changeWords(a)
		if pages := where(a); pages != "" && len(a.QueryPages) < len(queryPages(m.Pages)) {
			words = pages + ": " + words
		}
		items = append(items, item{"file", words, nounOf(a)})
	}
	return items
}

// changeWords returns an alteration in words, with the text before and after.
func (s *sheet) changeWords(a dossier.Alteration) string {
	before, after := passage(a.Before, mostPassage), passage(a.After, mostPassage)
	what := kindWords(a)
	switch a.Kind {
	case dossier.TextEdited:
		if !a.Unread() && (before != "" || after != "") {
			return s.wordDiff(a)
		}
	case dossier.PageRotated, dossier.PageScaled:
		return what // it says by how much
	case dossier.RedactedBadly, dossier.Restyled:
		after = "" // the same words
	}
	switch {
	case before != "" && after != "":
		return what + ": " + s.old(`"`, before, `"`) + " became " + s.new(`"`, after, `"`)
	case before != "":
		return what + ": " + s.old(`"`, before, `"`)
	case after != "":
		return what + ": " + s.new(`"`, after, `"`)
	}
	return what
}

// notMarks escapes words of a document that look like marks of a word diff.
var notMarks = strings.NewReplacer("[-", `\[-`, "-]", `-\]`, "{+", `\{+`, "+}", `+\}`)

// wordDiff writes changed words among the unchanged ones around them as GNU wdiff does:
// "on [-4-]{+14+} May".
func (s *sheet) wordDiff(a dossier.Alteration) string {
	e := narrowed(a)
	if s.plain {
		return s.editInWords(e)
	}
	part := func(text string, most int) string { return notMarks.Replace(passage(text, most)) }
	changed := ""
	if before := part(e.before, mostPassage); before != "" {
		changed += s.old("[-", before, "-]")
	}
	if after := part(e.after, mostPassage); after != "" {
		changed += s.new("{+", after, "+}")
	}
	return `"` + part(e.lead, mostContext) + e.leadGap + changed + e.trailGap + part(e.trail, mostContext) + `"`
}

// passage returns text of a document in one line, with invisible characters and quotation marks
// escaped, cut to at most most characters.
func passage(text string, most int) string {
	return cutMiddle(escaped(strings.Join(strings.Fields(text), " ")), most)
}

// metadataWords says what became of each entry.
func (s *sheet) metadataWords(a dossier.Alteration) []string {
	before, after := entries(a.Before), entries(a.After)
	var changed, gone, added []string
	for _, was := range before {
		if i := slices.IndexFunc(after, func(e entry) bool { return e.key == was.key }); i >= 0 {
			changed = append(changed, fmt.Sprintf("%s %s became %s", Quote(was.key), s.old(was.shown()), s.new(after[i].shown())))
			after = slices.Delete(after, i, i+1)
		} else {
			gone = append(gone, Quote(was.key)+" "+s.old(was.shown()))
		}
	}
	for _, now := range after {
		added = append(added, Quote(now.key)+" "+s.new(now.shown()))
	}
	if len(changed)+len(gone)+len(added) == 0 {
		return []string{kindWords(a)}
	}
	lines := firstOf(changed)
	if len(gone) > 0 {
		lines = append(lines, "taken out: "+strings.Join(firstOf(gone), "; "))
	}
	if len(added) > 0 {
		lines = append(lines, "added: "+strings.Join(firstOf(added), "; "))
	}
	if a.Kind == dossier.MetadataChanged {
		lines[len(lines)-1] += " (metadata is easily forged)"
	}
	return lines
}

// firstOf returns the first few entries of metadata, and says how many it leaves out.
func firstOf(list []string) []string {
	if more := len(list) - mostEntries; more > 0 {
		return append(list[:mostEntries:mostEntries], fmt.Sprintf("and %s more", grouped(more)))
	}
	return list
}

// An entry is one entry of a document's metadata.
type entry struct{ key, value string }

// entries parses "Key: value; Key: value". Keys have no spaces and are sorted, which tells most
// semicolons within values from those between entries.
func entries(text string) []entry {
	var list []entry
	for part := range strings.SplitSeq(text, "; ") {
		key, value, ok := strings.Cut(part, ": ")
		n := len(list)
		switch {
		case ok && !strings.Contains(key, " ") && (n == 0 || key > list[n-1].key):
			list = append(list, entry{key, value})
		case n > 0:
			list[n-1].value += "; " + part
		}
	}
	return list
}

// A PDF writes dates as D:20180719093000+01'00' (ISO 32000-1, 7.9.4).
var pdfDate = regexp.MustCompile(`^(D:\d{14})(Z|[+-]\d\d'?\d\d'?)?(?:00'?00'?)?$`)

// shown returns the entry's value and the quotation marks around it. A date is formatted
// plainly, without quotation marks.
func (e entry) shown() (string, string, string) {
	if parts := pdfDate.FindStringSubmatch(e.value); parts != nil {
		if date, err := time.Parse("D:20060102150405", parts[1]); err == nil {
			zone := strings.ReplaceAll(parts[2], "'", "")
			return "", strings.TrimSpace(date.Format(time.DateTime) + " " + zone), ""
		}
	}
	return `"`, passage(e.value, mostValue), `"`
}

// old and new return words of the known document and of the input between marks, each word
// coloured by itself so that lines can be broken between words.
func (s *sheet) old(before, words, after string) string {
	return s.tinted(red, before+words+after)
}

func (s *sheet) new(before, words, after string) string {
	return s.tinted(green, before+words+after)
}

func (s *sheet) tinted(tint, words string) string {
	if !s.color {
		return words
	}
	style := lipgloss.NewStyle().Foreground(lipgloss.Color(tint))
	parts := strings.Split(words, " ")
	for i, part := range parts {
		parts[i] = style.Render(part)
	}
	return strings.Join(parts, " ")
}
