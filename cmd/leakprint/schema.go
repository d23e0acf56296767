package main

import (
	"github.com/spf13/cobra"

	"github.com/leakprint/leakprint/pkg/report"
)

func schemaCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "schema",
		Short: "Print the JSON Schema of what match --json prints",
		Long:  "Print the JSON Schema of what match --json prints.\n\n" + exitHelp,
		Args:  takes(0, 0, "none"),
		RunE: func(cmd *cobra.Command, _ []string) error {
			schema, err := report.Schema()
			if err != nil {
				return err
			}
			_, err = cmd.OutOrStdout().Write(schema)
			return err
		},
	}
}
