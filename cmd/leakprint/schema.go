package main

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/leakprint/leakprint/pkg/report"
)

// schemas are the JSON Schemas that are printed, by the verb whose output each describes.
var schemas = []struct {
	verb, option string // the option that makes the verb print it
	print        func() ([]byte, error)
}{
	{"match", "--json", report.Schema},
	{"verify", "--format json", report.AuditSchema},
	{"inspect", "--json", report.InspectionSchema},
	{"lineage", "--json", report.LineageSchema},
	{"search", "--json", report.SearchSchema},
	{"related", "--json", report.RelatedSchema},
}

func schemaCommand() *cobra.Command {
	var verbs, outputs []string
	for _, s := range schemas {
		verbs, outputs = append(verbs, s.verb), append(outputs, s.verb+" "+s.option)
	}
	return &cobra.Command{
		Use:       "schema [match|verify|inspect|lineage|search|related]",
		Short:     "Print the JSON Schema of what " + orList(outputs) + " prints",
		Long:      "Print the JSON Schema of what " + outputs[0] + " prints, or " + orList(outputs[1:]) + ".\n\n" + exitHelp,
		ValidArgs: verbs,
		Args:      takes(0, 1, orList(verbs)),
		RunE: func(cmd *cobra.Command, args []string) error {
			at := 0
			if len(args) > 0 {
				at = slices.Index(verbs, args[0])
			}
			if at < 0 {
				return usageError(cmd, fmt.Errorf("there is no schema of %q, want %s", args[0], orList(verbs)))
			}
			schema, err := schemas[at].print()
			if err != nil {
				return err
			}
			_, err = cmd.OutOrStdout().Write(schema)
			return err
		},
	}
}

// orList lists two or more things, of which one is meant.
func orList(things []string) string {
	last := len(things) - 1
	return strings.Join(things[:last], ", ") + " or " + things[last]
}
