package main

import (
	"github.com/spf13/cobra"

	"github.com/leakprint/leakprint/pkg/recognise"
)

func (a *app) compareCommand() *cobra.Command {
	var out answer
	cmd := &cobra.Command{
		Use:   "compare ORIGINAL COPY",
		Short: "Say how a copy differs from a document, without a corpus",
		Long: `Say how a copy differs from a document: the verdict, which page is which, and every
alteration with its place. No corpus is needed, and nothing is stored. Both may be
anything that leakprint reads: a PDF, a picture (screenshot, photo, scan), a DOCX, ODT,
web page or text file; - is standard input, for one of them.

  leakprint compare original.pdf repost.pdf --report report.html

The alterations are told as what happened to ORIGINAL on the way to COPY: swap the two
if you do not know which came first.

` + exitHelp + `
A match is a copy that is the document or a part of it.`,
		Args: takes(2, 2, "two: a document and a copy of it"),
		RunE: func(cmd *cobra.Command, paths []string) error {
			reader, end, err := a.reader(cmd)
			if err != nil {
				return err
			}
			defer end()
			if err := a.recognise(cmd, &reader); err != nil {
				return err
			}
			out.comparing = true
			opt := out.matchOptions()
			opt.Tool = tool()
			finding, err := recognise.AskOf(cmd.Context(), reader, a.inputs(cmd.Context(), reader, paths[:1]), a.inputs(cmd.Context(), reader, paths[1:]), opt)
			if err != nil {
				return err
			}
			if len(finding.Inputs) == 0 {
				return errNothing(paths[1:])
			}
			end()
			return out.print(cmd, finding, a.style())
		},
	}
	a.recognition(cmd.Flags())
	out.flags(cmd.Flags())
	return cmd
}
