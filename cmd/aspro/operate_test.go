package main

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// TestTheGuideNamesWhatThereIs: every command and flag of aspro that docs/operate.md shows is one.
func TestTheGuideNamesWhatThereIs(t *testing.T) {
	text, err := os.ReadFile("../../docs/operate.md")
	if err != nil {
		t.Fatal(err)
	}
	shown := regexp.MustCompile("(?m)(?:^    |`|[A-Z_]+=\\S+ |-- )aspro ((?:[a-z]+ ?)+)([^`\\n|]*)").FindAllStringSubmatch(string(text), -1)
	seen := map[string]bool{}
	for _, one := range shown {
		words := strings.Fields(one[1])
		command := words[0]
		if (command == "key" || command == "audit") && len(words) > 1 {
			command += "-" + words[1]
		}
		if command == "doctor" { // takes the settings of serve
			command = "serve"
		}
		known := func(name string) bool {
			return slices.ContainsFunc(settings(), func(s setting) bool { return s.name == name && s.isOf(command) })
		}
		if command != "key" && !known("config") {
			t.Errorf("there is no command %q: %s", command, one[0])
		}
		for _, flag := range regexp.MustCompile(`--([a-z-]+)`).FindAllStringSubmatch(one[2], -1) {
			if !known(flag[1]) {
				t.Errorf("aspro %s has no --%s", command, flag[1])
			}
		}
		seen[words[0]] = true
	}
	for _, command := range []string{"serve", "doctor", "migrate", "key"} {
		if !seen[command] {
			t.Errorf("aspro %s is not shown, or not found: %d were", command, len(shown))
		}
	}
}
