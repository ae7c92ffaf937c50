package main

import (
	"slices"
	"strconv"
	"strings"
	"time"
)

// kind is what a setting takes.
type kind int

const (
	word     kind = iota // one text
	yes                  // true or false
	whole                // a whole number from 0 on
	duration             // as Go writes them: 90s, 10m
	list                 // texts: the flag again and again, commas in the environment, a list in a file
)

// setting is one line of the table: a flag, an environment variable, a key of the file and a line of the page about them.
type setting struct {
	name     string // of the flag and of the key
	kind     kind
	usual    string   // the default of a word; "" is none
	form     string   // what stands for the value in help
	allowed  []string // nil: any
	commands string   // that take it, separated by blanks; key-add is `aspro key add`
	help     string
}

// variable is the name in the environment.
func (s setting) variable() string {
	return "ASPRO_" + strings.ToUpper(strings.ReplaceAll(s.name, "-", "_"))
}

func (s setting) isOf(command string) bool {
	return slices.Contains(strings.Fields(s.commands), command)
}

// usually is the default as a value of the kind.
func (s setting) usually() any {
	switch s.kind {
	case yes:
		return false
	case list:
		return []string{}
	case word, whole, duration:
	}
	return s.usual
}

// fromText reads what the environment holds.
func (s setting) fromText(text, origin string) (any, error) {
	switch s.kind {
	case yes:
		value, err := strconv.ParseBool(text)
		if err != nil {
			return nil, misused("%s is %q (%s); it must be true or false", s.name, text, origin)
		}
		return value, nil
	case list:
		parts := strings.Split(text, ",")
		for i := range parts {
			parts[i] = strings.TrimSpace(parts[i])
		}
		return s.check(parts, origin)
	case word, whole, duration:
	}
	return s.check(text, origin)
}

// fromYAML reads what a file holds.
func (s setting) fromYAML(value any, origin string) (any, error) {
	text := func(value any) (string, bool) {
		switch v := value.(type) {
		case string:
			return v, true
		case int:
			return strconv.Itoa(v), true
		}
		return "", false
	}
	switch s.kind {
	case yes:
		if v, ok := value.(bool); ok {
			return v, nil
		}
		return nil, misused("%s is %v (%s); it must be true or false", s.name, value, origin)
	case list:
		if one, ok := text(value); ok {
			return s.check([]string{one}, origin)
		}
		many, ok := value.([]any)
		texts := []string{}
		for _, v := range many {
			one, good := text(v)
			texts, ok = append(texts, one), ok && good
		}
		if !ok {
			return nil, misused("%s (%s) must be a list of texts", s.name, origin)
		}
		return s.check(texts, origin)
	case word, whole, duration:
	}
	if v, ok := text(value); ok {
		return s.check(v, origin)
	}
	return nil, misused("%s is %v (%s); it must be one text", s.name, value, origin).Try("Put it in quotation marks.")
}

// check refuses words that are not among those allowed, and what is no number where one is asked for.
func (s setting) check(value any, origin string) (any, error) {
	text, _ := value.(string)
	if _, err := strconv.ParseUint(text, 10, 31); err != nil && s.kind == whole {
		return nil, misused("%s is %q (%s); it must be a whole number", s.name, text, origin)
	}
	if long, err := time.ParseDuration(text); (err != nil || long < 0) && s.kind == duration && text != "" {
		return nil, misused("%s is %q (%s); it must be a length of time such as 90s or 10m", s.name, text, origin)
	}
	words, ok := value.([]string)
	if one, isOne := value.(string); isOne {
		words, ok = []string{one}, true
	}
	for _, one := range words {
		if ok && s.allowed != nil && !slices.Contains(s.allowed, one) {
			return nil, misused("%s is %q (%s); it must be %s", s.name, one, origin, oneOf(s.allowed))
		}
	}
	return value, nil
}

func oneOf(words []string) string {
	if len(words) == 1 {
		return words[0]
	}
	return strings.Join(words[:len(words)-1], ", ") + " or " + words[len(words)-1]
}
