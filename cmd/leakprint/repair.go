package main

import (
	"cmp"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/leakprint/leakprint/pkg/corpus"
	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/report"
)

// repairJSON is the JSON form of corpus.Repaired.
type repairJSON struct {
	Schema string          `json:"schema"`
	Done   []mendedJSON    `json:"done"`
	Left   []dossier.Check `json:"left"`
}

type mendedJSON struct {
	SHA256 dossier.Digest `json:"sha256,omitzero"`
	Name   string         `json:"name,omitempty"`
	What   string         `json:"what"`
}

func (a *app) repairCommand() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "repair",
		Short: "Mend what is damaged in the corpus from what is whole",
		Long: `Mend what leakprint verify finds, as far as something whole is there to mend it from:
fingerprints that are not as they were recorded are made anew from the originals, and the
index from the pages; originals that were moved are put back; files among them that the log
does not know are entered, if they are documents under their own digest, or set aside in the
corpus's folder "aside". Each is recorded in the log. What cannot be mended is named.

Nothing is done if the log itself is damaged: restore corpus.db from a backup then.

Exit codes: 0 all is whole now; 1 something could not be mended; 2 usage or error; 130
interrupted.`,
		Args: takes(0, 0, "none"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			var done corpus.Repaired
			err := a.with(cmd, corpus.ReadWrite, func(c *corpus.Corpus) (err error) {
				done, err = c.Repair(cmd.Context())
				return err
			})
			if err != nil {
				return err
			}
			if asJSON {
				err = report.JSON(cmd.OutOrStdout(), repairedJSON(done))
			} else {
				err = repairedText(cmd.OutOrStdout(), done)
			}
			if err == nil && len(done.Left) > 0 {
				err = errFindings
			}
			return err
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print what was done as JSON")
	a.recognition(cmd.Flags())
	return cmd
}

func repairedJSON(done corpus.Repaired) repairJSON {
	j := repairJSON{Schema: "leakprint/repair/1", Left: done.Left}
	for _, m := range done.Done {
		j.Done = append(j.Done, mendedJSON{m.Document, m.Name, m.What})
	}
	return j
}

func repairedText(w io.Writer, done corpus.Repaired) error {
	for _, m := range done.Done {
		about := ""
		if !m.Document.IsZero() {
			about = m.Document.Short() + " " + report.Show(m.Name) + ": "
		}
		if _, err := fmt.Fprintf(w, "mended: %s%s\n", about, report.Quote(m.What)); err != nil {
			return err
		}
	}
	for _, left := range done.Left {
		what := cmp.Or(left.Path, left.Name, string(left.Of))
		if left.Page > 0 {
			what += fmt.Sprintf(", page %d", left.Page)
		}
		if _, err := fmt.Fprintf(w, "NOT MENDED: %s: %s %s\n", report.Show(what), left.Rule(), report.Quote(left.Detail)); err != nil {
			return err
		}
	}
	words := "nothing to mend"
	switch {
	case len(done.Left) > 0:
		words = fmt.Sprintf("%s mended, %s left", count(len(done.Done), "thing"), count(len(done.Left), "problem"))
	case len(done.Done) > 0:
		words = fmt.Sprintf("%s mended, the corpus is whole", count(len(done.Done), "thing"))
	}
	_, err := fmt.Fprintln(w, words)
	return err
}
