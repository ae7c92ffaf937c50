package main

import (
	"strings"

	"github.com/spf13/pflag"
)

// option is a flag of the table on the command line; it shows its form in help.
type option struct {
	setting
	given []string
}

// String is the default in help, then what was given.
func (o *option) String() string {
	if o.given == nil {
		return o.usual
	}
	return strings.Join(o.given, ",")
}

// Set takes what was given: the last one, of a list each.
func (o *option) Set(text string) error {
	if o.kind != list {
		o.given = nil
	}
	o.given = append(o.given, text)
	return nil
}

// Type stands for the value in help.
func (o *option) Type() string {
	if o.kind == yes {
		return "bool" // by which pflag shows no value
	}
	return o.form
}

// value is what was given, as a value of the kind.
func (o *option) value() (any, error) {
	if o.kind == list {
		return o.check(o.given, "--"+o.name)
	}
	return o.fromText(o.given[0], "--"+o.name)
}

// defineFlags makes the flags of a command.
func defineFlags(flags *pflag.FlagSet, command string) {
	for _, s := range settings() {
		if !s.isOf(command) {
			continue
		}
		made := flags.VarPF(&option{setting: s}, s.name, "", s.help)
		if s.kind == yes {
			made.NoOptDefVal = "true"
		}
	}
}
