// Command leakprint recognises a leaked dossier when it reappears altered.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"
	"time"
)

func main() { os.Exit(run()) }

func run() int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	go insist(ctx, func() { os.Exit(exitCode(ctx, os.Stderr, ctx.Err())) })
	err := newRoot().ExecuteContext(ctx)
	return exitCode(ctx, os.Stderr, err)
}

// patience is how long what is being done may take to end once it is interrupted. It is cut off
// then, which does no harm: a corpus survives the end of a process at any moment, and processes that
// read documents end with this one.
const patience = 800 * time.Millisecond

// insist calls end if the program has not ended by itself some time after ctx is done.
func insist(ctx context.Context, end func()) {
	<-ctx.Done()
	time.Sleep(patience)
	end()
}
