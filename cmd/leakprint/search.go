package main

import (
	"errors"
	"fmt"
	"math"
	"strings"

	"github.com/spf13/cobra"

	"github.com/leakprint/leakprint/pkg/corpus"
	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/report"
)

// searchFlags are the flags of search.
type searchFlags struct {
	filterFlags
	json, csv, count bool
	top              int
}

func (a *app) searchCommand() *cobra.Command {
	var opt searchFlags
	cmd := &cobra.Command{
		Use:   "search QUERY",
		Short: "Find words in all that the corpus holds",
		Long: `Find words on the pages of the documents that the corpus holds. A page is found if it has all
words of the query: words, "words one after another", begin* for any word that begins so, and
-without for one that it must not have. Case, accents, ligatures and hyphens make no difference.
In scripts that do not set words apart, such as Chinese, Japanese and Thai, characters are
found wherever they follow one another.

  leakprint search 'tariff*'
  leakprint search '"not for publication" -draft' --dossier "Trade talks"
  leakprint search 贸易 --json

The answer names document and page, and what stands around the words, which are marked »so«.
Text that was recognised from a picture is marked: words may be misread in it, and are not
found then.

` + exitHelp + `
Here 1 says that nothing was found.`,
		Args: takes(1, math.MaxInt, "a query"),
		RunE: func(cmd *cobra.Command, args []string) error {
			filter, err := opt.chosen(cmd)
			if err != nil {
				return err
			}
			switch {
			case opt.top < 0:
				return usageError(cmd, fmt.Errorf("--top is %d, want 0 or more", opt.top))
			case opt.json && (opt.csv || opt.count), opt.csv && opt.count:
				return usageError(cmd, errors.New("--json, --csv and --count exclude each other"))
			}
			return a.with(cmd, corpus.ReadOnly, func(c *corpus.Corpus) error {
				answer, err := c.Search(cmd.Context(), strings.Join(args, " "), filter, opt.top)
				if err != nil {
					return err
				}
				return opt.print(cmd, answer, a.style())
			})
		},
	}
	opt.add(cmd.Flags())
	cmd.Flags().IntVar(&opt.top, "top", 0, "show so many pages at most; 0 for all")
	cmd.Flags().BoolVar(&opt.json, "json", false, "print the answer as JSON (leakprint schema search describes it)")
	cmd.Flags().BoolVar(&opt.csv, "csv", false, "print a table as CSV")
	cmd.Flags().BoolVar(&opt.count, "count", false, "print only on how many pages they stand")
	return cmd
}

func (o searchFlags) print(cmd *cobra.Command, answer dossier.SearchAnswer, style report.Style) error {
	if !answer.Indexed {
		fmt.Fprintln(cmd.ErrOrStderr(), "leakprint: all texts were read, because there is no index of words yet: leakprint refresh makes it")
	}
	var err error
	switch {
	case o.json:
		err = report.JSON(cmd.OutOrStdout(), answer)
	case o.csv:
		err = report.SearchCSV(cmd.OutOrStdout(), answer)
	case o.count:
		_, err = fmt.Fprintln(cmd.OutOrStdout(), answer.Total)
	default:
		err = report.SearchText(cmd.OutOrStdout(), answer, style)
	}
	if err == nil && answer.Total == 0 {
		err = errNoMatch
	}
	return err
}
