package main

import (
	"os"
	"testing"
)

func TestConfigurationPage(t *testing.T) {
	const path = "../../docs/configuration.md"
	if *update {
		if err := os.WriteFile(path, []byte(configurationPage()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	page, err := os.ReadFile(path)
	if err != nil || string(page) != configurationPage() {
		t.Errorf("docs/configuration.md is not what the settings say: run make docs (%v)", err)
	}
}
