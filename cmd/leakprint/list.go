package main

import (
	"cmp"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"
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

// orders are the orders of a list, by the names that --sort takes.
var orders = map[string]func(a, b dossier.Document) int{
	"added":   func(a, b dossier.Document) int { return 0 },
	"dossier": func(a, b dossier.Document) int { return cmp.Or(strings.Compare(a.Dossier, b.Dossier), byName(a, b)) },
	"name":    byName,
	"pages":   func(a, b dossier.Document) int { return cmp.Compare(b.Pages, a.Pages) },
	"size":    func(a, b dossier.Document) int { return cmp.Compare(b.Size, a.Size) },
}

func byName(a, b dossier.Document) int {
	return cmp.Or(strings.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name)), strings.Compare(a.Name, b.Name))
}

// listFlags are the flags of list.
type listFlags struct {
	filterFlags
	json, csv bool
	sort      string
}

func (a *app) listCommand() *cobra.Command {
	var opt listFlags
	cmd := &cobra.Command{
		Use:   "list",
		Short: "List the documents of the corpus",
		Long: `List the documents of the corpus in the order they were added, or some of them, in another
order.

  leakprint list --dossier "Trade talks" --sort name
  leakprint list --source reddit --since 2019-10-21 --csv

` + exitHelp,
		Args: takes(0, 0, "none"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			filter, err := opt.chosen(cmd)
			if err != nil {
				return err
			}
			switch {
			case orders[opt.sort] == nil:
				return usageError(cmd, fmt.Errorf("--sort is %q, want %s", opt.sort, strings.Join(slices.Sorted(maps.Keys(orders)), ", ")))
			case opt.json && opt.csv:
				return usageError(cmd, errors.New("--json and --csv exclude each other"))
			}
			return a.with(cmd, corpus.ReadOnly, func(c *corpus.Corpus) error {
				docs, err := c.Choose(cmd.Context(), filter)
				if err != nil {
					return err
				}
				slices.SortStableFunc(docs, orders[opt.sort])
				return opt.print(cmd.OutOrStdout(), docs)
			})
		},
	}
	opt.add(cmd.Flags())
	cmd.Flags().StringVar(&opt.sort, "sort", "added", "the order: added, name, dossier, pages or size")
	cmd.Flags().BoolVar(&opt.json, "json", false, "print the list as JSON")
	cmd.Flags().BoolVar(&opt.csv, "csv", false, "print the list as CSV")
	return cmd
}

func (o listFlags) print(w io.Writer, docs []dossier.Document) error {
	switch {
	case o.json:
		list := make([]documentJSON, len(docs))
		for i, d := range docs {
			list[i] = documentOf(d)
		}
		return report.JSON(w, struct {
			Schema    string         `json:"schema"`
			Documents []documentJSON `json:"documents"`
		}{"leakprint/list/1", list})
	case o.csv:
		return listCSV(w, docs)
	}
	table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "ID\tPAGES\tNAME\tDOSSIER")
	total := 0
	for _, d := range docs {
		total += d.Pages
		fmt.Fprintf(table, "%s\t%d\t%s\t%s\n", d.SHA256.Short(), d.Pages, named(d), report.Show(cmp.Or(d.Dossier, "-")))
	}
	if err := table.Flush(); err != nil {
		return err
	}
	_, err := fmt.Fprintf(w, "%s, %s\n", count(len(docs), "document"), count(total, "page"))
	return err
}

func listCSV(w io.Writer, docs []dossier.Document) error {
	rows := [][]string{{"sha256", "name", "dossier", "media_type", "size", "pages", "purged"}}
	for _, d := range docs {
		rows = append(rows, []string{
			d.SHA256.String(), report.CSVCell(d.Name), report.CSVCell(d.Dossier), report.CSVCell(d.MediaType),
			strconv.FormatInt(d.Size, 10), strconv.Itoa(d.Pages), strconv.FormatBool(d.Purged),
		})
	}
	return csv.NewWriter(w).WriteAll(rows)
}

// named returns a document's name as it is listed.
func named(d dossier.Document) string {
	if d.Purged {
		return report.Show(d.Name) + " (purged)"
	}
	return report.Show(d.Name)
}
