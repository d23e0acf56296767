package main

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/leakprint/leakprint/pkg/corpus"
	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/report"
)

func (a *app) addCommand() *cobra.Command {
	var opt corpus.AddOptions
	var source, seen string
	var told sightingFlags
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "add PATH|-...",
		Short: "Fingerprint documents and keep them in the corpus",
		Long: `Fingerprint documents and keep them in the corpus, which is made if there is none.
PATH is a file, a folder, an archive or a mail message, - is standard input. A document that is there already is
named, and only the sighting is recorded.

` + exitHelp,
		Args: takesPaths,
		RunE: func(cmd *cobra.Command, paths []string) error {
			if err := noBlanks(cmd, "source", "seen"); err != nil {
				return err
			}
			var err error
			if opt.Seen, err = told.sighting(source, seen); err != nil {
				return err
			}
			c, end, err := a.open(cmd, corpus.Create)
			if err != nil {
				return err
			}
			defer end()
			out := addOutput{w: cmd.OutOrStdout(), stderr: cmd.ErrOrStderr(), json: asJSON}
			if err := c.Add(cmd.Context(), a.inputs(cmd.Context(), c, paths), opt, out.add); err != nil {
				_ = out.end(cmd, c) // says what was added before err, which matters more
				return err
			}
			if out.total() == 0 {
				return errNothing(paths)
			}
			if err := out.end(cmd, c); err != nil {
				return err
			}
			if out.unreadable > 0 {
				return errIncomplete
			}
			return nil
		},
	}
	flags := cmd.Flags()
	flags.StringVar(&opt.Dossier, "dossier", "", "the dossier that the documents belong to")
	flags.StringVar(&source, "source", "", "where they were seen, a URL for example; recorded, never fetched")
	flags.StringVar(&seen, "seen", "", "when: 2019-10-21 or 2019-10-21T14:05:00Z (default: now)")
	told.add(flags)
	flags.BoolVar(&opt.NoOriginals, "no-originals", false, "keep fingerprints and text, not the files")
	flags.BoolVar(&asJSON, "json", false, "print the result as JSON")
	a.recognition(flags)
	return cmd
}

// parseTime parses a day, or a time to the second, in the years 1000 to 9999.
func parseTime(s string) (time.Time, dossier.Precision, error) {
	precision := dossier.ToTheDay
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		t, err = time.Parse(time.RFC3339, s)
		t, precision = t.UTC().Truncate(time.Second), dossier.ToTheSecond
	}
	if err == nil && t.Year() >= 1000 && t.Year() <= 9999 {
		return t, precision, nil
	}
	return time.Time{}, "", &dossier.Error{Op: "read time", Path: s, Err: errors.New("neither a day nor a time"),
		Hint: "write 2019-10-21 or 2019-10-21T14:05:00Z"}
}

// addedJSON is the JSON form of what became of one input.
type addedJSON struct {
	Path    string           `json:"path"`
	Status  string           `json:"status"` // "added", "known", "unreadable"
	SHA256  dossier.Digest   `json:"sha256"`
	Name    string           `json:"name"`
	Dossier string           `json:"dossier"`
	Pages   int              `json:"pages"`
	Notes   []string         `json:"notes"`
	Hidden  []dossier.Hidden `json:"hidden,omitempty"`

	Attached []corpus.AttachedFile     `json:"attached,omitempty"`
	Related  []dossier.RelatedDocument `json:"related,omitempty"` // of a new one, as a sample tells

	Error string `json:"error,omitempty"`
}

// addOutput prints what became of the inputs.
type addOutput struct {
	w, stderr                io.Writer
	json                     bool
	added, known, unreadable int
	all                      []addedJSON
}

func (o *addOutput) total() int { return o.added + o.known + o.unreadable }

func (o *addOutput) add(a corpus.Added) error {
	d := a.Document
	j := addedJSON{Path: a.Path, SHA256: d.SHA256, Name: d.Name, Dossier: d.Dossier, Pages: d.Pages, Notes: d.Notes, Hidden: a.Hidden, Attached: a.Attached, Related: a.Related}
	switch {
	case a.Err != nil:
		o.unreadable++
		j.Status, j.Error = "unreadable", a.Err.Error()
		fmt.Fprintln(o.stderr, "not added:", explain(a.Err))
	case a.New:
		o.added++
		j.Status = "added"
	default:
		o.known++
		j.Status = "known"
	}
	if o.json {
		o.all = append(o.all, j)
		return nil
	}
	if a.Err != nil {
		return nil
	}
	after := ""
	if d.Purged {
		after = "; it was purged, and only this sighting is kept"
	}
	_, err := fmt.Fprintf(o.w, "%-6s %s  %s, %s%s\n", j.Status, d.SHA256.Short(), report.Show(a.Path), count(d.Pages, "page"), after)
	if words := report.HiddenWords(a.Hidden); words != "" && err == nil {
		_, err = fmt.Fprintf(o.w, "%7s%s\n", "", words)
	}
	if words := report.RelatedWords(a.Related); words != "" && err == nil {
		_, err = fmt.Fprintf(o.w, "%7s%s\n", "", words)
	}
	if words := attachedWords(a.Attached); words != "" && err == nil {
		_, err = fmt.Fprintf(o.w, "%7s%s\n", "", words)
	}
	return err
}

// attachedNamed is how many attached files are named.
const attachedNamed = 3

// attachedWords says in one line which files are attached, known documents first; "" for none.
func attachedWords(files []corpus.AttachedFile) string {
	if len(files) == 0 {
		return ""
	}
	isKnown := func(f corpus.AttachedFile) bool { return f.Known != "" }
	known := slices.DeleteFunc(slices.Clone(files), func(f corpus.AttachedFile) bool { return !isKnown(f) })
	files = append(known, slices.DeleteFunc(slices.Clone(files), isKnown)...)
	words := count(len(files), "attached file") + ":"
	for i, f := range files {
		if i == attachedNamed {
			words += fmt.Sprintf(" and %d more", len(files)-i)
			break
		}
		words += " " + report.Show(f.Name)
		if f.Known != "" {
			words += ", which is the known document " + report.Show(f.Known)
		}
		words += ";"
	}
	return strings.TrimSuffix(words, ";")
}

// explain returns an error with what to do about it, in one line.
func explain(err error) string {
	text := err.Error()
	if advice := adviceFor(err); advice != "" {
		text += "; " + advice
	}
	return report.Show(text)
}

// count returns a number with its noun: "1 page", "2 pages".
func count[N int | int64](n N, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

func (o *addOutput) end(cmd *cobra.Command, c *corpus.Corpus) error {
	if o.json {
		return report.JSON(o.w, struct {
			Schema string      `json:"schema"`
			Inputs []addedJSON `json:"inputs"`
		}{"leakprint/add/1", o.all})
	}
	size, err := c.Size(cmd.Context())
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(o.w, "%d added, %d known already, %d unreadable; the corpus in %s now holds %s, %s.\n",
		o.added, o.known, o.unreadable, report.Show(c.Dir()), count(size.Documents, "document"), count(size.Pages, "page"))
	return err
}
