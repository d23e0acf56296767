package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"

	"github.com/spf13/cobra"

	"github.com/leakprint/leakprint/pkg/dossier"
	"github.com/leakprint/leakprint/pkg/report"
)

// Exit codes, stated in the help of each command.
const (
	exitMatch       = 0
	exitNoMatch     = 1
	exitUsage       = 2
	exitIncomplete  = 3
	exitInterrupted = 130
)

const exitHelp = `Exit codes: 0 match / clean, 1 no match / findings, 2 usage or error,
3 incomplete (some input could not be read; wins over 1), 130 interrupted.`

// Answers that are not failures but have an exit code of their own. Everything has been printed
// by the time they are returned.
var (
	errNoMatch    = errors.New("no match")
	errFindings   = errors.New("findings")
	errIncomplete = errors.New("some input could not be read")
	errNoVerb     = errors.New("no verb")
)

// exitCode prints what went wrong, if it has not been printed, and returns the exit code.
func exitCode(ctx context.Context, stderr io.Writer, err error) int {
	switch {
	case err == nil:
		return exitMatch
	case errors.Is(err, errIncomplete):
		return exitIncomplete
	case errors.Is(err, errNoMatch), errors.Is(err, errFindings):
		return exitNoMatch
	case errors.Is(err, errNoVerb):
		return exitUsage
	case ctx.Err() != nil:
		fmt.Fprintln(stderr, "leakprint: interrupted; what was done is kept")
		return exitInterrupted
	}
	tell(stderr, err)
	return exitUsage
}

// tell prints an error and, on a line of its own, what to do about it.
func tell(stderr io.Writer, err error) {
	fmt.Fprintln(stderr, "leakprint:", report.Quote(err.Error()))
	if advice := adviceFor(err); advice != "" {
		fmt.Fprintln(stderr, "  "+report.Quote(advice))
	}
}

// usageError returns the error for a command line that cannot be understood.
func usageError(cmd *cobra.Command, err error) error {
	if twice, ok := errors.AsType[errTwice](err); ok {
		err = twice // which names the flag itself
	}
	return &dossier.Error{Op: "read the command line", Err: err, Hint: cmd.CommandPath() + " --help shows what it takes"}
}

// takes accepts least to most arguments; what describes them in the error.
func takes(least, most int, what string) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if len(args) < least || len(args) > most {
			return usageError(cmd, fmt.Errorf("got %s, want %s", count(len(args), "argument"), what))
		}
		return nil
	}
}

// takesPaths accepts one or more inputs.
var takesPaths = takes(1, math.MaxInt, "files or folders, or - for standard input")
