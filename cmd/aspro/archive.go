package main

import (
	"archive/tar"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"

	"github.com/aspro-cities/aspro/indicators"
)

// A backup is a tar file: contents.json first, then the files that it lists with their sums.
const contentsName = "contents.json"

// mostContents bounds contents.json; a review takes about 150 bytes in it.
const mostContents = 64 << 20

// archivedFile is one file of a backup.
type archivedFile struct {
	Name   string `json:"name"`
	Bytes  int64  `json:"bytes"`
	SHA256 string `json:"sha256"`
}

// writeArchive writes the files under their last names and syncs; target gets its name when it is whole, and is for the
// owner alone: it holds the secret.
func writeArchive(target string, c *contents, files []string) (err error) {
	for _, path := range files {
		f, err := sumOf(path)
		if err != nil {
			return indicators.Errorf(indicators.Unavailable, "%s cannot be read: %w", path, err)
		}
		c.Files = append(c.Files, f)
	}
	part := target + ".part"
	out, err := os.OpenFile(part, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
	if err != nil {
		return indicators.Errorf(indicators.Unavailable, "the backup cannot be written: %w", err)
	}
	err = writeTar(out, *c, files)
	if err == nil {
		err = out.Sync()
	}
	err = errors.Join(err, out.Close())
	if err == nil {
		err = os.Link(part, target) // unlike Rename it overwrites nothing
	}
	if err = errors.Join(err, os.Remove(part)); err != nil {
		return indicators.Errorf(indicators.Unavailable, "the backup cannot be written: %w", err)
	}
	return syncFolder(filepath.Dir(target))
}

func writeTar(out io.Writer, c contents, files []string) error {
	text, err := json.MarshalIndent(c, "", "  ")
	if err != nil {
		return err
	}
	w := tar.NewWriter(out)
	header := tar.Header{Name: contentsName, Mode: 0o600, Size: int64(len(text)), ModTime: c.CreatedAt, Format: tar.FormatPAX}
	if err := w.WriteHeader(&header); err != nil {
		return err
	}
	if _, err := w.Write(text); err != nil {
		return err
	}
	for i, path := range files {
		header.Name, header.Size = c.Files[i].Name, c.Files[i].Bytes
		if err := w.WriteHeader(&header); err != nil {
			return err
		}
		if err := copyFile(w, path); err != nil {
			return err
		}
	}
	return w.Close()
}

func copyFile(w io.Writer, path string) error {
	from, err := os.Open(path)
	if err != nil {
		return err
	}
	defer from.Close()
	_, err = io.Copy(w, from)
	return err
}

func sumOf(path string) (archivedFile, error) {
	sum := sha256.New()
	from, err := os.Open(path)
	if err != nil {
		return archivedFile{}, err
	}
	defer from.Close()
	n, err := io.Copy(sum, from)
	return archivedFile{filepath.Base(path), n, hex.EncodeToString(sum.Sum(nil))}, err
}

// readArchive unpacks a backup into dir. Files that contents.json does not list, or of another sum, are refused.
func readArchive(path, dir string) (contents, error) {
	var c contents
	from, err := os.Open(path)
	if err != nil {
		return c, indicators.Errorf(indicators.NotFound, "%s cannot be read: %w", path, err)
	}
	defer from.Close()
	r := tar.NewReader(from)
	header, err := r.Next()
	if err != nil || header.Name != contentsName {
		return c, noBackup(path, "it does not begin with "+contentsName)
	}
	if json.NewDecoder(io.LimitReader(r, mostContents)).Decode(&c) != nil || c.Format != backupFormat {
		return c, noBackup(path, "its "+contentsName+" is not of "+backupFormat)
	}
	for _, wanted := range c.Files {
		header, err := r.Next()
		if err != nil || header.Name != wanted.Name || filepath.Base(wanted.Name) != wanted.Name || header.Size != wanted.Bytes {
			return c, noBackup(path, "it is cut short, or not as it was written")
		}
		if err := unpackFile(r, filepath.Join(dir, wanted.Name)); err != nil {
			return c, noBackup(path, "it is cut short: "+err.Error())
		}
		if got, err := sumOf(filepath.Join(dir, wanted.Name)); err != nil || got != wanted {
			return c, noBackup(path, wanted.Name+" is not as it was written")
		}
	}
	return c, nil
}

func unpackFile(r io.Reader, path string) error {
	out, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, r)
	if err == nil {
		err = out.Sync()
	}
	return errors.Join(err, out.Close())
}

func noBackup(path, why string) error {
	return indicators.Errorf(indicators.Invalid, "%s is no backup of aspro: %s", path, why).Coded("no_backup").Try("`aspro backup` makes one.")
}

// syncFolder makes a new name durable.
func syncFolder(dir string) error {
	folder, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(folder.Sync(), folder.Close())
}
