package report

import (
	"go/ast"
	"go/parser"
	"go/token"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/leakprint/leakprint/pkg/dossier"
)

// hostileText holds what a terminal would obey or not show, and markup.
const hostileText = "a\x1b[31m\u202e\u200b\r\n::error::b<script>\"\x00"

// hostileInspection has hostile text in every field that a file may fill.
func hostileInspection() dossier.Inspection {
	digest := dossier.Sum(nil)
	item := dossier.Item{
		Kind: hostileText, Page: 3, Box: &dossier.Box{X: 1, Y: 2, W: 3, H: 4}, Object: 17, Part: hostileText,
		Value: hostileText, Basis: hostileText, SHA256: &digest, Known: hostileText,
	}
	file := dossier.Inspected{Path: hostileText, MediaType: hostileText, Error: []string{hostileText}, LookedFor: []string{hostileText}, NotLookedFor: []string{hostileText}}
	for _, g := range groupWords {
		of := item
		of.Group = g.group
		file.Items = append(file.Items, of)
		of.Kind = dossier.TrackedChange
		file.Items = append(file.Items, of)
	}
	return dossier.Inspection{
		Inputs:      []dossier.Inspected{file, {Path: hostileText, LookedFor: []string{hostileText}}},
		Differences: []dossier.Difference{{Page: 1, Kind: hostileText, Before: hostileText, After: hostileText, Basis: hostileText}},
	}
}

func TestInspectionIsQuoted(t *testing.T) {
	i := hostileInspection()
	var b strings.Builder
	for _, identifying := range []bool{false, true} {
		if err := InspectionText(&b, i, InspectionOptions{Identifying: identifying}); err != nil {
			t.Fatal(err)
		}
	}
	text := b.String()
	if strings.ContainsAny(text, "\x1b\u202e\u200b\r\x00") || strings.Contains(text, "\n::error") {
		t.Errorf("something hostile is not quoted: %q", text)
	}
	if !strings.Contains(text, `\x1b[31m\u202e\u200b`) {
		t.Errorf("the values are not told: %q", text)
	}
	for _, see := range Seen(i).Inputs[0].Items {
		if strings.ContainsAny(see.See, "\x1b;$`\"'") {
			t.Errorf("a command with what the file says: %q", see.See)
		}
	}
}

func TestInspectionPageIsQuoted(t *testing.T) {
	for _, identifying := range []bool{false, true} {
		var b strings.Builder
		if err := InspectionHTML(&b, hostileInspection(), InspectionPage{Identifying: identifying, Made: hostileText}); err != nil {
			t.Fatal(err)
		}
		page := b.String()
		if strings.ContainsAny(page, "\x1b\u202e\u200b\r\x00") || strings.Contains(page, "<script") || strings.Contains(page, "\n::error") {
			t.Errorf("something hostile is not quoted: %q", page)
		}
		if !strings.Contains(page, `\x1b[31m\u202e\u200b`) {
			t.Errorf("the values are not told: %q", page)
		}
		if strings.Count(page, "Not for publication") != 2 || !strings.Contains(page, `content: "NOT FOR PUBLICATION"`) {
			t.Error("the page, its title or its prints are not headed as not for publication")
		}
	}
}

// Each kind of item that package dossier names has words, once.
func TestItemKindsHaveWords(t *testing.T) {
	file, err := parser.ParseFile(token.NewFileSet(), "../dossier/inspection.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	var named []dossier.ItemKind
	ast.Inspect(file, func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok {
			return true
		}
		if of, ok := spec.Type.(*ast.Ident); ok && of.Name == "ItemKind" {
			word, err := strconv.Unquote(spec.Values[0].(*ast.BasicLit).Value)
			if err != nil {
				t.Fatal(err)
			}
			named = append(named, dossier.ItemKind(word))
		}
		return true
	})
	if len(named) < 40 {
		t.Fatalf("found %d kinds only", len(named))
	}
	told := ItemKinds()
	for _, kind := range named {
		if !slices.Contains(told, kind) {
			t.Errorf("%s has no words", kind)
		}
	}
	slices.Sort(told)
	if len(slices.Compact(told)) != len(named) {
		t.Errorf("%d kinds have words, %d are named", len(told), len(named))
	}
	for _, w := range itemWords {
		if w.noun == "" {
			t.Errorf("%s is called nothing", w.kind)
		}
	}
}

// What was looked for is told once, not under every file.
func TestLookedForIsToldOnce(t *testing.T) {
	file := func(path string) dossier.Inspected {
		return dossier.Inspected{Path: path, MediaType: "application/pdf", LookedFor: []string{"fonts", "links"}}
	}
	var b strings.Builder
	if err := InspectionText(&b, dossier.Inspection{Inputs: []dossier.Inspected{file("a.pdf"), file("b.pdf")}}, InspectionOptions{}); err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(b.String(), "Looked for fonts; links."); n != 1 || !strings.Contains(b.String(), "Looked for the same as in a.pdf.") {
		t.Errorf("told %d times:\n%s", n, b.String())
	}
}
