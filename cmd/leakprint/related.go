package main

import (
	"github.com/spf13/cobra"

	"github.com/leakprint/leakprint/pkg/corpus"
	"github.com/leakprint/leakprint/pkg/report"
)

func (a *app) relatedCommand() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "related ID",
		Short: "List the documents that share pages, passages, pictures or attachments with one",
		Long: `List the documents of the corpus that share pages, passages, pictures or attachments with one of
them, those that share most first. The index is asked, and no original is read: that text stands
in both shows neither which is a copy of the other nor that nothing was altered. leakprint
compare and leakprint lineage tell that.

` + exitHelp + `
Here 1 says that it shares nothing.`,
		Args: takes(1, 1, "one ID or name"),
		RunE: func(cmd *cobra.Command, args []string) error {
			return a.with(cmd, corpus.ReadOnly, func(c *corpus.Corpus) error {
				answer, err := c.Related(cmd.Context(), args[0])
				if err != nil {
					return err
				}
				if asJSON {
					err = report.JSON(cmd.OutOrStdout(), answer)
				} else {
					err = report.RelatedText(cmd.OutOrStdout(), answer, a.style())
				}
				if err == nil && len(answer.Related) == 0 {
					err = errNoMatch
				}
				return err
			})
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print the answer as JSON (leakprint schema related describes it)")
	return cmd
}
