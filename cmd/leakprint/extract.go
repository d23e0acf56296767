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
			pages, images, err := writeUnpacked(cmd, reader, found[0], dir)
			if err != nil {
				return err
			}
			end()
			_, err = fmt.Fprintf(cmd.OutOrStdout(), "%s, %s written to %s\n", count(pages, "page"), count(images, "picture"), report.Quote(dir))
			return err
		},
	}
	cmd.Flags().BoolVar(&revisions, "revisions", false, "write each state that a PDF was saved in as a PDF of its own")
	cmd.Flags().StringVarP(&dir, "output", "o", "", "the folder to write to")
	return cmd
}

// writeUnpacked writes what a file holds into a folder, and returns how many pages and pictures that is.
func writeUnpacked(cmd *cobra.Command, reader recognise.Reader, in intake.Input, dir string) (pages, images int, err error) {
	err = corpus.Unpack(cmd.Context(), reader, in, dir, func(of corpus.Unpacked, all iter.Seq2[corpus.UnpackedPage, error]) error {
		counted := func(yield func(corpus.UnpackedPage, error) bool) {
			for p, err := range all {
				pages, images = pages+1, images+len(p.Images)
				if !yield(p, err) {
					return
				}
			}
		}
		return writeIndex(dir, func(w *bufio.Writer) error {
			if err := jsonWithPages(w, of, counted, 0); err != nil {
				return err
			}
			return w.WriteByte('\n')
		})
	})
	if unread, ok := errors.AsType[*corpus.UnreadError](err); ok {
		tell(cmd.ErrOrStderr(), unread.Err)
		err = errIncomplete
	}
	return pages, images, err
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
	if err := writeIndex(dir, func(w *bufio.Writer) error { return report.JSON(w, written) }); err != nil {
		return err
	}
	_, err = fmt.Fprintf(cmd.OutOrStdout(), "%s written to %s\n", count(len(written.States), "state"), report.Quote(dir))
	return err
}

// writeIndex writes index.json into a folder.
func writeIndex(dir string, write func(*bufio.Writer) error) error {
	index, err := os.Create(filepath.Join(dir, "index.json"))
	if err != nil {
		return err
	}
	w := bufio.NewWriter(index)
	return errors.Join(write(w), w.Flush(), index.Close())
}
