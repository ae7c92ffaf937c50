package main

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write testdata/api.openapi.json anew")

// The whole way, from annotated Go to files, over a package with one of each thing the generator mends.
func TestRun(t *testing.T) {
	if testing.Short() {
		t.Skip("builds swag")
	}
	out := t.TempDir()
	if err := run(t.Context(), "testdata/api", out, ""); err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(filepath.Join(out, "openapi.json"))
	if err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile("testdata/api.openapi.json", got, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile("testdata/api.openapi.json")
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("the document is not testdata/api.openapi.json; read the difference after -update:\n%s", got)
	}
	for _, name := range []string{"openapi.yaml", "swagger.json"} {
		if _, err := os.Stat(filepath.Join(out, name)); err != nil {
			t.Error(err)
		}
	}
}

func TestRunRefuses(t *testing.T) {
	if testing.Short() {
		t.Skip("builds swag")
	}
	head := "package api\n\n// @title A\n// @version 1\n// @BasePath /api/v1\n"
	for name, test := range map[string]struct{ text, says string }{
		"NoTitle":        {"package api\n", "no Go file in"},
		"NoRoute":        {head, "no operation"},
		"AnUnknownType":  {head + "\n// @Success 200 {object} Gone\n// @Router /a [get]\nfunc a() {}\n", "cannot find type definition: Gone"},
		"ARouteTwice":    {head + "\n// @Success 200\n// @Router /a [get]\nfunc a() {}\n\n// @Success 200\n// @Router /a [get]\nfunc b() {}\n", "declared multiple times"},
		"AFieldLeftOut":  {head + "\n// Q asks.\ntype Q struct {\n\tM map[string]string `form:\"m\"`\n}\n\n// @Param q query Q false \"q\"\n// @Success 200\n// @Router /a [get]\nfunc a() {}\n", "skip field [m]"},
		"AWrongDocument": {head + "\n// @Success 200\n// @Router /a/{b} [get]\nfunc a() {}\n", "the document is not valid"},
	} {
		t.Run(name, func(t *testing.T) {
			folder, out := t.TempDir(), t.TempDir()
			for file, text := range map[string]string{"api.go": test.text, "go.mod": "module github.com/aspro-cities/aspro/sample\n"} {
				if err := os.WriteFile(filepath.Join(folder, file), []byte(text), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			err := run(t.Context(), folder, out, "")
			if err == nil || !strings.Contains(err.Error(), test.says) {
				t.Errorf("got %v, want %q", err, test.says)
			}
			if written, _ := os.ReadDir(out); len(written) > 0 {
				t.Errorf("%d files were written", len(written))
			}
		})
	}
}
