package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/leakprint/leakprint/pkg/corpus"
	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/intake"
	"github.com/leakprint/leakprint/pkg/recognise"
	"github.com/leakprint/leakprint/pkg/report"
)

func (a *app) extractCommand() *cobra.Command {
	var dir string
	var revisions bool
	cmd := &cobra.Command{
		Use:   "extract PATH -o DIR",
		Short: "Write a document's text and pictures as files",
		Long: `Write the text of each page, the pictures as they are stored and as PNG, and
index.json, which says what is what and where on the page it stands. DIR must be
new or empty.

With --revisions it writes instead each state that a PDF was saved in as a PDF of its own:
programs that save by appending keep all of them.

` + exitHelp,
		Args: takes(1, 1, "one file, or - for standard input"),
		RunE: func(cmd *cobra.Command, args []string) error {
			if dir == "" {
				return usageError(cmd, errors.New("-o names the folder to write to; it is missing"))
			}
			reader, end, err := a.reader(cmd)
			if err != nil {
				return err
			}
			defer end()
			var found []intake.Input
			for in := range a.inputs(cmd.Context(), reader, args) {
				found = append(found, in)
			}
			if len(found) != 1 {
				return &dossier.Error{Op: "extract", Path: args[0], Err: errors.New("names more than one file, or none"), Hint: "name one file"}
			}
			if revisions {
				return writeStates(cmd, reader, found[0], dir)
			}
			unpacked, err := corpus.Unpack(cmd.Context(), reader, found[0], dir)
			if err != nil {
				return err
			}
			if unpacked.Err != nil {
				tell(cmd.ErrOrStderr(), unpacked.Err)
				return errIncomplete
			}
			if err := writeIndex(dir, unpacked); err != nil {
				return err
			}
			images := 0
			for _, p := range unpacked.Pages {
				images += len(p.Images)
			}
			end()
			_, err = fmt.Fprintf(cmd.OutOrStdout(), "%s, %s written to %s\n", count(len(unpacked.Pages), "page"), count(images, "picture"), report.Quote(dir))
			return err
		},
	}
	cmd.Flags().BoolVar(&revisions, "revisions", false, "write each state that a PDF was saved in as a PDF of its own")
	cmd.Flags().StringVarP(&dir, "output", "o", "", "the folder to write to")
	return cmd
}

// writeIndex writes index.json into a folder.
func writeIndex(dir string, of any) error {
	index, err := os.Create(filepath.Join(dir, "index.json"))
	if err != nil {
		return err
	}
	return errors.Join(report.JSON(index, of), index.Close())
}

// writeStates writes each state of a PDF into a folder.
func writeStates(cmd *cobra.Command, reader recognise.Reader, in intake.Input, dir string) error {
	if in.MediaType != intake.PDF {
		in.Release()
		return &dossier.Error{Op: "extract", Path: in.Path, Err: errors.New("not a PDF: only these keep the states that they were saved in"), Hint: "name a PDF, or leave out --revisions"}
	}
	written, err := corpus.WriteStates(cmd.Context(), reader, in, dir)
	if err != nil {
		return err
	}
	if err := writeIndex(dir, written); err != nil {
		return err
	}
	_, err = fmt.Fprintf(cmd.OutOrStdout(), "%s written to %s\n", count(len(written.States), "state"), report.Quote(dir))
	return err
}
