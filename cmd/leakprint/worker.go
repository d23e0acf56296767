package main

import (
	"os"

	"github.com/spf13/cobra"

	"github.com/leakprint/leakprint/pkg/extract"
)

// workerCommand reads documents for a leakprint that started it (package extract).
func workerCommand() *cobra.Command {
	return &cobra.Command{
		Use:    "worker CACHE",
		Hidden: true,
		Args:   cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return extract.Serve(cmd.Context(), os.Stdin, os.Stdout, args[0])
		},
	}
}
