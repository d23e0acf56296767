package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/leakprint/leakprint/pkg/corpus"
	"github.com/leakprint/leakprint/pkg/recognise"
	"github.com/leakprint/leakprint/pkg/report"
)

func (a *app) initCommand() *cobra.Command {
	var newLog bool
	cmd := &cobra.Command{
		Use:   "init",
		Short: "Make a corpus in .leakprint here, or where --corpus says",
		Long: `Make an empty corpus: in the folder --corpus names, else in .leakprint in the
working directory, where it is found from every folder below. A corpus that is
there already stays as it is. The key that signs its log is made with it: leakprint
key export backs it up.

With --operator NAME the corpus keeps who works on it, for its log.

With --new-log a new log is begun on purpose: where the one that was there is lost, where
it was put back to an older state than this machine remembers, or where a copy of the
corpus goes its own way. Records that are there stay; from here on a new key signs them, and
a record says so. The earlier key is kept beside it. Publish the new public key.

` + exitHelp,
		Args: takes(0, 0, "none"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			dir := a.corpus
			if dir == "" {
				dir = ".leakprint"
			}
			opt := a.options(cmd, corpus.Create, recognise.Reader{})
			opt.NewLog = newLog
			c, err := corpus.Open(cmd.Context(), dir, opt)
			if err != nil {
				return err
			}
			defer c.Close()
			if a.operator != "" {
				if err := c.SetOperator(a.operator); err != nil {
					return err
				}
			}
			size, err := c.Size(cmd.Context())
			if err != nil {
				return err
			}
			if c.KeyMade() {
				fmt.Fprintf(cmd.ErrOrStderr(), "made a key that signs its log; leakprint key export --corpus %s -o FILE backs it up\n", report.Quote(dir))
			}
			if newLog {
				fmt.Fprintf(cmd.ErrOrStderr(), "the log has a new key now: tell others what leakprint key show --corpus %s prints\n", report.Quote(dir))
			}
			_, err = fmt.Fprintf(cmd.OutOrStdout(), "corpus in %s: %s, %s\n",
				report.Quote(dir), count(size.Documents, "document"), count(size.Pages, "page"))
			return err
		},
	}
	cmd.Flags().BoolVar(&newLog, "new-log", false, "begin a new log on purpose, under a new key, and say so in it")
	return cmd
}
