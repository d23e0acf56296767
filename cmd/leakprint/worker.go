package main

import (
	"os"
	"os/signal"

	"github.com/spf13/cobra"

	"github.com/leakprint/leakprint/pkg/extract"
)

// workerCommand reads documents for a leakprint that started it (package extract).
func workerCommand() *cobra.Command {
	return &cobra.Command{
		Use:    "worker CACHE",
		Hidden: true,
		Args:   cobra.ExactArgs(1),
		// A worker has the memory that its pool allows it, not the program's.
		PersistentPreRun: func(*cobra.Command, []string) {},
		RunE: func(cmd *cobra.Command, args []string) error {
			// Ctrl-C on a terminal reaches every process. The leakprint that started this one
			// decides what it stops, and ends its workers.
			signal.Ignore(os.Interrupt)
			// Decoders that print must not print into the protocol.
			out := os.Stdout
			os.Stdout = os.Stderr
			return extract.Serve(cmd.Context(), os.Stdin, out, args[0])
		},
	}
}
