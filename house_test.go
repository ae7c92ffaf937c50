// Package aspro_test holds the house to its import table.
package aspro_test

import (
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "github.com/aspro-cities/aspro"

// mayImport is the table: what of ours each folder's shipped code may import. A folder that is not listed may not exist.
var mayImport = map[string][]string{
	"cmd/aspro":            {"api", "ingest", "indicators", "indicators/catalogue", "indicators/sqlite", "indicators/influx", "docs", "client", "words", "review"},
	"cmd/openapi":          {"docs"},
	"api":                  {"ingest", "indicators", "docs", "words", "review"},
	"review":               {"indicators", "indicators/stat", "ingest", "words"},
	"ingest":               {"indicators", "ingest/sheet"},
	"ingest/sheet":         {},
	"indicators":           {"indicators/stat"},
	"indicators/stat":      {},
	"indicators/catalogue": {"indicators"},
	"indicators/sqlite":    {"indicators"},
	"indicators/influx":    {"indicators"},

	"indicators/influx/influxtest": {},
	"indicators/storetest":         {"indicators"},
	"docs":                         {},
	"words":                        {},
	"client":                       {},
	"bench":                        {},
}

// onlyIn names the folders that outside packages are confined to.
var onlyIn = map[string][]string{
	"github.com/gin-gonic/gin":                 {"api"},
	"github.com/influxdata/influxdb-client-go": {"indicators/influx"},
	"database/sql":                             {"indicators/sqlite"},
	"modernc.org/sqlite":                       {"indicators/sqlite"},
	"github.com/go-playground/validator":       {"indicators/catalogue", "api"},
	"github.com/spf13/cobra":                   {"cmd/aspro"},
	"github.com/getkin/kin-openapi":            {"cmd/openapi"},
	"github.com/prometheus/client_golang":      {"api"},
	"github.com/go-json-experiment/json":       {"ingest", "api"},
	"github.com/influxdata/line-protocol":      {"ingest"},
	"github.com/coreos/go-oidc":                {"cmd/aspro"},
}

// standardLibraryOnly are the folders that import nothing from outside; the value lists the exceptions.
var standardLibraryOnly = map[string][]string{
	"indicators":      nil,
	"indicators/stat": {"gonum.org/v1/gonum/stat/distuv"},
}

func TestImportTable(t *testing.T) {
	for folder, imports := range shippedImports(t, ".") {
		for _, problem := range judge(folder, imports) {
			t.Error(problem)
		}
	}
}

func TestImportTableRefusesGinInTheDomain(t *testing.T) {
	if got := judge("indicators", []string{"github.com/gin-gonic/gin"}); len(got) == 0 {
		t.Error("indicators may import gin")
	}
	if got := judge("indicators", []string{module + "/api"}); len(got) == 0 {
		t.Error("indicators may import api")
	}
	if got := judge("ingest", []string{"database/sql"}); len(got) == 0 {
		t.Error("ingest may import database/sql")
	}
}

// judge says what is wrong with the imports of one folder's shipped code.
func judge(folder string, imports []string) []string {
	ours, known := mayImport[folder]
	if !known {
		return []string{folder + " is not a room of the house: add it to the table with a decision record"}
	}
	var wrong []string
	for _, imported := range imports {
		if inside, ok := strings.CutPrefix(imported, module+"/"); ok {
			if !slices.Contains(ours, inside) {
				wrong = append(wrong, folder+" may not import "+inside)
			}
			continue
		}
		for outside, folders := range onlyIn {
			if (imported == outside || strings.HasPrefix(imported, outside+"/")) && !slices.Contains(folders, folder) {
				wrong = append(wrong, folder+" may not import "+imported)
			}
		}
		exceptions, strict := standardLibraryOnly[folder]
		if strict && strings.Contains(strings.Split(imported, "/")[0], ".") && !slices.Contains(exceptions, imported) {
			wrong = append(wrong, folder+" may import the standard library only, not "+imported)
		}
	}
	return wrong
}

// shippedImports lists, folder by folder, what the Go files outside tests import.
func shippedImports(t *testing.T, root string) map[string][]string {
	t.Helper()
	found := map[string]map[string]bool{}
	err := filepath.WalkDir(root, func(file string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() && file != root && (strings.HasPrefix(entry.Name(), ".") || slices.Contains([]string{"tools", "deploy", "testdata"}, entry.Name())) {
			return fs.SkipDir
		}
		if !strings.HasSuffix(file, ".go") || strings.HasSuffix(file, "_test.go") {
			return nil
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ImportsOnly)
		if err != nil {
			return err
		}
		folder := path.Clean(filepath.ToSlash(filepath.Dir(file)))
		if found[folder] == nil {
			found[folder] = map[string]bool{}
		}
		for _, spec := range parsed.Imports {
			imported, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				return err
			}
			found[folder][imported] = true
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	imports := map[string][]string{}
	for folder, set := range found {
		imports[folder] = slices.Sorted(maps.Keys(set))
	}
	return imports
}

func TestFilesAreSmall(t *testing.T) {
	var lengths []int
	err := filepath.WalkDir(".", func(file string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() && file != "." && strings.HasPrefix(entry.Name(), ".") {
			return fs.SkipDir
		}
		if !strings.HasSuffix(file, ".go") || strings.HasSuffix(file, "_test.go") {
			return nil
		}
		n, err := countLines(file)
		if err != nil {
			return err
		}
		if n < 0 { // generated
			return nil
		}
		if n > 600 {
			t.Errorf("%s has %d lines: look for the second noun", file, n)
		}
		lengths = append(lengths, n)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(lengths)
	if median := lengths[len(lengths)/2]; median > 150 {
		t.Errorf("the median source file has %d lines, over 150", median)
	}
}

// countLines gives -1 for a generated file.
func countLines(file string) (int, error) {
	text, err := os.ReadFile(file)
	if strings.HasPrefix(string(text), "// Code generated ") {
		return -1, err
	}
	return strings.Count(string(text), "\n"), err
}
