package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"github.com/leakprint/leakprint/pkg/corpus"
	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/forge"
	"github.com/leakprint/leakprint/pkg/report"
)

const (
	demoSeed    = 2019
	demoDossier = "Read-outs"
)

func (a *app) demoCommand() *cobra.Command {
	var dir string
	cmd := &cobra.Command{
		Use:   "demo",
		Short: "Recognise altered copies of an invented dossier",
		Long: `Make an invented dossier of six documents and altered copies of it, add the six to
a corpus of their own, recognise the copies and say in a report what was altered. The
name of each copy states what is right to say of it. Nothing outside the folder is touched.

Exit codes: 0 every copy was recognised, 1 one was not, 2 usage or error.`,
		Args: takes(0, 0, "none"),
		RunE: func(cmd *cobra.Command, _ []string) error { return a.demo(cmd, dir) },
	}
	cmd.Flags().StringVar(&dir, "dir", "leakprint-demo", "the folder to make; it must not exist")
	return cmd
}

func (a *app) demo(cmd *cobra.Command, dir string) error {
	originals := forge.Dossier(demoSeed)
	reposts := forge.Reposts(originals, demoSeed)
	originalsDir, repostsDir := filepath.Join(dir, "originals"), filepath.Join(dir, "reposts")
	if err := os.Mkdir(dir, 0o755); err != nil {
		hint := ""
		if errors.Is(err, fs.ErrExist) {
			hint = "delete it, or name another with --dir"
		}
		return &dossier.Error{Op: "make folder", Path: dir, Err: err, Hint: hint}
	}
	if err := errors.Join(os.Mkdir(originalsDir, 0o755), os.Mkdir(repostsDir, 0o755)); err != nil {
		return err
	}
	if err := errors.Join(forge.WriteFiles(originalsDir, originals, nil), forge.WriteFiles(repostsDir, nil, reposts)); err != nil {
		return err
	}
	a.corpus = filepath.Join(dir, "corpus")
	c, end, err := a.open(cmd, corpus.Create)
	if err != nil {
		return err
	}
	defer end()
	added := addOutput{w: cmd.OutOrStdout(), stderr: cmd.ErrOrStderr()}
	fmt.Fprintf(cmd.OutOrStdout(), "$ leakprint add --corpus %s --dossier %s %s\n", report.Quote(a.corpus), demoDossier, report.Quote(originalsDir))
	opt := corpus.AddOptions{Dossier: demoDossier, Seen: dossier.Sighting{
		Where: "invented", When: time.Date(2019, 10, 21, 0, 0, 0, 0, time.UTC), Precision: dossier.ToTheDay, Claimed: true,
	}}
	if err := c.Add(cmd.Context(), a.inputs(cmd.Context(), c, []string{originalsDir}), opt, added.add); err != nil {
		return err
	}
	if err := added.end(cmd, c); err != nil {
		return err
	}
	out := answer{report: filepath.Join(dir, "report.html"), undated: true} // the same every time
	out.command = "leakprint match --corpus CORPUS --report REPORT PATH..."
	fmt.Fprintf(cmd.OutOrStdout(), "\n$ leakprint match --corpus %s --report %s %s\n", report.Quote(a.corpus), report.Quote(out.report), report.Quote(repostsDir))
	matching := out.matchOptions()
	matching.Top = 6
	finding, err := c.Match(cmd.Context(), a.inputs(cmd.Context(), c, []string{repostsDir}), matching)
	if err != nil {
		return err
	}
	end()
	err = out.print(cmd, finding, a.style())
	if err != nil && !errors.Is(err, errNoMatch) && !errors.Is(err, errIncomplete) {
		return err // demoVerdict reports what was not recognised
	}
	return demoVerdict(cmd, dir, finding, reposts)
}

// demoVerdict compares the finding with the truth, and says where to look.
func demoVerdict(cmd *cobra.Command, dir string, finding dossier.Finding, reposts []forge.Repost) error {
	truth := map[string]dossier.Verdict{}
	for _, r := range reposts {
		truth[r.Name] = r.Verdict
	}
	right := 0
	for _, in := range finding.Inputs {
		if name := filepath.Base(in.Path); in.Verdict == truth[name] {
			right++
		} else {
			fmt.Fprintf(cmd.ErrOrStderr(), "%s: found %s, is %s\n", name, in.Verdict, truth[name])
		}
	}
	path := filepath.Join(dir, "finding.json")
	file, err := os.Create(path)
	if err != nil {
		return err
	}
	if err := errors.Join(report.JSON(file, report.Summarised(finding, false)), file.Close()); err != nil {
		return err
	}
	fmt.Fprintf(cmd.OutOrStdout(), "\n%d of %d recognised correctly. Look in %s: report.html, originals/, reposts/ (the names state the truth) and finding.json.\n", right, len(reposts), report.Quote(dir))
	if right < len(reposts) {
		return errNoMatch
	}
	return nil
}
