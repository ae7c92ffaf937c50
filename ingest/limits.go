package ingest

// Limits bound what one upload may cost. The zero value of a field means its default.
type Limits struct {
	Bytes   int64 // of the file, decompressed; default 256 MiB
	Rows    int64 // data rows; default 2,000,000
	Line    int   // bytes of one record; default 16 KiB
	Columns int   // default 256: published tables have more than a hundred
	Cell    int   // bytes of one cell; default 1,024
	Listed  int   // problems kept in the ledger; default 100,000, the counts go on
}

// Inline is how many problems a receipt shows itself; the ledger has the others.
const Inline = 100

// WithDefaults fills in what is 0.
func (l Limits) WithDefaults() Limits {
	set := func(field *int, value int) {
		if *field == 0 {
			*field = value
		}
	}
	if l.Bytes == 0 {
		l.Bytes = 256 << 20
	}
	if l.Rows == 0 {
		l.Rows = 2_000_000
	}
	set(&l.Line, 16<<10)
	set(&l.Columns, 256)
	set(&l.Cell, 1024)
	set(&l.Listed, 100_000)
	return l
}
