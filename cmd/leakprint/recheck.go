package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/leakprint/leakprint/pkg/corpus"
	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/recognise"
	"github.com/leakprint/leakprint/pkg/report"
)

// Limits of a finding that is read again: its size in bytes, its JSON values, and its objects and lists,
// which take up to half a KiB each.
const (
	maxFinding         = 64 << 20
	maxFindingValues   = 3_000_000
	maxFindingComposed = 200_000
)

func (a *app) recheckCommand() *cobra.Command {
	var asJSON, plain bool
	var original string
	cmd := &cobra.Command{
		Use:   "recheck FINDING.json|-",
		Short: "Ask a question again and say which statements changed",
		Long: `Ask again the question that a finding answers, of the same files and the corpus as it is
now, and say which of its statements are not made any more, are made now, or are made
otherwise: after an update of leakprint, or of the corpus.

FINDING.json is what match --json or compare --json printed. The files are looked for
under the names that it gives. Of a comparison, name the original again:

  leakprint recheck finding.json
  leakprint recheck --original plenary.pdf comparison.json

Exit codes: 0 every statement stands, 1 some changed, 2 usage or error, 3 incomplete (some
file could not be read; wins over 1), 130 interrupted.`,
		Args: takes(1, 1, "the file of a finding, or -"),
		RunE: func(cmd *cobra.Command, args []string) error {
			before, err := readFinding(args[0], cmd)
			if err != nil {
				return err
			}
			paths, err := askedPaths(before)
			if err != nil {
				return &dossier.Error{Op: "recheck", Path: args[0], Err: err, Hint: "save what was asked as a file and match that"}
			}
			after, err := a.askAgain(cmd, paths, original)
			if err != nil {
				return err
			}
			recheck := recognise.Recheck(before, after)
			if asJSON {
				err = report.JSON(cmd.OutOrStdout(), recheck)
			} else {
				style := a.style()
				style.Plain = plain
				err = report.RecheckText(cmd.OutOrStdout(), recheck, style)
			}
			if err != nil {
				return err
			}
			return recheckVerdict(before, after, recheck)
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print the changes as JSON")
	cmd.Flags().BoolVar(&plain, "plain", false, plainUsage)
	cmd.Flags().StringVar(&original, "original", "", "of a finding of compare: the original")
	a.recognition(cmd.Flags())
	return cmd
}

func readFinding(path string, cmd *cobra.Command) (f dossier.Finding, err error) {
	data, err := readSmall(path, cmd.InOrStdin(), maxFinding)
	if err == nil {
		err = dossier.CheckJSON(data, maxFindingValues, maxFindingComposed)
	}
	if err == nil {
		if err = json.Unmarshal(data, &f); err == nil && f.Schema != dossier.FindingSchema {
			err = fmt.Errorf("its schema is %q, want %q", f.Schema, dossier.FindingSchema)
		}
	}
	if err != nil {
		return f, &dossier.Error{Op: "read finding", Path: path, Err: err, Hint: "leakprint match --json prints one"}
	}
	return f, nil
}

// askedPaths returns the files that a finding is about, each once. "a.zip!b.pdf" stands for a.zip
// unless there is a file of that name.
func askedPaths(f dossier.Finding) ([]string, error) {
	var paths []string
	named := map[string]bool{}
	for _, in := range f.Inputs {
		path := in.Path
		if archive, _, inside := strings.Cut(path, "!"); inside {
			if _, err := os.Lstat(path); err != nil {
				path = archive
			}
		}
		if path == "-" {
			return nil, errors.New("it is about standard input, which cannot be asked about again")
		}
		if !named[path] {
			named[path], paths = true, append(paths, path)
		}
	}
	if len(paths) == 0 {
		return nil, errors.New("it is about no file")
	}
	return paths, nil
}

// askAgain matches files against the corpus or, if original is not empty, that file.
func (a *app) askAgain(cmd *cobra.Command, paths []string, original string) (f dossier.Finding, err error) {
	if original == "" {
		err = a.with(cmd, corpus.ReadOnly, func(c *corpus.Corpus) error {
			f, err = c.Match(cmd.Context(), a.inputs(cmd.Context(), c, paths), recognise.Options{})
			return err
		})
		return f, err
	}
	reader, end, err := a.reader(cmd)
	if err != nil {
		return f, err
	}
	defer end()
	if err := a.recognise(cmd, &reader); err != nil {
		return f, err
	}
	return recognise.AskOf(cmd.Context(), reader, a.inputs(cmd.Context(), reader, []string{original}), a.inputs(cmd.Context(), reader, paths), recognise.Options{Tool: tool()})
}

// recheckVerdict returns the exit code as an error: incomplete if a file that could be read before
// cannot be read any more.
func recheckVerdict(before, after dossier.Finding, r dossier.Recheck) error {
	for _, was := range before.Inputs {
		at := slices.IndexFunc(after.Inputs, func(in dossier.InputFinding) bool { return in.Path == was.Path })
		if was.Verdict != dossier.Unreadable && (at < 0 || after.Inputs[at].Verdict == dossier.Unreadable) {
			return errIncomplete
		}
	}
	if len(r.Changes) > 0 {
		return errFindings
	}
	return nil
}
