package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/leakprint/leakprint/pkg/corpus"
	"github.com/leakprint/leakprint/pkg/recognise"
	"github.com/leakprint/leakprint/pkg/report"
)

func (a *app) restoreCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "restore",
		Short: "Go on with a backup of the corpus that was put back",
		Long: `Go on with a backup that was put back in the corpus's place. Its log holds fewer records
than this machine remembers, so nothing is written to it without this: it might have been
rolled back by somebody else. Records that are there stay; from here on a new key signs them,
and a record says how many are missing. The earlier key is kept beside the new one. Publish
the new public key, and enter originals that were added since the backup with leakprint
repair.

` + exitHelp,
		Args: takes(0, 0, "none"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			dir, err := corpus.Locate(a.corpus)
			if err != nil {
				return err
			}
			opt := a.options(cmd, corpus.ReadWrite, recognise.Reader{})
			opt.Restored = true
			c, err := corpus.Open(cmd.Context(), dir, opt)
			if err != nil {
				return err
			}
			defer c.Close()
			size, err := c.Size(cmd.Context())
			if err != nil {
				return err
			}
			fmt.Fprintf(cmd.ErrOrStderr(), "the log has a new key now: tell others what leakprint key show --corpus %s prints\n", report.Quote(dir))
			_, err = fmt.Fprintf(cmd.OutOrStdout(), "goes on from the backup: corpus in %s: %s, %s\n", report.Quote(dir), count(size.Documents, "document"), count(size.Pages, "page"))
			return err
		},
	}
}
