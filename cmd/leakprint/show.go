package main

import (
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/leakprint/leakprint/pkg/corpus"
	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/report"
)

// shownJSON is the JSON form of everything known about one document.
type shownJSON struct {
	Schema string `json:"schema"`
	documentJSON
	SHA512    string            `json:"sha512"`
	Original  bool              `json:"original"`
	Notes     []string          `json:"notes"`
	Metadata  map[string]string `json:"metadata"`
	Sightings []sightingJSON    `json:"sightings"`
	PageList  []pageJSON        `json:"page_list"`
	// Inspected are the document and what is attached to it, as inspect tells them.
	Inspected []dossier.Inspected `json:"inspected,omitempty"`
}

// A sightingJSON has the time to the second even if it is known only to the day.
type sightingJSON struct {
	Where     string            `json:"where"`
	When      time.Time         `json:"when"`
	Precision dossier.Precision `json:"precision"`
	Claimed   bool              `json:"claimed"`
	By        string            `json:"by,omitempty"`
	Via       string            `json:"via,omitempty"`
	Note      string            `json:"note,omitempty"`
	Recorded  time.Time         `json:"recorded,omitzero"`
}

type pageJSON struct {
	Page       int    `json:"page"`
	Characters int    `json:"characters"`
	Marks      int    `json:"marks"`
	Pictures   int    `json:"pictures"`
	Absent     string `json:"absent,omitempty"`
	Note       string `json:"note,omitempty"`
	Recognised bool   `json:"recognised,omitempty"`
	Language   string `json:"language,omitempty"` // of what was recognised
}

func (a *app) showCommand() *cobra.Command {
	var asJSON, brief bool
	cmd := &cobra.Command{
		Use:   "show ID",
		Short: "Show what is known of one document",
		Long: `Show a document's digests, metadata, sightings (earliest first) and pages, and, where its original is
kept, what it hides, what it was, what is attached to it and which marks in it may identify a
source. ID is the beginning of its SHA-256, at least 6 digits, as leakprint list shows it; its
name will do where no other document has it, and else dossier/name.

` + exitHelp,
		Args: takes(1, 1, "one ID"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.with(cmd, corpus.ReadOnly, func(c *corpus.Corpus) error {
				shown, err := c.Show(cmd.Context(), args[0])
				if err != nil {
					return err
				}
				var inspection dossier.Inspection
				if !brief && shown.Original {
					if inspection, err = c.InspectDocument(cmd.Context(), args[0]); err != nil {
						return err
					}
				}
				if asJSON {
					j := shownOf(shown)
					j.Inspected = report.Seen(inspection).Inputs
					return report.JSON(cmd.OutOrStdout(), j)
				}
				if _, err = fmt.Fprint(cmd.OutOrStdout(), showText(shown)); err != nil || len(inspection.Inputs) == 0 {
					return err
				}
				fmt.Fprintln(cmd.OutOrStdout())
				return report.InspectionText(cmd.OutOrStdout(), inspection, report.InspectionOptions{Style: a.style(), Telling: true})
			})
		},
	}
	cmd.Flags().BoolVar(&brief, "brief", false, "do not inspect the original, which takes about as long as adding it")
	cmd.Flags().BoolVar(&asJSON, "json", false, "print it as JSON")
	return cmd
}

func shownOf(s corpus.Shown) shownJSON {
	j := shownJSON{
		Schema: "leakprint/show/1", documentJSON: documentOf(s.Document), SHA512: hex.EncodeToString(s.SHA512[:]),
		Original: s.Original, Notes: s.Notes, Metadata: s.Metadata,
	}
	for _, seen := range s.Sightings {
		j.Sightings = append(j.Sightings, sightingJSON(seen))
	}
	for _, p := range s.Pages {
		j.PageList = append(j.PageList, pageJSON{p.Number, p.Characters, p.Marks, p.Pictures, p.Absent, p.Note, p.Recognised, p.Language})
	}
	return j
}

func showText(s corpus.Shown) string {
	var b strings.Builder
	line := func(name, value string) { fmt.Fprintf(&b, "%-10s %s\n", name, report.Show(value)) }
	line("name", s.Name)
	if s.Dossier != "" {
		line("dossier", s.Dossier)
	}
	line("sha256", s.SHA256.String())
	line("sha512", hex.EncodeToString(s.SHA512[:]))
	line("file", fmt.Sprintf("%s, %s, %s", count(s.Size, "byte"), s.MediaType, count(s.Document.Pages, "page")))
	switch {
	case s.Original:
		line("original", "kept")
	case s.Lost:
		line("original", "GONE, though the log says that it is kept: leakprint verify tells more")
	case s.Purged:
		line("original", "purged, as all else that was on its pages")
	default:
		line("original", "not kept, fingerprints and text only")
	}
	for _, key := range slices.Sorted(maps.Keys(s.Metadata)) {
		line("metadata", key+": "+s.Metadata[key])
	}
	for _, seen := range s.Sightings {
		line("seen", sightingText(seen))
	}
	for _, note := range s.Notes {
		line("note", note)
	}
	return b.String()
}

// sightingText returns a sighting in one line.
func sightingText(seen dossier.Sighting) string {
	layout := time.RFC3339
	if seen.Precision == dossier.ToTheDay {
		layout = time.DateOnly
	}
	basis := "observed"
	if seen.Claimed {
		basis = "claimed"
	}
	text := fmt.Sprintf("%-20s  %-8s  %s", seen.When.Format(layout), basis, seen.Where)
	for _, more := range []struct{ before, text, after string }{{", by ", seen.By, ""}, {", via ", seen.Via, ""}, {" (", seen.Note, ")"}} {
		if more.text != "" {
			text += more.before + more.text + more.after
		}
	}
	return text
}
