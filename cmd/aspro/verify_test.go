package main

import (
	"strings"
	"testing"
)

func TestVerify(t *testing.T) {
	data := t.TempDir()
	has(t, must(t, refused, "verify", "--data", data).words, "there is no data")
	must(t, done, "import", write(t, "waste.csv", twoYears), "--city", "cebu", "--data", data)
	must(t, done, "import", write(t, "waste.csv", strings.ReplaceAll(twoYears, ",470,", ",471,")), "--city", "cebu", "--data", data, "--on-conflict", "correct", "--reason", "read again")
	got := must(t, done, "verify", "--data", data)
	has(t, got.out, "2 uploads, 0 waiting; 1 series; 1 corrections; 2 entries in the audit log", "2 created − 0 reverted = 2 stored − 0 by no upload", "ledger and observations agree")
	has(t, must(t, done, "verify", "--data", data, "--json").out, `"stored":2`, `"faults":[]`)
	has(t, must(t, wrongUse, "verify", "--data", data, "--influx-url", "http://127.0.0.1:1").words, "--influx-org")
}
