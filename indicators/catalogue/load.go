// Package catalogue reads the catalogue from YAML and checks it: the embedded default first, then the
// directories of an operator, whose rows replace or extend it.
package catalogue

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/aspro-cities/aspro/indicators"
)

//go:embed default/*.yaml
var embedded embed.FS

// source is one file of a catalogue; its name is shown in faults.
type source struct {
	name    string
	content []byte
}

// Load reads the embedded catalogue, then the *.yaml files of each directory, by name. A row whose id is known
// replaces the known one, other rows are added; references are checked when all files are read. In place of a directory
// one file may be given.
//
// The error is Invalid, "bad_catalogue": it lists up to 20 faults, each with file, line, what is wrong and what is
// allowed. A directory or file that cannot be read, or a directory that holds no *.yaml file, is Invalid too.
func Load(dirs ...string) (*indicators.Catalogue, error) {
	sources, err := filesOf(embedded, "default", "default")
	if err != nil {
		return nil, err
	}
	for _, dir := range dirs {
		more, err := sourcesAt(dir)
		if err != nil {
			return nil, err
		}
		sources = append(sources, more...)
	}
	return read(sources)
}

// sourcesAt reads a directory of an operator, or one file.
func sourcesAt(path string) ([]source, error) {
	if info, err := os.Stat(path); err != nil || info.IsDir() {
		return filesOf(os.DirFS(path), ".", path)
	}
	content, err := os.ReadFile(path)
	if err != nil {
		return nil, indicators.Errorf(indicators.Invalid, "the catalogue %s cannot be read: %w", path, err).Coded("bad_catalogue")
	}
	return []source{{path, content}}, nil
}

// ProfilesIn lists the ids of the profiles that a file of a catalogue defines, in its order. Invalid, "bad_catalogue", for a file
// that is no such file.
func ProfilesIn(path string) ([]string, error) {
	sources, err := sourcesAt(path)
	if err != nil {
		return nil, err
	}
	var (
		rows   rows
		faults faults
		ids    []string
	)
	for _, s := range sources {
		rows.take(s, &faults)
	}
	for _, p := range rows.profiles {
		ids = append(ids, p.value.ID)
	}
	return ids, faults.err()
}

// filesOf lists the *.yaml files of a folder in the order of their names, shown as files of dir.
func filesOf(files fs.FS, folder, dir string) ([]source, error) {
	entries, err := fs.ReadDir(files, folder)
	if err != nil {
		return nil, indicators.Errorf(indicators.Invalid, "the catalogue %s cannot be read: %w", dir, err).Coded("bad_catalogue")
	}
	var sources []source
	for _, entry := range entries {
		if entry.IsDir() || filepath.Ext(entry.Name()) != ".yaml" {
			continue
		}
		content, err := fs.ReadFile(files, pathIn(folder, entry.Name()))
		if err != nil {
			return nil, indicators.Errorf(indicators.Invalid, "the catalogue %s cannot be read: %w", dir, err).Coded("bad_catalogue")
		}
		sources = append(sources, source{filepath.Join(dir, entry.Name()), content})
	}
	if len(sources) == 0 {
		return nil, indicators.Errorf(indicators.Invalid, "the catalogue %s holds no *.yaml file", dir).Coded("bad_catalogue").
			Try("Give the directory that holds them; files with another ending are not read.")
	}
	return sources, nil
}

func pathIn(folder, name string) string {
	if folder == "." {
		return name
	}
	return folder + "/" + name
}

// read makes one catalogue of all files, in order.
func read(sources []source) (*indicators.Catalogue, error) {
	var (
		rows   rows
		faults faults
		sum    = sha256.New()
	)
	for _, s := range sources {
		_, _ = sum.Write(s.content)
		rows.take(s, &faults)
	}
	rows.extend(&faults)
	newChecker(&rows, &faults).checkAll()
	if err := faults.err(); err != nil {
		return nil, err
	}
	c := rows.catalogue()
	c.Version = hex.EncodeToString(sum.Sum(nil))[:12]
	return c, c.Index()
}
