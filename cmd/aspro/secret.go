package main

import (
	"crypto/rand"
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/aspro-cities/aspro/indicators"
)

// secretName is the file of the server's secret inside the data folder: 32 random bytes, for the owner only.
const secretName = "secret"

// serverSecret reads the secret under which keys are kept; the first to ask makes it. Whoever asks at the same
// time gets the same one: it is written beside and then given its name, which only one can take.
func serverSecret(dir string) ([]byte, error) {
	path := filepath.Join(dir, secretName)
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		if err := makeSecret(dir, path); err != nil {
			return nil, indicators.Errorf(indicators.Unavailable, "the server's secret cannot be made: %w", err)
		}
	}
	info, err := os.Stat(path)
	if err != nil {
		return nil, indicators.Errorf(indicators.Unavailable, "the server's secret cannot be read: %w", err)
	}
	if info.Mode().Perm()&0o007 != 0 {
		return nil, indicators.Errorf(indicators.Invalid, "everybody on this machine can read the server's secret %s", path).Try("chmod 600 %s", path)
	}
	secret, err := os.ReadFile(path)
	if err != nil {
		return nil, indicators.Errorf(indicators.Unavailable, "the server's secret cannot be read: %w", err)
	}
	if len(secret) != 32 {
		return nil, indicators.Errorf(indicators.Invalid, "the server's secret %s has %d bytes, not 32", path, len(secret)).
			Try("Put it back from a copy. Without it no key is known any more: remove the file, then make new keys.")
	}
	return secret, nil
}

func makeSecret(dir, path string) error {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	file, err := os.CreateTemp(dir, secretName+"-*") // mode 0600
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(file.Name()) }()
	secret := make([]byte, 32)
	_, _ = rand.Read(secret) // never fails: crypto/rand ends the process instead
	_, err = file.Write(secret)
	if err = errors.Join(err, file.Sync(), file.Close()); err != nil {
		return err
	}
	if err := os.Link(file.Name(), path); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	folder, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(folder.Sync(), folder.Close())
}
