package main

import (
	"fmt"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// allowOnce makes every flag of cmd and its subcommands that holds a single value refuse a second
// one, because the last would silently win. Flags that collect values may be repeated, and so
// may a switch with the same value.
func allowOnce(cmd *cobra.Command) {
	wrap := func(f *pflag.Flag) {
		if _, collects := f.Value.(pflag.SliceValue); !collects {
			f.Value = &onceValue{Value: f.Value, flag: f.Name}
		}
	}
	cmd.LocalFlags().VisitAll(wrap)
	for _, sub := range cmd.Commands() {
		allowOnce(sub)
	}
}

// onceValue is the value of a flag that may be set once.
type onceValue struct {
	pflag.Value
	flag string
	set  bool
}

// Set sets the value. A second call returns an errTwice, unless it sets a switch to the value that
// it has.
func (v *onceValue) Set(text string) error {
	before := v.String()
	if v.set && v.Type() != "bool" {
		return errTwice{v.flag, before, text}
	}
	if err := v.Value.Set(text); err != nil {
		return err
	}
	if after := v.String(); v.set && after != before {
		return errTwice{v.flag, before, after}
	}
	v.set = true
	return nil
}

// errTwice says that a flag was given two values.
type errTwice struct{ flag, first, second string }

func (e errTwice) Error() string {
	return fmt.Sprintf("--%s is given twice, as %q and as %q, and takes one value", e.flag, e.first, e.second)
}
