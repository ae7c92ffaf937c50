package main

import (
	"os"
	"strings"

	"github.com/aspro-cities/aspro/indicators"
	"github.com/aspro-cities/aspro/indicators/influx"
)

// influx opens the store that the settings name; the server is not asked yet.
func (s shell) influx(given config, check func(indicators.Series) (indicators.Check, bool)) (*influx.Store, error) {
	token, err := given.secret("ASPRO_INFLUX_TOKEN")
	if err != nil {
		return nil, err
	}
	if token == "" || given.word("influx-org") == "" {
		return nil, misused("--influx-url needs --influx-org and a token in ASPRO_INFLUX_TOKEN").
			Try("A file that holds the token alone may be named in ASPRO_INFLUX_TOKEN_FILE instead.")
	}
	return influx.Open(influx.Options{URL: given.word("influx-url"), Org: given.word("influx-org"), Bucket: given.word("influx-bucket"), Token: token,
		Reader: influx.Reader(given.word("influx-read")), Check: check, Now: s.now})
}

// longestSecret is more than any secret has, so that a wrong file is told.
const longestSecret = 4096

// secretFrom reads a secret from its variable, else from the file that the variable with _FILE after it names, as
// containers and services are given theirs; "" when there is neither.
func secretFrom(environ []string, variable string) (string, error) {
	if text := lookUp(environ, variable); text != "" {
		return text, nil
	}
	path := lookUp(environ, variable+"_FILE")
	if path == "" {
		return "", nil
	}
	text, err := os.ReadFile(path)
	if err != nil {
		return "", misused("the file that %s_FILE names cannot be read: %w", variable, err)
	}
	secret := strings.TrimSpace(string(text))
	if secret == "" || len(secret) > longestSecret || strings.ContainsAny(secret, "\r\n") {
		return "", misused("the file %s that %s_FILE names does not hold one line with the secret alone", path, variable)
	}
	return secret, nil
}
