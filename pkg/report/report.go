// Package report writes a dossier.Finding as text for a person at a terminal, as JSON for a
// program and as a web page, and a dossier.Audit also in the formats of continuous integration.
//
// Strings from files (names, passages, notes) are hostile. Text shows them through Quote; JSON
// escapes what a terminal would obey.
package report
