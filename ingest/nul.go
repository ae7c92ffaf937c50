package ingest

import (
	"bytes"

	"github.com/aspro-cities/aspro/indicators"
)

// checkNul refuses a row in which a NUL byte stands: no program that people write tables with makes one, many cut a text there,
// and a file full of them is UTF-16 that says so nowhere.
func (p *plan) checkNul(cells [][]byte, line int) *indicators.RowProblem {
	for i, cell := range cells {
		if bytes.IndexByte(cell, 0) >= 0 {
			return try(problemf(line, p.column(i), "control_character", string(cell), "The cell has a NUL byte in it."),
				"Type the cell anew. If every cell has them, the file is UTF-16: declare it (encoding=utf-16le), or save the file as “CSV UTF-8”.")
		}
	}
	return nil
}
