package main

import (
	"fmt"
	"strings"
	"testing"

	"github.com/spf13/pflag"

	"github.com/aspro-cities/aspro/indicators"
)

// configured reads the settings of a command from arguments, environment and a file.
func configured(t *testing.T, command, args string, environ ...string) (config, error) {
	t.Helper()
	flags := pflag.NewFlagSet(command, pflag.ContinueOnError)
	defineFlags(flags, command)
	if err := flags.Parse(strings.Fields(args)); err != nil {
		t.Fatal(err)
	}
	return configure(command, flags, environ)
}

func TestTheStrongerLayerWins(t *testing.T) {
	file := write(t, "aspro.yaml", "data: from-file\nlisten: 127.0.0.1:1\nsample-data: true\ncatalogue: [a, b]\non-error: skip\n")
	for _, c := range []struct {
		fact    string
		args    string
		environ []string
		name    string
		want    string
		from    string
	}{
		{"default", "", nil, "data", "data", ""},
		{"file over default", "--config " + file, nil, "data", "from-file", file},
		{"file named by the environment", "", []string{"ASPRO_CONFIG=" + file}, "data", "from-file", file},
		{"environment over file", "--config " + file, []string{"ASPRO_DATA=from-environment"}, "data", "from-environment", "ASPRO_DATA"},
		{"flag over environment", "--data from-flag --config " + file, []string{"ASPRO_DATA=x"}, "data", "from-flag", "--data"},
		{"an empty variable is not set", "--config " + file, []string{"ASPRO_DATA="}, "data", "from-file", file},
		{"the last of two flags", "--data a --data b", nil, "data", "b", "--data"},
		{"a flag may be empty", "--data=", []string{"ASPRO_DATA=x"}, "data", "", "--data"},
	} {
		t.Run(c.fact, func(t *testing.T) {
			got, err := configured(t, "serve", c.args, c.environ...)
			if err != nil || got.word(c.name) != c.want || got.origin[c.name] != c.from {
				t.Errorf("%q from %q, %v", got.word(c.name), got.origin[c.name], err)
			}
		})
	}
	t.Run("a list", func(t *testing.T) {
		for args, want := range map[string]string{"": "c d", "--catalogue e --catalogue f,g": "e f,g"} {
			got, err := configured(t, "serve", args, "ASPRO_CONFIG="+file, "ASPRO_CATALOGUE=c, d")
			if err != nil || strings.Join(got.list("catalogue"), " ") != want {
				t.Errorf("%q %v", got.list("catalogue"), err)
			}
		}
	})
	t.Run("yes and no", func(t *testing.T) {
		for args, want := range map[string]bool{"": true, "--sample-data=false": false, "--sample-data": true} {
			got, err := configured(t, "serve", args, "ASPRO_CONFIG="+file)
			if err != nil || got.yes("sample-data") != want {
				t.Errorf("%q: %v %v", args, got.yes("sample-data"), err)
			}
		}
	})
}

func TestEverySettingIsReadFromEveryLayer(t *testing.T) {
	for _, s := range settings() {
		for command := range strings.FieldsSeq(s.commands) {
			value := "text"
			if s.allowed != nil {
				value = s.allowed[len(s.allowed)-1]
			}
			switch s.kind {
			case yes:
				value = "true"
			case whole:
				value = "17"
			case duration:
				value = "90s"
			case word, list:
			}
			layers := map[string]func() (config, error){
				"flag":        func() (config, error) { return configured(t, command, "--"+s.name+"="+value) },
				"environment": func() (config, error) { return configured(t, command, "", s.variable()+"="+value) },
				"file": func() (config, error) {
					return configured(t, command, "--config "+write(t, "aspro.yaml", s.name+": "+value+"\n"))
				},
			}
			if s.name == "config" {
				continue // the file itself
			}
			for layer, read := range layers {
				got, err := read()
				if err != nil || strings.Trim(fmt.Sprint(got.values.Get(s.name)), "[]") != value {
					t.Errorf("%s of %s from %s: %v %v", s.name, command, layer, got.values.Get(s.name), err)
				}
			}
		}
	}
}

func TestWrongSettingsSayWhereTheyComeFrom(t *testing.T) {
	for _, c := range []struct {
		fact, file string
		environ    []string
		words      string
	}{
		{"unknown key", "listn: x\n", nil, `there is no setting "listn"`},
		{"the file in the file", "config: x\n", nil, `there is no setting "config"`},
		{"a key in the file", "key: x\n", nil, `there is no setting "key"`},
		{"text where a list may be, of maps", "catalogue: [{a: b}]\n", nil, "must be a list"},
		{"a map", "data: {a: b}\n", nil, "must be one text"},
		{"not yes or no", "sample-data: often\n", nil, "true or false"},
		{"not allowed", "log-format: xml\n", nil, "text or json"},
		{"no number", "spool-limit: much\n", nil, "whole number"},
		{"below 0", "answer-memory: -1\n", nil, "whole number"},
		{"no length of time", "answer-age: 10\n", nil, "such as 90s"},
		{"no YAML", "data: [\n", nil, "cannot be read"},
		{"environment, not yes or no", "", []string{"ASPRO_SAMPLE_DATA=often"}, "ASPRO_SAMPLE_DATA"},
		{"environment, not allowed", "", []string{"ASPRO_LOG_FORMAT=xml"}, "ASPRO_LOG_FORMAT"},
		{"no file", "", []string{"ASPRO_CONFIG=/nosuch/aspro.yaml"}, "/nosuch/aspro.yaml"},
	} {
		t.Run(c.fact, func(t *testing.T) {
			args := ""
			if c.file != "" {
				args = "--config " + write(t, "aspro.yaml", c.file)
			}
			_, err := configured(t, "serve", args, c.environ...)
			if err == nil || !strings.Contains(err.Error(), c.words) || indicators.KindOf(err) != indicators.Invalid {
				t.Errorf("%v", err)
			}
		})
	}
}

func TestAFileServesEveryCommand(t *testing.T) {
	file := write(t, "aspro.yaml", "data: here\nlisten: 127.0.0.1:1\ncity: cebu\n")
	got, err := configured(t, "key-add", "--config "+file)
	if err != nil || got.word("data") != "here" || len(got.list("city")) != 1 || got.values.Exists("listen") {
		t.Errorf("%v %v", got.values.All(), err)
	}
}
