// Package report shows a dossier.Finding: as text for a person at a terminal,
// as JSON for a program. A dossier.Audit it shows in the formats of continuous
// integration as well.
//
// What comes from a file (names, passages, notes) is hostile. The text shows
// it through Quote, the JSON escapes what a terminal would obey.
package report
