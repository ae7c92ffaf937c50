package ingest

import "github.com/aspro-cities/aspro/indicators"

// checkCells refuses a row whose cells do not stand under the header: one too few would be read as a missing
// value, one too many is mostly a decimal comma that was not quoted. Empty cells beyond the header do no harm.
func (p *plan) checkCells(cells [][]byte, line int) *indicators.RowProblem {
	if len(cells) < p.fewest {
		return try(problemf(line, "", "too_few_cells", string(cells[0]), "The row has %d cells, the header %d.", len(cells), p.fewest),
			"Leave cells empty, but keep their delimiters.")
	}
	if len(cells) > len(p.header) && !blank(cells[len(p.header):]) {
		return try(problemf(line, "", "too_many_cells", string(cells[len(p.header)]), "The row has %d cells, the header %d.", len(cells), len(p.header)),
			"Put quotation marks around a cell that holds the delimiter, and write numbers with the decimal mark of the profile.")
	}
	return nil
}
