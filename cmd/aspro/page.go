package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// configurationPage is docs/configuration.md, made from the table.
func configurationPage() string {
	var b strings.Builder
	b.WriteString(pageHead)
	for _, group := range []struct{ command, title string }{
		{"serve", "aspro serve, aspro doctor"}, {"migrate", "aspro migrate"}, {"import", "aspro import FILE..."}, {"revert", "aspro revert UPLOAD"}, {"template", "aspro template CITY"}, {"export", "aspro export"},
		{"key-add", "aspro key add"}, {"key-list", "aspro key list"}, {"key-revoke", "aspro key revoke ID"},
	} {
		fmt.Fprintf(&b, "\n## %s\n\n| flag | variable | default | meaning |\n|---|---|---|---|\n", group.title)
		for _, s := range settings() {
			if s.isOf(group.command) {
				fmt.Fprintf(&b, "| %s | `%s` | %s | %s |\n", s.flagText(), s.variable(), s.usualText(), strings.ReplaceAll(s.help, "|", `\|`))
			}
		}
	}
	b.WriteString("\n## In the environment only\n\nA secret may lie in a file: the name of the variable with `_FILE` after it then holds the path.\n\n| variable | meaning |\n|---|---|\n")
	for _, variable := range slices.Sorted(maps.Keys(secrets())) {
		fmt.Fprintf(&b, "| `%s` | %s |\n", variable, secrets()[variable])
	}
	return b.String()
}

func (s setting) flagText() string {
	if s.kind == yes {
		return "`--" + s.name + "`"
	}
	text := "`--" + s.name + " " + s.form + "`"
	if s.kind == list {
		text += " …"
	}
	return text
}

func (s setting) usualText() string {
	switch {
	case s.kind == yes:
		return "`false`"
	case s.usual == "":
		return "none"
	}
	return "`" + s.usual + "`"
}

const pageHead = `# Configuration

Made by ` + "`make docs`" + ` from the table of settings in cmd/aspro; do not edit.

Every setting is a flag, a variable of the environment and a key of a YAML file. The stronger wins: default < file < environment < flag.

- The file is named by ` + "`--config FILE`" + ` or ` + "`ASPRO_CONFIG`" + `. Its keys are the names of the flags without the two hyphens. One file serves all commands: each takes what it knows. A key that no command knows is refused.
- A variable that is empty counts as not set.
- A setting that may be given again (…) is a list in the file, and is separated by commas in the environment.
- Secrets are read from the environment, or from a file that it names, only.

` + "```yaml" + `
# aspro.yaml
data: /var/lib/aspro
listen: 127.0.0.1:8080
log-format: json
catalogue:
  - /etc/aspro/catalogue
` + "```" + `

Results go to standard output, words to standard error. Exit status: 0 done, 1 refused (by rows, by what is stored, by the system), 2 wrong use (of a flag, a setting, a name).
`
