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
	Telling     bool // only what calls for a look: not who and what made the file
}

// NotForPublication heads each printed inspection.
const NotForPublication = "Not for publication: what is told here may lead to a source."

// InspectionText prints an inspection for a person.
func InspectionText(w io.Writer, i dossier.Inspection, opt InspectionOptions) error {
	s := newSheet(opt.Style)
	s.text(0, NotForPublication)
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
	s.inspectionEnd(i, opt.Identifying)
	_, err := io.WriteString(w, s.String())
	return err
}

// inspected prints what was found in one file. told says of which file it was told in full what was
// looked for.
func (s *sheet) inspected(file dossier.Inspected, opt InspectionOptions, told map[string]string) {
	s.raw(0, Show(file.Path)+"  "+fileFacts(file))
	for _, reason := range file.Error {
		s.text(indent, "CANNOT READ: "+Quote(reason))
	}
	groups := groupsOf(file, opt)
	for _, g := range groups {
		s.headline(lipgloss.NewStyle().Bold(true), strings.ToUpper(g.words))
		for _, k := range g.kinds {
			s.itemsOfKind(k, opt.Identifying)
		}
	}
	found := slices.ContainsFunc(groups, func(g itemGroup) bool { return g.group.Telling() })
	if !found {
		s.text(indent, nothingTelling)
	}
	s.lookedFor(file, found || opt.Telling, told)
}

const nothingTelling = "Nothing found that is hidden, earlier, attached or a mark."

// fileFacts are a file's type, pages and digest in short.
func fileFacts(file dossier.Inspected) string {
	facts := Quote(file.MediaType)
	if file.Pages > 0 {
		facts += ", " + count(file.Pages, "page")
	}
	if !file.SHA256.IsZero() {
		facts += ", " + file.SHA256.Short()
	}
	return facts
}

// An itemGroup is what is told of a group, kind by kind.
type itemGroup struct {
	group dossier.Group
	words string
	kinds []itemsOfKind
}

type itemsOfKind struct {
	word  itemWord
	items []dossier.Item
}

// groupsOf are the groups of a file's items that are told.
func groupsOf(file dossier.Inspected, opt InspectionOptions) []itemGroup {
	var groups []itemGroup
	for _, g := range groupWords {
		items := slices.DeleteFunc(slices.Clone(file.Items), func(item dossier.Item) bool {
			return item.Group != g.group || opt.Identifying && !Identifies(item) || opt.Telling && !item.Group.Telling()
		})
		if len(items) == 0 {
			continue
		}
		group := itemGroup{group: g.group, words: g.words}
		for _, kind := range kindsIn(items) {
			of := slices.DeleteFunc(slices.Clone(items), func(item dossier.Item) bool { return item.Kind != kind })
			group.kinds = append(group.kinds, itemsOfKind{wordOf(kind), of})
		}
		groups = append(groups, group)
	}
	return groups
}

// title says what the items are and may mean.
func (k itemsOfKind) title() string {
	if k.word.means == "" {
		return capital(k.word.noun) + "."
	}
	return capital(k.word.noun) + ": " + k.word.means + "."
}

// see is how the first item is seen with a common program; "" for what calls for no look.
func (k itemsOfKind) see() string {
	if !k.items[0].Group.Telling() {
		return ""
	}
	return seeItem(k.items[0])
}

// itemsOfKind prints items of one kind.
func (s *sheet) itemsOfKind(k itemsOfKind, identifying bool) {
	s.text(indentMore, k.title())
	paged := slices.ContainsFunc(k.items, func(item dossier.Item) bool { return item.Page > 0 })
	for i, item := range k.items {
		if i == itemsShown {
			s.text(indentItem, fmt.Sprintf("... and %s more; JSON has all", grouped(len(k.items)-i)))
			break
		}
		s.item(item, paged)
	}
	if see := k.see(); see != "" {
		s.hang(indentItem, "See: ", see)
	}
	if identifying && k.word.removes != "" {
		s.hang(indentItem, "Removed: ", k.word.removes)
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
	value := itemValue(item)
	if about := aboutItem(item); len(about) > 0 {
		value += " (" + strings.Join(about, "; ") + ")"
	}
	s.hang(indentItem, label, value)
}

// itemValue is what an item says, cut short.
func itemValue(item dossier.Item) string {
	value := inQuotes(item.Value)
	if runes := []rune(item.Value); len(runes) > valueShown {
		value = inQuotes(string(runes[:valueShown])) + "..."
	}
	if item.Known != "" {
		value += ", which is the known document " + inQuotes(item.Known)
	}
	return value
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
	if item.Form != "" {
		about = append(about, "as a "+Quote(strings.ReplaceAll(string(item.Form), "-", " ")))
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

// lookedFor says what was looked for: in short, or in full where none of the files above says so.
func (s *sheet) lookedFor(file dossier.Inspected, short bool, told map[string]string) {
	for _, what := range file.NotLookedFor {
		s.text(indent, "Not looked for: "+Quote(what))
	}
	if len(file.LookedFor) == 0 {
		return
	}
	if short {
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
func (s *sheet) inspectionEnd(i dossier.Inspection, identifying bool) {
	s.text(0, inspectionSum(i))
	if identifying {
		s.text(0, retypeOnly)
	}
	s.text(0, factsOnly)
}

const retypeOnly = "Only typing the text anew removes all marks, those included that were not looked for."

const factsOnly = "What is found is a fact of the file, easily forged, and says nothing of who did it or why."

// inspectionSum says in how many files something was found.
func inspectionSum(i dossier.Inspection) string {
	telling, unread := 0, 0
	for _, file := range i.Inputs {
		if len(file.Error) > 0 {
			unread++
		}
		if slices.ContainsFunc(file.Items, func(item dossier.Item) bool { return item.Group.Telling() }) {
			telling++
		}
	}
	words := fmt.Sprintf("%s: %d with something hidden, earlier, attached or marked", count(len(i.Inputs), "file"), telling)
	if unread > 0 {
		words += fmt.Sprintf(", %d could not be read", unread)
	}
	return words + "."
}

// differences lists those between two copies.
func (s *sheet) differences(all []dossier.Difference) {
	s.headline(lipgloss.NewStyle().Bold(true), "DIFFERENCES BETWEEN THE TWO COPIES")
	for i, d := range all {
		if i == 10*itemsShown {
			s.text(indentItem, fmt.Sprintf("... and %s more; JSON has all", grouped(len(all)-i)))
			break
		}
		s.hang(indentItem, fmt.Sprintf("%-*s", labelWidth, pageLabel(d.Page)), differenceWords(d))
	}
}

func differenceWords(d dossier.Difference) string {
	return fmt.Sprintf("%s: %s here, %s there", Quote(d.Kind), inQuotes(d.Before), inQuotes(d.After))
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
