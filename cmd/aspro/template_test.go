package main

import (
	"strings"
	"testing"
)

func TestTemplateHalfFilledImports(t *testing.T) {
	lines := strings.SplitAfter(must(t, done, "template", "surabaya").out, "\n")
	filled := 0
	for i, line := range lines {
		if strings.Contains(line, ",solid-waste-generated,") {
			lines[i] = strings.Replace(line, ",solid-waste-generated,,,", ",solid-waste-generated,2024,1805.57,", 1)
			filled++
		}
	}
	if filled != 1 {
		t.Fatalf("%d rows for solid waste", filled)
	}
	v := receiptOf(t, must(t, done, "import", write(t, "half.csv", strings.Join(lines, "")), "--city", "surabaya", "--data", t.TempDir(), "--json"))
	if v.Counts.Created != 1 || v.Counts.Missing != v.Counts.Rows-1 || v.Counts.Rows < 30 {
		t.Errorf("%+v", v.Counts)
	}
}

func TestTemplateOfACityFromAFolder(t *testing.T) {
	got := must(t, done, "template", "beijing", "--catalogue", testCatalogue(t))
	has(t, got.out, "beijing,citywide,pm2-5,")
}
