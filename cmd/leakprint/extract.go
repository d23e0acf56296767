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
	"github.com/leakprint/leakprint/pkg/report"
)

func (a *app) extractCommand() *cobra.Command {
	var dir string
	cmd := &cobra.Command{
		Use:   "extract PATH -o DIR",
		Short: "Write a document's text and pictures as files",
		Long: `Write the text of each page, the pictures as they are stored and as PNG, and
index.json, which says what is what and where on the page it stands. DIR must be
new or empty.

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
			unpacked, err := corpus.Unpack(cmd.Context(), reader, found[0], dir)
			if err != nil {
				return err
			}
			if unpacked.Err != nil {
				tell(cmd.ErrOrStderr(), unpacked.Err)
				return errIncomplete
			}
			index, err := os.Create(filepath.Join(dir, "index.json"))
			if err != nil {
				return err
			}
			if err := errors.Join(report.JSON(index, unpacked), index.Close()); err != nil {
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
	cmd.Flags().StringVarP(&dir, "output", "o", "", "the folder to write to")
	return cmd
}
