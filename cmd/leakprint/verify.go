package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/leakprint/leakprint/pkg/corpus"
	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/report"
)

// verification holds the flags of verify.
type verification struct {
	manifests []string
	format    string
	all       bool
	sample    int
	against   []string
	key       string
	noRecord  bool
	maxFiles  int
}

func (a *app) verifyCommand() *cobra.Command {
	var v verification
	cmd := &cobra.Command{
		Use:   "verify [PATH...]",
		Short: "Check that a corpus, or files, are what was collected",
		Long: `Without a PATH, check the corpus: every original's SHA-256 and SHA-512, the database, the
fingerprints as they were recorded and those of some pages made anew, the log, its
signature, that it continues what this machine remembers of it and, with --against, a
checkpoint kept elsewhere.

With --manifest, check files: those that the manifest lists, or all below each PATH, which
finds new, moved and duplicate ones too. A manifest is what sha256sum and its like print, a
list of hashdeep, a bag (BagIt), or PROV-JSON from leakprint export. Where the corpus holds
the original of a changed file, what was changed in it is told.

Of several manifests each is checked, one after the other. With a PATH, a file that any of
them lists is not new, and one in none of them is told once. A manifest that lists nothing
below any PATH is checked as a whole, and so is a bag. Manifests that list more files than
--max-files in all are refused.

With a PATH and no manifest, check that files are documents of the corpus, by its log.

Every problem is told, not the first alone. --format github writes annotations, and the
job summary to $GITHUB_STEP_SUMMARY.

Exit codes: 0 clean, 1 findings, 2 usage or error, 3 incomplete (some file could not be
read; wins over 1), 130 interrupted.`,
		RunE: func(cmd *cobra.Command, paths []string) error {
			if v.sample < 0 {
				return usageError(cmd, fmt.Errorf("--sample is %d, want 0 or more", v.sample))
			}
			if v.maxFiles < 0 {
				return usageError(cmd, fmt.Errorf("--max-files is %d, want 0 or more", v.maxFiles))
			}
			if err := noBlanks(cmd, "against", "key", "manifest"); err != nil {
				return err
			}
			if slices.Contains(paths, "") {
				return usageError(cmd, errors.New("a PATH is blank"))
			}
			for _, name := range []string{"all", "sample"} {
				if cmd.Flags().Changed(name) && (len(v.manifests) > 0 || len(paths) > 0) {
					return usageError(cmd, fmt.Errorf("--%s is for the corpus: it goes with neither --manifest nor a PATH", name))
				}
			}
			for _, name := range []string{"against", "key"} {
				if cmd.Flags().Changed(name) && len(v.manifests) > 0 {
					return usageError(cmd, fmt.Errorf("--%s is for the corpus's log: it does not go with --manifest", name))
				}
			}
			if auditFormats[v.format] == nil {
				return usageError(cmd, unknownFormat(v.format))
			}
			audit, err := a.verify(cmd, paths, v)
			if err != nil {
				return err
			}
			verdict := a.printAudit(cmd, audit, v.format)
			if len(v.manifests) == 0 && len(paths) == 0 && !v.noRecord && corpus.MayRecord(audit) {
				a.note(cmd, func(c *corpus.Corpus) error { return c.RecordAudit(cmd.Context(), audit) })
			}
			return verdict
		},
	}
	v.addFlags(cmd.Flags())
	return cmd
}

func (v *verification) addFlags(flags *pflag.FlagSet) {
	flags.StringArrayVar(&v.manifests, "manifest", nil, "check files by this list: of checksums, of hashdeep, a bag or PROV-JSON; may be given more than once")
	flags.IntVar(&v.maxFiles, "max-files", 100_000, "how many files the manifests may list in all, each of which takes about a kilobyte of memory; 0 for any number")
	flags.BoolVar(&v.all, "all", false, "fingerprint all pages again, not a sample")
	flags.IntVar(&v.sample, "sample", 20, "how many pages to fingerprint again; fewer if their documents are large")
	flags.StringArrayVar(&v.against, "against", nil, "file of a checkpoint that was kept elsewhere; may be given more than once")
	flags.StringVar(&v.key, "key", "", "the log's public key as you know it from elsewhere (leakprint key show)")
	flags.BoolVar(&v.noRecord, "no-record", false, "do not enter this in the corpus's log")
	auditFormat(flags, &v.format)
}

// verify makes the audit that the arguments ask for.
func (a *app) verify(cmd *cobra.Command, paths []string, v verification) (dossier.Audit, error) {
	if len(v.manifests) > 0 {
		c, end, err := a.openIfUsable(cmd)
		if err != nil {
			return dossier.Audit{}, err
		}
		defer end()
		audit, err := corpus.AuditFiles(cmd.Context(), v.manifests, paths, tool(), a.workers, v.maxFiles)
		if err == nil && c != nil {
			err = c.ExplainChanges(cmd.Context(), audit.Checks)
		}
		return audit, err
	}
	opt := corpus.VerifyOptions{Sample: v.sample, Key: v.key}
	if v.all {
		opt.Sample = -1
	}
	for _, path := range v.against {
		checkpoint, err := readCheckpoint(path)
		if err != nil {
			return dossier.Audit{}, err
		}
		opt.Against = append(opt.Against, checkpoint)
	}
	c, end, err := a.open(cmd, corpus.ReadOnly)
	if errors.Is(err, dossier.ErrDamaged) {
		dir, locateErr := corpus.Locate(a.corpus)
		return corpus.DamagedAudit(dir, tool(), err), locateErr
	}
	if err != nil {
		return dossier.Audit{}, err
	}
	defer end()
	if len(paths) > 0 {
		return c.AuditKnown(cmd.Context(), paths, opt)
	}
	return c.Verify(cmd.Context(), opt)
}

// note enters something that was done in the log of a corpus, if that can be written. It does
// nothing for a copy without its key or on a read-only medium. Other errors are printed, and do
// not undo what was done.
func (a *app) note(cmd *cobra.Command, enter func(*corpus.Corpus) error) {
	err := a.with(cmd, corpus.ReadWrite, enter)
	if err != nil && !errors.Is(err, corpus.ErrNoKey) && !errors.Is(err, fs.ErrPermission) {
		fmt.Fprintln(cmd.ErrOrStderr(), "not entered in the log:", explain(err))
	}
}

// openIfUsable opens the corpus for reading, to explain changes with. It returns nil without an
// error if there is no usable corpus and none was asked for.
func (a *app) openIfUsable(cmd *cobra.Command) (*corpus.Corpus, func(), error) {
	c, end, err := a.open(cmd, corpus.ReadOnly)
	if err == nil || a.corpus != "" || cmd.Context().Err() != nil {
		return c, end, err
	}
	if !errors.Is(err, fs.ErrNotExist) {
		fmt.Fprintln(cmd.ErrOrStderr(), "changes within files are not explained:", explain(err))
	}
	return nil, func() {}, nil
}

// auditFormats are the formats of an audit, by name.
var auditFormats = map[string]func(cmd *cobra.Command, a dossier.Audit, style report.Style) error{
	"text": func(cmd *cobra.Command, a dossier.Audit, style report.Style) error {
		return report.AuditText(cmd.OutOrStdout(), a, style)
	},
	"json": func(cmd *cobra.Command, a dossier.Audit, _ report.Style) error {
		return report.JSON(cmd.OutOrStdout(), a)
	},
	"junit": func(cmd *cobra.Command, a dossier.Audit, _ report.Style) error {
		return report.AuditJUnit(cmd.OutOrStdout(), a)
	},
	"sarif": func(cmd *cobra.Command, a dossier.Audit, _ report.Style) error {
		return report.AuditSARIF(cmd.OutOrStdout(), a)
	},
	"sha256sum": func(cmd *cobra.Command, a dossier.Audit, _ report.Style) error {
		return report.AuditChecksums(cmd.OutOrStdout(), a)
	},
	"github": printForGitHub,
}

var auditFormatNames = []string{"text", "json", "junit", "sarif", "github", "sha256sum"}

// auditFormat adds the flag that chooses one of auditFormats.
func auditFormat(flags *pflag.FlagSet, format *string) {
	flags.StringVar(format, "format", "text", strings.Join(auditFormatNames, ", "))
}

func unknownFormat(format string) error {
	return fmt.Errorf("--format is %q, want one of %s", format, strings.Join(auditFormatNames, ", "))
}

// printForGitHub prints annotations and appends to the job's summary, if there is one.
func printForGitHub(cmd *cobra.Command, a dossier.Audit, _ report.Style) error {
	if path := os.Getenv("GITHUB_STEP_SUMMARY"); path != "" {
		file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o644)
		if err == nil {
			err = errors.Join(report.AuditSummary(file, a), file.Close())
		}
		if err != nil {
			return &dossier.Error{Op: "write the job summary", Path: path, Err: err, Hint: "unset GITHUB_STEP_SUMMARY to go without"}
		}
	}
	return report.AuditGitHub(cmd.OutOrStdout(), a)
}

// noBlanks returns a usage error for flags with a blank value, as from an unset variable: what they
// ask for would silently not be checked.
func noBlanks(cmd *cobra.Command, names ...string) error {
	for _, name := range names {
		flag := cmd.Flag(name)
		values := []string{flag.Value.String()}
		if several, ok := flag.Value.(pflag.SliceValue); ok {
			values = several.GetSlice()
		}
		if flag.Changed && slices.ContainsFunc(values, func(value string) bool { return strings.TrimSpace(value) == "" }) {
			return usageError(cmd, fmt.Errorf("--%s is blank", name))
		}
	}
	return nil
}

// printAudit prints an audit in one of auditFormats and turns it into an exit code.
func (a *app) printAudit(cmd *cobra.Command, audit dossier.Audit, format string) error {
	if err := auditFormats[format](cmd, report.ExplainAudit(audit), a.style()); err != nil {
		return err
	}
	switch {
	case slices.ContainsFunc(audit.Checks, func(c dossier.Check) bool { return c.State == dossier.NotRead }):
		return errIncomplete
	case slices.ContainsFunc(audit.Checks, func(c dossier.Check) bool { return c.State != dossier.OK }):
		return errFindings
	}
	return nil
}
