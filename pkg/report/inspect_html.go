package report

import (
	"cmp"
	_ "embed"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/leakprint/leakprint/pkg/dossier"
)

// This file makes a web page of an inspection. As in text, nothing of it belongs into what is published,
// which each printed page says.

const (
	itemsOnPage       = 500  // of a kind and a file; JSON has all
	differencesOnPage = 2000 // likewise
)

// InspectionPage says what a web page of an inspection shows besides it.
type InspectionPage struct {
	Identifying bool   // only what may lead to a source, with what removes it
	Made        string // when the page was made; "" if that is not told
}

//go:embed html/inspection.css
var inspectionStyle string

//go:embed html/inspection.html
var inspectionTemplate string

var inspectionWebPage = newWebPage("inspection", inspectionTemplate)

// InspectionHTMLFile writes an inspection as one self-contained web page, like that of HTML, to a
// file that only its owner may read, wholly or not at all. It replaces an existing file.
func InspectionHTMLFile(path string, i dossier.Inspection, opt InspectionPage) error {
	return pageFile(path, func(w io.Writer) error { return InspectionHTML(w, i, opt) })
}

// InspectionHTML writes the page of InspectionHTMLFile. The same inspection and options give the same
// bytes.
func InspectionHTML(w io.Writer, i dossier.Inspection, opt InspectionPage) error {
	return writePage(w, inspectionWebPage, newInspectionDocument(i, opt))
}

// An inspectionDocument is an inspection as its template sees it. Strings that come from files are
// quoted here or, where the template calls quote, there.
type inspectionDocument struct {
	pageHead
	Tool         dossier.Tool
	Schema       string
	Warning      string
	Made         string
	Sum, Caution string
	Files        []inspectedFile
	Differences  []differenceRow
	MoreDiffer   string
}

// Several reports whether there is more than one file.
func (d inspectionDocument) Several() bool { return len(d.Files) > 1 }

// An inspectedFile is what is shown of one file.
type inspectedFile struct {
	ID, Name, Facts string
	Digest          string
	Errors          []string
	Nothing         string // that nothing calls for a look
	Groups          []shownGroup
	LookedFor       []string
	SameAs          string // the file above of which is told what was looked for
	NotLookedFor    []string
}

type shownGroup struct {
	Words   string
	Telling bool
	Kinds   []shownKind
}

type shownKind struct {
	Title        string
	Items        []shownItem
	Paged        bool
	More         string
	See, Removed string
}

type shownItem struct {
	Page, Value string
	About       []string
}

type differenceRow struct{ Page, Words, Basis string }

func newInspectionDocument(i dossier.Inspection, opt InspectionPage) inspectionDocument {
	d := inspectionDocument{
		pageHead: newPageHead("Not for publication: leakprint inspection", styleSheet+inspectionStyle),
		Tool:     i.Tool, Schema: i.Schema,
		Warning: NotForPublication, Made: Quote(opt.Made), Sum: inspectionSum(i), Caution: factsOnly,
	}
	if opt.Identifying {
		d.Caution = retypeOnly + " " + factsOnly
	}
	told := map[string]string{}
	for n, file := range i.Inputs {
		shown := newInspectedFile(file, fmt.Sprintf("f%d", n+1), opt)
		all := strings.Join(file.LookedFor, "; ")
		if shown.SameAs = told[all]; shown.SameAs != "" {
			shown.LookedFor = nil
		}
		told[all] = cmp.Or(told[all], shown.Name)
		d.Files = append(d.Files, shown)
	}
	for n, of := range i.Differences {
		if n == differencesOnPage {
			d.MoreDiffer = fmt.Sprintf("... and %s more; JSON has all", grouped(len(i.Differences)-n))
			break
		}
		d.Differences = append(d.Differences, differenceRow{pageLabel(of.Page), differenceWords(of), Quote(of.Basis)})
	}
	return d
}

func newInspectedFile(file dossier.Inspected, id string, opt InspectionPage) inspectedFile {
	shown := inspectedFile{ID: id, Name: Show(file.Path), Facts: fileFacts(file), Errors: file.Error, LookedFor: file.LookedFor, NotLookedFor: file.NotLookedFor}
	if !file.SHA256.IsZero() {
		shown.Digest = file.SHA256.String()
	}
	groups := groupsOf(file, InspectionOptions{Identifying: opt.Identifying})
	if !slices.ContainsFunc(groups, func(g itemGroup) bool { return g.group.Telling() }) {
		shown.Nothing = nothingTelling
	}
	for _, g := range groups {
		group := shownGroup{Words: g.words, Telling: g.group.Telling()}
		for _, k := range g.kinds {
			group.Kinds = append(group.Kinds, newShownKind(k, opt))
		}
		shown.Groups = append(shown.Groups, group)
	}
	return shown
}

func newShownKind(k itemsOfKind, opt InspectionPage) shownKind {
	kind := shownKind{Title: k.title(), See: k.see()}
	if opt.Identifying {
		kind.Removed = k.word.removes
	}
	for n, item := range k.items {
		if n == itemsOnPage {
			kind.More = fmt.Sprintf("... and %s more; JSON has all", grouped(len(k.items)-n))
			break
		}
		kind.Items = append(kind.Items, shownItem{pageLabel(item.Page), itemValue(item), aboutItem(item)})
		kind.Paged = kind.Paged || item.Page > 0
	}
	return kind
}
