package ingest

import (
	"bufio"
	"strings"
)

// header is the one header of templates, uploads and exports, in order.
var header = [...]string{"city", "site", "indicator", "period", "value", "unit", "statistic", "quality", "status", "source", "note"}

// exportColumns follow the header in an export.
var exportColumns = [...]string{"resolution", "start", "end", "coverage", "upload", "line",
	"stakeholder", "reported_by", "instrument", "laboratory", "licence", "citation"}

// writeRecord writes one line of CSV as RFC 4180 has it, ended by a line feed. The writer keeps its first error.
func writeRecord(w *bufio.Writer, cells []string) {
	for i, cell := range cells {
		if i > 0 {
			_ = w.WriteByte(',')
		}
		if !strings.ContainsAny(cell, ",\"\r\n") {
			_, _ = w.WriteString(cell)
			continue
		}
		_ = w.WriteByte('"')
		_, _ = w.WriteString(strings.ReplaceAll(cell, `"`, `""`))
		_ = w.WriteByte('"')
	}
	_ = w.WriteByte('\n')
}
