package main

import (
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/knadh/koanf/parsers/yaml"
	"github.com/knadh/koanf/providers/env/v2"
	"github.com/knadh/koanf/providers/file"
	"github.com/knadh/koanf/v2"
	"github.com/spf13/pflag"
)

// config is the settings of one call: defaults, over them the file, the environment and the flags.
type config struct {
	values *koanf.Koanf
	origin map[string]string // where each value that is no default comes from, for words about it
	secret func(variable string) (string, error)
}

func (c config) word(name string) string        { return c.values.String(name) }
func (c config) yes(name string) bool           { return c.values.Bool(name) }
func (c config) megabytes(name string) int64    { return c.values.Int64(name) << 20 }
func (c config) long(name string) time.Duration { return c.values.Duration(name) }
func (c config) list(name string) []string      { return c.values.Strings(name) }

// sources says where settings come from, those that are given.
func (c config) sources(names ...string) string {
	var found []string
	for _, name := range names {
		if from, ok := c.origin[name]; ok {
			found = append(found, name+" comes from "+from)
		}
	}
	return strings.Join(found, ", ") + "."
}

// layer is a map of settings as koanf loads it.
type layer map[string]any

// Read gives the settings.
func (l layer) Read() (map[string]any, error) { return l, nil }

// ReadBytes is for providers of text, which a layer is not.
func (l layer) ReadBytes() ([]byte, error) { return nil, nil }

// configure reads the settings of a command, the stronger layers last.
func configure(command string, flags *pflag.FlagSet, environ []string) (config, error) {
	table := map[string]setting{}
	usual := layer{}
	for _, s := range settings() {
		if s.isOf(command) {
			table[s.name], usual[s.name] = s, s.usually()
		}
	}
	c := config{values: koanf.New("."), origin: map[string]string{}, secret: func(variable string) (string, error) { return secretFrom(environ, variable) }}
	fromEnv, err := c.environment(table, environ)
	if err != nil {
		return c, err
	}
	fromFlags, err := c.flags(flags)
	if err != nil {
		return c, err
	}
	path, _ := fromEnv["config"].(string)
	if flag, ok := fromFlags["config"].(string); ok {
		path = flag
	}
	fromFile, err := c.file(table, path)
	if err != nil {
		return c, err
	}
	for _, l := range []layer{usual, fromFile, fromEnv, fromFlags} {
		if err := c.values.Load(l, nil); err != nil {
			return c, err
		}
	}
	return c, nil
}

// file reads the YAML file, if one is named. A key that no command knows is refused; one of another command is passed over.
func (c config) file(table map[string]setting, path string) (layer, error) {
	held := koanf.New(".")
	if path == "" {
		return layer{}, nil
	}
	if err := held.Load(file.Provider(path), yaml.Parser()); err != nil {
		return nil, misused("the file of settings %s cannot be read: %v", path, err)
	}
	known := map[string]bool{}
	for _, s := range settings() {
		known[s.name] = s.name != "config"
	}
	l := layer{}
	for _, name := range slices.Sorted(maps.Keys(held.Raw())) {
		if !known[name] {
			return nil, misused("%s: there is no setting %q", path, name).Try("The settings are %s.", strings.Join(slices.Sorted(maps.Keys(known)), ", "))
		}
		s, ok := table[name]
		if !ok {
			continue
		}
		value, err := s.fromYAML(held.Raw()[name], path)
		if err != nil {
			return nil, err
		}
		l[name] = value
		c.came(name, path)
	}
	return l, nil
}

// environment reads the variables; one that is empty counts as not set.
func (c config) environment(table map[string]setting, environ []string) (layer, error) {
	var wrong error
	variables := map[string]setting{}
	for _, s := range table {
		variables[s.variable()] = s
	}
	read, err := env.Provider("", env.Opt{Prefix: "ASPRO_", EnvironFunc: func() []string { return environ }, TransformFunc: func(variable, text string) (string, any) {
		s, ok := variables[variable]
		if !ok || text == "" {
			return "", nil
		}
		value, err := s.fromText(text, variable)
		if err != nil && wrong == nil {
			wrong = err
		}
		c.came(s.name, variable)
		return s.name, value
	}}).Read()
	if err != nil {
		return nil, err
	}
	return read, wrong
}

// flags takes the flags that were given.
func (c config) flags(flags *pflag.FlagSet) (layer, error) {
	l := layer{}
	var wrong error
	flags.Visit(func(f *pflag.Flag) {
		given, ok := f.Value.(*option)
		if !ok {
			return // --help is cobra's
		}
		value, err := given.value()
		if err != nil && wrong == nil {
			wrong = err
		}
		l[f.Name] = value
		c.came(f.Name, "--"+f.Name)
	})
	return l, wrong
}

// came notes where a value comes from. The layers are read from the second strongest, the environment, on:
// a flag takes its place, the file does not.
func (c config) came(name, from string) {
	if _, ok := c.origin[name]; !ok || strings.HasPrefix(from, "--") {
		c.origin[name] = from
	}
}

func lookUp(environ []string, variable string) string {
	for _, entry := range slices.Backward(environ) {
		if value, ok := strings.CutPrefix(entry, variable+"="); ok {
			return value
		}
	}
	return ""
}
