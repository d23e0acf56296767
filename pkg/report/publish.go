package report

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/internal/plain"
)

// This file takes out of a finding what could identify a source, before it is shown on a page
// that may be published: where files were, what they say of who made them, marks by which
// copies are told apart, names of attachments, and text that a file does not show.

// publishable returns a finding without what could identify a source. It is shown as the same
// pages and changes, in the same order.
func publishable(f dossier.Finding) dossier.Finding {
	f.Inputs = slices.Clone(f.Inputs)
	for i, in := range f.Inputs {
		f.Inputs[i] = publishableInput(in)
	}
	return f
}

func publishableInput(in dossier.InputFinding) dossier.InputFinding {
	path := in.Path
	in.Path = baseName(path)
	in.Notes = slices.Clone(in.Notes)
	for i, note := range in.Notes {
		in.Notes[i] = withoutPaths(strings.ReplaceAll(note, path, in.Path))
	}
	in.Matches = slices.Clone(in.Matches)
	for i, m := range in.Matches {
		in.Matches[i] = publishableMatch(m)
	}
	return in
}

func publishableMatch(m dossier.Match) dossier.Match {
	m.Document.Name = baseName(m.Document.Name)
	m.Alterations = slices.Clone(m.Alterations)
	for i, a := range m.Alterations {
		switch {
		case isMetadata(a):
			a.Before, a.After = fieldNames(a.Before), fieldNames(a.After)
		case a.Kind == dossier.AttachmentAdded:
			a.Before, a.After = "", ""
		}
		for _, text := range []*string{&a.Before, &a.After, &a.Lead, &a.Trail} {
			*text = onlyVisible(*text)
		}
		m.Alterations[i] = a
	}
	m.Quotations = slices.Clone(m.Quotations)
	for i, q := range m.Quotations {
		m.Quotations[i].Text = onlyVisible(q.Text)
	}
	return m
}

// baseName is a path without the folders that lead to the file, and to the members of archives.
func baseName(path string) string {
	members := strings.Split(path, "!")
	for i, member := range members {
		members[i] = member[strings.LastIndexAny(member, `/\`)+1:]
	}
	return strings.Join(members, "!")
}

// A path in a text: of two names or more, or one that begins at the root of a drive.
var pathWritten = regexp.MustCompile(`(?:[A-Za-z]:|~|\.{1,2})?[/\\](?:[^\s/\\:;,"']+[/\\])+|[A-Za-z]:\\`)

// withoutPaths leaves the folders out of a text.
func withoutPaths(text string) string { return pathWritten.ReplaceAllString(text, "") }

// onlyVisible is a text without characters that nobody sees, which can tell whose copy it is.
// White space stays.
func onlyVisible(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t':
			return ' '
		case plain.Visible(r):
			return r
		}
		return -1
	}, text)
}

// fields are the entries of metadata that are named. The names of others may be anything.
var fields = []string{"Author", "CreationDate", "Creator", "Keywords", "ModDate", "Producer", "Subject", "Title", "Trapped"}

// fieldNames keeps of entries of metadata their names, as entries without values.
func fieldNames(text string) string {
	var names []string
	for _, e := range entries(text) {
		if slices.Contains(fields, e.key) {
			names = append(names, e.key+": ")
		} else if !slices.Contains(names, "Others: ") {
			names = append(names, "Others: ")
		}
	}
	slices.Sort(names)
	return strings.Join(names, "; ")
}

// differingFields says which entries of metadata differ.
func differingFields(alterations []dossier.Alteration) string {
	var names []string
	for _, a := range alterations {
		for _, e := range slices.Concat(entries(a.Before), entries(a.After)) {
			if e.key != "Others" && !slices.Contains(names, e.key) {
				names = append(names, e.key)
			}
		}
	}
	slices.Sort(names)
	if slices.ContainsFunc(alterations, func(a dossier.Alteration) bool { return strings.Contains(a.Before+a.After, "Others: ") }) {
		names = append(names, "entries of other names")
	}
	if len(names) == 0 {
		return ""
	}
	last := len(names) - 1
	if last == 0 {
		return names[0]
	}
	return strings.Join(names[:last], ", ") + " and " + names[last]
}

// marksHeld says that there are marks, without saying which.
func marksHeld(marks []dossier.Mark) string {
	if len(marks) == 0 {
		return ""
	}
	return "There are differences that change no word, such as other spaces or characters that nobody sees. They are not shown here, because they can tell whose copy this is."
}

// hiddenHeld says that a file holds text that it does not show, without saying which.
func hiddenHeld(hidden []dossier.Hidden) string {
	if len(hidden) == 0 {
		return ""
	}
	return fmt.Sprintf("The file holds %s of text that it does not show, such as comments and tracked deletions. They are not shown here, because they can tell who wrote in it.", count(len(hidden), "piece"))
}
