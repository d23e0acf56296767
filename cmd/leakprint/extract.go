package main

import (
	"bufio"
	"errors"
	"fmt"
	"iter"
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
			pages, images := 0, 0
			err = corpus.Unpack(cmd.Context(), reader, found[0], dir, func(of corpus.Unpacked, all iter.Seq2[corpus.UnpackedPage, error]) error {
				counted := func(yield func(corpus.UnpackedPage, error) bool) {
					for p, err := range all {
						pages, images = pages+1, images+len(p.Images)
						if !yield(p, err) {
							return
						}
					}
				}
				return writeIndex(filepath.Join(dir, "index.json"), of, counted)
			})
			if unread, ok := errors.AsType[*corpus.UnreadError](err); ok {
				tell(cmd.ErrOrStderr(), unread.Err)
				return errIncomplete
			}
			if err != nil {
				return err
			}
			end()
			_, err = fmt.Fprintf(cmd.OutOrStdout(), "%s, %s written to %s\n", count(pages, "page"), count(images, "picture"), report.Quote(dir))
			return err
		},
	}
	cmd.Flags().StringVarP(&dir, "output", "o", "", "the folder to write to")
	return cmd
}

// writeIndex writes index.json.
func writeIndex(path string, of corpus.Unpacked, pages iter.Seq2[corpus.UnpackedPage, error]) error {
	index, err := os.Create(path)
	if err != nil {
		return err
	}
	w := bufio.NewWriter(index)
	err = jsonWithPages(w, of, pages, 0)
	if err == nil {
		err = w.WriteByte('\n')
	}
	return errors.Join(err, w.Flush(), index.Close())
}
