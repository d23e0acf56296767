package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/leakprint/leakprint/pkg/corpus"
	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/report"
)

func (a *app) exportCommand() *cobra.Command {
	var manifest, prov bool
	var format, bag, output string
	var chosen corpus.Selection
	cmd := &cobra.Command{
		Use:   "export (--manifest | --bag DIR | --prov) [ID...]",
		Short: "Give out originals, or lists of their digests, in the formats of archives",
		Long: `Give out the documents named and those of the dossiers named, or all:

  --manifest     a list of the originals' digests, for sha256sum -c or, with --format
                 hashdeep, for hashdeep -a, run in the corpus's folder
  --bag DIR      the originals, copied into a new folder as a bag (BagIt 1.0, RFC 8493),
                 with the proofs of their records for leakprint log check
  --prov         where they came from, as W3C PROV-JSON

leakprint verify --manifest reads all of these. The same originals give the same lists,
whoever collected them.

` + exitHelp,
		RunE: func(cmd *cobra.Command, ids []string) error {
			chosen.IDs = ids
			if err := noBlanks(cmd, "dossier"); err != nil {
				return err
			}
			asked := 0
			for _, one := range []bool{manifest, bag != "", prov} {
				if one {
					asked++
				}
			}
			switch {
			case asked != 1:
				return usageError(cmd, errors.New("want one of --manifest, --bag DIR and --prov"))
			case !slices.Contains(corpus.ManifestFormats(), format):
				return usageError(cmd, fmt.Errorf("--format is %q, want %s", format, strings.Join(corpus.ManifestFormats(), " or ")))
			case bag != "" && output != "":
				return usageError(cmd, errors.New("--output goes with --manifest and --prov; --bag names its folder itself"))
			}
			c, end, err := a.open(cmd, corpus.ReadOnly)
			if err != nil {
				return err
			}
			defer end()
			var exported corpus.Exported
			switch {
			case bag != "":
				exported, err = c.ExportBag(cmd.Context(), bag, chosen)
			default:
				err = write(cmd, output, 0o644, func(w io.Writer) error {
					if prov {
						exported, err = c.ExportPROV(cmd.Context(), w, chosen)
					} else {
						exported, err = c.ExportManifest(cmd.Context(), w, format, chosen)
					}
					return err
				})
			}
			if err != nil {
				return err
			}
			end()
			a.note(cmd, func(c *corpus.Corpus) error { return c.RecordExport(cmd.Context(), exported) })
			for _, doc := range exported.Without {
				fmt.Fprintf(cmd.ErrOrStderr(), "left out: %s %s, whose original is not kept\n", doc.SHA256.Short(), report.Show(doc.Name))
			}
			return nil
		},
	}
	flags := cmd.Flags()
	flags.BoolVar(&manifest, "manifest", false, "print a list of the originals' digests")
	flags.StringVar(&format, "format", "sha256sum", "of the list: "+strings.Join(corpus.ManifestFormats(), " or "))
	flags.StringVar(&bag, "bag", "", "new folder to make a bag of the originals in")
	flags.BoolVar(&prov, "prov", false, "print where the documents came from, as W3C PROV-JSON")
	flags.StringArrayVar(&chosen.Dossiers, "dossier", nil, "the documents of this dossier; may be given more than once")
	flags.StringVarP(&output, "output", "o", "", "file to write to instead of standard output")
	return cmd
}

// write calls f with standard output or, if path is not empty, with a new file of that mode. It
// removes the file if f fails.
func write(cmd *cobra.Command, path string, mode fs.FileMode, f func(io.Writer) error) error {
	if path == "" {
		return f(cmd.OutOrStdout())
	}
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
	if err != nil {
		return &dossier.Error{Op: "write", Path: path, Err: err, Hint: "name a new file"}
	}
	if err := errors.Join(f(file), file.Close()); err != nil {
		os.Remove(path)
		return err
	}
	return nil
}
