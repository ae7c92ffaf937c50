package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
)

// lost matches what swag only mentions while it leaves something out of the document.
var lost = regexp.MustCompile(`declared multiple times|skip field|is not supported yet|Error parsing type definition`)

// swag runs the pinned swag over the package in folder and gives its Swagger 2.0 document.
// Types are looked up in the packages of this module that the folder imports, no further:
// a type of another module needs a swaggertype tag.
func swag(ctx context.Context, folder string) ([]byte, error) {
	info, err := generalInfo(folder)
	if err != nil {
		return nil, err
	}
	module, err := exec.CommandContext(ctx, "go", "list", "-m").Output()
	if err != nil {
		return nil, fmt.Errorf("go list -m: %w", err)
	}
	out, err := os.MkdirTemp("", "openapi-*")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(out)
	said, err := exec.CommandContext(ctx, "go", "tool", "swag", "init",
		"--dir", folder, "--generalInfo", info, "--output", out, "--outputTypes", "json",
		"--parseDependency", "--parseDependencyLevel", "1", "--packagePrefix", strings.TrimSpace(string(module)),
	).CombinedOutput()
	if err != nil {
		return nil, fmt.Errorf("swag init: %w\n%s", err, said)
	}
	var left []string
	for line := range strings.Lines(string(said)) {
		if lost.MatchString(line) {
			left = append(left, strings.TrimSpace(line))
		}
	}
	if len(left) > 0 {
		return nil, fmt.Errorf("swag init left something out:\n%s", strings.Join(left, "\n"))
	}
	swagger, err := os.ReadFile(filepath.Join(out, "swagger.json"))
	if err != nil {
		return nil, err
	}
	return append(bytes.TrimSpace(swagger), '\n'), nil
}

// generalInfo is the name of the one file in folder that holds the @title of the document.
func generalInfo(folder string) (string, error) {
	files, err := filepath.Glob(filepath.Join(folder, "*.go"))
	if err != nil {
		return "", err
	}
	title := regexp.MustCompile(`(?m)^//\s*@title\s+\S`)
	var found []string
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			return "", err
		}
		if title.Match(text) && !strings.HasSuffix(file, "_test.go") {
			found = append(found, filepath.Base(file))
		}
	}
	switch len(found) {
	case 1:
		return found[0], nil
	case 0:
		return "", errors.New("no Go file in " + folder + " has a comment // @title: swag's general information is missing")
	default:
		return "", errors.New("more than one file in " + folder + " has a comment // @title: " + strings.Join(found, ", "))
	}
}
