package ingest

import (
	"errors"
	"io"

	"github.com/aspro-cities/aspro/indicators"
)

// orderProof is what the dates of a column say of the order of day and month: a number over 12 is a day.
type orderProof struct {
	order, text string // dmy or mdy, and the first cell that proves it
	line        int
	other       string // a cell that proves the other order
	otherLine   int
}

// look takes one cell into account.
func (o *orderProof) look(cell []byte, line int) {
	part, _, ok := threeNumbers(cell)
	if !ok || part[0].digits == 4 {
		return
	}
	order := ""
	switch a, b := part[0].value, part[1].value; {
	case a > 12 && b <= 12:
		order = "dmy"
	case b > 12 && a <= 12:
		order = "mdy"
	}
	switch {
	case order == "" || order == o.order:
	case o.order == "":
		o.order, o.text, o.line = order, string(cell), line
	case o.other == "":
		o.other, o.otherLine = string(cell), line
	}
}

// dateColumn is the column whose dates may leave the order of day and month open; -1 for none.
func (p *plan) dateColumn() int {
	role := map[when]string{byStart: "start", byStamp: "stamp", byDate: "date", byPeriod: "period"}[p.when]
	if index, ok := p.role[role]; ok && p.dateOrder == "" {
		return index
	}
	return -1
}

// opensOrder reports whether the first dates of a file are not written with the year first, so that its column must
// prove the order. first is the block that follows the header.
func (p *plan) opensOrder(first block) bool {
	column := p.dateColumn()
	if column < 0 {
		return false
	}
	records := recordScanner{data: first.data, delimiter: p.delimiter, limits: p.limits}
	for seen := 0; seen < 1000; seen++ {
		ok, problem := records.scan()
		if !ok {
			return false
		}
		if problem != nil {
			continue
		}
		if part, _, ok := threeNumbers(cellAt(records.cells, column)); ok && part[0].digits != 4 {
			return true
		}
	}
	return false
}

// proveOrder reads the file once for the order of day and month in its dates, and gives the warning that says what proved
// it; nil when nothing proves an order: each date that reads two ways is then refused in its row. Invalid,
// "contradictory_dates", when two cells prove two orders.
func (p *plan) proveOrder(first block, r *blockReader) (*indicators.RowProblem, error) {
	column, proof := p.dateColumn(), orderProof{}
	own := make([]byte, 0, blockSize) // each block is done with before the next is read
	r.buffer = func() []byte { return own }
	for b := first; ; {
		records := recordScanner{data: b.data, line: b.line, delimiter: p.delimiter, limits: p.limits}
		for {
			ok, problem := records.scan()
			if !ok {
				break
			}
			if problem == nil {
				proof.look(cellAt(records.cells, column), records.begin)
			}
		}
		var err error
		if b, err = r.next(); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			return nil, err
		}
	}
	name := p.column(column)
	switch {
	case proof.other != "":
		return nil, indicators.Errorf(indicators.Invalid, "the dates of column %q contradict each other: %q in line %d and %q in line %d cannot be of one order",
			name, proof.text, proof.line, proof.other, proof.otherLine).Coded("contradictory_dates").Try("Write 2026-03-04.")
	case proof.order == "dmy":
		p.dateOrder = proof.order
		return problemf(proof.line, name, "date_order_proven", proof.text, "All dates are read with the day first: %q can be nothing else.", proof.text), nil
	case proof.order == "mdy":
		p.dateOrder = proof.order
		return problemf(proof.line, name, "date_order_proven", proof.text, "All dates are read with the month first: %q can be nothing else.", proof.text), nil
	}
	return nil, nil
}
