package main

import "testing"

// TestExportFromAServer: a running server gives the same file as its folder does, page by page.
func TestExportFromAServer(t *testing.T) {
	data := loadSample(t)
	want := must(t, done, "export", "--data", data).out
	s := start(t, "--data", data)
	if got := must(t, done, "export", "--server", s.url).out; got != want {
		t.Errorf("from the server:\n%.400s\nfrom the folder:\n%.400s", got, want)
	}
	some := must(t, done, "export", "--server", s.url, "--city", "cebu", "--indicator", "bod", "--from", "2010").out
	s.stop(t)
	if want := must(t, done, "export", "--data", data, "--city", "cebu", "--indicator", "bod", "--from", "2010").out; some != want {
		t.Errorf("a part from the server:\n%s\nfrom the folder:\n%s", some, want)
	}
}
