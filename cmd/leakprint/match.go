package main

import (
	"fmt"
	"os"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"github.com/leakprint/leakprint/pkg/corpus"
	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/report"
)

func (a *app) matchCommand() *cobra.Command {
	var top int
	var out answer
	cmd := &cobra.Command{
		Use:   "match PATH|-...",
		Short: "Find out whether files are copies of known documents",
		Long: `Find out whether files, or parts of them, are copies of known documents, page by
page. PATH is a PDF, a picture (screenshot, photo, scan), a DOCX, ODT, web page or
text file, or a folder, archive or mail message that holds such files; - is standard
input, so a quote can be pasted:

  pbpaste | leakprint match -

` + exitHelp + `
A match is an input that is a known document or a part of it; shared passages alone
are not.`,
		Args: takesPaths,
		RunE: func(cmd *cobra.Command, paths []string) error {
			if top < 0 {
				return usageError(cmd, fmt.Errorf("--top is %d, want 0 or more", top))
			}
			c, end, err := a.open(cmd, corpus.ReadOnly)
			if err != nil {
				return err
			}
			defer end()
			opt := out.matchOptions()
			opt.Top = top
			finding, err := c.Match(cmd.Context(), a.inputs(cmd.Context(), c, paths), opt)
			if err != nil {
				return err
			}
			if len(finding.Inputs) == 0 {
				return errNothing(paths)
			}
			end()
			return out.print(cmd, finding, a.style())
		},
	}
	a.recognition(cmd.Flags())
	cmd.Flags().IntVar(&top, "top", 5, "show at most so many known documents for each input; 0 for all")
	out.flags(cmd.Flags())
	return cmd
}

// verdict turns a finding into an exit code.
func verdict(f dossier.Finding) error {
	err := errNoMatch
	for _, in := range f.Inputs {
		if in.Verdict == dossier.Unreadable {
			return errIncomplete
		}
		if in.Verdict.Found() {
			err = nil
		}
	}
	return err
}

// style returns how text is laid out on standard output. For colour the flag overrides NO_COLOR,
// that overrides FORCE_COLOR, and that overrides whether the output is a terminal.
func (a *app) style() report.Style {
	terminal := term.IsTerminal(int(os.Stdout.Fd()))
	style := report.Style{Color: terminal}
	if width, _, err := term.GetSize(int(os.Stdout.Fd())); err == nil && terminal {
		style.Width = width
	}
	switch {
	case a.color == "always", a.color == "never":
		style.Color = a.color == "always"
	case os.Getenv("NO_COLOR") != "":
		style.Color = false
	case os.Getenv("FORCE_COLOR") != "":
		style.Color = true
	}
	return style
}
