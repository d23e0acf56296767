package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/leakprint/leakprint/pkg/corpus"
	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/report"
)

func (a *app) removeCommand() *cobra.Command {
	var why string
	var purge, forget bool
	cmd := &cobra.Command{
		Use:   "remove ID --why TEXT",
		Short: "Delete a document's original, or with --purge all that is kept of it; the log stays",
		Long: `Delete a document's original from the corpus, and record why. Its fingerprints, text and
sightings stay, so that it is still recognised, and so does the log.

With --purge its text, fingerprints, pictures, notes and metadata go too, and are overwritten in
the corpus's files, so that nothing can be read there afterwards. What stays is its digest, by
which the same file is recognised, its name, its dossier and its sightings; with --forget not
even these: it may be added anew, as if it had never been there. The log stays whole, and
names the document as before: what was recorded cannot be taken back. Copies of the corpus,
backups and exports are not reached, nor what a disk keeps of deleted files.

` + exitHelp,
		Args: takes(1, 1, "one ID"),
		RunE: func(cmd *cobra.Command, args []string) error {
			switch {
			case why == "":
				return usageError(cmd, errors.New("--why is missing"))
			case forget && !purge:
				return usageError(cmd, errors.New("--forget goes with --purge"))
			}
			return a.with(cmd, corpus.ReadWrite, func(c *corpus.Corpus) error {
				do := c.Remove
				if purge {
					do = func(ctx context.Context, id, why string) (dossier.Document, error) {
						return c.Purge(ctx, id, why, forget)
					}
				}
				doc, err := do(cmd.Context(), args[0], why)
				if err != nil {
					return err
				}
				done, stays := "removed", "the original of "+report.Show(doc.Name)+"; fingerprints and log stay"
				switch {
				case forget:
					done, stays = "forgotten", report.Show(doc.Name)+"; the log still names it and its digest"
				case purge:
					done, stays = "purged", report.Show(doc.Name)+"; its digest, by which the same file is recognised, and the log stay"
				}
				_, err = fmt.Fprintf(cmd.OutOrStdout(), "%s  %s  %s\n", done, doc.SHA256.Short(), stays)
				return err
			})
		},
	}
	cmd.Flags().StringVar(&why, "why", "", "the reason, for the log")
	cmd.Flags().BoolVar(&purge, "purge", false, "take out all that is kept of it, and overwrite that in the corpus's files")
	cmd.Flags().BoolVar(&forget, "forget", false, "with --purge: do not even keep its digest")
	return cmd
}
