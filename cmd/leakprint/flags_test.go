package main

import (
	"testing"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// Every flag of every verb that holds one value refuses a second one, except those that
// cobra makes for itself.
func TestFlagsOfOneValueAreSetOnce(t *testing.T) {
	seen := 0
	var check func(*cobra.Command)
	check = func(cmd *cobra.Command) {
		cmd.LocalFlags().VisitAll(func(f *pflag.Flag) {
			if _, collects := f.Value.(pflag.SliceValue); collects || f.Name == "help" || f.Name == "version" {
				return
			}
			seen++
			first, second := f.DefValue, f.DefValue
			if f.Value.Type() == "bool" {
				first, second = "true", "false"
			}
			if err := f.Value.Set(first); err != nil {
				t.Errorf("%s --%s: %v", cmd.CommandPath(), f.Name, err)
			}
			if err := f.Value.Set(second); err == nil {
				t.Errorf("%s --%s takes two values", cmd.CommandPath(), f.Name)
			}
		})
		for _, sub := range cmd.Commands() {
			check(sub)
		}
	}
	check(newRoot())
	if seen < 30 {
		t.Errorf("%d flags, want them all", seen)
	}
}
