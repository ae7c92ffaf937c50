package ingest

import "slices"

// laneSpan is the first and the last of columns side by side whose words make a lane.
type laneSpan struct{ first, last int }

// laneSpans joins the columns whose words make a lane where they stand side by side.
func laneSpans(columns []laneColumn) (spans []laneSpan) {
	var indices []int
	for _, c := range columns {
		indices = append(indices, c.index)
	}
	slices.Sort(indices)
	for _, index := range indices {
		if n := len(spans); n > 0 && index <= spans[n-1].last+1 {
			spans[n-1].last = index
			continue
		}
		spans = append(spans, laneSpan{index, index})
	}
	return spans
}

// appendWords appends to key the words of a row that make a lane, as they stand there, with their blanks: words written
// otherwise make another lane of the same series, which costs memory and nothing else. Where the cells lie in the file one behind the
// other, those side by side are taken in one piece.
func (p *plan) appendWords(key []byte, cells [][]byte, sideBySide bool) []byte {
	if !sideBySide || len(cells) <= p.lastWord {
		key = append(key, 0)
		for _, c := range p.laneColumns {
			key = append(append(key, cellAt(cells, c.index)...), 0)
		}
		return key
	}
	key = append(key, 1)
	for _, span := range p.laneSpans {
		first, last := cells[span.first], cells[span.last]
		piece := cap(first) - cap(last) + len(last) // both reach to the end of the block
		key = append(append(key, first[:piece]...), 0)
	}
	return key
}
