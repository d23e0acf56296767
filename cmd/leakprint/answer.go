package main

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/recognise"
	"github.com/leakprint/leakprint/pkg/report"
)

// An answer is how match and compare print a finding.
type answer struct {
	json      bool
	plain     bool
	report    string // file to write the HTML report to; "" for none
	noImages  bool
	comparing bool   // two files were compared, without a corpus
	command   string // the command that gives the answer again; by default, how the program was called
	undated   bool   // the report does not tell when it was made

	illustrations *report.Illustrations // nil if no report is written
}

// plainUsage describes the flag of the verbs that print changes.
const plainUsage = "say in words what signs and columns show otherwise, as for a screen reader"

func (o *answer) flags(flags *pflag.FlagSet) {
	flags.BoolVar(&o.json, "json", false, "print the finding as JSON (leakprint schema describes it)")
	flags.BoolVar(&o.plain, "plain", false, plainUsage)
	flags.StringVar(&o.report, "report", "", "write a report to this file besides: one HTML page that holds all it shows")
	flags.BoolVar(&o.noImages, "no-images", false, "leave pictures of pages out of the report")
}

// matchOptions returns the options of a match that the answer needs.
func (o *answer) matchOptions() recognise.Options {
	if o.report == "" || o.noImages {
		return recognise.Options{}
	}
	o.illustrations = report.NewIllustrations()
	return recognise.Options{Illustrate: func(a dossier.InputFinding, draw recognise.Draw) (func(int), error) {
		return o.illustrations.Illustrate(a, draw)
	}}
}

// print writes the finding and returns its exit code as an error.
func (o *answer) print(cmd *cobra.Command, f dossier.Finding, style report.Style) error {
	if o.report != "" {
		if err := o.writeReport(cmd, f); err != nil {
			return err
		}
	}
	var err error
	if o.json {
		err = report.JSON(cmd.OutOrStdout(), report.Summarised(f, o.comparing))
	} else {
		style.Compare, style.Plain = o.comparing, o.plain
		err = report.Text(cmd.OutOrStdout(), f, style)
	}
	if err != nil {
		return err
	}
	return verdict(f)
}

// writeReport writes the report wholly or not at all.
func (o *answer) writeReport(cmd *cobra.Command, f dossier.Finding) error {
	opt := report.HTMLOptions{Command: cmp.Or(o.command, commandToRepeat(cmd)), Compare: o.comparing}
	if !o.undated {
		opt.Made = time.Now().UTC().Format(time.DateOnly)
	}
	if o.illustrations != nil {
		opt.Thumbnails, opt.Full, opt.Crops = o.illustrations.Thumbnails, o.illustrations.Full, o.illustrations.Crops
	}
	if err := report.HTMLFile(o.report, f, opt); err != nil {
		return &dossier.Error{Op: "write report", Path: o.report, Err: err, Hint: "name another file with --report"}
	}
	return nil
}

// commandToRepeat returns how the program was called, with words in capitals in place of files,
// folders and whatever else could tell where the files were.
func commandToRepeat(cmd *cobra.Command) string {
	words := []string{cmd.CommandPath()}
	cmd.Flags().Visit(func(flag *pflag.Flag) {
		words = append(words, flagToRepeat(flag))
	})
	_, operands, _ := strings.Cut(cmd.Use, " ")
	return strings.Join(append(words, operands), " ")
}

// toldValues are the flags of which the value is told: those that take words of a list, or
// numbers. A value of another flag may be a path.
var toldValues = []string{"ocr", "ocr-lang", "top", "color"}

func flagToRepeat(flag *pflag.Flag) string {
	value := flag.Value.String()
	switch {
	case flag.Value.Type() == "bool" && value == "true":
		return "--" + flag.Name
	case flag.Value.Type() == "bool":
		return "--" + flag.Name + "=" + value
	case slices.Contains(toldValues, flag.Name) && !strings.ContainsFunc(value, func(r rune) bool { return !isPlain(r) }):
		return "--" + flag.Name + " " + value
	}
	return "--" + flag.Name + " " + strings.ToUpper(flag.Name)
}

// isPlain reports whether a character needs no quoting in a shell, and is in no path.
func isPlain(r rune) bool {
	return r >= '0' && r <= '9' || r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z' || strings.ContainsRune("-_,+", r)
}
