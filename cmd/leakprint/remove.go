package main

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/leakprint/leakprint/pkg/corpus"
	"github.com/leakprint/leakprint/pkg/report"
)

func (a *app) removeCommand() *cobra.Command {
	var why string
	cmd := &cobra.Command{
		Use:   "remove ID --why TEXT",
		Short: "Delete a document's original; its fingerprints and the log stay",
		Long: `Delete a document's original from the corpus, and record why. Its fingerprints, text and
sightings stay, so that it is still recognised, and so does the log.

` + exitHelp,
		Args: takes(1, 1, "one ID"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if why == "" {
				return usageError(cmd, errors.New("--why is missing"))
			}
			return a.with(cmd, corpus.ReadWrite, func(c *corpus.Corpus) error {
				doc, err := c.Remove(cmd.Context(), args[0], why)
				if err != nil {
					return err
				}
				_, err = fmt.Fprintf(cmd.OutOrStdout(), "removed  %s  the original of %s; fingerprints and log stay\n", doc.SHA256.Short(), report.Show(doc.Name))
				return err
			})
		},
	}
	cmd.Flags().StringVar(&why, "why", "", "the reason, for the log")
	return cmd
}
