package ingest

import (
	"github.com/aspro-cities/aspro/indicators"
)

// mark is what a cell that stands in place of a value means.
type mark uint8

const (
	noMark mark = iota
	missing
	notMeasured
	faulty
	limit // a word for a value beyond what can be measured
)

var markOf = map[string]mark{"missing": missing, "not_measured": notMeasured, "faulty": faulty}

// marks are the words of a profile, and of one of its columns, that stand in place of a value.
type marks struct {
	words map[string]mark
	means map[string]string // of a limit: the value with < or >
	first [256]bool         // bytes with which a word begins: a cell that begins otherwise is looked up nowhere
}

// marksOf joins the words of a profile with those of a column, which win.
func marksOf(of ...indicators.Marks) *marks {
	m := &marks{words: map[string]mark{}, means: map[string]string{}}
	set := func(text string, to mark) {
		if text != "" {
			m.words[text], m.first[text[0]] = to, true
		}
	}
	for _, one := range of {
		for _, text := range one.Missing {
			set(text, missing)
		}
		for _, text := range one.NotMeasured {
			set(text, notMeasured)
		}
		for _, text := range one.Faulty {
			set(text, faulty)
		}
		for _, l := range one.Limits {
			set(l.Text, limit)
			m.means[l.Text] = l.Means
		}
	}
	return m
}

// of is what the cell means: missing when it is empty, noMark for a value.
func (m *marks) of(cell []byte) mark {
	if len(cell) == 0 {
		return missing
	}
	if !m.first[cell[0]] {
		return noMark
	}
	return m.words[string(cell)]
}

// miss counts a cell without a value.
func (d *decoder) miss(by mark) {
	d.out.counts.Received++
	d.out.counts.Missing++
	switch by {
	case notMeasured:
		d.out.counts.NotMeasured++
	case faulty:
		d.out.counts.Faulty++
	case noMark, missing, limit:
	}
}
