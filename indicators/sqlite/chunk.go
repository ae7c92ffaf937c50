package sqlite

import (
	"encoding/binary"

	"github.com/aspro-cities/aspro/indicators"
)

// weekSeconds is the span of one packed row.
const weekSeconds = 7 * 86400

// weekOf is the number of the week in which a start lies, counted from 1970-01-01 (a Thursday).
func weekOf(start int64) int64 { return indicators.FloorDiv(start, weekSeconds) }

// chunkKey orders chunks by series and week.
func chunkKey(series, week int64) int64 { return series<<24 | (week + 1<<23) }

// weekOfKey is the week of a chunk key.
func weekOfKey(key int64) int64 { return key&(1<<24-1) - 1<<23 }

// appendChunk packs the observations of one week, sorted by start and without repeats:
// n · first start − week start · runs of (distance, repeats) · values as a column ·
// runs of (flags, upload, line, line step, repeats). Flags are two bytes: quality and status, qualifier and own quality.
func appendChunk(to []byte, week int64, held []indicators.Observation) []byte {
	begin := len(to)
	to = append(to, chunkVersion)
	to = binary.AppendUvarint(to, uint64(len(held)))
	if len(held) > 0 {
		to = binary.AppendUvarint(to, uint64(held[0].Start-week*weekSeconds))
	}
	to = appendDistances(to, len(held), func(i int) int64 { return held[i].Start })
	to = appendColumn(to, len(held), func(i int) float64 { return held[i].Value })
	for i := 0; i < len(held); {
		n, step := originRun(held[i:])
		o := held[i]
		to = append(to, byte(o.Quality)|byte(o.Status)<<4, byte(o.Censored+1)|byte(o.Own)<<4)
		to = binary.AppendUvarint(to, uint64(uint32(o.Upload)))
		to = binary.AppendUvarint(to, uint64(uint32(o.Line)))
		to = binary.AppendVarint(to, step)
		to = binary.AppendUvarint(to, uint64(n))
		i += n
	}
	sealed := seal(to[begin:])
	return append(to[:begin], sealed...)
}

// appendDistances packs n ascending numbers after the first as runs of equal distances.
func appendDistances(to []byte, n int, at func(int) int64) []byte {
	for i := 1; i < n; {
		distance, run := at(i)-at(i-1), 1
		for i+run < n && at(i+run)-at(i+run-1) == distance {
			run++
		}
		to = binary.AppendUvarint(to, uint64(distance))
		to = binary.AppendUvarint(to, uint64(run))
		i += run
	}
	return to
}

// distances reads what appendDistances packs.
func (u *unpacker) distances(n int, first int64, set func(int, int64)) {
	at := first
	for i := 0; i < n && !u.bad; {
		if i == 0 {
			set(0, at)
			i++
			continue
		}
		distance, run := u.uint(), u.length(uint64(n-i))
		if run == 0 {
			u.bad = true
		}
		for range run {
			at += int64(distance)
			set(i, at)
			i++
		}
	}
}

// originRun is how many observations from the first on share flags and upload and stand in lines at one distance.
func originRun(held []indicators.Observation) (n int, step int64) {
	first := held[0]
	for n = 1; n < len(held); n++ {
		o := held[n]
		if o.Quality != first.Quality || o.Own != first.Own || o.Status != first.Status || o.Censored != first.Censored || o.Upload != first.Upload {
			break
		}
		distance := int64(o.Line) - int64(held[n-1].Line)
		if n == 1 {
			step = distance
		} else if distance != step {
			break
		}
	}
	return n, step
}

// unpackChunk appends the observations of a packed week.
func unpackChunk(to []indicators.Observation, week int64, row []byte) ([]indicators.Observation, error) {
	u, err := unseal(row, chunkVersion)
	if err != nil {
		return to, err
	}
	n := u.length(weekSeconds)
	if n == 0 {
		return to, nil
	}
	begin := len(to)
	to = append(to, make([]indicators.Observation, n)...)
	held := to[begin:]
	u.distances(n, week*weekSeconds+int64(u.uint()), func(i int, start int64) { held[i].Start = start })
	u.column(n, func(i int, v float64) { held[i].Value = v })
	for i := 0; i < n && !u.bad; {
		flags, more := u.byte(), u.byte()
		o := indicators.Observation{
			Quality: indicators.Quality(flags & 0xF), Status: indicators.Status(flags >> 4), Censored: indicators.Censored(more&0xF) - 1, Own: indicators.Quality(more >> 4),
			Upload: indicators.UploadID(uint32(u.uint())), Line: int32(uint32(u.uint())),
		}
		step, run := u.int(), u.length(uint64(n-i))
		if run == 0 {
			u.bad = true
		}
		for k := range run {
			o.Start, o.Value = held[i].Start, held[i].Value
			held[i] = o
			held[i].Line = o.Line + int32(step*int64(k))
			i++
		}
	}
	if u.bad {
		return to[:begin], errDamaged
	}
	return to, nil
}
