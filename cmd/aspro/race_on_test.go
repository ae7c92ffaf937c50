//go:build race

package main

// buildFlags build the binary with the race detector when the tests have it, from the packages that were compiled for them;
// a race ends the process with status 66.
var (
	buildFlags = []string{"-race"}
	raceEnv    = []string{"GORACE=halt_on_error=1"}
)
