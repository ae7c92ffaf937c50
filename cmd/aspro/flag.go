package main

import (
	"strings"

	"github.com/spf13/pflag"
)

// flag is a flag of the table on the command line; it shows its form in help.
type flag struct {
	setting
	given []string
}

// String is the default in help, then what was given.
func (f *flag) String() string {
	if f.given == nil {
		return f.usual
	}
	return strings.Join(f.given, ",")
}

// Set takes what was given: the last one, of a list each.
func (f *flag) Set(text string) error {
	if f.kind != list {
		f.given = nil
	}
	f.given = append(f.given, text)
	return nil
}

// Type stands for the value in help.
func (f *flag) Type() string {
	if f.kind == yes {
		return "bool" // by which pflag shows no value
	}
	return f.form
}

// value is what was given, as a value of the kind.
func (f *flag) value() (any, error) {
	if f.kind == list {
		return f.check(f.given, "--"+f.name)
	}
	return f.fromText(f.given[0], "--"+f.name)
}

// defineFlags makes the flags of a command.
func defineFlags(flags *pflag.FlagSet, command string) {
	for _, s := range settings() {
		if !s.isOf(command) {
			continue
		}
		made := flags.VarPF(&flag{setting: s}, s.name, "", s.help)
		if s.kind == yes {
			made.NoOptDefVal = "true"
		}
	}
}
