package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/leakprint/leakprint/pkg/report"
)

func schemaCommand() *cobra.Command {
	schemas := map[string]func() ([]byte, error){"match": report.Schema, "verify": report.AuditSchema, "inspect": report.InspectionSchema, "lineage": report.LineageSchema, "search": report.SearchSchema, "related": report.RelatedSchema}
	return &cobra.Command{
		Use:       "schema [match|verify|inspect|lineage|search|related]",
		Short:     "Print the JSON Schema of what match --json, verify --format json, inspect --json, lineage --json, search --json or related --json prints",
		Long:      "Print the JSON Schema of what match --json prints, or verify --format json, inspect --json, lineage --json, search --json or related --json.\n\n" + exitHelp,
		ValidArgs: []string{"match", "verify", "inspect", "lineage", "search", "related"},
		Args:      takes(0, 1, "match, verify, inspect, lineage, search or related"),
		RunE: func(cmd *cobra.Command, args []string) error {
			of := "match"
			if len(args) > 0 {
				of = args[0]
			}
			print := schemas[of]
			if print == nil {
				return usageError(cmd, fmt.Errorf("there is no schema of %q, want match, verify, inspect, lineage, search or related", of))
			}
			schema, err := print()
			if err != nil {
				return err
			}
			_, err = cmd.OutOrStdout().Write(schema)
			return err
		},
	}
}
