package main

import (
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"
)

// interpreters run a block of docs/examples.md from standard input.
var interpreters = map[string][]string{"sh": {"sh"}, "python": {"python3", "-"}, "r": {"Rscript", "-"}, "javascript": {"node", "-"}}

// TestExamples runs every block of docs/examples.md that has an output below it.
func TestExamples(t *testing.T) {
	text, err := os.ReadFile("../../docs/examples.md")
	if err != nil {
		t.Fatal(err)
	}
	blocks := regexp.MustCompile("(?s)```(sh|python|r|javascript)\n(.*?)```\n```text\n(.*?)```").FindAllStringSubmatch(string(text), -1)
	if len(blocks) < 5 {
		t.Fatalf("%d blocks", len(blocks))
	}
	s := start(t, "--data", t.TempDir(), "--sample-data")
	for i, block := range blocks {
		name, program, want := block[1], block[2], block[3]
		t.Run(name, func(t *testing.T) {
			if _, err := exec.LookPath(interpreters[name][0]); err != nil {
				t.Skipf("%s is not installed", interpreters[name][0])
			}
			if _, err := exec.LookPath("curl"); name == "sh" && err != nil {
				t.Skip("curl is not installed")
			}
			run := exec.Command(interpreters[name][0], interpreters[name][1:]...)
			run.Stdin = strings.NewReader(strings.ReplaceAll(program, "http://127.0.0.1:8080", s.url))
			run.Env = environ()
			got, err := run.CombinedOutput()
			if err != nil || strings.TrimSpace(string(got)) != strings.TrimSpace(want) {
				t.Errorf("block %d: %v\n%s\nwant\n%s", i+1, err, got, want)
			}
		})
	}
}
