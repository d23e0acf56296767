package main

import (
	"fmt"
	"io"
	"iter"
	"slices"

	"github.com/spf13/cobra"

	"github.com/leakprint/leakprint/pkg/corpus"
	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/intake"
	"github.com/leakprint/leakprint/pkg/lineage"
	"github.com/leakprint/leakprint/pkg/report"
)

// tracing are the flags of lineage.
type tracing struct {
	json     bool
	format   string
	dossier  string
	distrust bool
}

// lineageFormats are the ways in which a lineage is written, by the names that --format takes.
var lineageFormats = map[string]func(io.Writer, dossier.Lineage) error{
	"json":    func(w io.Writer, l dossier.Lineage) error { return report.JSON(w, l) },
	"dot":     report.LineageDot,
	"mermaid": report.LineageMermaid,
	"prov":    report.LineageProv,
}

func (a *app) lineageCommand() *cobra.Command {
	var opt tracing
	cmd := &cobra.Command{
		Use:   "lineage [ID|PATH...]",
		Short: "Say which copy came from which",
		Long: `Say which of several copies came from which: files, documents that the corpus keeps, or all
of a dossier; all that the corpus keeps if none is named. Copies of equal content are told
as one. Each derivation is told with its probability and what speaks for it; what cannot be
told is said. What anybody can forge who edits a file (dates, identifiers, titles) is marked so.

That a copy was derived earlier does not mean that it was published earlier, nor that it is
authentic. Nothing is stored.

` + exitHelp + `
Here 1 says that something cannot be told, or contradicts what files or people claim.`,
		RunE: func(cmd *cobra.Command, args []string) error {
			if opt.json {
				opt.format = "json"
			}
			if opt.format != "text" && lineageFormats[opt.format] == nil {
				return usageError(cmd, fmt.Errorf("--format is %q, want text, json, dot, mermaid or prov", opt.format))
			}
			return a.lineage(cmd, args, opt)
		},
	}
	cmd.Flags().BoolVar(&opt.json, "json", false, "print the lineage as JSON (leakprint schema lineage describes it)")
	cmd.Flags().StringVar(&opt.format, "format", "text", "text, json, dot (Graphviz), mermaid or prov (W3C PROV-JSON)")
	cmd.Flags().StringVar(&opt.dossier, "dossier", "", "the documents of this dossier")
	cmd.Flags().BoolVar(&opt.distrust, "distrust-metadata", false, "leave out what anybody can forge: dates, identifiers, titles")
	return cmd
}

func (a *app) lineage(cmd *cobra.Command, args []string, opt tracing) error {
	reader, end, err := a.reader(cmd)
	if err != nil {
		return err
	}
	defer end()
	known, err := a.knownCorpus(cmd, reader, len(args) == 0 || opt.dossier != "" || slices.ContainsFunc(args, isID))
	if err != nil {
		return err
	}
	if known != nil {
		defer known.Close()
	}
	isDocument := namesDocument(cmd.Context(), known)
	ids := slices.DeleteFunc(slices.Clone(args), func(arg string) bool { return !isDocument(arg) })
	paths := slices.DeleteFunc(slices.Clone(args), isDocument)
	chosen := &corpus.Selection{IDs: ids}
	if opt.dossier != "" {
		chosen.Dossiers = []string{opt.dossier}
	}
	if len(paths) > 0 && len(ids) == 0 && opt.dossier == "" {
		chosen = nil
	}
	var inputs iter.Seq[intake.Input] = func(func(intake.Input) bool) {}
	if len(paths) > 0 {
		inputs = a.inputs(cmd.Context(), reader, paths)
	}
	told, err := corpus.Lineage(cmd.Context(), reader, known, inputs, chosen, lineage.Options{Tool: tool(), Distrust: opt.distrust})
	if err != nil {
		return err
	}
	if len(told.Nodes)+len(told.Unread) == 0 && len(paths) > 0 {
		return errNothing(paths)
	}
	end()
	return opt.print(cmd, told, a.style())
}

func (o tracing) print(cmd *cobra.Command, told dossier.Lineage, style report.Style) error {
	var err error
	if o.format == "text" {
		err = report.LineageText(cmd.OutOrStdout(), told, style)
	} else {
		err = lineageFormats[o.format](cmd.OutOrStdout(), told)
	}
	switch {
	case err != nil:
		return err
	case len(told.Unread) > 0:
		return errIncomplete
	case len(told.Undecided)+len(told.Contradictions) > 0:
		return errFindings
	}
	return nil
}
