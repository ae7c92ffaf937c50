package docs_test

import (
	"bufio"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"io/fs"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/aspro-cities/aspro/docs"
)

func TestOpenAPI(t *testing.T) {
	var document struct {
		OpenAPI string `json:"openapi"`
		Info    struct{ Title, Version string }
	}
	if err := json.Unmarshal(docs.OpenAPI(), &document); err != nil {
		t.Fatal(err)
	}
	if document.OpenAPI != "3.1.0" || document.Info.Title == "" || document.Info.Version == "" {
		t.Errorf("not a titled OpenAPI 3.1.0 document: %+v", document)
	}
	docs.OpenAPI()[0] = 'x'
	if docs.OpenAPI()[0] != '{' {
		t.Error("a caller changed the document for everybody")
	}
}

// The packaged files are the released ones, byte for byte; SHA256SUMS is what fetch.sh checks too.
func TestUIIsTheReleasedPackage(t *testing.T) {
	sums, err := os.Open("ui/SHA256SUMS")
	if err != nil {
		t.Fatal(err)
	}
	defer sums.Close()
	checked := 0
	for lines := bufio.NewScanner(sums); lines.Scan(); {
		want, name, _ := strings.Cut(lines.Text(), "  ")
		if strings.HasSuffix(name, ".tgz") {
			continue
		}
		if got := sum(t, name); got != want {
			t.Errorf("%s has SHA-256 %s, the release has %s", name, got, want)
		}
		checked++
	}
	if checked != 5 {
		t.Errorf("%d files were checked, there are 5", checked)
	}
}

// sum is the SHA-256 of a file of the UI, unpacked where it is kept compressed.
func sum(t *testing.T, name string) string {
	t.Helper()
	hash := sha256.New()
	file, err := docs.UI().Open(name)
	if err == nil {
		defer file.Close()
		_, err = io.Copy(hash, file)
	} else {
		packed, openErr := docs.UI().Open(name + ".gz")
		if openErr != nil {
			t.Fatal(openErr)
		}
		defer packed.Close()
		unpacked, gzipErr := gzip.NewReader(packed)
		if gzipErr != nil {
			t.Fatal(gzipErr)
		}
		_, err = io.Copy(hash, unpacked)
	}
	if err != nil {
		t.Fatal(err)
	}
	return hex.EncodeToString(hash.Sum(nil))
}

// The page runs under a content security policy without inline script and without other hosts.
func TestUIPage(t *testing.T) {
	page, err := fs.ReadFile(docs.UI(), "index.html")
	if err != nil {
		t.Fatal(err)
	}
	if inline := regexp.MustCompile(`(?s)<script[^>]*>\s*[^<\s]|<style|\son\w+=|style=`).Find(page); inline != nil {
		t.Errorf("inline script or style: %q", inline)
	}
	if !strings.Contains(string(page), `<a href="/docs/reference">`) {
		t.Error("the page does not lead to the reference that needs no script")
	}
	if !strings.Contains(string(page), `"/docs/page.css"`) {
		t.Error("the page does not ask for the colours that can be read")
	}
	for _, link := range regexp.MustCompile(`<(?:script|link)[^>]*(?:src|href)="([^"]*)"`).FindAllStringSubmatch(string(page), -1) {
		asked := link[1]
		if asked == "data:," {
			continue
		}
		name, inside := strings.CutPrefix(asked, "/docs/")
		if !inside {
			t.Errorf("%s is not served under /docs/", asked)
			continue
		}
		if _, err := fs.Stat(docs.UI(), name); err == nil {
			continue
		}
		if _, err := fs.Stat(docs.UI(), name+".gz"); err != nil {
			t.Errorf("the page asks for %s, which is not there", asked)
		}
	}
}
