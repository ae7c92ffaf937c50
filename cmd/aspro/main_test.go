package main

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write docs/configuration.md anew")

// binary is the real one, built once.
var binary string

func TestMain(m *testing.M) {
	if filepath.Base(os.Args[0]) == "curl" {
		os.Exit(curl(os.Args[1:]))
	}
	flag.Parse()
	if *update { // only the page is generated
		_ = flag.Set("test.run", "TestConfigurationPage")
	}
	dir, err := os.MkdirTemp("", "aspro-test-*")
	if err == nil && !*update {
		binary = filepath.Join(dir, "aspro")
		build := exec.Command("go", append(append([]string{"build", "-tags", "nomsgpack"}, buildFlags...), "-o", binary, ".")...)
		build.Stderr = os.Stderr
		err = build.Run()
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	status := m.Run()
	_ = os.RemoveAll(dir)
	os.Exit(status)
}

// call is one run of the binary.
type call struct {
	in     string
	env    []string
	dir    string // where it runs; default a folder of its own
	out    string
	words  string
	status int
}

// environ has nothing of the tester's own settings.
func environ(more ...string) []string {
	return append(append([]string{"PATH=" + os.Getenv("PATH"), "HOME=" + os.Getenv("HOME")}, raceEnv...), more...)
}

func (c call) run(t *testing.T, args ...string) call {
	t.Helper()
	command := exec.CommandContext(t.Context(), binary, args...)
	var out, words bytes.Buffer
	command.Env, command.Dir, command.Stdin, command.Stdout, command.Stderr = environ(c.env...), c.dir, strings.NewReader(c.in), &out, &words
	if command.Dir == "" {
		command.Dir = t.TempDir()
	}
	err := command.Run()
	if _, exited := errors.AsType[*exec.ExitError](err); err != nil && !exited {
		t.Fatal(err)
	}
	c.out, c.words, c.status = out.String(), words.String(), command.ProcessState.ExitCode()
	return c
}

// must runs the binary and expects a status.
func must(t *testing.T, status int, args ...string) call {
	t.Helper()
	c := call{}.run(t, args...)
	if c.status != status {
		t.Fatalf("aspro %s: status %d, want %d\n%s%s", strings.Join(args, " "), c.status, status, c.out, c.words)
	}
	return c
}

// write makes a file.
func write(t *testing.T, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// has checks that a text holds each part.
func has(t *testing.T, text string, parts ...string) {
	t.Helper()
	for _, part := range parts {
		if !strings.Contains(text, part) {
			t.Errorf("%q is not in:\n%s", part, text)
		}
	}
}
