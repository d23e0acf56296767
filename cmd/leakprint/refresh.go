package main

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/leakprint/leakprint/pkg/corpus"
	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/report"
)

// refreshJSON is the JSON form of corpus.Refreshed.
type refreshJSON struct {
	Schema    string     `json:"schema"`
	Documents int        `json:"documents"`
	Pages     int        `json:"pages"`
	Left      []leftJSON `json:"left"`
	Indexed   bool       `json:"indexed,omitempty"` // the index of words was made besides
}

type leftJSON struct {
	SHA256     dossier.Digest `json:"sha256"`
	Name       string         `json:"name"`
	NoOriginal bool           `json:"no_original"`
	Reason     string         `json:"reason"`
}

func (a *app) refreshCommand() *cobra.Command {
	var asJSON, scans bool
	cmd := &cobra.Command{
		Use:   "refresh",
		Short: "Read documents again that an earlier leakprint read differently",
		Long: `After an update, read documents again from their originals if the earlier leakprint made
something of them differently. Only that is replaced: all of it at once, at the end, with one
record in the log. Until then every answer stays the same. If interrupted, call it again: it
continues where it stopped.

With --scans also read the pages again with tesseract that carry no text of their own, for
example with --ocr-lang after its languages were installed. Pages with text in the file are
left as they are.

Documents whose originals are not kept are still searched as they were read, and answers say
so.

Exit codes: 0 refreshed, or nothing to do; 2 usage or error; 3 incomplete (some original
could not be read); 130 interrupted.`,
		Args: takes(0, 0, "none"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			if scans {
				if a.ocr == "off" {
					return usageError(cmd, errors.New("--scans needs OCR and --ocr is off"))
				}
				a.ocr = "require"
			}
			var done corpus.Refreshed
			err := a.with(cmd, corpus.ReadWrite, func(c *corpus.Corpus) (err error) {
				if scans {
					done, err = c.RecogniseAgain(cmd.Context(), a.ocrLang)
				} else {
					done, err = c.Refresh(cmd.Context())
				}
				return err
			})
			if err != nil {
				return err
			}
			if asJSON {
				err = report.JSON(cmd.OutOrStdout(), refreshedJSON(done))
			} else {
				err = refreshedText(cmd, done)
			}
			if err != nil {
				return err
			}
			for _, left := range done.Left {
				if !errors.Is(left.Err, corpus.ErrNoOriginal) {
					return errIncomplete
				}
			}
			return nil
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print what was done as JSON")
	cmd.Flags().BoolVar(&scans, "scans", false, "read scans and pictures again with tesseract")
	a.recognition(cmd.Flags())
	return cmd
}

func refreshedJSON(done corpus.Refreshed) refreshJSON {
	j := refreshJSON{Schema: "leakprint/refresh/1", Documents: done.Documents, Pages: done.Pages, Indexed: done.Indexed}
	for _, left := range done.Left {
		j.Left = append(j.Left, leftJSON{left.SHA256, left.Name, errors.Is(left.Err, corpus.ErrNoOriginal), left.Err.Error()})
	}
	return j
}

func refreshedText(cmd *cobra.Command, done corpus.Refreshed) error {
	for _, left := range done.Left {
		if _, err := fmt.Fprintf(cmd.OutOrStdout(), "left as it was: %s %s: %s\n", left.SHA256.Short(), report.Show(left.Name), explain(left.Err)); err != nil {
			return err
		}
	}
	words := "nothing to refresh"
	if done.Indexed {
		words = "made the index of words from what is kept"
	}
	if done.Documents > 0 || len(done.Left) > 0 {
		words = fmt.Sprintf("refreshed %s, %s", count(done.Documents, "document"), count(done.Pages, "page"))
	}
	_, err := fmt.Fprintln(cmd.OutOrStdout(), words)
	return err
}
