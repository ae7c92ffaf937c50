package main

import (
	"path/filepath"
	"strings"
	"testing"
)

func TestAuditCommands(t *testing.T) {
	data := filepath.Join(t.TempDir(), "data")
	has(t, must(t, refused, "audit", "verify", "--data", data).words, "there is no data")
	id := keyText.FindStringSubmatch(must(t, done, "key", "add", "--role", "uploader", "--city", "cebu", "--data", data).out)[1]
	must(t, done, "key", "revoke", id, "--data", data)
	lines := must(t, done, "audit", "list", "--data", data).out
	has(t, lines, `"who":"cli","what":"key.added","object":"`+id+`"`, `"what":"key.revoked"`, `"detail":"uploader of cebu"`)
	if n := strings.Count(lines, "\n"); n != 2 {
		t.Errorf("%d lines:\n%s", n, lines)
	}
	has(t, must(t, done, "audit", "verify", "--data", data).out, "2 entries, unbroken; the last is ")
	has(t, must(t, wrongUse, "audit").words, "needs a command")
}
