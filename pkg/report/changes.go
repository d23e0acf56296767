package report

import (
	"cmp"
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
	mostEntries = 10  // entries of metadata
	mostPassage = 160 // characters of a passage that was changed
	mostContext = 80  // characters of the unchanged words on either side
	mostValue   = 100 // characters of an entry of metadata
)

// changes lists the alterations by page, in order of weight, and then those of the file as a
// whole.
func (s *sheet) changes(in dossier.InputFinding, m dossier.Match) {
	list := worthTelling(in, m)
	if len(list) == 0 {
		return
	}
	if !slices.ContainsFunc(list, func(a dossier.Alteration) bool { return a.Kind != dossier.Shortened }) {
		s.raw(indentMore, "SHORTENED")
	} else if slices.ContainsFunc(list, ofContent) {
		s.raw(indentMore, "CHANGED")
	} else {
		s.raw(indentMore, "STORED ANEW")
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
	s.items(s.itemsOnPages(onPages))
	s.items(s.itemsOfFile(ofFile, m))
}

// An item is a change in words, labelled with what was changed: pages, the file or its metadata.
type item struct{ label, words string }

// items lists as many changes as there is room for. Successive changes with the same label show
// it once.
func (s *sheet) items(list []item) {
	used, label := 0, ""
	for i, it := range list {
		if it.label == label && !s.plain {
			it.label = ""
		} else {
			label = it.label
		}
		lines := s.change(it.label, it.words)
		if used += len(lines); used > mostLines && i > 0 {
			s.text(indentItem, fmt.Sprintf("and %s more; --json and --report list them all", grouped(len(list)-i)))
			return
		}
		for _, line := range lines {
			s.put(0, line)
		}
	}
}

// worthTelling returns the alterations except those that the verdict already implies: "part
// of", a quote, or the same. Failed redactions come first.
func worthTelling(in dossier.InputFinding, m dossier.Match) []dossier.Alteration {
	part := m.Verdict == dossier.Partial || isQuote(in) || isPicture(in)
	list := slices.DeleteFunc(slices.Clone(m.Alterations), func(a dossier.Alteration) bool {
		if a.Kind == dossier.ReSaved && m.Verdict == dossier.Same {
			return true
		}
		return part && (a.Kind == dossier.PageRemoved || a.Kind == dossier.ExcerptTaken)
	})
	badly := func(a dossier.Alteration) int {
		if a.Kind == dossier.RedactedBadly {
			return 0
		}
		return 1
	}
	slices.SortStableFunc(list, func(a, b dossier.Alteration) int { return badly(a) - badly(b) })
	return list
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

// itemsOnPages groups changes by their pages, in the order in which the pages first appear.
func (s *sheet) itemsOnPages(list []dossier.Alteration) []item {
	order := make(map[string]int)
	var items []item
	for _, a := range list {
		it := item{where(a), s.changeWords(a)}
		if _, ok := order[it.label]; !ok {
			order[it.label] = len(order)
		}
		items = append(items, it)
	}
	slices.SortStableFunc(items, func(a, b item) int { return cmp.Compare(order[a.label], order[b.label]) })
	return items
}

func (s *sheet) itemsOfFile(list []dossier.Alteration, m dossier.Match) []item {
	var items []item
	for _, a := range list {
		if isMetadata(a) {
			for _, words := range s.metadataWords(a) {
				items = append(items, item{"meta", words})
			}
			continue
		}
		words := s.changeWords(a)
		if pages := where(a); pages != "" && len(a.QueryPages) < len(queryPages(m.Pages)) {
			words = pages + ": " + words
		}
		items = append(items, item{"file", words})
	}
	return items
}

// changeWords returns an alteration in words, with the text before and after.
func (s *sheet) changeWords(a dossier.Alteration) string {
	before, after := passage(a.Before, mostPassage), passage(a.After, mostPassage)
	what := kindWords(a)
	switch a.Kind {
	case dossier.TextEdited:
		if before != "" || after != "" {
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
