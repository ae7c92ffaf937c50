//go:build !race

package main

var (
	buildFlags = []string{"-trimpath"}
	raceEnv    []string
)
