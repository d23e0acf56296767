package report

import (
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"charm.land/lipgloss/v2"

	"github.com/leakprint/leakprint/pkg/dossier"
)

// This file prints inspections as text. It is for the person who inspects: what it shows may lead to a
// source, so nothing of it belongs into reports on matches.

const (
	itemsShown = 12  // of a kind and a file; JSON has all
	valueShown = 160 // characters of a value
)

// InspectionOptions say what of an inspection is printed.
type InspectionOptions struct {
	Style
	Identifying bool // only what may lead to a source, with what removes it
}

// InspectionText prints an inspection for a person.
func InspectionText(w io.Writer, i dossier.Inspection, opt InspectionOptions) error {
	s := newSheet(opt.Style)
	s.text(0, "Not for publication: what is told here may lead to a source.")
	told := map[string]string{}
	for _, file := range i.Inputs {
		s.WriteByte('\n')
		s.inspected(file, opt, told)
	}
	if len(i.Differences) > 0 {
		s.WriteByte('\n')
		s.differences(i.Differences)
	}
	s.WriteByte('\n')
	s.inspectionEnd(i)
	_, err := io.WriteString(w, s.String())
	return err
}

// inspected prints what was found in one file. told says of which file it was told in full what was
// looked for.
func (s *sheet) inspected(file dossier.Inspected, opt InspectionOptions, told map[string]string) {
	facts := Quote(file.MediaType)
	if file.Pages > 0 {
		facts += ", " + count(file.Pages, "page")
	}
	if !file.SHA256.IsZero() {
		facts += ", " + file.SHA256.Short()
	}
	s.raw(0, Show(file.Path)+"  "+facts)
	for _, reason := range file.Error {
		s.text(indent, "CANNOT READ: "+Quote(reason))
	}
	found := false
	for _, g := range groupWords {
		items := slices.DeleteFunc(slices.Clone(file.Items), func(item dossier.Item) bool {
			return item.Group != g.group || opt.Identifying && !Identifies(item)
		})
		if len(items) == 0 {
			continue
		}
		found = found || g.group.Telling()
		s.headline(lipgloss.NewStyle().Bold(true), strings.ToUpper(g.words))
		s.itemGroup(items, opt.Identifying)
	}
	if !found {
		s.text(indent, "Nothing found that is hidden, earlier, attached or a mark.")
	}
	s.lookedFor(file, found, told)
}

// itemGroup prints items of one group, kind by kind.
func (s *sheet) itemGroup(items []dossier.Item, identifying bool) {
	for _, kind := range kindsIn(items) {
		of := slices.DeleteFunc(slices.Clone(items), func(item dossier.Item) bool { return item.Kind != kind })
		word := wordOf(kind)
		title := word.noun
		if word.means != "" {
			title += ": " + word.means
		}
		s.text(indentMore, capital(title)+".")
		paged := slices.ContainsFunc(of, func(item dossier.Item) bool { return item.Page > 0 })
		for i, item := range of {
			if i == itemsShown {
				s.text(indentItem, fmt.Sprintf("... and %s more; JSON has all", grouped(len(of)-i)))
				break
			}
			s.item(item, paged)
		}
		if see := seeItem(of[0]); see != "" && of[0].Group.Telling() {
			s.hang(indentItem, "See: ", see)
		}
		if identifying && word.removes != "" {
			s.hang(indentItem, "Removed: ", word.removes)
		}
	}
}

// kindsIn are the kinds of items, each once, in the order of itemWords.
func kindsIn(items []dossier.Item) []dossier.ItemKind {
	var kinds []dossier.ItemKind
	for _, w := range itemWords {
		if slices.ContainsFunc(items, func(i dossier.Item) bool { return i.Kind == w.kind }) {
			kinds = append(kinds, w.kind)
		}
	}
	for _, item := range items { // kinds of later versions
		if !slices.Contains(kinds, item.Kind) {
			kinds = append(kinds, item.Kind)
		}
	}
	return kinds
}

// item prints one item: its place, its value, and how it was found. What is told of its origin is
// told in short.
func (s *sheet) item(item dossier.Item, paged bool) {
	label := ""
	if paged {
		label = fmt.Sprintf("%-*s", labelWidth, pageLabel(item.Page))
	}
	value := inQuotes(item.Value)
	if runes := []rune(item.Value); len(runes) > valueShown {
		value = inQuotes(string(runes[:valueShown])) + "..."
	}
	if item.Known != "" {
		value += ", which is the known document " + inQuotes(item.Known)
	}
	if about := aboutItem(item); len(about) > 0 {
		value += " (" + strings.Join(about, "; ") + ")"
	}
	s.hang(indentItem, label, value)
}

func pageLabel(page int) string {
	if page <= 0 {
		return ""
	}
	return "p. " + strconv.Itoa(page)
}

// aboutItem says how an item was found and where it is.
func aboutItem(item dossier.Item) []string {
	var about []string
	if item.Basis != "" && item.Group.Telling() {
		about = append(about, Quote(item.Basis))
	}
	if item.Box != nil && item.Group.Telling() {
		about = append(about, fmt.Sprintf("at %.0f, %.0f, size %.0f x %.0f", item.Box.X, item.Box.Y, item.Box.W, item.Box.H))
	}
	if item.Object > 0 {
		about = append(about, "object "+strconv.Itoa(item.Object))
	}
	if item.Part != "" {
		about = append(about, inQuotes(item.Part))
	}
	if item.SHA256 != nil {
		about = append(about, "sha256 "+item.SHA256.Short())
	}
	return about
}

// lookedFor says what was looked for, in full where nothing was found and none of the files above
// says so.
func (s *sheet) lookedFor(file dossier.Inspected, found bool, told map[string]string) {
	for _, what := range file.NotLookedFor {
		s.text(indent, "Not looked for: "+Quote(what))
	}
	if len(file.LookedFor) == 0 {
		return
	}
	if found {
		s.text(indent, fmt.Sprintf("Looked for %s of things.", count(len(file.LookedFor), "kind")))
		return
	}
	all := strings.Join(file.LookedFor, "; ")
	if above, ok := told[all]; ok {
		s.text(indent, "Looked for the same as in "+Show(above)+".")
		return
	}
	told[all] = file.Path
	s.text(indent, "Looked for "+Quote(all)+".")
}

// inspectionEnd sums up.
func (s *sheet) inspectionEnd(i dossier.Inspection) {
	telling, unread := 0, 0
	for _, file := range i.Inputs {
		if len(file.Error) > 0 {
			unread++
		}
		if slices.ContainsFunc(file.Items, func(item dossier.Item) bool { return item.Group.Telling() }) {
			telling++
		}
	}
	words := fmt.Sprintf("%s: %s", count(len(i.Inputs), "file"), strconv.Itoa(telling)+" with something hidden, earlier, attached or marked")
	if unread > 0 {
		words += fmt.Sprintf(", %d could not be read", unread)
	}
	s.text(0, words+".")
	s.text(0, "What is found is a fact of the file, easily forged, and says nothing of who did it or why.")
}

// differences lists those between two copies.
func (s *sheet) differences(all []dossier.Difference) {
	s.headline(lipgloss.NewStyle().Bold(true), "DIFFERENCES BETWEEN THE TWO COPIES")
	for i, d := range all {
		if i == 10*itemsShown {
			s.text(indentItem, fmt.Sprintf("... and %s more; JSON has all", grouped(len(all)-i)))
			break
		}
		s.hang(indentItem, fmt.Sprintf("%-*s", labelWidth, pageLabel(d.Page)), fmt.Sprintf("%s: %s here, %s there", Quote(d.Kind), inQuotes(d.Before), inQuotes(d.After)))
	}
}

func numberOrNone(n int) string {
	if n <= 0 {
		return ""
	}
	return strconv.Itoa(n)
}

// quotedPart is a name for a shell; "" for one that cannot be quoted simply.
func quotedPart(name string) string {
	if name == "" || strings.ContainsFunc(name, func(r rune) bool {
		return !(r >= '0' && r <= '9' || r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z' || strings.ContainsRune("-_./", r))
	}) {
		return ""
	}
	return name
}

// filledIn replaces words in capitals; "" where one has no value.
func filledIn(text string, values map[string]string) string {
	for _, name := range []string{"PAGE", "NUMBER", "PART"} {
		if !strings.Contains(text, name) {
			continue
		}
		if values[name] == "" {
			return ""
		}
		text = strings.ReplaceAll(text, name, values[name])
	}
	return text
}
