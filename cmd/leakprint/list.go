package main

import (
	"cmp"
	"fmt"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/leakprint/leakprint/pkg/corpus"
	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/report"
)

// documentJSON is the JSON form of a known document.
type documentJSON struct {
	SHA256    dossier.Digest `json:"sha256"`
	Name      string         `json:"name"`
	Dossier   string         `json:"dossier"`
	MediaType string         `json:"media_type"`
	Size      int64          `json:"size"`
	Pages     int            `json:"pages"`
	Purged    bool           `json:"purged,omitempty"` // nothing is kept of its pages
}

func documentOf(d dossier.Document) documentJSON {
	return documentJSON{d.SHA256, d.Name, d.Dossier, d.MediaType, d.Size, d.Pages, d.Purged}
}

func (a *app) listCommand() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "list",
		Short: "List the documents of the corpus",
		Long:  "List the documents of the corpus in the order they were added.\n\n" + exitHelp,
		Args:  takes(0, 0, "none"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return a.with(cmd, corpus.ReadOnly, func(c *corpus.Corpus) error {
				docs, err := c.List(cmd.Context())
				if err != nil {
					return err
				}
				if asJSON {
					list := make([]documentJSON, len(docs))
					for i, d := range docs {
						list[i] = documentOf(d)
					}
					return report.JSON(cmd.OutOrStdout(), struct {
						Schema    string         `json:"schema"`
						Documents []documentJSON `json:"documents"`
					}{"leakprint/list/1", list})
				}
				table := tabwriter.NewWriter(cmd.OutOrStdout(), 0, 0, 2, ' ', 0)
				fmt.Fprintln(table, "ID\tPAGES\tNAME\tDOSSIER")
				total := 0
				for _, d := range docs {
					total += d.Pages
					fmt.Fprintf(table, "%s\t%d\t%s\t%s\n", d.SHA256.Short(), d.Pages, named(d), report.Show(cmp.Or(d.Dossier, "-")))
				}
				if err := table.Flush(); err != nil {
					return err
				}
				_, err = fmt.Fprintf(cmd.OutOrStdout(), "%s, %s\n", count(len(docs), "document"), count(total, "page"))
				return err
			})
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print the list as JSON")
	return cmd
}

// named returns a document's name as it is listed.
func named(d dossier.Document) string {
	if d.Purged {
		return report.Show(d.Name) + " (purged)"
	}
	return report.Show(d.Name)
}
