package main

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/aspro-cities/aspro/indicators"
)

// movedName is a file in the data folder that tells where its observations were copied: those that still lie in the folder
// grow old.
const movedName = "moved-to-influx"

// noteMoved leaves the mark.
func noteMoved(given config) error {
	text := given.word("influx-url") + " " + given.word("influx-org") + " " + given.word("influx-bucket") + "\n"
	if err := os.WriteFile(filepath.Join(given.word("data"), movedName), []byte(text), 0o600); err != nil {
		return indicators.Errorf(indicators.Unavailable, "it cannot be noted that the observations were moved: %w", err).At("data")
	}
	return nil
}

// notMoved refuses to work on observations in a folder that were moved to InfluxDB.
func notMoved(given config) error {
	if given.word("influx-url") != "" {
		return nil
	}
	text, err := os.ReadFile(filepath.Join(given.word("data"), movedName))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return indicators.Errorf(indicators.Unavailable, "it cannot be read whether the observations were moved: %w", err).At("data")
	}
	where := strings.Fields(string(text))
	for len(where) < 3 {
		where = append(where, "?")
	}
	return indicators.Errorf(indicators.Conflicting, "the observations of %s were moved to InfluxDB at %s, bucket %s", given.word("data"), where[0], where[2]).
		Coded("data_moved").At("data").
		Try("Serve the folder with --influx-url %s --influx-org %s, and import and export through that server (--server). To go on with the old copy after all, remove %s.",
			where[0], where[1], filepath.Join(given.word("data"), movedName))
}
