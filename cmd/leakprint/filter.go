package main

import (
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/leakprint/leakprint/pkg/corpus"
	"github.com/leakprint/leakprint/pkg/dossier"
)

// filterFlags are the flags that choose documents.
type filterFlags struct {
	filter       corpus.Filter
	since, until string
}

func (f *filterFlags) add(flags *pflag.FlagSet) {
	flags.StringVar(&f.filter.Dossier, "dossier", "", "only documents of this dossier")
	flags.StringVar(&f.filter.Name, "name", "", "only documents of such a name: 'memo*.pdf'")
	flags.StringVar(&f.filter.Kind, "kind", "", "only documents of this kind: pdf, picture, office, text, or a media type")
	flags.StringVar(&f.filter.Source, "source", "", "only documents with a sighting in whose place, account or medium this stands")
	flags.StringVar(&f.since, "since", "", "only documents with a sighting at that time or later: 2019-10-21 or 2019-10-21T14:05:00Z")
	flags.StringVar(&f.until, "until", "", "only documents with a sighting at that time or earlier")
}

// chosen returns the filter that the flags describe.
func (f *filterFlags) chosen(cmd *cobra.Command) (corpus.Filter, error) {
	filter := f.filter
	if err := noBlanks(cmd, "dossier", "name", "kind", "source", "since", "until"); err != nil {
		return filter, err
	}
	var err error
	if f.since != "" {
		if filter.Since, _, err = parseTime(f.since); err != nil {
			return filter, err
		}
	}
	if f.until != "" {
		var precision dossier.Precision
		if filter.Until, precision, err = parseTime(f.until); err != nil {
			return filter, err
		}
		if precision == dossier.ToTheDay {
			filter.Until = filter.Until.AddDate(0, 0, 1).Add(-time.Second)
		}
	}
	return filter, nil
}
