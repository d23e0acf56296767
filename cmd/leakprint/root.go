package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/adrg/xdg"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/leakprint/leakprint/pkg/corpus"
	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/extract"
	"github.com/leakprint/leakprint/pkg/fingerprint"
	"github.com/leakprint/leakprint/pkg/intake"
	"github.com/leakprint/leakprint/pkg/recognise"
)

// app holds the flags that verbs share.
type app struct {
	corpus   string
	workers  int
	color    string
	operator string
	ocr      string // of the verbs that read scans
	ocrLang  string // likewise

	memory         string
	maxTime        time.Duration
	maxSize        string
	requireSandbox bool
}

func newRoot() *cobra.Command {
	a := &app{}
	root := &cobra.Command{
		Use:   "leakprint",
		Short: "Recognise a leaked dossier when it reappears altered",
		Long: `leakprint fingerprints documents and recognises them when they come back:
re-saved, cut, reordered, merged, redacted, edited or quoted.

  leakprint add --dossier "Trade talks" originals/
  leakprint match repost.pdf

` + exitHelp,
		Version:       version(),
		SilenceErrors: true,
		SilenceUsage:  true,

		SuggestionsMinimumDistance: 2,
		DisableFlagsInUseLine:      true,

		Args: knownVerb,
		// An answer must not be mistaken for a match when a script names no verb.
		RunE: func(cmd *cobra.Command, _ []string) error {
			cmd.SetOut(cmd.ErrOrStderr())
			return errors.Join(errNoVerb, cmd.Help())
		},
		PersistentPreRunE: func(cmd *cobra.Command, _ []string) error {
			debug.SetMemoryLimit(amplyUsed)
			return a.check(cmd)
		},
	}
	root.SetFlagErrorFunc(usageError)
	root.SetVersionTemplate(fmt.Sprintf("leakprint %s (fingerprint %d)\n", version(), fingerprint.Version))
	flags := root.PersistentFlags()
	flags.StringVar(&a.corpus, "corpus", "", "the corpus's folder (default: $LEAKPRINT_CORPUS, else the nearest .leakprint upwards, else the user's data directory)")
	flags.IntVar(&a.workers, "workers", runtime.GOMAXPROCS(0), "how many documents to read at once")
	flags.StringVar(&a.memory, "memory", "auto", "how much memory to take in all, such as 4GiB: fewer documents are read at once, and large ones not at all, if it is little (auto: half of what is free)")
	flags.DurationVar(&a.maxTime, "max-time", 24*time.Hour, "how long to read documents in all, such as 90s or 2h: those not read by then are told; 0 for as long as it takes")
	flags.StringVar(&a.maxSize, "max-size", "64GiB", "how much to read in all, such as 800MiB: files beyond are told; 0 for any amount")
	flags.BoolVar(&a.requireSandbox, "require-sandbox", false, "refuse to read documents where the system does not lock the processes that do so (leakprint doctor says what holds)")
	flags.StringVar(&a.color, "color", "auto", "auto, always or never")
	flags.StringVar(&a.operator, "operator", "", "who you are, for the corpus's log; a pseudonym will do (default: $LEAKPRINT_OPERATOR, else what init --operator kept, else nobody)")
	root.AddCommand(
		a.initCommand(), a.addCommand(), a.matchCommand(), a.compareCommand(), a.recheckCommand(), a.hashCommand(), a.extractCommand(), a.inspectCommand(), a.lineageCommand(),
		a.listCommand(), a.searchCommand(), a.relatedCommand(), a.showCommand(), a.sightCommand(), a.moveCommand(), a.renameCommand(), a.removeCommand(), a.refreshCommand(), a.repairCommand(), a.restoreCommand(), a.verifyCommand(), a.exportCommand(),
		a.logCommand(), a.keyCommand(), a.doctorCommand(), a.demoCommand(), schemaCommand(), workerCommand(),
	)
	allowOnce(root)
	return root
}

// knownVerb is called with arguments only if the first of them is not a verb.
func knownVerb(root *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	hint := "leakprint --help lists them"
	if like := root.SuggestionsFor(args[0]); len(like) > 0 {
		hint = "did you mean " + strings.Join(like, " or ") + "? " + hint
	}
	return &dossier.Error{Op: "run", Path: args[0], Err: errors.New("there is no such verb"), Hint: hint}
}

// check returns a usage error for invalid global flags.
func (a *app) check(cmd *cobra.Command) error {
	if a.workers < 1 {
		return usageError(cmd, fmt.Errorf("--workers is %d, want at least 1", a.workers))
	}
	if _, ok := parseAmount(a.maxSize); !ok && a.maxSize != "0" {
		return usageError(cmd, fmt.Errorf("--max-size is %q, want an amount such as 64GiB or 800MiB, or 0", a.maxSize))
	}
	if colors := []string{"auto", "always", "never"}; !slices.Contains(colors, a.color) {
		return usageError(cmd, fmt.Errorf("--color is %q, want %s", a.color, strings.Join(colors, ", ")))
	}
	return nil
}

// version returns the module's version, or the commit that the program was built from.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown"
	}
	if v := info.Main.Version; v != "" {
		return v
	}
	return "(devel)"
}

// reader returns a reader that shows its progress on stderr. The caller must call the function
// when done. It returns an error if the flags make no sense, or if the system has to lock the processes
// that read and does not.
func (a *app) reader(cmd *cobra.Command) (recognise.Reader, func(), error) {
	memory, err := parseMemory(a.memory)
	if err != nil {
		return recognise.Reader{}, nil, usageError(cmd, err)
	}
	var until time.Time
	if a.maxTime > 0 {
		until = time.Now().Add(a.maxTime)
	}
	shared := share(memory, a.workers)
	progress := newProgress(cmd)
	pool := extract.NewPool(extract.Options{
		Workers: shared.workers, MostMemory: shared.most, Until: until, CacheDir: rendererCache(), CacheSums: rendererSums(), Notify: progress.say, Confined: a.requireSandbox,
	})
	end := func() {
		pool.Close()
		progress.end()
	}
	if a.requireSandbox {
		if _, err := pool.Confinement(cmd.Context()); err != nil {
			end()
			return recognise.Reader{}, nil, &dossier.Error{Op: "read documents", Err: err, Hint: "leakprint doctor says what holds on this machine; without --require-sandbox documents are read all the same"}
		}
	}
	return recognise.Reader{Documents: pool, Workers: shared.workers, Page: progress.page}, end, nil
}

// recognition adds the flags for OCR.
func (a *app) recognition(flags *pflag.FlagSet) {
	flags.StringVar(&a.ocr, "ocr", "auto", "recognise the text of scans and pictures with tesseract: auto (where it is installed), off, or require")
	flags.StringVar(&a.ocrLang, "ocr-lang", autoLanguage, "the languages of scans as tesseract names them, such as deu or fra,eng; auto: English first, and what makes no sense as English in the language that it looks like")
}

// autoLanguage has each page read in the language that it is found to be in.
const autoLanguage = "auto"

// languages returns the languages that the flag names; none for auto.
func (a *app) languages() []string {
	if a.ocrLang == autoLanguage {
		return nil
	}
	return strings.FieldsFunc(a.ocrLang, func(r rune) bool { return r == ',' || r == '+' || r == ' ' })
}

// recognise sets a reader's OCR as the flags say. Who names languages needs OCR.
func (a *app) recognise(cmd *cobra.Command, reader *recognise.Reader) error {
	languages := a.languages()
	find := sync.OnceValues(func() (recognise.OCR, error) {
		engine, err := recognise.FindOCR(languages...)
		if err == nil && a.requireSandbox && engine.Unconfined() != nil {
			return nil, &dossier.Error{Op: "find text recognition", Err: fmt.Errorf("the system does not lock it: %w", engine.Unconfined()), Hint: "--ocr off goes without"}
		}
		return engine, err
	})
	switch {
	case a.ocrLang != autoLanguage && a.ocrLang != "" && len(languages) == 0:
		return usageError(cmd, fmt.Errorf("--ocr-lang is %q, want auto or languages such as deu or fra,eng", a.ocrLang))
	case len(languages) > 0 && a.ocr == "off":
		return usageError(cmd, errors.New("--ocr-lang names languages and --ocr is off"))
	}
	switch a.ocr {
	case "", "off":
		return nil
	case "auto", "require":
		reader.OCR = func() recognise.OCR {
			engine, err := find()
			if err != nil {
				return nil
			}
			return engine
		}
		if a.ocr == "require" || len(languages) > 0 {
			_, err := find()
			return err
		}
		return nil
	}
	return usageError(cmd, fmt.Errorf("--ocr is %q, want auto, off or require", a.ocr))
}

// rendererCache returns the folder that keeps the compiled PDF renderer between runs.
func rendererCache() string { return filepath.Join(xdg.CacheHome, "leakprint", "renderer") }

// rendererSums returns the file of digests of what is in rendererCache.
func rendererSums() string { return filepath.Join(xdg.StateHome, "leakprint", "renderer.sha256") }

// open opens the corpus that the flags name, with a reader. The caller must call the function when
// done.
func (a *app) open(cmd *cobra.Command, mode corpus.Mode) (*corpus.Corpus, func(), error) {
	dir, err := corpus.Locate(a.corpus)
	if err != nil {
		return nil, nil, err
	}
	reader, end, err := a.reader(cmd)
	if err != nil {
		return nil, nil, err
	}
	if err := a.recognise(cmd, &reader); err != nil {
		end()
		return nil, nil, err
	}
	c, err := corpus.Open(cmd.Context(), dir, a.options(cmd, mode, reader))
	if err != nil {
		end()
		return nil, nil, err
	}
	return c, func() {
		end()
		c.Close()
	}, nil
}

// options returns the options to open a corpus with. Errors that do not make the verb fail are
// printed on stderr.
func (a *app) options(cmd *cobra.Command, mode corpus.Mode, reader recognise.Reader) corpus.Options {
	return corpus.Options{
		Mode: mode, Reader: reader, Tool: tool(), Operator: a.operatorName(), Heads: headsFolder(),
		Notify: func(err error) { tell(cmd.ErrOrStderr(), err) },
	}
}

// headsFolder returns the folder that remembers the newest heads of logs, outside any corpus.
func headsFolder() string { return filepath.Join(xdg.StateHome, "leakprint", "heads") }

// with opens the corpus that the flags name and calls use with it.
func (a *app) with(cmd *cobra.Command, mode corpus.Mode, use func(*corpus.Corpus) error) error {
	c, end, err := a.open(cmd, mode)
	if err != nil {
		return err
	}
	defer end()
	return use(c)
}

// operatorName returns the operator named by the command line or the environment; "" for none.
func (a *app) operatorName() string { return cmp.Or(a.operator, os.Getenv("LEAKPRINT_OPERATOR")) }

// tool returns this program as findings name it.
func tool() dossier.Tool { return dossier.Tool{Version: version(), Fingerprint: fingerprint.Version} }

// An inputReader turns the names of files into inputs: a corpus, or a reader without one.
type inputReader interface {
	Inputs(ctx context.Context, paths []string, stdin io.Reader, limits intake.Limits) iter.Seq[intake.Input]
}

// inputs returns the inputs that the arguments name, as many as the flags allow.
func (a *app) inputs(ctx context.Context, by inputReader, paths []string) iter.Seq[intake.Input] {
	inputs := by.Inputs(ctx, paths, os.Stdin, intake.DefaultLimits())
	if most, _ := parseAmount(a.maxSize); most > 0 { // check has parsed it
		return intake.Limited(inputs, most)
	}
	return inputs
}

// errNothing returns the error for arguments that name no file at all.
func errNothing(paths []string) error {
	return &dossier.Error{Op: "read", Path: paths[0], Err: errors.New("there is no file in it"), Hint: "hidden files are left out"}
}
