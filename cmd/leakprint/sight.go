package main

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/leakprint/leakprint/pkg/corpus"
	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/report"
)

// sightingFlags are the flags for a sighting other than where and when.
type sightingFlags struct {
	seen     dossier.Sighting
	observed bool
}

func (s *sightingFlags) add(flags *pflag.FlagSet) {
	flags.StringVar(&s.seen.By, "by", "", "who showed it: an account, a person")
	flags.StringVar(&s.seen.Via, "via", "", "the platform or the medium")
	flags.StringVar(&s.seen.Note, "note", "", "what else is to be known of it")
	flags.BoolVar(&s.observed, "observed", false, "you saw it at the time given; otherwise that is what is claimed")
}

// sighting returns the sighting that the flags describe. when is parsed by parseTime; "" for now.
func (s *sightingFlags) sighting(where, when string) (dossier.Sighting, error) {
	seen := s.seen
	seen.Where = where
	if when == "" {
		return seen, nil
	}
	var err error
	seen.When, seen.Precision, err = parseTime(when)
	seen.Claimed = !s.observed
	if err == nil && s.observed && seen.When.After(time.Now().AddDate(0, 0, 1)) {
		err = &dossier.Error{Op: "read time", Path: when, Err: errors.New("nobody has observed it yet"), Hint: "leave --observed out if it is only claimed"}
	}
	return seen, err
}

func (a *app) sightCommand() *cobra.Command {
	var where, when string
	var told sightingFlags
	cmd := &cobra.Command{
		Use:   "sight ID --where URL",
		Short: "Record that a copy of a document was seen",
		Long: `Record that a copy of a known document was seen: where, when, by whom it was shown.
Addresses are recorded, never fetched. A time is kept as it is given, to the day or to
the second, and as claimed unless --observed says that you saw it then; without a time
you see it now.

` + exitHelp,
		Args: takes(1, 1, "one ID"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if strings.TrimSpace(where) == "" {
				return usageError(cmd, errors.New("--where is missing"))
			}
			if err := noBlanks(cmd, "when"); err != nil {
				return err
			}
			seen, err := told.sighting(where, when)
			if err != nil {
				return err
			}
			return a.with(cmd, corpus.ReadWrite, func(c *corpus.Corpus) error {
				doc, err := c.Sight(cmd.Context(), args[0], seen)
				if err != nil {
					return err
				}
				_, err = fmt.Fprintf(cmd.OutOrStdout(), "seen   %s  %s, %s\n", doc.SHA256.Short(), report.Show(doc.Name), report.Show(where))
				return err
			})
		},
	}
	cmd.Flags().StringVar(&where, "where", "", "where it was seen, a URL for example; recorded, never fetched")
	cmd.Flags().StringVar(&when, "when", "", "when: 2019-10-21 or 2019-10-21T14:05:00Z (default: now)")
	told.add(cmd.Flags())
	return cmd
}
