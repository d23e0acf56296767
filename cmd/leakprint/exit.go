package main

import (
	"context"
	"errors"
	"fmt"
	"io"

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

// Answers that are no failures but have an exit code of their own. What there is
// to say has been said when they are returned.
var (
	errNoMatch    = errors.New("no match")
	errIncomplete = errors.New("some input could not be read")
)

// exitCode tells a person what went wrong and returns the exit code for it.
func exitCode(ctx context.Context, stderr io.Writer, err error) int {
	switch {
	case err == nil:
		return exitMatch
	case errors.Is(err, errIncomplete):
		return exitIncomplete
	case errors.Is(err, errNoMatch):
		return exitNoMatch
	case ctx.Err() != nil:
		fmt.Fprintln(stderr, "leakprint: interrupted; what was done is kept")
		return exitInterrupted
	}
	fmt.Fprintln(stderr, "leakprint:", report.Quote(err.Error()))
	if e, ok := errors.AsType[*dossier.Error](err); ok && e.Hint != "" {
		fmt.Fprintln(stderr, "  "+report.Quote(e.Hint))
	}
	return exitUsage
}
