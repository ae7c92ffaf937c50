package main

import (
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// pathWithCurl is PATH; on a machine without curl, with one of our own.
func pathWithCurl(t *testing.T) string {
	t.Helper()
	if _, err := exec.LookPath("curl"); err == nil {
		return os.Getenv("PATH")
	}
	return pathWithOwnCurl(t)
}

// pathWithOwnCurl is PATH with a folder before it in which this test program is curl.
func pathWithOwnCurl(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink(self, filepath.Join(dir, "curl")); err != nil {
		t.Fatal(err)
	}
	return dir + string(os.PathListSeparator) + os.Getenv("PATH")
}

// curl does what the documented calls need of it, and gives the exit status.
func curl(args []string) int {
	method, url, headers, body := http.MethodGet, "", http.Header{}, io.Reader(nil)
	for i := 0; i < len(args); i++ {
		switch args[i] {
		case "-s":
		case "-H":
			i++
			name, value, _ := strings.Cut(args[i], ":")
			headers.Set(name, strings.TrimSpace(value))
		case "--data-binary":
			i++
			method, body = http.MethodPost, os.Stdin
			if file := strings.TrimPrefix(args[i], "@"); file != "-" {
				held, err := os.Open(file)
				if err != nil {
					return 26
				}
				defer held.Close()
				body = held
			}
		default:
			url = args[i]
		}
	}
	request, err := http.NewRequest(method, url, body)
	if err != nil {
		return 3
	}
	request.Header = headers
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 7
	}
	defer answer.Body.Close()
	if _, err := io.Copy(os.Stdout, answer.Body); err != nil {
		return 18
	}
	return 0
}
