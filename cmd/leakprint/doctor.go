package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/leakprint/leakprint/pkg/corpus"
	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/extract"
	"github.com/leakprint/leakprint/pkg/fingerprint"
	"github.com/leakprint/leakprint/pkg/forge"
	"github.com/leakprint/leakprint/pkg/recognise"
	"github.com/leakprint/leakprint/pkg/report"
)

func (a *app) doctorCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "doctor",
		Short: "Check that leakprint works here and that the corpus is sound",
		Long: `Check that documents can be read on this machine and that the corpus is sound, and
say what is missing and what that costs.

Exit codes: 0 all is well, 1 something is wrong, 2 usage or error, 130 interrupted.`,
		Args: takes(0, 0, "none"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			checks := []struct {
				name  string
				check func(*cobra.Command) (string, error)
			}{
				{"program", func(*cobra.Command) (string, error) {
					return fmt.Sprintf("leakprint %s, fingerprint version %d", version(), fingerprint.Version), nil
				}},
				{"renderer", a.checkRenderer},
				{"sandbox", checkConfinement},
				{"ocr", checkRecognition},
				{"corpus", a.checkCorpus},
				{"head", a.checkHead},
			}
			sound := true
			for _, c := range checks {
				said, err := c.check(cmd)
				if cmd.Context().Err() != nil {
					return cmd.Context().Err()
				}
				if err != nil {
					sound = false
					said = "WRONG: " + explain(err)
				}
				if _, err := fmt.Fprintf(cmd.OutOrStdout(), "%-9s %s\n", c.name, said); err != nil {
					return err
				}
			}
			if !sound {
				return errNoMatch
			}
			return nil
		},
	}
}

// checkRenderer checks that PDFs can be read, and whether the compiled renderer is kept.
func (a *app) checkRenderer(cmd *cobra.Command) (string, error) {
	progress := newProgress(cmd)
	defer progress.end()
	pool := extract.NewPool(extract.Options{Workers: 1, CacheDir: rendererCache(), CacheSums: rendererSums(), Notify: progress.say})
	defer pool.Close()
	if err := tryRenderer(cmd.Context(), pool); err != nil {
		return "", err
	}
	if !pool.Warm() {
		return fmt.Sprintf("reads PDFs, but cannot keep its compiled form in %s: every run takes some seconds longer", report.Quote(rendererCache())), nil
	}
	return fmt.Sprintf("reads PDFs; compiled form kept in %s", report.Quote(rendererCache())), nil
}

// checkConfinement says what the system keeps the processes that read documents from. Where it does
// nothing, that is not an error: other systems cannot.
func checkConfinement(cmd *cobra.Command) (string, error) {
	pool := extract.NewPool(extract.Options{Workers: 1, CacheDir: rendererCache(), CacheSums: rendererSums()})
	defer pool.Close()
	c, err := pool.Confinement(cmd.Context())
	if err != nil {
		return "", err
	}
	if c.Missing == "" {
		return fmt.Sprintf("holds: what reads documents can open no file, use no network, start no program, reach no other process, and make few calls of the system (seccomp, Landlock %d)", c.Landlock), nil
	}
	why := ""
	if c.Why != "" {
		why = " (" + report.Quote(c.Why) + ")"
	}
	return "in part: what reads documents runs in processes of its own with limits, but the system does not keep them from " + c.Missing + why, nil
}

// tryRenderer reads a document made for the purpose, and returns an error if that fails.
func tryRenderer(ctx context.Context, pool *extract.Pool) error {
	page := forge.Dossier(1)[0].Cut(1, 1)
	data, err := page.Bytes()
	if err != nil {
		return err
	}
	var text string
	source := extract.Source{Name: "test document", Data: bytes.NewReader(data), Size: int64(len(data))}
	_, err = pool.Read(ctx, source, extract.Want{}, func(p extract.PageContent) error {
		text = p.Text
		return nil
	})
	if err == nil && !strings.Contains(text, forge.Label) {
		err = errors.New("the renderer did not read the text that was written")
	}
	return err
}

// checkRecognition says whether there is OCR. Having none is not an error.
func checkRecognition(*cobra.Command) (string, error) {
	engine, err := recognise.FindOCR()
	if err != nil {
		if e, ok := errors.AsType[*dossier.Error](err); ok {
			err = fmt.Errorf("%w; %s", e.Err, adviceFor(e)) // without what was being done, which is obvious here
		}
		return "none: " + report.Quote(err.Error()) + ". Without it scans and pictures are recognised by their looks all the same; quotes from scans, and pictures of text set anew, are not", nil
	}
	held := "the system lets it read its own data and write, send and start nothing"
	if why := engine.Unconfined(); why != nil {
		held = "the system does not keep it from files and the network (" + report.Quote(why.Error()) + ")"
	}
	return fmt.Sprintf("tesseract %s, languages %s; %s", engine.Version(), strings.Join(engine.Languages(), ", "), held), nil
}

func (a *app) checkCorpus(cmd *cobra.Command) (string, error) {
	dir, err := corpus.Locate(a.corpus)
	if err != nil {
		return "", err
	}
	c, end, err := a.open(cmd, corpus.ReadOnly)
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Sprintf("none yet in %s; leakprint add makes it", report.Quote(dir)), nil
	}
	if err != nil {
		return "", err
	}
	defer end()
	problems, err := c.Check(cmd.Context())
	if err != nil {
		return "", err
	}
	if len(problems) > 0 {
		return "", &dossier.Error{Op: "check corpus", Path: c.Dir(), Err: fmt.Errorf("damaged: %s; %s in all", problems[0].Detail, count(len(problems), "problem")),
			Hint: "leakprint verify lists them all; leakprint repair mends what it can"}
	}
	size, err := c.Size(cmd.Context())
	if err != nil {
		return "", err
	}
	stale, err := c.Stale(cmd.Context())
	if err != nil {
		return "", err
	}
	more := ""
	if stale > 0 {
		more = fmt.Sprintf("; %s kept as an earlier version read them (leakprint refresh)", count(stale, "document"))
	}
	if c.Exposed() {
		more += "; others on this machine may read it (chmod -R go-rwx its folder)"
	}
	return fmt.Sprintf("sound, %s, %s in %s%s", count(size.Documents, "document"), count(size.Pages, "page"), report.Quote(filepath.Clean(dir)), more), nil
}

// checkHead says whether this machine remembers the head of the corpus's log. Remembering none is
// not an error.
func (a *app) checkHead(cmd *cobra.Command) (string, error) {
	c, end, err := a.open(cmd, corpus.ReadOnly)
	if err != nil {
		return "none: there is no corpus to look at", nil // checkCorpus reports that
	}
	defer end()
	path, records, err := c.RememberedHead(cmd.Context())
	if err != nil {
		return "", err
	}
	if records == 0 {
		return fmt.Sprintf("not remembered in %s: that the log was put back to an older state shows only with leakprint verify --against CHECKPOINT", report.Quote(headsFolder())), nil
	}
	return fmt.Sprintf("of %s remembered in %s, and the log continues it", count(records, "record"), report.Quote(path)), nil
}
