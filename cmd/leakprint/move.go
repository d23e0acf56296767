package main

import (
	"cmp"
	"errors"
	"fmt"
	"math"

	"github.com/spf13/cobra"

	"github.com/leakprint/leakprint/pkg/corpus"
	"github.com/leakprint/leakprint/pkg/report"
)

func (a *app) moveCommand() *cobra.Command {
	var to string
	cmd := &cobra.Command{
		Use:   "move ID... --dossier NAME",
		Short: "Put documents in another dossier",
		Long: `Put documents in another dossier, or with --dossier "" in none, and record that.

  leakprint move memo.pdf 3f2a9c --dossier "Trade talks"

` + exitHelp,
		Args: takes(1, math.MaxInt, "IDs or names"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if !cmd.Flags().Changed("dossier") {
				return usageError(cmd, errors.New("--dossier is missing"))
			}
			return a.with(cmd, corpus.ReadWrite, func(c *corpus.Corpus) error {
				for _, id := range args {
					doc, err := c.Move(cmd.Context(), id, to)
					if err != nil {
						return err
					}
					if _, err := fmt.Fprintf(cmd.OutOrStdout(), "moved  %s  %s, dossier %s\n", doc.SHA256.Short(), report.Show(doc.Name), report.Show(cmp.Or(doc.Dossier, "-"))); err != nil {
						return err
					}
				}
				return nil
			})
		},
	}
	cmd.Flags().StringVar(&to, "dossier", "", "the dossier they belong to from then on")
	return cmd
}

func (a *app) renameCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "rename ID NAME",
		Short: "Call a document otherwise",
		Long: `Call a document otherwise, and record that. Its earlier names stay in the log.

` + exitHelp,
		Args: takes(2, 2, "an ID or a name, and the new name"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.with(cmd, corpus.ReadWrite, func(c *corpus.Corpus) error {
				doc, err := c.Rename(cmd.Context(), args[0], args[1])
				if err != nil {
					return err
				}
				_, err = fmt.Fprintf(cmd.OutOrStdout(), "renamed  %s  %s\n", doc.SHA256.Short(), report.Show(doc.Name))
				return err
			})
		},
	}
}
