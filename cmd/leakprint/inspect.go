package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/leakprint/leakprint/pkg/corpus"
	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/intake"
	"github.com/leakprint/leakprint/pkg/recognise"
	"github.com/leakprint/leakprint/pkg/report"
)

// inspecting are the flags of inspect.
type inspecting struct {
	json             bool
	beforePublishing bool
	failOn           []string
	against          string
	report           string // file to write the web page to; "" for none
}

func (a *app) inspectCommand() *cobra.Command {
	var opt inspecting
	cmd := &cobra.Command{
		Use:   "inspect PATH|ID|-...",
		Short: "Say what files hide, what they were, and what in them may lead to a source",
		Long: `Say of files, or of documents that the corpus keeps, what their readers do not see: hidden
content, earlier states, attached and active content, marks that may identify a source, and
who and what made them. Each fact is told with its place, how it was found, and how to see it
with a common program. Nothing is stored, nothing is fetched, and no corpus is needed; where
there is one, attached files that it knows are named.

What is told may lead to a source: it is for you, and not for publication.

` + exitHelp + `
Findings are facts of the groups hidden, earlier, attached and mark; that a file says who
made it is none.`,
		Args: takesPaths,
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := opt.check(); err != nil {
				return usageError(cmd, err)
			}
			return a.inspect(cmd, args, opt)
		},
	}
	cmd.Flags().BoolVar(&opt.json, "json", false, "print the inspection as JSON (leakprint schema inspect describes it)")
	cmd.Flags().BoolVar(&opt.beforePublishing, "before-publishing", false, "print only what may lead to a source, with what removes it")
	cmd.Flags().StringVar(&opt.against, "against", "", "another copy of the one file named: list all differences between the two, those that change no word included")
	cmd.Flags().StringVar(&opt.report, "report", "", "write the inspection to this file besides: one HTML page, headed as not for publication")
	cmd.Flags().StringSliceVar(&opt.failOn, "fail-on", nil, "the kinds of facts, as JSON names them, for which to exit 1 (default: all that are hidden, earlier, attached or marks)")
	return cmd
}

// check returns an error for kinds that there are not.
func (o inspecting) check() error {
	for _, kind := range o.failOn {
		if !slices.Contains(report.ItemKinds(), dossier.ItemKind(kind)) {
			return fmt.Errorf("--fail-on names %q, which is no kind of fact; leakprint schema inspect lists them", kind)
		}
	}
	return nil
}

func (a *app) inspect(cmd *cobra.Command, args []string, opt inspecting) error {
	reader, end, err := a.reader(cmd)
	if err != nil {
		return err
	}
	defer end()
	known, err := a.knownCorpus(cmd, reader, slices.ContainsFunc(args, isID))
	if err != nil {
		return err
	}
	if known != nil {
		defer known.Close()
	}
	isDocument, named := namesDocument(cmd.Context(), known), args
	inspection := dossier.Inspection{Schema: dossier.InspectionSchema, Tool: tool()}
	for len(args) > 0 {
		files := slices.IndexFunc(args, isDocument) // up to the next document of the corpus
		if files < 0 {
			files = len(args)
		}
		var part dossier.Inspection
		if files == 0 {
			part, err = known.InspectDocument(cmd.Context(), args[0])
		} else {
			part, err = corpus.Inspect(cmd.Context(), reader, known, a.inputs(cmd.Context(), reader, args[:files]), tool())
		}
		args = args[max(files, 1):]
		if err != nil {
			return err
		}
		inspection.Inputs = append(inspection.Inputs, part.Inputs...)
	}
	if len(inspection.Inputs) == 0 {
		return errNothing(named)
	}
	if opt.against != "" {
		if inspection.Differences, err = a.differences(cmd, reader, named, opt.against); err != nil {
			return err
		}
	}
	end()
	return opt.print(cmd, inspection, a.style())
}

func (o inspecting) print(cmd *cobra.Command, inspection dossier.Inspection, style report.Style) error {
	if o.report != "" {
		page := report.InspectionPage{Identifying: o.beforePublishing, Made: time.Now().UTC().Format(time.DateOnly)}
		if err := report.InspectionHTMLFile(o.report, inspection, page); err != nil {
			return &dossier.Error{Op: "write report", Path: o.report, Err: err, Hint: "name another file with --report"}
		}
	}
	var err error
	if o.json {
		err = report.JSON(cmd.OutOrStdout(), report.Seen(inspection))
	} else {
		err = report.InspectionText(cmd.OutOrStdout(), inspection, report.InspectionOptions{Style: style, Identifying: o.beforePublishing})
	}
	if err != nil {
		return err
	}
	return o.verdict(inspection)
}

// verdict returns the exit code as an error.
func (o inspecting) verdict(inspection dossier.Inspection) error {
	var answer error
	for _, file := range inspection.Inputs {
		if len(file.Error) > 0 {
			return errIncomplete
		}
		if slices.ContainsFunc(file.Items, o.fails) {
			answer = errFindings
		}
	}
	if len(inspection.Differences) > 0 {
		answer = errFindings
	}
	return answer
}

func (o inspecting) fails(item dossier.Item) bool {
	if len(o.failOn) > 0 {
		return slices.Contains(o.failOn, string(item.Kind))
	}
	if o.beforePublishing {
		return item.Group.Telling() && report.Identifies(item)
	}
	return item.Group.Telling()
}

// isID reports whether an argument is the ID of a document of the corpus: no file has that name.
func isID(arg string) bool {
	return len(arg) >= dossier.MinPrefix && strings.Trim(arg, "0123456789abcdefABCDEF") == "" && isNoFile(arg)
}

func isNoFile(arg string) bool {
	_, err := os.Lstat(arg)
	return errors.Is(err, fs.ErrNotExist)
}

// namesDocument returns a function that reports whether an argument names a document of the corpus, by its ID or
// as it is called there, and no file. known may be nil.
func namesDocument(ctx context.Context, known *corpus.Corpus) func(arg string) bool {
	return func(arg string) bool {
		if isID(arg) || known == nil || !isNoFile(arg) {
			return isID(arg)
		}
		called, err := known.HasCalled(ctx, arg)
		return err == nil && called // else it is told as a file that is not there
	}
}

// knownCorpus opens the corpus for reading; nil if there is none and none is needed.
func (a *app) knownCorpus(cmd *cobra.Command, reader recognise.Reader, needed bool) (*corpus.Corpus, error) {
	dir, err := corpus.Locate(a.corpus)
	if err != nil {
		return nil, err
	}
	c, err := corpus.Open(cmd.Context(), dir, a.options(cmd, corpus.ReadOnly, reader))
	if errors.Is(err, corpus.ErrMissing) && !needed && a.corpus == "" {
		return nil, nil
	}
	return c, err
}

// differences lists those between the one file named and another copy of it.
func (a *app) differences(cmd *cobra.Command, reader recognise.Reader, args []string, against string) ([]dossier.Difference, error) {
	var two []intake.Input
	for in := range a.inputs(cmd.Context(), reader, []string{args[0], against}) {
		two = append(two, in)
	}
	if len(args) != 1 || len(two) != 2 {
		for _, in := range two {
			in.Release()
		}
		return nil, usageError(cmd, errors.New("--against compares two files: name one, and the other with it"))
	}
	return corpus.Differences(cmd.Context(), reader, two[0], two[1])
}
